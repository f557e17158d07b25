"""What changes in a file, as a patch that ``git apply`` and ``patch -p1`` take."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from difflib import unified_diff
from itertools import islice

_ODD = re.compile(rb'[\x00-\x1f\x7f"\\]')
_NO_NEWLINE = b"\\ No newline at end of file\n"


def difference(name: str, before: bytes, after: bytes) -> bytes:
    """The unified diff of a file, byte for byte: empty where nothing changes.

    Args:
        name: its path from where the patch is to be applied, with forward slashes.
        before: its bytes.
        after: its bytes after the change.
    """
    lines = [each.encode("latin-1") for each in unified_diff(_lines(before), _lines(after))]
    if not lines:
        return b""
    header = [b"%s %s\n" % (sign, _name(side, name)) for sign, side in _SIDES]
    return b"".join([*header, *map(_ended, islice(lines, 2, None))])


_SIDES = ((b"---", b"a"), (b"+++", b"b"))


def _name(side: bytes, name: str) -> bytes:
    """A name as git writes it: in quotes where it has to be, a tab ends one with a space."""
    path = b"%s/%s" % (side, os.fsencode(name))
    if _ODD.search(path):
        return b'"%s"' % _ODD.sub(lambda match: b"\\%03o" % ord(match.group()), path)
    return path + b"\t" if b" " in path else path


def _lines(data: bytes) -> list[str]:
    """The lines as git sees them: a line feed ends one, and nothing else does."""
    return list(_split(data.decode("latin-1")))


def _split(text: str) -> Iterator[str]:
    *lines, last = text.split("\n")
    yield from (f"{line}\n" for line in lines)
    if last:
        yield last


def _ended(line: bytes) -> bytes:
    return line if line.endswith(b"\n") else line + b"\n" + _NO_NEWLINE


def is_text(data: bytes) -> bool:
    """Whether git takes it for text; UTF-16 it does not, for its NUL bytes."""
    return b"\0" not in data
