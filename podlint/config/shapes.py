"""What a value of the configuration may be: how it is checked, and how JSON Schema says it.

A shape is used twice, by the reader and by the generator of the JSON Schema that editors know, so
that both accept and refuse the same.
"""

from __future__ import annotations

import os
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeAlias

from podlint.discovery import GlobError, check_glob
from podlint.model import Path, Place, key_of, value_of
from podlint.profile import TargetError, parse_targets
from podlint.registry import Pack, did_you_mean
from podlint.rule import Rule

Schema: TypeAlias = dict[str, Any]

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


class Wrong(Exception):
    """A value that is not what is wanted: where it stands, and what is wanted."""

    def __init__(self, place: Place, message: str) -> None:
        super().__init__(message)
        self.place = place
        self.message = message


@dataclass(frozen=True, slots=True)
class Context:
    """What values are checked against."""

    packs: Sequence[Pack]
    directory: str = ""
    """The directory of the configuration."""
    written: Callable[[Path], str] = str
    """How a scalar is written."""
    rules: Mapping[str, type[Rule]] = field(init=False)

    def __post_init__(self) -> None:
        rules = {rule.id: rule for pack in self.packs for rule in pack.rules}
        object.__setattr__(self, "rules", rules)

    @property
    def names(self) -> list[str]:
        """Whatever may be selected."""
        groups = sorted({rule.group for rule in self.rules.values()})
        return ["all", "default", *groups, *sorted(self.rules)]


class Shape(ABC):
    """What one value may be."""

    @abstractmethod
    def check(self, value: Any, path: Path, context: Context) -> None:
        """Raise Wrong where ``value``, which stands at ``path``, is something else."""

    @abstractmethod
    def schema(self, context: Context) -> Schema:
        """The same as a JSON Schema."""


@dataclass(frozen=True, slots=True)
class Text(Shape):
    """A string; ``pattern`` is what all of it must look like, and ``wanted`` says so."""

    wanted: str = "a string"
    pattern: str = r"[\s\S]*\S[\s\S]*"

    def check(self, value: Any, path: Path, context: Context) -> None:
        if isinstance(value, bool | int | float):  # as YAML 1.1 reads y, on, 1.30 and 0x1
            why = f"and {context.written(path)} without quotes is none"
            raise Wrong(value_of(path), f"{_name(path)} is {self.wanted}, {why}")
        if not isinstance(value, str) or not re.fullmatch(self.pattern, value):
            raise Wrong(value_of(path), f"{_name(path)} is {self.wanted}, not {value!r}")

    def schema(self, context: Context) -> Schema:
        return {"type": "string", "pattern": f"^(?:{self.pattern})$"}


class Flag(Shape):
    """True or false."""

    def check(self, value: Any, path: Path, context: Context) -> None:
        if not isinstance(value, bool):
            raise Wrong(value_of(path), f"{_name(path)} is true or false, not {value!r}")

    def schema(self, context: Context) -> Schema:
        return {"type": "boolean"}


@dataclass(frozen=True, slots=True)
class Choice(Shape):
    """One of some words."""

    words: tuple[str, ...]

    def check(self, value: Any, path: Path, context: Context) -> None:
        if not isinstance(value, str) or value not in self.words:
            hint = did_you_mean(value, self.words) if isinstance(value, str) else ""
            message = f"{_name(path)} is one of {', '.join(self.words)}{hint}"
            raise Wrong(value_of(path), message)

    def schema(self, context: Context) -> Schema:
        return {"enum": list(self.words)}


@dataclass(frozen=True, slots=True)
class Many(Shape):
    """A list."""

    item: Shape
    wanted: str
    least: int = 0

    def check(self, value: Any, path: Path, context: Context) -> None:
        if not isinstance(value, list):
            raise Wrong(value_of(path), f"{_name(path)} is a list of {self.wanted}")
        if len(value) < self.least:
            message = f"{_name(path)} names none of the {self.wanted}; leave it out for the default"
            raise Wrong(value_of(path), message)
        for index, item in enumerate(value):
            self.item.check(item, (*path, index), context)

    def schema(self, context: Context) -> Schema:
        least = {"minItems": self.least} if self.least else {}
        return {"type": "array", "items": self.item.schema(context), **least}


@dataclass(frozen=True, slots=True)
class Either(Shape):
    """A mapping, or else something else."""

    mapping: Shape
    other: Shape

    def check(self, value: Any, path: Path, context: Context) -> None:
        chosen = self.mapping if isinstance(value, dict) else self.other
        chosen.check(value, path, context)

    def schema(self, context: Context) -> Schema:
        return {"anyOf": [self.other.schema(context), self.mapping.schema(context)]}


@dataclass(frozen=True, slots=True)
class OneOrMany(Shape):
    """One thing, or a list of such."""

    item: Shape

    def check(self, value: Any, path: Path, context: Context) -> None:
        if isinstance(value, list) and value:
            for index, item in enumerate(value):
                self.item.check(item, (*path, index), context)
        else:
            self.item.check(value, path, context)

    def schema(self, context: Context) -> Schema:
        item = self.item.schema(context)
        return {"anyOf": [item, {"type": "array", "items": item, "minItems": 1}]}


