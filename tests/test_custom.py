"""Custom resources: judged by the definitions of a repository, and by schemas that are named."""

from __future__ import annotations

import json
import os
import pickle
import time
from pathlib import Path
from typing import Any

import pytest

from conftest import RunPodlint
from podlint.document import Source, load
from podlint.engine import lint_paths, lint_text
from podlint.kubernetes import Project
from podlint.model import (
    InvalidValueFault,
    KindFault,
    MissingFieldFault,
    SchemaFault,
    UnknownFieldFault,
    WrongTypeFault,
    key_of,
    value_of,
)
from podlint.model import Path as DataPath
from podlint.profile import Profile
from podlint.project import scan
from podlint.schema import NEWEST, custom
from podlint.schema.custom import NO_SCHEMAS, GivenSchemas, SchemasError, read_schemas
from podlint.schema.custom_crd import definitions

Schema = dict[str, Any]

KEEP = {"x-kubernetes-preserve-unknown-fields": True}
TEXT = {"type": "string"}
INTEGER = {"type": "integer"}


def of(properties: Schema, **more: Any) -> Schema:
    """The schema of an object with fields."""
    return {"type": "object", "properties": properties, **more}


def version(schema: Schema | None, name: str = "v1", **more: Any) -> Schema:
    held = {} if schema is None else {"schema": {"openAPIV3Schema": schema}}
    return {"name": name, "served": True, "storage": True, **held, **more}


def crd(*versions: Schema, kind: str = "Web", group: str = "acme.io", **spec: Any) -> Schema:
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": f"{kind.lower()}s.{group}"},
        "spec": {
            "group": group,
            "names": {"kind": kind, "plural": f"{kind.lower()}s"},
            "scope": "Namespaced",
            "versions": list(versions),
            **spec,
        },
    }


def spec_crd(properties: Schema, **more: Any) -> Schema:
    """A definition with one version whose spec has these fields."""
    return crd(version(of({"spec": of(properties, **more)})))


def dumped(*data: Any) -> tuple[bytes, ...]:
    return tuple(json.dumps(each).encode() for each in data)


def web(spec: Any = None, api_version: str = "acme.io/v1", **more: Any) -> Schema:
    held = {} if spec is None else {"spec": spec}
    return {
        "apiVersion": api_version,
        "kind": "Web",
        "metadata": {"name": "shop", "labels": {"app": "shop"}},
        **held,
        **more,
    }


def unwritten(path: DataPath) -> str:
    return ""


def judged(
    definition: Schema | tuple[bytes, ...],
    data: Schema,
    *,
    patch: bool = False,
    given: GivenSchemas = NO_SCHEMAS,
) -> tuple[SchemaFault, ...] | None:
    """What is said of ``data``, or None where nothing is known of its kind."""
    found = definition if isinstance(definition, tuple) else dumped(definition)
    return custom.faults(
        data, (), given=given, found=found, version=NEWEST, patch=patch, written=unwritten
    )


def faults(definition: Schema, data: Schema, **options: Any) -> tuple[SchemaFault, ...]:
    found = judged(definition, data, **options)
    assert found is not None
    return found


def of_spec(properties: Schema, spec: Any, **more: Any) -> tuple[SchemaFault, ...]:
    """The faults of a spec by the schemas of its fields."""
    return faults(spec_crd(properties, **more), web(spec))


def only(found: tuple[SchemaFault, ...]) -> Any:
    assert len(found) == 1, found
    return found[0]


# --- Fields ---------------------------------------------------------------------------------------


def test_what_fits_is_accepted() -> None:
    assert of_spec({"host": TEXT, "port": INTEGER}, {"host": "a", "port": 80}) == ()


def test_an_unknown_field_is_refused() -> None:
    fault = only(of_spec({"host": TEXT}, {"hots": "a"}))
    assert isinstance(fault, UnknownFieldFault)
    assert fault.place == key_of(("spec", "hots"))
    assert (fault.field, fault.owner, fault.known) == ("hots", "spec", ("host",))


def test_an_unknown_field_at_the_top_is_refused() -> None:
    fault = only(faults(spec_crd({}), web({}, sepc={})))
    assert (fault.place, fault.owner) == (key_of(("sepc",)), "Web")
    assert fault.known == ("apiVersion", "kind", "metadata", "spec")


def test_a_field_in_the_wrong_place_has_a_home() -> None:
    schema = {"tls": of({"secret": TEXT}), "routes": {"type": "array", "items": of({"to": TEXT})}}
    fault = only(of_spec(schema, {"tls": {}, "secret": "x"}))
    assert fault.homes == ("spec.tls",)
    fault = only(of_spec(schema, {"routes": [{"to": "a"}, {"form": "b"}]}))
    assert fault.place == key_of(("spec", "routes", 1, "form"))
    assert fault.owner == "an item of routes"


def test_an_object_without_properties_has_no_field() -> None:
    fault = only(of_spec({"free": {"type": "object"}}, {"free": {"a": 1}}))
    assert isinstance(fault, UnknownFieldFault)
    assert fault.place == key_of(("spec", "free", "a"))


def test_a_map_takes_any_key() -> None:
    schema = {"tags": {"type": "object", "additionalProperties": TEXT}}
    assert of_spec(schema, {"tags": {"a": "b", "c/d": "e"}}) == ()
    fault = only(of_spec(schema, {"tags": {"a": 1}}))
    assert isinstance(fault, WrongTypeFault)
    assert fault.place == value_of(("spec", "tags", "a"))


