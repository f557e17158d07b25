"""Where a Pod may run: affinity, tolerations, spreading, scheduling gates."""

from __future__ import annotations

from typing import Any

from podlint.rule import Path
from podlint_rules.invalid_value.found import (
    Check,
    Found,
    Mapped,
    every,
    fields,
    items,
    mapping,
    mappings,
    sequence,
    text,
)
from podlint_rules.invalid_value.selectors import expressions, selector

_FIRST_MINOR_WITH_MATCH_LABEL_KEYS = 27
_FIRST_MINOR_THAT_MERGES = 34


def _toleration(found: Found, value: Mapped, path: Path) -> None:
    operator = value.get("operator")
    if not value.get("key") and operator in (None, "", "Equal"):
        found.nearest(
            value,
            path,
            "toleration",
            "a toleration without a key tolerates every taint, and needs operator: Exists",
            help="add a key, or operator: Exists",
        )
    if operator == "Exists" and value.get("value"):
        found.value(
            (*path, "value"),
            "toleration",
            "a toleration with operator Exists has no value",
            help="remove the value, or use operator: Equal",
            given=(value["value"],),
        )
    seconds = value.get("tolerationSeconds")
    if seconds is not None and value.get("effect") != "NoExecute":
        found.key(
            (*path, "tolerationSeconds"),
            "toleration",
            "tolerationSeconds needs effect: NoExecute, the only effect that takes its time",
            given=(value.get("effect"),),
        )


tolerations: Check = items(_toleration)


# --- Spreading ------------------------------------------------------------------------------------


def _spread(found: Found, value: Mapped, path: Path) -> None:
    unsatisfiable = value.get("whenUnsatisfiable")
    if value.get("minDomains") is not None and unsatisfiable == "ScheduleAnyway":
        found.key(
            (*path, "minDomains"),
            "topology-spread",
            "minDomains needs whenUnsatisfiable: DoNotSchedule",
        )
    selector(found, value.get("labelSelector"), (*path, "labelSelector"))
    if found.minor >= _FIRST_MINOR_WITH_MATCH_LABEL_KEYS:
        _label_keys(found, value, path)


def _label_keys(found: Found, value: Mapped, path: Path) -> None:
    """Keys that are matched with the Pod's own labels stand in no selector beside them."""
    selecting = value.get("labelSelector")
    for field in ("matchLabelKeys", "mismatchLabelKeys"):
        if value.get(field) and selecting is None:
            found.key(
                (*path, field), "match-label-keys", f"{field} needs a labelSelector beside it"
            )
    if value.get("matchLabelKeys") and isinstance(selecting, dict):
        _twice_selected(found, value, selecting, path)


def _twice_selected(found: Found, value: Mapped, selecting: Mapped, path: Path) -> None:
    """A key whose label the Pod has, and that stands in the selector, too; before 1.34 any key."""
    mismatched = {
        each for each in sequence(value.get("mismatchLabelKeys")) if isinstance(each, str)
    }
    selected = {*mapping(selecting.get("matchLabels"))}
    selected |= {text(each.get("key")) for _, each in mappings(selecting.get("matchExpressions"))}
    if found.minor >= _FIRST_MINOR_THAT_MERGES or "affinity" in path:
        selected &= {*mapping(found.labels)}
    for index, key in enumerate(sequence(value["matchLabelKeys"])):
        if not isinstance(key, str) or key not in selected | mismatched:
            continue
        other = "mismatchLabelKeys" if key in mismatched else "the selector beside it"
        found.value(
            (*path, "matchLabelKeys", index),
            "match-label-keys",
            f"{key} stands in matchLabelKeys and in {other}: the API server refuses the Pods",
            given=(key,),
        )


spread: Check = items(_spread)


# --- Affinity -------------------------------------------------------------------------------------


def _pod_term(found: Found, value: Any, path: Path) -> None:
    selector(found, value.get("labelSelector"), (*path, "labelSelector"))
    selector(found, value.get("namespaceSelector"), (*path, "namespaceSelector"))
    if found.minor >= 31 and not {"matchLabelKeys", "mismatchLabelKeys"}.isdisjoint(value):
        _label_keys(found, value, path)


def _match_fields(found: Found, value: Mapped, path: Path) -> None:
    if value.get("operator") in ("In", "NotIn") and len(sequence(value.get("values"))) != 1:
        found.value(
            (*path, "operator"),
            "selector-values",
            "matchFields compares with exactly one value",
        )


_node_term = fields({"matchExpressions": expressions, "matchFields": items(_match_fields)})


_node_selector = fields({"nodeSelectorTerms": items(_node_term)})
_POD_TERMS: dict[str, Check] = {
    "requiredDuringSchedulingIgnoredDuringExecution": items(_pod_term),
    "preferredDuringSchedulingIgnoredDuringExecution": items(
        fields({"podAffinityTerm": every(_pod_term)})
    ),
}
affinity: Check = fields(
    {
        "nodeAffinity": fields(
            {
                "requiredDuringSchedulingIgnoredDuringExecution": _node_selector,
                "preferredDuringSchedulingIgnoredDuringExecution": items(
                    fields({"preference": _node_term})
                ),
            }
        ),
        "podAffinity": fields(_POD_TERMS),
        "podAntiAffinity": fields(_POD_TERMS),
    }
)
required_nodes: Check = fields({"required": _node_selector})
"""The nodeAffinity of a PersistentVolume."""


# --- Gates and claims -----------------------------------------------------------------------------


def scheduling_gates(found: Found, value: Any, path: Path) -> None:
    """Each gate once, and no node yet."""
    seen: set[str] = set()
    for index, gate in mappings(value):
        name = text(gate.get("name"))
        if name and name in seen:
            found.value(
                (*path, index, "name"), "scheduling-gate", f"the gate {name} stands here twice"
            )
        seen.add(name)
    if value and found.manifest.kind == "Pod" and found.pod.get("nodeName"):
        found.key(
            (*path[:-1], "nodeName"),
            "scheduling-gate",
            "a Pod with schedulingGates has no node yet, and here is a nodeName",
            given=(found.pod["nodeName"],),
        )


def resource_claims(found: Found, value: Any, path: Path) -> None:
    """Each claim once, and from one place."""
    seen: set[str] = set()
    for index, claim in mappings(value):
        name = text(claim.get("name"))
        if name and name in seen:
            found.value(
                (*path, index, "name"), "resource-claim", f"the claim {name} stands here twice"
            )
        seen.add(name)
        known = ("resourceClaimName", "resourceClaimTemplateName")
        sources = [each for each in known if claim.get(each) is not None]
        if found.minor >= 31 and len(sources) != 1 and claim.get("source") is None:
            found.nearest(
                claim,
                (*path, index),
                "resource-claim",
                f"the claim {name} needs either resourceClaimName or resourceClaimTemplateName",
            )
