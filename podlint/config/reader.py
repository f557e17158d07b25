"""Reading configuration files: each is checked against the shapes of its keys, then laid over others."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from podlint.config import Config, ConfigError, Override, RuleSetting, Said
from podlint.config.keys import ROOT
from podlint.config.settings import merged
from podlint.config.shapes import Context, Wrong
from podlint.config.show import shown
from podlint.discovery import Globs, repository_root
from podlint.document import DecodeError, Document, Source, decode, load
from podlint.kubernetes import Known, WorkloadKind
from podlint.model import AmbiguousScalarFault, Path, Severity, SyntaxFault, value_of
from podlint.registry import Pack
from podlint.suppress import IgnoreEntry, Spot


def read(file: str, packs: Sequence[Pack]) -> Config:
    """The configuration in ``file``, and in the files that it extends."""
    path = os.path.realpath(file)
    root = os.path.realpath(repository_root([path]))
    return _extended(_File(file, path, packs), root, (path,))


def _extended(file: _File, root: str, above: tuple[str, ...]) -> Config:
    """The configuration of a file laid over those that it extends."""
    config = Config()
    for index, named in enumerate(file.data.get("extends") or ()):
        path = os.path.realpath(os.path.join(file.directory, named))
        place = ("extends", index)
        if path != root and not path.startswith(os.path.join(root, "")):
            raise file.fail(place, f"{named} lies outside the repository")
        if path in above:
            raise file.fail(place, f"{named} extends this file, or is it")
        if not os.path.isfile(path):
            raise file.fail(place, f"{named!r} is no file beside this file")
        shown = os.path.normpath(os.path.join(os.path.dirname(file.shown), named))
        below = _extended(_File(shown, path, file.packs), root, (*above, path))
        config = laid_over(config, below)
    return laid_over(config, file.config())


def laid_over(earlier: Config, later: Config) -> Config:
    """Two configurations as one: of single values the later counts, lists are put together."""
    joined: dict[str, Any] = {
        name: (*getattr(earlier, name), *getattr(later, name))
        for name in ("ignore", "entries", "overrides", "packs", "schemas", "exclude")
    }
    known = {
        name: (*getattr(earlier.known, name), *getattr(later.known, name)) for name in Known._fields
    }
    single = {
        name: getattr(later if _says(later, name) else earlier, name)
        for name in (
            "select",
            "fail_on",
            "kubernetes_version",
            "gitignore",
            "allow_empty",
            "require_reason",
            "baseline",
        )
    }
    return Config(
        **joined,
        **single,
        rules=merged(earlier.rules, later.rules),
        known=Known(**known),
        said=_said_over(earlier.said, later),
        files=(*earlier.files, *later.files),
    )


def _says(config: Config, name: str) -> bool:
    key = name.replace("_", "-")
    return any(said.path[0] == key for said in config.said)


def _said_over(earlier: Sequence[Said], later: Config) -> tuple[Said, ...]:
    """What both say; the items of lists that are put together get numbers that go on."""
    found = {each.path: each for each in earlier}
    if _says(later, "select"):
        found = {path: each for path, each in found.items() if path[0] != "select"}
    items = {path[:-1]: 0 for path in found if isinstance(path[-1], int)}
    for path in found:
        if isinstance(path[-1], int):
            items[path[:-1]] += 1
    for each in later.said:
        path = each.path
        if isinstance(path[-1], int):
            path = (*path[:-1], items.get(path[:-1], 0) + path[-1])
        found[path] = each._replace(path=path)
    return tuple(found.values())


class _File:
    """One configuration file, checked."""

    def __init__(self, shown: str, path: str, packs: Sequence[Pack]) -> None:
        self.shown = shown
        """The file as it was named."""
        self.path = path
        self.directory = os.path.dirname(path)
        self.packs = packs
        self.document = _document(shown, path)
        self.data: dict[str, Any] = {}
        if self.document is None or self.document.data is None:
            return
        layout = self.document.layout
        try:
            ROOT.check(self.document.data, (), Context(packs, self.directory, layout.written))
        except Wrong as wrong:
            span = layout.span(wrong.place)
            place = f"{self.shown}:{span.line}:{span.column}"
            raise ConfigError(f"{place}: {wrong.message}") from wrong
        self.data = {key: each for key, each in self.document.data.items() if each is not None}

    def fail(self, path: Path, message: str) -> ConfigError:
        """The error for the value at ``path``."""
        assert self.document is not None
        span = self.document.layout.span(value_of(path))
        return ConfigError(f"{self.shown}:{span.line}:{span.column}: {message}")

    def origin(self, path: Path) -> str:
        """File and line of the value at ``path``."""
        assert self.document is not None
        return f"{self.shown}:{self.document.layout.span(value_of(path)).line}"

    def config(self) -> Config:
        """What this file alone says."""
        data = self.data
        listed = list(enumerate(data.get("ignore", ())))
        config = Config(
            select=tuple(data.get("select", ())),
            ignore=tuple(each for _, each in listed if isinstance(each, str)),
            entries=tuple(self.entry(n, each) for n, each in listed if isinstance(each, dict)),
            rules=_settings(data.get("rules", {})),
            overrides=tuple(
                Override(self.globs(("overrides", n, "path")), _settings(each["rules"]))
                for n, each in enumerate(data.get("overrides", ()))
            ),
            packs=tuple(data.get("packs", ())),
            kubernetes_version=",".join(_many(data.get("kubernetes-version"))),
            schemas=tuple(self.beside(each) for each in data.get("schemas", ())),
            exclude=(self.globs(("exclude",)),) if data.get("exclude") else (),
            baseline=self.beside(data["baseline"]) if "baseline" in data else "",
            known=_known(data),
            said=tuple(self.said()),
            files=(self.shown,),
        )
        names = ("fail-on", "gitignore", "allow-empty", "require-reason")
        given = {name.replace("-", "_"): data[name] for name in names if name in data}
        return config._replace(**given)

    def beside(self, path: str) -> str:
        """A path from this file."""
        return os.path.join(os.path.dirname(self.shown), path)

    def globs(self, path: Path) -> Globs:
        """The pattern or patterns at ``path``."""
        value: Any = self.data
        for step in path:
            value = value[step]
        lines = tuple(_many(value))
        places = [(*path, n) for n in range(len(lines))] if isinstance(value, list) else [path]
        return Globs(self.directory, lines, tuple(self.origin(place) for place in places))

    def entry(self, number: int, data: Mapping[str, Any]) -> IgnoreEntry:
        """The entry of that number under ``ignore``."""
        path: Path = ("ignore", number)
        names = ("kind", "namespace", "name", "container", "reason")
        return IgnoreEntry(
            rules=tuple(_many(data["rule"])),
            globs=self.globs((*path, "path")) if "path" in data else None,
            until=date.fromisoformat(data["until"]) if "until" in data else None,
            file=self.path,
            spot=self.spot(path),
            **{name: data[name] for name in names if name in data},
        )

    def spot(self, path: Path) -> Spot:
        """The first line of the value at ``path``."""
        assert self.document is not None
        source, span = self.document.source, self.document.layout.span(value_of(path))
        return Spot(span, source.line_text(span.line))

    def said(self) -> Iterator[Said]:
        """Every value with its line."""
        for path, value in _leaves(self.data, ()):
            if path[0] != "extends":
                yield Said(_shown_path(path), _shown_value(path, value), self.origin(path))


def _shown_path(path: Path) -> Path:
    """``naked-pod: off`` is shown like ``naked-pod: {severity: off}``, which may follow it."""
    return (*path, "severity") if path[0] == "rules" and len(path) == 2 else path


def _shown_value(path: Path, value: Any) -> str:
    return "off" if path[0] == "rules" and value is False else shown(value)


def _leaves(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    """The single values and the items of lists."""
    if isinstance(value, dict):
        for key, below in value.items():
            yield from _leaves(below, (*path, key))
    elif isinstance(value, list):
        yield from (((*path, index), item) for index, item in enumerate(value))
    elif value is not None:
        yield path, value


def _many(value: Any) -> list[Any]:
    """One thing or several as a list."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _settings(data: Mapping[str, Any]) -> dict[str, RuleSetting]:
    return {name: _setting(value) for name, value in data.items()}


