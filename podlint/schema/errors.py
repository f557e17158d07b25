"""What jsonschema says of a manifest that does not fit.

It is asked about the values alone in which the compiled validator finds fault, each without what it
holds. To walk through the whole manifest takes jsonschema a hundred times as long as that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from jsonschema.protocols import Validator
from jsonschema.validators import create, extend

from podlint.model import Path
from podlint.schema.fit import misfits
from podlint.schema.shape import value_at
from podlint.schema.store import DIRECTIVE, REF, Entry, Schema, patch_schema, schema

_LINE_END = re.compile(r"(?<!\\)\$")
_ABOUT_THE_VALUE = (
    *("$ref", "enum", "exclusiveMaximum", "exclusiveMinimum", "maxItems", "maxLength", "maximum"),
    *("minItems", "minLength", "minimum", "not", "propertyNames", "required", "type"),
)
"""The keywords of the shipped schemas that say nothing of what a value holds."""


def errors(entry: Entry, patch: bool, data: Mapping[str, Any]) -> Iterator[ValidationError]:
    """What is wrong with ``data``."""
    paths = misfits(entry, patch, data)
    if paths is None:
        yield from _Whole(definitions(entry, patch)).iter_errors(data)
        return
    for path in paths:
        yield from errors_at(_Value, entry, patch, data, path)


def errors_at(
    kind: type[Validator], entry: Entry, patch: bool, data: Mapping[str, Any], path: Path
) -> Iterator[ValidationError]:
    """What a ``kind`` of validators that look at a value alone says of the value at ``path``."""
    value = value_at(data, path)
    at = tuple(step if isinstance(step, str) else 0 for step in path)
    for validator in _validators_at(kind, entry, patch, at):
        for error in validator.iter_errors(value):
            error.path.extendleft(reversed(path))
            yield error


# --- Validators -----------------------------------------------------------------------------------


def _pattern(_: object, pattern: str, instance: object, __: object) -> Iterator[ValidationError]:
    """The keyword ``pattern``, with ``$`` as the end of the text alone."""
    if isinstance(instance, str) and not re.search(_LINE_END.sub(r"\\Z", pattern), instance):
        yield ValidationError(f"{instance!r} does not match {pattern!r}")


def no_others(
    validator: Any, allowed: object, instance: object, said: object
) -> Iterator[ValidationError]:
    """The keyword ``additionalProperties``, where it allows none."""
    if allowed is False:
        keyword = Draft202012Validator.VALIDATORS["additionalProperties"]
        yield from keyword(validator, allowed, instance, said)


_Whole: type[Validator] = extend(  # type: ignore[no-untyped-call]
    Draft202012Validator, {"pattern": _pattern}
)
_Value: type[Validator] = create(
    Draft202012Validator.META_SCHEMA,
    {name: Draft202012Validator.VALIDATORS[name] for name in _ABOUT_THE_VALUE}
    | {"additionalProperties": no_others, "pattern": _pattern},
    type_checker=Draft202012Validator.TYPE_CHECKER,
)
"""It looks at a value, and not at what the value holds."""


# --- The schemas of a value -----------------------------------------------------------------------


def definitions(entry: Entry, patch: bool) -> Schema:
    """The schema of a manifest or of a patch."""
    return patch_schema(entry) if patch else schema(entry)


@cache
def _root(kind: type[Validator], entry: Entry, patch: bool) -> Validator:
    return kind(definitions(entry, patch))


@lru_cache(maxsize=4096)
def _validators_at(
    kind: type[Validator], entry: Entry, patch: bool, at: Path
) -> tuple[Validator, ...]:
    """The validators of what stands at a path, whose indices are all 0."""
    whole = definitions(entry, patch)
    found = [whole]
    for step in at:
        found = [inner for outer in found for inner in _inside(whole, outer, step)]
    alone = [each for value in found for each in _without_reference(whole, value)]
    return tuple(_root(kind, entry, patch).evolve(schema=each) for each in alone)


def _without_reference(whole: Schema, value: Schema) -> Iterator[Schema]:
    """The schema that ``value`` refers to, then what it says itself: jsonschema is slow to refer."""
    if next(iter(value), "") != "$ref":
        yield value
        return
    yield from _without_reference(whole, whole["$defs"][_name(value["$ref"])])
    own = {name: said for name, said in value.items() if name not in ("$ref", "$defs")}
    if own:
        yield own


def _name(reference: str) -> str:
    return reference.removeprefix(REF)


def _inside(whole: Schema, outer: Schema, step: str | int) -> Iterator[Schema]:
    """The schemas of what stands at ``step`` of a value, in the order in which they are tried."""
    for keyword, said in outer.items():
        if keyword == "$ref":
            yield from _inside(whole, whole["$defs"][_name(said)], step)
        elif isinstance(step, int):
            if keyword == "items":
                yield said
        elif keyword == "properties":
            if step in said:
                yield said[step]
        elif keyword == "additionalProperties" and isinstance(said, Mapping):
            known = step in outer.get("properties", ())
            if not known and not ("patternProperties" in outer and DIRECTIVE.match(step)):
                yield said
