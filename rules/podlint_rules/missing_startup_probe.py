"""Slow starters that their own liveness probe may kill.

## What it does

Reports a `livenessProbe` without a `startupProbe` beside it where there is evidence of a slow start:

- its `initialDelaySeconds` is 60 or more: whoever wrote it knew of a slow start;
- the image is known to start slowly, or an environment variable shows a Java program, and the probe
  gives up before the time that such a program needs;
- the annotation `podlint.dev/startup-seconds.<container>` says how long it takes, and that is longer
  than the probe waits.

## Why it matters

A liveness probe cannot tell a slow start from a hang. It gives up after `initialDelaySeconds` plus
`failureThreshold` times `periodSeconds`, and the kubelet restarts the container, which then starts
just as slowly: on a busy node for ever. A long delay is no way out: for all that time, after every
restart, nobody looks.

## What to do instead

Add a `startupProbe` with the same handler, whose `failureThreshold` times `periodSeconds` covers the
slowest start, and take the delay off the liveness probe. Until the startup probe has passed, the
other two wait. The fix does just that. It allows the time in the annotation, or twice what the image is
known to need at least, and never less than the liveness probe has waited so far. A handler that is a
script of several lines is not repeated by it.

## When it is fine

Where the container is known to start well within the time that the liveness probe gives it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from podlint.rule import Bad, Container, Fix, Good, Options, Probe, Problem, Rule, Severity, option
from podlint_rules._known import JVM_VARIABLE, seconds_to_start
from podlint_rules._startup import ANNOTATION, budget, stated_seconds

_PASSES_AT_ONCE = re.compile(r"(?:\S*/)?(?:ls|true|cat|test|pgrep|\[|echo|ps|:)")
_SHELL = re.compile(r"(?:\S*/)?(?:sh|bash|ash|dash)")


class StartupOptions(Options):
    """The options of missing-startup-probe."""

    delay_after_seconds: int = option(
        60, "an initialDelaySeconds of the liveness probe from which it shows a slow start"
    )
    slow_after_seconds: int = option(60, "the seconds that a Java program is taken to need")


class MissingStartupProbe(Rule):
    """Looks for liveness probes that may kill a slow start."""

    id = "missing-startup-probe"
    group = "probes"
    summary = "a slow start that the liveness probe may kill, without a startup probe"
    severity = Severity.WARNING
    Options = StartupOptions
    options: StartupOptions
    examples = (
        Bad(
            title="Killed before it is up",
            text="""\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: login
spec:
  selector:
    matchLabels: {app: login}
  template:
    metadata:
      labels: {app: login}
    spec:
      containers:
        - name: keycloak
          image: quay.io/keycloak/keycloak:26.0
          livenessProbe:  # expect: missing-startup-probe
            httpGet: {path: /health/live, port: 9000}
""",
            fixed="""\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: login
spec:
  selector:
    matchLabels: {app: login}
  template:
    metadata:
      labels: {app: login}
    spec:
      containers:
        - name: keycloak
          image: quay.io/keycloak/keycloak:26.0
          livenessProbe:
            httpGet: {path: /health/live, port: 9000}
          startupProbe:
            httpGet: {path: /health/live, port: 9000}
            failureThreshold: 12
""",
        ),
        Bad(
            title="A long delay",
            text="""\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: erp
spec:
  selector:
    matchLabels: {app: erp}
  template:
    metadata:
      labels: {app: erp}
    spec:
      containers:
        - name: erp
          image: acme/erp:9
          livenessProbe:  # expect: missing-startup-probe
            httpGet:
              path: /healthz
              port: 8080
            initialDelaySeconds: 300
            periodSeconds: 20
            timeoutSeconds: 5
          # It is taken out of rotation while it imports.
          readinessProbe:
            httpGet:
              path: /ready
              port: 8080
""",
            fixed="""\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: erp
spec:
  selector:
    matchLabels: {app: erp}
  template:
    metadata:
      labels: {app: erp}
    spec:
      containers:
        - name: erp
          image: acme/erp:9
          livenessProbe:
            httpGet:
              path: /healthz
              port: 8080
            periodSeconds: 20
            timeoutSeconds: 5
          startupProbe:
            httpGet:
              path: /healthz
              port: 8080
            periodSeconds: 10
            timeoutSeconds: 5
            failureThreshold: 36
          # It is taken out of rotation while it imports.
          readinessProbe:
            httpGet:
              path: /ready
              port: 8080
