"""Writing a file so that nobody ever reads half of it."""

from __future__ import annotations

import errno
import os

PARTIAL = ".podlint-"
"""How the names of files begin that are being written; a process that is killed may leave one."""


def write_atomic(file: str, *parts: bytes, follows: bool = True) -> None:
    """Replace the contents of ``file`` at once by these parts; its mode stays.

    Where it is a link, what it links to is replaced, or, if it ``follows`` none, the link itself.

    Raises:
        OSError: it cannot be written; then it is what it was.
    """
    target = os.path.realpath(file) if follows else os.path.abspath(file)
    exists = os.path.exists(target) and (follows or not os.path.islink(target))
    if exists and not os.access(target, os.W_OK):
        # A directory that can be written to would let it be replaced all the same.
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), file)
    directory, name = os.path.split(target)
    # In a directory of many, nobody can foresee it and lay a link there.
    partial = os.path.join(directory, f"{PARTIAL}{os.getpid()}-{os.urandom(4).hex()}-{name}")
    try:
        with open(partial, "xb") as stream:
            stream.writelines(parts)
        if exists:
            import shutil

            shutil.copymode(target, partial)
        os.replace(partial, target)
    except BaseException:  # Ctrl-C too leaves nothing behind
        if os.path.exists(partial):
            os.unlink(partial)
        raise
