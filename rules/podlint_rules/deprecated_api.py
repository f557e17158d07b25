"""APIs that are still served and on their way out.

## What it does

Reports a beta API beside which the target version serves a stable one, and the few stable APIs that
are deprecated, with the version that removes it where that is known.

## Why it matters

It works today and stops with an upgrade.

## What to do instead

Use the API that is named. `--unsafe-fixes` moves an object there where the way is known and exact.

## When it is fine

Where one manifest has to serve clusters that are too old for the replacement. Lint it for all of them:
`--kubernetes-version 1.25..1.34`.
"""

from __future__ import annotations

from collections.abc import Iterator

from podlint.rule import Bad, Fault, Good, KindFault, Manifest, Problem, Rule, Severity
from podlint_rules._apis import deprecation


class DeprecatedApi(Rule):
    """Words the kinds that are superseded, and looks for the stable ones that are deprecated."""

    id = "deprecated-api"
    group = "schema"
    summary = "an API that is still served and on its way out"
    severity = Severity.WARNING
    claims = (KindFault,)
    examples = (
        Bad(
            title="Endpoints",
            text="""\
apiVersion: v1  # expect: deprecated-api
kind: Endpoints
metadata:
  name: legacy
subsets:
  - addresses: [{ip: 192.0.2.1}]
    ports: [{port: 5432}]
""",
        ),
        Good(
            title="EndpointSlice",
            text="""\
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: legacy-1
  labels: {kubernetes.io/service-name: legacy}
addressType: IPv4
endpoints:
  - addresses: [192.0.2.1]
ports:
  - port: 5432
""",
        ),
    )

    def check_fault(self, fault: Fault, manifest: Manifest | None) -> Iterator[Problem]:
        from podlint_rules._upgrade import upgrade

        assert isinstance(fault, KindFault)
        if fault.served:
            gone = f" and gone from {fault.removed} on" if fault.removed else ""
            what = f"{fault.api_version} {fault.kind} is deprecated{gone}"
            fix = upgrade(manifest, fault.others)
            yield Problem(fault.place, f"{what}; use {fault.others[0]}", fix=fix)

    def check_manifest(self, manifest: Manifest) -> Iterator[Problem]:
        instead = deprecation(manifest.api_version, manifest.kind, manifest.target.minor)
        if instead:
            yield Problem(
                manifest.value("apiVersion"),
                f"{manifest.api_version} {manifest.kind} is deprecated; use {instead}",
            )
