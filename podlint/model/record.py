"""Immutable records: what ``dataclass(frozen=True)`` gives, without code that is made at import.

A dataclass compiles its methods anew in every process, some 0.5 ms a class; a record costs 0.01 ms.
With the classes that every run needs, that was a tenth of the time in which one file is linted, and so
was the import of ``dataclasses`` itself. What few runs need may be a dataclass.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, NamedTuple, NoReturn, TypeVar, dataclass_transform

R = TypeVar("R", bound="Record")


class Documented(NamedTuple):
    """A field's default, and what the field does."""

    default: Any
    documentation: str


class _Fields:
    """``__dataclass_fields__``, made when ``fields`` or ``replace`` of ``dataclasses`` asks for it."""

    def __get__(self, _: object, owner: type[Record]) -> Mapping[str, Any]:
        from dataclasses import field, make_dataclass

        def described(name: str) -> Any:
            if name not in owner._defaults:
                return field()
            default = owner._defaults[name]
            if name in owner._documentation:
                return field(
                    default=default, metadata={"documentation": owner._documentation[name]}
                )
            return field(default_factory=lambda: default)

        fields = [(name, Any, described(name)) for name in owner._fields]
        made: Any = make_dataclass(owner.__name__, fields, kw_only=True)
        return made.__dataclass_fields__  # type: ignore[no-any-return]


@dataclass_transform(frozen_default=True)
class Record:
    """Its fields are the annotations of its class, after those of the class it inherits from."""

    __dataclass_fields__: ClassVar[Any] = _Fields()

    _fields: ClassVar[tuple[str, ...]] = ()
    _names: ClassVar[frozenset[str]] = frozenset()
    _defaults: ClassVar[dict[str, Any]] = {}
    _documentation: ClassVar[dict[str, str]] = {}
    _by_name: ClassVar[bool] = False

    def __init_subclass__(cls, *, kw_only: bool = False) -> None:
        cls._by_name = kw_only or cls._by_name
        own = [name for name in cls.__annotations__ if name not in cls._fields]
        cls._fields = (*cls._fields, *own)
        cls._names = frozenset(cls._fields)
        given = {name: vars(cls)[name] for name in cls.__annotations__ if name in vars(cls)}
        for name, value in given.items():
            if isinstance(value, Documented):
                given[name] = value.default
                setattr(cls, name, value.default)
                cls._documentation = {**cls._documentation, name: value.documentation}
        cls._defaults = {**cls._defaults, **given}

    def __init__(self, *values: Any, **named: Any) -> None:
        fields = self._fields
        if values:
            if self._by_name:
                self._refuse("takes its values by name")
            if len(values) > len(fields):
                self._refuse(f"takes {len(fields)} values, and {len(values)} were given")
            given = dict(zip(fields, values, strict=False))
            if not named.keys().isdisjoint(given):
                self._refuse(f"got {', '.join(sorted(named.keys() & given))} twice")
            named = given | named
        if len(named) != len(fields):
            named = self._defaults | named
        if named.keys() != self._names:
            missing = [name for name in fields if name not in named]
            if missing:
                self._refuse(f"got no {missing[0]}")
            self._refuse(f"has no {', '.join(sorted(named.keys() - self._names))}")
        self.__dict__.update(named)

    def _refuse(self, why: str) -> NoReturn:
        raise TypeError(f"{type(self).__name__} {why}") from None

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} cannot be changed: {name}")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} cannot be changed: {name}")

    def _values(self) -> tuple[Any, ...]:
        return tuple(map(self.__dict__.__getitem__, self._fields))

    def _key(self) -> tuple[Any, ...]:
        """What makes two records of one class equal."""
        return self._values()

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Record) or other.__class__ is not self.__class__:
            return NotImplemented
        return self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={getattr(self, name)!r}" for name in self._fields)
        return f"{type(self).__name__}({shown})"

    def __replace__(self: R, **changes: Any) -> R:
        return type(self)(**(dict(zip(self._fields, self._values(), strict=True)) | changes))


def replace(record: R, /, **changes: Any) -> R:
    """A record like another but for some fields."""
    return record.__replace__(**changes)
