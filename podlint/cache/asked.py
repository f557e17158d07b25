"""What was asked of the Project while a file was linted, and what it answered."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any, NamedTuple

from podlint.cache.stable import digest, stable
from podlint.kubernetes import Project


class Question(NamedTuple):
    """A question that was asked of the Project, and its answer (or a digest of it)."""

    name: str
    """The attribute that was looked at, or the method that was called."""
    arguments: tuple[Any, ...]
    answer: bool | bytes


class Asked:
    """A Project that remembers what it is asked: whatever is public in it.

    ``known`` keeps for all files what its attributes hold: that may be all definitions of a repository.
    """

    def __init__(self, project: Project, known: dict[str, bool | bytes]) -> None:
        self._project = project
        self._known = known
        self._given: dict[str, Question] = {}

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._project, name)
        if name.startswith("_"):
            return value
        if callable(value):
            return partial(self._ask, name, value)
        if name not in self._given:
            if name not in self._known:
                self._known[name] = _kept(value)
            self._given[name] = Question(name, (), self._known[name])
        return value

    def _ask(self, name: str, method: Any, *arguments: Any, **named: Any) -> Any:
        answer = method(*arguments, **named)
        if named:
            from inspect import signature  # few rules of others ask in this way

            bound = signature(method).bind(*arguments, **named)
            bound.apply_defaults()
            arguments = bound.args
        key = f"{name}{arguments!r}"
        if key not in self._given:
            self._given[key] = Question(name, arguments, _kept(answer))
        return answer

    @property
    def questions(self) -> tuple[Question, ...]:
        """All that has been asked, each once."""
        return tuple(self._given.values())


def still_hold(questions: Iterable[Question], project: Project, known: dict[str, object]) -> bool:
    """Whether ``project`` answers all of them alike; ``known`` keeps what it answers to all files."""
    for name, arguments, answer in questions:
        if arguments:
            now: object = _kept(getattr(project, name)(*arguments))
        else:
            if name not in known:
                known[name] = _kept(getattr(project, name))
            now = known[name]
        if now != answer:
            return False
    return True


def _kept(answer: Any) -> bool | bytes:
    return answer if isinstance(answer, bool) else digest(stable(answer).encode())
