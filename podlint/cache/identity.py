"""Which code runs: results of another version of it are not to be taken for its own."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from fnmatch import fnmatch

from podlint.cache.stable import Unstable, digest
from podlint.document.events import c_events

_CODE = (".py", ".bin", ".so", ".pyd")


def environment(modules: Iterable[str]) -> bytes:
    """A digest of podlint, of what it stands on, and of the packages that these modules are in.

    What is installed counts by the names of all distributions, which hold their versions, and by the
    list of its files that its installer has left; what runs from a directory of its own counts by
    the contents of that.

    Raises:
        Unstable: a module is in no file.
    """
    tops = sorted({"podlint", *(module.partition(".")[0] for module in modules)})
    parser = "pure" if c_events("") is None else "C"
    parts = [sys.version, sys.platform, parser, *_distributions()]
    code = (part for top in tops for part in _code_of(top))
    return digest("\n".join(parts).encode(), *code)


def _distributions() -> Iterator[str]:
    for directory in dict.fromkeys(sys.path):
        try:
            names = sorted(os.listdir(directory or os.curdir))
        except OSError:
            continue
        yield from (name for name in names if name.endswith((".dist-info", ".egg-info")))


def _code_of(top: str) -> Iterator[bytes]:
    file = getattr(sys.modules.get(top), "__file__", None)
    if not file:
        raise Unstable(f"{top} is in no file")
    yield top.encode()
    package = os.path.dirname(file) if os.path.basename(file).startswith("__init__.") else ""
    home = os.path.dirname(package or file)
    records = list(_records(home, top))
    if records:
        yield from map(_contents, records)
    else:
        yield from map(_contents, _files(package) if package else [file])


def _records(home: str, top: str) -> Iterator[str]:
    """The lists of files of the distributions beside a package that hold it."""
    for name in sorted(os.listdir(home)):
        if fnmatch(name, "*.dist-info"):
            record = os.path.join(home, name, "RECORD")
            if os.path.exists(record) and f"\n{top}/".encode() in b"\n" + _contents(record):
                yield record


def _files(package: str) -> Iterator[str]:
    for directory, below, names in os.walk(package):
        below.sort()
        yield from (os.path.join(directory, name) for name in sorted(names) if name.endswith(_CODE))


def _contents(file: str) -> bytes:
    with open(file, "rb") as stream:
        return stream.read()
