"""Why a manifest does not fit the schema of its kind: one fault for each cause."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from jsonschema.exceptions import ValidationError

from podlint.document.placeholders import has_placeholder
from podlint.model import (
    InvalidValueFault,
    MissingFieldFault,
    Path,
    Place,
    SchemaFault,
    UnknownFieldFault,
    WrongTypeFault,
    key_of,
    value_of,
)
from podlint.schema._versions import VERSIONS
from podlint.schema.errors import errors
from podlint.schema.homes import homes, segments
from podlint.schema.meant import meant
from podlint.schema.remedy import only_home, only_name
from podlint.schema.shape import Definition, definition_at, type_name, value_at
from podlint.schema.store import DIRECTIVE, MARKER, Entry, Schema, find, schema

_CONTAINER_LISTS = ("containers", "initContainers", "ephemeralContainers")
_FORMATS = {"int32": (-(2**31), 2**31 - 1), "int64": (-(2**63), 2**63 - 1)}
_ENCRYPTED = "ENC["
"""What sops leaves of a value."""
_UNFILLED = re.compile(r"\$[A-Za-z_]|__[A-Za-z0-9_]+__|^_\Z")
"""Where Kubernetes refuses a value that holds ``$NAME`` or ``__NAME__``, a tool will fill it in; a name
``_`` is one that kustomize sets."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A manifest that is to be explained."""

    data: Mapping[str, Any]
    path: Path
    """Where the manifest stands in its document; all other paths here begin at the manifest."""
    entry: Entry
    api_version: str
    """The apiVersion it is judged by, which it may lack."""
    version: str
    patch: bool
    written: Callable[[Path], str]

    def at(self, path: Path) -> Any:
        """The value at ``path``."""
        return value_at(self.data, path)

    def definition(self, path: Path) -> Definition:
        """What the schema says about ``path``."""
        return definition_at(self.entry, path)


@dataclass(slots=True)
class Causes:
    """What is wrong, each thing once, before it is placed."""

    unknown: dict[tuple[Path, str], UnknownFieldFault] = field(default_factory=dict)
    """By the mapping and the field."""
    wrong: dict[Path, tuple[str, ...]] = field(default_factory=dict)
    """The types that are wanted there."""
    bounds: dict[Path, tuple[int, int]] = field(default_factory=dict)
    """The least and the greatest integer that is wanted there."""
    missing: dict[tuple[Path, str], None] = field(default_factory=dict)
    """By the mapping and the field, in the order of the schema."""
    invalid: dict[Place, Schema] = field(default_factory=dict)
    """The schema that says what is wanted there."""


def explain(subject: Subject) -> tuple[SchemaFault, ...]:
    """The faults of a manifest, in the order of their paths."""
    return of_errors(subject, errors(subject.entry, subject.patch, subject.data))


def of_errors(subject: Subject, said: Iterable[ValidationError]) -> tuple[SchemaFault, ...]:
    """The faults behind what a validator said of a manifest, in the order of their paths."""
    causes = Causes()
    for error in said:
        _collect(subject, error, causes)
    if not subject.patch and subject.data.get("apiVersion") in (None, ""):
        causes.missing[(), "apiVersion"] = None
    found = [
        *causes.unknown.values(),
        *_wrong_types(subject, causes),
        *_invalid(subject, causes),
        *_missing(subject, causes),
    ]
    return tuple(sorted(found, key=order))


def order(fault: SchemaFault) -> tuple[list[tuple[bool, int, str]], str]:
    """A key that sorts faults by where they stand."""
    assert isinstance(fault.place, Place)
    steps = [
        (True, 0, step) if isinstance(step, str) else (False, step, "") for step in fault.place.path
    ]
    return steps, getattr(fault, "field", "")


# --- Reading the errors ---------------------------------------------------------------------------


