"""What keeps podlint from doing its job: exit code 2, and one line that names it."""

from __future__ import annotations


class Trouble(Exception):
    """A bad option or configuration, an input that cannot be read, an output that cannot be written.

    Its text names the thing, the place and the way out.
    """
