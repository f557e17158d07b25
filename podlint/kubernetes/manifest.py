"""Kubernetes objects in documents, and what each of them is for."""

from __future__ import annotations

import enum
import posixpath
from collections.abc import Iterator, Mapping
from typing import Any

from podlint.document import Document
from podlint.kubernetes.kinds import BUILTIN_KINDS, template_paths
from podlint.kubernetes.known import NOTHING_KNOWN, Known
from podlint.kubernetes.project import Project
from podlint.kubernetes.target import Target
from podlint.model import ObjectRef, Path, Place, key_of, value_of

_HOOK_ANNOTATIONS = ("helm.sh/hook", "argocd.argoproj.io/hook")
_KUBELET_ANNOTATIONS = tuple(
    f"kubernetes.io/config.{word}" for word in ("source", "mirror", "hash", "seen")
)

_DIRECTIVES = ("$patch", "$retainKeys", "$setElementOrder/", "$deleteFromPrimitiveList/")
STATIC_DIRECTORY = "/etc/kubernetes/manifests/"
"""Where a kubelet looks for static Pods; it runs every file there, whatever its ending."""


class Nature(enum.Enum):
    """What a manifest is for; settled before anything judges it."""

    COMPLETE = "complete"
    PATCH = "patch"
    """Kustomize lays it over another manifest: what is absent in it means nothing."""
    LIVE = "live dump"
    """It shows what a cluster made; nobody wrote it."""
    HOOK = "hook"
    """A Pod or Job that Helm or Argo CD runs at a step of a release."""


class Manifest:
    """One Kubernetes object; an item of a ``List`` is one of its own."""

    __slots__ = (
        "api_version",
        "data",
        "file",
        "kind",
        "known",
        "metadata",
        "nature",
        "path",
        "placed",
        "project",
        "target",
    )

    def __init__(
        self,
        data: dict[str, Any],
        path: Path,
        file: str,
        project: Project,
        target: Target,
        known: Known = NOTHING_KNOWN,
    ) -> None:
        self.data = data
        self.path = path
        """Where it stands in its document: ``()``, or ``("items", 0)`` in a List."""
        self.file = file
        self.project = project
        self.target = target
        """The version of Kubernetes that it is judged for."""
        self.known = known
        """Kinds and images that the configuration tells of."""
        self.kind: str = data["kind"]
        api_version = data.get("apiVersion")
        self.api_version = api_version if isinstance(api_version, str) else ""
        self.metadata = mapping(data.get("metadata"))
        self.nature = Nature.COMPLETE
        self.placed = ""
        """What puts it onto a node as a static Pod, where the document does so itself."""

    def with_data(self, data: dict[str, Any]) -> Manifest:
        """The same object with other data; what it is for stays settled."""
        other = Manifest(data, self.path, self.file, self.project, self.target, self.known)
        other.nature, other.placed = self.nature, self.placed
        return other

    @property
    def group(self) -> str:
        """The API group, empty for the core group."""
        return self.api_version.rpartition("/")[0]

    @property
    def name(self) -> str:
        """``metadata.name``; ``generateName`` with an asterisk where there is only that."""
        name = self.metadata.get("name")
        if isinstance(name, str) and name:
            return name
        prefix = self.metadata.get("generateName")
        return f"{prefix}*" if isinstance(prefix, str) and prefix else ""

    @property
    def namespace(self) -> str:
        """``metadata.namespace``; empty where it is not said."""
        namespace = self.metadata.get("namespace")
        return namespace if isinstance(namespace, str) else ""

    @property
    def annotations(self) -> Mapping[str, Any]:
        """The annotations of the object."""
        return mapping(self.metadata.get("annotations"))

    @property
    def spec(self) -> Mapping[str, Any]:
        """``spec``, or an empty mapping."""
        return mapping(self.data.get("spec"))

    @property
    def static_pod_reason(self) -> str:
        """Why a kubelet would run it from its file, as the end of a sentence; empty if it would not.

        Only strong evidence counts: a directory called ``manifests`` alone proves nothing.
        """
        if self.kind != "Pod" or self.group:
            return ""
        if self.placed:
            return self.placed
        if posixpath.basename(self.file).startswith("."):
            return ""
        if STATIC_DIRECTORY in f"/{self.file}":
            return "its file lies in etc/kubernetes/manifests"
        for path in self.project.static_pod_paths:
            if f"{path}/" in f"/{self.file}":
                return f"a kubelet is configured to read its directory, {path}"
        if self.file.endswith(".manifest"):
            return "its file ends in .manifest"
        return ""

    @property
    def reference(self) -> ObjectRef:
        """Its kind, namespace and name."""
        return ObjectRef(self.kind, self.namespace, self.name)

    @property
    def kind_place(self) -> Place:
        """Where a finding about the object as a whole stands."""
        return value_of((*self.path, "kind"))

    def key(self, *steps: str | int) -> Place:
        """The key at ``steps`` below the object."""
        return key_of((*self.path, *steps))

    def value(self, *steps: str | int) -> Place:
        """The value at ``steps`` below the object."""
        return value_of((*self.path, *steps))


