"""What jsonschema says of a custom resource that does not fit.

As with built-in kinds it is asked about the values in which the compiled validator finds fault. What a
junctor asks for is looked at as a whole: of that the compiled one says only that it is not met.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from jsonschema.protocols import Validator
from jsonschema.validators import create, extend

from podlint.model import Path
from podlint.schema import compiled
from podlint.schema.errors import definitions, errors_at, no_others
from podlint.schema.fit import misfits
from podlint.schema.store import Entry

if TYPE_CHECKING:
    from jsonschema_rs import Draft202012Validator as CompiledValidator

JUNCTORS = frozenset({"anyOf", "not", "oneOf"})
_ABOUT_THE_VALUE = (
    *("$ref", "enum", "exclusiveMaximum", "exclusiveMinimum", "maxItems", "maxLength"),
    *("maxProperties", "maximum", "minItems", "minLength", "minProperties", "minimum"),
    *("multipleOf", "propertyNames", "required", "type", "uniqueItems"),
)
"""The keywords that say nothing of what a value holds."""
_WITHIN = ('"allOf":', '"if":')
"""What a schema holds whose values may be asked for things in several places."""


def errors(entry: Entry, patch: bool, data: Mapping[str, Any]) -> list[ValidationError]:
    """What is wrong with ``data``."""
    paths = None if any(each in entry.text for each in _WITHIN) else misfits(entry, patch, data)
    if paths is not None:
        found = [error for path in paths for error in errors_at(_Value, entry, patch, data, path)]
        if not _are_nested(found):
            return found
    return list(_Whole(definitions(entry, patch)).iter_errors(data))


def _are_nested(errors: list[ValidationError]) -> bool:
    """Whether junctors fail in one another: then it counts which one is tried first."""
    paths: set[Path] = {tuple(each.absolute_path) for each in errors if each.validator in JUNCTORS}
    return any(path[:end] in paths for path in paths for end in range(len(path)))


# --- Validators -----------------------------------------------------------------------------------


def _pattern(_: Any, pattern: str, instance: object, __: Any) -> Iterator[ValidationError]:
    """Both validators must read a pattern alike: as Go does, which Python does not."""
    if isinstance(instance, str) and not _compiled(pattern).is_valid(instance):
        yield ValidationError(f"does not match {pattern}")


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> CompiledValidator:
    return compiled.validator({"pattern": pattern})


_Whole: type[Validator] = extend(  # type: ignore[no-untyped-call]
    Draft202012Validator, {"pattern": _pattern}
)


def _junctor(keyword: str) -> Callable[..., Iterator[ValidationError]]:
    """A keyword whose branches are looked at with all that the value holds; they refer to nothing."""
    check: Any = Draft202012Validator.VALIDATORS[keyword]

    def of_whole(
        _: object, said: object, instance: object, schema: object
    ) -> Iterator[ValidationError]:
        yield from check(_Whole({}), said, instance, schema) or ()

    return of_whole


_Value: type[Validator] = create(
    Draft202012Validator.META_SCHEMA,
    {name: Draft202012Validator.VALIDATORS[name] for name in _ABOUT_THE_VALUE}
    | {name: _junctor(name) for name in sorted(JUNCTORS)}
    | {"additionalProperties": no_others, "pattern": _pattern},
    type_checker=Draft202012Validator.TYPE_CHECKER,
)
"""It looks at a value, and not at what the value holds."""
