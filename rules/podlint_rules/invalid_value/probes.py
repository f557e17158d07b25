"""Probes and lifecycle hooks: which handlers they have, and what fits to what."""

from __future__ import annotations

from typing import Any

from podlint.rule import Path
from podlint_rules.invalid_value.found import Check, Found, Mapped, integer, mapping, spoken

PROBE_HANDLERS = ("exec", "grpc", "httpGet", "tcpSocket")
HOOK_HANDLERS = ("exec", "httpGet", "sleep", "tcpSocket")
_FIRST_MINOR_WITH_SLEEP_ZERO = 33
_DEFAULT_GRACE = 30


def probe(found: Found, value: Any, path: Path) -> None:
    """One handler, and a successThreshold and grace period that this probe takes."""
    if not isinstance(value, dict):
        return
    name = path[-1]
    _one_handler(found, value, path, "probe-handler", PROBE_HANDLERS)
    if name == "readinessProbe":
        if value.get("terminationGracePeriodSeconds") is not None:
            found.key(
                (*path, "terminationGracePeriodSeconds"),
                "probe-grace-period",
                "a readinessProbe takes no terminationGracePeriodSeconds: it never ends a container",
                help="remove it",
            )
    elif (successes := integer(value.get("successThreshold"))) is not None and successes > 1:
        found.value(
            (*path, "successThreshold"),
            "success-threshold",
            f"the successThreshold of a {name} must be 1, and this is {successes}",
            help="remove it; only a readinessProbe may ask for more than one success",
        )


def lifecycle_hook(found: Found, value: Any, path: Path) -> None:
    """One handler, and a sleep that ends within the grace period."""
    if not isinstance(value, dict):
        return
    _one_handler(found, value, path, "lifecycle-handler", HOOK_HANDLERS)
    if "sleep" in value:
        _sleep(found, mapping(value["sleep"]), (*path, "sleep"))


def _one_handler(
    found: Found, data: Mapped, path: Path, check: str, known: tuple[str, ...]
) -> None:
    handlers = [name for name in data if name in known and data[name] is not None]
    if not handlers:
        if not found.knative:
            found.key(
                path, check, f"{path[-1]} has no handler", help=f"give it {spoken(known, 'or')}"
            )
    elif len(handlers) > 1:
        for name in handlers[1:]:
            found.key(
                (*path, name),
                check,
                f"{path[-1]} has the handlers {spoken(handlers)}, and it takes only one",
                help="keep one of them",
            )
    execute = data.get("exec")
    if isinstance(execute, dict) and execute.get("command") is None:
        found.key((*path, "exec"), "exec-command", f"the exec of {path[-1]} has no command")


def _sleep(found: Found, data: Mapped, path: Path) -> None:
    seconds = integer(data.get("seconds"))
    grace = found.pod.get("terminationGracePeriodSeconds")
    grace = _DEFAULT_GRACE if grace is None else integer(grace)
    if seconds is None or grace is None:
        return
    grace = grace if grace >= 0 else 1  # as the API server reads a negative one
    place = (*path, "seconds")
    if seconds == 0 and found.minor < _FIRST_MINOR_WITH_SLEEP_ZERO:
        found.value(place, "sleep", "a sleep of 0 seconds is accepted since Kubernetes 1.33")
    elif seconds > grace:
        written = "terminationGracePeriodSeconds" in found.pod
        found.value(
            place,
            "sleep",
            f"it sleeps {seconds} seconds, longer than the grace period of the Pod, {grace} s"
            + ("" if written else " by default"),
            help="raise terminationGracePeriodSeconds of the Pod, or sleep less",
        )


LIFECYCLE: dict[str, Check] = {"postStart": lifecycle_hook, "preStop": lifecycle_hook}
