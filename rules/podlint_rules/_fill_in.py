"""Words that somebody is to fill in before a manifest is used, and that no tool knows."""

from __future__ import annotations

from podlint.rule import pattern

_WORD = pattern(
    r"\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\b|REPLAC\w*|(?i:replace|change)[-_ ]?(?:me|this|it|with)"
    r"|(?i:your|insert|enter)[-_ ]\w+|(?i:placeholder|todo|changeit|xxx+)"
)
_IN_CAPITALS = pattern(r"[A-Z][A-Z0-9]+(?:[-_][A-Z0-9]+)*")
_ABBREVIATIONS = pattern(r"(?:API|DNS|GRPC|HTTPS?|JMX|RPC|SSH|TCP|TLS|UDP|WEB|WSS?)(?:[-_]?\w+)?")


def is_to_fill_in(value: object) -> bool:
    """Whether a value looks like ``PORT``, ``PROJECT_ID-disk`` or ``replace-me``.

    ``HTTP`` and ``GRPC`` are names that somebody meant.
    """
    if not isinstance(value, str) or _ABBREVIATIONS.fullmatch(value):
        return False
    return _IN_CAPITALS.fullmatch(value) is not None or _WORD.search(value) is not None
