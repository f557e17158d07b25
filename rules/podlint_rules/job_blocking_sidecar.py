"""Helpers that keep a Job from ever completing.

## What it does

Reports a known long-running helper (a proxy, a log shipper) among the containers of a Job or a CronJob.
It is silent where something ends the helper: a shared process namespace, a call of `/quitquitquit`,
`linkerd-await`, a file that one writes when it is done and the other waits for.

## Why it matters

A Job is complete when all containers of its Pod have ended. The task ends; the proxy beside it does not.
The Pod runs on, the Job never completes, and a CronJob starts the next one beside it or, with
`concurrencyPolicy: Forbid`, never again.

## What to do instead

Make the helper a native sidecar: move it to `initContainers` and give it `restartPolicy: Always`
(Kubernetes 1.29 and later). It then starts before the task and is ended after it.

## When it is fine

Where the helper ends by itself once its work is done.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from podlint.rule import Bad, Good, Problem, Rule, Severity, Workload
from podlint_rules._examples import job
from podlint_rules._known import ADAPTER, AMBASSADOR, runs_for_ever

_ENDED = re.compile(
    r"quitquitquit|linkerd-await|/shutdown\b|\bshutdown\b|pkill|killall|\bkill\b|/quit\b|exit-on-"
    r"|--quitquitquit|--exit-after|/tmp/pod/|done\b.*\btouch\b|\btouch\b"
)
_JOBS = ("Job", "CronJob", "JobSet")


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
        containers = workload.app_containers
        if workload.kind not in _JOBS or len(containers) < 2:
            return
        if workload.spec.get("shareProcessNamespace") is True:
            return
        if any(_ENDED.search(word) for each in containers for word in each.words):
            return
        for container in containers:
            kind = runs_for_ever(container)
            if not kind:
                continue
            what = (
                "a proxy" if kind == AMBASSADOR else "an adapter" if kind == ADAPTER else "a helper"
            )
            main = next((each.name for each in containers if each is not container), "")
            yield Problem(
                container.place,
                f'"{container.name}" ({what}) runs on when "{main}" has ended, '
                f"so the {workload.kind} never completes",
                help="move it to initContainers with restartPolicy: Always",
            )
