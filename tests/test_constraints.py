"""What the API server refuses for the value of one field: values it accepts, values it refuses.

The table below is golden: an API server of 1.37 said so, and says it again where there is one (see
``tools/apiserver``). A fragment is put into a valid object; in it ``VALUE`` stands for the value.
"""

from __future__ import annotations

import copy
import importlib
import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from ruamel.yaml import YAML

from conftest import ROOT, require_tool
from podlint import schema
from podlint.model import (
    InvalidValueFault,
    MissingFieldFault,
    Path,
    Place,
    SchemaFault,
    WrongTypeFault,
    key_of,
    value_of,
)
from podlint.schema import NEWEST, VERSIONS, store
from podlint.schema.shape import definition_at
from podlint_rules.invalid_value.words import words

Manifest = dict[str, Any]


class Case(NamedTuple):
    """Values of one field."""

    base: str
    at: str
    """The path of the mapping that the fragment is put into."""
    fragment: str
    accepted: tuple[Any, ...]
    refused: tuple[Any, ...]

    @property
    def name(self) -> str:
        return f"{self.base} {self.at} {self.fragment}"


# --- The objects ----------------------------------------------------------------------------------


def read(text: str) -> Any:
    return YAML(typ="safe", pure=True).load(text)


POD_SPEC = "containers: [{name: c, image: i}]"
POD_TEMPLATE = f"{{metadata: {{labels: {{a: b}}}}, spec: {{{POD_SPEC}}}}}"
JOB_SPEC = f"{{template: {{spec: {{restartPolicy: Never, {POD_SPEC}}}}}}}"
SELECTED = f"{{selector: {{matchLabels: {{a: b}}}}, template: {POD_TEMPLATE}}}"
HPA_SPEC = "{maxReplicas: 3, scaleTargetRef: {kind: Deployment, name: w, apiVersion: apps/v1}}"
PV_SPEC = "{accessModes: [ReadWriteOnce], capacity: {storage: 1Gi}, hostPath: {path: /a}}"
RBAC_ROLE = "{kind: Role, name: r, apiGroup: rbac.authorization.k8s.io}"
BASES = {
    "Pod": f"{{apiVersion: v1, spec: {{{POD_SPEC}}}}}",
    "PodTemplate": f"{{apiVersion: v1, template: {POD_TEMPLATE}}}",
    "ReplicationController": (
        f"{{apiVersion: v1, spec: {{selector: {{a: b}}, template: {POD_TEMPLATE}}}}}"
    ),
    "Deployment": f"{{apiVersion: apps/v1, spec: {SELECTED}}}",
    "ReplicaSet": f"{{apiVersion: apps/v1, spec: {SELECTED}}}",
    "DaemonSet": f"{{apiVersion: apps/v1, spec: {SELECTED}}}",
    "StatefulSet": f"{{apiVersion: apps/v1, spec: {SELECTED}}}",
    "Job": f"{{apiVersion: batch/v1, spec: {JOB_SPEC}}}",
    "CronJob": (
        f"{{apiVersion: batch/v1, spec: {{schedule: '* * * * *', jobTemplate: {{spec: {JOB_SPEC}}}}}}}"
    ),
    "Service": "{apiVersion: v1, spec: {ports: [{port: 80}]}}",
    "Endpoints": "{apiVersion: v1, subsets: [{addresses: [{ip: 1.2.3.4}], ports: [{port: 80}]}]}",
    "EndpointSlice": "{apiVersion: discovery.k8s.io/v1, addressType: FQDN, endpoints: []}",
    "Ingress": (
        "{apiVersion: networking.k8s.io/v1, spec: {rules: [{http: {paths: [{path: /,"
        " pathType: Prefix, backend: {service: {name: s, port: {number: 80}}}}]}}]}}"
    ),
    "NetworkPolicy": (
        "{apiVersion: networking.k8s.io/v1,"
        " spec: {podSelector: {}, ingress: [{ports: [{port: 80}]}]}}"
    ),
    "ConfigMap": "{apiVersion: v1}",
    "Secret": "{apiVersion: v1}",
    "Namespace": "{apiVersion: v1}",
    "Node": "{apiVersion: v1, spec: {}}",
    "LimitRange": "{apiVersion: v1, spec: {limits: []}}",
    "ResourceQuota": "{apiVersion: v1, spec: {}}",
    "PersistentVolume": f"{{apiVersion: v1, spec: {PV_SPEC}}}",
    "PersistentVolumeClaim": (
        "{apiVersion: v1, spec: {accessModes: [ReadWriteOnce],"
        " resources: {requests: {storage: 1Gi}}}}"
    ),
    "StorageClass": "{apiVersion: storage.k8s.io/v1, provisioner: example.org/p}",
    "HorizontalPodAutoscaler": f"{{apiVersion: autoscaling/v2, spec: {HPA_SPEC}}}",
    "HorizontalPodAutoscaler/v1": f"{{apiVersion: autoscaling/v1, spec: {HPA_SPEC}}}",
    "PodDisruptionBudget": "{apiVersion: policy/v1, spec: {selector: {}}}",
    "Role": "{apiVersion: rbac.authorization.k8s.io/v1}",
    "RoleBinding": f"{{apiVersion: rbac.authorization.k8s.io/v1, roleRef: {RBAC_ROLE}}}",
    "ClusterRoleBinding": (
        "{apiVersion: rbac.authorization.k8s.io/v1,"
        f" roleRef: {RBAC_ROLE.replace('Role', 'ClusterRole')}}}"
    ),
    "IngressClass": "{apiVersion: networking.k8s.io/v1, spec: {controller: a.b/c}}",
    "PriorityClass": "{apiVersion: scheduling.k8s.io/v1, value: 3}",
    "RuntimeClass": "{apiVersion: node.k8s.io/v1, handler: h}",
    "ValidatingWebhookConfiguration": (
        "{apiVersion: admissionregistration.k8s.io/v1, webhooks: [{name: a.example.org,"
        " sideEffects: None, admissionReviewVersions: [v1], clientConfig: {url: 'https://a/b'}}]}"
    ),
    "MutatingWebhookConfiguration": (
        "{apiVersion: admissionregistration.k8s.io/v1, webhooks: [{name: a.example.org,"
        " sideEffects: None, admissionReviewVersions: [v1], clientConfig: {url: 'https://a/b'}}]}"
    ),
    "CSIDriver": "{apiVersion: storage.k8s.io/v1, spec: {}}",
}

# --- Values that many fields share ----------------------------------------------------------------

LABEL = ("a", "a-1", "1", "a" * 63)
NO_LABEL = ("A", "a_b", "a.b", "-a", "a-", "a" * 64, "a b", "a\n", "ä")
SUBDOMAIN = ("a", "a.b", "a-1.b", "a" * 253)
NO_SUBDOMAIN = ("A", "a_b", "a..b", ".a", "a.", "a/b", "a" * 254, "a\n")
KEY = ("a", "A_b.c-d", "a.b/c", "a" * 63, "a" * 253 + "/" + "a" * 63)
NO_KEY = ("-a", "a_", "a" * 64, "/a", "a/", "a/b/c", "a b", "A.b/c", "a_b/c", "a\n")
NO_EMPTY_KEY = (*NO_KEY, "")
VALUE = ("", "a", "A_b.c-d", "1", "a" * 63)
NO_VALUE = ("-a", "a_", "a/b", "a b", "a" * 64, "a:b", "a\n")
COUNT = (0, 1, 2**31 - 1)
NO_COUNT = (-1, -(2**31))
PORT = (1, 65535)
NO_PORT = (0, -1, 65536, 100000)
NAMED_PORT = (*PORT, "http", "a-1", "8080a", "1-a", "a" * 15)
NO_NAMED_PORT = (*NO_PORT, "8080", "a" * 16, "a--b", "-a", "a-", "A", "a_b", "", "http\n")
PORT_NAME = ("", "http", "a-1", "8080a")
NO_PORT_NAME = ("8080", "a" * 16, "a--b", "-a", "a-", "HTTP", "a_b", "1-2")
USER = (0, 1000, 2**31 - 1)
NO_USER = (-1, 2**31, 2**32)
MODE = (0, 0o400, 0o777)
NO_MODE = (-1, 0o1000, 640)
ADDRESS = ("1.2.3.4", "255.255.255.255", "::1", "fe80::1", "a:b:c:d:e:f:1:2")
NO_ADDRESS = (
    "",
    "a",
    "1.2.3",
    "1.2.3.256",
    "1.2.3.4.5",
    "01.2.3.4",
    "1.2.3.4/8",
    "a:b",
    "1.2.3.4\n",
)
RANGE = ("10.0.0.0/8", "0.0.0.0/0", "1.2.3.4/32", "fe80::/64", "::/0")
NO_RANGE = ("10.0.0.0", "10.0.0.0/33", "", "a/8", "10.0.0/8", "::/129", "10.0.0.0/8\n")
PERCENT = (0, 3, "0%", "25%", "100%")
NO_PERCENT = (-1, "25", "-1%", "1.5%", "a", "", "25%%", "%")
QUANTITY = ("m", ".", "1", "100m", "1Gi", "1.5", ".5", "1e3", "1E", "1.", "+1", " 1", 1, 0.5, 0)
NO_QUANTITY = ("1GB", "1gb", "1 Gi", "a", "", "1K", "1mi", "1e", "--1", "1.5.2", "1\n")
NEGATIVE_QUANTITY = ("-1", "-1m", "-0.5", -1, -0.5)
ENUM = ("", "x")
RELATIVE = ("a", "a/b", "a/..b", "./a", ".a", "a//b", "a/")
BELOW = ("", "..a", *RELATIVE)
NO_RELATIVE = ("", "/a", "../a", "a/../b", "a/..", "..")
CONFIG_KEYS = ("a", "a.b", "A_b-c", ".a", "a..b", "1", "a" * 253)
NO_CONFIG_KEY = ("", ".", "..", "..a", "a/b", "a b", "a" * 254, "a\n")
SEGMENT = ("a", "A b", "a:b", "...", ".a", "a.")
NO_SEGMENT = ("", ".", "..", "a/b", "a%b")

