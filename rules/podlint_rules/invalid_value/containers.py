"""Containers: what their role lets them have, and fields that exclude each other."""

from __future__ import annotations

from typing import Any

from podlint.rule import Path, Role
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
    text,
    walk,
)
from podlint_rules.invalid_value.probes import LIFECYCLE, probe
from podlint_rules.invalid_value.resources import divisor, resources
from podlint_rules.invalid_value.security import container_context
from podlint_rules.invalid_value.volumes import named

_NOT_IN_INIT = frozenset({"lifecycle", "livenessProbe", "readinessProbe", "startupProbe"})
_NOT_IN_EPHEMERAL = _NOT_IN_INIT | {"ports", "resizePolicy", "resources"}
_FIRST_MINOR_WITH_SIDECARS = 29
_FIRST_MINOR_WITH_RESIZE = 33
_FIRST_MINOR_WITH_FILES = 35
_FIRST_MINOR_WITHOUT_RESTARTED_INIT = 36
_FIRST_MINOR_WITH_DEVICES = 34
_FIRST_MINOR_WITH_RESTART_RULES = 35
_OPERATORS = frozenset({"In", "NotIn"})


def check_container(found: Found, path: Path) -> None:
    """Everything about one container."""
    data = found.container
    if found.role is Role.INIT and not _NOT_IN_INIT.isdisjoint(data):
        _misplaced(found, path, _NOT_IN_INIT)
        data = {field: data[field] for field in data if field not in _NOT_IN_INIT}
    elif found.role is Role.EPHEMERAL and not _NOT_IN_EPHEMERAL.isdisjoint(data):
        _misplaced(found, path, _NOT_IN_EPHEMERAL)
        data = {field: data[field] for field in data if field not in _NOT_IN_EPHEMERAL}
    walk(found, CONTAINER, data, path)


def _misplaced(found: Found, path: Path, unfit: frozenset[str]) -> None:
    for field in given(found.container, unfit):
        if found.role is Role.EPHEMERAL:
            found.key(
                (*path, field),
                "ephemeral-container-field",
                f"an ephemeral container takes no {field}",
                help="remove it",
            )
            continue
        help = "remove it"
        if found.minor >= _FIRST_MINOR_WITH_SIDECARS:
            help += "; a native sidecar (restartPolicy: Always) may have one"
        found.key(
            (*path, field),
            "init-container-field",
            f"an init container ends before the application starts, and takes no {field}",
            help=help,
        )


# --- Environment ----------------------------------------------------------------------------------

_ENV_SOURCES = frozenset(
    {"configMapKeyRef", "fieldRef", "fileKeyRef", "resourceFieldRef", "secretKeyRef"}
)
_ENV_FROM_SOURCES = frozenset({"configMapRef", "secretRef"})


def _env(found: Found, value: Any, path: Path) -> None:
    if not isinstance(value, list):
        return
    for index, entry in enumerate(value):
        if isinstance(entry, dict) and "valueFrom" in entry:
            _value_from(found, entry, (*path, index, "valueFrom"))


def _value_from(found: Found, entry: Mapped, path: Path) -> None:
    if not isinstance(entry["valueFrom"], dict):
        return
    name, sources = text(entry.get("name")), given(entry["valueFrom"], _ENV_SOURCES)
    if not sources:
        found.key(
            path,
            "env-source",
            f"the valueFrom of {name} does not say from where",
            help=f"give it {spoken(sorted(_ENV_SOURCES), 'or')}",
        )
    elif entry.get("value") not in (None, ""):
        found.key(
            path,
            "env-source",
            f"{name} has both a value and a valueFrom",
            help="keep one of them",
        )
    else:
        _only(found, sources, path, f"valueFrom of {name}", "env-source")
        if len(sources) == 1:
            _reference(found, entry["valueFrom"][sources[0]], (*path, sources[0]))


