"""The configuration file ``.podlint.yaml``: found above the paths, read strictly."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from podlint.discovery import repository_root
from podlint.document import DecodeError, Document, Source, decode, load
from podlint.model import AmbiguousScalarFault, Path, Place, Severity, SyntaxFault, key_of, value_of
from podlint.profile import TargetError, parse_targets
from podlint.registry import Pack, RegistryError, did_you_mean, select
from podlint.rule import Rule

NAME = ".podlint.yaml"
FAIL_ON = (*(severity.label for severity in sorted(Severity, reverse=True)), "never")
_KEYS = ("select", "ignore", "fail-on", "kubernetes-version", "rules", "schemas")


class ConfigError(Exception):
    """A configuration that cannot be used: file, line, what is wrong and the way out."""


@dataclass(frozen=True, slots=True)
class Config:
    """What a configuration file says; the command line goes before it."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: str = "warning"
    kubernetes_version: str = ""
    """As on the command line: ``1.34``, ``1.31,1.37`` or ``1.31..1.37``; empty for the newest."""
    schemas: tuple[str, ...] = ()
    """Paths of schemas; in the file they are relative to it."""
    off: tuple[str, ...] = ()
    """Rules that are switched off one by one."""
    severities: Mapping[str, Severity] = field(default_factory=dict)
    options: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Options of rules, by the names of their fields."""


def find_config(paths: Sequence[str], stdin_filename: str | None) -> str | None:
    """The nearest configuration above the common ancestor of ``paths``, within the repository."""
    given = [os.path.abspath(stdin_filename or "." if path == "-" else path) for path in paths]
    root = repository_root(given)
    try:
        directory = os.path.commonpath(given)
    except ValueError:  # on Windows, paths on several drives
        return None
    if not os.path.isdir(directory):
        directory = os.path.dirname(directory)
    while True:
        file = os.path.join(directory, NAME)
        if os.path.isfile(file):
            return file
        parent = os.path.dirname(directory)
        if directory == root or parent == directory:
            return None
        directory = parent


def instances(chosen: Sequence[type[Rule]], config: Config) -> tuple[Rule, ...]:
    """The chosen rules with the options and severities that the configuration gives them."""
    rules = []
    for rule in chosen:
        options = config.options.get(rule.id)
        instance = rule(rule.Options(**options) if options else None)
        if rule.id in config.severities:
            instance.severity = config.severities[rule.id]  # type: ignore[misc]
        rules.append(instance)
    return tuple(rules)


def read_config(file: str, packs: Sequence[Pack]) -> Config:
    """The configuration in ``file``.

    Raises:
        ConfigError: it cannot be read, or holds something that podlint does not know.
    """
    document = _document(file)
    if document is None or document.data is None:
        return Config()
    return _Reader(file, document, packs).config()


def _document(file: str) -> Document | None:
    try:
        with open(file, "rb") as stream:
            text = decode(stream.read())
    except OSError as error:
        raise ConfigError(f"{file}: cannot be read: {error.strerror or error}") from error
    except DecodeError as error:
        place = f"{error.mark.line}:{error.mark.column}"
        raise ConfigError(f"{file}:{place}: {error.reason}") from error
    documents = list(load(Source(file, text)))
    if not documents:
        return None
    document, *others = documents
    for fault in document.faults:
        if isinstance(fault, AmbiguousScalarFault):
            continue  # `off` is what is meant here
        span = document.layout.span(fault.place)
        what = fault.detail if isinstance(fault, SyntaxFault) else "a key stands twice"
        raise ConfigError(f"{file}:{span.line}:{span.column}: {what}")
    for other in others:
        raise ConfigError(f"{file}:{other.line}:1: a configuration is one document")
    return document


class _Reader:
    """Reads one configuration, and knows the line of everything in it."""

    def __init__(self, file: str, document: Document, packs: Sequence[Pack]) -> None:
        self.file = file
        self.document = document
        self.packs = packs
        self.rules = {rule.id: rule for pack in packs for rule in pack.rules}

    def fail(self, place: Place, message: str) -> ConfigError:
        """The error for what stands at ``place``."""
        span = self.document.layout.span(place)
        return ConfigError(f"{self.file}:{span.line}:{span.column}: {message}")

    def config(self) -> Config:
        """All of it."""
        data = self.mapping(self.document.data, ())
        for name in data:
            if name not in _KEYS:
                hint = did_you_mean(name, _KEYS)
                raise self.fail(key_of((name,)), f"no option is called {name!r}{hint}")
        off, severities, options = self.rule_settings(data.get("rules"))
        return Config(
            select=self.rule_names(data, "select"),
            ignore=self.rule_names(data, "ignore"),
            fail_on=self.fail_on(data),
            kubernetes_version=self.kubernetes_version(data),
            schemas=self.schemas(data),
            off=off,
            severities=severities,
            options=options,
        )

    def mapping(self, value: object, path: Path) -> dict[str, Any]:
        if value is None:
            return {}
        if not isinstance(value, dict):
            raise self.fail(value_of(path), "a mapping is wanted here")
        return value

    def rule_names(self, data: Mapping[str, Any], key: str) -> tuple[str, ...]:
        """A list of rule ids and groups."""
        names = data.get(key)
        if names is None:
            return ()
        if not isinstance(names, list):
            raise self.fail(value_of((key,)), f"{key} is a list of rules and groups")
        for index, name in enumerate(names):
            try:
                select(self.packs, (str(name),))
            except RegistryError as error:
                raise self.fail(value_of((key, index)), str(error)) from error
        return tuple(str(name) for name in names)

    def kubernetes_version(self, data: Mapping[str, Any]) -> str:
        """One version or several; 1.30 without quotes is the number 1.3, so quotes are asked for."""
        key = "kubernetes-version"
        value = data.get(key)
        if value is None:
            return ""
        for index, version in enumerate(value if isinstance(value, list) else [value]):
            path = (key, index) if isinstance(value, list) else (key,)
            if not isinstance(version, str):
                written = self.document.layout.written(path)
                raise self.fail(value_of(path), f'quote the version: "{written}"')
            try:
                parse_targets(version)
            except TargetError as error:
                raise self.fail(value_of(path), str(error)) from error
        return ",".join(value) if isinstance(value, list) else str(value)

    def schemas(self, data: Mapping[str, Any]) -> tuple[str, ...]:
        """Files and directories, which must be there."""
        named = data.get("schemas")
        if named is None:
            return ()
        if not isinstance(named, list):
            raise self.fail(value_of(("schemas",)), "schemas is a list of paths")
        directory = os.path.dirname(self.file)
        for index, path in enumerate(named):
            if not isinstance(path, str) or not os.path.exists(os.path.join(directory, path)):
                place = value_of(("schemas", index))
                raise self.fail(place, f"{path!r} is no file or directory beside this file")
        return tuple(os.path.join(directory, path) for path in named)

    def fail_on(self, data: Mapping[str, Any]) -> str:
        value = data.get("fail-on", "warning")
        if value not in FAIL_ON:
            raise self.fail(value_of(("fail-on",)), f"fail-on is one of {', '.join(FAIL_ON)}")
        return str(value)

    def rule_settings(
        self, value: object
    ) -> tuple[tuple[str, ...], dict[str, Severity], dict[str, dict[str, Any]]]:
        off: list[str] = []
        severities: dict[str, Severity] = {}
        options: dict[str, dict[str, Any]] = {}
        for rule_id, setting in self.mapping(value, ("rules",)).items():
            path = ("rules", rule_id)
            if rule_id not in self.rules:
                hint = did_you_mean(rule_id, self.rules)
                raise self.fail(key_of(path), f"no rule is called {rule_id!r}{hint}")
            if setting is False or setting == "off":  # YAML 1.1 reads off as false
                off.append(rule_id)
            elif isinstance(setting, str):
                severities[rule_id] = self.severity(setting, path)
            elif setting is not None and not isinstance(setting, dict):
                wanted = "off, a severity, or a mapping of options"
                raise self.fail(value_of(path), f"{setting!r} is none of {wanted}")
            else:
                settings = dict(self.mapping(setting, path))
                if "severity" in settings:
                    given = settings.pop("severity")
                    severities[rule_id] = self.severity(given, (*path, "severity"))
                options[rule_id] = self.rule_options(self.rules[rule_id], settings, path)
        return tuple(off), severities, options

    def severity(self, value: object, path: Path) -> Severity:
        for severity in Severity:
            if value == severity.label:
                return severity
        raise self.fail(value_of(path), f"{value!r} is none of error, warning, info and off")

    def rule_options(
        self, rule: type[Rule], settings: Mapping[str, Any], path: Path
    ) -> dict[str, Any]:
        known = {each.name.replace("_", "-"): each for each in fields(rule.Options)}
        options: dict[str, Any] = {}
        for name, value in settings.items():
            if name not in known:
                hint = did_you_mean(name, [*known, "severity"])
                raise self.fail(key_of((*path, name)), f"{rule.id} has no option {name!r}{hint}")
            wanted = type(known[name].default)
            if type(value) is not wanted:
                raise self.fail(
                    value_of((*path, name)), f"{name} is of type {wanted.__name__}, not {value!r}"
                )
            options[known[name].name] = value
        return options
