"""The repository that paths lie in."""

from __future__ import annotations

import os
from collections.abc import Iterable


def repository_root(paths: Iterable[str]) -> str:
    """The nearest directory with ``.git`` above all ``paths``, or their common ancestor."""
    directories = [each if os.path.isdir(each) else os.path.dirname(each) for each in paths]
    try:
        common = os.path.commonpath(directories)
    except ValueError:  # on Windows, paths on several drives
        return directories[0]
    directory = common
    while True:
        if os.path.exists(os.path.join(directory, ".git")):
            return directory
        parent = os.path.dirname(directory)
        if parent == directory:
            return common
        directory = parent


def in_git(root: str) -> bool:
    """Whether ``root`` is the top of a git checkout."""
    return os.path.exists(os.path.join(root, ".git"))


def relative(file: str, root: str) -> str:
    """The path of ``file`` from ``root``, with forward slashes."""
    prefix = os.path.join(root, "")
    if file.startswith(prefix):
        return file[len(prefix) :].replace(os.sep, "/")
    try:
        return os.path.relpath(file, root).replace(os.sep, "/")
    except ValueError:  # on Windows, a file on another drive
        return file.replace(os.sep, "/")
