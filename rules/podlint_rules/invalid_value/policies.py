"""Autoscalers, disruption budgets, roles and their bindings."""

from __future__ import annotations

import re
from typing import Any

from podlint.rule import Path
from podlint_rules.invalid_value.found import (
    Check,
    Found,
    Mapped,
    fields,
    given,
    integer,
    items,
    mapping,
    mappings,
    spoken,
)
from podlint_rules.invalid_value.selectors import selector

# --- HorizontalPodAutoscaler ----------------------------------------------------------------------

_METRICS = {
    "ContainerResource": "containerResource",
    "External": "external",
    "Object": "object",
    "Pods": "pods",
    "Resource": "resource",
}
_TARGETS = {
    "containerResource": ("averageUtilization", "averageValue"),
    "external": ("averageValue", "value"),
    "object": ("averageValue", "value"),
    "pods": ("averageValue",),
    "resource": ("averageUtilization", "averageValue"),
}
_BOTH_TARGETS = frozenset({"object"})
_FIRST_MINOR_WITH_SCALE_TO_ZERO = 37


def _replicas(found: Found, value: Any, path: Path) -> None:
    least, most = integer(value.get("minReplicas")), integer(value.get("maxReplicas"))
    if least is not None and most is not None and least > most > 0:
        found.value(
            (*path, "minReplicas"),
            "autoscaler-replicas",
            f"minReplicas ({least}) is greater than maxReplicas ({most})",
        )
    elif least == 0:
        kinds = {metric.get("type") for _, metric in mappings(value.get("metrics"))}
        if found.minor < _FIRST_MINOR_WITH_SCALE_TO_ZERO:
            found.value(
                (*path, "minReplicas"), "autoscaler-replicas", "minReplicas must be 1 at least"
            )
        elif not kinds & {"External", "Object"}:
            found.value(
                (*path, "minReplicas"),
                "autoscaler-replicas",
                "only an External or Object metric can tell when to scale up from 0",
            )


def _metric(found: Found, value: Mapped, path: Path) -> None:
    kind = value.get("type")
    field = _METRICS.get(kind) if isinstance(kind, str) else None
    if field is None:
        return
    if value.get(field) is None:
        found.value(
            (*path, "type"), "autoscaler-metric", f"a metric of the type {kind} needs {field}"
        )
    present = given(value, _TARGETS)
    for other in present if len(present) > 1 else ():
        if other != field:
            found.key(
                (*path, other), "autoscaler-metric", f"a metric of the type {kind} takes no {other}"
            )
    source = mapping(value.get(field))
    target = source.get("target")
    if not isinstance(target, dict):
        return
    ways = given(target, _TARGETS[field])
    if not ways:
        found.key(
            (*path, field, "target"),
            "autoscaler-metric",
            f"the target of this metric needs {spoken(_TARGETS[field], 'or')}",
        )
    elif len(ways) > 1 and field not in _BOTH_TARGETS:
        found.key(
            (*path, field, "target", ways[1]),
            "autoscaler-metric",
            f"the target of this metric is {spoken(ways, 'or')}, not both",
        )


_check_metrics = fields({"metrics": items(_metric)})


_FIRST_MINOR_WITH_TARGET_GROUPS = 34


def _target(found: Found, spec: Mapped, path: Path) -> None:
    target = spec.get("scaleTargetRef")
    if not isinstance(target, dict) or found.minor < _FIRST_MINOR_WITH_TARGET_GROUPS:
        return
    version, kind = target.get("apiVersion"), target.get("kind")
    if kind in (None, "ReplicationController") or not (version is None or isinstance(version, str)):
        return
    place = (*path, "scaleTargetRef")
    if not version:
        found.key(
            place,
            "autoscaler-target",
            f"the target of the autoscaler, a {kind}, needs its apiVersion",
            help="add apiVersion, such as apps/v1",
            given=(kind,),
        )
    elif "/" not in version:
        found.value(
            (*place, "apiVersion"),
            "autoscaler-target",
            f"there is no {kind} to scale in {version}: the group is missing",
            help="write apps/v1, or what the group is",
            given=(version, kind),
        )


