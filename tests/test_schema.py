"""The schemas that podlint ships, and what they say of a manifest that does not fit."""

from __future__ import annotations

import copy
import importlib.util
import random
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path as File
from types import ModuleType
from typing import Any

import jsonschema_rs
import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from podlint import schema
from podlint.model import (
    MissingFieldFault,
    Path,
    Place,
    SchemaFault,
    UnknownFieldFault,
    WrongTypeFault,
    key_of,
    value_of,
)
from podlint.schema import NEWEST, VERSIONS, store
from podlint.schema.errors import errors
from podlint.schema.fit import fits, misfits
from podlint.schema.shape import definition_at, type_name, value_at

ROOT = File(__file__).resolve().parent.parent
OLDEST = VERSIONS[0]

Manifest = dict[str, Any]


def unwritten(path: Path) -> str:
    return ""


def faults(
    manifest: Manifest,
    *,
    version: str = NEWEST,
    patch: bool = False,
    path: Path = (),
    written: Callable[[Path], str] = unwritten,
) -> tuple[SchemaFault, ...]:
    return schema.faults(manifest, path, version=version, patch=patch, written=written)


def only(manifest: Manifest, **options: Any) -> Any:
    """The one fault of ``manifest``."""
    found = faults(manifest, **options)
    assert len(found) == 1, found
    return found[0]


def places(found: tuple[SchemaFault, ...]) -> list[Place | Any]:
    return [fault.place for fault in found]


# --- Manifests that fit ---------------------------------------------------------------------------


def pod_spec() -> Manifest:
    return {
        "serviceAccountName": "web",
        "restartPolicy": "Always",
        "terminationGracePeriodSeconds": 30,
        "initContainers": [{"name": "prepare", "image": "busybox:1.36", "command": ["true"]}],
        "containers": [
            {
                "name": "web",
                "image": "nginx:1.27",
                "args": ["--port", "8080"],
                "ports": [{"name": "http", "containerPort": 8080}],
                "env": [
                    {"name": "MODE", "value": "fast"},
                    {"name": "KEY", "valueFrom": {"secretKeyRef": {"name": "web", "key": "key"}}},
                ],
                "resources": {"requests": {"cpu": 1, "memory": "64Mi"}, "limits": {"cpu": 1.5}},
                "livenessProbe": {
                    "httpGet": {"path": "/healthz", "port": "http"},
                    "periodSeconds": 5,
                },
                "readinessProbe": {"exec": {"command": ["cat", "/ready"]}},
                "startupProbe": {"tcpSocket": {"port": 8080}, "failureThreshold": 30},
                "securityContext": {"runAsUser": 1000, "capabilities": {"drop": ["ALL"]}},
                "volumeMounts": [{"name": "data", "mountPath": "/data", "readOnly": True}],
            }
        ],
        "volumes": [
            {"name": "data", "emptyDir": {"sizeLimit": "1Gi"}},
            {"name": "more", "configMap": {"name": "web", "items": [{"key": "a", "path": "b"}]}},
        ],
        "nodeSelector": {"disk": "ssd"},
        "tolerations": [{"key": "a", "operator": "Exists"}],
    }


def made(api_version: str, kind: str, **fields: Any) -> Manifest:
    metadata = {"name": "web", "labels": {"app": "web"}, "creationTimestamp": None}
    return {"apiVersion": api_version, "kind": kind, "metadata": metadata, **fields}


def template() -> Manifest:
    return {"metadata": {"labels": {"app": "web"}}, "spec": pod_spec()}


def selecting() -> Manifest:
    return {"selector": {"matchLabels": {"app": "web"}}, "template": template()}


def deployment() -> Manifest:
    return made("apps/v1", "Deployment", spec={"replicas": 2, **selecting()})


def pod() -> Manifest:
    return made("v1", "Pod", spec=pod_spec())


def service() -> Manifest:
    ports = [{"name": "http", "port": 80, "targetPort": "http"}]
    return made("v1", "Service", spec={"selector": {"app": "web"}, "ports": ports})


