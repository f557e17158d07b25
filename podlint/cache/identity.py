"""Which code runs: results of another version of it are not to be taken for its own."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Iterable, Iterator

from podlint.cache.stable import Unstable, digest
from podlint.document.events import c_events


def environment(modules: Iterable[str]) -> bytes:
    """A digest of podlint, of what it stands on, and of the packages that these modules are in.

    What is installed counts by the names of all distributions, which hold their versions, and by the
    list of its files that its installer has left; what runs from a directory of its own counts by
    the contents of that, and so does code beside it that rules may call.

    Raises:
        Unstable: a module is in no file, or what it is in cannot be read.
    """
    tops = sorted({"podlint", *(module.partition(".")[0] for module in modules)})
    parser = "pure" if c_events("") is None else "C"
    parts = [sys.version, sys.platform, parser, *_distributions()]
    try:
        code = [part for top in tops for part in _code_of(top)]
        code += (_contents(file) for file in _local(tops))
    except OSError as error:  # such as that a package is in a zip file
        raise Unstable(f"{error.filename} cannot be read") from error
    return digest("\n".join(parts).encode(), *code)


def _local(tops: Collection[str]) -> Iterator[str]:
    """The files of the other modules that no installer has put where they are.

    Rules may share code with what is developed beside them; nothing else says that it has changed.
    """
    installed = [os.path.dirname(os.__file__), *filter(_is_site, sys.path)]
    below = tuple(os.path.join(each, "") for each in installed if each)
    for name in sorted(sys.modules):
        file = getattr(sys.modules[name], "__file__", None)
        if not file or name == "__main__" or name.partition(".")[0] in tops:
            continue
        if not file.startswith(below) and os.path.isfile(file):
            yield file


def _is_site(directory: str) -> bool:
    return any(name.endswith(".dist-info") for name in _names(directory))


def _distributions() -> Iterator[str]:
    for directory in dict.fromkeys(sys.path):
        names = _names(directory)
        yield from (name for name in names if name.endswith((".dist-info", ".egg-info")))


def _names(directory: str) -> list[str]:
    try:
        return sorted(os.listdir(directory or os.curdir))
    except OSError:
        return []


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
    elif package:
        for each in _files(package):
            yield os.fsencode(os.path.relpath(each, package))
            yield _contents(each)
    else:
        yield _contents(file)


def _records(home: str, top: str) -> Iterator[str]:
    """The lists of files of the distributions beside a package that hold it."""
    for name in sorted(os.listdir(home)):
        if name.endswith(".dist-info"):
            record = os.path.join(home, name, "RECORD")
            if os.path.exists(record) and f"\n{top}/".encode() in b"\n" + _contents(record):
                yield record


def _files(package: str) -> Iterator[str]:
    """All files of a package: a rule may read tables from beside it.

    Raises:
        Unstable: a part of it lies elsewhere.
    """
    for directory, below, names in os.walk(package):
        below[:] = sorted(name for name in below if name != "__pycache__")
        if any(os.path.islink(os.path.join(directory, name)) for name in below):
            raise Unstable(f"{directory} holds a link")
        # Of what begins with a dot nothing is imported; editors leave such files, and links to nothing.
        files = (os.path.join(directory, name) for name in sorted(names) if name[0] != ".")
        yield from filter(os.path.isfile, files)


def _contents(file: str) -> bytes:
    with open(file, "rb") as stream:
        return stream.read()