def _reference(found: Found, source: object, path: Path) -> None:
    """What a source of a variable refers to."""
    kind = path[-1]
    if kind in ("configMapKeyRef", "secretKeyRef"):
        named(found, source, path)
    elif kind == "fieldRef":
        version = mapping(source).get("apiVersion")
        if isinstance(version, str) and version not in ("", "v1"):
            found.value(
                (*path, "apiVersion"),
                "env-source",
                f"the fields of a Pod are those of v1, and this is {version}",
                help="remove apiVersion",
                given=(version,),
            )
    elif kind == "resourceFieldRef":
        divisor(found, mapping(source), (*path, "divisor"))
    elif kind == "fileKeyRef" and isinstance(source, dict):
        name = source.get("volumeName")
        volumes = {text(each.get("name")): each for _, each in mappings(found.pod.get("volumes"))}
        if isinstance(name, str) and name and mapping(volumes.get(name)).get("emptyDir") is None:
            known = name not in volumes or len(volumes[name]) > 1
            if known and found.minor >= _FIRST_MINOR_WITH_FILES:
                found.value(
                    (*path, "volumeName"),
                    "env-source",
                    f'fileKeyRef needs an emptyDir volume, and "{name}" is none',
                    given=(name, *volumes),
                )


def _only(found: Found, sources: list[str], path: Path, what: str, check: str) -> None:
    for extra in sources[1:]:
        found.key(
            (*path, extra),
            check,
            f"the {what} has {spoken(sources)}, and it takes only one",
            help="keep one of them",
        )


def _env_from(found: Found, value: Mapped, path: Path) -> None:
    sources = given(value, _ENV_FROM_SOURCES)
    if not sources:
        found.nearest(
            value,
            path,
            "env-source",
            "this entry of envFrom does not say from where",
            help="give it configMapRef or secretRef",
        )
    _only(found, sources, path, "entry of envFrom", "env-source")
    for source in sources:
        named(found, value[source], (*path, source))


# --- Volumes --------------------------------------------------------------------------------------

_RARE_IN_MOUNTS = frozenset({"mountPropagation", "recursiveReadOnly", "subPath", "subPathExpr"})


def _mounts(found: Found, value: Any, path: Path) -> None:
    if not isinstance(value, list):
        return
    for index, mount in enumerate(value):
        if isinstance(mount, dict) and not _RARE_IN_MOUNTS.isdisjoint(mount):
            _mount(found, mount, (*path, index))


def _mount(found: Found, mount: Mapped, path: Path) -> None:
    sub_paths = [name for name in ("subPath", "subPathExpr") if mount.get(name)]
    if found.role is Role.EPHEMERAL:
        for name in sub_paths:
            found.key(
                (*path, name),
                "ephemeral-container-field",
                f"a mount of an ephemeral container takes no {name}",
            )
    elif len(sub_paths) > 1:
        found.key(
            (*path, "subPathExpr"),
            "sub-path",
            "subPath and subPathExpr exclude each other",
            help="keep one of them",
        )
    context = mapping(found.container.get("securityContext"))
    if mount.get("mountPropagation") == "Bidirectional" and context.get("privileged") is not True:
        found.value(
            (*path, "mountPropagation"),
            "mount-propagation",
            "only a privileged container may propagate its mounts to the node (Bidirectional)",
        )
    if mount.get("recursiveReadOnly") in ("Enabled", "IfPossible"):
        _recursive(found, mount, (*path, "recursiveReadOnly"))


def _recursive(found: Found, mount: Mapped, path: Path) -> None:
    if mount.get("readOnly") is not True:
        found.value(path, "recursive-read-only", "recursiveReadOnly needs readOnly: true")
    if mount.get("mountPropagation") not in (None, "None"):
        found.value(
            path, "recursive-read-only", "recursiveReadOnly does not go with mountPropagation"
        )


