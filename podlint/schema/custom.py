"""Custom resources, judged by the definitions and schemas that are at hand.

Nothing is parsed, converted or compiled before a custom resource asks for it, and each only once in
a process: a repository may hold hundreds of definitions and use three.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from podlint.model import KindFault, Path, SchemaFault, value_of
from podlint.schema import store
from podlint.schema.compiled import validator
from podlint.schema.custom_convert import convert
from podlint.schema.custom_crd import CustomKind, CustomVersion, find
from podlint.schema.custom_files import (
    SchemasError,
    given_version,
    read_schemas,
)
from podlint.schema.custom_settle import settled
from podlint.schema.given import NO_SCHEMAS, GivenSchemas
from podlint.schema.wanted import Wanted, wanted_of

if TYPE_CHECKING:
    from jsonschema_rs import Draft202012Validator

__all__ = ["NO_SCHEMAS", "GivenSchemas", "SchemasError", "faults", "read_schemas", "wanted"]


def faults(
    data: Mapping[str, Any],
    path: Path,
    *,
    given: GivenSchemas,
    found: tuple[bytes, ...],
    version: str,
    patch: bool = False,
    written: Callable[[Path], str],
) -> tuple[SchemaFault, ...] | None:
    """What does not fit the definition of a custom resource; None where there is none to judge by.

    What was ``given`` goes before the files with definitions that were ``found`` in the repository,
    and of these the last one counts. The rest is as for ``podlint.schema.faults``; ``version`` is
    that of Kubernetes.
    """
    chosen = _chosen(data, given, found)
    if isinstance(chosen, CustomKind):
        return _unserved(chosen, path, data["apiVersion"], version)
    return None if chosen is None else _faults_of(chosen, data, path, version, patch, written)


def wanted(
    data: Mapping[str, Any],
    path: Path,
    *,
    given: GivenSchemas,
    found: tuple[bytes, ...],
    version: str,
) -> Wanted:
    """What the definition of the custom resource ``data`` wants at ``path`` (within it)."""
    chosen = _chosen(data, given, found)
    if not isinstance(chosen, CustomVersion) or chosen.schema is None:
        return Wanted()
    compiled = _compiled(chosen, _holder_of_object_meta(version), patch=False)
    return Wanted() if compiled is None else wanted_of(compiled.entry, path)


def _chosen(
    data: Mapping[str, Any], given: GivenSchemas, found: tuple[bytes, ...]
) -> CustomVersion | CustomKind | None:
    """The definition of a custom resource: of its version, or of its kind if that is not served."""
    api_version, kind = data.get("apiVersion"), data.get("kind")
    if not isinstance(api_version, str) or not isinstance(kind, str):
        return None
    group, _, name = api_version.rpartition("/")
    if not group:
        return None
    chosen = find(given.definitions, group, kind)
    custom = None if chosen else given_version(given.files, group, name, kind)
    if custom is not None:
        return custom
    chosen = chosen or find(found, group, kind)
    return None if chosen is None else chosen.version(name) or chosen


def _unserved(
    chosen: CustomKind, path: Path, api_version: str, version: str
) -> tuple[SchemaFault, ...] | None:
    served = [each.api_version for each in chosen.versions if each.served]
    if not served:
        return None  # a definition that is malformed, or switched off: nothing to go by
    # The stablest first, and of these the last.
    served.reverse()
    served.sort(key=lambda each: ("alpha" in each, "beta" in each))
    fault = KindFault(
        value_of((*path, "apiVersion")),
        api_version=api_version,
        kind=chosen.name,
        version=version,
        others=tuple(served),
    )
    return (fault,)


def _faults_of(
    custom: CustomVersion,
    data: Mapping[str, Any],
    path: Path,
    version: str,
    patch: bool,
    written: Callable[[Path], str],
) -> tuple[SchemaFault, ...] | None:
    if custom.schema is None:
        return None
    compiled = _compiled(custom, _holder_of_object_meta(version), patch)
    if compiled is None:
        return None
    if "sops" in data:
        data = {key: value for key, value in data.items() if key != "sops"}
    try:
        seen = settled(data, custom.schema, patch=patch)
        if _fits(compiled.validator, seen):
            return ()
        from podlint.schema.custom_explain import explain_custom
        from podlint.schema.explain import Subject

        api_version = custom.api_version
        subject = Subject(data, path, compiled.entry, api_version, version, patch, written)
        return explain_custom(subject, seen)
    except RecursionError:
        return None  # nested deeper than anything that an API server would read


def _fits(validator: Draft202012Validator, data: Mapping[str, Any]) -> bool:
    try:
        return validator.is_valid(data)
    except ValueError:
        return False  # strings that have no place in JSON; whoever explains copes with them


# --- Compiling ------------------------------------------------------------------------------------


class _Compiled(NamedTuple):
    entry: store.Entry
    validator: Draft202012Validator


@lru_cache(maxsize=512)
def _compiled(custom: CustomVersion, holder: store.Entry, patch: bool) -> _Compiled | None:
    """The validator of a version; None where the schema is so malformed that there is none.

    Versions of Kubernetes that have the same ObjectMeta, that of ``holder``, share it.
    """
    schema = convert(custom, _object_meta(holder), patch)
    for mend in (None, _without_broken_patterns):
        schema = mend(schema) if mend else schema
        entry = store.Entry(schema["$ref"].removeprefix(store.REF), (), json.dumps(schema))
        text: Any = store.patch_schema(entry) if patch else entry.text
        try:
            return _Compiled(entry, validator(text))
        except ValueError:
            continue
    return None


def _holder_of_object_meta(version: str) -> store.Entry:
    """A small kind of a version of Kubernetes, with what every object has."""
    entry = store.find(version, "v1", "ConfigMap")
    assert entry is not None
    return entry


def _object_meta(holder: store.Entry) -> Mapping[str, store.Schema]:
    """ObjectMeta and what it leads to."""
    every = store.schema(holder)["$defs"]
    return {name: every[name] for name in every if name.startswith("meta.")}


def _without_broken_patterns(schema: Any) -> Any:
    """``schema`` without the patterns that do not compile: nobody can say what they mean."""
    if isinstance(schema, list):
        return [_without_broken_patterns(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        name: _without_broken_patterns(each)
        for name, each in schema.items()
        if not (name == "pattern" and isinstance(each, str) and not _compiles(each))
    }


def _compiles(pattern: str) -> bool:
    try:
        validator({"pattern": pattern})
    except ValueError:
        return False
    return True
