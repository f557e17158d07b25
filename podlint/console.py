"""What the command line says beside its reports."""

from __future__ import annotations

import os
import sys

HERE = "."
"""What is linted where no path is named."""
TROUBLE = 2
"""The exit code where podlint could not do its job."""


class Stop(Exception):
    """podlint could not do its job: exit code 2, and one line that says why."""


def say(text: str) -> None:
    """Write a line to stderr; where nobody reads it any more, that is no reason to stop."""
    if sys.stderr is None:
        return
    try:
        print(text, file=sys.stderr, flush=True)
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())


def answer(text: str) -> None:
    """Write what was asked for to stdout.

    Raises:
        Stop: it cannot be written.
    """
    from podlint.output import OutputError, print_text

    try:
        print_text(text)
    except OutputError as error:
        raise Stop(str(error)) from error


def own_version() -> str:
    """The version of podlint, as in ``0.1.0``."""
    from podlint.entrypoints import version_of

    return version_of("podlint")
