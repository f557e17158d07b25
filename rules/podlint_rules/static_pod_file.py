"""What a kubelet does with the other contents of its directory.

## What it does

Reports, in a directory from which a kubelet runs static Pods,

- a second document in a file, a List, or an object that is no Pod: the kubelet reads one Pod a file, and
  passes over the rest without a word;
- a Pod in a file that looks put aside (`kube-apiserver.yaml.bak`, `etcd.yaml~`): the kubelet runs every
  file whose name does not begin with a dot.

## Why it matters

A backup beside the original runs the control plane component twice, on the same ports and the same data.
An object that is ignored is one that somebody believes to be there.

## What to do instead

One Pod a file. Keep backups elsewhere, or let their names begin with a dot.

## When it is fine

Never.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from podlint.rule import (
    STATIC_DIRECTORY,
    Bad,
    DocumentView,
    Good,
    Manifest,
    Problem,
    Rule,
    Severity,
    key_of,
)

_ENDINGS = (".yaml", ".yml", ".json", ".manifest")


class StaticPodFile(Rule):
    """Looks at what lies where a kubelet reads its Pods."""

    id = "static-pod-file"
    group = "controllers"
    summary = "a file that a kubelet runs unasked, or an object in it that it ignores"
    severity = Severity.WARNING
    examples = (
        Bad(
            title="A backup that runs",
            path="etc/kubernetes/manifests/kube-scheduler.yaml.bak",
            text="""\
apiVersion: v1
kind: Pod  # expect: static-pod-file
metadata:
  name: kube-scheduler
  namespace: kube-system
spec:
  containers:
    - name: kube-scheduler
      image: registry.k8s.io/kube-scheduler:v1.34.0
""",
            no_twin="behind another document the Pod is ignored",
        ),
        Bad(
            title="An object that is ignored",
            path="etc/kubernetes/manifests/kube-vip.yaml",
            text="""\
apiVersion: v1
kind: Service  # expect: static-pod-file
metadata:
  name: kube-vip
spec:
  ports: [{port: 6443}]
""",
            no_twin="what stands before it in the file is reported too",
        ),
        Good(
            title="One Pod",
            path="etc/kubernetes/manifests/kube-scheduler.yaml",
            text="""\
apiVersion: v1
kind: Pod
metadata:
  name: kube-scheduler
  namespace: kube-system
spec:
  containers:
    - name: kube-scheduler
      image: registry.k8s.io/kube-scheduler:v1.34.0
""",
        ),
    )

    def check_document(self, document: DocumentView) -> Iterator[Problem]:
        folder, name = posixpath.split(f"/{document.file}")
        if name.startswith("."):
            return
        directory = f"{folder}/"
        configured = (f"{path}/" for path in document.project.static_pod_paths)
        if not directory.endswith((STATIC_DIRECTORY, *configured)):
            return
        for position, manifest in enumerate(document.objects):
            is_first = document.index == 0 and position == 0 and not manifest.path
            if manifest.kind == "Pod" and not manifest.group and is_first:
                if not document.file.endswith(_ENDINGS):
                    yield _put_aside(manifest, name)
            elif manifest.kind == "Pod" and not manifest.group:
                yield _ignored(manifest, "a kubelet reads one Pod a file, the first document")
            else:
                yield _ignored(
                    manifest, f"a kubelet reads Pods there, and this is a {manifest.kind}"
                )
        if not document.objects and document.data is not None:
            yield Problem(key_of(()), "a kubelet reads this file as a Pod, and it is no Pod")


def _called(manifest: Manifest) -> str:
    return f'{manifest.kind} "{manifest.name}"' if manifest.name else f"this {manifest.kind}"


def _put_aside(manifest: Manifest, name: str) -> Problem:
    return Problem(
        manifest.kind_place,
        f'the kubelet runs "{name}" too: it starts {_called(manifest)} a second time',
        help="keep it elsewhere, or let its name begin with a dot",
    )


def _ignored(manifest: Manifest, reason: str) -> Problem:
    return Problem(
        manifest.kind_place,
        f"{_called(manifest)} is ignored without a word: {reason}",
        help="give it a file of its own; what is no Pod has to be applied to the API server",
    )