INGRESS_PATH = {
    "pathType": "Exact",
    "path": "/",
    "backend": {"service": {"name": "a", "port": {"number": 1}}},
}
FAILURE_RULE = {"action": "Ignore", "onPodConditions": [{"type": "a", "status": "True"}]}

CLAIM = "persistentVolumeClaim: {claimName: a}"

C = "spec/containers/0"
S = "spec"


def volume(source: str, name: str = "v") -> str:
    """A Pod's volumes: one with that source."""
    return f"volumes: [{{name: {name}, {source}}}]"


def mounted(source: str, mount: str) -> str:
    """A Pod's volumes and containers: one of each, with these fields."""
    return f"{volume(source)}, containers: [{{name: c, image: i, {mount}}}]"


def item_of(source: str, item: str) -> str:
    """A Pod's volumes: one with that source, which has one item."""
    return volume(f"{source}items: [{{{item}}}]}}")


def spread(constraint: str, key: str = "maxSkew: 1, topologyKey: a") -> str:
    """How a Pod is spread."""
    fields = f"{key}, whenUnsatisfiable: DoNotSchedule, {constraint}"
    return f"topologySpreadConstraints: [{{{fields}}}]"


def term(fields: str) -> str:
    """The affinity of a Pod to other Pods."""
    required = "requiredDuringSchedulingIgnoredDuringExecution"
    return f"affinity: {{podAffinity: {{{required}: [{{{fields}}}]}}}}"


def nodes(fields: str) -> str:
    """The affinity of a Pod to nodes."""
    required = "requiredDuringSchedulingIgnoredDuringExecution"
    return f"affinity: {{nodeAffinity: {{{required}: {{{fields}}}}}}}"


