"""Where results are kept: one file for each repository, in a directory of their own."""

from __future__ import annotations

import os
import pickle
from contextlib import suppress

from podlint.atomic import write_atomic
from podlint.cache.stable import digest

_FORMAT = b"podlint cache 1\n"
_ENTRIES_MAX = 100_000
_BYTES_MAX = 64 << 20
_FILES_MAX = 64
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
            write_atomic(self.file, _FORMAT + digest(data) + data)
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
    try:
        with open(file, "rb") as stream:
            data = stream.read()
    except OSError:
        return {}, state
    head = len(_FORMAT)
    body = data[head + 16 :]
    if data[:head] != _FORMAT or data[head : head + 16] != digest(body):
        return {}, state
    return _entries(body), state


def _entries(body: bytes) -> dict[bytes, bytes]:
    from podlint.cache.codec import loaded

    found = loaded(body)
    return found if isinstance(found, dict) else {}


def _state(file: str) -> tuple[int, ...]:
    try:
        status = os.stat(file)
    except OSError:
        return ()
    return status.st_mtime_ns, status.st_size, status.st_ino


def _prepare(directory: str) -> None:
    """Make the directory, and say in it what it is."""
    os.makedirs(directory, exist_ok=True)
    for name, text in (("CACHEDIR.TAG", _TAG), (".gitignore", _IGNORED)):
        file = os.path.join(directory, name)
        if not os.path.exists(file):
            write_atomic(file, text.encode())


def _thin_out(directory: str) -> None:
    """Keep the files of the repositories that were linted last."""
    with os.scandir(directory) as found:
        files = [each for each in found if each.name.endswith(_SUFFIX)]
    files.sort(key=lambda each: each.stat().st_mtime_ns)
    for each in files[: -_FILES_MAX or None]:
        os.unlink(each.path)
