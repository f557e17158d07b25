"""Mounts of a volume that the Pod does not have.

## What it does

Reports a `volumeMounts` or `volumeDevices` entry whose `name` is none of the Pod's `volumes`, nor of the
StatefulSet's `volumeClaimTemplates`.

## Why it matters

The API server refuses the Pod. A Deployment with such a template is accepted, and makes no Pods: the
rollout hangs, and only the events of its ReplicaSet say why.

## What to do instead

Add the volume, or correct the name. The fix corrects it where one volume alone has nearly that name,
differs in more than a number, and is not mounted by this container already.

## When it is fine

Where a webhook adds the volume. Names that the Pod's annotations ask a known webhook for are not
reported, and none where they ask one that podlint does not know.
"""

from __future__ import annotations

from collections.abc import Iterator

from podlint.rule import (
    Bad,
    Container,
    Fix,
    Good,
    Path,
    Problem,
    Rule,
    SetScalar,
    Severity,
    Workload,
    has_placeholder,
    nearest,
    value_of,
)
from podlint_rules._examples import deployment
from podlint_rules._volumes import claim_templates, is_injected, mounts, volumes


class UndefinedVolume(Rule):
    """Looks the names of mounts up among the volumes."""

    id = "undefined-volume"
    group = "containers"
    summary = "a mount of a volume that the Pod does not have"
    severity = Severity.ERROR
    examples = (
        Bad(
            title="A misspelt name",
            text=deployment(
                """\
- name: web
  image: acme/web:1
  volumeMounts:
    - name: cahce  # expect: undefined-volume
      mountPath: /cache
""",
                spec="volumes:\n  - {name: cache, emptyDir: {}}\n",
            ),
            fixed=deployment(
                """\
- name: web
  image: acme/web:1
  volumeMounts:
    - name: cache
      mountPath: /cache
""",
                spec="volumes:\n  - {name: cache, emptyDir: {}}\n",
            ),
        ),
        Bad(
            title="Not the other disk",
            text=deployment(
                """\
- name: web
  image: acme/web:1
  volumeMounts:
    - {name: data-2, mountPath: /data}  # expect: undefined-volume
""",
                spec="volumes:\n  - {name: data-1, emptyDir: {}}\n",
            ),
        ),
        Bad(
            title="Mounted already",
            text=deployment(
                """\
- name: web
  image: acme/web:1
  volumeMounts:
    - {name: web-config, mountPath: /etc/web}
    - {name: web-configs, mountPath: /etc/more}  # expect: undefined-volume
""",
                spec="volumes:\n  - {name: web-config, emptyDir: {}}\n",
            ),
        ),
        Good(
            title="Defined",
            text=deployment(
                """\
- name: web
  image: acme/web:1
  volumeMounts:
    - {name: cache, mountPath: /cache}
""",
                spec="volumes:\n  - {name: cache, emptyDir: {}}\n",
            ),
        ),
    )

    def check_workload(self, workload: Workload) -> Iterator[Problem]:
        if workload.is_knative:
            return
        defined = {name for name, _, _ in volumes(workload)} | claim_templates(workload)
        if any(map(has_placeholder, defined)):
            return
        for container in workload.containers:
            for mount in mounts(container):
                name = mount.volume
                if name in defined or has_placeholder(name) or is_injected(workload, name):
                    continue
                close = nearest(name, sorted(defined))
                hint = f', did you mean "{close}"?' if close else ""
                yield Problem(
                    value_of(mount.path),
                    f'the Pod has no volume "{name}"{hint}',
                    help="add it to volumes, or correct the name",
                    fix=_fix(container, mount.path, name, defined),
                )


_LIKENESS = 0.7
"""From which likeness on one name may be put for another: a letter or two in a short one."""


def _fix(container: Container, path: Path, name: str, defined: set[str]) -> Fix | None:
    """Mount the one volume that has nearly that name."""
    import re
    from difflib import get_close_matches

    close = get_close_matches(name, sorted(defined), 2, _LIKENESS)
    if len(close) != 1 or close[0] in {mount.volume for mount in mounts(container)}:
        return None
    if re.sub(r"\d", "", name) == re.sub(r"\d", "", close[0]):
        return None  # data-1 and data-2 are two volumes.
    return Fix((SetScalar(path, close[0]),), f"mount {close[0]}")
