"""Writing reports: to stdout, or to files that nobody ever reads half of."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from podlint.atomic import write_atomic
from podlint.model import Run
from podlint.model.record import replace
from podlint.report import FORMATS, Context, render
from podlint.trouble import Trouble

FOR_PEOPLE = ("text", "concise")
"""Formats that are written as the console shows letters; all others are UTF-8."""
_STDOUT = "-"


class OutputError(Trouble):
    """A report that cannot be written, or that was asked for in a way that makes no sense."""


class Report(NamedTuple):
    """A report that was asked for."""

    format: str
    file: str = ""
    """Where it goes; empty for stdout."""


def requested(
    format: str, output: str | None, more: Sequence[str], baselines: Iterable[str] = ()
) -> tuple[Report, ...]:
    """The reports of ``--format``, ``--output`` and every ``--report``, each to a place of its own.

    ``baselines`` are files that the run reads or writes: no report takes the place of one.

    Raises:
        OutputError: one is not of the form FORMAT=FILE, or cannot be written where it is to go.
    """
    reports = (Report(format, _file(output or "")), *(_parsed(each) for each in more))
    kept = {os.path.realpath(file) for file in baselines}
    taken: set[str] = set()
    for report in reports:
        place = os.path.realpath(report.file) if report.file else _STDOUT
        if place in taken and not _is_device(report.file):
            what = report.file or "stdout"
            advice = "" if report.file else "; --output FILE frees it"
            raise OutputError(f"{what} can hold one report, and two are to go there{advice}")
        if place in kept and report.file:
            raise OutputError(f"{report.file} is the baseline, and no place for a report")
        taken.add(place)
        if report.file:
            check_writable(report.file)
    return reports


def _file(named: str) -> str:
    """The file of a report; empty for stdout."""
    return "" if named == _STDOUT else named


def _parsed(value: str) -> Report:
    format, equals, file = value.partition("=")
    if not equals or not file:
        raise OutputError(f"--report {value}: FORMAT=FILE is wanted, such as sarif=podlint.sarif")
    if format not in FORMATS:
        from difflib import get_close_matches

        near = get_close_matches(format, FORMATS, 1)
        meant = f", did you mean {near[0]!r}?" if near else f"; there are {', '.join(FORMATS)}"
        raise OutputError(f"--report {value}: no format is called {format!r}{meant}")
    return Report(format, _file(file))


def check_writable(file: str) -> None:
    """Find out before the work what would make it useless.

    Raises:
        OutputError: the file cannot be written.
    """
    directory = os.path.dirname(os.path.realpath(file))
    if os.path.isdir(file):
        code = errno.EISDIR
    elif _is_device(file):
        code = 0 if os.access(file, os.W_OK) else errno.EACCES
    elif not os.path.isdir(directory):
        code = errno.ENOTDIR if os.path.exists(directory) else errno.ENOENT
    else:
        code = 0 if os.access(directory, os.W_OK | os.X_OK) else errno.EACCES
    if code:
        raise OutputError(f"{file}: cannot be written: {os.strerror(code)}")


def _is_device(file: str) -> bool:
    """Whether it is a pipe or a device, which is written to and never replaced with a file."""
    return bool(file) and os.path.exists(file) and not os.path.isfile(file)


def write(
    run: Run,
    reports: Sequence[Report],
    context: Context,
    styled: bool,
    instead: bytes | str | None = None,
) -> None:
    """Write every report; where one fails, the others are written all the same.

    Where stdout is to hold something else ``instead``, which is written last, the report for it goes
    to stderr.

    Raises:
        OutputError: the first that could not be written.
    """
    errors: list[OutputError] = []
    for report in sorted(reports, key=lambda each: not each.file):  # stdout may go away: it is last
        own = replace(context, styled=styled and not report.file and instead is None)
        text = render(run, report.format, own)
        try:
            if report.file:
                _write_file(text, report.file)
            elif instead is not None:
                _print_to_stderr(text)
            else:
                print_text(text, None if report.format in FOR_PEOPLE else "utf-8")
        except OutputError as error:
            errors.append(error)
    try:
        if isinstance(instead, bytes):
            _print(instead)
        elif instead is not None:
            print_text(instead)
    except OutputError as error:
        errors.append(error)
    if errors:
        raise errors[0]


def is_styled(color: str) -> bool:
    """Whether what goes to stdout has colours, as ``--color`` and the surroundings say."""
    if color != "auto":
        return color == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    is_terminal = sys.stdout is not None and sys.stdout.isatty()  # it is None where it is closed
    return is_terminal and os.environ.get("TERM") != "dumb"


def print_text(text: str, encoding: str | None = None) -> None:
    """Write to stdout; letters that its encoding (the console's, if None) lacks are escaped."""
    if sys.stdout is None:
        raise OutputError("stdout cannot be written: it is closed")
    _print(text.encode(encoding or sys.stdout.encoding or "utf-8", "backslashreplace"))


def _print(data: bytes) -> None:
    if sys.stdout is None:
        raise OutputError("stdout cannot be written: it is closed")
    try:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except OSError as error:
        # Nothing more can be written, and Python would try again at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            message = f"stdout cannot be written: {error.strerror or error}"
            raise OutputError(message) from error


def _print_to_stderr(text: str) -> None:
    """Write to stderr; where nobody reads it, that is no reason to stop."""
    try:
        if sys.stderr is not None:
            sys.stderr.write(text)
            sys.stderr.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())


def _write_file(text: str, file: str) -> None:
    encoded = text.encode("utf-8", "backslashreplace")
    try:
        if _is_device(file):
            with open(file, "wb") as device:
                device.write(encoded)
        else:
            write_atomic(file, encoded)
    except OSError as error:
        raise OutputError(f"{file}: cannot be written: {error.strerror or error}") from error
