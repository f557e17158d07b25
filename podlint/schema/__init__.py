"""Whether a manifest has the shape that its kind has in a version of Kubernetes.

A compiled validator says whether a manifest is valid; only what is not valid is looked at again, to
say what is wrong with it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from podlint.model import Path, SchemaFault
from podlint.schema import store
from podlint.schema._versions import NEWEST, VERSIONS
from podlint.schema.fit import fits
from podlint.schema.served import kind_fault
from podlint.schema.wanted import Wanted, wanted

__all__ = [
    "NEWEST",
    "VERSIONS",
    "Wanted",
    "faults",
    "groups",
    "kind_fault",
    "kinds",
    "knows",
    "wanted",
]


def knows(version: str, api_version: str, kind: str) -> bool:
    """Whether ``version`` (one of ``VERSIONS``) has a kind; raises ``ValueError`` for others."""
    return (api_version, kind) in store.kinds(version)


def kinds(version: str) -> frozenset[tuple[str, str]]:
    """All (apiVersion, kind) of ``version``; raises ``ValueError`` where it is not shipped."""
    return frozenset(store.kinds(version))


def groups(version: str) -> frozenset[str]:
    """The API groups of ``version``, the core group as ``""``; raises as ``kinds`` does."""
    return frozenset(api.rpartition("/")[0] for api, _ in store.kinds(version))


def faults(
    data: Mapping[str, Any],
    path: Path,
    *,
    version: str,
    patch: bool = False,
    written: Callable[[Path], str],
) -> tuple[SchemaFault, ...]:
    """What does not fit the schema, in the order of the paths; nothing for an unknown kind.

    ``data`` is a manifest of plain dicts, lists and scalars that stands at ``path`` in its
    document; the places of the faults begin with ``path``. ``written`` is asked for the text of
    scalars of a wrong type. In a ``patch`` nothing is required. A manifest without apiVersion is
    judged by the kind alone, and lacks that field. Raises ``ValueError`` where ``version`` is none
    of ``VERSIONS``.
    """
    if "sops" in data:
        data = {key: value for key, value in data.items() if key != "sops"}
    api_version = data.get("apiVersion")
    lacking = api_version is None or api_version == ""
    if not isinstance(api_version, str) or lacking:
        api_version = _likely_api_version(version, data, patch)
    entry = store.find(version, api_version, data.get("kind"))
    if entry is None or (fits(entry, patch, data) and (patch or not lacking)):
        return ()
    from podlint.schema.explain import Subject, explain

    return explain(Subject(data, path, entry, api_version, version, patch, written))


def _likely_api_version(version: str, data: Mapping[str, Any], patch: bool) -> str:
    """The apiVersion for a manifest without one: of those that fit, or of all, the stablest."""
    kind = data.get("kind")
    found = sorted((api for api, name in store.kinds(version) if name == kind), reverse=True)
    found.sort(key=lambda api: ("alpha" in api, "beta" in api, "." in api))
    for api_version in found:
        entry = store.find(version, api_version, kind)
        if entry is not None and fits(entry, patch, data):
            return api_version
    return found[0] if found else ""
