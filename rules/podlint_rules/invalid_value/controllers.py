"""Controllers: whether they select their own Pods, and how they replace them."""

from __future__ import annotations

from typing import Any

from podlint.rule import Path
from podlint_rules.invalid_value.found import (
    Found,
    Mapped,
    integer,
    mapping,
    mappings,
    text,
)
from podlint_rules.invalid_value.selectors import is_empty, matching, selector
from podlint_rules.invalid_value.volumes import claim_spec

_DEFAULT_DEADLINE = 600


def _own_pods(found: Found, spec: Mapped, path: Path) -> None:
    """The selector of a controller of the group apps."""
    wanted = spec.get("selector")
    if not isinstance(wanted, dict):
        return
    place = (*path, "selector")
    if is_empty(wanted):
        unknown = any(field not in ("matchExpressions", "matchLabels") for field in wanted)
        if not unknown and not found.manifest.project.gives_selector(found.manifest.file):
            found.key(
                place,
                "selector-empty",
                "the selector is empty, and would select every Pod",
                help="give it the labels of the template",
            )
        return
    selector(found, wanted, place)
    if isinstance(spec.get("template"), dict):
        matching(found, wanted, place, mapping(spec["template"].get("metadata")).get("labels"))


def replication_controller(found: Found, data: Mapped, path: Path) -> None:
    """Its selector is a plain mapping, and by default the labels of the template."""
    spec = mapping(data.get("spec"))
    template, wanted = spec.get("template"), spec.get("selector")
    if not isinstance(template, dict) or not (wanted is None or isinstance(wanted, dict)):
        return
    labels = mapping(template.get("metadata")).get("labels")
    if wanted:
        place = (*path, "spec", "selector")
        for key, words in _missing(wanted, mapping(labels)):
            found.value(
                (*place, key),
                "selector-mismatch",
                f"the selector wants {words}, and the labels of the template do not have it",
                help="give the Pod template the labels that the selector looks for",
                given=(key, wanted[key], mapping(labels).get(key)),
            )
    elif not labels:
        found.key(
            (*path, "spec", "template"),
            "selector-empty",
            "there is no selector, and the template has no labels to take it from",
            help="give the template labels",
        )


def _missing(wanted: Mapped, labels: Mapped) -> list[tuple[str, str]]:
    missed = [(key, f"{key}: {value}") for key, value in wanted.items() if labels.get(key) != value]
    return missed[:1]


# --- Replacing Pods -------------------------------------------------------------------------------


def _is_zero(value: object, default: int) -> bool:
    if value is None:
        return default == 0
    if isinstance(value, str) and value.endswith("%"):
        return value.rstrip("%").strip("0") == "" and value != "%"
    return integer(value) == 0


def _is_positive(value: object, default: int) -> bool:
    if value is None:
        return default > 0
    if isinstance(value, str):
        number = value.removesuffix("%")
        return value.endswith("%") and number.isdecimal() and int(number) > 0
    return (integer(value) or 0) > 0


def _strategy(found: Found, value: Any, path: Path) -> None:
    rolling = value.get("rollingUpdate") if isinstance(value, dict) else None
    if not isinstance(rolling, dict):
        return
    place = (*path, "rollingUpdate")
    if value.get("type") == "Recreate":
        found.key(
            place,
            "update-strategy",
            "the strategy is Recreate, which takes no rollingUpdate",
            help="remove it",
        )
    elif _is_zero(rolling.get("maxSurge"), 25) and _is_zero(rolling.get("maxUnavailable"), 25):
        found.value(
            (*place, "maxUnavailable"),
            "update-strategy",
            "maxUnavailable and maxSurge are both 0: no Pod could ever be replaced",
            help="raise one of them",
        )


def _progress_deadline(found: Found, value: Any, path: Path) -> None:
    deadline, ready = value.get("progressDeadlineSeconds"), value.get("minReadySeconds", 0)
    deadline = _DEFAULT_DEADLINE if deadline is None else integer(deadline)
    ready = integer(ready)
    if deadline is None or ready is None or ready < 0 or deadline < 0 or deadline > ready:
        return
    field = "progressDeadlineSeconds"
    if value.get(field) is None:
        field = "minReadySeconds"
    found.value(
        (*path, field),
        "progress-deadline",
        f"progressDeadlineSeconds ({deadline}) must be greater than minReadySeconds ({ready})",
        help="raise progressDeadlineSeconds or lower minReadySeconds",
    )


def deployment_spec(found: Found, value: Any, path: Path) -> None:
    """The spec of a Deployment."""
    if not isinstance(value, dict):
        return
    _own_pods(found, value, path)
    if "strategy" in value:
        _strategy(found, value["strategy"], (*path, "strategy"))
    if "minReadySeconds" in value or "progressDeadlineSeconds" in value:
        _progress_deadline(found, value, path)


def replica_set_spec(found: Found, value: Any, path: Path) -> None:
    """The spec of a ReplicaSet."""
    if isinstance(value, dict):
        _own_pods(found, value, path)


def daemon_set_spec(found: Found, value: Any, path: Path) -> None:
    """The spec of a DaemonSet: one of maxSurge and maxUnavailable is zero, and not both."""
    if not isinstance(value, dict):
        return
    _own_pods(found, value, path)
    strategy = mapping(value.get("updateStrategy"))
    rolling = strategy.get("rollingUpdate")
    if not isinstance(rolling, dict) or strategy.get("type") == "OnDelete":
        return
    surge, unavailable = rolling.get("maxSurge"), rolling.get("maxUnavailable")
    place = (*path, "updateStrategy", "rollingUpdate")
    if _is_positive(surge, 0) and _is_positive(unavailable, 1):
        default = " (which is 1 by default)" if unavailable is None else ""
        found.value(
            (*place, "maxSurge"),
            "update-strategy",
            f"a DaemonSet takes either maxSurge or maxUnavailable{default}, and both are above 0",
            help="set one of them to 0",
        )
    elif _is_zero(surge, 0) and _is_zero(unavailable, 1):
        found.value(
            (*place, "maxUnavailable"),
            "update-strategy",
            "maxUnavailable and maxSurge are both 0: no Pod could ever be replaced",
            help="raise one of them",
        )


def stateful_set_spec(found: Found, value: Any, path: Path) -> None:
    """The spec of a StatefulSet."""
    if not isinstance(value, dict):
        return
    _own_pods(found, value, path)
    strategy = mapping(value.get("updateStrategy"))
    if strategy.get("type") == "OnDelete" and strategy.get("rollingUpdate") is not None:
        found.key(
            (*path, "updateStrategy", "rollingUpdate"),
            "update-strategy",
            "the update strategy is OnDelete, which takes no rollingUpdate",
            help="remove it",
        )
    for index, template in mappings(value.get("volumeClaimTemplates")):
        place = (*path, "volumeClaimTemplates", index)
        claim_spec(found, template.get("spec"), (*place, "spec"))
        if not text(mapping(template.get("metadata")).get("name")):
            metadata = template.get("metadata")
            if metadata is None or isinstance(metadata, dict):
                found.nearest(template, place, "claim", "this claim template has no metadata.name")