CASES = tuple(
    Case(*case)
    for case in (
        # --- metadata ---
        ("Pod", "metadata", "labels: {VALUE: x}", KEY, NO_EMPTY_KEY),
        ("Pod", "metadata", "labels: {a: VALUE}", VALUE, NO_VALUE),
        ("Pod", "metadata", "annotations: {VALUE: x}", (*KEY, "A.b/c"), ("a b", "/a", "a/b/c", "")),
        ("Pod", "metadata", "finalizers: [VALUE]", ("a.b/c",), ("a b/c", "a/b/c", "")),
        ("Pod", "metadata", "name: VALUE", SUBDOMAIN, (*NO_SUBDOMAIN, "")),
        ("Pod", "metadata", "{name: null, generateName: VALUE}", ("a-", "a", "a.b-"), ("A", "a_", "a.")),
        ("Pod", "metadata", "namespace: VALUE", ("a", "default"), ("a.b", "A", "a_b")),
        ("Namespace", "metadata", "name: VALUE", LABEL, (*NO_LABEL, "")),
        ("StatefulSet", "metadata", "name: VALUE", LABEL, (*NO_LABEL, "")),
        ("Service", "metadata", "name: VALUE", LABEL, (*NO_LABEL, "")),
        ("CronJob", "metadata", "name: VALUE", ("a.b", "a" * 52), ("a" * 53, "A", "a_b")),
        ("Role", "metadata", "name: VALUE", SEGMENT, NO_SEGMENT),
        ("RoleBinding", "metadata", "name: VALUE", SEGMENT, NO_SEGMENT),
        ("CSIDriver", "metadata", "name: VALUE", ("a.b", "a" * 253), ("a_b", "A", "")),
        ("LimitRange", "metadata", "name: VALUE", ("", "a.b", "a" * 253), ("A", "a_b", "a" * 254)),
        ("PodDisruptionBudget", "metadata", "name: VALUE", SEGMENT, NO_SEGMENT),
        *(
            (kind, "metadata", "name: VALUE", ("a.b", "a" * 253), ("A", "a_b", "", "a" * 254))
            for kind in (
                *("ConfigMap", "DaemonSet", "Deployment", "Endpoints", "EndpointSlice"),
                *("HorizontalPodAutoscaler", "Ingress", "NetworkPolicy"),
                *("Node", "PersistentVolume", "PersistentVolumeClaim", "PodTemplate"),
                *("PriorityClass", "ReplicaSet", "ReplicationController"),
                *("ResourceQuota", "RuntimeClass", "Secret", "StorageClass"),
                "ValidatingWebhookConfiguration",
            )
        ),
        *(
            ("Pod", "metadata", f"ownerReferences: [{{{reference}}}]", ("a",), ("",))
            for reference in (
                "apiVersion: v1, kind: VALUE, name: a, uid: a",
                "apiVersion: v1, kind: a, name: VALUE, uid: a",
                "apiVersion: v1, kind: a, name: a, uid: VALUE",
            )
        ),
        # --- Pods ---
        ("Pod", S, "containers: VALUE", ([{"name": "c", "image": "i"}],), ([],)),
        ("Pod", S, "activeDeadlineSeconds: VALUE", (1, 2**31 - 1), (0, -1, 2**31)),
        ("Pod", S, "dnsPolicy: VALUE", ("", "Default", "ClusterFirst"), ("default", "x")),
        ("Pod", S, "hostname: VALUE", ("", *LABEL), NO_LABEL),
        ("Pod", S, "subdomain: VALUE", ("", *LABEL), NO_LABEL),
        ("Pod", S, "nodeName: VALUE", ("", *SUBDOMAIN), NO_SUBDOMAIN),
        ("Pod", S, "nodeSelector: {VALUE: x}", KEY, NO_EMPTY_KEY),
        ("Pod", S, "nodeSelector: {a: VALUE}", VALUE, NO_VALUE),
        ("Pod", S, "overhead: {cpu: VALUE}", (0, "1m"), NEGATIVE_QUANTITY),
        ("Pod", S, "preemptionPolicy: VALUE", ("Never", "PreemptLowerPriority"), ENUM),
        ("Pod", S, "priorityClassName: VALUE", ("", *SUBDOMAIN), NO_SUBDOMAIN),
        ("Pod", S, "restartPolicy: VALUE", ("", "Always", "Never", "OnFailure"), ("always", "x")),
        ("Pod", S, "runtimeClassName: VALUE", SUBDOMAIN, (*NO_SUBDOMAIN, "")),
        ("Pod", S, "serviceAccountName: VALUE", ("", *SUBDOMAIN), NO_SUBDOMAIN),
        ("Pod", S, "terminationGracePeriodSeconds: VALUE", (0, 1, 2**40, -1), ()),
        ("Pod", S, "os: {name: VALUE}", ("linux", "windows"), ("", "Linux")),
        ("Pod", S, "readinessGates: [{conditionType: VALUE}]", KEY, NO_EMPTY_KEY),
        ("Pod", S, "schedulingGates: [{name: VALUE}]", KEY, NO_EMPTY_KEY),
        (
            *("Pod", S, "resourceClaims: [{name: VALUE, resourceClaimName: a}]"),
            *(LABEL, (*NO_LABEL, "")),
        ),
        ("Pod", S, "hostAliases: [{ip: VALUE}]", ADDRESS, NO_ADDRESS),
        ("Pod", S, "hostAliases: [{ip: 1.2.3.4, hostnames: [VALUE]}]", SUBDOMAIN, ("a_b", "A", "")),
        ("Pod", S, "dnsConfig: {nameservers: [VALUE]}", ADDRESS, NO_ADDRESS),
        ("Pod", S, "dnsConfig: {nameservers: VALUE}", (["1.2.3.4"] * 3,), (["1.2.3.4"] * 4,)),
        ("Pod", S, "dnsConfig: {searches: VALUE}", (["a"] * 32,), (["a"] * 33,)),
        ("Pod", S, "dnsConfig: {options: [{name: VALUE}]}", ("a",), ("",)),
        ("Pod", S, "securityContext: {fsGroup: VALUE}", USER, NO_USER),
        ("Pod", S, "securityContext: {runAsUser: VALUE}", USER, NO_USER),
        ("Pod", S, "securityContext: {runAsGroup: VALUE}", USER, NO_USER),
        ("Pod", S, "securityContext: {supplementalGroups: [VALUE]}", USER, NO_USER),
        ("Pod", S, "securityContext: {fsGroupChangePolicy: VALUE}", ("Always",), ENUM),
        ("Pod", S, "securityContext: {seLinuxChangePolicy: VALUE}", ("Recursive",), ENUM),
        ("Pod", S, "securityContext: {supplementalGroupsPolicy: VALUE}", ("Merge", "Strict"), ENUM),
        (
            *("Pod", S, "securityContext: {sysctls: [{name: VALUE, value: a}]}"),
            *(("a.b", "a/b", "a_b-c"), ("A", "a..b", "", "-a")),
        ),
        (
            *("Pod", S, "securityContext: {seccompProfile: {type: VALUE}}"),
            *(("RuntimeDefault", "Unconfined"), ENUM),
        ),
        (
            *("Pod", S, "securityContext: {seccompProfile: {type: Localhost, localhostProfile: VALUE}}"),
            *(("", *RELATIVE), NO_RELATIVE[1:]),
        ),
        (
            *("Pod", S, "securityContext: {appArmorProfile: {type: VALUE}}"),
            *(("RuntimeDefault", "Unconfined"), ENUM),
        ),
        # --- Where a Pod may run ---
        ("Pod", S, "tolerations: [{key: VALUE, operator: Exists}]", ("", *KEY), NO_KEY),
        ("Pod", S, "tolerations: [{key: a, operator: VALUE}]", ("", "Exists", "Equal"), ("exists",)),
        (
            *("Pod", S, "tolerations: [{key: a, effect: VALUE, operator: Exists}]"),
            *(("", "NoSchedule", "PreferNoSchedule", "NoExecute"), ("NoScheduleNoAdmit", "x")),
        ),
        ("Pod", S, "tolerations: [{key: a, value: VALUE}]", VALUE, NO_VALUE),
        ("Node", S, "taints: [{key: VALUE, effect: NoSchedule}]", KEY, NO_EMPTY_KEY),
        ("Node", S, "taints: [{key: a, effect: VALUE}]", ("NoSchedule", "NoExecute"), ENUM),
        ("Node", S, "taints: [{key: a, effect: NoExecute, value: VALUE}]", VALUE, NO_VALUE),
        (
            *("Pod", S, nodes("nodeSelectorTerms: VALUE")),
            *(([{"matchExpressions": [{"key": "a", "operator": "Exists"}]}],), ([],)),
        ),
        (
            "Pod",
            S,
            nodes("nodeSelectorTerms: [{matchExpressions: [{key: VALUE, operator: Exists}]}]"),
            *(KEY, NO_EMPTY_KEY),
        ),
        (
            "Pod",
            S,
            nodes("nodeSelectorTerms: [{matchExpressions: [{key: a, operator: VALUE}]}]"),
            *(("Exists", "DoesNotExist"), ("", "exists", "Equals")),
        ),
        (
            "Pod",
            S,
            "affinity: {nodeAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: VALUE,"
            " preference: {matchExpressions: [{key: a, operator: Exists}]}}]}}",
            *((1, 100), (0, -1, 101)),
        ),
        (
            "Pod",
            S,
            "affinity: {podAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: VALUE,"
            " podAffinityTerm: {topologyKey: a}}]}}",
            *((1, 100), (0, -1, 101)),
        ),
        ("Pod", S, term("topologyKey: VALUE"), KEY, NO_EMPTY_KEY),
        ("Pod", S, term("topologyKey: a, namespaces: [VALUE]"), LABEL, ("a.b", "A", "")),
        (
            *("Pod", S, term("topologyKey: a, labelSelector: {}, matchLabelKeys: [VALUE]")),
            *(KEY, ("-a", "a b", "")),
        ),
        (
            "Pod",
            S,
            term("topologyKey: a, labelSelector: {}, mismatchLabelKeys: [VALUE]"),
            *(KEY, ("-a", "a b", "")),
        ),
        ("Pod", S, spread("maxSkew: VALUE", "topologyKey: a"), (1, 2), (0, -1)),
        ("Pod", S, spread("minDomains: VALUE"), (1, 2), (0, -1)),
        ("Pod", S, spread("nodeAffinityPolicy: VALUE"), ("Honor", "Ignore"), ENUM),
        ("Pod", S, spread("nodeTaintsPolicy: VALUE"), ("Honor", "Ignore"), ENUM),
        (
            *("Pod", S, spread("labelSelector: {}, matchLabelKeys: [VALUE]")),
            *(KEY, ("-a", "a b", "")),
        ),
        (
            *("Pod", S, "topologySpreadConstraints: [{maxSkew: 1, topologyKey: VALUE,"
              " whenUnsatisfiable: DoNotSchedule}]"),
            *(("a", "a.b/c"), ("",)),
        ),
        (
            *("Pod", S, "topologySpreadConstraints: [{maxSkew: 1, topologyKey: a,"
              " whenUnsatisfiable: VALUE}]"),
            *(("DoNotSchedule", "ScheduleAnyway"), ENUM),
        ),
        (
            *("Pod", S, spread("labelSelector: {matchLabels: {VALUE: a}}")),
            *(KEY, NO_EMPTY_KEY),
        ),
        ("Pod", S, spread("labelSelector: {matchLabels: {a: VALUE}}"), VALUE, NO_VALUE),
        (
            "Pod",
            S,
            spread("labelSelector: {matchExpressions: [{key: VALUE, operator: Exists}]}"),
            *(KEY, NO_EMPTY_KEY),
        ),
        (
            "Pod",
            S,
            spread("labelSelector: {matchExpressions: [{key: a, operator: VALUE}]}"),
            *(("Exists", "DoesNotExist"), ("", "Gt", "in")),
        ),
        (
            "Pod",
            S,
            spread("labelSelector: {matchExpressions: [{key: a, operator: In, values: [VALUE]}]}"),
            *(VALUE, NO_VALUE),
        ),
        # --- Containers ---
        ("Pod", C, "name: VALUE", LABEL, (*NO_LABEL, "")),
        ("Pod", C, "image: VALUE", ("a", "a b", "A:b"), ("", " a", "a ", "a\n", "\ta")),
        ("Pod", C, "imagePullPolicy: VALUE", ("", "Always", "IfNotPresent", "Never"), ("always",)),
        (
            *("Pod", C, "terminationMessagePolicy: VALUE"),
            *(("", "File", "FallbackToLogsOnError"), ("file",)),
        ),
        ("Pod", C, "ports: [{containerPort: VALUE}]", PORT, NO_PORT),
        ("Pod", C, "ports: [{containerPort: 1, hostPort: VALUE}]", (0, *PORT), (-1, 65536)),
        ("Pod", C, "ports: [{containerPort: 1, name: VALUE}]", PORT_NAME, NO_PORT_NAME),
        (
            *("Pod", C, "ports: [{containerPort: 1, protocol: VALUE}]"),
            *(("", "TCP", "UDP", "SCTP"), ("tcp", "HTTP")),
        ),
        (
            *("Pod", C, "resizePolicy: [{resourceName: VALUE, restartPolicy: NotRequired}]"),
            *(("cpu", "memory"), ("", "storage")),
        ),
        (
            *("Pod", C, "resizePolicy: [{resourceName: cpu, restartPolicy: VALUE}]"),
            *(("NotRequired", "RestartContainer"), ("", "Restart")),
        ),
        ("Pod", C, "resources: {limits: {memory: VALUE}}", QUANTITY, NO_QUANTITY),
        ("Pod", C, "resources: {limits: {cpu: VALUE}}", QUANTITY, NEGATIVE_QUANTITY),
        ("Pod", C, "resources: {requests: {cpu: VALUE}}", (*QUANTITY, "-0"), NEGATIVE_QUANTITY),
        (
            *("Pod", C, "resources: {limits: {VALUE: 1}}"),
            *(("cpu", "ephemeral-storage", "example.org/gpu"), ("cpus", "storage", "pods", "", "a b")),
        ),
        (
            *("Pod", C, "resources: {requests: {VALUE: 1}}"),
            *(("cpu", "memory", "ephemeral-storage"), ("CPU", "mem", "storage", "limits.cpu")),
        ),
        ("Pod", C, "env: [{name: VALUE}]", ("a", "A_1", "a.b", "a b", "1"), ("", "a=b", "ä", "a\n")),
        (
            *("Pod", C, "env: [{name: a, valueFrom: {fieldRef: {fieldPath: VALUE}}}]"),
            *(
                ("metadata.name", "metadata.labels['a.b/c']", "status.hostIPs", "spec.nodeName"),
                ("", "metadata.labels", "spec.restartPolicy", "metadata.x", "status.phase", "name"),
            ),
        ),
        (
            *("Pod", C, "env: [{name: a, valueFrom: {resourceFieldRef: {resource: VALUE}}}]"),
            *(
                ("limits.cpu", "requests.ephemeral-storage", "limits.hugepages-2Mi"),
                ("", "cpu", "limits.cpus", "limits.storage", "limits"),
            ),
        ),
        *(
            ("Pod", C, f"env: [{{name: a, valueFrom: {{{kind}KeyRef: {{{inner}}}}}}}]", *values)
            for kind in ("configMap", "secret")
            for inner, values in (
                ("name: VALUE, key: a", (SUBDOMAIN, (*NO_SUBDOMAIN, ""))),
                ("name: a, key: VALUE", (CONFIG_KEYS, NO_CONFIG_KEY)),
            )
        ),
        ("Pod", C, "envFrom: [{configMapRef: {name: VALUE}}]", ("a", "a.b", "a-", "a_-"), ("A", "")),
        ("Pod", C, "envFrom: [{secretRef: {name: VALUE}}]", ("a", "a.b", "a-", "a_-"), ("A", "")),
        (
            *("Pod", C, "envFrom: [{prefix: VALUE, secretRef: {name: a}}]"),
            *(("", "A_", "a.b", "1"), ("a=b",)),
        ),
        ("Pod", C, "securityContext: {runAsUser: VALUE}", USER, NO_USER),
        ("Pod", C, "securityContext: {runAsGroup: VALUE}", USER, NO_USER),
        ("Pod", C, "securityContext: {procMount: VALUE}", ("Default",), ENUM),
        *(
            ("Pod", C, f"livenessProbe: {{tcpSocket: {{port: 1}}, {name}: VALUE}}", COUNT, NO_COUNT)
            for name in (
                *("failureThreshold", "initialDelaySeconds", "periodSeconds", "timeoutSeconds"),
            )
        ),
        (
            *("Pod", C, "readinessProbe: {tcpSocket: {port: 1}, successThreshold: VALUE}"),
            *(COUNT, NO_COUNT),
        ),
        (
            "Pod",
            C,
            "livenessProbe: {tcpSocket: {port: 1}, terminationGracePeriodSeconds: VALUE}",
            *((1, 2**40), (0, -1)),
        ),
        ("Pod", C, "livenessProbe: {tcpSocket: {port: VALUE}}", NAMED_PORT, NO_NAMED_PORT),
        ("Pod", C, "livenessProbe: {httpGet: {port: VALUE}}", NAMED_PORT, NO_NAMED_PORT),
        ("Pod", C, "livenessProbe: {grpc: {port: VALUE}}", PORT, NO_PORT),
        (
            *("Pod", C, "livenessProbe: {httpGet: {port: 1, scheme: VALUE}}"),
            *(("", "HTTP", "HTTPS"), ("http", "TCP")),
        ),
        (
            *("Pod", C, "livenessProbe: {httpGet: {port: 1, httpHeaders: [{name: VALUE, value: a}]}}"),
            *(("Host", "X-A1"), ("", "a b", "a_b", "a:")),
        ),
        ("Pod", C, "livenessProbe: {exec: {command: VALUE}}", (["a"],), ([],)),
        ("Pod", C, "lifecycle: {preStop: {sleep: {seconds: VALUE}}}", (0, 1), (-1,)),
        # --- Volumes ---
        ("Pod", S, "volumes: [{name: VALUE}]", LABEL, (*NO_LABEL, "")),
        ("Pod", S, volume("emptyDir: {sizeLimit: VALUE}"), (0, "1Gi"), NEGATIVE_QUANTITY),
        (
            *("Pod", S, volume("hostPath: {path: VALUE}")),
            *(("/", "/a", "a", "/a/..b"), ("", "..", "/a/..", "/../a")),
        ),
        (
            *("Pod", S, volume("hostPath: {path: /a, type: VALUE}")),
            *(("", "Directory", "FileOrCreate", "Socket"), ("directory", "x")),
        ),
        (
            *("Pod", S, volume("nfs: {server: s, path: VALUE}")),
            *(("/", "/a", "/a/../b"), ("", "a", "./a")),
        ),
        ("Pod", S, volume("nfs: {server: VALUE, path: /}"), ("s",), ("",)),
        ("Pod", S, volume("persistentVolumeClaim: {claimName: VALUE}"), ("a", "A"), ("",)),
        (
            *("Pod", S, volume("csi: {driver: VALUE}")),
            *(("a.b", "A.b", "a" * 63), ("", "a_b", "a" * 64)),
        ),
        ("Pod", S, volume("awsElasticBlockStore: {volumeID: VALUE}"), ("a",), ("",)),
        (
            *("Pod", S, volume("awsElasticBlockStore: {volumeID: a, partition: VALUE}")),
            *((0, 255), (-1, 256)),
        ),
        ("Pod", S, volume("gcePersistentDisk: {pdName: VALUE}"), ("a",), ("",)),
        (
            *("Pod", S, volume("gcePersistentDisk: {pdName: a, partition: VALUE}")),
            *((0, 255), (-1, 256)),
        ),
        (
            *("Pod", S, volume("iscsi: {targetPortal: VALUE, iqn: 'iqn.2001-04.a:b', lun: 0}")),
            *(("a",), ("",)),
        ),
        (
            *("Pod", S, volume("iscsi: {targetPortal: a, iqn: 'iqn.2001-04.a:b', lun: VALUE}")),
            *((0, 255), (-1, 256)),
        ),
        *(
            (
                *("Pod", S, volume(f"azureDisk: {{{inner}}}")),
                *values,
            )
            for inner, values in (
                ("diskName: VALUE, diskURI: 'https://a'", (("a",), ("",))),
                ("diskName: a, diskURI: VALUE, kind: Shared", (("https://a",), ("",))),
                (
                    "diskName: a, diskURI: 'https://a', kind: VALUE",
                    (("Shared", "Dedicated"), ("x", "")),
                ),
                (
                    "diskName: a, diskURI: 'https://a', cachingMode: VALUE",
                    (("None", "ReadOnly", "ReadWrite"), ("x", "")),
                ),
            )
        ),
        ("Pod", S, volume("azureFile: {secretName: VALUE, shareName: a}"), ("a",), ("",)),
        ("Pod", S, volume("azureFile: {secretName: a, shareName: VALUE}"), ("a",), ("",)),
        ("Pod", S, volume("secret: {secretName: VALUE}"), ("a", "A"), ("",)),
        ("Pod", S, volume("configMap: {name: VALUE}"), ("a", "A"), ("",)),
        *(
            ("Pod", S, volume(f"projected: {{sources: [{{{kind}: {{name: VALUE}}}}]}}"), ("a",), ("",))
            for kind in ("secret", "configMap")
        ),
        (
            *("Pod", S, volume("image: {reference: a, pullPolicy: VALUE}")),
            *(("", "Always"), ("x",)),
        ),
        ("Pod", S, volume("gitRepo: {repository: VALUE}"), ("a",), ("",)),
        (
            *("Pod", S, volume("gitRepo: {repository: a, directory: VALUE}")),
            *(("", "."), NO_RELATIVE[1:]),
        ),
        *(
            (
                "Pod",
                S,
                "volumes: [{name: v, emptyDir: {}}], containers: [{name: c, image: i, env: [{name: a,"
                f" valueFrom: {{fileKeyRef: {{{file}}}}}}}]}}]",
                *values,
            )
            for file, values in (
                ("key: VALUE, path: a, volumeName: v", (("a", "A.b"), ("", "a=b"))),
                ("key: a, path: VALUE, volumeName: v", (("a", "a/b"), ("", "..", "a/../b"))),
                ("key: a, path: a, volumeName: VALUE", (("v",), ("", "A"))),
            )
        ),
        ("Pod", S, volume("secret: {secretName: a, defaultMode: VALUE}"), MODE, NO_MODE),
        ("Pod", S, volume("configMap: {name: a, defaultMode: VALUE}"), MODE, NO_MODE),
        ("Pod", S, volume("projected: {sources: [], defaultMode: VALUE}"), MODE, NO_MODE),
        ("Pod", S, volume("downwardAPI: {defaultMode: VALUE}"), MODE, NO_MODE),
        *(
            ("Pod", S, item_of("configMap: {name: a, ", item), *values)
            for item, values in (
                ("key: VALUE, path: a", (("a", "A b"), ("",))),
                ("key: a, path: VALUE", (RELATIVE, NO_RELATIVE)),
                ("key: a, path: a, mode: VALUE", (MODE, NO_MODE)),
            )
        ),
        *(
            ("Pod", S, item_of("downwardAPI: {", item), *values)
            for item, values in (
                ("path: VALUE, fieldRef: {fieldPath: metadata.name}", (RELATIVE, NO_RELATIVE)),
                ("path: a, fieldRef: {fieldPath: metadata.name}, mode: VALUE", (MODE, NO_MODE)),
                (
                    "path: a, fieldRef: {fieldPath: VALUE}",
                    (
                        ("metadata.labels", "metadata.uid", "metadata.annotations['a']"),
                        ("", "spec.nodeName", "status.podIP", "metadata.x"),
                    ),
                ),
            )
        ),
        *(
            (
                "Deployment",
                "spec/template/spec",
                volume(f"projected: {{sources: [{{serviceAccountToken: {{{token}}}}}]}}"),
                *values,
            )
            for token, values in (
                ("path: a, expirationSeconds: VALUE", ((600, 2**32), (599, 0, -1, 2**32 + 1))),
                ("path: VALUE", (RELATIVE, NO_RELATIVE)),
            )
        ),
        *(
            ("Pod", S, mounted("emptyDir: {}", f"volumeMounts: [{{{mount}}}]"), *values)
            for mount, values in (
                ("name: v, mountPath: VALUE", (("/", "a", "a:b"), ("",))),
                ("name: v, mountPath: /a, mountPropagation: VALUE", (("None", "HostToContainer"), ENUM)),
                ("name: v, mountPath: /a, subPath: VALUE", (BELOW, NO_RELATIVE[1:])),
                ("name: v, mountPath: /a, subPathExpr: VALUE", (BELOW, NO_RELATIVE[1:])),
                (
                    "name: v, mountPath: /a, readOnly: true, recursiveReadOnly: VALUE",
                    (("Disabled", "IfPossible", "Enabled"), ENUM),
                ),
                ("name: VALUE, mountPath: /a", (("v",), ("",))),
            )
        ),
        *(
            ("Pod", S, mounted(CLAIM, f"volumeDevices: [{{{device}}}]"), *values)
            for device, values in (
                ("name: v, devicePath: VALUE", (("/a", "a"), ("", "..", "/a/../b"))),
                ("name: VALUE, devicePath: /a", (("v",), ("",))),
            )
        ),
        *(
            (kind, S, "accessModes: VALUE", (["ReadWriteOnce"],), ([],))
            for kind in ("PersistentVolume", "PersistentVolumeClaim")
        ),
        *(
            (kind, S, "accessModes: [VALUE]", ("ReadWriteMany", "ReadWriteOncePod"), ("", "RWO"))
            for kind in ("PersistentVolume", "PersistentVolumeClaim")
        ),
        *(
            (kind, S, "storageClassName: VALUE", ("", *SUBDOMAIN), NO_SUBDOMAIN)
            for kind in ("PersistentVolume", "PersistentVolumeClaim")
        ),
        *(
            (kind, S, "volumeMode: VALUE", ("Block", "Filesystem"), ("", "block"))
            for kind in ("PersistentVolume", "PersistentVolumeClaim")
        ),
        (
            *("PersistentVolumeClaim", S, "resources: {requests: {storage: VALUE}}"),
            *(("1", 1, "1Gi", "0.5"), (0, "0", "-1", "0Gi", -1)),
        ),
        (
            *("PersistentVolume", S, "capacity: {storage: VALUE}"),
            *(("1", 1, "1Gi"), (0, "0", "-1", "0Gi")),
        ),
        (
            *("PersistentVolume", S, "persistentVolumeReclaimPolicy: VALUE"),
            *(("", "Delete", "Retain", "Recycle"), ("retain",)),
        ),
        (
            *("PersistentVolume", S, "{hostPath: null, local: {path: VALUE}, nodeAffinity: {required:"
              " {nodeSelectorTerms: [{matchExpressions: [{key: a, operator: Exists}]}]}}}"),
            *(("/a", "a"), ("", "/a/../b")),
        ),
        (
            *("PersistentVolume", S, "{hostPath: null, csi: {driver: VALUE, volumeHandle: a}}"),
            *(("a.b", "A"), ("", "a_b")),
        ),
        (
            *("PersistentVolume", S, "{hostPath: null, csi: {driver: a, volumeHandle: VALUE}}"),
            *(("a",), ("",)),
        ),
        ("StorageClass", "", "provisioner: VALUE", ("a", "a.b/c", "A.b/c"), ("", "/a", "a b")),
        ("StorageClass", "", "reclaimPolicy: VALUE", ("", "Delete", "Retain"), ("Recycle", "x")),
        (
            *("StorageClass", "", "volumeBindingMode: VALUE"),
            *(("Immediate", "WaitForFirstConsumer"), ENUM),
        ),
        # --- Workloads ---
        *(
            (kind, S, f"{field}: VALUE", COUNT[:2], NO_COUNT)
            for kind, fields in (
                ("ReplicationController", "minReadySeconds replicas"),
                ("ReplicaSet", "minReadySeconds replicas"),
                ("Deployment", "minReadySeconds replicas revisionHistoryLimit"),
                ("DaemonSet", "minReadySeconds revisionHistoryLimit"),
                ("StatefulSet", "minReadySeconds replicas"),
                ("Job", "activeDeadlineSeconds backoffLimit completions parallelism"),
                ("Job", "ttlSecondsAfterFinished"),
                ("CronJob", "failedJobsHistoryLimit startingDeadlineSeconds"),
                ("CronJob", "successfulJobsHistoryLimit"),
            )
            for field in fields.split()
        ),
        ("Deployment", S, "progressDeadlineSeconds: VALUE", (1, 600), NO_COUNT),
        (
            *("Job", S, "{completionMode: Indexed, completions: 3, backoffLimitPerIndex: VALUE}"),
            *(COUNT[:2], NO_COUNT),
        ),
        (
            *("Job", S, "{completionMode: Indexed, completions: 3, backoffLimitPerIndex: 1,"
              " maxFailedIndexes: VALUE}"),
            *(COUNT[:2], NO_COUNT),
        ),
        (
            *("ReplicationController", S, "{selector: {VALUE: a}, template:"
              " {metadata: {labels: {VALUE: a}}, spec: {containers: [{name: c, image: i}]}}}"),
            *(("a",), ("a b",)),
        ),
        (
            *("ReplicationController", S, "{selector: {a: VALUE}, template:"
              " {metadata: {labels: {a: VALUE}}, spec: {containers: [{name: c, image: i}]}}}"),
            *(("a",), ("a b",)),
        ),
        ("Deployment", S, "strategy: {type: VALUE}", ("", "Recreate", "RollingUpdate"), ("x",)),
        (
            *("Deployment", S, "strategy: {rollingUpdate: {maxUnavailable: VALUE}}"),
            *(PERCENT, (*NO_PERCENT, "101%")),
        ),
        (
            *("Deployment", S, "strategy: {rollingUpdate: {maxSurge: VALUE}}"),
            *((*PERCENT, "150%"), NO_PERCENT),
        ),
        ("DaemonSet", S, "updateStrategy: {type: VALUE}", ("", "OnDelete", "RollingUpdate"), ("x",)),
        (
            *("DaemonSet", S, "updateStrategy: {rollingUpdate: {maxUnavailable: VALUE}}"),
            *((1, "25%", "100%"), (*NO_PERCENT, "101%")),
        ),
        (
            *("DaemonSet", S, "updateStrategy: {rollingUpdate: {maxSurge: VALUE, maxUnavailable: 0}}"),
            *((1, "25%", "100%"), (*NO_PERCENT, "101%")),
        ),
        ("StatefulSet", S, "podManagementPolicy: VALUE", ("", "OrderedReady", "Parallel"), ("x",)),
        ("StatefulSet", S, "serviceName: VALUE", ("", *LABEL), NO_LABEL),
        ("StatefulSet", S, "updateStrategy: {type: VALUE}", ("", "OnDelete", "RollingUpdate"), ("x",)),
        (
            *("StatefulSet", S, "updateStrategy: {rollingUpdate: {maxUnavailable: VALUE}}"),
            *((1, "25%", "100%"), (*NO_PERCENT, "101%")),
        ),
        ("StatefulSet", S, "updateStrategy: {rollingUpdate: {partition: VALUE}}", COUNT, NO_COUNT),
        ("StatefulSet", S, "ordinals: {start: VALUE}", COUNT, NO_COUNT),
        *(
            (
                *("StatefulSet", S, f"persistentVolumeClaimRetentionPolicy: {{{field}: VALUE}}"),
                *(("", "Delete", "Retain"), ("x",)),
            )
            for field in ("whenDeleted", "whenScaled")
        ),
        ("Job", S, "{completions: 1, completionMode: VALUE}", ("Indexed", "NonIndexed"), ENUM),
        ("Job", S, "podReplacementPolicy: VALUE", ("Failed", "TerminatingOrFailed"), ENUM),
        ("CronJob", S, "concurrencyPolicy: VALUE", ("", "Allow", "Forbid", "Replace"), ("x",)),
        *(
            ("Job", S, f"podFailurePolicy: {{rules: {rules}}}", *values)
            for rules, values in (
                (
                    "VALUE",
                    tuple(
                        ([FAILURE_RULE] * n,)
                        for n in (20, 21)
                    ),
                ),
                (
                    "[{action: VALUE, onExitCodes: {operator: In, values: [1]}}]",
                    (("Count", "FailJob", "Ignore"), ENUM),
                ),
                (
                    "[{action: Count, onExitCodes: {operator: VALUE, values: [1]}}]",
                    (("In", "NotIn"), ("", "Exists")),
                ),
                (
                    "[{action: Count, onExitCodes: {operator: In, values: VALUE}}]",
                    (([1],), ([],)),
                ),
                (
                    "[{action: Count, onPodConditions: [{type: VALUE, status: 'True'}]}]",
                    (KEY, NO_EMPTY_KEY),
                ),
                (
                    "[{action: Count, onPodConditions: [{type: a, status: VALUE}]}]",
                    (("True", "False", "Unknown", ""), ("true",)),
                ),
            )
        ),
        (
            *("Job", S, "{completionMode: Indexed, completions: 3, successPolicy: {rules: VALUE}}"),
            *(([{"succeededCount": 1}],), ([],)),
        ),
        ("PodDisruptionBudget", S, "maxUnavailable: VALUE", PERCENT, (*NO_PERCENT, "101%")),
        ("PodDisruptionBudget", S, "minAvailable: VALUE", PERCENT, (*NO_PERCENT, "101%")),
        (
            *("PodDisruptionBudget", S, "unhealthyPodEvictionPolicy: VALUE"),
            *(("AlwaysAllow", "IfHealthyBudget"), ENUM),
        ),
        # --- Scaling ---
        *(
            (kind, S, fragment, *values)
            for kind in ("HorizontalPodAutoscaler", "HorizontalPodAutoscaler/v1")
            for fragment, values in (
                ("maxReplicas: VALUE", ((1, 5), (0, -1))),
                ("minReplicas: VALUE", ((1, 3), (-1,))),
                ("scaleTargetRef: {kind: VALUE, name: a, apiVersion: apps/v1}", (("a",), NO_SEGMENT)),
                ("scaleTargetRef: {kind: a, name: VALUE, apiVersion: apps/v1}", (("a",), NO_SEGMENT)),
            )
        ),
        (
            *("HorizontalPodAutoscaler/v1", S, "targetCPUUtilizationPercentage: VALUE"),
            *((1, 80, 200), (0, -1)),
        ),
        *(
            ("HorizontalPodAutoscaler", S, f"behavior: {{scaleDown: {{{rules}}}}}", *values)
            for rules, values in (
                ("selectPolicy: VALUE", (("Max", "Min", "Disabled"), ENUM)),
                ("tolerance: VALUE", ((0, "0.1"), ("-1", -1))),
                ("stabilizationWindowSeconds: VALUE", ((0, 3600), (-1, 3601))),
                (
                    "policies: VALUE",
                    (([{"type": "Pods", "value": 1, "periodSeconds": 1}],), ([],)),
                ),
                ("policies: [{type: VALUE, value: 1, periodSeconds: 1}]", (("Pods", "Percent"), ENUM)),
                ("policies: [{type: Pods, value: VALUE, periodSeconds: 1}]", ((1,), (0, -1))),
                (
                    "policies: [{type: Pods, value: 1, periodSeconds: VALUE}]",
                    ((1, 1800), (0, -1, 1801)),
                ),
            )
        ),
        *(
            ("HorizontalPodAutoscaler", S, f"metrics: [{metric}]", *values)
            for metric, values in (
                (
                    "{type: VALUE, resource: {name: cpu, target: {type: Utilization,"
                    " averageUtilization: 1}}}",
                    (("Resource",), ("", "resource")),
                ),
                (
                    "{type: Resource, resource: {name: VALUE, target: {type: Utilization,"
                    " averageUtilization: 1}}}",
                    (("cpu",), ("",)),
                ),
                (
                    "{type: Resource, resource: {name: cpu, target: {type: VALUE,"
                    " averageUtilization: 1}}}",
                    (("Utilization",), ("", "x")),
                ),
                (
                    "{type: Resource, resource: {name: cpu, target: {type: Utilization,"
                    " averageUtilization: VALUE}}}",
                    ((1, 200), (0, -1)),
                ),
                (
                    "{type: Pods, pods: {metric: {name: VALUE}, target: {type: AverageValue,"
                    " averageValue: 1}}}",
                    (("a", "a b"), NO_SEGMENT),
                ),
                (
                    "{type: Pods, pods: {metric: {name: a}, target: {type: AverageValue,"
                    " averageValue: VALUE}}}",
                    (("1", 1, "100m"), ("0", 0, "-1")),
                ),
                (
                    "{type: External, external: {metric: {name: a}, target: {type: Value,"
                    " value: VALUE}}}",
                    (("1", 1, "100m"), ("0", 0, "-1")),
                ),
                (
                    "{type: ContainerResource, containerResource: {name: VALUE, container: a, target:"
                    " {type: Utilization, averageUtilization: 1}}}",
                    (("cpu",), ("",)),
                ),
                (
                    "{type: ContainerResource, containerResource: {name: cpu, container: VALUE, target:"
                    " {type: Utilization, averageUtilization: 1}}}",
                    (LABEL, (*NO_LABEL, "")),
                ),
            )
        ),
        # --- The network ---
        ("Service", S, "clusterIP: VALUE", ("", "None", "10.0.0.1"), ("none", "a", "1.2.3")),
        ("Service", S, "externalIPs: [VALUE]", ("1.2.3.4",), ("", "a", "1.2.3.4/8")),
        (
            *("Service", S, "{type: LoadBalancer, externalTrafficPolicy: VALUE}"),
            *(("", "Cluster", "Local"), ("x",)),
        ),
        (
            *("Service", S, "{type: LoadBalancer, externalTrafficPolicy: Local,"
              " healthCheckNodePort: VALUE}"),
            *((0, 30000), (-1, 65536)),
        ),
        ("Service", S, "internalTrafficPolicy: VALUE", ("Cluster", "Local"), ENUM),
        ("Service", S, "ipFamilies: [VALUE]", ("IPv4", "IPv6"), ("", "ipv4")),
        (
            *("Service", S, "ipFamilyPolicy: VALUE"),
            *(("SingleStack", "PreferDualStack", "RequireDualStack"), ENUM),
        ),
        (
            *("Service", S, "{type: LoadBalancer, loadBalancerSourceRanges: [VALUE]}"),
            *((*RANGE, " 10.0.0.0/8 "), ("10.0.0.0", "10.0.0.0/33", "a", "")),
        ),
        ("Service", S, "selector: {VALUE: a}", KEY, NO_EMPTY_KEY),
        ("Service", S, "selector: {a: VALUE}", VALUE, NO_VALUE),
        ("Service", S, "sessionAffinity: VALUE", ("", "ClientIP", "None"), ("clientIP",)),
        (
            *("Service", S, "trafficDistribution: VALUE"),
            *(("PreferClose", "PreferSameNode", "PreferSameZone"), ENUM),
        ),
        ("Service", S, "type: VALUE", ("", "ClusterIP", "NodePort", "LoadBalancer"), ("Loadbalancer",)),
        (
            *("Service", S, "{sessionAffinity: ClientIP, sessionAffinityConfig:"
              " {clientIP: {timeoutSeconds: VALUE}}}"),
            *((1, 86400), (0, -1, 86401)),
        ),
        ("Service", S, "{type: LoadBalancer, loadBalancerClass: VALUE}", ("a", "a.b/c"), ("", "a b")),
        ("Service", S, "ports: [{port: VALUE}]", PORT, NO_PORT),
        ("Service", S, "ports: [{port: 1, name: VALUE}]", ("", *LABEL), NO_LABEL),
        ("Service", S, "ports: [{port: 1, protocol: VALUE}]", ("", "TCP", "UDP", "SCTP"), ("tcp",)),
        ("Service", S, "ports: [{port: 1, appProtocol: VALUE}]", ("http", "a.b/c"), ("", "a b")),
        (
            *("Service", S, "ports: [{port: 1, targetPort: VALUE}]"),
            *((0, "", *NAMED_PORT), NO_NAMED_PORT[1:-2]),
        ),
        (
            *("Service", S, "{type: NodePort, ports: [{port: 1, nodePort: VALUE}]}"),
            *((0, 30000), (-1, 65536)),
        ),
        ("Endpoints", "subsets/0", "ports: [{port: VALUE}]", PORT, NO_PORT),
        ("Endpoints", "subsets/0", "ports: [{port: 1, name: VALUE}]", ("", *LABEL), NO_LABEL),
        ("Endpoints", "subsets/0", "ports: [{port: 1, protocol: VALUE}]", ("", "TCP"), ("tcp",)),
        ("Endpoints", "subsets/0", "addresses: [{ip: VALUE}]", ("1.2.3.4",), ("", "a", "1.2.3")),
        ("EndpointSlice", "", "addressType: VALUE", ("IPv4", "IPv6", "FQDN"), ENUM),
        (
            *("Ingress", "spec/rules/0", "host: VALUE"),
            *(("", "a.b", "*.a.b"), ("1.2.3.4", "A", "a_b", "*", "a.*.b", "a:80", "https://a", "a/b")),
        ),
        (
            *("Ingress", "spec/rules/0/http/paths/0", "path: VALUE"),
            *(("/", "/a", "/a b"), ("a", "*", " /")),
        ),
        (
            *("Ingress", "spec/rules/0/http/paths/0", "pathType: VALUE"),
            *(("Exact", "Prefix", "ImplementationSpecific"), ("", "prefix")),
        ),
        (
            *("Ingress", "spec/rules/0/http", "paths: VALUE"),
            *(([INGRESS_PATH],), ([],)),
        ),
        (
            *("Ingress", "spec/rules/0/http/paths/0/backend/service", "name: VALUE"),
            *(LABEL, (*NO_LABEL, "")),
        ),
        (
            *("Ingress", "spec/rules/0/http/paths/0/backend/service", "port: {number: VALUE}"),
            *(PORT, (-1, 65536)),
        ),
        (
            *("Ingress", "spec/rules/0/http/paths/0/backend/service", "port: {name: VALUE}"),
            *(PORT_NAME[1:], NO_PORT_NAME),
        ),
        ("Ingress", S, "ingressClassName: VALUE", SUBDOMAIN, (*NO_SUBDOMAIN, "")),
        ("Ingress", S, "tls: [{hosts: [VALUE]}]", ("a", "*.a.b"), ("", "A", "*", "a:1")),
        ("Ingress", S, "tls: [{secretName: VALUE}]", ("", *SUBDOMAIN), NO_SUBDOMAIN),
        ("NetworkPolicy", S, "policyTypes: [VALUE]", ("Egress", "Ingress"), ("", "ingress")),
        (
            *("NetworkPolicy", S, "policyTypes: VALUE"),
            *((["Ingress", "Egress"],), (["Ingress", "Egress", "Ingress"],)),
        ),
        ("NetworkPolicy", S, "ingress: [{ports: [{port: VALUE}]}]", NAMED_PORT, NO_NAMED_PORT),
        (
            *("NetworkPolicy", S, "ingress: [{ports: [{port: 1, endPort: VALUE}]}]"),
            *((1, 65535), (0, -1, 65536)),
        ),
        (
            *("NetworkPolicy", S, "ingress: [{ports: [{protocol: VALUE}]}]"),
            *(("TCP", "UDP", "SCTP"), ("", "tcp")),
        ),
        ("NetworkPolicy", S, "ingress: [{from: [{ipBlock: {cidr: VALUE}}]}]", RANGE, NO_RANGE),
        (
            *("NetworkPolicy", S, "ingress: [{from: [{ipBlock: {cidr: 0.0.0.0/0, except: [VALUE]}}]}]"),
            *(("10.0.0.0/8",), ("10.0.0.0", "a", "")),
        ),
        # --- Permissions and configuration ---
        ("RoleBinding", "roleRef", "kind: VALUE", ("Role", "ClusterRole"), ("", "User")),
        ("ClusterRoleBinding", "roleRef", "kind: VALUE", ("ClusterRole",), ("", "Role")),
        (
            *("RoleBinding", "roleRef", "apiGroup: VALUE"),
            *(("", "rbac.authorization.k8s.io"), ("rbac.authorization.k8s.io/v1", "x")),
        ),
        ("RoleBinding", "roleRef", "name: VALUE", SEGMENT, NO_SEGMENT),
        (
            *("RoleBinding", "", "subjects: [{kind: VALUE, name: a}]"),
            *(("User", "Group"), ("", "user", "Role")),
        ),
        ("RoleBinding", "", "subjects: [{kind: User, name: VALUE}]", ("a", "a/b"), ("",)),
        (
            *("Role", "", "rules: [{apiGroups: [''], resources: [pods], verbs: VALUE}]"),
            *((["get"], ["*"]), ([],)),
        ),
        ("ConfigMap", "", "data: {VALUE: a}", CONFIG_KEYS, NO_CONFIG_KEY),
        ("ConfigMap", "", "binaryData: {VALUE: YQ==}", CONFIG_KEYS, NO_CONFIG_KEY),
        ("Secret", "", "data: {VALUE: YQ==}", CONFIG_KEYS, NO_CONFIG_KEY),
        ("Secret", "", "stringData: {VALUE: a}", CONFIG_KEYS, NO_CONFIG_KEY),
        *(
            (
                *(kind, "", f"{field}: {{a: VALUE}}"),
                *(
                    ("", "YQ==", "YWI=", "YWJj", "YW\nJj", "YQ==\n", "+/+/"),
                    ("a", "YQ", "YQ=", "YWJj=", "a b", "-_-_", "passwords", "YQ==YQ==", "ä"),
                ),
            )
            for kind, field in (("Secret", "data"), ("ConfigMap", "binaryData"))
        ),
        ("ResourceQuota", S, "hard: {pods: VALUE}", (0, "1"), ("-1", -1)),
        (
            *("ResourceQuota", S, "hard: {VALUE: 1}"),
            *(("pods", "count/a.b", "limits.cpu"), ("a b", "", "a/b/c", "pod", "memory.limits")),
        ),
        (
            *("ResourceQuota", S, "scopes: [VALUE]"),
            *(("BestEffort", "Terminating", "VolumeAttributesClass"), ENUM),
        ),
        (
            *("ResourceQuota", S, "scopeSelector: {matchExpressions: [{scopeName: PriorityClass,"
              " operator: VALUE}]}"),
            *(("Exists",), ENUM),
        ),
        ("LimitRange", S, "limits: [{type: VALUE}]", ("Pod", "Container", "a.b/c"), ("", "a b")),
        ("PriorityClass", "", "preemptionPolicy: VALUE", ("Never", "PreemptLowerPriority"), ENUM),
        ("RuntimeClass", "", "handler: VALUE", LABEL, (*NO_LABEL, "")),
        ("RuntimeClass", "", "overhead: {podFixed: {cpu: VALUE}}", (0, "1m"), ("-1", -1)),
        (
            *("IngressClass", S, "parameters: {apiGroup: VALUE, kind: A, name: a, scope: Cluster}"),
            *(SUBDOMAIN, ("A", "a/v1", "")),
        ),
        (
            *("IngressClass", S, "parameters: {kind: A, name: a, scope: VALUE}"),
            *(("Cluster",), ENUM),
        ),
        ("RuntimeClass", "", "scheduling: {nodeSelector: {VALUE: a}}", KEY, NO_EMPTY_KEY),
        ("RuntimeClass", "", "scheduling: {nodeSelector: {a: VALUE}}", VALUE, NO_VALUE),
        *(
            (kind, "webhooks/0", fragment, *values)
            for kind in ("ValidatingWebhookConfiguration", "MutatingWebhookConfiguration")
            for fragment, values in (
                ("failurePolicy: VALUE", (("Fail", "Ignore"), ENUM)),
                ("matchPolicy: VALUE", (("Exact", "Equivalent"), ENUM)),
                ("sideEffects: VALUE", (("None", "NoneOnDryRun"), ("", "Some", "Unknown"))),
                ("timeoutSeconds: VALUE", ((1, 30), (0, -1, 31))),
                ("admissionReviewVersions: VALUE", ((["v1"],), ([],))),
            )
        ),
        (
            *("MutatingWebhookConfiguration", "webhooks/0", "reinvocationPolicy: VALUE"),
            *(("Never", "IfNeeded"), ENUM),
        ),
    )
)  # fmt: skip