def mapping(value: object) -> dict[str, Any]:
    """``value`` where it is a mapping, else an empty one: manifests may hold anything anywhere."""
    return value if isinstance(value, dict) else {}


def sequence(value: object) -> list[Any]:
    """``value`` where it is a sequence, else an empty one."""
    return value if isinstance(value, list) else []


def manifests(
    document: Document, project: Project, target: Target, known: Known = NOTHING_KNOWN
) -> list[Manifest]:
    """The Kubernetes objects of a document, each with its nature."""
    file = document.source.file
    found = [
        Manifest(data, path, file, project, target, known)
        for data, path in _objects(document.data, ())
    ]
    for path, data, placed in _placed_pods(document.data):
        pod = Manifest(data, path, file, project, target, known)
        pod.placed = placed
        found.append(pod)
    for manifest in found:
        manifest.nature = _nature(manifest, document.text)
    return found


def _placed_pods(data: Any) -> Iterator[tuple[Path, dict[str, Any], str]]:
    """The static Pods in a machine configuration of Talos, and in its KubeStaticPodConfig."""
    if not isinstance(data, dict):
        return
    pods = mapping(data.get("machine")).get("pods")
    for index, pod in enumerate(sequence(pods)):
        if is_manifest(pod):
            yield (
                ("machine", "pods", index),
                pod,
                "Talos runs the Pods of machine.pods as static Pods",
            )
    if data.get("kind") == "KubeStaticPodConfig" and is_manifest(data.get("pod")):
        yield ("pod",), data["pod"], "Talos runs the Pod of a KubeStaticPodConfig as a static Pod"


def is_manifest(data: object) -> bool:
    """Whether ``data`` is a Kubernetes object, or was meant to be one.

    It has a string ``kind`` and a string ``apiVersion``; without that, a kind that Kubernetes has
    and ``metadata`` or ``spec``, so that a misspelt ``apiVersoin`` is found and not passed over.
    """
    if not isinstance(data, dict) or not isinstance(data.get("kind"), str):
        return False
    if isinstance(data.get("apiVersion"), str):
        return True
    return data["kind"] in BUILTIN_KINDS and ("metadata" in data or "spec" in data)


def _objects(data: Any, path: Path) -> Iterator[tuple[dict[str, Any], Path]]:
    if not is_manifest(data):
        return
    kind, items = data["kind"], data.get("items")
    if kind.endswith("List") and isinstance(items, list):
        for index, item in enumerate(items):
            yield from _objects(_typed(item, kind, data), (*path, "items", index))
        return
    yield data, path


def _typed(item: Any, list_kind: str, parent: dict[str, Any]) -> Any:
    """An item of a ``PodList`` may leave out what the list says: that it is a ``v1`` ``Pod``."""
    if not isinstance(item, dict) or "kind" in item or list_kind == "List":
        return item
    return {"apiVersion": parent.get("apiVersion"), "kind": list_kind.removesuffix("List"), **item}


def _nature(manifest: Manifest, text: str) -> Nature:
    if _is_patch(manifest, text):
        return Nature.PATCH
    if _is_live(manifest):
        return Nature.LIVE
    if manifest.kind in ("Pod", "Job") and any(
        name in manifest.annotations for name in _HOOK_ANNOTATIONS
    ):
        return Nature.HOOK
    return Nature.COMPLETE


def _is_live(manifest: Manifest) -> bool:
    metadata = manifest.metadata
    if metadata.get("uid") or metadata.get("ownerReferences"):
        return True
    if _has_content(manifest.data.get("status")):
        return True
    annotations = manifest.annotations
    return bool(annotations) and any(name in annotations for name in _KUBELET_ANNOTATIONS)


def _has_content(value: object) -> bool:
    if isinstance(value, dict):
        return any(_has_content(inner) for inner in value.values())
    if isinstance(value, list):
        return any(_has_content(inner) for inner in value)
    return value is not None


def _is_patch(manifest: Manifest, text: str) -> bool:
    if manifest.project.names_as_patch(manifest.file):
        return True
    paths = template_paths(manifest.group, manifest.kind, manifest.known)
    if not paths:
        return False
    if any(word in text for word in _DIRECTIVES) and _holds_directive(manifest.data):
        return True
    if not manifest.project.is_beside_kustomization(manifest.file):
        return False
    return any(_is_partial(manifest.data, steps) for steps in paths)


def _holds_directive(value: object) -> bool:
    if isinstance(value, dict):
        return any(
            key.startswith(_DIRECTIVES) or _holds_directive(inner) for key, inner in value.items()
        )
    return isinstance(value, list) and any(_holds_directive(inner) for inner in value)


def _is_partial(data: object, steps: tuple[str, ...]) -> bool:
    """Whether the Pod spec at ``steps`` has no containers, or one without an image."""
    for step in steps:
        if step == "*":
            return False
        data = mapping(data).get(step)
    containers = sequence(mapping(data).get("containers"))
    return not containers or any("image" not in mapping(each) for each in containers)