def _devices(found: Found, value: Any, path: Path) -> None:
    mounts = [mount for _, mount in mappings(found.container.get("volumeMounts"))]
    names = {text(mount.get("name")) for mount in mounts} - {""}
    paths = {text(mount.get("mountPath")) for mount in mounts} - {""}
    volumes = {text(each.get("name")): each for _, each in mappings(found.pod.get("volumes"))}
    claimed = found.manifest.spec.get("volumeClaimTemplates") is not None
    for index, device in mappings(value):
        name = text(device.get("name"))
        volume = mapping(volumes.get(name)) if name else {}
        if volume and not claimed and not given(volume, ("ephemeral", "persistentVolumeClaim")):
            found.value(
                (*path, index, "name"),
                "volume-device",
                f'"{name}" is no claim, and only claims can be devices',
                given=(name,),
            )
        for field, taken in (("name", names), ("devicePath", paths)):
            if text(device.get(field)) in taken:
                found.value(
                    (*path, index, field),
                    "volume-device",
                    f'"{device[field]}" is mounted as a file system too (volumeMounts)',
                    given=(device[field],),
                )
    if value and found.pod.get("hostUsers") is False and found.minor >= _FIRST_MINOR_WITH_DEVICES:
        found.key(path, "volume-device", "volumeDevices do not go with hostUsers: false")


# --- Ports ----------------------------------------------------------------------------------------


def _ports(found: Found, value: Any, path: Path) -> None:
    if found.pod.get("hostNetwork") is not True or found.role is not Role.APP:
        return
    for index, port in mappings(value):
        inside, outside = integer(port.get("containerPort")), integer(port.get("hostPort"))
        if inside is not None and outside and inside != outside:
            found.value(
                (*path, index, "hostPort"),
                "host-port",
                f"hostPort {outside} must be the containerPort, {inside}, on the host network",
                help="remove hostPort, or make the two equal",
            )


def _resize_policy(found: Found, value: Any, path: Path) -> None:
    if found.minor < _FIRST_MINOR_WITH_RESIZE:
        return
    seen: set[str] = set()
    for index, policy in mappings(value):
        name = text(policy.get("resourceName"))
        if name and name in seen:
            found.value(
                (*path, index, "resourceName"),
                "resize-policy",
                f"{name} stands twice in resizePolicy",
                given=(name,),
            )
        seen.add(name)
        _restarted(found, policy, (*path, index))


def _restarted(found: Found, value: Mapped, path: Path) -> None:
    if value.get("restartPolicy") != "RestartContainer":
        return
    if found.pod.get("restartPolicy") == "Never":
        found.value(
            (*path, "restartPolicy"),
            "resize-policy",
            "in a Pod with restartPolicy Never a container cannot be restarted to be resized",
            help="use NotRequired",
        )
    elif found.role is Role.INIT and found.minor >= _FIRST_MINOR_WITHOUT_RESTARTED_INIT:
        found.value(
            (*path, "restartPolicy"),
            "resize-policy",
            "an init container cannot be restarted to be resized, unless it is a native sidecar",
            help="use NotRequired",
        )


def _restart_rule(found: Found, value: Mapped, path: Path) -> None:
    operator = mapping(value.get("exitCodes")).get("operator")
    known = not isinstance(operator, str) or operator in _OPERATORS
    if not known and found.minor >= _FIRST_MINOR_WITH_RESTART_RULES:
        found.value(
            (*path, "exitCodes", "operator"),
            "restart-rule",
            f'operator: "{operator}" is none of In, NotIn',
            help="write In or NotIn",
            given=(operator,),
        )


CONTAINER: dict[str, Check] = {
    "env": _env,
    "envFrom": items(_env_from),
    "lifecycle": fields(LIFECYCLE),
    "livenessProbe": probe,
    "ports": _ports,
    "readinessProbe": probe,
    "resizePolicy": _resize_policy,
    "resources": resources,
    "restartPolicyRules": items(_restart_rule),
    "securityContext": container_context,
    "startupProbe": probe,
    "volumeDevices": _devices,
    "volumeMounts": _mounts,
}