@dataclass(frozen=True, slots=True)
class Key:
    """A key that a mapping may have."""

    name: str
    shape: Shape
    documentation: str
    """What it does, in one or two sentences."""
    required: bool = False


@dataclass(frozen=True, slots=True)
class Keys(Shape):
    """A mapping of known keys."""

    known: tuple[Key, ...]
    what: str
    """What an unknown key is no such thing of: ``option``."""
    nullable: bool = False
    """Whether a key without a value counts as absent."""

    def check(self, value: Any, path: Path, context: Context) -> None:
        check_mapping(value, path)
        known = {key.name: key for key in self.known}
        for name, below in value.items():
            if name not in known:
                hint = did_you_mean(name, known)
                raise Wrong(key_of((*path, name)), f"no {self.what} is called {name!r}{hint}")
            if below is not None or not self.nullable:
                known[name].shape.check(below, (*path, name), context)
        for key in self.known:
            if key.required and key.name not in value:
                what = self.what.removeprefix("key of ")
                raise Wrong(value_of(path), f"the key {key.name} is missing; {what} needs it")

    def schema(self, context: Context) -> Schema:
        properties = {}
        for key in self.known:
            own = key.shape.schema(context)
            if self.nullable:
                own = {"anyOf": [own, {"type": "null"}]}
            properties[key.name] = {"description": key.documentation, **own}
        required = [key.name for key in self.known if key.required]
        return {
            "type": "object",
            "properties": properties,
            "additionalProperties": False,
            **({"required": required} if required else {}),
        }


# --- Versions, paths, dates -----------------------------------------------------------------------


class Version(Shape):
    """A version of Kubernetes, or several; 1.30 without quotes is the number 1.3."""

    def check(self, value: Any, path: Path, context: Context) -> None:
        if not isinstance(value, str):
            raise Wrong(value_of(path), f'quote the version: "{context.written(path)}"')
        try:
            parse_targets(value)
        except TargetError as error:
            raise Wrong(value_of(path), str(error)) from error

    def schema(self, context: Context) -> Schema:
        return {"type": "string", "pattern": r"^[\s,]*v?1\.\d+([\s,.]+v?1\.\d+)*[\s,]*$"}


class Glob(Shape):
    """A pattern in the syntax of a .gitignore."""

    def check(self, value: Any, path: Path, context: Context) -> None:
        try:
            check_glob(value if isinstance(value, str) else "")
        except GlobError as error:
            message = str(error) if isinstance(value, str) else f"{value!r} is no pattern"
            raise Wrong(value_of(path), message) from error

    def schema(self, context: Context) -> Schema:
        return {"type": "string", "pattern": r"^(?!\s*$|#|!?/*\s*$)"}


class Existing(Shape):
    """A file or directory, from the directory of the configuration."""

    def check(self, value: Any, path: Path, context: Context) -> None:
        found = isinstance(value, str) and value
        if not found or not os.path.exists(os.path.join(context.directory, value)):
            message = f"{value!r} is no file or directory beside this file"
            raise Wrong(value_of(path), message)

    def schema(self, context: Context) -> Schema:
        return {"type": "string", "minLength": 1}


class Day(Shape):
    """A date."""

    def check(self, value: Any, path: Path, context: Context) -> None:
        try:
            date.fromisoformat(value if isinstance(value, str) and _DAY.fullmatch(value) else "")
        except ValueError as error:
            message = f"{_name(path)} is a date such as 2027-01-31, not {value!r}"
            raise Wrong(value_of(path), message) from error

    def schema(self, context: Context) -> Schema:
        return {"type": "string", "format": "date", "pattern": r"^\d{4}-\d\d-\d\d$"}


@dataclass(frozen=True, slots=True)
class Seconds(Shape):
    """A mapping of patterns of images to seconds."""

    image: Text

    def check(self, value: Any, path: Path, context: Context) -> None:
        check_mapping(value, path)
        for name, seconds in value.items():
            self.image.check(name, (*path, name), context)
            if type(seconds) is not int or seconds < 1:
                message = f"{name} takes a number of seconds, 1 or more, not {seconds!r}"
                raise Wrong(value_of((*path, name)), message)

    def schema(self, context: Context) -> Schema:
        return {
            "type": "object",
            "propertyNames": self.image.schema(context),
            "additionalProperties": {"type": "integer", "minimum": 1},
        }


class PackName(Shape):
    """An installed rule pack of others."""

    def check(self, value: Any, path: Path, context: Context) -> None:
        others = [pack.name for pack in context.packs if not pack.own]
        if value not in others:
            hint = did_you_mean(str(value), others)
            installed = f"; installed: {', '.join(others)}" if others else "; none is installed"
            message = f"no rule pack of others is called {value!r}{hint}{installed}"
            raise Wrong(value_of(path), message)

    def schema(self, context: Context) -> Schema:
        return {"type": "string", "minLength": 1}


def check_mapping(value: Any, path: Path) -> None:
    """Raise Wrong where ``value`` is no mapping."""
    if not isinstance(value, dict):
        raise Wrong(value_of(path), "a mapping is wanted here")


def _name(path: Path) -> str:
    """The nearest key: ``exclude`` of ``exclude[0]``."""
    return next((str(step) for step in reversed(path) if isinstance(step, str)), "it")
