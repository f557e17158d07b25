"""Static Pods of one's own.

## What it does

Reports a Pod that a kubelet would run from a file on its node:

- one whose file lies in `etc/kubernetes/manifests`, or in a directory that a KubeletConfiguration of the
  repository names as `staticPodPath`, or whose name ends in `.manifest`;
- one that another file puts there: Ignition, Butane, a MachineConfig, cloud-init, Talos.

The components of a control plane (kube-apiserver, etcd, kube-vip and their like) are not reported.

## Why it matters

A static Pod belongs to one node and one file. The API server shows it and cannot change, move or
delete it; no controller replaces it, no rollout updates it, and it cannot use a ConfigMap, a Secret
or a ServiceAccount. It exists so that a kubelet can start a control plane before there is an API
server. There is no other reason for one.

## What to do instead

Use a DaemonSet for one Pod a node, a Deployment for everything else.

## When it is fine

For the control plane, and for what has to run before it.
"""

from __future__ import annotations

from collections.abc import Iterator

from podlint.rule import (
    Bad,
    DocumentView,
    Good,
    Place,
    Problem,
    Rule,
    Severity,
    Workload,
    value_of,
)
from podlint_rules._known import is_control_plane


class StaticPod(Rule):
    """Looks for Pods in files that a kubelet reads."""

    id = "static-pod"
    group = "controllers"
    summary = "a static Pod that is no component of the control plane"
    severity = Severity.ERROR
    examples = (
        Bad(
            title="An application in the kubelet's directory",
            path="node/etc/kubernetes/manifests/web.yaml",
            text="""\
apiVersion: v1
kind: Pod  # expect: static-pod
metadata:
  name: web
spec:
  containers:
    - name: web
      image: nginx:1.27
""",
        ),
        Bad(
            title="Put there by Butane",
            path="node.bu",
            text="""\
variant: fcos
version: 1.5.0
storage:
  files:
    - path: /etc/kubernetes/manifests/web.yaml  # expect: static-pod
      contents:
        inline: |
          apiVersion: v1
          kind: Pod
          metadata:
            name: web
          spec:
            containers:
              - name: web
                image: nginx:1.27
""",
        ),
        Bad(
            title="Listed for Talos",
            path="controlplane.yaml",
            text="""\
version: v1alpha1
machine:
  type: controlplane
  pods:
    - apiVersion: v1
      kind: Pod  # expect: static-pod
      metadata:
        name: web
      spec:
        containers:
          - name: web
            image: nginx:1.27
""",
        ),
        Good(
            title="A component of the control plane",
            path="node/etc/kubernetes/manifests/kube-scheduler.yaml",
            text="""\
apiVersion: v1
kind: Pod
metadata:
  name: kube-scheduler
  namespace: kube-system
spec:
  hostNetwork: true
  containers:
    - name: kube-scheduler
      image: registry.k8s.io/kube-scheduler:v1.34.0
""",
        ),
        Good(
            title="A directory that is only called manifests",
            path="manifests/web.yaml",
            text="""\
apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: web
      image: nginx:1.27
""",
        ),
    )

    def check_workload(self, workload: Workload) -> Iterator[Problem]:
        manifest = workload.manifest
        reason = manifest.static_pod_reason if workload.is_pod else ""
        if reason and not _is_control_plane(workload):
            yield _problem(manifest.kind_place, workload, reason)

    def check_document(self, document: DocumentView) -> Iterator[Problem]:
        for placement in document.placements:
            for pod in placement.pods:
                if not _is_control_plane(pod):
                    yield _problem(
                        value_of(placement.path), pod, f"it is put into {placement.file}"
                    )


def _is_control_plane(pod: Workload) -> bool:
    return any(is_control_plane(each) for each in pod.app_containers)


def _problem(place: Place, workload: Workload, reason: str) -> Problem:
    name = workload.manifest.name
    pod = f'Pod "{name}"' if name else "this Pod"
    return Problem(
        place,
        f"a kubelet would run {pod} as a static Pod ({reason}), "
        "where no controller can replace, move or update it",
        help="use a DaemonSet for one Pod a node, a Deployment otherwise; "
        "static Pods are for the control plane",
    )
