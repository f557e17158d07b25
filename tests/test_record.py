"""Records: what a frozen dataclass gives."""

from __future__ import annotations

import copy
import dataclasses
import pickle

import pytest

from podlint.model.record import Record, replace
from podlint.rule import option


class Base(Record):
    """A record."""

    first: int


class Derived(Base):
    """A record with more in it."""

    second: str
    third: tuple[str, ...] = ()
    fourth: int = 4


def test_values_by_place_and_by_name() -> None:
    made = Derived(1, "b", fourth=5)
    assert (made.first, made.second, made.third, made.fourth) == (1, "b", (), 5)
    assert repr(made) == "Derived(first=1, second='b', third=(), fourth=5)"


def test_equality_is_of_class_and_values() -> None:
    assert Derived(1, "b") == Derived(second="b", first=1)
    assert hash(Derived(1, "b")) == hash(Derived(second="b", first=1))
    assert Derived(1, "b") != Derived(1, "c")
    assert Base(1) != Derived(1, "b")
    assert len({Base(1), Base(1), Base(2)}) == 2


def test_nothing_changes_it() -> None:
    made = Base(1)
    with pytest.raises(AttributeError):
        made.first = 2  # type: ignore[misc]
    with pytest.raises(AttributeError):
        del made.first
    assert replace(made, first=2) == Base(2)
    assert made == Base(1)


def test_it_survives_pickle_and_copy() -> None:
    made = Derived(1, "b", ("c",))
    assert pickle.loads(pickle.dumps(made)) == made
    assert copy.deepcopy(made) == made


def test_dataclasses_know_it() -> None:
    made = Derived(1, "b", ("c",))
    assert dataclasses.replace(made, second="d") == Derived(1, "d", ("c",))
    assert [each.name for each in dataclasses.fields(Derived)] == list(Derived._fields)
    assert dataclasses.asdict(made) == {"first": 1, "second": "b", "third": ("c",), "fourth": 4}


def test_a_default_may_be_documented() -> None:
    class Settings(Record, kw_only=True):
        """A record whose values are given by name."""

        size: int = option(3, "how large it is")
        name: str = "x"

    assert Settings() == Settings(size=3, name="x")
    size, name = dataclasses.fields(Settings)
    assert size.default == 3
    assert dict(size.metadata) == {"documentation": "how large it is"}
    assert not name.metadata
    with pytest.raises(TypeError, match="takes its values by name"):
        Settings(3)  # type: ignore[call-arg]


@pytest.mark.parametrize(
    ("values", "named", "why"),
    [
        ((), {}, "got no first"),
        ((1, "b", (), 4, 5), {}, "takes 4 values, and 5 were given"),
        ((1,), {"first": 2}, "got first twice"),
        ((1, "b"), {"fifth": 5}, "has no fifth"),
    ],
)
def test_what_does_not_fit_is_refused(
    values: tuple[object, ...], named: dict[str, object], why: str
) -> None:
    with pytest.raises(TypeError, match=f"^Derived {why}$"):
        Derived(*values, **named)  # type: ignore[arg-type]
