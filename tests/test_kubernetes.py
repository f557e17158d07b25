"""Manifests, workloads, containers, images and probes as rules see them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from podlint import schema
from podlint.document import Source, load
from podlint.kubernetes import (
    Container,
    Image,
    Kustomization,
    Manifest,
    Nature,
    Probe,
    Project,
    Role,
    Target,
    Workload,
    has_placeholder,
    manifests,
    workloads,
)
from podlint.kubernetes.image import UNKNOWN
from podlint.kubernetes.manifest import is_manifest
from podlint.model import ObjectRef, key_of, value_of

NEWEST = Target.parse(schema.NEWEST)


def objects(
    text: str, *, file: str = "web.yaml", project: Project | None = None, target: Target = NEWEST
) -> list[Manifest]:
    source = Source(file, text)
    return [
        manifest
        for document in load(source)
        for manifest in manifests(document, project or Project(), target)
    ]


def only(text: str, **more: Any) -> Manifest:
    (manifest,) = objects(text, **more)
    return manifest


def workload(spec: str, kind: str = "Pod", api: str = "v1", target: Target = NEWEST) -> Workload:
    (found,) = workloads(only(f"apiVersion: {api}\nkind: {kind}\nspec: {spec}\n", target=target))
    return found


def container(fields: str) -> Container:
    (found,) = workload(f"{{containers: [{{{fields}}}]}}").containers
    return found


# --- Images ---------------------------------------------------------------------------------------

DIGEST = "sha256:" + "0f" * 32


@pytest.mark.parametrize(
    ("reference", "name", "tag", "digest", "basename", "repository"),
    [
        ("nginx", "nginx", "", "", "nginx", "nginx"),
        ("nginx:1.27", "nginx", "1.27", "", "nginx", "nginx"),
        ("team/app:1", "team/app", "1", "", "app", "team/app"),
        ("localhost/app", "localhost/app", "", "", "app", "app"),
        ("localhost:5000/app", "localhost:5000/app", "", "", "app", "app"),
        ("reg.io:5000/a/b", "reg.io:5000/a/b", "", "", "b", "a/b"),
        ("reg.io:5000/a/b:1.2", "reg.io:5000/a/b", "1.2", "", "b", "a/b"),
        (f"nginx@{DIGEST}", "nginx", "", DIGEST, "nginx", "nginx"),
        (f"reg.io:5000/a/b:1@{DIGEST}", "reg.io:5000/a/b", "1", DIGEST, "b", "a/b"),
        (f"reg.io:5000/a/b@{DIGEST}", "reg.io:5000/a/b", "", DIGEST, "b", "a/b"),
        ("docker://nginx:1", "nginx", "1", "", "nginx", "nginx"),
        ("ko://acme.io/cmd/app", "acme.io/cmd/app", "", "", "app", "cmd/app"),
        ("  nginx:1  ", "nginx", "1", "", "nginx", "nginx"),
        ("", "", "", "", "", ""),
        (None, "", "", "", "", ""),
        (7, "", "", "", "", ""),
        (["nginx"], "", "", "", "", ""),
    ],
)
def test_image(
    reference: object, name: str, tag: str, digest: str, basename: str, repository: str
) -> None:
    image = Image.parse(reference)
    assert image == (name, tag, digest)
    assert (image.basename, image.repository) == (basename, repository)


@pytest.mark.parametrize(
    ("reference", "basename", "tag"),
    [
        ("${REGISTRY}/envoy:1", "envoy", "1"),
        ("$(REGISTRY)/envoy:1", "envoy", "1"),
        ("{{ .Values.registry }}/envoy:{{ .Values.tag }}", "envoy", UNKNOWN),
        ("${{ registry }}/envoy", "envoy", ""),
        ("@REGISTRY@/envoy:@TAG@", "envoy", UNKNOWN),
        ("<registry>/envoy:<tag>", "envoy", UNKNOWN),
        ("${REGISTRY:-docker.io/library}/envoy:1", "envoy", "1"),
        ("${IMAGE}", UNKNOWN, ""),
        ("${IMAGE}:1", UNKNOWN, "1"),
        ("acme/${NAME}-proxy:1", f"{UNKNOWN}-proxy", "1"),
    ],
)
def test_what_is_literal_in_an_image_counts(reference: str, basename: str, tag: str) -> None:
    image = Image.parse(reference)
    assert (image.basename, image.tag) == (basename, tag)


def test_an_unknown_registry_is_a_host() -> None:
    assert Image.parse("${REGISTRY}/team/app:1").repository == "team/app"


# --- Probes ---------------------------------------------------------------------------------------


def probe(**data: Any) -> Probe:
    return Probe({"httpGet": {"port": 80}, **data}, ("livenessProbe",))


def numbers(found: Probe) -> tuple[int, int, int, int, int]:
    return (
        found.initial_delay,
        found.period,
        found.timeout,
        found.failure_threshold,
        found.success_threshold,
    )


def test_the_defaults_of_the_api() -> None:
    assert numbers(probe()) == (0, 10, 1, 3, 1)
    assert probe().certain


FIELDS = (
    "initialDelaySeconds",
    "periodSeconds",
    "timeoutSeconds",
    "failureThreshold",
    "successThreshold",
)


@pytest.mark.parametrize("nothing", [0, None])
def test_zero_and_null_mean_the_default(nothing: int | None) -> None:
    found = probe(**dict.fromkeys(FIELDS, nothing))
    assert numbers(found) == (0, 10, 1, 3, 1)
    assert found.certain


def test_what_is_said_counts() -> None:
    assert numbers(probe(**dict(zip(FIELDS, (5, 6, 7, 8, 9), strict=True)))) == (5, 6, 7, 8, 9)


@pytest.mark.parametrize("value", ["${DELAY}", "30", 1.5, True, [30]])
@pytest.mark.parametrize("field", FIELDS)
def test_what_is_no_number_yet_is_uncertain(field: str, value: object) -> None:
    found = probe(**{field: value})
    assert not found.certain
    assert numbers(found) == (0, 10, 1, 3, 1)


@pytest.mark.parametrize(
    ("data", "grace", "patience"),
    [
        ({}, 30, 21),
        ({"initialDelaySeconds": 60}, 90, 21),
        ({"periodSeconds": 5, "failureThreshold": 12}, 60, 56),
        ({"failureThreshold": 1}, 10, 1),
        ({"failureThreshold": 1, "timeoutSeconds": 5}, 10, 5),
        ({"initialDelaySeconds": 15, "periodSeconds": 20, "timeoutSeconds": 4}, 75, 44),
    ],
)
def test_the_times_that_follow(data: dict[str, int], grace: int, patience: int) -> None:
    assert (probe(**data).grace, probe(**data).patience) == (grace, patience)


def test_handlers() -> None:
    assert Probe({}, ()).handler == ""
    assert Probe({"httpGet": None, "exec": {"command": ["a", 1]}}, ()).handler == "exec"
    assert Probe({"exec": {"command": ["a", 1]}}, ()).command == ("a", "1")
    assert Probe({"exec": "a"}, ()).command == ()
    assert Probe({"grpc": {"port": 1}}, ()).handler == "grpc"


# --- Containers -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "sleeps"),
    [
        ("image: registry.k8s.io/pause:3.10", True),
        ("image: acme/pause-button:1", False),
        ("image: busybox", False),
        ("image: busybox, command: [sleep, infinity]", True),
        ('image: busybox, args: [sleep, "3600"]', True),
        ("image: busybox, command: [/bin/sleep], args: [1d]", True),
        ("image: busybox, command: [tail, -f, /dev/null]", True),
        ("image: busybox, command: [tail, -F, /dev/null]", True),
        ("image: busybox, command: [tail, -f, /var/log/app.log]", False),
        ("image: busybox, command: [sh, -c, sleep infinity]", True),
        ("image: busybox, command: [/bin/sh, -c], args: ['sleep 1d & wait']", True),
        ("image: busybox, command: [sh, -c, 'trap : TERM; while true; do sleep 1; done']", True),
        ("image: busybox, command: [sh, -ec, 'while :; do date; sleep 5; done']", True),
        ("image: busybox, command: [bash, -c, 'echo up && exec sleep inf']", True),
        ("image: busybox, command: [sh, -c, 'sleep 10; ./server']", False),
        ("image: busybox, command: [sh, -c, 'sleep 10 && ./server']", False),
        ("image: busybox, command: [sh, -c, './server & sleep infinity']", False),
        ("image: busybox, command: [sh, -c, 'echo a > /tmp/a; sleep 10']", False),
        ("image: busybox, command: [sh, -c, 'while true; do ./sync; sleep 60; done']", False),
        ("image: busybox, command: [sh, -c, echo done]", False),
        ("image: busybox, command: [sleepy-server]", False),
        ("image: registry.k8s.io/pause:3.10, command: [./server]", False),
    ],
)
def test_only_sleeps(fields: str, sleeps: bool) -> None:
    assert container(fields).only_sleeps is sleeps


def test_a_finding_about_what_is_absent_stands_at_the_name() -> None:
    at = ("spec", "containers", 0)
    assert container("image: a, name: b").place == value_of((*at, "name"))
    assert container("image: a").place == key_of((*at, "image"))
    assert container("name: null, image: a").place == key_of((*at, "name"))
    assert container("").place == key_of(at)


def test_null_is_absent_and_a_wrong_type_is_not() -> None:
    found = container("livenessProbe: null, readinessProbe: tbd, startupProbe: {}")
    assert found.lacks("livenessProbe") and found.lacks("image")
    assert not found.lacks("readinessProbe") and not found.lacks("startupProbe")
    assert found.liveness is None and found.readiness is None
    assert found.startup is not None and not found.startup.handler


def test_ports_and_variables_survive_anything() -> None:
    found = container(
        "ports: [{containerPort: 80, name: web}, {containerPort: http}, nothing, {protocol: UDP}], "
        "env: [{name: A, value: b}, {name: C, valueFrom: {}}, {value: d}, e]"
    )
    assert [(port.name, port.number, port.protocol) for port in found.ports] == [
        ("web", 80, "TCP"),
        ("", 0, "TCP"),
        ("", 0, "UDP"),
    ]
    assert found.env == {"A": "b", "C": None}
    assert container("ports: 80, env: {A: b}, command: run").words == ()


# --- Workloads ------------------------------------------------------------------------------------

SPEC = "spec: {containers: [{name: a}]}"


@pytest.mark.parametrize(
    ("api", "kind", "body", "paths"),
    [
        ("v1", "Pod", SPEC, ["spec"]),
        ("v1", "PodTemplate", f"template: {{{SPEC}}}", ["template.spec"]),
        ("v1", "ReplicationController", f"spec: {{template: {{{SPEC}}}}}", ["spec.template.spec"]),
        ("apps/v1", "Deployment", f"spec: {{template: {{{SPEC}}}}}", ["spec.template.spec"]),
        ("apps/v1beta2", "DaemonSet", f"spec: {{template: {{{SPEC}}}}}", ["spec.template.spec"]),
        ("batch/v1", "Job", f"spec: {{template: {{{SPEC}}}}}", ["spec.template.spec"]),
        (
            "batch/v1",
            "CronJob",
            f"spec: {{jobTemplate: {{spec: {{template: {{{SPEC}}}}}}}}}",
            ["spec.jobTemplate.spec.template.spec"],
        ),
        (
            "jobset.x-k8s.io/v1alpha2",
            "JobSet",
            f"spec: {{replicatedJobs: [{{template: {{spec: {{template: {{{SPEC}}}}}}}}}, {{}}, "
            f"{{template: {{spec: {{template: {{{SPEC}}}}}}}}}]}}",
            [f"spec.replicatedJobs.{index}.template.spec.template.spec" for index in (0, 2)],
        ),
        (
            "leaderworkerset.x-k8s.io/v1",
            "LeaderWorkerSet",
            f"spec: {{leaderWorkerTemplate: {{workerTemplate: {{{SPEC}}}}}}}",
            ["spec.leaderWorkerTemplate.workerTemplate.spec"],
        ),
        (
            "argoproj.io/v1alpha1",
            "Rollout",
            f"spec: {{template: {{{SPEC}}}}}",
            ["spec.template.spec"],
        ),
        (
            "argoproj.io/v1alpha1",
            "Rollout",
            f"spec: {{workloadRef: {{name: a}}, template: {{{SPEC}}}}}",
            [],
        ),
        ("serving.knative.dev/v1", "Revision", SPEC, ["spec"]),
        ("apps/v1", "Deployment", "spec: {template: null}", []),
        ("apps/v1", "Deployment", "spec: [template]", []),
        ("v1", "Service", SPEC, []),
        ("acme.io/v1", "Deployment", f"spec: {{template: {{{SPEC}}}}}", []),
        ("batch.volcano.sh/v1alpha1", "Job", f"spec: {{template: {{{SPEC}}}}}", []),
    ],
)
def test_where_pods_are(api: str, kind: str, body: str, paths: list[str]) -> None:
    found = workloads(only(f"apiVersion: {api}\nkind: {kind}\n{body}\n"))
    assert [".".join(map(str, each.pod_path)) for each in found] == paths


ALL_ROLES = """{
  containers: [{name: app}],
  initContainers: [{name: init}, {name: side, restartPolicy: Always},
    {name: never, restartPolicy: Never}],
  ephemeralContainers: [{name: debug}]}"""


@pytest.mark.parametrize(
    ("minor", "role"), [(28, Role.INIT), (29, Role.SIDECAR), (34, Role.SIDECAR)]
)
def test_roles(minor: int, role: Role) -> None:
    found = workload(ALL_ROLES, target=Target(minor))
    assert {each.name: each.role for each in found.containers} == {
        "app": Role.APP,
        "init": Role.INIT,
        "side": role,
        "never": Role.INIT,
        "debug": Role.EPHEMERAL,
    }
    assert [each.name for each in found.app_containers] == ["app"]


@pytest.mark.parametrize(
    ("api", "kind", "policy", "long"),
    [
        ("v1", "Pod", "", True),
        ("v1", "Pod", "restartPolicy: Always, ", True),
        ("v1", "Pod", "restartPolicy: OnFailure, ", False),
        ("v1", "Pod", "restartPolicy: null, ", True),
    ],
)
def test_long_running(api: str, kind: str, policy: str, long: bool) -> None:
    assert workload(f"{{{policy}containers: [{{name: a}}]}}", kind, api).is_long_running is long


def test_a_job_is_not_long_running_whatever_it_says() -> None:
    found = workload("{template: {spec: {containers: []}}}", "Job", "batch/v1")
    assert found.restart_policy == "Always"
    assert not found.is_long_running


def test_annotations_of_the_template_win() -> None:
    text = (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {annotations: {a: object, b: object}}\n"
        "spec: {template: {metadata: {annotations: {b: template}}, spec: {containers: []}}}\n"
    )
    (found,) = workloads(only(text))
    assert found.annotations == {"a": "object", "b": "template"}


# --- Manifests ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"apiVersion": "v1", "kind": "Pod"}, True),
        ({"apiVersion": "acme.io/v1", "kind": "Anything"}, True),
        ({"apiVersoin": "v1", "kind": "Pod", "spec": {}}, True),
        ({"kind": "Deployment", "metadata": {}}, True),
        ({"apiVersion": 1, "kind": "Pod", "metadata": {}}, True),
        ({"kind": "Deployment"}, False),
        ({"kind": "Anything", "metadata": {}}, False),
        ({"apiVersion": "v1"}, False),
        ({"apiVersion": "v1", "kind": 7}, False),
        ({"apiVersion": "v1", "kind": ["Pod"]}, False),
        ([{"apiVersion": "v1", "kind": "Pod"}], False),
        ("kind", False),
        (None, False),
    ],
)
def test_is_manifest(data: object, expected: bool) -> None:
    assert is_manifest(data) is expected


def test_items_of_a_list() -> None:
    found = objects(
        "apiVersion: v1\nkind: List\nitems:\n"
        "  - {apiVersion: v1, kind: Pod, metadata: {name: a, namespace: b}}\n"
        "  - nothing\n"
        "  - {apiVersion: v1, kind: List, items: [{apiVersion: v1, kind: Pod}]}\n"
    )
    assert [each.path for each in found] == [("items", 0), ("items", 2, "items", 0)]
    assert found[0].reference == ObjectRef("Pod", "b", "a")
    assert found[0].kind_place == value_of(("items", 0, "kind"))
    assert found[0].key("spec") == key_of(("items", 0, "spec"))


def test_items_of_a_typed_list_may_leave_out_their_kind() -> None:
    found = objects("apiVersion: apps/v1\nkind: DeploymentList\nitems: [{metadata: {name: a}}]\n")
    assert [(each.api_version, each.kind, each.name) for each in found] == [
        ("apps/v1", "Deployment", "a")
    ]


def test_a_list_without_items_is_an_object_like_any() -> None:
    assert only("apiVersion: acme.io/v1\nkind: PlayList\n").kind == "PlayList"


def test_names() -> None:
    start = "apiVersion: v1\nkind: Pod\nmetadata: "
    assert only(start + "{name: a, generateName: b-}").name == "a"
    assert only(start + "{generateName: b-}").name == "b-*"
    assert only(start + "{name: 7}").name == ""
    assert only(start + "nothing").name == ""
    assert str(only(start + "{name: a}").reference) == "Pod/a"
    assert only("apiVersion: apps/v1\nkind: Deployment").group == "apps"


# --- Natures --------------------------------------------------------------------------------------

WHOLE = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec: {template: {spec: {containers: [{name: web, image: acme/web:1}]}}}
"""
PARTIAL = WHOLE.replace(", image: acme/web:1", "")
EMPTY = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: 2}\n"
CONFIG = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\n"