def test_below_additional_properties_true_only_scalars_are_kept() -> None:
    schema = {"any": {"type": "object", "additionalProperties": True}}
    assert of_spec(schema, {"any": {"a": 1, "b": "c", "d": [1]}}) == ()
    fault = only(of_spec(schema, {"any": {"a": {"b": 1}}}))
    assert fault.place == key_of(("spec", "any", "a", "b"))


@pytest.mark.parametrize(
    ("schema", "data", "unknown"),
    [
        pytest.param({"free": KEEP}, {"free": {"a": {"b": [{"c": 1}]}}}, None, id="anything"),
        pytest.param({"free": KEEP}, {"free": "text"}, None, id="even-a-scalar"),
        pytest.param(
            {"free": {**of({"n": of({"x": TEXT})}), **KEEP}},
            {"free": {"other": {"y": 1}, "n": {"x": "a"}}},
            None,
            id="beside-known-fields",
        ),
        pytest.param(
            {"free": {**of({"n": of({"x": TEXT})}), **KEEP}},
            {"free": {"n": {"y": "a"}}},
            ("spec", "free", "n", "y"),
            id="not-below-known-fields",
        ),
        pytest.param(
            {"free": {"type": "array", "items": of({"x": TEXT}), **KEEP}},
            {"free": [{"y": 1}]},
            None,
            id="the-items-of-a-list",
        ),
    ],
)
def test_unknown_fields_that_are_kept(
    schema: Schema, data: Schema, unknown: DataPath | None
) -> None:
    found = of_spec(schema, data)
    assert [fault.place for fault in found] == ([key_of(unknown)] if unknown else [])


def test_a_definition_that_keeps_everything_at_its_root() -> None:
    definition = crd(version({"type": "object", **KEEP}))
    assert faults(definition, web({"a": 1}, other=[1])) == ()


def test_a_definition_that_does_not_prune() -> None:
    definition = spec_crd({"port": INTEGER})
    definition["spec"]["preserveUnknownFields"] = True
    assert faults(definition, web({"a": 1})) == ()
    assert isinstance(only(faults(definition, web({"port": "x"}))), WrongTypeFault)


def test_the_status_is_dropped_where_it_is_a_subresource() -> None:
    schema = of({"spec": of({}), "status": of({"ready": INTEGER}, required=["ready"])})
    schema["required"] = ["status"]
    definition = crd(version(schema, subresources={"status": {}}))
    assert faults(definition, web({}, status={"ready": "no", "x": 1})) == ()
    assert faults(definition, web({})) == ()


def test_what_sops_adds_is_no_field() -> None:
    assert faults(spec_crd({}), web({}, sops={"version": "3"})) == ()


# --- Metadata and embedded objects ----------------------------------------------------------------


def test_metadata_is_that_of_every_object() -> None:
    wrong = web({})
    wrong["metadata"] = {"name": "a", "lables": {}, "annotations": {"a": 1}}
    found = faults(spec_crd({}), wrong)
    assert [fault.place for fault in found] == [
        value_of(("metadata", "annotations", "a")),
        key_of(("metadata", "lables")),
    ]


def test_a_schema_may_narrow_the_name() -> None:
    schema = of({"metadata": of({"name": {**TEXT, "maxLength": 3}}), "spec": of({})})
    fault = only(faults(crd(version(schema)), web({})))
    assert (fault.place, fault.constraint) == (value_of(("metadata", "name")), "length")
    assert (fault.minimum, fault.maximum) == (None, 3)


def embedded(**more: Any) -> Schema:
    return {"pod": {"type": "object", "x-kubernetes-embedded-resource": True, **more}}


def test_an_embedded_object_has_the_fields_of_every_object() -> None:
    schema = embedded(properties={"spec": of({"image": TEXT})})
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}, "spec": {"image": "a"}}
    assert of_spec(schema, {"pod": pod}) == ()
    fault = only(of_spec(schema, {"pod": {**pod, "metadata": {"nam": "a"}}}))
    assert fault.place == key_of(("spec", "pod", "metadata", "nam"))
    fault = only(of_spec(schema, {"pod": {**pod, "specs": {}}}))
    assert fault.place == key_of(("spec", "pod", "specs"))


def test_an_embedded_object_needs_a_kind() -> None:
    fault = only(of_spec(embedded(**KEEP), {"pod": {"apiVersion": "v1", "any": 1}}))
    assert isinstance(fault, MissingFieldFault)
    assert (fault.place, fault.field) == (key_of(("spec", "pod")), "kind")


# --- Types, nulls and defaults --------------------------------------------------------------------


def test_a_wrong_type_says_what_is_wanted() -> None:
    fault = only(of_spec({"port": INTEGER}, {"port": "80"}))
    assert isinstance(fault, WrongTypeFault)
    assert fault.place == value_of(("spec", "port"))
    assert (fault.expected, fault.actual, fault.value) == (("integer",), "string", "80")


@pytest.mark.parametrize(
    "schema",
    [
        {"x-kubernetes-int-or-string": True},
        {"x-kubernetes-int-or-string": True, "anyOf": [INTEGER, TEXT]},
        {"x-kubernetes-int-or-string": True, "allOf": [{"anyOf": [INTEGER, TEXT]}]},
        {"anyOf": [INTEGER, TEXT], "x-kubernetes-int-or-string": True, "pattern": "^[0-9a-z]+$"},
    ],
)
def test_int_or_string(schema: Schema) -> None:
    for value in (80, "http"):
        assert of_spec({"port": schema}, {"port": value}) == ()
    fault = only(of_spec({"port": schema}, {"port": True}))
    assert (fault.expected, fault.actual) == (("integer", "string"), "boolean")


