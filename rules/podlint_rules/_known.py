"""What podlint knows of images: helpers, slow starters, servers, control plane components.

Patterns are matched on the basename of an image (``envoy`` of ``docker.io/envoyproxy/envoy:v1``), or,
where they hold a slash, on the end of its path. ``*`` stands for anything. Registries, ports, tags
and digests play no part. The name of a container is looked at like a basename, because images are
often built anew under names of one's own (``registry.acme.io/base:7`` as ``istio-proxy``).
"""

from __future__ import annotations

import re
from fnmatch import translate
from functools import lru_cache

from podlint.rule import Container, Image

AMBASSADOR = "ambassador"
ADAPTER = "adapter"
SIDECAR = "sidecar"

_HELPERS = {
    # Proxies for what comes in and what goes out.
    AMBASSADOR: """
        *-proxy *_proxy ambassador aws-appmesh-envoy consul-dataplane cloudflared daprd envoy envoy-*
        gce-proxy ghostunnel gluetun haproxy kube-rbac-proxy* kuma-dp linkerd2-proxy
        llm-d-routing-sidecar llm-d-disagg-sidecar mcrouter nutcracker oauth2-proxy* opa-envoy*
        origin-oauth-proxy ose-oauth-proxy* pgbouncer proxysql proxyv2 socat squid tailscale
        tinyproxy twemproxy
    """,
    # What turns the output of another container into something that others read.
    ADAPTER: """
        *-exporter *_exporter *-exporter-* *-metrics *-transformer exechealthz* healthz*
        jetstream-http jmx-exporter livenessprobe liveness-probe metrics-exporter
        opentelemetry-collector* otel-collector* otelcol* prometheus-to-sd statsd* telegraf
    """,
    # Shippers, reloaders, registrars, syncers.
    SIDECAR: """
        *-reload *-reloader *-sidecar *-sidecar-* *-shipper *-sync *-syncer addon-resizer*
        autoinstrumentation-* aws-otel-collector aws-xray-daemon cloudwatch-agent configmap-reload*
        csi-* datadog/agent dind docker-dind filebeat fluent-bit fluent-bit-* fluentbit fluentd
        fluentd-* git-sync install-cni jaeger-agent k8s-dns-dnsmasq-nanny* k8s-dns-sidecar*
        k8s-sidecar leader-elector* log-forwarder log-shipper logrotate logspout metrics-server-nanny
        node-driver-registrar nri-* *-registrar promtail rclone restic s3-sync shutdown-manager
        sidecar vault-agent vector xtrabackup
    """,
}

_SERVERS = """
    cassandra couchdb elasticsearch etcd influxdb kafka mariadb mongo mongodb mysql mysql-server
    neo4j opensearch percona-server* postgis postgres postgresql prometheus rabbitmq redis
    redis-stack* valkey wordpress zookeeper
"""
"""Applications that stand alone: databases, brokers, stores."""

_CONTROL_PLANE = """
    cloud-controller-manager etcd etcd-* etcd-manager* haproxy keepalived konnectivity-server
    kube-addon-manager kube-apiserver kube-controller-manager kube-proxy kube-scheduler kube-vip
    nginx-proxy proxy-server
"""
"""What a kubelet may rightly run from a file: the components of a control plane, and what stands in
front of an API server before there is a Service."""

_SLOW_STARTERS = {
    # Seconds from start to ready, at the least; where a number is not said, from what the published
    # Helm charts of Bitnami wait before they look at a component, or give it to start.
    60: """
        apache-airflow cassandra elasticsearch gitlab-ce gitlab-ee hive janusgraph
        jenkins jenkins/jenkins keycloak kibana logstash mssql/server neo4j nexus3 openmetadata/server
        opensearch oracle-free oracle-xe oracle/database scylla server-ce sonarqube tomcat wildfly
    """,
    120: """
        bitnami*/ghost bitnami*/wordpress
        pytorch/torchserve torchserve tritonserver text-generation-inference vllm-openai jetstream
    """,
    300: """
        bitnami*/discourse bitnami*/drupal bitnami*/matomo bitnami*/moodle bitnami*/odoo
        bitnami*/redmine discourse/base discourse
    """,
}