def _collect(subject: Subject, error: ValidationError, causes: Causes) -> None:
    path: Path = tuple(error.absolute_path)
    match error.validator:
        case "additionalProperties":
            for name in _extra(error):
                if not has_placeholder(name, subject.path + path):
                    causes.unknown[path, name] = _unknown(subject, path, name)
        case "required":
            wanted: Any = error.validator_value
            instance: Any = error.instance
            causes.missing.update({(path, name): None for name in wanted if name not in instance})
        case "type" if error.instance is None:
            causes.missing.update(dict.fromkeys(_lacking(subject, path)))
        case "type":
            causes.wrong[path] = _without_null(error.validator_value)
        case _:
            broken: Any = error.schema
            if MARKER not in broken:
                causes.bounds[path] = (broken["minimum"], broken["maximum"])
            elif bounds := _exceeded(broken, error.instance):
                causes.bounds[path] = bounds
            else:
                causes.invalid.setdefault(_place_of(subject, path, error.instance), broken)


def _exceeded(broken: Schema, value: object) -> tuple[int, int] | None:
    """The bounds of the format that an integer lies outside of."""
    if not isinstance(value, int | float) or "format" not in broken:
        return None
    minimum, maximum = _FORMATS[broken["format"]]
    return None if minimum <= value <= maximum else (minimum, maximum)


def _place_of(subject: Subject, path: Path, value: object) -> Place:
    """The value at ``path``, or where that is a mapping and ``value`` one of its keys, the key."""
    if isinstance(value, str) and isinstance(subject.at(path), dict):
        return key_of((*path, value))
    return value_of(path)


def _extra(error: ValidationError) -> list[str]:
    instance: Any = error.instance
    known: Any = error.schema
    extra = [name for name in instance if name not in known.get("properties", {})]
    if "patternProperties" not in known:
        return extra
    return [name for name in extra if not DIRECTIVE.match(name)]


def _lacking(subject: Subject, path: Path) -> Iterator[tuple[Path, str]]:
    """What is missing where null stands at ``path``: that field, or what an item requires."""
    last = path[-1]
    if isinstance(last, str) and last in subject.definition(path[:-1]).fields:
        yield path[:-1], last
        return
    for name in subject.definition(path).schema.get("required", ()):
        yield path, name


def _without_null(types: Any) -> tuple[str, ...]:
    listed = (types,) if isinstance(types, str) else types
    return tuple(name for name in listed if name != "null")


# --- Unknown fields -------------------------------------------------------------------------------


def _unknown(subject: Subject, path: Path, name: str) -> UnknownFieldFault:
    owner = subject.definition(path)
    known = tuple(sorted(owner.fields))
    since = _since(subject, owner.name, name)
    found = homes(subject.entry, subject.data, path, name)
    like = "" if since else meant(name, known, value_at(subject.data, path))
    where = (subject.entry, subject.patch, subject.data, path, name)
    renamed = only_name(*where, known) if like else ""
    home = None if since or like else only_home(*where, found)
    return UnknownFieldFault(
        place=key_of((*subject.path, *path, name)),
        field=name,
        owner=owner.short_name,
        known=known,
        homes=found,
        since=since,
        meant=like,
        renamed=renamed if renamed == like else "",
        home=None if home is None else (*subject.path, *home),
    )


def _since(subject: Subject, owner: str, name: str) -> str:
    """The first later version whose definition ``owner`` has the field ``name``, or nothing."""
    for version in VERSIONS[VERSIONS.index(subject.version) + 1 :]:
        entry = find(version, subject.api_version, subject.data.get("kind"))
        there = schema(entry)["$defs"].get(owner, {}) if entry else {}
        if name in there.get("properties", ()):
            return version
    return ""


# --- Wrong types ----------------------------------------------------------------------------------


def _wrong_types(subject: Subject, causes: Causes) -> Iterator[WrongTypeFault]:
    for path in causes.wrong | causes.bounds:
        value = subject.at(path)
        whole = subject.path + path
        if is_unknown(value, whole):
            continue
        scalar = not isinstance(value, dict | list)
        typed = path in causes.wrong
        minimum, maximum = (None, None) if typed else causes.bounds[path]
        yield WrongTypeFault(
            place=value_of(whole),
            expected=causes.wrong[path] if typed else _types_at(subject, path),
            actual=type_name(value) if typed else "integer",
            value=value if scalar else None,
            written=subject.written(whole) if scalar else "",
            minimum=minimum,
            maximum=maximum,
        )


