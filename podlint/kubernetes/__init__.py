"""Kubernetes objects as rules see them: Manifest, Workload, Container, Probe."""

from podlint.document.placeholders import has_placeholder
from podlint.kubernetes.container import Container, Port, Role
from podlint.kubernetes.embedded import DocumentView, Placement, placements
from podlint.kubernetes.image import Image
from podlint.kubernetes.known import NOTHING_KNOWN, Known, WorkloadKind
from podlint.kubernetes.manifest import STATIC_DIRECTORY, Manifest, Nature, manifests
from podlint.kubernetes.probe import Probe
from podlint.kubernetes.project import Kustomization, Project, Service
from podlint.kubernetes.target import Target, ranges
from podlint.kubernetes.workload import Workload, workloads

__all__ = [
    "NOTHING_KNOWN",
    "STATIC_DIRECTORY",
    "Container",
    "DocumentView",
    "Image",
    "Known",
    "Kustomization",
    "Manifest",
    "Nature",
    "Placement",
    "Port",
    "Probe",
    "Project",
    "Role",
    "Service",
    "Target",
    "Workload",
    "WorkloadKind",
    "has_placeholder",
    "manifests",
    "placements",
    "ranges",
    "workloads",
]
