"""Static Pods that refer to objects of the API server.

## What it does

Reports what a static Pod refers to and cannot have: a ServiceAccount, a Secret or a ConfigMap (in `env`,
`envFrom`, volumes or `imagePullSecrets`), a PersistentVolumeClaim and other volumes that the API server
knows, resource claims, tokens. Components of a control plane are no exception.

## Why it matters

A static Pod is run by the kubelet from a file, before there is an API server to ask. From Kubernetes
1.34 on the kubelet refuses a static Pod with such a reference. Before, it runs the Pod, and the mirror
that shows it in the API is never made: nobody sees it.

## What to do instead

Put what the Pod needs onto the node and mount it with `hostPath`.

## When it is fine

Never.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from podlint.rule import (
    Bad,
    Container,
    DocumentView,
    Good,
    Path,
    Place,
    Problem,
    Rule,
    Severity,
    Workload,
    key_of,
    value_of,
)

_VOLUME_REFERENCES = {
    "azureFile": ("secretName",),
    "cephfs": ("secretRef", "name"),
    "configMap": ("name",),
    "csi": ("driver",),
    "ephemeral": (),
    "flexVolume": ("secretRef", "name"),
    "glusterfs": ("endpoints",),
    "iscsi": ("secretRef", "name"),
    "persistentVolumeClaim": ("claimName",),
    "rbd": ("secretRef", "name"),
    "scaleIO": ("secretRef", "name"),
    "secret": ("secretName",),
    "storageos": ("secretRef", "name"),
}
_ALWAYS = frozenset(
    {"configMap", "csi", "ephemeral", "glusterfs", "persistentVolumeClaim", "secret"}
)
_FIRST_MINOR_THAT_REFUSES = 34
_PROJECTED = ("clusterTrustBundle", "configMap", "podCertificate", "secret", "serviceAccountToken")


class StaticPodReference(Rule):
    """Looks for references in Pods that a kubelet runs from a file."""

    id = "static-pod-reference"
    group = "controllers"
    summary = "a static Pod refers to an object of the API server, which a kubelet refuses"
    severity = Severity.ERROR
    examples = (
        Bad(
            title="A Secret in a static Pod",
            path="node/etc/kubernetes/manifests/kube-vip.yaml",
            text="""\
apiVersion: v1
kind: Pod
metadata:
  name: kube-vip
  namespace: kube-system
spec:
  serviceAccountName: kube-vip  # expect: static-pod-reference
  containers:
    - name: kube-vip
      image: ghcr.io/kube-vip/kube-vip:v0.8.7
      env:
        - name: TOKEN
          valueFrom:
            secretKeyRef:
              name: vip-token  # expect: static-pod-reference
              key: token
""",
        ),
        Good(
            title="From the node",
            path="node/etc/kubernetes/manifests/kube-vip.yaml",
            text="""\
apiVersion: v1
kind: Pod
metadata:
  name: kube-vip
  namespace: kube-system
spec:
  containers:
    - name: kube-vip
      image: ghcr.io/kube-vip/kube-vip:v0.8.7
      volumeMounts:
        - {name: kubeconfig, mountPath: /etc/kubernetes/admin.conf}
  volumes:
    - name: kubeconfig
      hostPath: {path: /etc/kubernetes/admin.conf}
""",
        ),
    )

    def check_workload(self, workload: Workload) -> Iterator[Problem]:
        if not workload.is_pod or not workload.manifest.static_pod_reason:
            return
        for place, what in _references(workload):
            yield _problem(place, "a static Pod", what, workload)

    def check_document(self, document: DocumentView) -> Iterator[Problem]:
        for placement in document.placements:
            for pod in placement.pods:
                what = ", ".join(dict.fromkeys(what for _, what in _references(pod)))
                if what:
                    who = f"the static Pod that is put into {placement.file}"
                    yield _problem(value_of(placement.path), who, what, pod)


def _problem(place: Place, who: str, what: str, workload: Workload) -> Problem:
    refused = workload.manifest.target.minor >= _FIRST_MINOR_THAT_REFUSES
    fate = "the kubelet refuses it" if refused else "it runs unseen, without a mirror Pod"
    return Problem(
        place,
        f"{who} cannot use {what}: no API server is asked for it, so {fate}",
        help="put it onto the node and mount it with hostPath",
    )


def _references(workload: Workload) -> Iterator[tuple[Place, str]]:
    base, spec = workload.pod_path, workload.spec
    for field in ("serviceAccountName", "serviceAccount"):
        if spec.get(field):
            yield value_of((*base, field)), f'the ServiceAccount "{spec[field]}"'
            break
    for index, secret in enumerate(_list(spec, "imagePullSecrets")):
        yield _item((*base, "imagePullSecrets", index)), f'the Secret "{_get(secret, "name")}"'
    for index, claim in enumerate(_list(spec, "resourceClaims")):
        yield _item((*base, "resourceClaims", index)), f'the resource claim "{_get(claim, "name")}"'
    for index, volume in enumerate(_list(spec, "volumes")):
        yield from _volume_references(volume, (*base, "volumes", index))
    for container in workload.containers:
        yield from _env_references(container)


def _item(path: Path) -> Place:
    return value_of((*path, "name"))


def _volume_references(volume: Any, path: Path) -> Iterator[tuple[Place, str]]:
    if not isinstance(volume, dict):
        return
    for field, steps in _VOLUME_REFERENCES.items():
        source = volume.get(field)
        if not isinstance(source, dict):
            continue
        name: Any = source
        for step in steps:
            name = _get(name, step)
        if isinstance(name, str) and name:
            yield value_of((*path, field, *steps)), f'the {field} volume "{name}"'
        elif field in _ALWAYS:
            yield key_of((*path, field)), f"the {field} volume"
    for index, source in enumerate(_list(_get(volume, "projected"), "sources")):
        for field in _PROJECTED:
            if _get(source, field) is not None:
                yield key_of((*path, "projected", "sources", index, field)), f"a projected {field}"


def _env_references(container: Container) -> Iterator[tuple[Place, str]]:
    for index, entry in enumerate(_list(container.data, "envFrom")):
        for field, kind in (("secretRef", "Secret"), ("configMapRef", "ConfigMap")):
            name = _get(_get(entry, field), "name")
            if name:
                path: Path = (*container.path, "envFrom", index, field, "name")
                yield value_of(path), f'the {kind} "{name}"'
    for index, entry in enumerate(_list(container.data, "env")):
        source = _get(entry, "valueFrom")
        for field, kind in (("secretKeyRef", "Secret"), ("configMapKeyRef", "ConfigMap")):
            name = _get(_get(source, field), "name")
            if name:
                path = (*container.path, "env", index, "valueFrom", field, "name")
                yield value_of(path), f'the {kind} "{name}"'


def _get(value: Any, key: str) -> Any:
    return value.get(key) if isinstance(value, dict) else None


def _list(value: Any, key: str) -> list[Any]:
    found = _get(value, key)
    return found if isinstance(found, list) else []