def stateful_set() -> Manifest:
    claim = {
        "metadata": {"name": "data"},
        "spec": {"resources": {"requests": {"storage": "1Gi"}}},
    }
    fields = {"serviceName": "web", "volumeClaimTemplates": [claim]}
    return made("apps/v1", "StatefulSet", spec=fields | selecting())


def cron_job() -> Manifest:
    job = {"spec": {"backoffLimit": 3, "template": template()}}
    return made("batch/v1", "CronJob", spec={"schedule": "0 4 * * *", "jobTemplate": job})


def ingress() -> Manifest:
    backend = {"service": {"name": "web", "port": {"number": 80}}}
    paths = [{"path": "/", "pathType": "Prefix", "backend": backend}]
    rules = [{"host": "example.org", "http": {"paths": paths}}]
    return made("networking.k8s.io/v1", "Ingress", spec={"rules": rules})


def autoscaler() -> Manifest:
    target = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}
    resource = {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 80}}
    metrics = [{"type": "Resource", "resource": resource}]
    spec = {"scaleTargetRef": target, "minReplicas": 1, "maxReplicas": 5, "metrics": metrics}
    return made("autoscaling/v2", "HorizontalPodAutoscaler", spec=spec)


def role_binding() -> Manifest:
    role = {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "web"}
    subjects = [{"kind": "ServiceAccount", "name": "web", "namespace": "web"}]
    return made("rbac.authorization.k8s.io/v1", "RoleBinding", roleRef=role, subjects=subjects)


def custom_resource() -> Manifest:
    shape = {"type": "object", "properties": {"spec": {"type": "object", "maxProperties": 3}}}
    version = {"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": shape}}
    names = {"kind": "Web", "plural": "webs"}
    spec = {"group": "example.org", "scope": "Namespaced", "names": names, "versions": [version]}
    return made("apiextensions.k8s.io/v1", "CustomResourceDefinition", spec=spec)


def config_map() -> Manifest:
    return made("v1", "ConfigMap", data={"a": "b", "empty": None}, immutable=False)


MAKERS = (
    deployment,
    pod,
    service,
    stateful_set,
    cron_job,
    ingress,
    autoscaler,
    role_binding,
    custom_resource,
    config_map,
)
every_kind = pytest.mark.parametrize("make", MAKERS, ids=lambda make: make.__name__)


@every_kind
@pytest.mark.parametrize("version", VERSIONS)
def test_a_valid_manifest_has_no_faults(make: Callable[[], Manifest], version: str) -> None:
    assert faults(make(), version=version) == ()
    assert faults(make(), version=version, patch=True) == ()


# --- What the versions have -----------------------------------------------------------------------


def test_versions_ascend_without_a_gap() -> None:
    minors = [int(version.removeprefix("1.")) for version in VERSIONS]
    assert minors == list(range(minors[0], minors[0] + len(minors)))
    assert VERSIONS[-1] == NEWEST


def test_knows_the_kinds_of_a_version() -> None:
    assert schema.knows(NEWEST, "apps/v1", "Deployment")
    assert schema.knows(NEWEST, "v1", "PodList")
    assert not schema.knows(NEWEST, "extensions/v1beta1", "Deployment")
    assert not schema.knows(NEWEST, "v1", "Deployment")
    assert schema.knows("1.25", "flowcontrol.apiserver.k8s.io/v1beta2", "FlowSchema")
    assert not schema.knows("1.29", "flowcontrol.apiserver.k8s.io/v1beta2", "FlowSchema")
    assert ("batch/v1", "CronJob") in schema.kinds(NEWEST)


@pytest.mark.parametrize("version", VERSIONS)
def test_messages_of_the_api_are_no_kinds(version: str) -> None:
    names = {kind for _, kind in schema.kinds(version)}
    assert names.isdisjoint({"DeleteOptions", "WatchEvent", "Status", "APIGroup"})
    assert {"", "apps", "batch", "networking.k8s.io"} <= schema.groups(version)
    assert schema.groups(version).isdisjoint({"extensions", "imagepolicy.k8s.io"})


