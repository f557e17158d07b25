"""What is kept of a run: results of files under all that they follow from, and what files tell."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from podlint.cache.asked import Question, still_hold
from podlint.cache.codec import dumped, loaded
from podlint.cache.identity import environment
from podlint.cache.stable import Unstable, digest, stable
from podlint.cache.store import Store

if TYPE_CHECKING:
    from podlint.kubernetes import Project
    from podlint.profile import Profile
    from podlint.rule import Rule


class Results:
    """Results that were kept, for a run.

    Args:
        store: holds them as bytes.
        rules: every rule that may run.
        profile: by what they judge.

    Raises:
        Unstable: what they follow from cannot be told, so that nothing may be kept.
    """

    def __init__(self, store: Store, rules: Iterable[Rule], profile: Profile) -> None:
        self._store = store
        self._code = environment(type(rule).__module__ for rule in rules)
        self._profile = digest(self._code, stable(profile).encode(), *_schemas(profile))
        self._settings: dict[int, bytes] = {}
        self._answers: dict[str, object] = {}

    def key(self, file: str, own: bytes, rules: Sequence[Rule]) -> bytes | None:
        """The key of the result of a file (its path, the digest of its contents) with these rules.

        There is none where a rule holds what nobody can compare.
        """
        settings = self._settings.get(id(rules))
        if settings is None:
            try:
                settings = digest(self._profile, *(stable(_rule(each)).encode() for each in rules))
            except Unstable:
                settings = b""
            self._settings[id(rules)] = settings
        return digest(settings, os.fsencode(file), own) if settings else None

    def get(self, key: bytes, project: Project) -> Any:
        """The result under a key, if there is one and the Project answers as it did then."""
        data = self._store.get(key)
        if data is None:
            return None
        found = loaded(data)
        if not isinstance(found, tuple) or len(found) != 2:
            return None
        questions, result = found
        return result if still_hold(questions, project, self._answers) else None

    def put(self, key: bytes, questions: tuple[Question, ...], result: object) -> None:
        """Keep a result, and what was asked of the Project for it."""
        try:
            data = dumped((questions, result))
        except Exception:  # what a rule of others has put into a finding may be anything
            return
        self._store.put(key, data)

    def digest(self, data: bytes) -> bytes:
        """What stands for the contents of a file."""
        return digest(data)

    def facts(self, path: str, own: bytes) -> Any:
        """What the file at ``path`` tells whose contents have that digest, if it is known."""
        data = self._store.get(self._facts_key(path, own))
        return None if data is None else loaded(data)

    def keep_facts(self, path: str, own: bytes, facts: object) -> None:
        """Keep what a file tells."""
        self._store.put(self._facts_key(path, own), dumped(facts))

    def save(self) -> None:
        """Write what is new."""
        self._store.save()

    def _facts_key(self, path: str, own: bytes) -> bytes:
        return digest(b"facts", self._code, os.fsencode(path), own)


def _rule(rule: Rule) -> tuple[Any, ...]:
    return type(rule), rule.severity, vars(rule)


def _schemas(profile: Profile) -> Iterable[bytes]:
    """The contents of the JSON Schemas that are read when a kind asks for one."""
    for file in profile.schemas.files:
        try:
            with open(file, "rb") as stream:
                yield digest(stream.read())
        except OSError as error:
            raise Unstable(f"{file} cannot be read") from error
