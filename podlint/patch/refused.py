"""Why an edit is not made."""

from __future__ import annotations


class Refused(ValueError):
    """An edit that cannot be made exactly: a word that can be counted, and what it is about."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        """One of: ``absent``, ``alias``, ``anchor``, ``comment``, ``exists``, ``kind``, ``merge``,
        ``overlap``, ``root``, ``shape``, ``tag``, ``unreadable``, ``unsure``, ``value``."""
        self.detail = detail