# --- Putting a value in ---------------------------------------------------------------------------


def base(name: str) -> Manifest:
    """A valid object."""
    found: Manifest = read(BASES[name])
    return {"kind": name.partition("/")[0], "metadata": {"name": "a"}, **found}


def filled(fragment: Any, value: Any) -> Any:
    """``fragment`` with ``value`` in the place of ``VALUE``."""
    if isinstance(fragment, dict):
        return {filled(key, value): filled(inner, value) for key, inner in fragment.items()}
    if isinstance(fragment, list):
        return [filled(inner, value) for inner in fragment]
    return value if fragment == "VALUE" else fragment


def manifest_of(case: Case, value: Any) -> Manifest:
    """The object of a case with one value in it."""
    manifest = base(case.base)
    target: Any = manifest
    for step in filter(None, case.at.split("/")):
        target = target[int(step) if step.isdigit() else step]
    text = case.fragment if case.fragment.startswith("{") else f"{{{case.fragment}}}"
    for key, inner in filled(read(text), value).items():
        if inner is None:
            target.pop(key)
        else:
            target[key] = copy.deepcopy(inner)
    return manifest


def faults(
    manifest: Manifest, version: str = NEWEST, patch: bool = False
) -> tuple[SchemaFault, ...]:
    return schema.faults(manifest, (), version=version, patch=patch, written=lambda path: "")


