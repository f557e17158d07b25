"""What the command line says beside its reports, and how it takes the values of its options."""

from __future__ import annotations

import os
import sys
from typing import Any, TypeVar

import click

TROUBLE = 2
"""The exit code where podlint could not do its job."""

_Value = TypeVar("_Value")


class Stop(click.ClickException):
    """podlint could not do its job: exit code 2, and one line that says why."""

    exit_code = TROUBLE

    def show(self, file: Any = None) -> None:
        """Write that line."""
        say(f"podlint: {self.message}")


def say(text: str) -> None:
    """Write a line to stderr; where nobody reads it any more, that is no reason to stop."""
    try:
        click.echo(text, err=True)
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
    from importlib.metadata import version

    return version("podlint")


# --- Callbacks of options -------------------------------------------------------------------------


def print_version(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    """Show the version, and end."""
    if wanted and not context.resilient_parsing:
        answer(f"podlint {own_version()}\n")
        context.exit()


def print_help(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    """Show the help, and end; click would take a pipe that nobody reads for findings."""
    if wanted and not context.resilient_parsing:
        answer(f"{context.get_help()}\n")
        context.exit()


def not_empty(_: click.Context, __: click.Parameter, value: _Value) -> _Value:
    """An empty name is that of a variable that was not set, and the default is not meant.

    Raises:
        BadParameter: one is empty.
    """
    if value == "" or (isinstance(value, tuple) and "" in value):
        raise click.BadParameter("it is empty")
    return value


def names(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """Comma-separated lists of an option that may be repeated, as one."""
    return tuple(name for value in values for name in value.replace(",", " ").split())


def some_names(
    context: click.Context, option: click.Parameter, values: tuple[str, ...]
) -> tuple[str, ...]:
    """Such names, at least one of them where the option is given.

    Raises:
        BadParameter: there is none.
    """
    found = names(context, option, values)
    if values and not found:
        raise click.BadParameter("it names no rule")
    return found
