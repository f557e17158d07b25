"""The links that podlint hands out: one place decides them, the metadata of the distribution."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

DISTRIBUTION = "podlint"


def home() -> str:
    """The URL of the project's home page; empty where podlint is not installed."""
    return project_urls().get("homepage", "")


def rule_page(rule_id: str) -> str:
    """The URL of a rule's documentation; empty where podlint is not installed."""
    documentation = project_urls().get("documentation", "")
    return f"{documentation}#{rule_id}" if documentation else ""


@cache
def project_urls() -> Mapping[str, str]:
    """The project URLs of the installed distribution by label, in lower case."""
    # Importing it costs more than a short run of podlint; most reports hold no link.
    from importlib.metadata import PackageNotFoundError, metadata

    try:
        entries = metadata(DISTRIBUTION).get_all("Project-URL") or []
    except PackageNotFoundError:
        return {}
    pairs = (str(entry).partition(",") for entry in entries)
    return {label.strip().lower(): url.strip() for label, _, url in pairs}