""",
        ),
        Bad(
            title="A script that nobody wants twice",
            text="""\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: erp
spec:
  selector:
    matchLabels: {app: erp}
  template:
    metadata:
      labels: {app: erp}
    spec:
      containers:
        - name: erp
          image: acme/erp:9
          livenessProbe:  # expect: missing-startup-probe
            initialDelaySeconds: 300
            exec:
              command:
                - sh
                - -c
                - |
                  erpctl status >/tmp/status || exit 1
                  ! grep -q locked /tmp/status
""",
        ),
        Good(
            title="A startup probe",
            text="""\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: login
spec:
  selector:
    matchLabels: {app: login}
  template:
    metadata:
      labels: {app: login}
    spec:
      containers:
        - name: keycloak
          image: quay.io/keycloak/keycloak:26.0
          startupProbe:
            httpGet: {path: /health/started, port: 9000}
            failureThreshold: 30
          livenessProbe:
            httpGet: {path: /health/live, port: 9000}
""",
        ),
        Good(
            title="Not every image with a slow name is slow",
            text="""\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: metrics
spec:
  selector:
    matchLabels: {app: metrics}
  template:
    metadata:
      labels: {app: metrics}
    spec:
      containers:
        - name: exporter
          image: quay.io/prometheuscommunity/elasticsearch-exporter:v1.8.0
          livenessProbe:
            httpGet: {path: /healthz, port: 9114}
""",
        ),
    )

    def check_container(self, container: Container) -> Iterator[Problem]:
        probe = container.liveness
        if not container.is_probed_for_long or probe is None or not container.lacks("startupProbe"):
            return
        if not probe.certain or not probe.handler:
            return
        message = self._evidence(container, probe)
        if message:
            yield Problem(
                probe.key,
                message,
                help="add a startupProbe with this handler, and take the delay off the liveness probe",
                fix=self._fix(container, probe),
            )

    def _fix(self, container: Container, probe: Probe) -> Fix | None:
        if "startupProbe" in container.data or probe.period < 1:
            return None
        if any("\n" in word for word in probe.command):
            return None  # Nobody wants a script twice.
        from podlint_rules._probe_edits import add_startup_probe

        seconds = budget(stated_seconds(container), self._needed(container)[0])
        edits = add_startup_probe(container, probe, seconds)
        return Fix(edits, "add a startupProbe with this handler, and take the delay off liveness")

    def _evidence(self, container: Container, probe: Probe) -> str:
        stated = stated_seconds(container)
        killed = f"liveness kills it about {probe.grace} s after it starts{_unheard(container)}; "
        if stated > probe.grace:
            return f"{killed}{ANNOTATION}{container.name} says that it needs {stated} s"
        if not stated and not _passes_at_once(probe):
            seconds, what = self._needed(container)
            if probe.grace < seconds:
                return f"{killed}{what} is known to need {seconds} s or more"
        if probe.initial_delay >= self.options.delay_after_seconds:
            return (
                f"liveness waits {probe.initial_delay} s before it looks at all; a startup probe would "
                "begin to watch as soon as the application is up, and give a slow start more time"
            )
        return ""

    def _needed(self, container: Container) -> tuple[int, str]:
        seconds = seconds_to_start(container)
        if seconds:
            return seconds, container.image.basename
        variable = next((name for name in container.env if JVM_VARIABLE.fullmatch(name)), "")
        return (
            (self.options.slow_after_seconds, f"a Java program ({variable})")
            if variable
            else (0, "")
        )


def _unheard(container: Container) -> str:
    """That readiness looks for the first time when liveness has killed the container already."""
    liveness, readiness = container.liveness, container.readiness
    if liveness is None or readiness is None or not readiness.certain:
        return ""
    if readiness.initial_delay < liveness.grace:
        return ""
    return f", before readiness has looked once (after {readiness.initial_delay} s)"


def _passes_at_once(probe: Probe) -> bool:
    """Whether the handler looks at nothing that takes time to come up."""
    words = probe.command
    if not words:
        return False
    if _SHELL.fullmatch(words[0]) and len(words) > 2:
        words = tuple(words[2].split())
    return bool(words) and _PASSES_AT_ONCE.fullmatch(words[0]) is not None