def _setting(value: Any) -> RuleSetting:
    given = dict(value) if isinstance(value, dict) else {} if value is None else {"severity": value}
    word = given.pop("severity", None)
    options = {
        name.replace("-", "_"): tuple(each) if isinstance(each, list) else each
        for name, each in given.items()
    }
    if word is None:
        return RuleSetting(options=options)
    if word in ("off", False):
        return RuleSetting(off=True, options=options)
    return RuleSetting(False, Severity[word.upper()], options)


def _known(data: Mapping[str, Any]) -> Known:
    tables = data.get("known", {})
    kinds = tuple(
        WorkloadKind(each["group"], each["kind"], (*_steps(each["path"]), "spec"))
        for each in data.get("workloads", ())
    )
    names = ("sidecar", "ambassador", "adapter", "server", "control-plane")
    images = {name.replace("-", "_"): tuple(tables.get(name) or ()) for name in names}
    slow = tuple((tables.get("slow") or {}).items())
    return Known(workloads=kinds, slow=slow, **images)


def _steps(path: str) -> Iterator[str]:
    for step in path.split("."):
        yield step.removesuffix("[]")
        if step.endswith("[]"):
            yield "*"


def _document(shown: str, file: str) -> Document | None:
    try:
        with open(file, "rb") as stream:
            text = decode(stream.read())
    except OSError as error:
        raise ConfigError(f"{shown}: cannot be read: {error.strerror or error}") from error
    except DecodeError as error:
        place = f"{error.mark.line}:{error.mark.column}"
        raise ConfigError(f"{shown}:{place}: {error.reason}") from error
    documents = list(load(Source(shown, text)))
    if not documents:
        return None
    document, *others = documents
    for fault in document.faults:
        if isinstance(fault, AmbiguousScalarFault):
            continue  # `off` is what is meant here
        span = document.layout.span(fault.place)
        what = fault.detail if isinstance(fault, SyntaxFault) else "a key stands twice"
        raise ConfigError(f"{shown}:{span.line}:{span.column}: {what}")
    for other in others:
        raise ConfigError(f"{shown}:{other.line}:1: a configuration is one document")
    return document