@pytest.mark.parametrize(("format_", "value"), [("int32", 2**31), ("int64", 2**63)])
def test_an_integer_outside_its_format(format_: str, value: int) -> None:
    schema = {"size": {**INTEGER, "format": format_}}
    assert of_spec(schema, {"size": value - 1}) == ()
    fault = only(of_spec(schema, {"size": value}))
    assert isinstance(fault, WrongTypeFault)
    assert (fault.minimum, fault.maximum) == (-value, value - 1)


def test_other_formats_bind_nobody() -> None:
    assert of_spec({"at": {**TEXT, "format": "date-time"}}, {"at": "soon"}) == ()


def test_a_null_is_dropped() -> None:
    schema = {"host": TEXT, "mode": {**TEXT, "enum": ["a", "b"]}, "tags": of({})}
    assert of_spec(schema, {"host": None, "mode": None, "tags": None}) == ()


def test_a_null_in_a_required_field_is_missing() -> None:
    fault = only(of_spec({"host": TEXT}, {"host": None}, required=["host"]))
    assert isinstance(fault, MissingFieldFault)
    assert (fault.place, fault.field) == (key_of(("spec", "host")), "host")


def test_a_null_stays_where_it_is_nullable() -> None:
    schema = {"host": {**TEXT, "nullable": True}}
    assert of_spec(schema, {"host": None}, required=["host"]) == ()
    words = {"mode": {**TEXT, "nullable": True, "enum": ["a"]}}
    assert only(of_spec(words, {"mode": None})).constraint == "enum"


def test_a_nullable_choice_may_be_null() -> None:
    choice = of({"a": TEXT, "b": TEXT}, nullable=True)
    choice["oneOf"] = [{"required": ["a"]}, {"required": ["b"]}]
    assert of_spec({"choice": choice}, {"choice": None}) == ()
    assert only(of_spec({"choice": choice}, {"choice": {}})).allowed == ("a", "b")


def test_a_null_item_is_of_a_wrong_type() -> None:
    schema = {"hosts": {"type": "array", "items": TEXT}}
    fault = only(of_spec(schema, {"hosts": ["a", None]}))
    assert isinstance(fault, WrongTypeFault)
    assert (fault.place, fault.actual) == (value_of(("spec", "hosts", 1)), "null")


def test_a_required_field_is_missing() -> None:
    fault = only(of_spec({"host": TEXT}, {}, required=["host"]))
    assert isinstance(fault, MissingFieldFault)
    assert (fault.place, fault.field, fault.owner) == (key_of(("spec",)), "host", "spec")


def test_a_required_field_of_an_item_is_missing() -> None:
    items = {"type": "array", "items": of({"to": TEXT, "by": TEXT}, required=["to"])}
    fault = only(of_spec({"routes": items}, {"routes": [{"by": "a"}]}))
    assert fault.place == key_of(("spec", "routes", 0, "by"))
    assert fault.owner == "an item of routes"


def test_a_misspelt_field_is_not_missing_as_well() -> None:
    fault = only(of_spec({"host": TEXT}, {"hsot": "a"}, required=["host"]))
    assert isinstance(fault, UnknownFieldFault)


def test_a_required_field_with_a_default_is_not_missing() -> None:
    schema = {"mode": {**TEXT, "default": "fast"}}
    assert of_spec(schema, {}, required=["mode"]) == ()
    assert of_spec(schema, {"mode": None}, required=["mode"]) == ()


def test_defaults_fill_in_defaults() -> None:
    inner = of({"mode": {**TEXT, "default": "fast"}}, required=["mode"], default={})
    assert of_spec({"inner": inner}, {}, required=["inner"]) == ()
    definition = crd(version(of({"spec": of({"inner": inner}, default={})}, required=["spec"])))
    assert faults(definition, web()) == ()


def test_a_default_that_is_wrong_is_not_the_fault_of_the_manifest() -> None:
    assert of_spec({"mode": {**TEXT, "default": "x", "minLength": 3}}, {}) == ()


# --- Values ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("schema", "good", "bad", "constraint", "allowed", "limits"),
    [
        ({**TEXT, "enum": ["a", "b"]}, "a", "c", "enum", ("a", "b"), (None, None)),
        ({**TEXT, "pattern": "^[a-z]+$"}, "a", "A", "pattern", ("^[a-z]+$",), (None, None)),
        ({**TEXT, "pattern": r"^a\z"}, "a", "a\n", "pattern", (r"^a\z",), (None, None)),
        ({**TEXT, "minLength": 2}, "ab", "a", "length", (), (2, None)),
        ({**TEXT, "maxLength": 2}, "ab", "abc", "length", (), (None, 2)),
        ({**INTEGER, "minimum": 1, "maximum": 5}, 5, 6, "range", (), (1, 5)),
        ({**INTEGER, "format": "int32", "minimum": 1}, 1, 0, "range", (), (1, 2**31 - 1)),
        ({**INTEGER, "minimum": 1, "exclusiveMinimum": True}, 2, 1, "range", (), (2, None)),
        ({**INTEGER, "maximum": 9, "exclusiveMaximum": True}, 8, 9, "range", (), (None, 8)),
        ({**INTEGER, "multipleOf": 2}, 4, 3, "multiple-of", ("2",), (None, None)),
        ({**TEXT, "not": {"enum": ["x"]}}, "a", "x", "not", (), (None, None)),
    ],
)
def test_a_value_is_refused_for_what_it_says(
    schema: Schema,
    good: Any,
    bad: Any,
    constraint: str,
    allowed: tuple[str, ...],
    limits: tuple[int | None, int | None],
) -> None:
    assert of_spec({"field": schema}, {"field": good}) == ()
    fault = only(of_spec({"field": schema}, {"field": bad}))
    assert isinstance(fault, InvalidValueFault)
    assert fault.place == value_of(("spec", "field"))
    assert (fault.field, fault.constraint, fault.value) == ("field", constraint, bad)
    assert (fault.allowed, (fault.minimum, fault.maximum)) == (allowed, limits)


