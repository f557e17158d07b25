"""Where results are kept: one file for each repository, in a directory of their own."""

from __future__ import annotations

import os
import pickle
import stat
import time
from contextlib import suppress

from podlint.atomic import PARTIAL, write_atomic
from podlint.cache.stable import digest

_FORMAT = b"podlint cache 1\n"
_ENTRIES_MAX = 100_000
_BYTES_MAX = 32 << 20
_READ_MAX = 2 * _BYTES_MAX
_FILES_MAX = 64
_ALL_BYTES_MAX = 256 << 20
_ABANDONED = 3600.0
"""Seconds after which nobody writes a file any more."""
_DIGEST = len(digest())
_SUFFIX = ".results"
_TAG = (
    "Signature: 8a477f597d28d172789f06886806bc55\n"
    "# This file says that the directory is a cache, and that backups may leave it out.\n"
    "# See https://bford.info/cachedir/\n"
)
_IGNORED = "# podlint keeps results here; the directory may be deleted at any time.\n*\n"


class Store:
    """Results by their keys, as bytes.

    It is read as a whole and written as a whole, in place of what another run may have written: then
    what that one has added is taken over. Where it cannot be read it is empty, and where it cannot be
    written the run goes on.
    """

    def __init__(self, directory: str, root: str) -> None:
        name = digest(os.fsencode(root)).hex()
        self.file = os.path.join(directory, name + _SUFFIX)
        self._entries, self._state = _read(self.file)
        self._used: dict[bytes, bytes] = {}
        self._changed = False

    def get(self, key: bytes) -> bytes | None:
        """What is kept under a key."""
        value = self._entries.get(key)
        if value is not None:
            self._used[key] = value
        return value

    def put(self, key: bytes, value: bytes) -> None:
        """Keep something."""
        self._entries[key] = self._used[key] = value
        self._changed = True

    def save(self) -> None:
        """Write it, if there is something new; what was not used for longest goes first."""
        if not self._changed:
            return
        if _state(self.file) != self._state:
            self._entries = _read(self.file)[0] | self._entries
        data = pickle.dumps(self._bounded(), protocol=pickle.HIGHEST_PROTOCOL)
        with suppress(OSError):
            _prepare(os.path.dirname(self.file))
            write_atomic(self.file, _FORMAT, digest(data), data, follows=False)
            _thin_out(os.path.dirname(self.file))
        self._changed = False

    def _bounded(self) -> dict[bytes, bytes]:
        """The newest entries: what this run has used stands at the end."""
        entries = {key: each for key, each in self._entries.items() if key not in self._used}
        entries |= self._used
        size = sum(map(len, entries.values()))
        for key in list(entries):
            if len(entries) <= _ENTRIES_MAX and size <= _BYTES_MAX:
                break
            size -= len(entries.pop(key))
        return entries


def _read(file: str) -> tuple[dict[bytes, bytes], tuple[int, ...]]:
    """The entries of a file, none where it is not whole, and what it was when it was read."""
    state = _state(file)
    if not state:
        return {}, state
    try:
        with open(file, "rb") as stream:
            head = stream.read(len(_FORMAT) + _DIGEST)
            body = stream.read(_READ_MAX) if head.startswith(_FORMAT) else b""
    except OSError:
        return {}, state
    return (_entries(body) if head == _FORMAT + digest(body) else {}), state


def _entries(body: bytes) -> dict[bytes, bytes]:
    from podlint.cache.codec import loaded

    found = loaded(body)
    return found if isinstance(found, dict) else {}


def _state(file: str) -> tuple[int, ...]:
    """What tells whether a file has changed; nothing for one that is not to be read.

    In a directory of many, a link could lead anywhere, and a pipe would be waited for.
    """
    try:
        status = os.lstat(file)
    except OSError:
        return ()
    if not stat.S_ISREG(status.st_mode) or status.st_size > _READ_MAX:
        return ()
    return status.st_mtime_ns, status.st_size, status.st_ino


def _prepare(directory: str) -> None:
    """Make the directory, and say in it what it is."""
    os.makedirs(directory, exist_ok=True)
    for name, text in (("CACHEDIR.TAG", _TAG), (".gitignore", _IGNORED)):
        file = os.path.join(directory, name)
        if not os.path.lexists(file):
            write_atomic(file, text.encode(), follows=False)


def _thin_out(directory: str) -> None:
    """Keep the files of the repositories that were linted last, and none that a run has abandoned."""
    now = time.time()
    files = []
    with os.scandir(directory) as found:
        for each in found:
            with suppress(OSError):  # another run has removed it
                status = each.stat(follow_symlinks=False)
                if each.name.startswith(PARTIAL):
                    if now - status.st_mtime > _ABANDONED:
                        os.unlink(each.path)
                elif each.name.endswith(_SUFFIX):
                    files.append((status.st_mtime_ns, status.st_size, each.path))
    size = 0
    for number, (_, own, path) in enumerate(sorted(files, reverse=True)):
        size += own
        if number >= _FILES_MAX or size > _ALL_BYTES_MAX:
            with suppress(OSError):
                os.unlink(path)
