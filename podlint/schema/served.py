"""Which kinds the API server of a version serves, and what there is to say of one it does not."""

from __future__ import annotations

from functools import cache

from podlint.model import KindFault, Path, value_of
from podlint.schema import store
from podlint.schema._versions import VERSIONS

_BEFORE_THE_FIRST = frozenset({"extensions", "settings.k8s.io", "auditregistration.k8s.io"})
"""Groups that were gone before the first shipped version."""

_OF_PROGRAMS = frozenset({("v1", "Config"), ("v1", "EncryptionConfig"), ("v1", "Policy")})
"""Files of Kubernetes' own programs in the core group: a kubeconfig, the API server's and the
scheduler's configuration of old."""

_OF_OPENSHIFT = frozenset(
    """
    BuildConfig ClusterNetwork DeploymentConfig Group Image ImageStream NetNamespace OAuthClient
    Project ProjectRequest Route SecurityContextConstraints Template User
    """.split()
)
"""Kinds that OpenShift 3 served in the core group."""


def kind_fault(path: Path, version: str, api_version: str, kind: str) -> KindFault | None:
    """The fault of an object at ``path`` whose kind ``version`` does not serve, or serves for the
    last time under this name. None for kinds of other groups."""
    served = store.kinds(version)
    if (api_version, kind) in served:
        return _superseded(path, version, api_version, kind) if "beta" in api_version else None
    if not _is_ours(api_version, kind):
        return None
    having = tuple(each for each in VERSIONS if (api_version, kind) in store.kinds(each))
    return KindFault(
        value_of((*path, "apiVersion")),
        api_version=api_version,
        kind=kind,
        version=version,
        others=_others(version, api_version, kind),
        kinds=tuple(sorted(name for api, name in served if api == api_version)),
        first=having[0] if having else "",
        removed=_after(having),
    )


def _superseded(path: Path, version: str, api_version: str, kind: str) -> KindFault | None:
    """A beta that a stable version of the same group stands beside."""
    group = api_version.rpartition("/")[0]
    stable = tuple(
        other
        for other in _others(version, api_version, kind)
        if other.rpartition("/")[0] == group and "alpha" not in other and "beta" not in other
    )
    if not stable:
        return None
    having = tuple(each for each in VERSIONS if (api_version, kind) in store.kinds(each))
    return KindFault(
        value_of((*path, "apiVersion")),
        api_version=api_version,
        kind=kind,
        version=version,
        others=stable,
        served=True,
        first=having[0],
        removed=_after(having),
    )


def _after(having: tuple[str, ...]) -> str:
    """The shipped version that follows the last of ``having``; empty where there is none."""
    if not having or having[-1] == VERSIONS[-1]:
        return ""
    return VERSIONS[VERSIONS.index(having[-1]) + 1]


def _is_ours(api_version: str, kind: str) -> bool:
    if (api_version, kind) in _OF_PROGRAMS or kind.endswith("List"):
        return False
    group, _, name = api_version.rpartition("/")
    if group:
        return group in _groups()
    if name == "v1":
        return kind not in _OF_OPENSHIFT
    # ``apiVersion: apps`` with a kind of ours is a slip; Talos and kops write v1alpha1 for theirs.
    return kind in _kind_names() and not name.startswith(("v1alpha", "v1beta", "v2"))


def _others(version: str, api_version: str, kind: str) -> tuple[str, ...]:
    """The other apiVersions under which ``version`` serves a kind, the stablest first."""
    found = {api for api, name in store.kinds(version) if name == kind and api != api_version}
    newest = sorted(found, reverse=True)
    return tuple(sorted(newest, key=lambda api: ("alpha" in api, "beta" in api)))


@cache
def _groups() -> frozenset[str]:
    shipped = (api.rpartition("/")[0] for version in VERSIONS for api, _ in store.kinds(version))
    return frozenset(shipped) | _BEFORE_THE_FIRST


@cache
def _kind_names() -> frozenset[str]:
    return frozenset(name for version in VERSIONS for _, name in store.kinds(version))
