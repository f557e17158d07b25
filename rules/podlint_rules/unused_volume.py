"""Volumes that nobody mounts.

## What it does

Reports a volume of the Pod that none of its containers mounts.

## Why it matters

Either it is left over, and the Pod still waits for a Secret or a disk that it does not need; or its
mount was forgotten, and the program reads a file that is not there.

## What to do instead

Mount it, or remove it. The fix removes it, unless some container mounts a volume that the Pod does not
have: then this one may be what was meant.

## When it is fine

Where a webhook mounts it. What the Pod's annotations name for a known webhook is not reported, and
nothing where they ask one that podlint does not know.
"""

from __future__ import annotations

from collections.abc import Iterator

from podlint.rule import (
    Bad,
    Delete,
    Fix,
    Good,
    Path,
    Problem,
    Rule,
    Severity,
    Workload,
    has_placeholder,
    key_of,
    value_of,
)
from podlint_rules._examples import deployment
from podlint_rules._volumes import claim_templates, is_injected, mounts, volumes

_FOR_WEBHOOKS = ("gke-gcsfuse-",)


class UnusedVolume(Rule):
    """Looks for the mounts of each volume."""

    id = "unused-volume"
    group = "containers"
    summary = "a volume that no container of the Pod mounts"
    severity = Severity.WARNING
    examples = (
        Bad(
            title="The token is never read",
            text=deployment(
                """\
- name: web
  image: acme/web:1
""",
                spec="""\
volumes:
  - name: token  # expect: unused-volume
    secret: {secretName: web-token}
""",
            ),
            fixed=deployment(
                """\
- name: web
  image: acme/web:1
"""
            ),
        ),
        Bad(
            title="One of two",
            text=deployment(
                """\
- name: web
  image: acme/web:1
  volumeMounts:
    - name: cache
      mountPath: /cache
""",
                spec="""\
volumes:
  # The old way of signing in.
  - name: token  # expect: unused-volume
    secret:
      secretName: web-token
  # Filled at the start.
  - name: cache
    emptyDir: {}
""",
            ),
            fixed=deployment(
                """\
- name: web
  image: acme/web:1
  volumeMounts:
    - name: cache
      mountPath: /cache
""",
                spec="""\
volumes:
  # Filled at the start.
  - name: cache
    emptyDir: {}
""",
            ),
        ),
        Bad(
            title="It may be the one that is mounted by another name",
            text=deployment(
                """\
- name: web
  image: acme/web:1
  volumeMounts:
    - name: secrets
      mountPath: /etc/token
""",
                spec="""\
volumes:
  - name: token  # expect: unused-volume
    secret:
      secretName: web-token
""",
            ),
        ),
        Good(
            title="Mounted",
            text=deployment(
                """\
- name: web
  image: acme/web:1
  volumeMounts:
    - {name: token, mountPath: /etc/token, readOnly: true}
""",
                spec="volumes:\n  - {name: token, secret: {secretName: web-token}}\n",
            ),
        ),
    )

    def check_workload(self, workload: Workload) -> Iterator[Problem]:
        if "volumes" not in workload.spec:
            return
        used = {mount.volume for container in workload.containers for mount in mounts(container)}
        used |= set(_read_by_env(workload))
        if any(map(has_placeholder, used)):
            return
        for name, path, volume in volumes(workload):
            if name in used or name.startswith(_FOR_WEBHOOKS) or has_placeholder(name):
                continue
            if is_injected(workload, name):
                continue
            what = next((field for field in volume if field != "name"), "")
            kind = f" ({what})" if what else ""
            yield Problem(
                value_of(path),
                f'no container mounts the volume "{name}"{kind}',
                help="mount it where it is needed, or remove it",
                fix=_fix(workload, path[:-1], used),
            )


def _fix(workload: Workload, path: Path, used: set[str]) -> Fix | None:
    """Take the volume out, and the list with it where it holds no other."""
    defined = {name for name, _, _ in volumes(workload)} | claim_templates(workload)
    if used - defined:
        return None
    only = len(workload.spec["volumes"]) == 1
    return Fix((Delete(key_of(path[:-1] if only else path)),), "remove the volume")


def _read_by_env(workload: Workload) -> Iterator[str]:
    """Volumes whose files become environment variables, without a mount (``fileKeyRef``)."""
    for container in workload.containers:
        listed = container.data.get("env")
        for entry in listed if isinstance(listed, list) else ():
            source = entry.get("valueFrom") if isinstance(entry, dict) else None
            reference = source.get("fileKeyRef") if isinstance(source, dict) else None
            name = reference.get("volumeName") if isinstance(reference, dict) else None
            if isinstance(name, str):
                yield name