def _types_at(subject: Subject, path: Path) -> tuple[str, ...]:
    return _without_null(subject.definition(path).schema["type"])


# --- Invalid values -------------------------------------------------------------------------------


def _invalid(subject: Subject, causes: Causes) -> Iterator[InvalidValueFault]:
    for place, broken in causes.invalid.items():
        path = place.path
        if path in causes.wrong or path in causes.bounds:
            continue
        value: Any = path[-1] if place.part == "key" else subject.at(path)
        whole = subject.path + path
        if value is None or is_unknown(value, whole) or _UNFILLED.search(str(value)):
            continue
        minimum, maximum = _limits(broken)
        yield InvalidValueFault(
            place=Place(whole, place.part),
            field=_field(path[:-1] if place.part == "key" else path),
            constraint=broken[MARKER],
            value=value if not isinstance(value, dict | list) else None,
            allowed=tuple(word for word in broken.get("enum", ()) if word),
            minimum=minimum,
            maximum=maximum,
        )


def is_unknown(value: object, path: Path) -> bool:
    """Whether a tool has yet to fill in the value at ``path``, or to decrypt it."""
    if not isinstance(value, str):
        return False
    return has_placeholder(value, path) or value.startswith(_ENCRYPTED)


def _field(path: Path) -> str:
    """The name of the field at ``path``; for an item of a list, the list's."""
    return next((step for step in reversed(path) if isinstance(step, str)), "")


def _limits(broken: Schema) -> tuple[int | None, int | None]:
    """The least and the greatest number, length or count, but for the bounds of the format."""
    formats = _FORMATS.get(broken.get("format", ""), (None, None))
    minimum, maximum = (
        next((broken[name] for name in names if name in broken), None)
        for names in (("minimum", "minLength", "minItems"), ("maximum", "maxLength", "maxItems"))
    )
    return (
        None if minimum == formats[0] else minimum,
        None if maximum == formats[1] else maximum,
    )


# --- Missing fields -------------------------------------------------------------------------------


def _missing(subject: Subject, causes: Causes) -> Iterator[MissingFieldFault]:
    for path, name in causes.missing:
        if path[:1] == ("status",) or _explained(subject, causes, path, name):
            continue
        yield MissingFieldFault(
            place=_place_of_missing(subject, path, name),
            field=name,
            owner=subject.definition(path).short_name,
        )


def _explained(subject: Subject, causes: Causes, path: Path, name: str) -> bool:
    """Whether a field is missing only because it is misspelt, misplaced or not filled in yet."""
    mapping = subject.at(path)
    if mapping and any(has_placeholder(key, subject.path + path) for key in mapping):
        return True
    beside = [unknown for (at, unknown) in causes.unknown if at == path]
    if get_close_matches(name.lower(), [unknown.lower() for unknown in beside]):
        return True
    here = _joined(segments(path))
    below = _joined((*segments(path), name))
    return any(
        # It stands elsewhere, or what belongs below it does.
        (fault.field == name and here in fault.homes)
        or any(f"{home}.".startswith(f"{below}.") for home in fault.homes)
        for fault in causes.unknown.values()
    )


def _joined(at: tuple[str, ...]) -> str:
    return ".".join(at)


def _place_of_missing(subject: Subject, path: Path, name: str) -> Place:
    mapping = subject.at(path)
    whole = subject.path + path
    if mapping and name in mapping:
        return key_of((*whole, name))
    if not path:
        return value_of((*whole, "kind"))
    if not mapping or not isinstance(path[-1], int):
        return key_of(whole)
    if path[-2] in _CONTAINER_LISTS and mapping.get("name") is not None:
        return value_of((*whole, "name"))
    return key_of((*whole, next(iter(mapping))))
