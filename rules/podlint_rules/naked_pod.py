"""Pods that no controller looks after.

## What it does

Reports a Pod manifest. A Pod that runs for ever is an error; one that runs to its end
(`restartPolicy: Never` or `OnFailure`) a warning; one that somebody sits at, or that only sleeps, is
worth knowing.

## Why it matters

A Pod lives and dies with its node. When the node fails, or is drained for an update, the Pod is gone,
and nothing brings it back. Only a controller does: it notices that a Pod is missing and makes a new
one elsewhere.

## What to do instead

Use a Deployment for what runs for ever, a StatefulSet where each Pod has an identity or a disk of its
own, a DaemonSet for one Pod a node, a Job or CronJob for what ends.

The fix wraps a Pod that runs for ever into a Deployment and one that ends into a Job, which then
tries again as often as Jobs do. Its labels stay, and stand on the template too; they get
`app.kubernetes.io/name` where none of them holds the name of the Pod, so that the selector finds no
others. A Pod with a disk or a port of the node gets `strategy: Recreate`, since a rollout would
otherwise start the new one before the old one has ended. There is no fix for a Pod that is bound to a
node (`nodeName`) or known by its `hostname`, nor for one that somebody sits at, and none is made whose
selector would find other Pods of the file. The Pod that runs must be deleted by hand, and what names
it by its kind in other files, such as a patch, changed.

## When it is fine

For a Pod that you start by hand, look at and throw away. Hooks of Helm and Argo CD, what a cluster
dumped, static Pods, and components of a control plane on the host network, wherever their files lie,
are not reported.
"""

from __future__ import annotations

from collections.abc import Iterator

from podlint.rule import Bad, Fix, Good, Nature, Problem, Rule, Severity, Workload
from podlint_rules._known import is_control_plane, runs_for_ever


class NakedPod(Rule):
    """Looks for Pods that are no template."""

    id = "naked-pod"
    group = "controllers"
    summary = "a Pod without a controller is lost with its node"
    severity = Severity.ERROR
    natures = frozenset({Nature.COMPLETE})
    examples = (
        Bad(
            title="A server",
            text="""\
apiVersion: v1
kind: Pod  # expect: naked-pod
metadata:
  name: web
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
      app.kubernetes.io/name: web
  template:
    metadata:
      labels:
        app.kubernetes.io/name: web
    spec:
      containers:
        - name: web
          image: nginx:1.27
""",
        ),
        Bad(
            title="A server with a disk, labels and annotations",
            text="""\
# The database of the shop.
apiVersion: v1
kind: Pod  # expect: naked-pod
metadata:
  name: shop-db
  namespace: shop
  labels:
    app: shop-db
    version: "17"
  annotations:
    prometheus.io/scrape: "true"  # by the operator
    argocd.argoproj.io/sync-wave: "1"

# One is enough.
spec:
  containers:
    - name: postgres
      image: postgres:17
      args:
        - -c
        - |
          log_statement=ddl
      volumeMounts:
        - name: data
          mountPath: /var/lib/postgresql/data

  volumes:
    - name: data
      persistentVolumeClaim:
        claimName: shop-db
""",
            fixed="""\
# The database of the shop.
apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop-db
  namespace: shop
  labels:
    app: shop-db
    version: "17"
  annotations:
    argocd.argoproj.io/sync-wave: "1"

spec:
  selector:
    matchLabels:
      app: shop-db
  strategy:
    type: Recreate
  template:
    metadata:
      labels:
        app: shop-db
        version: "17"
      annotations:
        prometheus.io/scrape: "true"  # by the operator
    # One is enough.
    spec:
      containers:
        - name: postgres
          image: postgres:17
          args:
            - -c
            - |
              log_statement=ddl
          volumeMounts:
            - name: data
              mountPath: /var/lib/postgresql/data

      volumes:
        - name: data
          persistentVolumeClaim:
            claimName: shop-db
""",
        ),
        Bad(
            title="Bound to a node",
            text="""\
apiVersion: v1
kind: Pod  # expect: naked-pod
metadata:
  name: probe
spec:
  nodeName: node-1
  containers:
    - name: probe
      image: acme/probe:2
""",
        ),
        Bad(
            title="A task",
            text="""\
apiVersion: v1
kind: Pod  # expect: naked-pod
metadata:
  name: migrate
spec:
  restartPolicy: Never
  containers:
    - name: migrate
      image: acme/migrate:3
""",
            fixed="""\
apiVersion: batch/v1
kind: Job
metadata:
  name: migrate
spec:
  template:
    spec:
      restartPolicy: Never
      containers:
        - name: migrate
          image: acme/migrate:3
""",
        ),
        Good(
            title="A Deployment brings its Pods back",
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
        Good(
            title="What somebody copies to where a kubelet reads it",
            path="testing/kube-vip.yaml",
            text="""\
apiVersion: v1
kind: Pod
metadata:
  name: kube-vip
  namespace: kube-system
spec:
  hostNetwork: true
  containers:
    - name: kube-vip
      image: ghcr.io/kube-vip/kube-vip:v0.8.9
""",
        ),
        Good(
            title="A test that Helm runs",
            text="""\
apiVersion: v1
kind: Pod
metadata:
  name: test-connection
  annotations:
    helm.sh/hook: test
spec:
  restartPolicy: Never
  containers:
    - name: wget
      image: busybox:1.36
      command: [wget, web:80]
""",
        ),
    )

    def check_workload(self, workload: Workload) -> Iterator[Problem]:
        manifest = workload.manifest
        if not workload.is_pod or manifest.static_pod_reason or _is_for_a_kubelet(workload):
            return
        pod = f'Pod "{manifest.name}"' if manifest.name else "this Pod"
        fate = f"if its node fails, nothing brings {pod} back"
        if manifest.metadata.get("generateName") and not manifest.metadata.get("name"):
            reason, severity = "it is one of many that a program makes", Severity.INFO
        elif workload.app_containers and all(
            each.is_interactive or each.only_sleeps for each in workload.app_containers
        ):
            reason, severity = "it only waits for somebody to use it", Severity.INFO
        elif not workload.is_long_running:
            yield Problem(
                manifest.kind_place,
                f"{fate}, and nothing runs it again",
                help="use a Job, which retries it",
                severity=Severity.WARNING,
                fix=_into_job(workload),
            )
            return
        else:
            yield Problem(
                manifest.kind_place,
                fate,
                help="use a Deployment (a StatefulSet, a DaemonSet, a Job: what fits)",
                fix=_into_deployment(workload),
            )
            return
        yield Problem(manifest.kind_place, f"{fate} ({reason})", severity=severity)


def _into_deployment(pod: Workload) -> Fix | None:
    from podlint_rules._controller_edits import as_deployment

    edits = as_deployment(pod)
    return Fix(edits, "wrap it into a Deployment") if edits else None


def _into_job(pod: Workload) -> Fix | None:
    if len(pod.app_containers) > 1 and any(map(runs_for_ever, pod.app_containers)):
        return None  # The Job would never complete.
    from podlint_rules._controller_edits import as_job

    edits = as_job(pod)
    return Fix(edits, "wrap it into a Job") if edits else None


def _is_for_a_kubelet(pod: Workload) -> bool:
    """Whether it is a component of a control plane, which a kubelet runs from wherever it is put."""
    on_host = pod.spec.get("hostNetwork") is True
    return on_host and any(is_control_plane(each) for each in pod.app_containers)
