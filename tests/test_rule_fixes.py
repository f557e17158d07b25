"""Fixes and help of the rules where an example cannot show them: versions, lists, habits of writing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from podlint.fixer import Fixed, fix_text
from podlint.kubernetes import Target
from podlint.profile import Profile
from podlint.registry import load_packs
from podlint.rule import Rule

RULES = {rule.id: rule for pack in load_packs() if pack.own for rule in pack.rules}

JOB = """\
apiVersion: batch/v1
kind: Job
metadata: {name: report}
spec:
  template:
    spec:
      containers:
      - image: acme/report:1
        name: report
      - image: envoyproxy/envoy:v1.31.0
        imagePullPolicy: Always
        name: envoy
      restartPolicy: Never
"""


def fixed_all(text: str, *ids: str) -> Fixed:
    """A text after the fixes of several rules."""
    return fix_text(text, rules=[RULES[each]() for each in ids], unsafe=True)


def fixed(rule: str, text: str, *minors: int) -> str:
    """A text after the fixes of one rule, for these versions or the newest."""
    return fix(rule, text, *minors).data.decode()


def fix(rule: str, text: str, *minors: int) -> Fixed:
    profile = Profile(targets=tuple(map(Target, minors))) if minors else None
    rules: list[Rule] = [RULES[rule]()]
    return fix_text(text, rules=rules, profile=profile, unsafe=True)


@pytest.mark.parametrize("minors", [(28,), (28, 34), (25, 29)])
def test_no_native_sidecar_where_a_version_does_not_know_them(minors: tuple[int, ...]) -> None:
    outcome = fix("job-blocking-sidecar", JOB, *minors)
    assert outcome.data.decode() == JOB
    assert outcome.findings


@pytest.mark.parametrize("minors", [(29,), (29, 34), (36,)])
def test_a_native_sidecar_in_the_order_of_the_alphabet(minors: tuple[int, ...]) -> None:
    assert fixed("job-blocking-sidecar", JOB, *minors) == JOB.replace(
        """\
      - image: envoyproxy/envoy:v1.31.0
        imagePullPolicy: Always
        name: envoy
""",
        """\
      initContainers:
      - image: envoyproxy/envoy:v1.31.0
        imagePullPolicy: Always
        name: envoy
        restartPolicy: Always
""",
    )


def test_a_job_of_nothing_but_helpers_is_left_alone() -> None:
    text = JOB.replace("acme/report:1", "fluent/fluent-bit:3")
    outcome = fix("job-blocking-sidecar", text)
    assert outcome.data.decode() == text
    assert len(outcome.findings) == 2


TRAINING = """\
apiVersion: v1
kind: Pod
metadata: {name: train}
spec:
  restartPolicy: OnFailure
  containers:
  - name: train
    image: acme/train:1
    restartPolicy: %s
"""


@pytest.mark.parametrize("minor", [30, 34, 35])
def test_a_policy_that_repeats_the_pods_goes_whatever_the_version(minor: int) -> None:
    text = TRAINING % "OnFailure"
    without = text.replace("    restartPolicy: OnFailure\n", "")
    assert fixed("misplaced-restart-policy", text, minor) == without


@pytest.mark.parametrize("minor", [30, 34])
def test_a_policy_that_says_something_stays(minor: int) -> None:
    text = TRAINING % "Never"
    outcome = fix("misplaced-restart-policy", text, minor)
    assert outcome.data.decode() == text
    assert outcome.findings


PODS = """\
apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: Pod
  metadata:
    name: web-1
    labels: {app: web, pod: "1"}
  spec:
    containers: [{name: web, image: "nginx:1.27", ports: [{containerPort: 80, hostPort: 80}]}]
- {apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {restartPolicy: Never, containers: []}}
"""


def test_pods_in_a_list() -> None:
    assert (
        fixed("naked-pod", PODS)
        == """\
