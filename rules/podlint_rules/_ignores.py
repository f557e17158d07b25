"""What the rules about ignores share."""

from __future__ import annotations

from collections.abc import Sequence

from podlint.rule import Delete, Edit, Fix, RemoveComment, Rewriting, SetScalar, key_of


def listed(names: Sequence[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1]))) if names else ""


def rewritten(rewriting: Rewriting | None, title: str) -> Fix | None:
    """Writes the comment or the annotation anew; an annotation is data, which a cluster sees change."""
    if rewriting is None:
        return None
    text, path = rewriting.text, rewriting.annotation
    if rewriting.comment is not None:
        return Fix((RemoveComment(rewriting.comment, text),), title, safe=True)
    edit: Edit = SetScalar(path, text) if text else Delete(key_of(path))
    return Fix((edit,), title)