def values(accepted: bool) -> Iterator[tuple[Case, Any]]:
    for case in CASES:
        for value in case.accepted if accepted else case.refused:
            yield case, value


def place_of(value: Any, inside: Any, path: Path = ()) -> Iterator[Place]:
    """Where ``VALUE`` stands in the fragment."""
    if isinstance(inside, dict):
        for key, inner in inside.items():
            here = (*path, value if key == "VALUE" else key)
            if key == "VALUE":
                yield key_of(here)
            yield from place_of(value, inner, here)
    elif isinstance(inside, list):
        for index, inner in enumerate(inside):
            yield from place_of(value, inner, (*path, index))
    elif inside == "VALUE":
        yield value_of(path)


def places_of(case: Case, value: Any) -> set[Place]:
    """Where the faults of a refused value stand."""
    at = [int(step) if step.isdigit() else step for step in filter(None, case.at.split("/"))]
    text = case.fragment if case.fragment.startswith("{") else f"{{{case.fragment}}}"
    return set(place_of(value, read(text), tuple(at)))


# --- What podlint says ----------------------------------------------------------------------------

every_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


@every_case
def test_what_the_server_accepts_has_no_fault(case: Case) -> None:
    for value in case.accepted:
        manifest = manifest_of(case, value)
        assert faults(manifest) == (), value
        assert faults(manifest, patch=True) == (), value