def test_every_kind_of_every_version_compiles_and_refuses_nonsense() -> None:
    kinds = {(version, *kind) for version in VERSIONS for kind in schema.kinds(version)}
    entries = {entry for kind in kinds if (entry := store.find(*kind))}
    assert len(entries) < len(kinds) / 2
    for entry in entries:
        # Compiled here rather than by podlint, which would keep them all.
        validator = jsonschema_rs.Draft202012Validator(store.schema_text(entry))
        assert not validator.is_valid({"x-y": 1}), entry.root


def test_an_unknown_kind_has_no_faults() -> None:
    assert faults({"apiVersion": "example.org/v1", "kind": "Deployment", "nope": 1}) == ()
    assert faults({"apiVersion": "v1", "kind": "ConfigMap PodList", "nope": 1}) == ()
    assert faults({"kind": "Nope"}) == ()


def test_a_version_that_is_not_shipped_is_refused() -> None:
    with pytest.raises(ValueError, match=r"1\.7"):
        schema.kinds("1.7")
    with pytest.raises(ValueError, match="__init__"):
        faults(pod(), version="__init__")


def test_versions_with_the_same_schema_share_it() -> None:
    entries = {store.find(version, "v1", "ConfigMap") for version in VERSIONS}
    assert len(entries) < len(VERSIONS)


# --- One mutation, one fault, whatever the kind ---------------------------------------------------