@pytest.mark.parametrize(
    ("schema", "bad", "constraint", "limits"),
    [
        ({"type": "array", "items": TEXT, "minItems": 1}, [], "not-empty", (1, None)),
        ({"type": "array", "items": TEXT, "minItems": 2}, ["a"], "items", (2, None)),
        ({"type": "array", "items": TEXT, "maxItems": 1}, ["a", "b"], "items", (None, 1)),
        (
            {"type": "object", "additionalProperties": TEXT, "minProperties": 1},
            {},
            "not-empty",
            (1, None),
        ),
    ],
)
def test_a_collection_is_refused_at_its_key(
    schema: Schema, bad: Any, constraint: str, limits: tuple[int | None, int | None]
) -> None:
    fault = only(of_spec({"field": schema}, {"field": bad}))
    assert (fault.place, fault.constraint) == (key_of(("spec", "field")), constraint)
    assert (fault.minimum, fault.maximum) == limits


def test_a_value_of_a_wrong_type_is_nothing_else_as_well() -> None:
    schema = {"mode": {**TEXT, "enum": ["a"], "minLength": 3}}
    assert isinstance(only(of_spec(schema, {"mode": 1})), WrongTypeFault)
    assert only(of_spec(schema, {"mode": "b"})).constraint in ("enum", "length")


def test_rules_in_cel_bind_nobody() -> None:
    rules = [{"rule": "self.a == 1", "message": "no"}]
    schema = spec_crd({"a": INTEGER}, **{"x-kubernetes-validations": rules})
    assert faults(schema, web({"a": 2})) == ()


# --- Choices --------------------------------------------------------------------------------------


@pytest.mark.parametrize("keyword", ["oneOf", "anyOf"])
def test_one_of_several_fields_must_be_there(keyword: str) -> None:
    branches = {keyword: [{"required": ["a"]}, {"required": ["b"]}]}
    assert of_spec({"a": TEXT, "b": TEXT}, {"a": "x"}, **branches) == ()
    fault = only(of_spec({"a": TEXT, "b": TEXT}, {}, **branches))
    assert isinstance(fault, InvalidValueFault)
    assert (fault.place, fault.constraint) == (key_of(("spec",)), "one-of")
    assert fault.allowed == ("a", "b")


def test_two_of_which_one_is_wanted() -> None:
    branches = {"oneOf": [{"required": ["a"]}, {"required": ["b"]}]}
    fault = only(of_spec({"a": TEXT, "b": TEXT}, {"a": "x", "b": "y"}, **branches))
    assert (fault.constraint, fault.allowed) == ("one-of", ("a", "b"))


def test_the_branch_that_was_meant_is_explained() -> None:
    branches = [
        {"properties": {"type": {"enum": ["file"]}, "path": {"minLength": 2}}},
        {"properties": {"type": {"enum": ["url"]}, "path": {"maxLength": 1}}},
    ]
    fields = {"type": TEXT, "path": TEXT}
    for keyword in ("oneOf", "anyOf"):
        chosen: Schema = {keyword: branches}
        fault = only(of_spec(fields, {"type": "file", "path": "a"}, **chosen))
        assert (fault.place, fault.minimum) == (value_of(("spec", "path")), 2)
        fault = only(of_spec(fields, {"type": "url", "path": "abc"}, **chosen))
        assert (fault.place, fault.maximum) == (value_of(("spec", "path")), 1)


def test_all_of_several() -> None:
    both = {"allOf": [{"required": ["a"]}, {"properties": {"b": {"minimum": 3}}}]}
    found = of_spec({"a": TEXT, "b": INTEGER}, {"b": 1}, **both)
    assert [type(fault) for fault in found] == [MissingFieldFault, InvalidValueFault]


def test_a_choice_that_fails_for_another_reason_is_not_named() -> None:
    branches = {"oneOf": [{"required": ["alpha"]}, {"required": ["beta"]}]}
    fault = only(of_spec({"alpha": TEXT, "beta": TEXT}, {"alhpa": "x"}, **branches))
    assert isinstance(fault, UnknownFieldFault)


# --- Placeholders and patches ---------------------------------------------------------------------


def test_a_placeholder_satisfies_everything() -> None:
    schema = {"port": {**INTEGER, "minimum": 1}, "mode": {**TEXT, "enum": ["a"]}}
    assert of_spec(schema, {"port": "${PORT}", "mode": "{{ mode }}"}) == ()
    branches = {"oneOf": [{"properties": {"mode": {"enum": ["a"]}}}]}
    assert of_spec({"mode": TEXT}, {"mode": "${MODE}"}, **branches) == ()
    encrypted = "ENC[AES256_GCM,data:oQ==,iv:x,tag:y,type:int]"
    assert of_spec(schema, {"port": encrypted, "mode": encrypted}) == ()


