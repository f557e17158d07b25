"""A bar on the terminal for runs that take longer than one is willing to wait in the dark."""

from __future__ import annotations

import os
import sys
from time import monotonic
from types import TracebackType
from typing import Any

PATIENCE = 1.0
"""Seconds without a bar; most runs are over by then."""
_ERASE = "\x1b[1A\x1b[2K\r"
"""Up to the line of the bar, and away with it."""


class Progress:
    """Counts what is done; shows it on stderr where that is a terminal, and takes it away again."""

    def __init__(self) -> None:
        self._began = monotonic()
        self._shows = _is_terminal()
        self._bar: Any = None

    def __enter__(self) -> Progress:
        return self

    def __call__(self, done: int, all: int) -> None:
        """Say how far the work is."""
        if self._shows and self._bar is None and monotonic() - self._began >= PATIENCE:
            import click

            self._bar = click.progressbar(
                length=all, label="podlint", file=sys.stderr, show_pos=True, show_eta=False
            )
        if self._bar is not None:
            self._bar.update(done - self._bar.pos)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.render_finish()
            sys.stderr.write(_ERASE)
            sys.stderr.flush()


def _is_terminal() -> bool:
    return sys.stderr is not None and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
