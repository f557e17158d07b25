"""The configuration as it counts, written as YAML, with where each value comes from."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from podlint.config import Config, Said
from podlint.model import Path

_PLAIN = re.compile(r"[A-Za-z][\w./-]*")
_WORDS_OF_YAML = frozenset("y n yes no on off true false null".split())
_COMMENTS_AT = 40


def shown(value: Any) -> str:
    """A value as YAML on one line."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{shown(key)}: {shown(each)}' for key, each in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(shown, value))}]"
    if isinstance(value, str) and _PLAIN.fullmatch(value) and value not in _WORDS_OF_YAML:
        return value
    return json.dumps(value, ensure_ascii=False)


def config_page(config: Config, newest: str) -> str:
    """Every value that counts; it can be read as a configuration again."""
    said = sorted(_with_defaults(config, newest), key=lambda each: str(each.path[0]))
    read = f"# read: {', '.join(config.files)}"
    first = read if config.files else "# no configuration file"
    return "\n".join([first, *_lines(said)]) + "\n"


def _with_defaults(config: Config, newest: str) -> Iterator[Said]:
    yield from config.said
    keys = {each.path[0] for each in config.said}
    defaults = {
        "allow-empty": config.allow_empty,
        "fail-on": config.fail_on,
        "gitignore": config.gitignore,
        "kubernetes-version": newest,
        "require-reason": config.require_reason,
    }
    for key, value in defaults.items():
        if key not in keys:
            yield Said((key,), shown(value), "default")
    if "select" not in keys:
        yield Said(("select", 0), "default", "default")


def _lines(said: Sequence[Said]) -> Iterator[str]:
    above: Path = ()
    for each in _grouped(said):
        *parents, last = each.path
        for depth, step in enumerate(parents):
            if above[: depth + 1] != each.path[: depth + 1]:
                yield f"{'  ' * depth}{shown(step)}:"
        above = each.path[:-1]
        head = "- " if isinstance(last, int) else f"{shown(last)}: "
        line = f"{'  ' * len(parents)}{head}{each.text}"
        yield f"{line:{_COMMENTS_AT}}  # {each.origin}"


def _grouped(said: Sequence[Said]) -> list[Said]:
    """In an order in which what belongs together stands together."""
    order: dict[Path, int] = {}
    for each in said:
        for depth in range(1, len(each.path) + 1):
            order.setdefault(each.path[:depth], len(order))
    return sorted(said, key=lambda each: [order[each.path[: n + 1]] for n in range(len(each.path))])
