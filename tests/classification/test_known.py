"""What podlint knows of images: what it must know, and what it must not take for it."""

from __future__ import annotations

import re

import pytest

from podlint import schema
from podlint.document import Source, load
from podlint.kubernetes import Container, Project, Target, manifests, workloads
from podlint_rules import _known
from podlint_rules._coupling import is_stand_alone_server
from podlint_rules._known import (
    helper_beside,
    helper_kind,
    is_control_plane,
    runs_for_ever,
    seconds_to_start,
)

NEWEST = Target.parse(schema.NEWEST)


def containers(*listed: str, name: str = "pod") -> tuple[Container, ...]:
    """The containers of a Pod, each given as the inside of a flow mapping."""
    lines = [f"    - {{{each}}}" for each in listed]
    text = "\n".join(
        ["apiVersion: v1", "kind: Pod", f"metadata: {{name: {name}}}", "spec:", "  containers:"]
    )
    (document,) = load(Source("pod.yaml", "\n".join([text, *lines, ""])))
    (manifest,) = manifests(document, Project(), NEWEST)
    (workload,) = workloads(manifest)
    return workload.app_containers


def container(image: str, name: str = "c", more: str = "") -> Container:
    fields = f"name: {name}, image: '{image}'" + (f", {more}" if more else "")
    return containers(fields)[0]


@pytest.mark.parametrize(
    ("image", "name", "kind"),
    [
        ("auto", "istio-proxy", "ambassador"),
        ("docker.io/istio/proxyv2:1.23.0", "x", "ambassador"),
        ("cr.l5d.io/linkerd/proxy:edge-24.11.3", "x", "ambassador"),
        ("registry.acme.example:5000/base", "linkerd-proxy", "ambassador"),
        ("luksa/kubectl-proxy:1.6.2", "proxy", "ambassador"),
        ("gcr.io/knative-releases/knative.dev/serving/cmd/queue", "queue-proxy", "ambassador"),
        ("gcr.io/cloudsql-docker/gce-proxy:1.37.10@sha256:3f67", "x", "ambassador"),
        ("gcr.io/cloud-sql-connectors/cloud-sql-proxy:2", "x", "ambassador"),
        ("localhost:5000/envoy", "x", "ambassador"),
        ("${REGISTRY}/envoy:1", "x", "ambassador"),
        ("envoyproxy/envoy@sha256:1f2e", "x", "ambassador"),
        ("registry.redhat.io/openshift4/ose-kube-rbac-proxy-rhel9:v4", "x", "ambassador"),
        ("ghcr.io/llm-d/llm-d-routing-sidecar:v0.4", "x", "ambassador"),
        ("ghcr.io/llm-d/llm-d-disagg-sidecar:v0.2", "x", "ambassador"),
        ("kbudde/rabbitmq-exporter", "x", "adapter"),
        ("bitnami/kafka-exporter:1.8.0", "x", "adapter"),
        ("percona/mongodb_exporter:0.40", "x", "adapter"),
        ("gcr.io/google_containers/exechealthz-amd64:1.2", "x", "adapter"),
        ("registry.k8s.io/sig-storage/livenessprobe:v2.19.0", "x", "adapter"),
        ("registry.k8s.io/prometheus-to-sd:v0.5.0", "x", "adapter"),
        ("otel/opentelemetry-collector-contrib:0.110.0", "x", "adapter"),
        ("us-docker.pkg.dev/cloud-tpu-images/inference/jetstream-http:v0.2.3", "x", "adapter"),
        ("quay.io/frrouting/frr:10.5.3", "frr-metrics", "adapter"),
        ("quay.io/frrouting/frr:10.5.3", "reloader", "sidecar"),
        ("quay.io/frrouting/frr:10.5.3", "frr", ""),
        ("registry.k8s.io/sig-storage/csi-attacher:v4", "x", "sidecar"),
        ("registry.k8s.io/sig-storage/csi-node-driver-registrar:v2", "x", "sidecar"),
        ("quay.io/cephcsi/cephcsi:v3.12", "csi-rbdplugin", ""),
        ("ghcr.io/jimmidyson/configmap-reload:v0.15.0", "x", "sidecar"),
        ("quay.io/prometheus-operator/prometheus-config-reloader:v0.77", "x", "sidecar"),
        ("docker.io/kiwigrid/k8s-sidecar:1.27", "x", "sidecar"),
        ("registry.k8s.io/git-sync/git-sync:v4.3.0", "x", "sidecar"),
        ("gcr.io/google-samples/xtrabackup:1.0", "x", "sidecar"),
        ("bitnami/redis-sentinel:7", "x", "sidecar"),
        ("registry.k8s.io/redis:v1", "sentinel", ""),
        ("k8s.gcr.io/fluentd-gcp:1.30", "x", "sidecar"),
        ("timberio/vector:0.41", "x", "sidecar"),
        ("docker:24-dind", "x", "sidecar"),
    ],
)
def test_helpers(image: str, name: str, kind: str) -> None:
    assert helper_kind(container(image, name)) == kind


@pytest.mark.parametrize(
    "image",
    [
        "mysql/mysql-router:8",
        "spark-operator/controller:1",
        "acme/spark-operator:1",
        "ghcr.io/github/github-mcp-server",
        "ghcr.io/llm-d/llm-d-router-endpoint-picker",
        "bitnami/rabbitmq-client",
        "registry.k8s.io/kube-state-metrics/kube-state-metrics:v2",
        "docker.io/istio/sidecar-injector:1",
        "1password/connect-sync:1.7",
        "acme/envoy-gateway:1",
        "acme/order-sync:1",
        "envoy/app:1",
        "metrics:5000/web",
        "acme/business-metrics:1",
        "${IMAGE}",
        "",
    ],
)
def test_what_only_looks_like_a_helper_or_a_server(image: str) -> None:
    one = container(image)
    assert not helper_kind(one)
    assert not is_stand_alone_server(one)
    assert not seconds_to_start(one)
    assert not runs_for_ever(one)


