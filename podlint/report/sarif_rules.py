"""The rules of a run as SARIF describes them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from podlint import links
from podlint.model import Finding, Severity
from podlint.report.context import RuleLike

LONGEST_DESCRIPTION = 1000
"""GitHub takes no more than 1024 characters of a description."""
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_MARKDOWN_LINK = re.compile(r"\[([^\[\]]+)\]\(([^()\s]+)\)")


def level(severity: Severity) -> str:
    """The word that SARIF has for a severity."""
    return _LEVELS[severity]


def descriptors(rules: Iterable[RuleLike], findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Each rule that ran or found something, once, in the order of the ids."""
    known = {finding.rule: _unknown(finding) for finding in findings}
    known |= {rule.id: _descriptor(rule) for rule in rules}
    return [known[rule_id] for rule_id in sorted(known)]


def _descriptor(rule: RuleLike) -> dict[str, Any]:
    documentation = rule.documentation().strip() or _sentence(rule.summary)
    return {
        **_names(rule.id),
        "shortDescription": {"text": _sentence(rule.summary)},
        "fullDescription": {"text": _description(documentation) or _sentence(rule.summary)},
        "help": {"text": _plain(documentation), "markdown": documentation},
        **_link(rule.id),
        "defaultConfiguration": {"level": level(rule.severity)},
        "properties": {"tags": [rule.group]},
    }


def _unknown(finding: Finding) -> dict[str, Any]:
    """A rule of which no more is known than what it found, such as ``internal-error``."""
    text = _sentence(finding.rule.replace("-", " "))
    return {
        **_names(finding.rule),
        "shortDescription": {"text": text},
        "fullDescription": {"text": text},
        "help": {"text": text, "markdown": text},
        **_link(finding.rule),
        "defaultConfiguration": {"level": level(finding.severity)},
    }


def _names(rule_id: str) -> dict[str, str]:
    """The id and a readable name, left out where only capitals would tell it from the id."""
    words = re.split(r"[^0-9A-Za-z]+", rule_id)
    name = "".join(word[:1].upper() + word[1:] for word in words)
    distinct = name.casefold() not in ("", rule_id.casefold())
    return {"id": rule_id, "name": name} if distinct else {"id": rule_id}


def _link(rule_id: str) -> dict[str, str]:
    page = links.rule_page(rule_id)
    return {"helpUri": page} if page else {}


def _sentence(summary: str) -> str:
    return f"{summary[:1].upper()}{summary[1:].rstrip('.')}."


def _description(documentation: str) -> str:
    """The first paragraph below the first heading; without headings, the first paragraph."""
    _, heading, body = documentation.partition("\n#")
    paragraphs = re.split(r"\n\s*\n", f"#{body}" if heading else documentation)
    prose = (" ".join(part.split()) for part in paragraphs if not part.lstrip().startswith("#"))
    text = _plain(next(filter(None, prose), ""))
    return text if len(text) <= LONGEST_DESCRIPTION else f"{text[: LONGEST_DESCRIPTION - 1]}…"


def _plain(markdown: str) -> str:
    """Markdown without its links, which SARIF would read as links of its own."""
    return _MARKDOWN_LINK.sub(r"\1 (\2)", markdown)
