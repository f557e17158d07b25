"""What a probe that is missing could ask, by what the manifest says: never a guess at a path."""

from __future__ import annotations

from podlint.rule import Container, Probe

_LIKELY = ("http", "https", "web", "grpc", "api", "health", "healthz", "main", "server")
"""Names of ports that speak for the application."""

_ASIDE = ("metric", "prom", "debug", "jmx", "profil", "pprof", "admin")
"""Parts of names of ports that say little about it."""


def asks(probe: Probe) -> str:
    """What a probe asks, in a few words: ``httpGet /ready``."""
    data = probe.data.get(probe.handler)
    path = data.get("path") if probe.handler == "httpGet" and isinstance(data, dict) else None
    return f"{probe.handler} {path}" if isinstance(path, str) else probe.handler


def port(container: Container) -> str:
    """A port of the container that a probe could ask, as a probe would name it; empty without one."""
    declared = [each for each in container.ports if each.protocol == "TCP" and each.number > 0]
    declared = [each for each in declared if not any(part in each.name for part in _ASIDE)]
    declared.sort(key=lambda each: each.name not in _LIKELY)
    if not declared:
        return ""
    return f'"{declared[0].name}"' if declared[0].name else str(declared[0].number)