def kustomized(*, resources: Iterable[str] = (), patches: Iterable[str] = ()) -> Project:
    return Project((Kustomization("app", frozenset(resources), frozenset(patches)),))


@pytest.mark.parametrize(
    ("text", "file", "project", "nature"),
    [
        (WHOLE, "app/web.yaml", Project(), Nature.COMPLETE),
        (PARTIAL, "app/web.yaml", Project(), Nature.COMPLETE),
        # A kustomization names it as a patch: whatever it holds.
        (WHOLE, "app/web.yaml", kustomized(patches={"app/web.yaml"}), Nature.PATCH),
        (CONFIG, "app/web.yaml", kustomized(patches={"app/web.yaml"}), Nature.PATCH),
        (WHOLE, "app/api.yaml", kustomized(patches={"app/web.yaml"}), Nature.COMPLETE),
        # As a resource, too: then it is one.
        (
            PARTIAL,
            "app/web.yaml",
            kustomized(patches={"app/web.yaml"}, resources={"app/web.yaml"}),
            Nature.COMPLETE,
        ),
        (PARTIAL, "app/web.yaml", kustomized(resources={"app/web.yaml"}), Nature.COMPLETE),
        # Beside or below a kustomization, and not whole.
        (PARTIAL, "app/web.yaml", kustomized(), Nature.PATCH),
        (EMPTY, "app/web.yaml", kustomized(), Nature.PATCH),
        (PARTIAL, "app/deep/down/web.yaml", kustomized(), Nature.PATCH),
        (PARTIAL, "apple/web.yaml", kustomized(), Nature.COMPLETE),
        (PARTIAL, "web.yaml", kustomized(), Nature.COMPLETE),
        (WHOLE, "app/web.yaml", kustomized(), Nature.COMPLETE),
        (CONFIG, "app/web.yaml", kustomized(), Nature.COMPLETE),
        # $patch, anywhere in a workload.
        (
            WHOLE.replace("{name: web,", "{$patch: delete, name: web,"),
            "a.yaml",
            Project(),
            Nature.PATCH,
        ),
        (
            WHOLE.replace("metadata:", "$patch: replace\nmetadata:"),
            "a.yaml",
            Project(),
            Nature.PATCH,
        ),
        (CONFIG + "data: {a: $patch}\n", "a.yaml", Project(), Nature.COMPLETE),
        (WHOLE.replace("acme/web:1", "acme/$patch:1"), "a.yaml", Project(), Nature.COMPLETE),
    ],
)
def test_patches(text: str, file: str, project: Project, nature: Nature) -> None:
    assert only(text, file=file, project=project).nature is nature


POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: b}]}\n"


@pytest.mark.parametrize(
    ("change", "live"),
    [
        (("{name: a}", "{name: a, uid: 1f2e}"), True),
        (("{name: a}", "{name: a, ownerReferences: [{kind: ReplicaSet}]}"), True),
        (("{name: a}", "{name: a, ownerReferences: []}"), False),
        (("{name: a}", "{name: a, resourceVersion: '7', creationTimestamp: null}"), False),
        (("spec:", "status: {phase: Running}\nspec:"), True),
        (("spec:", "status: {conditions: [{type: Ready}]}\nspec:"), True),
        (("spec:", "status: {}\nspec:"), False),
        (("spec:", "status: null\nspec:"), False),
        (("spec:", "status: {conditions: [], loadBalancer: {}, replicas: null}\nspec:"), False),
        (("{name: a}", "{name: a, annotations: {kubernetes.io/config.hash: ab}}"), True),
        (("{name: a}", "{name: a, annotations: {kubernetes.io/config.seen: ab}}"), True),
        (("{name: a}", "{name: a, annotations: {kubernetes.io/config.other: ab}}"), False),
    ],
)
def test_live_dumps(change: tuple[str, str], live: bool) -> None:
    assert (only(POD.replace(*change, 1)).nature is Nature.LIVE) is live


