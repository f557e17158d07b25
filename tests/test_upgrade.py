"""The ways from APIs that are gone to those that took their place, beyond the rules' examples."""

from __future__ import annotations

from textwrap import dedent, indent

import pytest

from podlint.engine import lint_text
from podlint.fixer import fix_text
from podlint.kubernetes import Target
from podlint.profile import Profile
from podlint_rules.deprecated_api import DeprecatedApi
from podlint_rules.removed_api import RemovedApi

WEBHOOK = """\
webhooks:
  - name: a.acme.io
    clientConfig: {url: "https://acme.io"}
"""


def upgraded(api_version: str, kind: str, rest: str) -> str:
    """What is below the name of an object after the fix; the apiVersion is the first line."""
    head = f"kind: {kind}\nmetadata: {{name: web}}\n"
    text = f"apiVersion: {api_version}\n{head}{rest}"
    fixed = fix_text(text, unsafe=True, rules=[RemovedApi()])
    assert not fixed.refused
    return fixed.data.decode().replace(head, "").removeprefix("apiVersion: ")


def stays(api_version: str, kind: str, rest: str) -> bool:
    return upgraded(api_version, kind, rest) == f"{api_version}\n{rest}"


def test_a_budget_whose_empty_selector_means_something_else_now() -> None:
    api = "policy/v1beta1"
    assert stays(api, "PodDisruptionBudget", "spec: {minAvailable: 1, selector: {}}\n")
    assert stays(api, "PodDisruptionBudget", "spec: {selector: {matchLabels: {}}}\n")
    spec = "spec: {minAvailable: 1, selector: {matchLabels: {app: web}}}\n"
    assert upgraded(api, "PodDisruptionBudget", spec) == f"policy/v1\n{spec}"
    unset = "spec: {minAvailable: 1}\n"
    assert upgraded(api, "PodDisruptionBudget", unset) == f"policy/v1\n{unset}"


def test_slices_of_endpoints_with_a_topology() -> None:
    kind, api = "EndpointSlice", "discovery.k8s.io/v1beta1"
    plain = "addressType: IPv4\nendpoints: [{addresses: [192.0.2.1]}]\n"
    assert upgraded(api, kind, plain) == f"discovery.k8s.io/v1\n{plain}"
    assert stays(api, kind, "endpoints: [{addresses: [192.0.2.1], topology: {a: b}}]\n")
    assert stays(api, kind, "endpoints: {a: b}\n")


def test_webhooks_keep_what_the_defaults_were() -> None:
    kind, api = "ValidatingWebhookConfiguration", "admissionregistration.k8s.io/v1beta1"
    said = "    sideEffects: None\n    admissionReviewVersions: [v1]\n    failurePolicy: Fail\n"
    added = "    matchPolicy: Exact\n    timeoutSeconds: 30\n"
    after = upgraded(api, kind, WEBHOOK + said)
    assert after == f"admissionregistration.k8s.io/v1\n{WEBHOOK}{said}{added}"


@pytest.mark.parametrize(
    "said",
    [
        "sideEffects: None",
        "admissionReviewVersions: [v1]",
        "admissionReviewVersions: [v1]\nsideEffects: Some",
        "admissionReviewVersions: [v1]\nsideEffects: None\n- name: a.acme.io",
    ],
)
def test_webhooks_that_lack_what_is_required(said: str) -> None:
    rest = WEBHOOK + indent(said, "    ").replace("    - ", "  - ") + "\n"
    assert stays("admissionregistration.k8s.io/v1beta1", "MutatingWebhookConfiguration", rest)


def test_requests_for_certificates() -> None:
    kind, api = "CertificateSigningRequest", "certificates.k8s.io/v1beta1"
    assert stays(api, kind, "spec: {request: eA==}\n")
    legacy = "spec: {signerName: kubernetes.io/legacy-unknown, usages: [digital signature]}\n"
    assert stays(api, kind, legacy)
    own = legacy.replace("kubernetes.io/legacy-unknown", "acme.io/own")
    assert upgraded(api, kind, own) == f"certificates.k8s.io/v1\n{own}"


def test_priority_levels() -> None:
    kind, api = "PriorityLevelConfiguration", "flowcontrol.apiserver.k8s.io/v1beta2"
    spec = "spec:\n  type: Limited\n  limited:\n    assuredConcurrencyShares: {}\n"
    after = spec.format(5).replace("assured", "nominal")
    assert upgraded(api, kind, spec.format(5)) == f"flowcontrol.apiserver.k8s.io/v1\n{after}"
    assert stays(api, kind, spec.format(0))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("  rollbackTo: {revision: 2}\n", ""),
        ("  selector: {matchLabels: {app: web}}\n", "  selector: {matchLabels: {app: web}}\n"),
    ],
)
def test_deployments(before: str, after: str) -> None:
    selector = "" if "selector" in before else "  selector:\n    matchLabels:\n      app: web\n"
    template = "  template: {metadata: {labels: {app: web}}, spec: {containers: []}}\n"
    done = upgraded("extensions/v1beta1", "Deployment", f"spec:\n{before}{template}")
    assert done == f"apps/v1\nspec:\n{after}{selector}{template}"


@pytest.mark.parametrize(
    "spec",
    [
        "{template: {spec: {containers: []}}}",
        "{template: {metadata: {labels: {app: 1}}, spec: {containers: []}}}",
        "{selector: {}, template: {metadata: {labels: {app: web}}}}",
        "[]",
    ],
)
def test_deployments_without_a_certain_selector(spec: str) -> None:
    assert stays("apps/v1beta1", "Deployment", f"spec: {spec}\n")


