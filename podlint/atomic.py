"""Writing a file so that nobody ever reads half of it."""

from __future__ import annotations

import errno
import os


def write_atomic(file: str, data: bytes) -> None:
    """Replace the contents of ``file`` (or what it links to) at once; its mode stays.

    Raises:
        OSError: it cannot be written; then it is what it was.
    """
    target = os.path.realpath(file)
    if os.path.exists(target) and not os.access(target, os.W_OK):
        # A directory that can be written to would let it be replaced all the same.
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), file)
    directory, name = os.path.split(target)
    partial = os.path.join(directory, f".podlint-{os.getpid()}-{name}")
    try:
        with open(partial, "wb") as stream:
            stream.write(data)
        if os.path.exists(target):
            import shutil

            shutil.copymode(target, partial)
        os.replace(partial, target)
    except BaseException:  # Ctrl-C too leaves nothing behind
        if os.path.exists(partial):
            os.unlink(partial)
        raise