@pytest.mark.parametrize("name", ["helm.sh/hook", "argocd.argoproj.io/hook"])
@pytest.mark.parametrize(
    ("kind", "api", "hook"),
    [("Pod", "v1", True), ("Job", "batch/v1", True), ("Deployment", "apps/v1", False)],
)
def test_hooks(name: str, kind: str, api: str, hook: bool) -> None:
    text = f"apiVersion: {api}\nkind: {kind}\nmetadata: {{annotations: {{{name}: test}}}}\n"
    assert (only(text).nature is Nature.HOOK) is hook
    assert only(text.replace("test}", "test}, uid: ab")).nature is Nature.LIVE


@pytest.mark.parametrize(
    ("file", "static"),
    [
        ("etc/kubernetes/manifests/a.yaml", True),
        ("node/etc/kubernetes/manifests/a.yaml", True),
        ("etc/kubernetes/manifests/deep/a.yaml", True),
        ("a.manifest", True),
        ("manifests/a.yaml", False),
        ("kubernetes/manifests/a.yaml", False),
        ("notetc/kubernetes/manifests/a.yaml", False),
        ("a.manifest.yaml", False),
    ],
)
def test_static_pods(file: str, static: bool) -> None:
    assert bool(only(POD, file=file).static_pod_reason) is static
    assert not only(WHOLE, file=file).static_pod_reason