_SHELL = re.compile(r"(?:\S*/)?(?:sh|bash|ash|dash|zsh|python3?)")

JVM_VARIABLE = re.compile(
    r"JAVA_OPTS|JAVA_TOOL_OPTIONS|JDK_JAVA_OPTIONS|\w+_JAVA_OPTS|CATALINA_OPTS|JVM_\w+|SPRING_\w+"
    r"|\w+_HEAP_\w+"
)
"""Names of environment variables that only a Java program is given."""


_NOT_FOR_EVER = (
    "*-sync *-syncer git-sync install-cni rclone restic s3-sync xtrabackup dind docker-dind"
)
"""Helpers that are as often run for one task as for ever."""

_FOR_ONE_TASK = frozenset(
    """
    --config-check --dry-run --exit-after-auth --help --once --one-time --validate --version
    -exit-after-auth -one-time -t await check cp init install migrate validate version
    """.split()
)
"""Words of a command that show that a helper's image is run for one task, and ends."""


def runs_for_ever(container: Container) -> str:
    """The kind of a helper that is known to run until it is stopped; else nothing.

    Only its image counts, not its name. A script of one's own in a helper's image may do anything,
    and counts as a task.
    """
    kind = next((each for each in _HELPERS if _matches(container.image, _HELPERS[each])), "")
    if not kind or _matches(container.image, _NOT_FOR_EVER):
        return ""
    words = " ".join(container.words).split()
    if any(word.partition("=")[0] in _FOR_ONE_TASK for word in words):
        return ""
    return "" if words and _SHELL.fullmatch(words[0]) else kind


def helper_beside(container: Container) -> str:
    """``helper_kind`` where another container runs beside it; alone, it is the application."""
    return helper_kind(container) if len(container.workload.app_containers) > 1 else ""


_WEB_SERVERS = "caddy httpd nginx nginx-unprivileged openresty"
_WEB_SERVER_CONFIGURATION = ("/etc/caddy", "/etc/nginx", "/usr/local/apache2/conf")


def helper_kind(container: Container) -> str:
    """``ambassador``, ``adapter`` or ``sidecar`` where it is a known helper; else nothing."""
    if _matches(container.image, _WEB_SERVERS) and _is_configured(container):
        return AMBASSADOR
    return next((kind for kind in _HELPERS if _is_one(container, _HELPERS[kind])), "")


def _is_configured(container: Container) -> bool:
    """Whether a web server is given a configuration: beside an application it is its proxy."""
    mounts = container.data.get("volumeMounts")
    return any(
        isinstance(mount, dict)
        and str(mount.get("mountPath")).startswith(_WEB_SERVER_CONFIGURATION)
        for mount in (mounts if isinstance(mounts, list) else ())
    )


def stand_alone_server(container: Container) -> str:
    """The basename of its image where that is a stand-alone server; else nothing."""
    return container.image.basename if _matches(container.image, _SERVERS) else ""


def is_control_plane(container: Container) -> bool:
    """Whether it is a component of a control plane, by name or by image."""
    return _is_one(container, _CONTROL_PLANE)


def seconds_to_start(image: Image) -> int:
    """The seconds that an image is known to need before it answers; 0 where it is not known."""
    return max(
        (seconds for seconds in _SLOW_STARTERS if _matches(image, _SLOW_STARTERS[seconds])),
        default=0,
    )


def _is_one(container: Container, patterns: str) -> bool:
    if _matches(container.image, patterns):
        return True
    return bool(container.name) and _expressions(patterns)[0].fullmatch(container.name) is not None


def _matches(image: Image, patterns: str) -> bool:
    if not image.name:
        return False
    basenames, paths = _expressions(patterns)
    return bool(basenames.fullmatch(image.basename) or paths.search(image.name))


@lru_cache(maxsize=16)
def _expressions(patterns: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = patterns.split()
    basenames = [translate(word) for word in words if "/" not in word]
    paths = [translate(word) for word in words if "/" in word]
    return (
        re.compile("|".join(basenames)),
        re.compile("|".join(f"(?:^|/){path}" for path in paths) or r"(?!)"),
    )
