"""Volumes of a Pod, and volumes and claims of their own: one source each, and what goes with it."""

from __future__ import annotations

from typing import Any

from podlint.rule import Path
from podlint_rules.invalid_value.found import (
    Check,
    Found,
    Mapped,
    given,
    items,
    mapping,
    mappings,
    sequence,
    spoken,
    text,
)
from podlint_rules.invalid_value.resources import divisor

_SOURCES = frozenset(
    """
    awsElasticBlockStore azureDisk azureFile cephfs cinder configMap csi downwardAPI emptyDir
    ephemeral fc flexVolume flocker gcePersistentDisk gitRepo glusterfs hostPath image iscsi nfs
    persistentVolumeClaim photonPersistentDisk portworxVolume projected quobyte rbd scaleIO secret
    storageos vsphereVolume
    """.split()
)
_PERSISTENT = frozenset(
    """
    awsElasticBlockStore azureDisk azureFile cephfs cinder csi fc flexVolume flocker
    gcePersistentDisk glusterfs hostPath iscsi local nfs photonPersistentDisk portworxVolume quobyte
    rbd scaleIO storageos vsphereVolume
    """.split()
)
_PROJECTED = frozenset(
    {
        "clusterTrustBundle",
        "configMap",
        "downwardAPI",
        "podCertificate",
        "secret",
        "serviceAccountToken",
    }
)


def _volume(found: Found, value: Mapped, path: Path) -> None:
    sources = [name for name in value if name in _SOURCES and value[name] is not None]
    for extra in sources[1:]:
        found.key(
            (*path, extra),
            "volume-source",
            f'the volume "{text(value.get("name"))}" has the sources {spoken(sources)}, '
            "and it takes only one",
            help="make two volumes of it",
        )
    if "projected" in value:
        _projected(found, value["projected"], (*path, "projected"))
    if "secret" in value:
        named(found, value["secret"], (*path, "secret"), "secretName")
    if "configMap" in value:
        named(found, value["configMap"], (*path, "configMap"))
    if "downwardAPI" in value:
        _downward(found, value["downwardAPI"], (*path, "downwardAPI"))
    if "ephemeral" in value:
        _ephemeral(found, value["ephemeral"], (*path, "ephemeral"))
    if not _OF_BLOCKS.isdisjoint(value):
        _of_blocks(found, value, path)


volumes: Check = items(_volume)
"""The volumes of a Pod; one without a source is an emptyDir."""


_OF_BLOCKS = frozenset({"fc", "image", "iscsi", "rbd"})
_FIRST_MINOR_IMAGES = 35
_NAMES_OF_ISCSI = ("iqn.", "eui.", "naa.")


def _of_blocks(found: Found, value: Mapped, path: Path) -> None:
    """Images and block devices: what they cannot be found without."""
    image = value.get("image")
    if (
        isinstance(image, dict)
        and not image.get("reference")
        and found.minor >= _FIRST_MINOR_IMAGES
    ):
        found.key((*path, "image"), "image-volume", "image does not say which: it has no reference")
    channel = value.get("fc")
    if isinstance(channel, dict):
        _fibre_channel(found, channel, (*path, "fc"))
    name = mapping(value.get("iscsi")).get("iqn")
    if isinstance(name, str) and name and not name.startswith(_NAMES_OF_ISCSI):
        found.value(
            (*path, "iscsi", "iqn"),
            "iscsi-name",
            f'"{name}" is no name of a target: it begins with iqn., eui. or naa.',
            given=(name,),
        )
    if mapping(value.get("rbd")).get("monitors") == []:
        found.key((*path, "rbd", "monitors"), "rbd-monitors", "rbd needs at least one monitor")


def _fibre_channel(found: Found, value: Mapped, path: Path) -> None:
    wide, by_target = value.get("wwids"), value.get("targetWWNs")
    if bool(wide) == bool(by_target):
        found.key(path, "fc-target", "fc needs either targetWWNs (with a lun) or wwids")
    elif by_target and value.get("lun") is None:
        found.key(path, "fc-target", "fc with targetWWNs needs a lun")


def _projected(found: Found, value: object, path: Path) -> None:
    taken: set[str] = set()
    for index, source in mappings(mapping(value).get("sources")):
        place = (*path, "sources", index)
        kinds = given(source, _PROJECTED)
        for extra in kinds[1:]:
            found.key(
                (*place, extra),
                "projected-source",
                f"one source is {spoken(kinds)}, and it can only be one of them",
                help="make two items of the list of it",
            )
        if "downwardAPI" in source:
            _downward(found, source["downwardAPI"], (*place, "downwardAPI"))
        for kind in ("configMap", "secret"):
            if kind in source:
                named(found, source[kind], (*place, kind))
        for kind in ("configMap", "downwardAPI", "secret"):
            for at, item in mappings(mapping(source.get(kind)).get("items")):
                name = text(item.get("path"))
                if name and name in taken:
                    found.value(
                        (*place, kind, "items", at, "path"),
                        "projected-path",
                        f'two sources of this volume both write "{name}"',
                        given=(name,),
                    )
                taken.add(name)


def named(found: Found, value: object, path: Path, field: str = "name") -> None:
    """A reference to a ConfigMap or Secret says which."""
    if isinstance(value, dict) and value.get(field) is None:
        found.key(path, "reference-name", f"{path[-1]} does not say which: it has no {field}")


