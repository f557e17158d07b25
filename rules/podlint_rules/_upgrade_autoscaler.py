"""From autoscaling/v2beta1 to v2: the metric and its target have become mappings of their own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from podlint.rule import Edit, Manifest, Path, RenameKey, key_of
from podlint_rules._moves import NoWay, gathered, items, mapping

_TARGETS = {
    "targetAverageUtilization": ("Utilization", "averageUtilization"),
    "targetAverageValue": ("AverageValue", "averageValue"),
    "targetValue": ("Value", "value"),
}
_SOURCES = {
    "ContainerResource": "containerResource",
    "External": "external",
    "Object": "object",
    "Pods": "pods",
    "Resource": "resource",
}


def convert(manifest: Manifest) -> list[Edit]:
    """What changes beside the apiVersion.

    The migration guide names targetAverageUtilization; the rest is what the API server converts.

    Raises:
        NoWay: a metric is none that v2 has.
    """
    edits: list[Edit] = []
    for index, metric in enumerate(items(manifest.spec.get("metrics"))):
        field = _SOURCES.get(str(mapping(metric).get("type")), "")
        if set(metric) != {"type", field}:
            raise NoWay
        path = (*manifest.path, "spec", "metrics", index, field)
        edits += _source(mapping(metric[field]), path, field)
    return edits


def _source(source: Mapping[str, Any], path: Path, field: str) -> list[Edit]:
    edits: list[Edit] = []
    targets = [name for name in _TARGETS if name in source]
    if len(targets) != 1 or "averageValue" in source or "metric" in source:
        raise NoWay
    if field == "object":
        # There, "target" was what the metric is about.
        if "target" not in source or "describedObject" in source:
            raise NoWay
        edits.append(RenameKey(key_of((*path, "target")), "describedObject"))
    elif "target" in source:
        raise NoWay
    if not field.lower().endswith("resource"):
        selector = "metricSelector" if field == "external" else "selector"
        names = {"metricName": "name", selector: "selector"}
        if "metricName" not in source:
            raise NoWay
        moves = {old: new for old, new in names.items() if old in source}
        edits += gathered(path, "metric", moves)
    kind, name = _TARGETS[targets[0]]
    return edits + gathered(path, "target", {targets[0]: name}, {"type": kind})