def test_a_patch_need_not_be_complete() -> None:
    schema = spec_crd(
        {"host": TEXT, "hosts": {"type": "array", "items": TEXT, "minItems": 1}, "mode": TEXT},
        required=["host"],
        oneOf=[{"required": ["host"]}, {"required": ["mode"]}],
    )
    assert faults(schema, web({"hosts": [], "mode": None}), patch=True) == ()
    found = faults(schema, web({"hsot": "a", "mode": 1, "$patch": "replace"}), patch=True)
    assert [type(fault) for fault in found] == [UnknownFieldFault, WrongTypeFault]


# --- Versions -------------------------------------------------------------------------------------


def several() -> Schema:
    return crd(
        version(of({"spec": of({"old": TEXT})}), "v1alpha1", served=False),
        version(of({"spec": of({"middle": TEXT})}), "v1beta1"),
        version(of({"spec": of({"new": TEXT})}), "v1"),
    )


def test_each_version_has_its_own_schema() -> None:
    assert faults(several(), web({"new": "a"})) == ()
    assert faults(several(), web({"middle": "a"}, "acme.io/v1beta1")) == ()
    assert only(faults(several(), web({"middle": "a"}))).known == ("new",)


@pytest.mark.parametrize("name", ["v1alpha1", "v2"])
def test_a_version_that_is_not_served(name: str) -> None:
    fault = only(faults(several(), web({"old": "a"}, f"acme.io/{name}")))
    assert isinstance(fault, KindFault)
    assert fault.place == value_of(("apiVersion",))
    assert (fault.api_version, fault.kind, fault.served) == (f"acme.io/{name}", "Web", False)
    assert fault.others == ("acme.io/v1", "acme.io/v1beta1")


def test_a_version_without_a_schema_says_nothing() -> None:
    assert judged(crd(version(None)), web({"a": 1})) is None


def test_kinds_that_nothing_defines_are_not_judged() -> None:
    assert judged(several(), {**web({}), "kind": "Wbe"}) is None
    assert judged(several(), web({}, "acme.com/v1")) is None
    assert judged((), web({})) is None


def test_the_old_layout() -> None:
    old = crd(preserveUnknownFields=False, version="v1")
    old["apiVersion"] = "apiextensions.k8s.io/v1beta1"
    old["spec"]["versions"] = []
    old["spec"]["validation"] = {"openAPIV3Schema": of({"spec": of({"host": TEXT})})}
    assert only(faults(old, web({"hots": "a"}))).field == "hots"
    del old["spec"]["preserveUnknownFields"]
    assert faults(old, web({"hots": "a"})) == ()
    assert isinstance(only(faults(old, web({"host": 1}))), WrongTypeFault)
    old["spec"]["versions"] = [{"name": "v2", "served": True, "storage": True}]
    assert only(faults(old, web({}))).others == ("acme.io/v2",)


def test_the_last_of_two_definitions_counts() -> None:
    first, last = spec_crd({"a": TEXT}), spec_crd({"b": TEXT})
    assert judged(dumped(first, last), web({"b": "x"})) == ()
    assert judged(dumped(last, first), web({"b": "x"})) != ()
    listed = {"apiVersion": "v1", "kind": "List", "items": [first, last]}
    assert judged(dumped(listed), web({"b": "x"})) == ()


# --- Malformed definitions ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "schema",
    [
        [],
        "text",
        {"type": "object", "properties": []},
        {"type": ["object"], "properties": {"spec": None}},
        {"type": "obj", "properties": {"spec": 5}},
        {"type": "object", "properties": {"spec": {"type": 5, "items": [], "required": "a"}}},
        {"properties": {"spec": {"type": "object", "required": [1], "minProperties": "x"}}},
        {"properties": {"spec": {"properties": {"a": {"pattern": "(", "minLength": -1}}}}},
        {"properties": {"spec": {"properties": {"a": {"enum": "x", "maximum": "y"}}}}},
        {"properties": {"spec": {"oneOf": "x", "anyOf": [], "allOf": [1], "not": 2}}},
        {"properties": {"spec": {"oneOf": [{"properties": {"a": 1}, "required": 2}]}}},
        {"properties": {"spec": {"oneOf": [{"required": "ab"}, {"required": [1]}]}}},
        {"properties": {"spec": {"$ref": "http://example.com/schema.json"}}},
        {"properties": {"spec": {"properties": {"a": {"$ref": "#/nowhere"}}}}},
        {"properties": {"spec": {"additionalProperties": 5, "nullable": "yes"}}},
        {"properties": {"metadata": {"properties": {"name": 5}}, "kind": 7}},
    ],
)
def test_a_malformed_schema_never_crashes(schema: Any) -> None:
    definition = crd(version(schema))
    for data in (web({}), web({"a": 1, "b": None}), web([1]), web("x", status=None)):
        judged(definition, data)
        judged(definition, data, patch=True)


def test_a_pattern_that_does_not_compile_leaves_the_rest() -> None:
    schema = {"a": {**TEXT, "pattern": "(["}, "b": {**TEXT, "pattern": "^x$"}}
    found = of_spec(schema, {"a": "anything", "b": "y"})
    assert [fault.place for fault in found] == [value_of(("spec", "b"))]