def _downward(found: Found, value: object, path: Path) -> None:
    for index, item in mappings(mapping(value).get("items")):
        place = (*path, "items", index)
        sources = given(item, ("fieldRef", "resourceFieldRef"))
        if not sources:
            found.nearest(
                item,
                place,
                "downward-source",
                "this item does not say what it shows: it needs fieldRef or resourceFieldRef",
            )
        elif len(sources) > 1:
            found.key(
                (*place, sources[1]),
                "downward-source",
                "an item shows a fieldRef or a resourceFieldRef, not both",
                help="make two items of it",
            )
        elif sources == ["resourceFieldRef"] and isinstance(item["resourceFieldRef"], dict):
            resource = item["resourceFieldRef"]
            if not resource.get("containerName"):
                found.key(
                    (*place, "resourceFieldRef"),
                    "downward-source",
                    "in a volume a resourceFieldRef needs containerName: whose resource?",
                )
            divisor(found, resource, (*place, "resourceFieldRef", "divisor"))


def _ephemeral(found: Found, value: object, path: Path) -> None:
    template = mapping(value).get("volumeClaimTemplate")
    if isinstance(value, dict) and template is None:
        found.key(path, "claim", "an ephemeral volume needs a volumeClaimTemplate")
    claim_spec(found, mapping(template).get("spec"), (*path, "volumeClaimTemplate", "spec"))


# --- Claims ---------------------------------------------------------------------------------------


def claim_spec(found: Found, value: Any, path: Path) -> None:
    """The spec of a PersistentVolumeClaim, or of a template of such."""
    if not isinstance(value, dict):
        return
    modes = value.get("accessModes")
    if modes is None:
        found.key(
            path,
            "claim",
            "the claim has no accessModes, and it needs at least one",
            help="add accessModes: [ReadWriteOnce], or another",
        )
    once_alone(found, modes, (*path, "accessModes"))
    resources = value.get("resources")
    requests = mapping(resources).get("requests")
    if resources is not None and not isinstance(resources, dict):
        return
    if mapping(requests).get("storage") is None and (
        requests is None or isinstance(requests, dict)
    ):
        here = (*path, "resources") if resources is not None else path
        here = (*here, "requests") if requests is not None else here
        found.key(
            here,
            "claim",
            "the claim does not say how much storage it wants",
            help="add resources: {requests: {storage: 1Gi}}, or what it needs",
        )
    _data_source(found, value, path)


def once_alone(found: Found, modes: object, path: Path) -> None:
    """ReadWriteOncePod goes with no other access mode."""
    known = [mode for mode in sequence(modes) if isinstance(mode, str)]
    if "ReadWriteOncePod" in known and len(set(known)) > 1:
        index = sequence(modes).index("ReadWriteOncePod")
        found.value(
            (*path, index),
            "access-modes",
            "ReadWriteOncePod does not go with another access mode",
            help="keep one of them",
        )


def _data_source(found: Found, value: Mapped, path: Path) -> None:
    source, reference = mapping(value.get("dataSource")), mapping(value.get("dataSourceRef"))
    if source and reference:
        same = all(source.get(name) == reference.get(name) for name in ("apiGroup", "kind", "name"))
        if reference.get("namespace") or not same:
            found.key(
                (*path, "dataSource"),
                "data-source",
                "dataSource and dataSourceRef name different sources",
                help="keep dataSourceRef",
                given=(*source.values(), *reference.values()),
            )


def claim(found: Found, value: Any, path: Path) -> None:
    """A PersistentVolumeClaim."""
    claim_spec(found, mapping(value).get("spec"), (*path, "spec"))


def persistent_volume(found: Found, value: Any, path: Path) -> None:
    """A PersistentVolume: one source, a capacity, access modes."""
    spec, place = mapping(mapping(value).get("spec")), (*path, "spec")
    if not isinstance(mapping(value).get("spec"), dict):
        return
    sources = given(spec, _PERSISTENT)
    if not sources:
        found.key(place, "volume-source", "the volume does not say what it is: it has no source")
    for extra in sources[1:]:
        found.key(
            (*place, extra),
            "volume-source",
            f"the volume has the sources {spoken(sources)}, and it takes only one",
        )
    if spec.get("accessModes") is None:
        found.key(place, "claim", "the volume has no accessModes, and it needs at least one")
    once_alone(found, spec.get("accessModes"), (*place, "accessModes"))
    _capacity(found, spec, place)
    nodes = spec.get("nodeAffinity")
    if "local" in sources and nodes is None:
        found.key(
            (*place, "local"),
            "local-volume",
            "a local volume needs a nodeAffinity: which node is it on?",
        )
    elif isinstance(nodes, dict) and nodes.get("required") is None:
        found.key((*place, "nodeAffinity"), "local-volume", "this nodeAffinity requires nothing")
    _recycled_root(found, spec, place)


def _capacity(found: Found, spec: Mapped, path: Path) -> None:
    capacity = spec.get("capacity")
    if capacity is None or capacity == {}:
        found.key(path, "volume-capacity", "the volume does not say its capacity")
    elif isinstance(capacity, dict):
        if "storage" not in capacity:
            found.key(
                (*path, "capacity"), "volume-capacity", "the volume's capacity has no storage"
            )
        for name in capacity:
            if name != "storage":
                found.key(
                    (*path, "capacity", name),
                    "volume-capacity",
                    f"the capacity of a volume is its storage, and nothing else ({name})",
                )


def _recycled_root(found: Found, spec: Mapped, path: Path) -> None:
    where = text(mapping(spec.get("hostPath")).get("path"))
    if spec.get("persistentVolumeReclaimPolicy") == "Recycle" and where and not where.strip("/"):
        found.value(
            (*path, "persistentVolumeReclaimPolicy"),
            "reclaim-policy",
            "Recycle would empty the root of the node",
        )
