"""APIs that Kubernetes has removed.

## What it does

Reports an `apiVersion` and `kind` that the target version does not serve any more, with the version
that removed it and what took its place.

## Why it matters

The API server answers `no matches for kind`: what was applied for years cannot be applied after the
cluster's next upgrade. Helm cannot even roll back a release that holds such an object.

## What to do instead

Use the replacement. Mostly the `apiVersion` is not all that changes; the deprecated API migration guide
of Kubernetes tells what is. `--unsafe-fixes` moves an object to the new API with all that this asks
for, where it has an exact place there for everything: a Deployment gets the selector that it had, an
Ingress its backends in their new shape. Where a workload says nothing, the defaults of the new API
count for what is created anew: a DaemonSet of extensions/v1beta1 updated no Pod by itself.
CustomResourceDefinitions are left to you, since they need schemas.

## When it is fine

In manifests for clusters that are older than the target; say so with `--kubernetes-version`. What a
cluster dumped is only worth knowing.
"""

from __future__ import annotations

from collections.abc import Iterator

from podlint.rule import Bad, Fault, Good, KindFault, Manifest, Nature, Problem, Rule, Severity
from podlint_rules._apis import removal, was_removed_by


class RemovedApi(Rule):
    """Words the kinds that the target has ceased to serve."""

    id = "removed-api"
    group = "schema"
    summary = "an API that the target version of Kubernetes does not serve any more"
    severity = Severity.ERROR
    claims = (KindFault,)
    examples = (
        Bad(
            title="Deployments left extensions long ago",
            text="""\
apiVersion: extensions/v1beta1  # expect: removed-api
kind: Deployment
metadata:
  name: web
spec:
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
        - name: web
          image: nginx:1.27
""",
            fixed="""\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
        - name: web
          image: nginx:1.27
""",
        ),
        Bad(
            title="An Ingress from before 1.22",
            text="""\
apiVersion: networking.k8s.io/v1beta1  # expect: removed-api
kind: Ingress
metadata:
  name: web
spec:
  backend:
    serviceName: fallback
    servicePort: http
  rules:
    - host: shop.example.com
      http:
        paths:
          - path: /
            backend:
              serviceName: web  # the shop itself
              servicePort: 80
          - backend: {serviceName: api, servicePort: 8080}
            pathType: Prefix
            path: /api
""",
            fixed="""\
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: web
spec:
  defaultBackend:
    service:
      name: fallback
      port:
        name: http
  rules:
    - host: shop.example.com
      http:
        paths:
          - path: /
            pathType: ImplementationSpecific
            backend:
              service:
                name: web  # the shop itself
                port:
                  number: 80
          - backend: {service: {name: api, port: {number: 8080}}}
            pathType: Prefix
            path: /api
""",
        ),
        Bad(
            title="An autoscaler that is older than 1.25",
            text="""\
apiVersion: autoscaling/v2beta1  # expect: removed-api
kind: HorizontalPodAutoscaler
metadata:
  name: web
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
  maxReplicas: 5
  metrics:
    - type: Resource
      resource:
        name: cpu
        # as much as fits
        targetAverageUtilization: 80
    - type: Pods
      pods:
        metricName: requests
        targetAverageValue: "100"
""",
            fixed="""\
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: web
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
  maxReplicas: 5
  metrics:
    - type: Resource
      resource:
        name: cpu
        target:
          type: Utilization
          # as much as fits
          averageUtilization: 80
    - type: Pods
      pods:
        metric:
          name: requests
        target:
          type: AverageValue
          averageValue: "100"
""",
        ),
        Bad(
            title="Nothing took its place",
            text="""\
apiVersion: policy/v1beta1  # expect: removed-api
kind: PodSecurityPolicy
metadata:
  name: restricted
spec:
  privileged: false
""",
        ),
        Good(
            title="What took its place",
            text="""\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
        - name: web
          image: nginx:1.27
""",
        ),
    )

    def check_fault(self, fault: Fault, manifest: Manifest | None) -> Iterator[Problem]:
        from podlint_rules._upgrade import other_defaults, upgrade

        assert isinstance(fault, KindFault)
        if fault.served:
            return
        known = removal(fault.api_version, fault.kind)
        version, replacement = known or ("", "")
        if fault.first:
            version = fault.removed
            replacement = fault.others[0] if fault.others else ""
            if not was_removed_by(fault.version, version):
                return
        if not version:
            return
        what = f"{fault.api_version} {fault.kind} was removed in {version}"
        instead = f"; use {replacement}" if replacement else ", and nothing took its place"
        dumped = manifest is not None and manifest.nature is Nature.LIVE
        reason = " (a cluster that still serves it wrote this)" if dumped else ""
        said = other_defaults(manifest)
        yield Problem(
            fault.place,
            f"{what}{instead}{reason}",
            help=f"{said}see {_GUIDE}",
            severity=Severity.INFO if dumped else None,
            fix=upgrade(manifest, fault.others),
        )


_GUIDE = "https://kubernetes.io/docs/reference/using-api/deprecation-guide/"
