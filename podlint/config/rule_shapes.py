"""What the configuration may say of rules: their names, their severities, their options."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from podlint.config.shapes import Context, Many, Schema, Shape, Text, Wrong, check_mapping
from podlint.model import Path, Severity, key_of, value_of
from podlint.registry import RegistryError, did_you_mean, select
from podlint.rule import Rule

SEVERITIES = tuple(severity.label for severity in sorted(Severity, reverse=True))


@dataclass(frozen=True, slots=True)
class RuleName(Shape):
    """A rule or a group of them; with ``checks`` a check of a rule as well: ``rule/check``."""

    checks: bool = False

    def check(self, value: Any, path: Path, context: Context) -> None:
        name = value.partition("/")[0] if self.checks and isinstance(value, str) else value
        try:
            select(context.packs, (str(name),))
        except RegistryError as error:
            raise Wrong(value_of(path), str(error)) from error
        if not isinstance(value, str) or (self.checks and value == "default"):
            raise Wrong(value_of(path), f"{value!r} is no rule, group or 'all'")

    def schema(self, context: Context) -> Schema:
        if not self.checks:
            return {"enum": context.names}
        names = "|".join(name for name in context.names if name != "default")
        return {"type": "string", "pattern": f"^(?:{names})(?:/.*)?$"}


class RuleSettings(Shape):
    """A mapping of rules to ``off``, a severity, or a mapping with the severity and options."""

    def check(self, value: Any, path: Path, context: Context) -> None:
        check_mapping(value, path)
        for name, setting in value.items():
            own = (*path, name)
            if name not in context.rules:
                hint = did_you_mean(name, context.rules)
                raise Wrong(key_of(own), f"no rule is called {name!r}{hint}")
            if isinstance(setting, dict):
                _check_options(context.rules[name], setting, own)
            elif setting is not None:
                if setting is not False and not isinstance(setting, str):
                    wanted = "off, a severity, or a mapping of options"
                    raise Wrong(value_of(own), f"{setting!r} is none of {wanted}")
                _check_severity(setting, own)

    def schema(self, context: Context) -> Schema:
        return {
            "type": "object",
            "properties": {
                rule.id: {
                    "description": rule.summary,
                    "anyOf": [_SEVERITY, {"type": "null"}, _options_schema(rule)],
                }
                for rule in context.rules.values()
            },
            "additionalProperties": False,
        }


_SEVERITY: Schema = {"enum": [*SEVERITIES, "off", False]}
_JSON_TYPES = {bool: "boolean", int: "integer", float: "number", str: "string"}


def _check_severity(value: Any, path: Path) -> None:
    if value is not False and value not in (*SEVERITIES, "off"):
        raise Wrong(value_of(path), f"{value!r} is none of error, warning, info and off")


def _check_options(rule: type[Rule], settings: Mapping[str, Any], path: Path) -> None:
    known = {each.name.replace("_", "-"): each for each in fields(rule.Options)}
    for name, value in settings.items():
        own = (*path, name)
        if name == "severity":
            _check_severity(value, own)
            continue
        if name not in known:
            hint = did_you_mean(name, [*known, "severity"])
            raise Wrong(key_of(own), f"{rule.id} has no option {name!r}{hint}")
        default = known[name].default
        if isinstance(default, tuple):
            Many(Text(), "strings").check(value, own, Context(()))
        elif type(value) is not type(default):
            wanted = type(default).__name__
            raise Wrong(value_of(own), f"{name} is of type {wanted}, not {value!r}")


def _options_schema(rule: type[Rule]) -> Schema:
    properties: dict[str, Schema] = {"severity": _SEVERITY}
    for each in fields(rule.Options):
        described = {"description": each.metadata.get("documentation", "")}
        if isinstance(each.default, tuple):
            own = {**Many(Text(), "strings").schema(Context(())), "default": list(each.default)}
        else:
            own = {"type": _JSON_TYPES[type(each.default)], "default": each.default}
        properties[each.name.replace("_", "-")] = described | own
    return {"type": "object", "properties": properties, "additionalProperties": False}