@pytest.mark.parametrize(
    "text",
    [
        "kind: CustomResourceDefinition\nspec: {group: acme.io, names: {kind: Web}, versions: [1]}",
        "kind: CustomResourceDefinition\nspec: [acme.io, Web",
        "# CustomResourceDefinition acme.io Web\n{{ .Values.x }}\n- a\n",
        "{ CustomResourceDefinition acme.io Web",
        "apiVersion: 1\nkind: CustomResourceDefinition\nspec: acme.io Web",
        '{"items": [1, {"kind": "CustomResourceDefinition", "spec": {"group": "acme.io Web"}}]}',
    ],
)
def test_a_malformed_definition_never_crashes(text: str) -> None:
    assert definitions(text) == ()
    assert judged((text.encode(),), web({})) is None
    assert judged((text.encode(), *dumped(several())), web({})) == ()
    assert judged((*dumped(several()), text.encode()), web({})) == ()


def test_a_malformed_definition_hides_no_other_finding() -> None:
    broken = (
        "kind: CustomResourceDefinition\napiVersion: apiextensions.k8s.io/v1\nspec: [acme.io]\n"
    )
    other = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndatum: {}\n"
    found = lint_text(f"{broken}---\n{other}---\n{json.dumps(web({}))}\n")
    assert any((each.rule, each.span.line) == ("unknown-field", 8) for each in found)


def test_data_that_nests_too_deeply_is_passed_over() -> None:
    deep: Any = {}
    for _ in range(5000):
        deep = {"a": deep}
    judged(spec_crd({"free": KEEP}), web({"free": deep}))


# --- In a repository ------------------------------------------------------------------------------

WEB_CRD = """\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: webs.acme.io}
spec:
  group: acme.io
  names: {kind: Web, plural: webs, singular: web, listKind: WebList}
  scope: Namespaced
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          required: [spec]
          properties:
            spec:
              type: object
              properties:
                host: {type: string, pattern: '^[a-z.]+$'}
                size: {type: string, enum: [small, large], default: small}
                routes:
                  type: array
                  items:
                    type: object
                    required: [to]
                    properties:
                      to: {type: string}
                      port: {x-kubernetes-int-or-string: true}
              oneOf:
                - required: [host]
                - required: [routes]
"""
WEB = """\
apiVersion: acme.io/v1
kind: Web
metadata:
  name: shop
spec:
  hots: shop.example
  size: huge
  routes:
    - port: 80
    - to: cart
      port: true
"""
WRONG_IN_WEB = [
    ("unknown-field", 6, 3),
    ("missing-field", 9, 7),
    ("wrong-type", 11, 13),
]
"""Rule, line and column of what is wrong there, apart from the size."""