def autoscaler(found: Found, data: Mapped, path: Path) -> None:
    """A HorizontalPodAutoscaler."""
    spec = data.get("spec")
    if isinstance(spec, dict):
        _target(found, spec, (*path, "spec"))
        _replicas(found, spec, (*path, "spec"))
        _check_metrics(found, spec, (*path, "spec"))


# --- PodDisruptionBudget --------------------------------------------------------------------------


def _budget(found: Found, value: Any, path: Path) -> None:
    if not isinstance(value, dict):
        return
    ways = given(value, ("maxUnavailable", "minAvailable"))
    if len(ways) > 1:
        found.key(
            (*path, ways[1]),
            "disruption-budget",
            "minAvailable and maxUnavailable exclude each other",
            help="keep one of them",
        )
    selector(found, value.get("selector"), (*path, "selector"))


disruption_budget: Check = fields({"spec": _budget})


# --- Roles ----------------------------------------------------------------------------------------

_SUBDOMAIN = re.compile(r"[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*")
_GROUP = "rbac.authorization.k8s.io"


def role(found: Found, data: Mapped, path: Path) -> None:
    """A Role or ClusterRole: each rule is about resources, or about URLs."""
    for index, rule in mappings(data.get("rules")):
        place = (*path, "rules", index)
        if rule.get("nonResourceURLs"):
            _urls(found, rule, place)
            continue
        for field in ("apiGroups", "resources"):
            listed = rule.get(field)
            if listed is None or listed == []:
                what = 'apiGroups ([""] is the core group)' if field == "apiGroups" else field
                put = found.nearest if listed is None else None
                message = f"this rule does not say to what it gives access: it needs {what}"
                if put is not None:
                    put(rule, place, "role-rule", message)
                else:
                    found.key((*place, field), "role-rule", message)
    aggregation = data.get("aggregationRule")
    if isinstance(aggregation, dict) and aggregation.get("clusterRoleSelectors") in (None, []):
        found.key(
            (*path, "aggregationRule"),
            "role-rule",
            "an aggregationRule needs at least one selector",
        )


def _urls(found: Found, rule: Mapped, path: Path) -> None:
    if found.manifest.kind == "Role":
        found.key(
            (*path, "nonResourceURLs"),
            "role-rule",
            "URLs belong to no namespace: nonResourceURLs needs a ClusterRole",
        )
    for field in ("apiGroups", "resources", "resourceNames"):
        if rule.get(field):
            found.key(
                (*path, field),
                "role-rule",
                f"a rule is about nonResourceURLs or about resources, and this has {field} too",
                help="make two rules of it",
            )
            return


# --- Bindings -------------------------------------------------------------------------------------


def binding(found: Found, data: Mapped, path: Path) -> None:
    """A RoleBinding or ClusterRoleBinding: to whom it gives something."""
    for index, subject in mappings(data.get("subjects")):
        _subject(found, subject, (*path, "subjects", index))


def _subject(found: Found, subject: Mapped, path: Path) -> None:
    kind, group = subject.get("kind"), subject.get("apiGroup")
    if not (group is None or isinstance(group, str)):
        return
    if kind == "ServiceAccount":
        if group:
            found.value(
                (*path, "apiGroup"),
                "role-subject",
                "a ServiceAccount is of the core group, whose name is empty",
                help="remove apiGroup",
                given=(group,),
            )
        name = subject.get("name")
        if isinstance(name, str) and name and not _SUBDOMAIN.fullmatch(name):
            found.value(
                (*path, "name"),
                "role-subject",
                f'"{name}" is no name of a ServiceAccount',
                help="its namespace stands beside it; a user such as system:... is a User",
                given=(name,),
            )
        manifest = found.manifest
        if manifest.project.gives_namespace(manifest.file):
            return
        if manifest.kind == "ClusterRoleBinding" and not subject.get("namespace"):
            found.value(
                (*path, "kind"),
                "role-subject",
                "in a ClusterRoleBinding a ServiceAccount needs its namespace",
                help="add namespace",
            )
    elif kind in ("Group", "User") and group not in (None, "", _GROUP):
        found.value(
            (*path, "apiGroup"),
            "role-subject",
            f"the apiGroup of a {kind} is {_GROUP}, and not {group}",
            given=(group,),
        )