@every_case
def test_what_the_server_refuses_is_one_fault_at_its_place(case: Case) -> None:
    for value in case.refused:
        found = faults(manifest_of(case, value))
        assert {fault.place for fault in found} == places_of(case, value), value
        assert len(found) == len({fault.place for fault in found})
        for fault in found:
            assert isinstance(fault, InvalidValueFault)
            assert fault.value == (None if isinstance(value, list) else value)
            assert fault.constraint and fault.field


@every_case
def test_a_patch_is_held_to_the_same(case: Case) -> None:
    for value in case.refused:
        expected = places_of(case, value)
        named = case.at == "metadata" and case.fragment.count("ame") > 0
        if named or isinstance(value, list):
            continue
        assert {fault.place for fault in faults(manifest_of(case, value), patch=True)} == expected


@every_case
def test_what_is_not_known_yet_is_no_fault(case: Case) -> None:
    for text in ("${A}", "a {{ b }}", "<a>"):
        assert faults(manifest_of(case, text)) == ()


def entry_of(manifest: Manifest) -> store.Entry:
    entry = store.find(NEWEST, manifest["apiVersion"], manifest["kind"])
    assert entry is not None
    return entry


def constrained_by(manifest: Manifest, place: Place) -> Iterator[tuple[str, str]]:
    """The entries of the generator's table that a place may be the subject of."""
    entry, path = entry_of(manifest), place.path
    yield definition_at(entry, path).name, ""
    yield definition_at(entry, path[:-1]).name, f"{path[-1]}"
    if len(path) > 1:
        outer = definition_at(entry, path[:-2]).name
        inside = "[]" if isinstance(path[-1], int) else "{key}" if place.part == "key" else "{}"
        yield outer, f"{path[-2]}{inside}"
        yield outer, f"{path[-2]}.{path[-1]}"