apiVersion: v1
kind: List
items:
- apiVersion: apps/v1
  kind: Deployment
  metadata:
    name: web-1
    labels: {app: web, pod: "1"}
  spec:
    selector:
      matchLabels:
        app.kubernetes.io/name: web-1
    strategy:
      type: Recreate
    template:
      metadata:
        labels: {app: web, pod: "1", app.kubernetes.io/name: web-1}
      spec:
        containers: [{name: web, image: "nginx:1.27", ports: [{containerPort: 80, hostPort: 80}]}]
- {apiVersion: batch/v1, kind: Job, metadata: {name: a}, \
spec: {template: {spec: {restartPolicy: Never, containers: []}}}}
"""
    )


def pod(metadata: str, spec: str = "", image: str = "nginx:1.27") -> str:
    return (
        f"apiVersion: v1\nkind: Pod\nmetadata: {{{metadata}}}\n"
        f"spec: {{containers: [{{name: a, image: {image}}}]{spec}}}\n"
    )


@pytest.mark.parametrize(
    "text",
    [
        pod("generateName: web-"),
        pod("name: web, finalizers: [acme.io/x]"),
        pod("name: web, labels: {pod-template-hash: abc}"),
        pod("name: web", ", hostname: web"),
        pod("name: web", ", nodeName: node-1"),
        pod("name: web", ", activeDeadlineSeconds: 60"),
        pod("name: web, labels: {app.kubernetes.io/name: a, app.kubernetes.io/instance: b}"),
        pod("name: " + "x" * 64),
        pod('name: "${NAME}"'),
    ],
)
def test_pods_that_a_deployment_could_not_copy(text: str) -> None:
    outcome = fix("naked-pod", text)
    assert outcome.data.decode() == text
    assert [each.rule for each in outcome.findings] == ["naked-pod"]
    assert not outcome.refused


def selectors(text: str) -> Iterator[str]:
    _, _, rest = fixed("naked-pod", text).partition("matchLabels:")
    return (line.strip() for line in rest.partition("template:")[0].splitlines() if line.strip())


def test_a_selector_holds_the_labels_that_say_what_a_pod_is() -> None:
    text = pod("name: web, labels: {app: web, tier: front, version: v1, team: red}")
    assert list(selectors(text)) == ["app: web", "tier: front"]
    text = pod("name: web, labels: {who: web, team: red}")
    assert list(selectors(text)) == ["who: web"]
    text = pod("name: web, labels: {app.kubernetes.io/name: shop}")
    assert list(selectors(text)) == ["app.kubernetes.io/instance: web"]


def test_a_disk_that_is_only_read_lets_a_rollout_overlap() -> None:
    volume = ", volumes: [{name: d, persistentVolumeClaim: {claimName: d, readOnly: %s}}]"
    assert "Recreate" in fixed("naked-pod", pod("name: web", volume % "false"))
    assert "Recreate" not in fixed("naked-pod", pod("name: web", volume % "true"))


CONTROLLER = """\
apiVersion: v1
kind: ReplicationController
metadata: {name: web}
spec:
  selector: {app: web}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: "nginx:1.27"}]}
