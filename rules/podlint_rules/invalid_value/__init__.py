"""Values that the API server refuses.

## What it does

Reports what has the right shape and is refused all the same: a value that is none of those a field
takes, and fields that do not go together. A few contradictions come to light later, and the message
says so: the kubelet does not start the container (`run-as-root`), or the API server takes the
controller and refuses its Pods (`match-label-keys`).

The checks on several fields, by the names that an ignore can use (`invalid-value/probe-handler`):

- Pods: `restart-policy`, `active-deadline`, `ephemeral-containers`, `process-namespace`,
  `dns-config`, `hostname-override`, `annotation-container`, `operating-system`, `host-process`,
  `host-users`, `scheduling-gate`, `resource-claim`, `pod-resources`, `toleration`,
  `topology-spread`, `match-label-keys`, `selector-values`, `sysctl`.
- Containers: `probe-handler`, `probe-grace-period`, `success-threshold`, `exec-command`,
  `lifecycle-handler`, `sleep`, `init-container-field`, `ephemeral-container-field`, `env-source`,
  `reference-name`, `divisor`, `sub-path`, `mount-propagation`, `recursive-read-only`,
  `volume-device`, `host-port`, `resize-policy`, `request-over-limit`, `resource-name`,
  `resource-integer`, `resource-limit`, `huge-pages`, `privilege-escalation`, `proc-mount`,
  `localhost-profile`, `run-as-root`, `restart-rule`.
- Volumes and claims: `volume-source`, `projected-source`, `projected-path`, `downward-source`,
  `claim`, `access-modes`, `data-source`, `volume-capacity`, `local-volume`, `reclaim-policy`,
  `image-volume`, `iscsi-name`, `rbd-monitors`, `fc-target`.
- Controllers: `selector-empty`, `selector-mismatch`, `update-strategy`, `progress-deadline`,
  `job-name`, `job-manager`, `job-selector`, `indexed-job`, `pod-failure-policy`,
  `success-policy`, `schedule`, `time-zone`.
- Services and networks: `service-ports`, `service-port-name`, `service-port-twice`,
  `service-node-port`, `service-type`, `service-families`, `service-cluster-ip`,
  `service-external-name`, `ingress-rules`, `ingress-backend`, `ingress-path`, `ingress-class`,
  `network-peer`, `network-cidr`, `network-except`, `end-port`.
- Other objects: `name`, `finalizer`, `too-large`, `config-map-key`, `secret-type`,
  `autoscaler-replicas`, `autoscaler-metric`, `autoscaler-target`, `disruption-budget`, `role-rule`,
  `role-subject`, `limit-range`, `priority`.

## Why it matters

The API server refuses the object as a whole: nothing of it is deployed.

## What to do instead

Write what the message asks for. `--fix` does where there is only one right way to write the value:
`tcp` becomes `TCP`, `512mi` becomes `512Mi`, and the port `"8080"` loses its quotes.

## When it is fine

Never. Placeholders are not reported, and in a patch, which shows only a part of an object, only the
values of single fields are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from podlint.rule import (
    Bad,
    Container,
    Fault,
    Good,
    InvalidValueFault,
    Manifest,
    Problem,
    Rule,
    Severity,
    Workload,
)
from podlint_rules._fill_in import is_to_fill_in
from podlint_rules.invalid_value.containers import check_container
from podlint_rules.invalid_value.found import Found
from podlint_rules.invalid_value.metadata import metadata
from podlint_rules.invalid_value.objects import OBJECTS
from podlint_rules.invalid_value.pods import check_annotations, check_pod
from podlint_rules.invalid_value.words import words


class InvalidValue(Rule):
    """Words the values that the schema data refuses, and looks at several fields together."""

    id = "invalid-value"
    group = "schema"
    summary = "a value that the API server refuses"
    severity = Severity.ERROR
    claims = (InvalidValueFault,)
    examples = (
        Bad(
            title="Probes that cannot be",
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
          livenessProbe:
            httpGet: {path: /healthz, port: 8080}
            tcpSocket: {port: 8080}  # expect: invalid-value
            successThreshold: 2  # expect: invalid-value
          readinessProbe: {}  # expect: invalid-value
""",
        ),
        Bad(
            title="A selector that does not select",
            text="""\
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: db
spec:
  serviceName: db
  selector:
    matchLabels:
      app: database  # expect: invalid-value
  template:
    metadata:
      labels: {app: db}
    spec:
      restartPolicy: OnFailure  # expect: invalid-value
      containers:
        - name: db
          image: postgres:17
          resources:
            requests: {memory: 1Gi}  # expect: invalid-value
            limits: {memory: 512Mi}
""",
        ),
        Bad(
            title="Values that can be written in one way only",
            text="""\
apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  restartPolicy: 'always'  # expect: invalid-value
  containers:
    - name: web
      image: "nginx:1.27 "  # expect: invalid-value
      ports:
        - {containerPort: 80, protocol: tcp}  # expect: invalid-value
      readinessProbe:
        httpGet: {path: /healthz, port: "80"}  # expect: invalid-value
      resources:
        limits:
          memory: 512mi  # expect: invalid-value
  volumes:
    - name: settings
      configMap:
        name: settings
        defaultMode: 644  # expect: invalid-value
""",
            fixed="""\
apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  restartPolicy: 'Always'
  containers:
    - name: web
      image: "nginx:1.27"
      ports:
        - {containerPort: 80, protocol: TCP}
      readinessProbe:
        httpGet: {path: /healthz, port: 80}
      resources:
        limits:
          memory: 512Mi
  volumes:
    - name: settings
      configMap:
        name: settings
        defaultMode: 0644
""",
        ),
        Bad(
            title="A schedule with six fields",
            text="""\
apiVersion: batch/v1
kind: CronJob
metadata:
  name: report
spec:
  schedule: "0 0 3 * * *"  # expect: invalid-value
  timeZone: Europe/Berlin
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: Never
          containers:
            - name: report
              image: acme/report:3
""",
        ),
        Bad(
            title="A user that may not run",
            text="""\
apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  securityContext:
    runAsNonRoot: true
  containers:
    - name: web
      image: nginx:1.27
      securityContext:
        runAsUser: 0  # expect: invalid-value
        privileged: true
        allowPrivilegeEscalation: false  # expect: invalid-value
""",
        ),
        Good(
            title="All of it mended",
            text="""\
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: db
spec:
  serviceName: db
  selector:
    matchLabels: {app: db}
  template:
    metadata:
      labels: {app: db}
    spec:
      securityContext:
        runAsNonRoot: true
        runAsUser: 999
      containers:
        - name: db
          image: postgres:17
          livenessProbe:
            tcpSocket: {port: 5432}
          readinessProbe:
            exec: {command: [pg_isready]}
            successThreshold: 2
          resources:
            requests: {memory: 512Mi}
            limits: {memory: 1Gi}
""",
        ),
    )

    def check_fault(self, fault: Fault, manifest: Manifest | None) -> Iterator[Problem]:
        from podlint_rules.invalid_value.mend import mending

        assert isinstance(fault, InvalidValueFault)
        message, help = words(fault)
        severity = None
        if not fault.allowed and is_to_fill_in(fault.value):
            message, severity = f"{message} (it looks like a word to fill in)", Severity.INFO
        fix, check = mending(fault), fault.constraint
        yield Problem(fault.place, message, help=help, severity=severity, check=check, fix=fix)

    def check_manifest(self, manifest: Manifest) -> Iterable[Problem]:
        check = OBJECTS.get((manifest.group, manifest.kind))
        if check is None or "beta" in manifest.api_version:
            return ()
        found = Found(manifest)
        metadata(found, manifest.data, manifest.path)
        check(found, manifest.data, manifest.path)
        return found.problems

    def check_workload(self, workload: Workload) -> Iterable[Problem]:
        found = Found(workload.manifest, workload.spec, workload.pod_path)
        found.labels = workload.metadata.get("labels")
        check_pod(found, workload)
        if workload.metadata.get("annotations"):
            check_annotations(found, workload)
        return found.problems

    def check_container(self, container: Container) -> Iterable[Problem]:
        workload = container.workload
        found = Found(
            workload.manifest, workload.spec, workload.pod_path, container.data, container.role
        )
        found.knative = workload.is_knative
        check_container(found, container.path)
        return found.problems