def places(found: Any) -> list[tuple[str, int, int]]:
    return [
        (each.rule, each.span.line, each.span.column)
        for each in found
        if each.rule in ("missing-field", "unknown-field", "unknown-kind", "wrong-type")
    ]


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with a definition in one directory and a custom resource in another."""
    (tmp_path / ".git").mkdir()
    for name, text in (("config/crd/web.yaml", WEB_CRD), ("deploy/shop/web.yaml", WEB)):
        file = tmp_path / name
        file.parent.mkdir(parents=True)
        file.write_text(text, encoding="utf-8")
    return tmp_path


def test_one_file_is_judged_by_a_definition_elsewhere(repository: Path) -> None:
    run = lint_paths([os.fspath(repository / "deploy" / "shop" / "web.yaml")])
    assert places(run.findings) == WRONG_IN_WEB
    assert run.unjudged == 0


def test_a_whole_repository_gives_the_same(repository: Path) -> None:
    assert places(lint_paths([os.fspath(repository)]).findings) == WRONG_IN_WEB


def test_outside_of_git_a_file_is_judged_by_its_own_directory(tmp_path: Path) -> None:
    (tmp_path / "crd.yaml").write_text(WEB_CRD, encoding="utf-8")
    (tmp_path / "web.yaml").write_text(WEB, encoding="utf-8")
    run = lint_paths([os.fspath(tmp_path / "web.yaml")])
    assert places(run.findings) == WRONG_IN_WEB


def test_a_text_is_judged_by_what_it_defines_itself() -> None:
    lines = WEB_CRD.count("\n") + 1
    found = places(lint_text(f"{WEB_CRD}---\n{WEB}"))
    assert found == [(rule, line + lines, column) for rule, line, column in WRONG_IN_WEB]


def test_definitions_in_json_and_in_wide_letters() -> None:
    (document,) = load(Source("crd.yaml", WEB_CRD))
    as_json = json.dumps({"apiVersion": "v1", "kind": "List", "items": [document.data]})
    assert places(lint_text(WEB, project=Project(definitions=(as_json.encode(),)))) == WRONG_IN_WEB


def test_a_file_in_wide_letters_is_found(repository: Path) -> None:
    (repository / "config" / "crd" / "web.yaml").write_bytes(WEB_CRD.encode("utf-16"))
    assert places(lint_paths([os.fspath(repository)]).findings) == WRONG_IN_WEB


def test_the_words_are_those_of_the_manifest() -> None:
    found = lint_text(f"{WEB_CRD}---\n{WEB.replace('hots', 'size2')}---\n{WEB}")
    assert not any("under any of the given schemas" in each.message for each in found)
    messages = {each.message for each in found}
    assert 'spec has no field "hots", did you mean "host"?' in messages
    assert 'an item of routes has no "to", which Kubernetes requires' in messages


def test_items_of_a_list_of_custom_resources() -> None:
    text = f"{WEB_CRD}---\napiVersion: acme.io/v1\nkind: WebList\nitems:\n- spec: {{hots: a}}\n"
    assert [rule for rule, *_ in places(lint_text(text))] == ["unknown-field"]


def test_a_version_that_is_not_served_is_an_unknown_kind() -> None:
    (found,) = lint_text(f"{WEB_CRD}---\n{WEB.replace('/v1', '/v2')}")
    assert found.rule == "unknown-kind"
    assert "acme.io/v1?" in found.message


def test_a_kind_of_kubernetes_is_never_overridden() -> None:
    other = WEB_CRD.replace("group: acme.io", "group: apps").replace(
        "kind: Web", "kind: Deployment"
    )
    text = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {host: a}\n"
    lines = other.count("\n")
    found = places(lint_text(f"{other}---\n{text}"))
    assert found == [
        (rule, line + lines, column) for rule, line, column in places(lint_text(f"---\n{text}"))
    ]


def test_custom_resources_without_a_schema_are_counted(tmp_path: Path) -> None:
    (tmp_path / "web.yaml").write_text(f"{WEB}---\n{WEB}", encoding="utf-8")
    run = lint_paths([os.fspath(tmp_path)])
    assert (run.manifests, run.unjudged) == (2, 2)


def test_a_project_crosses_a_process_border(repository: Path) -> None:
    project = scan(os.fspath(repository), [os.fspath(repository)])
    assert project.definitions == (WEB_CRD.encode(),)
    assert pickle.loads(pickle.dumps(project)) == project
    assert pickle.loads(pickle.dumps(Profile())) == Profile()


def test_many_definitions_cost_next_to_nothing(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    filler = "".join(f"                field{i}: {{type: string}}\n" for i in range(4000))
    large = WEB_CRD.replace("              oneOf:", f"{filler}              oneOf:")
    for index in range(200):
        text = large.replace("acme.io", f"acme{index}.io")
        (tmp_path / f"crd{index:03}.yaml").write_text(text, encoding="utf-8")
    root = os.fspath(tmp_path)
    start = time.perf_counter()
    project = scan(root, [root])
    found = places(lint_text(WEB, project=project))
    assert time.perf_counter() - start < 2  # to parse them all takes many times as long
    assert len(project.definitions) == 200
    assert found == []


# --- Schemas that are named -----------------------------------------------------------------------


def schema_of_web() -> Schema:
    (kind,) = definitions(WEB_CRD)
    schema = dict(kind.versions[0].schema or {})
    spec = schema["properties"]["spec"]
    return {**schema, "properties": {"spec": {**spec, "additionalProperties": False}}}


@pytest.mark.parametrize(
    "name",
    [
        "acme.io/web_v1.json",
        "deep/down/acme.io/web_v1.json",
        "web-acme-v1.json",
        "web-v1.json",
        "web.json",
        "Web-acme-v1.json",
    ],
)
@pytest.mark.parametrize("whole", [True, False])
def test_json_schemas_by_the_names_of_their_files(tmp_path: Path, name: str, whole: bool) -> None:
    file = tmp_path / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(schema_of_web()), encoding="utf-8")
    given = read_schemas([os.fspath(tmp_path if whole else file)])
    found = lint_text(WEB, profile=Profile(schemas=given))
    items = [each for each in WRONG_IN_WEB if each[0] != "unknown-field"]
    assert places(found) == [WRONG_IN_WEB[0], *items]


@pytest.mark.parametrize(
    "name", ["other.io/web_v1.json", "web-other-v1.json", "web-v2.json", "acme.io/web_v2.json"]
)
def test_other_json_schemas_do_not_count(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(schema_of_web()), encoding="utf-8")
    given = read_schemas([os.fspath(tmp_path)])
    assert judged((), web({"hots": "a"}), given=given) is None


@pytest.mark.parametrize(
    "more",
    [
        {"x-kubernetes-group-version-kind": [{"group": "", "version": "v1", "kind": "Web"}]},
        {"properties": {"apiVersion": {"enum": ["v1"]}}},
        {"properties": {"apiVersion": {"const": "acme.com/v1"}}},
        {"properties": {"kind": {"enum": ["Other"]}}},
    ],
)
def test_a_json_schema_that_says_it_is_of_another_kind(tmp_path: Path, more: Schema) -> None:
    (tmp_path / "web.json").write_text(json.dumps({**schema_of_web(), **more}), encoding="utf-8")
    given = read_schemas([os.fspath(tmp_path)])
    assert judged((), web({"hots": "a"}), given=given) is None


def test_a_name_that_kubernetes_has_as_well_needs_a_group(tmp_path: Path) -> None:
    text = json.dumps(of({"spec": of({}, additionalProperties=False)}))
    service = {**web({"template": {}}, "serving.acme.io/v1"), "kind": "Service"}
    (tmp_path / "service-v1.json").write_text(text, encoding="utf-8")
    given = read_schemas([os.fspath(tmp_path)])
    assert judged((), service, given=given) is None
    (tmp_path / "service-serving-v1.json").write_text(text, encoding="utf-8")
    given = read_schemas([os.fspath(tmp_path)])
    assert only(judged((), service, given=given) or ()).field == "template"


def test_a_json_schema_allows_what_it_does_not_refuse(tmp_path: Path) -> None:
    schema = of({"spec": of({"port": {"oneOf": [TEXT, INTEGER]}, "free": {"type": "object"}})})
    (tmp_path / "web.json").write_text(json.dumps(schema), encoding="utf-8")
    given = read_schemas([os.fspath(tmp_path)])
    assert judged((), web({"port": 80, "free": {"a": 1}, "more": 1}), given=given) == ()
    fault = only(judged((), web({"port": True}), given=given) or ())
    assert fault.expected == ("string", "integer")


def test_what_is_named_goes_before_what_is_found(tmp_path: Path) -> None:
    (tmp_path / "crds.yaml").write_text(json.dumps(spec_crd({"given": TEXT})), encoding="utf-8")
    given = read_schemas([os.fspath(tmp_path)])
    found = spec_crd({"found": TEXT})
    assert judged(found, web({"given": "a"}), given=given) == ()
    assert only(judged(found, web({"found": "a"}), given=given) or ()).known == ("given",)


def test_what_is_no_schema_is_passed_over(tmp_path: Path) -> None:
    for name, text in {
        "a.json": "[1]",
        "b.yaml": "replicas: 1\n",
        "c.json": "{",
        "d.txt": "text",
        "web.yaml": WEB_CRD,
        ".hidden/e.yaml": "a: 1\n",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    given = read_schemas([os.fspath(tmp_path)])
    assert [Path(file).name for file in given.passed] == ["a.json", "b.yaml", "c.json"]
    assert (len(given.definitions), given.files) == (1, ())


def test_a_json_schema_that_does_not_parse_counts_for_nothing(tmp_path: Path) -> None:
    (tmp_path / "web.json").write_text('{"properties": ', encoding="utf-8")
    given = read_schemas([os.fspath(tmp_path)])
    assert judged((), web({}), given=given) is None


def test_a_path_that_is_not_there() -> None:
    with pytest.raises(SchemasError, match="nowhere: no such file or directory"):
        read_schemas(["nowhere"])


# --- The command line -----------------------------------------------------------------------------


def test_the_command_line_takes_schemas(run_podlint: RunPodlint, tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "web.yaml").write_text(WEB, encoding="utf-8")
    (tmp_path / "crds").mkdir()
    (tmp_path / "crds" / "web.yaml").write_text(WEB_CRD, encoding="utf-8")
    (tmp_path / "crds" / "values.yaml").write_text("a: 1\n", encoding="utf-8")
    done = run_podlint("-f", "concise", "app")
    assert done.returncode == 0
    assert "1 custom resource without a schema" in done.stderr
    done = run_podlint("-f", "concise", "--schemas", "crds", "app")
    assert done.returncode == 1
    assert "app/web.yaml:6:3: error: spec has no field" in done.stdout
    assert "values.yaml: no schema of a custom resource" in done.stderr
    assert "without a schema" not in done.stderr
    assert "1 file of --schemas without one" in done.stderr


def test_the_command_line_names_a_path_that_is_not_there(
    run_podlint: RunPodlint, tmp_path: Path
) -> None:
    (tmp_path / "web.yaml").write_text(WEB, encoding="utf-8")
    done = run_podlint("--schemas", "crds", "web.yaml")
    assert (done.returncode, done.stdout) == (2, "")
    assert "crds: no such file or directory" in done.stderr


def test_the_configuration_names_schemas_beside_it(
    run_podlint: RunPodlint, repository: Path
) -> None:
    (repository / "vendor").mkdir()
    (repository / "config" / "crd" / "web.yaml").rename(repository / "vendor" / "crd.yaml")
    config = repository / ".podlint.yaml"
    config.write_text("schemas: [vendor/crd.yaml]\n", encoding="utf-8")
    done = run_podlint("-f", "concise", "web.yaml", cwd=repository / "deploy" / "shop")
    assert "web.yaml:6:3: error: spec has no field" in done.stdout
    config.write_text("schemas:\n  - nowhere\n", encoding="utf-8")
    done = run_podlint("deploy", cwd=repository)
    assert done.returncode == 2
    assert ".podlint.yaml:2:5: 'nowhere' is no file or directory" in done.stderr
    config.write_text("schemas: vendor\n", encoding="utf-8")
    assert "schemas is a list of paths" in run_podlint("deploy", cwd=repository).stderr


def test_standard_input_is_judged_by_what_it_defines(run_podlint: RunPodlint) -> None:
    done = run_podlint("-f", "concise", "-", input=f"{WEB_CRD}---\n{WEB}")
    assert "error: spec has no field" in done.stdout


def test_json_counts_what_is_not_judged(run_podlint: RunPodlint) -> None:
    done = run_podlint("-f", "json", "-", input=WEB)
    assert json.loads(done.stdout)["summary"]["unjudged"] == 1


# --- Scalars that are ambiguous ---------------------------------------------------------------------


def test_an_ambiguous_scalar_is_judged_by_the_definition(tmp_path: Path) -> None:
    """A string that is none is wrong-type's alone, and a boolean may be written as one likes."""
    (tmp_path / ".git").mkdir()
    definition = """\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: shops.acme.io}
spec:
  group: acme.io
  scope: Namespaced
  names: {plural: shops, kind: Shop}
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              properties:
                size: {type: string}
                open: {type: boolean}
                any: {x-kubernetes-preserve-unknown-fields: true}
"""
    head = "apiVersion: acme.io/v1\nkind: Shop\nmetadata: {name: a}\n"
    shop = f"{head}spec: {{size: 1.10, open: yes, any: yes}}\n"
    (tmp_path / "crd.yaml").write_text(definition)
    (tmp_path / "shop.yaml").write_text(shop)
    found = [(each.rule, each.path) for each in lint_paths([str(tmp_path)]).findings]
    assert found == [("wrong-type", ("spec", "size")), ("ambiguous-scalar", ("spec", "any"))]