def test_a_new_default_is_said() -> None:
    text = "apiVersion: {}\nkind: {}\nmetadata: {{name: web}}\nspec: {{}}\n"
    for api_version, kind, said in (
        ("extensions/v1beta1", "DaemonSet", True),
        ("apps/v1beta2", "DaemonSet", False),
        ("apps/v1beta1", "StatefulSet", True),
        ("apps/v1beta1", "Deployment", False),
    ):
        (finding,) = lint_text(text.format(api_version, kind), rules=[RemovedApi()])
        assert ("OnDelete" in finding.help) is said, finding.help
        explicit = text.replace("{{}}", "{{updateStrategy: {{type: OnDelete}}}}")
        (finding,) = lint_text(explicit.format(api_version, kind), rules=[RemovedApi()])
        assert "OnDelete" not in finding.help


@pytest.mark.parametrize(
    "backend",
    [
        "{serviceName: a}",
        "{servicePort: 80}",
        "{serviceName: a, servicePort: '80'}",
        "{serviceName: a, servicePort: '${PORT}'}",
        "{serviceName: a, servicePort: true}",
        "{serviceName: a, servicePort: 80, service: {name: b}}",
        "a",
    ],
)
def test_backends_that_nobody_understands(backend: str) -> None:
    assert stays("extensions/v1beta1", "Ingress", f"spec: {{backend: {backend}}}\n")
    rules = f"spec: {{rules: [{{http: {{paths: [{{backend: {backend}}}]}}}}]}}\n"
    assert stays("networking.k8s.io/v1beta1", "Ingress", rules)


def test_a_backend_that_is_no_service() -> None:
    spec = "spec: {backend: {resource: {apiGroup: acme.io, kind: Bucket, name: a}}}\n"
    after = spec.replace("{backend", "{defaultBackend")
    assert (
        upgraded("networking.k8s.io/v1beta1", "Ingress", spec) == f"networking.k8s.io/v1\n{after}"
    )


def test_comments_in_a_backend_go_with_it() -> None:
    before = """\
        spec:
          rules:
            - http:
                paths:
                  - backend:
                      # the port of the sidecar
                      servicePort: http
                      serviceName: web # green
        """
    after = """\
        spec:
          rules:
            - http:
                paths:
                  - pathType: ImplementationSpecific
                    backend:
                      service:
                        name: web # green
                        port:
                          # the port of the sidecar
                          name: http
        """
    done = upgraded("extensions/v1beta1", "Ingress", dedent(before))
    assert done == f"networking.k8s.io/v1\n{dedent(after)}"


@pytest.mark.parametrize(
    ("source", "after"),
    [
        (
            "{type: External, external: {metricName: a, metricSelector: {b: c}, targetValue: 3}}",
            "{type: External, external: {metric: {name: a, selector: {b: c}},"
            " target: {type: Value, value: 3}}}",
        ),
        (
            "{type: Object, object: {target: {kind: Service, name: a}, metricName: b, targetValue: 3}}",
            "{type: Object, object: {describedObject: {kind: Service, name: a}, metric: {name: b},"
            " target: {type: Value, value: 3}}}",
        ),
        (
            "{type: Resource, resource: {name: memory, targetAverageValue: 1Gi}}",
            "{type: Resource, resource: {name: memory,"
            " target: {type: AverageValue, averageValue: 1Gi}}}",
        ),
        ("{type: Resource, resource: {name: memory}}", ""),
        ("{type: Resource, resource: {targetAverageValue: 1, targetAverageUtilization: 2}}", ""),
        ("{type: Resource, resource: {name: cpu, target: {type: Utilization}}}", ""),
        ("{type: Pods, pods: {targetAverageValue: 3}}", ""),
        ("{type: Pods, resource: {name: memory, targetAverageValue: 3}}", ""),
        ("{type: Object, object: {metricName: b, targetValue: 3}}", ""),
        ("{type: Other, other: {}}", ""),
        ("a", ""),
    ],
)
def test_metrics_of_an_autoscaler(source: str, after: str) -> None:
    rest = "spec:\n  metrics:\n    - {}\n"
    api, kind = "autoscaling/v2beta1", "HorizontalPodAutoscaler"
    if after:
        assert upgraded(api, kind, rest.format(source)) == f"autoscaling/v2\n{rest.format(after)}"
    else:
        assert stays(api, kind, rest.format(source))


def test_what_a_cluster_wrote_stays() -> None:
    text = (
        "apiVersion: batch/v1beta1\nkind: CronJob\nmetadata: {name: web, uid: abc}\n"
        "status: {lastScheduleTime: null}\n"
    )
    (finding,) = lint_text(text, rules=[RemovedApi()])
    assert finding.fix is None


@pytest.mark.parametrize(("version", "offered"), [(25, True), (37, False)])
def test_what_is_only_deprecated_moves_as_well(version: int, offered: bool) -> None:
    text = "apiVersion: autoscaling/v2beta2\nkind: HorizontalPodAutoscaler\nmetadata: {name: web}\n"
    profile = Profile(targets=(Target(version),))
    found = lint_text(text, rules=[DeprecatedApi()], profile=profile)
    assert [each.fix is not None for each in found] == [True] * offered


def test_nothing_moves_to_what_the_target_does_not_serve() -> None:
    """flowcontrol v1 is there since 1.29, and v1beta1 gone since 1.26."""
    text = (
        "apiVersion: flowcontrol.apiserver.k8s.io/v1beta1\nkind: FlowSchema\nmetadata: {name: a}\n"
    )
    for version, offered in ((26, False), (29, True)):
        profile = Profile(targets=(Target(version),))
        (finding,) = lint_text(text, rules=[RemovedApi()], profile=profile)
        assert (finding.fix is not None) is offered
