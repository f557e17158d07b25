"""Deployments like the reference whose fields, order and style vary, with or without faults.

A number gives the same text wherever it is asked for, so that two runs measure the same input.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from random import Random
from typing import Any, NamedTuple

Object = dict[str, Any]

_PLAIN = re.compile(r"[A-Za-z/][\w./-]*(?::[\w./-]+)*\Z")
_WORDS = frozenset("y n yes no on off true false null".split())
_NAMES = "web api cart shop mail feed search login stock price".split()
_COMMENTS = (
    "kept small: it is scaled out, not up",
    "see the runbook before you change this",
    "the same for all environments",
    "TODO: ask the owners whether this is still true",
)


def deployment(number: int, flaw: Flaw | None = None) -> str:
    """The text of a Deployment; without a flaw there is nothing to be found in it."""
    random = Random(number)
    data = _deployment(number, random)
    if flaw is not None:
        flaw.make(data, number)
    return Writer(random).text(data)


def name_of(number: int) -> str:
    """The name of a Deployment."""
    return f"{_NAMES[number % len(_NAMES)]}-{number}"


class Flaw(NamedTuple):
    """Something that is wrong with every Deployment of an input."""

    make: Callable[[Object, int], None]
    """Puts it into the data of a Deployment, by its number."""
    rules: Callable[[int], tuple[str, ...]]
    """The rules that report it, by the number as well; one that has two findings twice."""

    def expected(self, count: int) -> Counter[str]:
        """How many findings of each rule there are in the first ``count`` Deployments."""
        return Counter(rule for number in range(count) for rule in self.rules(number))


def _container(data: Object) -> Object:
    container: Object = data["spec"]["template"]["spec"]["containers"][0]
    return container


def _without_probes(data: Object, number: int) -> None:
    for probe in ("livenessProbe", "readinessProbe", "startupProbe"):
        _container(data).pop(probe, None)


def _one_fault(data: Object, number: int) -> None:
    if number % 3 == 0:
        _container(data)["imagePullPolicyy"] = "Always"
    elif number % 3 == 1:
        data["spec"]["replicas"] = str(number % 7 + 1)
    else:
        del _container(data)["ports"][0]["containerPort"]


def _two_faults(data: Object, number: int) -> None:
    _container(data)["imagePullPolicyy"] = "Always"
    data["spec"]["replicas"] = str(number % 7 + 1)


_FAULTS = ("unknown-field", "wrong-type", "missing-field")
FINDINGS = Flaw(
    _without_probes, lambda number: ("missing-liveness-probe", "missing-readiness-probe")
)
ONE_FAULT = Flaw(_one_fault, lambda number: (_FAULTS[number % 3],))
TWO_FAULTS = Flaw(_two_faults, lambda number: _FAULTS[:2])


def _deployment(number: int, random: Random) -> Object:
    name = name_of(number)
    labels = {"app": name}
    metadata: Object = {"name": name, "labels": labels | _maybe(random, {"tier": "frontend"})}
    if random.random() < 0.3:
        metadata["annotations"] = {"example.com/owner": f"team-{number % 9}"}
    spec: Object = {
        "replicas": number % 7 + 1,
        "selector": {"matchLabels": labels},
        "template": {"metadata": {"labels": metadata["labels"]}, "spec": _pod(name, random)},
    }
    if random.random() < 0.3:
        spec["strategy"] = {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 1}}
    spec |= _maybe(random, {"revisionHistoryLimit": 3})
    data = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata, "spec": spec}
    # Most are in the order that everybody writes; of the others no two mappings are.
    return _shuffled(data, random) if random.random() < 0.3 else data


def _pod(name: str, random: Random) -> Object:
    pod: Object = _maybe(random, {"serviceAccountName": name}, 0.7)
    pod["containers"] = [_web(name, random)]
    pod["volumes"] = [{"name": "tmp", "emptyDir": {}}]
    if random.random() < 0.4:
        pod["containers"][0]["volumeMounts"].append({"name": "config", "mountPath": "/etc/web"})
        pod["volumes"].append({"name": "config", "configMap": {"name": f"{name}-config"}})
    pod |= _maybe(random, {"nodeSelector": {"kubernetes.io/os": "linux"}})
    if random.random() < 0.2:
        pod["tolerations"] = [{"key": "spot", "operator": "Exists", "effect": "NoSchedule"}]
    return pod


def _web(name: str, random: Random) -> Object:
    port = random.choice((8080, 8000, 3000, 9000))
    container: Object = {
        "name": name,
        "image": f"registry.example.com/{name}:1.{random.randrange(40)}.{random.randrange(9)}",
        "ports": [{"name": "http", "containerPort": port}],
        "env": _env(name, random),
        "resources": {
            "requests": {"cpu": f"{random.randrange(1, 9)}00m", "memory": "64Mi"},
            "limits": {"memory": "64Mi"},
        },
        "livenessProbe": {
            "httpGet": {"path": "/healthz", "port": "http"},
            "initialDelaySeconds": 10,
            "periodSeconds": random.choice((5, 10)),
        },
        "readinessProbe": {
            "httpGet": {"path": "/ready", "port": random.choice((port, "http"))},
            "periodSeconds": 5,
        },
        "securityContext": {
            "runAsNonRoot": True,
            "readOnlyRootFilesystem": True,
            "allowPrivilegeEscalation": False,
            "capabilities": {"drop": ["ALL"]},
        },
        "volumeMounts": [{"name": "tmp", "mountPath": "/tmp"}],
    }
    if random.random() < 0.3:
        container["args"] = ["--verbose", f"--listen=:{port}", "--", "a b"]
    return container | _maybe(random, {"imagePullPolicy": "IfNotPresent"})


def _env(name: str, random: Random) -> list[Object]:
    values = ("1", "true", "", "https://example.com/", "plain", 'with "quotes"', "a: b # c")
    plain = [
        {"name": f"SETTING_{number}", "value": random.choice(values)}
        for number in range(random.randrange(1, 3))
    ]
    secret = {"secretKeyRef": {"name": f"{name}-secret", "key": "token"}}
    return [*plain, {"name": "TOKEN", "valueFrom": secret}]


def _maybe(random: Random, more: Object, chance: float = 0.5) -> Object:
    return dict(more) if random.random() < chance else {}


def _shuffled(value: Any, random: Random) -> Any:
    if isinstance(value, dict):
        keys = random.sample(list(value), len(value))
        return {key: _shuffled(value[key], random) for key in keys}
    return [_shuffled(each, random) for each in value] if isinstance(value, list) else value


class Writer:
    """Writes data as YAML in a style that chance has chosen."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.indent = random.choice((2, 2, 2, 4))
        self.hangs = random.random() < 0.5
        """Whether a list stands deeper than its key."""
        self.quote = random.choice(("", "", "'", '"'))
        self.flow = random.choice((0.1, 0.4, 0.9))
        self.comments = random.choice((0.0, 0.0, 0.03, 0.1))

    def text(self, data: Mapping[str, Any]) -> str:
        """One document."""
        start = "---\n" if self.random.random() < 0.3 else ""
        return start + "".join(f"{line}\n" for line in self.mapping(data))

    def mapping(self, data: Mapping[str, Any]) -> Iterator[str]:
        """The lines of a mapping."""
        for key, value in data.items():
            if self.random.random() < self.comments:
                yield f"# {self.random.choice(_COMMENTS)}"
            if self.fits(value):
                yield f"{key}: {self.inline(value)}{self.remark()}"
                continue
            yield f"{key}:{self.remark()}"
            inner = self.mapping(value) if isinstance(value, dict) else self.sequence(value)
            deep = self.indent if isinstance(value, dict) or self.hangs else 0
            yield from (" " * deep + line for line in inner)

    def sequence(self, data: list[Any]) -> Iterator[str]:
        """The lines of a list."""
        for value in data:
            lines = iter([self.inline(value)]) if self.fits(value) else self.mapping(value)
            first = next(lines)
            while first.startswith("#"):
                yield first
                first = next(lines)
            yield f"- {first}"
            yield from (f"  {line}" for line in lines)

    def fits(self, value: Any) -> bool:
        """Whether a value is written in one line."""
        if not isinstance(value, dict | list) or not value:
            return True
        inner = value.values() if isinstance(value, dict) else value
        small = len(value) <= 4 and not any(isinstance(each, dict | list) for each in inner)
        return small and self.random.random() < self.flow

    def inline(self, value: Any) -> str:
        """A value in one line."""
        if isinstance(value, dict):
            pairs = (f"{key}: {self.scalar(each, flow=True)}" for key, each in value.items())
            return f"{{{', '.join(pairs)}}}"
        if isinstance(value, list):
            return f"[{', '.join(self.scalar(each, flow=True) for each in value)}]"
        return self.scalar(value)

    def scalar(self, value: Any, *, flow: bool = False) -> str:
        """A scalar, quoted where it must be, or where the style is so."""
        if isinstance(value, bool):
            return "true" if value else "false"
        if not isinstance(value, str):
            return str(value)
        plain = _PLAIN.match(value) and value.lower() not in _WORDS
        if plain and not (flow and ":" in value) and (not self.quote or self.random.random() < 0.5):
            return value
        if self.quote == "'":
            return f"'{value}'"
        return '"' + value.replace('"', '\\"') + '"'

    def remark(self) -> str:
        """What stands behind a line."""
        if self.random.random() < self.comments / 2:
            return f"  # {self.random.choice(_COMMENTS)}"
        return ""