# --- Placeholders ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["${A}", "a-${A:=b}-c", "{{ a }}", "x{{.Values.a}}", "@A@", "<A>", "<your name>", "$(A)"],
)
def test_placeholders(text: str) -> None:
    assert has_placeholder(text)
    assert has_placeholder(text, ("spec", "replicas"))


@pytest.mark.parametrize(
    "value", ["", "a", "$A", "a@b.c", "a <b", "{a}", "a@b", "a@1@", 7, None, ["${A}"]]
)
def test_what_is_no_placeholder(value: object) -> None:
    assert not has_placeholder(value)


@pytest.mark.parametrize("field", ["args", "command", "env", "subPathExpr"])
def test_what_kubernetes_expands_itself_is_no_placeholder(field: str) -> None:
    path = ("spec", "containers", 0, field, 0)
    assert not has_placeholder("$(A)", path)
    assert has_placeholder("${A}", path)


# --- Targets --------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", ["1.34", "v1.34"])
def test_targets(version: str) -> None:
    assert Target.parse(version) == Target(34)
    assert Target.parse(version).version == "1.34"


@pytest.mark.parametrize("version", ["", "1", "34", "2.1", "1.x", "1.", "latest"])
def test_what_is_no_target(version: str) -> None:
    with pytest.raises(ValueError, match="no version of Kubernetes"):
        Target.parse(version)