@pytest.mark.parametrize(
    ("image", "seconds"),
    [
        ("quay.io/keycloak/keycloak:26.0", 60),
        ("localhost:5000/keycloak", 60),
        ("jenkins/jenkins:lts", 60),
        ("mcr.microsoft.com/mssql/server:2022-latest", 60),
        ("acme/server:1", 0),
        ("apache/airflow:2.9.3", 60),
        ("acme/airflow:1", 0),
        ("docker.io/bitnami/wordpress:6", 120),
        ("docker.io/bitnamilegacy/wordpress:6", 120),
        ("wordpress:6", 0),
        ("vllm/vllm-openai:v0.8", 120),
        ("ghcr.io/huggingface/text-generation-inference:2", 120),
        ("us-docker.pkg.dev/cloud-tpu-images/inference/jetstream-http:v0.2.3", 0),
        ("nats:2", 0),
        ("bitnami/odoo:17", 300),
        ("odoo:17", 0),
        ("quay.io/prometheuscommunity/elasticsearch-exporter:v1.8.0", 0),
        ("quay.io/keycloak/keycloak-operator:26", 0),
        ("mysql:8", 0),
        ("", 0),
    ],
)
def test_slow_starters(image: str, seconds: int) -> None:
    assert seconds_to_start(container(image)) == seconds


@pytest.mark.parametrize(
    ("image", "more", "serves"),
    [
        ("mysql:8.4", "", True),
        ("registry.example:5000/library/postgres:16@sha256:1f", "", True),
        ("postgres:16", "args: [-c, max_connections=200]", True),
        ("postgres:16", "command: [sh, -c, 'psql -U postgres -c vacuum']", False),
        ("postgres:16", "command: [sh, -c, 'pg_ctl start; until pg_isready; do :; done']", True),
        ("redis:7", "command: [redis-server, /conf/redis.conf]", True),
        ("redis:7", "command: [redis-cli, --latency]", False),
        ("quay.io/coreos/etcd:v3", "command: [etcdctl, snapshot, save, /b]", False),
        ("mongo:7", "command: [sleep, infinity]", False),
        ("mongo-express:1", "", False),
        ("prom/pushgateway:v1", "", False),
    ],
)
def test_stand_alone_servers(image: str, more: str, serves: bool) -> None:
    assert is_stand_alone_server(container(image, more=more)) is serves


def test_the_application_itself_is_no_helper() -> None:
    exporter, proxy = containers(
        "name: node-exporter, image: 'quay.io/prometheus/node-exporter:v1'",
        "name: kube-rbac-proxy, image: 'quay.io/brancz/kube-rbac-proxy:v0.22'",
        name="node-exporter",
    )
    assert not helper_beside(exporter)
    assert helper_beside(proxy) == "ambassador"
    (alone,) = containers("name: envoy, image: 'envoyproxy/envoy:v1'")
    assert not helper_beside(alone)


def test_a_web_server_is_a_proxy_only_before_something() -> None:
    conf = "volumeMounts: [{name: conf, mountPath: /etc/nginx/conf.d}, {name: html, mountPath: /h}]"
    nginx = f"name: web, image: nginx, {conf}"
    html = "volumeMounts: [{name: html, mountPath: /out}]"
    proxy, _ = containers(nginx, "name: api, image: 'acme/api:1', ports: [{containerPort: 8080}]")
    fed, _ = containers(nginx, f"name: writer, image: 'acme/writer:1', {html}")
    php, _ = containers(nginx, f"name: php, image: 'php:8.3-fpm', {html}")
    bare, _ = containers("name: web, image: nginx", "name: api, image: 'acme/api:1'")
    found = [helper_kind(each) for each in (proxy, fed, php, bare)]
    assert found == ["ambassador", "", "ambassador", ""]


@pytest.mark.parametrize(
    ("image", "more", "kind"),
    [
        ("envoyproxy/envoy:v1", "", "ambassador"),
        ("envoyproxy/envoy:v1", "args: [--mode=validate, --validate]", ""),
        ("fluent/fluent-bit:3", "command: [sh, -c, 'own script']", ""),
        ("registry.k8s.io/git-sync/git-sync:v4", "", ""),
        ("docker:27-dind", "", ""),
        ("acme/base:1", "", ""),
    ],
)
def test_what_runs_for_ever(image: str, more: str, kind: str) -> None:
    assert runs_for_ever(container(image, "istio-proxy", more)) == kind


@pytest.mark.parametrize(
    ("image", "name", "known"),
    [
        ("registry.k8s.io/kube-apiserver:v1.34.1", "x", True),
        ("acme/base:1", "kube-scheduler", True),
        ("ghcr.io/kube-vip/kube-vip:v0.8.9", "x", True),
        ("acme/etcd-manager-slim:3", "x", True),
        ("acme/kube-scheduler-simulator:1", "x", False),
    ],
)
def test_control_plane(image: str, name: str, known: bool) -> None:
    assert is_control_plane(container(image, name)) is known


def test_importing_compiles_no_expression() -> None:
    assert not [name for name, value in vars(_known).items() if isinstance(value, re.Pattern)]
