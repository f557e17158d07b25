"""Kinds that Kubernetes does not have.

## What it does

Reports a kind that a group of Kubernetes does not have in the target version: a misspelling, a wrong
`apiVersion`, or a kind that only a later version has. Kinds of other groups are custom resources;
where their definition is known, a version that it does not serve is a warning.

## Why it matters

The API server answers `no matches for kind`, and kubectl leaves the object out. A validator that takes
the misspelt kind for a custom resource and passes over it looks green.

## What to do instead

Correct the kind or the `apiVersion`; the finding says what was probably meant.

## When it is fine

In files for OpenShift 3 and other servers that serve kinds of their own in Kubernetes' groups.
"""

from __future__ import annotations

from collections.abc import Iterator

from podlint.rule import (
    Bad,
    Fault,
    Good,
    KindFault,
    Manifest,
    Problem,
    Rule,
    Severity,
    has_placeholder,
    nearest,
    value_of,
)
from podlint_rules._apis import removal, was_removed_by


class UnknownKind(Rule):
    """Words the kinds that the target does not serve and never removed."""

    id = "unknown-kind"
    group = "schema"
    summary = "a kind or version that a group of Kubernetes does not have"
    severity = Severity.ERROR
    claims = (KindFault,)
    examples = (
        Bad(
            title="A misspelt kind",
            text="""\
apiVersion: apps/v1
kind: Deploymnet  # expect: unknown-kind
metadata:
  name: web
""",
        ),
        Bad(
            title="A kind of another group",
            text="""\
apiVersion: v1  # expect: unknown-kind
kind: Deployment
metadata:
  name: web
""",
        ),
        Good(
            title="A custom resource",
            text="""\
apiVersion: acme.io/v1
kind: WebApp
metadata:
  name: web
""",
        ),
    )

    def check_fault(self, fault: Fault, manifest: Manifest | None) -> Iterator[Problem]:
        assert isinstance(fault, KindFault)
        if fault.served or _was_removed(fault):
            return
        if has_placeholder(fault.api_version) or has_placeholder(fault.kind):
            return
        if fault.api_version.startswith(_OF_PROGRAMS):
            return
        at_kind = value_of((*(manifest.path if manifest else ()), "kind"))
        if fault.first:
            yield Problem(
                fault.place,
                f"{fault.api_version} {fault.kind} is served since {fault.first}, not before",
            )
        elif fault.others:
            where, severity = "", None
            if _is_custom(fault.api_version):
                where, severity = " in the definition that is known", Severity.WARNING
            yield Problem(
                fault.place,
                f"{fault.api_version} has no kind {fault.kind}{where}, "
                f"did you mean {fault.others[0]}?",
                help=f"write apiVersion: {fault.others[0]}",
                severity=severity,
            )
        elif fault.kinds:
            close = nearest(fault.kind, fault.kinds)
            hint = f", did you mean {close}?" if close else "; the API server refuses it"
            yield Problem(at_kind, f"{fault.api_version} has no kind {fault.kind}{hint}")
        else:
            yield Problem(
                fault.place,
                f"Kubernetes serves no {fault.api_version} {fault.kind}",
            )


_OF_PROGRAMS = ("kops.k8s.io/",)
"""Groups whose files a program reads in versions that no API server serves."""


def _is_custom(api_version: str) -> bool:
    """Whether somebody else defines the group; the cluster may have another definition than we."""
    group = api_version.rpartition("/")[0]
    return "." in group and not group.endswith(".k8s.io")


def _was_removed(fault: KindFault) -> bool:
    if fault.first:
        return was_removed_by(fault.version, fault.removed)
    return removal(fault.api_version, fault.kind) is not None