def table() -> Iterator[tuple[str, str]]:
    """The entries of the generator's table."""
    sys.path.insert(0, str(ROOT))
    try:
        yield from importlib.import_module("tools.api_overlay").entries()
    finally:
        sys.path.remove(str(ROOT))


def test_every_constraint_of_the_newest_version_is_in_the_table() -> None:
    seen: set[tuple[str, str]] = set()
    for case, value in values(accepted=False):
        manifest = manifest_of(case, value)
        for place in places_of(case, value):
            seen.update(constrained_by(manifest, place))
    # Nobody can create a Pod with an ephemeral container; it is held to what others are.
    missing = [entry for entry in table() if entry not in seen]
    assert {name for name, _ in missing} == {"core.v1.EphemeralContainer"}


# --- How the fault tells it -----------------------------------------------------------------------


def only(manifest: Manifest, version: str = NEWEST) -> Any:
    (fault,) = faults(manifest, version)
    return fault


def case_of(fragment: str, at: str = C) -> Case:
    return Case("Pod", at, fragment, (), ())


def test_an_enumeration_names_what_is_allowed() -> None:
    fault = only(manifest_of(case_of("imagePullPolicy: VALUE"), "always"))
    assert fault == InvalidValueFault(
        place=value_of(("spec", "containers", 0, "imagePullPolicy")),
        field="imagePullPolicy",
        constraint="enum",
        value="always",
        allowed=("Always", "IfNotPresent", "Never"),
    )