def walk(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every value below the top level, with its path."""
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for step, inner in items:
        yield (*path, step), inner
        if isinstance(inner, dict | list):
            yield from walk(inner, (*path, step))


def entry_of(manifest: Manifest) -> store.Entry:
    entry = store.find(NEWEST, manifest["apiVersion"], manifest["kind"])
    assert entry is not None
    return entry


def engines_agree(manifest: Manifest, entry: store.Entry, *, patch: bool = False) -> bool:
    """Whether the values that the quick validator names are all that jsonschema has a word for."""
    definitions = store.patch_schema(entry) if patch else store.schema(entry)
    whole = said(Draft202012Validator(definitions).iter_errors(manifest))
    return whole == said(errors(entry, patch, manifest)) and fits(entry, patch, manifest) == (
        not whole
    )


def said(found: Iterable[ValidationError]) -> dict[Path, list[tuple[object, str]]]:
    """What is said of each value, in its order."""
    grouped: dict[Path, list[tuple[object, str]]] = {}
    for error in found:
        grouped.setdefault(tuple(error.absolute_path), []).append((error.validator, error.message))
    return grouped


def fields_of(manifest: Manifest) -> Iterator[tuple[Path, str]]:
    """The mapping and the name of each field that the schema knows, but for ``kind``."""
    entry = entry_of(manifest)
    for path, _ in walk(manifest):
        last = path[-1]
        known = definition_at(entry, path[:-1]).fields
        if isinstance(last, str) and last in known and path != ("kind",):
            yield path[:-1], last


@every_kind
@pytest.mark.parametrize("misspell", [lambda s: s + "q", lambda s: s[:-2] + s[-1] + s[-2] + s[-1]])
def test_a_misspelt_field_is_one_fault(
    make: Callable[[], Manifest], misspell: Callable[[str], str]
) -> None:
    for path, name in fields_of(make()):
        manifest = make()
        mapping = value_at(manifest, path)
        wrong = misspell(name)
        mapping[wrong] = mapping.pop(name)
        fault = only(manifest)
        assert isinstance(fault, UnknownFieldFault)
        assert fault.place == key_of((*path, wrong))
        assert (fault.field, name in fault.known) == (wrong, True)
        assert engines_agree(manifest, entry_of(make()))
        assert engines_agree(manifest, entry_of(make()), patch=True)


@every_kind
def test_a_wrong_type_is_one_fault(make: Callable[[], Manifest]) -> None:
    entry = entry_of(make())
    for path, _ in walk(make()):
        types = definition_at(entry, path).schema.get("type")
        if types is None or path == ("kind",):
            continue
        for wrong in (True, 3, 1.5, "x", {"x": "y"}, [1]):
            name = type_name(wrong)
            if name in types or (name == "integer" and "number" in types):
                continue
            manifest = make()
            value_at(manifest, path[:-1])[path[-1]] = wrong
            fault = only(manifest)
            assert isinstance(fault, WrongTypeFault)
            assert fault.place == value_of(path)
            assert (fault.actual, fault.minimum) == (name, None)
            assert set(fault.expected) == set(types if isinstance(types, list) else [types]) - {
                "null"
            }
            assert engines_agree(manifest, entry)


@every_kind
@pytest.mark.parametrize("null", [False, True])
def test_a_required_field_that_is_absent_or_null_is_one_fault(
    make: Callable[[], Manifest], null: bool
) -> None:
    entry = entry_of(make())
    for path, name in fields_of(make()):
        if name not in definition_at(entry, path).schema.get("required", ()):
            continue
        manifest = make()
        mapping = value_at(manifest, path)
        if null:
            mapping[name] = None
        else:
            del mapping[name]
        fault = only(manifest)
        assert isinstance(fault, MissingFieldFault)
        assert fault.field == name
        assert fault.owner == definition_at(entry, path).short_name
        assert fault.place == place_of_missing(manifest, path, name)
        assert engines_agree(manifest, entry)


@every_kind
@pytest.mark.parametrize("patch", [False, True])
def test_of_many_faults_none_is_passed_over(make: Callable[[], Manifest], patch: bool) -> None:
    entry = entry_of(make())
    chance = random.Random(0)
    wrong: list[Any] = [
        None,
        True,
        -1,
        2**40,
        1.5,
        "",
        "A b",
        "0",
        {},
        {"0": 0},
        {"A b": [None]},
        [],
    ]
    for _ in range(30):
        manifest = make()
        for path in chance.sample([path for path, _ in walk(manifest)], 4):
            try:
                value_at(manifest, path)
            except (KeyError, IndexError, TypeError):
                continue  # it stood in what has gone
            owner: Any = value_at(manifest, path[:-1])
            if isinstance(owner, dict) and chance.random() < 0.3:
                owner[chance.choice(["x", "0", "$patch", "A b"])] = owner.pop(path[-1])
            elif type(owner) in (dict, list):
                owner[path[-1]] = copy.deepcopy(chance.choice(wrong))
        assert engines_agree(manifest, entry, patch=patch), manifest


def test_what_is_no_json_is_explained_as_well() -> None:
    manifest = pod()
    container = manifest["spec"]["containers"][0]
    container["image"] = "\ud800"
    container["nmae"] = "x"
    assert misfits(entry_of(manifest), False, manifest) is None
    assert only(manifest).field == "nmae"


def place_of_missing(manifest: Manifest, path: Path, name: str) -> Place:
    mapping = value_at(manifest, path)
    if name in mapping:
        return key_of((*path, name))
    if not path:
        return value_of(("kind",))
    if isinstance(path[-1], str):
        return key_of(path)
    if str(path[-2]).lower().endswith("containers") and "name" in mapping:
        return value_of((*path, "name"))
    return key_of((*path, *list(mapping)[:1]))


# --- Unknown fields -------------------------------------------------------------------------------


def container_of(manifest: Manifest) -> Manifest:
    found: Manifest = manifest["spec"]["template"]["spec"]["containers"][0]
    return found


CONTAINER: Path = ("spec", "template", "spec", "containers", 0)


def test_an_unknown_field_tells_its_owner_and_its_siblings() -> None:
    manifest = deployment()
    container_of(manifest)["livenesProbe"] = {"nope": {"nope": 1}}
    fault = only(manifest, path=("items", 3))
    assert fault.place == key_of(("items", 3, *CONTAINER, "livenesProbe"))
    assert fault.owner == "Container"
    assert "livenessProbe" in fault.known
    assert list(fault.known) == sorted(fault.known)
    assert (fault.homes, fault.since) == ((), "")


def test_every_unknown_field_is_a_fault_in_the_order_of_the_paths() -> None:
    manifest = deployment()
    manifest["b"] = manifest["a"] = 1
    container_of(manifest)["c"] = 1
    assert [fault.place.path for fault in faults(manifest)] == [  # type: ignore[union-attr]
        ("a",),
        ("b",),
        (*CONTAINER, "c"),
    ]


def test_homes_are_where_the_field_belongs_nearest_first() -> None:
    manifest = deployment()
    container_of(manifest)["terminationGracePeriodSeconds"] = 5
    homes = only(manifest).homes
    assert homes[0] == "spec.template.spec"
    assert "spec.template.spec.containers[].livenessProbe" in homes
    manifest = deployment()
    manifest["spec"]["template"]["spec"]["livenessProbe"] = {"exec": {"command": ["true"]}}
    assert only(manifest).homes[0] == "spec.template.spec.containers[]"
    manifest = deployment()
    manifest["metadata"]["replicas"] = 3
    assert only(manifest).homes == ("spec",)


def test_the_top_level_is_a_home_without_a_name() -> None:
    manifest = pod()
    manifest["metadata"]["spec"] = manifest.pop("spec")
    assert only(manifest).homes[0] == ""


def test_a_home_takes_the_type_of_the_value() -> None:
    manifest = deployment()
    manifest["metadata"]["replicas"] = {"a": 1}
    assert only(manifest).homes == ()
    manifest["metadata"]["replicas"] = "${REPLICAS}"
    assert only(manifest).homes == ("spec",)


def test_another_kind_of_volume_is_no_home() -> None:
    manifest = deployment()
    volume = {"name": "ceph", "cephfs": {"monitors": ["a"], "pool": "x"}}
    manifest["spec"]["template"]["spec"]["volumes"].append(volume)
    assert only(manifest).homes == ()


def test_recursive_schemas_have_few_homes() -> None:
    manifest = custom_resource()
    manifest["spec"]["maxProperties"] = 3
    assert len(only(manifest).homes) == 1


def test_since_is_the_first_later_version_that_has_the_field() -> None:
    manifest = pod()
    manifest["spec"]["resources"] = {"requests": {"cpu": 1}}
    assert faults(manifest, version=NEWEST) == ()
    fault = only(manifest, version=OLDEST)
    assert (fault.owner, fault.since) == ("PodSpec", "1.32")
    assert only(manifest, version="1.31").since == "1.32"
    assert faults(manifest, version="1.32") == ()


def test_sops_is_known_at_the_top_alone() -> None:
    manifest = config_map()
    manifest["sops"] = {"mac": "ENC[]"}
    assert faults(manifest) == ()
    manifest["metadata"]["sops"] = {}
    assert only(manifest).place == key_of(("metadata", "sops"))


# --- Wrong types ----------------------------------------------------------------------------------


def test_a_wrong_type_tells_the_value_and_how_it_is_written() -> None:
    manifest = deployment()
    container_of(manifest)["env"][0]["value"] = True
    asked: list[Path] = []

    def written(path: Path) -> str:
        asked.append(path)
        return "yes"

    fault = only(manifest, written=written, path=("items", 0))
    assert fault == WrongTypeFault(
        place=value_of(("items", 0, *CONTAINER, "env", 0, "value")),
        expected=("string",),
        actual="boolean",
        value=True,
        written="yes",
    )
    assert asked == [("items", 0, *CONTAINER, "env", 0, "value")]


def test_a_collection_of_the_wrong_type_has_no_value_and_no_faults_inside() -> None:
    manifest = deployment()
    manifest["spec"]["template"]["spec"]["containers"] = {"nope": {"nope": 1}}
    fault = only(manifest, written=lambda path: "never")
    assert (fault.expected, fault.actual) == (("array",), "object")
    assert (fault.value, fault.written) == (None, "")


@pytest.mark.parametrize("value", [2**31, -(2**31) - 1, 10**40, 1e10])
def test_an_integer_out_of_bounds_is_a_wrong_type(value: float) -> None:
    manifest = deployment()
    manifest["spec"]["replicas"] = value
    fault = only(manifest)
    assert (fault.place, fault.expected) == (value_of(("spec", "replicas")), ("integer",))
    assert (fault.actual, fault.value) == ("integer", value)
    assert (fault.minimum, fault.maximum) == (-(2**31), 2**31 - 1)


def test_bounds_of_int64_and_of_int_or_string() -> None:
    manifest = deployment()
    manifest["spec"]["template"]["spec"]["terminationGracePeriodSeconds"] = 2**63 - 1
    assert faults(manifest) == ()
    manifest["spec"]["template"]["spec"]["terminationGracePeriodSeconds"] = 2**63
    assert only(manifest).maximum == 2**63 - 1
    other = service()
    other["spec"]["ports"][0]["targetPort"] = 2**31
    fault = only(other)
    assert (fault.expected, fault.maximum) == (("string", "integer"), 2**31 - 1)


def test_a_wrong_type_out_of_bounds_is_one_fault() -> None:
    manifest = deployment()
    manifest["spec"]["replicas"] = 3000000000.5
    fault = only(manifest)
    assert (fault.actual, fault.minimum, fault.maximum) == ("number", None, None)


def test_a_float_without_a_fraction_is_an_integer() -> None:
    manifest = deployment()
    manifest["spec"]["replicas"] = 2.0
    assert faults(manifest) == ()


@pytest.mark.parametrize("value", ["100m", 1, 0.5, None])
def test_a_quantity_is_a_string_a_number_or_null(value: object) -> None:
    manifest = deployment()
    container_of(manifest)["resources"]["requests"]["cpu"] = value
    assert faults(manifest) == ()


# --- Missing fields -------------------------------------------------------------------------------


def test_places_of_missing_fields() -> None:
    manifest = pod()
    manifest["spec"]["containers"] = [
        None,
        {},
        {"image": "a"},
        {"name": "b", "env": [None, {"value": "c"}], "ports": [{"protocol": "TCP", "name": "d"}]},
        {"image": "e", "name": None},
        {"name": "f", "livenessProbe": {"httpGet": {"path": "/"}}, "args": [None]},
    ]
    at: Path = ("spec", "containers")
    found = faults(manifest)
    assert all(isinstance(fault, MissingFieldFault) for fault in found)
    assert places(found) == [
        key_of((*at, 0)),
        key_of((*at, 1)),
        key_of((*at, 2, "image")),
        key_of((*at, 3, "env", 0)),
        key_of((*at, 3, "env", 1, "value")),
        key_of((*at, 3, "ports", 0, "protocol")),
        key_of((*at, 4, "name")),
        key_of((*at, 5, "livenessProbe", "httpGet")),
    ]


def test_something_missing_in_a_container_stands_at_its_name() -> None:
    manifest = made("v1", "Pod", status={}, spec={"containers": [{"name": "a"}]})
    manifest["spec"]["ephemeralContainers"] = [{"image": "a"}]
    assert only(manifest).place == key_of(("spec", "ephemeralContainers", 0, "image"))


def test_each_missing_field_is_a_fault() -> None:
    manifest = made("apps/v1", "Deployment", spec={})
    found = faults(manifest)
    assert [fault.field for fault in found] == ["selector", "template"]  # type: ignore[attr-defined]
    assert places(found) == [key_of(("spec",))] * 2
    del manifest["spec"]
    fault = only(manifest, path=("items", 1))
    assert (fault.field, fault.owner) == ("spec", "Deployment")
    assert fault.place == value_of(("items", 1, "kind"))


def test_nothing_is_missing_in_the_status() -> None:
    manifest = pod()
    manifest["status"] = {"containerStatuses": [{"name": "web"}, None], "conditions": [{}]}
    assert faults(manifest) == ()
    manifest["status"]["phase"] = 1
    assert isinstance(only(manifest), WrongTypeFault)


@pytest.mark.parametrize("value", [None, ""])
def test_a_manifest_without_api_version_is_judged_by_its_kind(value: str | None) -> None:
    manifest = deployment()
    manifest["apiVersion"] = value
    fault = only(manifest)
    assert (fault.field, fault.place) == ("apiVersion", key_of(("apiVersion",)))
    del manifest["apiVersion"]
    assert only(manifest).place == value_of(("kind",))
    assert faults(manifest, patch=True) == ()
    manifest = autoscaler()
    del manifest["apiVersion"]
    assert only(manifest).field == "apiVersion"


# --- One cause, one fault -------------------------------------------------------------------------


def test_a_misplaced_field_is_not_missing_too() -> None:
    manifest = deployment()
    inner = manifest["spec"]["template"]
    inner["containers"] = inner["spec"].pop("containers")
    fault = only(manifest)
    assert (fault.field, fault.homes[0]) == ("containers", "spec.template.spec")
    manifest = deployment()
    manifest["template"] = manifest["spec"].pop("template")
    assert only(manifest).place == key_of(("template",))


def test_a_level_that_was_left_out_is_not_missing_too() -> None:
    manifest = pod()
    manifest |= manifest.pop("spec")
    assert {type(fault) for fault in faults(manifest)} == {UnknownFieldFault}
    manifest = deployment()
    manifest |= {"spec": None} | manifest["spec"]
    assert {type(fault) for fault in faults(manifest)} == {UnknownFieldFault}


def test_two_causes_are_two_faults() -> None:
    manifest = deployment()
    del manifest["spec"]["selector"]
    manifest["spec"]["foo"] = 1
    assert [type(fault) for fault in faults(manifest)] == [MissingFieldFault, UnknownFieldFault]


# --- Patches and placeholders ---------------------------------------------------------------------


def test_a_patch_may_leave_out_and_delete() -> None:
    container = {"name": None, "image": None, "env": [{"$patch": "delete", "name": "A"}, None]}
    inner = {
        "$setElementOrder/containers": [{"name": "web"}],
        "$deleteFromPrimitiveList/finalizers": ["a"],
        "$retainKeys": ["containers"],
        "containers": [{"$patch": "replace"}, container, None],
    }
    spec = {"replicas": None, "template": {"metadata": {"labels": {"a": None}}, "spec": inner}}
    manifest = {"apiVersion": "apps/v1", "kind": "Deployment", "$patch": "merge", "spec": spec}
    assert faults(manifest, patch=True) == ()
    assert faults(manifest) != ()


def test_a_patch_has_no_other_directives_and_keeps_its_types() -> None:
    manifest = {"apiVersion": "apps/v1", "kind": "Deployment", "spec": {"$replace": 1}}
    fault = only(manifest, patch=True)
    assert (fault.field, "$patch" in fault.known) == ("$replace", False)
    assert only(manifest | {"spec": {"replicas": "3"}}, patch=True).actual == "string"
    assert only(manifest | {"spec": {"replicas": 2**31}}, patch=True).maximum == 2**31 - 1
    labels = {"labels": {"$patch": "replace", "a": 1}}
    fault = only(manifest | {"spec": {}, "metadata": labels}, patch=True)
    assert fault.place == value_of(("metadata", "labels", "a"))


@pytest.mark.parametrize("text", ["${N}", "{{ n }}", "@N@", "<n>", "$(N)"])
def test_a_placeholder_satisfies_any_type(text: str) -> None:
    manifest = deployment()
    manifest["spec"]["replicas"] = text
    manifest["spec"]["template"]["spec"]["containers"].append(text)
    assert faults(manifest) == ()
    manifest["metadata"]["labels"] = 1
    assert only(manifest).place == value_of(("metadata", "labels"))


def test_a_key_that_is_a_placeholder_may_stand_for_any_field() -> None:
    manifest = deployment()
    manifest["spec"]["${SELECTOR}"] = manifest["spec"].pop("selector")
    assert faults(manifest) == ()
    manifest["spec"]["plain"] = 1
    assert only(manifest).field == "plain"


def test_a_variable_that_kubernetes_expands_is_a_string() -> None:
    manifest = deployment()
    container_of(manifest)["args"] = "$(ARGS)"
    assert only(manifest).place == value_of((*CONTAINER, "args"))


# --- Robustness -----------------------------------------------------------------------------------


def test_data_that_json_has_no_place_for_does_not_crash() -> None:
    deep: Manifest = {}
    inner = deep
    for _ in range(400):
        inner["a"] = inner = {}
    revision = made("apps/v1", "ControllerRevision", revision=1, data=deep)
    assert faults(revision) == ()
    assert only(revision | {"revision": "1"}).place == value_of(("revision",))
    assert faults(made("v1", "ConfigMap", data={"a": "\ud800"})) == ()


def test_the_data_are_left_alone() -> None:
    manifest = deployment() | {"sops": {}, "nope": [None]}
    before = copy.deepcopy(manifest)
    faults(manifest)
    assert manifest == before


def run(program: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_libraries_are_imported_only_when_they_are_needed() -> None:
    program = """
import sys
from podlint.schema import NEWEST, faults, knows
assert knows(NEWEST, "v1", "ConfigMap")
seen = lambda: [name for name in ("jsonschema_rs", "jsonschema", "difflib") if name in sys.modules]
print(seen())
for data in ({}, {"data": 1}):
    manifest = {"apiVersion": "v1", "kind": "ConfigMap", **data}
    print(len(faults(manifest, (), version=NEWEST, written=lambda path: "")), seen())
"""
    assert run(program).splitlines() == [
        "[]",
        "0 ['jsonschema_rs']",
        "1 ['jsonschema_rs', 'jsonschema', 'difflib']",
    ]


# --- The shipped data -----------------------------------------------------------------------------


def test_the_data_are_small() -> None:
    files = list((ROOT / "podlint" / "schema" / "data").iterdir())
    assert {file.stem for file in files} == {"definitions", *VERSIONS}
    assert sum(file.stat().st_size for file in files) < 600_000


@pytest.fixture(scope="module")
def generator() -> ModuleType:
    if importlib.util.find_spec("kubernetes_validate") is None:
        pytest.skip("kubernetes-validate, which has the published schemas, is not installed")
    file = ROOT / "tools" / "generate_schemas.py"
    spec = importlib.util.spec_from_file_location("generate_schemas", file)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_the_data_are_what_the_generator_writes(generator: ModuleType) -> None:
    first = generator.outputs(generator.source())
    assert first == generator.outputs(generator.source())
    if set(generator.published(generator.source())) != set(VERSIONS):
        pytest.skip("this kubernetes-validate has other versions")
    assert [path.name for path, content in first.items() if not generator.same(path, content)] == []


def test_a_constraint_on_what_no_version_has_is_an_error(
    generator: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    overlay = sys.modules["tools.api_overlay"]
    table = {"core.v1.Pod": {"nope": overlay.DNS_LABEL}}
    monkeypatch.setattr(overlay, "CONSTRAINTS", table)
    with pytest.raises(SystemExit, match="nope"):
        generator.outputs(generator.source())


def test_the_generator_keeps_what_tells_valid_from_invalid(generator: ModuleType) -> None:
    object_type = ["object", "null"]
    item = {"type": object_type, "properties": {"n": {"type": "string"}}, "required": ["n"]}
    kind = {"type": object_type, "properties": {}, "required": ["items", "size"]}
    kind["properties"] = {
        "apiVersion": {"type": ["string", "null"], "enum": ["e/v1"], "description": "x"},
        "kind": {"type": ["string", "null"], "enum": ["Thing"]},
        "items": {"type": "array", "items": {"$ref": "#/$defs/io.k8s.api.e.v1.Item"}},
        "size": {"type": "integer", "format": "int32"},
        "names": {"type": ["array", "null"], "items": {"type": "string"}},
    }
    definitions = {"io.k8s.api.e.v1.Thing": kind, "io.k8s.api.e.v1.Item": item}
    reduced = generator.reduce_version(definitions)["e.v1.Thing"]
    assert reduced == {
        "type": object_type,
        "properties": {
            "apiVersion": {"type": ["string", "null"]},
            "kind": {"type": ["string", "null"]},
            "items": {"type": "array", "items": {"$ref": "#/$defs/e.v1.Item", "type": "object"}},
            "size": {"type": "integer", "minimum": -(2**31), "maximum": 2**31 - 1},
            "names": {"type": ["array", "null"], "items": {"type": ["string", "null"]}},
        },
        "additionalProperties": False,
        "required": ["items", "size"],
    }
