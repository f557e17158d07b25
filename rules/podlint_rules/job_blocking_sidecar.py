"""Helpers that keep a Job from ever completing.

## What it does

Reports a known long-running helper (a proxy, a log shipper) among the containers of a Job or a CronJob.
It is silent where something may end the helper: a shared process namespace, a call of `/quitquitquit`,
`linkerd-await`, a file that one writes when it is done and the other waits for.

From Kubernetes 1.35 on a container may have a `restartPolicy` of its own: `Always` on a regular
container of a Job is reported too.

## Why it matters

A Job is complete when all containers of its Pod have ended. The task ends; the proxy beside it does not.
The Pod runs on, the Job never completes, and a CronJob starts the next one beside it or, with
`concurrencyPolicy: Forbid`, never again.

## What to do instead

Make the helper a native sidecar: move it to `initContainers` and give it `restartPolicy: Always`
(Kubernetes 1.29 and later). It then starts before the task and is ended after it. The fix puts it
behind the other init containers, which did without it so far and may prepare what it needs; there is
none where a version before 1.29 is judged for, or where no container would be left that is a task.

## When it is fine

Where the helper ends by itself once its work is done.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from podlint.rule import Bad, Container, Fix, Good, Problem, Rule, Severity, Workload
from podlint_rules._examples import job
from podlint_rules._known import ADAPTER, AMBASSADOR, SIDECAR, runs_for_ever

_ENDED = re.compile(
    r"quitquitquit|linkerd-await|\bshutdown\b|/quit\b|exit-on-|--exit-after|/tmp/pod/|\btouch\b"
)
_JOBS = ("Job", "CronJob", "JobSet")
_FIRST_MINOR_WITH_SIDECARS = 29
_FIRST_MINOR_WITH_OWN_POLICY = 35
_WORDS = {ADAPTER: "an adapter", AMBASSADOR: "a proxy", SIDECAR: "a helper"}


class JobBlockingSidecar(Rule):
    """Looks for helpers beside the task of a Job."""

    id = "job-blocking-sidecar"
    group = "containers"
    summary = "a helper among the containers of a Job keeps it from ever completing"
    severity = Severity.ERROR
    examples = (
        Bad(
            title="The proxy never ends",
            text=job(
                """\
- name: report
  image: acme/report:1
- name: cloud-sql-proxy  # expect: job-blocking-sidecar
  image: gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.14.0
"""
            ),
            fixed=job(
                """\
- name: report
  image: acme/report:1
""",
                spec="""\
initContainers:
  - name: cloud-sql-proxy
    image: gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.14.0
    restartPolicy: Always
""",
            ),
        ),
        Bad(
            title="Behind what prepares its work",
            text=job(
                """\
# It ships what the task logs.
- name: fluent-bit  # expect: job-blocking-sidecar
  image: fluent/fluent-bit:3.1
  volumeMounts:
    - {name: logs, mountPath: /var/log/report}
- name: report
  image: acme/report:1
  volumeMounts:
    - {name: logs, mountPath: /var/log/report}
""",
                spec="""\
volumes:
  - {name: logs, emptyDir: {}}
initContainers:
  - name: prepare
    image: acme/prepare:1
""",
            ),
            fixed=job(
                """\
- name: report
  image: acme/report:1
  volumeMounts:
    - {name: logs, mountPath: /var/log/report}
""",
                spec="""\
volumes:
  - {name: logs, emptyDir: {}}
initContainers:
  - name: prepare
    image: acme/prepare:1
  # It ships what the task logs.
  - name: fluent-bit
    image: fluent/fluent-bit:3.1
    restartPolicy: Always
    volumeMounts:
      - {name: logs, mountPath: /var/log/report}
""",
            ),
        ),
        Good(
            title="A native sidecar",
            text=job(
                """\
- name: report
  image: acme/report:1
""",
                spec="""\
initContainers:
  - name: cloud-sql-proxy
    image: gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.14.0
    restartPolicy: Always
""",
            ),
        ),
        Good(
            title="The task ends it",
            text=job(
                """\
- name: report
  image: acme/report:1
  command: [sh, -c, "report; curl -X POST localhost:9091/quitquitquit"]
- name: cloud-sql-proxy
  image: gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.14.0
  args: ["--quitquitquit"]
"""
            ),
        ),
    )

    def check_workload(self, workload: Workload) -> Iterator[Problem]:
        if workload.kind not in _JOBS:
            return
        containers = workload.app_containers
        ended = len(containers) < 2 or _is_ended(workload)
        for container in containers:
            kind = "" if ended else runs_for_ever(container)
            if _is_restarted(container):
                reason = (
                    f'"{container.name}" is started again whenever it ends (restartPolicy: Always)'
                )
            elif kind:
                main = next((each.name for each in containers if each is not container), "")
                reason = f'"{container.name}" ({_WORDS[kind]}) runs on when "{main}" has ended'
            else:
                continue
            yield Problem(
                container.place,
                f"{reason}, so the {workload.kind} never completes",
                help="move it to initContainers with restartPolicy: Always",
                fix=_fix(container),
            )


def _fix(container: Container) -> Fix | None:
    minor = container.workload.manifest.target.minor
    if minor < _FIRST_MINOR_WITH_SIDECARS or container.data.get("restartPolicyRules"):
        return None
    if all(
        _is_restarted(each) or runs_for_ever(each) for each in container.workload.app_containers
    ):
        return None
    from podlint_rules._container_edits import as_native_sidecar

    edits = as_native_sidecar(container)
    return Fix(edits, f'make a native sidecar of "{container.name}"') if edits else None


def _is_ended(workload: Workload) -> bool:
    """Whether the task ends the helpers when it has ended itself."""
    if workload.spec.get("shareProcessNamespace") is True:
        return True  # It can kill them, and its script often lies in a ConfigMap or in the image.
    return any(_ENDED.search(word) for each in workload.app_containers for word in each.words)


def _is_restarted(container: Container) -> bool:
    minor = container.workload.manifest.target.minor
    return minor >= _FIRST_MINOR_WITH_OWN_POLICY and container.data.get("restartPolicy") == "Always"