def test_a_range_names_its_bounds_but_for_those_of_the_format() -> None:
    fault = only(manifest_of(case_of("ports: [{containerPort: VALUE}]"), 0))
    assert (fault.constraint, fault.minimum, fault.maximum) == ("port", 1, 65535)
    fault = only(
        manifest_of(case_of("livenessProbe: {exec: {command: [a]}, periodSeconds: VALUE}"), -1)
    )
    assert (fault.constraint, fault.minimum, fault.maximum) == ("range", 0, None)
    fault = only(manifest_of(case_of("securityContext: {runAsUser: VALUE}"), 2**31))
    assert (fault.minimum, fault.maximum) == (0, 2**31 - 1)


def test_a_key_is_named_by_its_map_and_an_item_by_its_list() -> None:
    fault = only(manifest_of(case_of("labels: {VALUE: x}", "metadata"), "a b"))
    assert (fault.field, fault.value) == ("labels", "a b")
    assert fault.place == key_of(("metadata", "labels", "a b"))
    fault = only(manifest_of(case_of("securityContext: {supplementalGroups: [VALUE]}", S), -1))
    assert (fault.field, fault.value) == ("supplementalGroups", -1)
    fault = only(manifest_of(case_of("resources: {limits: {memory: VALUE}}"), "1GB"))
    assert (fault.field, fault.constraint) == ("memory", "quantity")


@pytest.mark.parametrize("value", [2**31, -(2**31) - 1, "80", True, 1.5, [1], {}])
def test_a_wrong_type_beats_an_invalid_value(value: object) -> None:
    fault = only(manifest_of(case_of("ports: [{containerPort: VALUE}]"), value))
    assert isinstance(fault, WrongTypeFault)
    assert (fault.minimum is None) == (not isinstance(value, int) or isinstance(value, bool))


def test_a_required_value_that_is_null_is_missing_alone() -> None:
    manifest = manifest_of(case_of("volumes: [{name: VALUE}]", S), None)
    assert isinstance(only(manifest), MissingFieldFault)


@pytest.mark.parametrize("text", ["$NAME", "a-$NAME", "__NAME__", "_"])
def test_a_refused_value_that_a_tool_will_fill_in_is_no_fault(text: str) -> None:
    assert faults(manifest_of(case_of("name: VALUE", "metadata"), text)) == ()
    assert faults(manifest_of(case_of("env: [{name: a, value: VALUE}]"), text)) == ()


def test_what_sops_encrypted_is_no_fault() -> None:
    secret = base("Secret") | {
        "data": {"a": "ENC[AES256_GCM,data:x,iv:y,tag:z,type:str]"},
        "sops": {},
    }
    assert faults(secret) == ()


def test_the_name_of_a_patch_and_its_directives_are_free() -> None:
    manifest = base("Deployment")
    manifest["metadata"] = {"name": "any name", "labels": {"$patch": "replace", "a": None}}
    manifest["spec"] = {"strategy": {"$retainKeys": ["type"], "type": None}}
    manifest["spec"]["template"] = {"spec": {"containers": []}}
    assert faults(manifest, patch=True) == ()
    manifest["metadata"]["labels"]["a b"] = "x"
    assert [fault.place for fault in faults(manifest, patch=True)] == [
        key_of(("metadata", "labels", "a b"))
    ]


VERSIONED = (
    # A case of the table above, the last version that decides otherwise, and whether it refuses.
    ("Service", "metadata", "name: VALUE", "1a", "1.35", True),
    ("Ingress", "spec/rules/0/http/paths/0/backend/service", "name: VALUE", "1a", "1.35", True),
    ("Pod", C, "env: [{name: VALUE}]", "a b", "1.31", True),
    ("Pod", C, "env: [{name: VALUE}]", "1a", "1.31", True),
    ("Pod", C, "env: [{name: VALUE}]", "..a", "1.31", True),
    ("Pod", C, "env: [{name: VALUE}]", ".", "1.31", True),
    ("Pod", C, "resources: {requests: {VALUE: 1}}", "storage", "1.28", False),
    ("Pod", S, "hostAliases: [{ip: VALUE}]", "01.2.3.4", "1.35", False),
    ("Pod", S, "tolerations: [{key: a, operator: VALUE, value: '1'}]", "Gt", "1.34", True),
    ("StatefulSet", "metadata", "name: VALUE", "a.b", "1.26", False),
    ("StatefulSet", S, "serviceName: VALUE", "A_b", "1.33", False),
    ("Job", S, "podFailurePolicy: {rules: [{action: VALUE}]}", "FailIndex", "1.27", True),
    ("Service", S, "trafficDistribution: VALUE", "PreferSameNode", "1.32", True),
)


@pytest.mark.parametrize(("name", "at", "fragment", "value", "last", "refused"), VERSIONED)
def test_constraints_that_versions_differ_in(
    name: str, at: str, fragment: str, value: str, last: str, refused: bool
) -> None:
    manifest = manifest_of(Case(name, at, fragment, (), ()), value)
    for version in VERSIONS:
        found = [
            fault for fault in faults(manifest, version) if isinstance(fault, InvalidValueFault)
        ]
        before = VERSIONS.index(version) <= VERSIONS.index(last)
        if name != "Service" or "metadata" in at or version in ("1.32", "1.33", NEWEST):
            assert bool(found) == (refused if before else not refused), version


# --- In words -------------------------------------------------------------------------------------


@every_case
def test_a_message_is_one_line_that_names_the_field(case: Case) -> None:
    for value in case.refused:
        for fault in faults(manifest_of(case, value)):
            assert isinstance(fault, InvalidValueFault)
            for text in words(fault):
                assert text == " ".join(text.split()) or isinstance(value, str)
                assert "\n" not in text
            assert words(fault)[0].startswith(fault.field)


@pytest.mark.parametrize(
    ("at", "fragment", "value", "message", "help"),
    [
        (
            *(S, "restartPolicy: VALUE", "Allways"),
            'restartPolicy: "Allways" is none of Always, OnFailure, Never; did you mean "Always"?',
            "write Always",
        ),
        (
            *(C, "ports: [{containerPort: VALUE}]", 70000),
            "containerPort: 70000 is no port number (1 to 65535)",
            "",
        ),
        (
            *(C, "name: VALUE", "Web_1"),
            'name: "Web_1" is no DNS label: only a-z, 0-9 and "-", a letter or digit at both ends',
            'write "web-1"',
        ),
        (
            *(C, "resources: {limits: {memory: VALUE}}", "1GB"),
            'memory: "1GB" is no quantity: write 1Gi or 1G',
            "",
        ),
        (
            *(C, "livenessProbe: {tcpSocket: {port: VALUE}}", "8080"),
            'port: "8080" in quotes is the name of a port, and no name without a letter',
            "write 8080 without quotes",
        ),
        (
            *("metadata", "labels: {VALUE: x}", "a" * 70),
            f'labels: the key "{"a" * 55}..." is no qualified name: letters, digits, "-", "_" and ".",'
            " a letter or digit at both ends, at most 63;"
            ' before it a DNS name and "/" may stand',
            "",
        ),
        (
            *(S, "securityContext: {runAsUser: VALUE}", -1),
            "runAsUser: -1 is out of range (0 to 2147483647)",
            "",
        ),
        (
            *(S, "volumes: [{name: v, secret: {secretName: a, defaultMode: VALUE}}]", 640),
            "defaultMode: 640 is no file mode (0 to 0777, in decimal 511)",
            "write 0640, or in decimal 416",
        ),
    ],
)
def test_words(at: str, fragment: str, value: object, message: str, help: str) -> None:
    assert words(only(manifest_of(case_of(fragment, at), value))) == (message, help)


def test_a_secret_is_not_told() -> None:
    secret = base("Secret") | {"data": {"password": "hunter two"}}
    assert "hunter" not in "".join(words(only(secret)))


# --- What the server says -------------------------------------------------------------------------


def test_the_server_says_the_same() -> None:
    server = require_tool("apiserver")
    asked = [
        (accepted, case, value) for accepted in (True, False) for case, value in values(accepted)
    ]
    lines = [
        json.dumps({"id": number, "yaml": json.dumps(manifest_of(case, value))})
        for number, (_, case, value) in enumerate(asked)
    ]
    done = subprocess.run(
        [server, "--stdin-jsonl"],
        input="\n".join(lines),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    wrong = []
    for line in done.stdout.splitlines():
        answer = json.loads(line)
        accepted, case, value = asked[answer["id"]]
        (result,) = answer["results"]
        if result["verdict"] != ("accepted" if accepted else "refused"):
            wrong.append((case.name, value, result))
    assert wrong == []