"""


@pytest.mark.parametrize(
    ("selector", "after"),
    [
        ("  selector: {app: web}\n", "  selector: {matchLabels: {app: web}}\n"),
        ("", "  selector:\n    matchLabels:\n      app: web\n"),
        ("  selector:\n", "  selector:\n    matchLabels:\n      app: web\n"),
        ("  selector: {app: shop}\n", ""),
        ("  selector: web\n", ""),
    ],
)
def test_the_selector_of_a_replication_controller(selector: str, after: str) -> None:
    text = CONTROLLER.replace("  selector: {app: web}\n", selector)
    expected = text
    if after:
        expected = CONTROLLER.replace("  selector: {app: web}\n", after)
        expected = expected.replace("kind: ReplicationController", "kind: Deployment")
        expected = expected.replace("apiVersion: v1", "apiVersion: apps/v1")
    assert fixed("bare-replicaset", text) == expected


# --- What is only proposed ------------------------------------------------------------------------

PORTS = "ports: [{containerPort: 9090, name: metrics}, {containerPort: 8080, name: http}]"


@pytest.mark.parametrize(
    ("rule", "container", "words"),
    [
        ("liveness", "readinessProbe: {httpGet: {path: /up, port: 80}}", ["httpGet /up", ": 9,"]),
        ("liveness", "readinessProbe: {exec: {command: [ready]}, failureThreshold: 2}", [": 6,"]),
        ("liveness", PORTS, ['tcpSocket on port "http"']),
        ("liveness", "ports: [{containerPort: 8080}]", ["tcpSocket on port 8080"]),
        ("readiness", "livenessProbe: {httpGet: {path: /up, port: 80}}", ["liveness", "/up"]),
        ("readiness", "startupProbe: {grpc: {port: 80}}", ["startup probe (grpc)"]),
        ("readiness", PORTS, ['tcpSocket on port "http"']),
    ],
)
def test_help_names_a_handler_that_the_manifest_shows(
    rule: str, container: str, words: list[str]
) -> None:
    outcome = fix(f"missing-{rule}-probe", deployed(container))
    help = outcome.findings[0].help
    assert all(word in help for word in words), help
    assert outcome.findings[0].fix is None


@pytest.mark.parametrize("rule", ["liveness", "readiness"])
@pytest.mark.parametrize(
    "container",
    [
        "tty: true",
        "ports: [{containerPort: 9090, name: metrics}]",
        "ports: [{containerPort: 53, protocol: UDP}]",
    ],
)
def test_help_names_no_handler_that_is_a_guess(rule: str, container: str) -> None:
    help = fix(f"missing-{rule}-probe", deployed(container)).findings[0].help
    assert help
    assert not any(word in help for word in ("tcpSocket", "like", "port"))


def deployed(container: str) -> str:
    return f"""\
apiVersion: apps/v1
kind: Deployment
metadata: {{name: web}}
spec:
  selector: {{matchLabels: {{app: web}}}}
  template:
    metadata: {{labels: {{app: web}}}}
    spec: {{containers: [{{name: web, image: "acme/web:1", {container}}}]}}
"""


def probed(liveness: str, readiness: str) -> str:
    numbers = "httpGet: {path: /, port: 80}"
    return deployed(
        f"livenessProbe: {{{numbers}{liveness}}}, readinessProbe: {{{numbers}{readiness}}}"
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            (", periodSeconds: 1, timeoutSeconds: 3, failureThreshold: 2", ", periodSeconds: 1"),
            (", periodSeconds: 3, timeoutSeconds: 3, failureThreshold: 4", ", periodSeconds: 1"),
        ),
        (
            ("", ", periodSeconds: 10, timeoutSeconds: 15"),
            (", failureThreshold: 14", ", periodSeconds: 15, timeoutSeconds: 15"),
        ),
    ],
)
def test_a_threshold_follows_from_the_period_that_is_mended(
    before: tuple[str, str], after: tuple[str, str]
) -> None:
    rules = ("overlong-probe-timeout", "identical-probes", "impatient-liveness")
    outcome = fixed_all(probed(*before), *rules)
    assert outcome.data.decode() == probed(*after)
    assert not outcome.refused


def test_a_startup_budget_is_not_raised_twice() -> None:
    text = deployed(
        "startupProbe: {httpGet: {path: /, port: 80}, periodSeconds: 3, timeoutSeconds: 5}"
    ).replace("acme/web:1", "quay.io/keycloak/keycloak:26.0")
    data = fixed_all(text, "overlong-probe-timeout", "short-startup-budget").data.decode()
    assert "periodSeconds: 5, timeoutSeconds: 5, failureThreshold: 24}" in data


def test_a_pod_whose_selector_would_find_others_of_its_file_stays() -> None:
    labelled = pod("name: web, labels: {app: web}")
    other = deployed("tty: true").replace("name: web}", "name: web-2}", 1)
    outcome = fix("naked-pod", f"{labelled}---\n{other}")
    assert outcome.data.decode() == f"{labelled}---\n{other}"
    why = "its selector would find the Pods of Deployment/web-2 as well"
    assert [each.why for each in outcome.refused] == [why]
    elsewhere = other.replace("name: web-2}", "name: web-2, namespace: shop}")
    assert not fix("naked-pod", f"{labelled}---\n{elsewhere}").refused
