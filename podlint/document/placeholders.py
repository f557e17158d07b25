"""Scalars that a tool will fill in before Kubernetes sees them.

envsubst and Flux write ``${NAME}``, Helm and Argo ``{{ name }}``, autoconf ``@NAME@``, people
``<NAME>``; OpenShift templates and kustomize vars write ``$(NAME)``, which in some fields is
Kubernetes' own syntax. Such a scalar is unknown: it satisfies any type, and no rule fires for it.
"""

from __future__ import annotations

import re

from podlint.model import Path

_ANYWHERE = re.compile(
    r"\$\{[^}]*\}|\{\{.*?\}\}|@[A-Za-z_][A-Za-z0-9_.-]*@|<[A-Za-z_][^<>]*>", re.S
)
_DOLLAR_PARENTHESES = re.compile(r"\$\([^)]*\)")
_KUBERNETES_EXPANDS = frozenset({"args", "command", "env", "subPathExpr"})


def has_placeholder(value: object, path: Path = ()) -> bool:
    """Whether ``value``, which stands at ``path``, holds a part that is not known yet."""
    if not isinstance(value, str):
        return False
    if _ANYWHERE.search(value):
        return True
    if "$(" not in value or not _DOLLAR_PARENTHESES.search(value):
        return False
    return _KUBERNETES_EXPANDS.isdisjoint(path)
