"""Reports: what a run found, as text for people and as documents for other programs.

A format is a module of this package with a function ``report(run, context) -> str``, and one line
in FORMATS. The module is imported when its format is asked for, and not before.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Protocol, cast

from podlint.model import Run
from podlint.report.context import Context, RuleLike

__all__ = ["FORMATS", "WITH_CHANGES", "Context", "Reporter", "RuleLike", "render"]

FORMATS: Mapping[str, str] = MappingProxyType(
    {
        "text": "podlint.report.text",
        "concise": "podlint.report.concise",
        "json": "podlint.report.jsonobject",
        "sarif": "podlint.report.sarif",
        "github": "podlint.report.github",
        "gitlab": "podlint.report.gitlab",
        "junit": "podlint.report.junit",
    }
)
"""The formats by the names that users type, and the module that writes each."""


WITH_CHANGES = frozenset({"json", "sarif", "gitlab"})
"""Those that say of a fix which stretches of the file it changes."""


class Reporter(Protocol):
    """Writes a run in one format; the text ends with a newline, or it is empty."""

    def __call__(self, run: Run, context: Context) -> str: ...


def render(run: Run, format: str, context: Context) -> str:
    """The report of ``run`` in a format of FORMATS.

    Raises KeyError for a format that does not exist.
    """
    module = import_module(FORMATS[format])
    return cast(Reporter, module.report)(run, context)
