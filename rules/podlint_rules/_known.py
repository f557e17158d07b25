"""What podlint knows of images: helpers, stand-alone servers, slow starters, control planes.

A word of a table is the basename of an image: ``envoy`` of ``docker.io/envoyproxy/envoy:v1``. One
with a slash is the end of its path: ``mssql/server``. A ``*`` at its beginning or its end, or at the
end of a directory, stands for anything. Registries and their ports, tags and digests play no part, and
no word is looked for in the middle of another: ``kafka-exporter`` is no ``kafka``. A line with ``#``
says from where the words below it are known.

``named:`` begins the names of containers that say enough without the image, for images are often
built anew under names of one's own (``registry.acme.io/base:7`` as ``istio-proxy``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from podlint.rule import Container, Image, Workload

AMBASSADOR = "ambassador"
ADAPTER = "adapter"
SIDECAR = "sidecar"


_HELPERS = {
    AMBASSADOR: """
        # Istio, Linkerd, Consul, Kuma, App Mesh, Dapr: Sidecar injection
        aws-appmesh-envoy consul-dataplane daprd envoy envoy-alpine envoy-contrib envoy-distroless
        kuma-dp linkerd/proxy linkerd2-proxy proxyv2
        named: consul-dataplane consul-sidecar daprd envoy istio-proxy kuma-sidecar linkerd-proxy
        # kube-rbac-proxy: README; oauth2-proxy: Installation; OpenShift: oauth-proxy
        kube-rbac-proxy* oauth-proxy* oauth2-proxy* ose-kube-rbac-proxy* ose-oauth-proxy*
        named: kube-rbac-proxy-*
        # Knative: queue-proxy; Cloud SQL: Connect from GKE; 33 of the 34 proxies of the corpus
        *-proxy *_proxy ambassador
        named: *-ambassador *-proxy *_proxy ambassador proxy
        # Cloud Endpoints: Set up for GKE with ESP
        endpoints-runtime
        named: esp
        # Their READMEs: a local address for a pool, a shard, a tunnel, a TLS peer
        cloudflared ghostunnel gluetun haproxy mcrouter nutcracker pgbouncer pgpool proxysql socat
        squid stunnel tailscale tinyproxy traefik twemproxy varnish
        named: cloudflared gluetun pgbouncer tailscale
        # llm-d: Disaggregated serving
        llm-d-disagg-sidecar llm-d-routing-sidecar
    """,
    ADAPTER: """
        # Prometheus: Exporters and integrations; "metrics" and "exporter" of 60 chart templates
        *-exporter *_exporter frr-metrics prometheus-to-sd* statsd telegraf
        named: *-exporter *-metrics *_exporter exporter metrics
        # kube-dns: exechealthz, k8s-dns-sidecar; Kubernetes CSI: livenessprobe
        exechealthz exechealthz-* k8s-dns-sidecar* liveness-probe livenessprobe
        named: healthz liveness-probe livenessprobe
        # OpenTelemetry: Collector, Agent deployment; the operator's "otc-container"
        adot-collector* aws-otel-collector opentelemetry-collector* otel-collector* otelcol*
        named: opentelemetry-collector otc-container otel-agent otel-collector
        # JetStream: HTTP server; KServe: Transformers
        *-transformer jetstream-http
        named: jetstream-http transformer-container
    """,
    SIDECAR: """
        # Kubernetes: Logging Architecture, Sidecar container with a logging agent
        *-shipper aws-for-fluent-bit elastic-agent filebeat fluent-bit fluent-bit-* fluentbit fluentd
        fluentd-* grafana/agent grafana/alloy log-forwarder logrotate logspout promtail
        splunkforwarder universalforwarder vector
        named: *-shipper filebeat fluent-bit fluentbit fluentd log-agent log-forwarder log-router
        named: logger logging-agent logrotate promtail
        # Datadog, X-Ray, Jaeger, CloudWatch, OpenTelemetry for Go: agents in a Pod
        autoinstrumentation-* aws-xray-daemon cloudwatch-agent datadog/agent datadoghq/agent
        jaeger-agent xray-daemon
        named: datadog-agent jaeger-agent xray-daemon
        # The charts of Prometheus, Grafana, Jenkins and OPA: reloaders
        *-reloader configmap-reload configmap-reload-* k8s-sidecar kube-mgmt
        named: *-reload *-reloader reloader
        # Kubernetes CSI: Sidecar Containers; GKE: Cloud Storage FUSE
        *-driver-registrar csi-attacher csi-external-* csi-provisioner csi-resizer
        csi-snapshot-metadata csi-snapshotter driver-registrar external-attacher
        external-health-monitor-* external-provisioner external-resizer external-snapshotter
        gcs-fuse-csi-driver-sidecar-mounter
        named: *-driver-registrar csi-attacher csi-external-health-monitor-* csi-provisioner
        named: csi-resizer csi-snapshot-metadata csi-snapshotter driver-registrar
        # addon-resizer and leader-elector: READMEs; kube-dns; Contour: Shutdown manager
        addon-resizer* k8s-dns-dnsmasq-nanny* leader-elector* metrics-server-nanny shutdown-manager
        named: *-nanny shutdown-manager
        # OPA: Envoy; SPIFFE: spiffe-helper; Vault: Agent injector; MetalLB: FRR mode; Bitnami: Redis
        frr-status opa redis-sentinel spiffe-helper valkey-sentinel vault-agent
        named: frr-status spiffe-helper vault-agent
        # Kubernetes: Sidecar Containers: what calls itself so
        *-sidecar sidecar sidecarcontainer
        named: *-sidecar *-sidecar-container sidecar sidecar-container
    """,
}
_TASK_HELPERS = """
    # git-sync, rclone, restic, etcd-backup-restore: READMEs; Docker: dind; Calico: install-cni;
    # Kubernetes: Run a Replicated Stateful Application (xtrabackup)
    *-backup dind docker docker-dind etcd-backup-restore etcdbrctl git-sync install-cni rclone restic
    s3-sync xtrabackup
    named: *-backup *-dind backup dind git-sync install-cni s3-sync xtrabackup
"""
"""Sidecars whose images are as often run for one task as for ever."""

_NO_HELPERS = "kube-proxy kube-state-metrics"
"""Applications whose names look like a helper's."""

_WEB_SERVERS = "apache caddy httpd nginx nginx-unprivileged openresty"
_WEB_SERVER_CONFIGURATION = """
    /etc/apache2 /etc/caddy /etc/nginx /opt/bitnami/apache/conf /opt/bitnami/nginx/conf
    /usr/local/apache2/conf /usr/local/openresty/nginx/conf
"""

_SERVERS = """
    # The charts of each: a StatefulSet or Deployment of its own
    arangodb cassandra clickhouse clickhouse-server cockroach couchbase couchdb elasticsearch mariadb
    mongo mongodb mongodb-community-server mysql mysql-server neo4j opensearch percona percona-server*
    postgis postgres postgresql timescaledb timescaledb-ha
    cp-kafka cp-zookeeper etcd influxdb kafka minio prometheus rabbitmq redis redis-stack
    redis-stack-server solr valkey wordpress zookeeper
"""
"""Applications that stand alone: databases, brokers, stores, and WordPress."""

_CONTROL_PLANE = """
    # Kubernetes: Kubernetes Components
    cloud-controller-manager etcd etcd-* kube-apiserver kube-controller-manager kube-proxy
    kube-scheduler
    # kops: etcd-manager, addons
    etcd-manager* kube-addon-manager
    # kubeadm: Options for Software Load Balancing; Kubespray: HA mode
    haproxy keepalived kube-vip nginx-proxy
    # Kubernetes: Set up Konnectivity service
    konnectivity-server proxy-server
"""
"""What a kubelet may rightly run from a file: the components of a control plane, and what stands in
front of an API server before there is a Service."""

_SLOW_STARTERS = {
    60: """
        # Bitnami's charts, delay of the liveness probe: 60 (cassandra, logstash), 90 (janusgraph),
        # 100 (sonarqube, scylladb), 120 (keycloak, kibana, tomcat, wildfly), 180 (the others)
        apache/airflow bitnami*/airflow cassandra elasticsearch janusgraph jenkins keycloak kibana
        logstash opensearch scylla scylladb sonarqube tomcat wildfly
        # Manifests of the corpus, delay of the liveness probe: 60 (nexus, openmetadata), 180 (hive)
        apache/hive hive-metastore nexus3 openmetadata/server
        # GitLab: Docker image ("may take a while"); Neo4j's chart: a startup budget of 5000 s;
        # Oracle and SQL Server: their images make the database at the first start
        database/enterprise database/express database/free gitlab-ce gitlab-ee mssql/server neo4j
        oracle-free oracle-xe
    """,
    120: """
        # Bitnami's charts, delay of the liveness probe: both install at their first start
        bitnami*/ghost bitnami*/wordpress
        # Manifests of the corpus: startup budgets of 76 model servers, 605 s in the median
        jetstream-pathways jetstream-pytorch-server text-generation-inference torchserve
        torchserve-kfs tritonserver vllm-openai
    """,
    300: """
        # Bitnami's charts, delay of the liveness probe: 300 (redmine), 500 to 600 (the others)
        bitnami*/discourse bitnami*/drupal bitnami*/matomo bitnami*/moodle bitnami*/odoo
        bitnami*/redmine
        # discourse_docker: README: it migrates and compiles its assets at the start
        discourse discourse/base
    """,
}
"""Seconds from start to ready, at the least."""


class _Expression:
    """A regular expression that is compiled when it is first used."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern

    def fullmatch(self, text: str) -> re.Match[str] | None:
        return re.fullmatch(self.pattern, text)


JVM_VARIABLE = _Expression(
    r"(?:\w+_)?JAVA_OPTS|JAVA_TOOL_OPTIONS|JDK_JAVA_OPTIONS|CATALINA_OPTS|(?:JVM|SPRING)_\w+|\w+_HEAP_\w+"
)
"""Names of environment variables that only a Java program is given."""

SHELL = _Expression(r"(?:\S*/)?(?:sh|bash|ash|dash|zsh|python3?)")

_FOR_ONE_TASK = """
    --config-check --dry-run --exit-after-auth --help --once --one-time --validate --version
    -exit-after-auth -one-time -t await check cp init install migrate validate version
"""
"""Words of a command that show that a helper's image is run for one task, and ends."""


def helper_kind(container: Container) -> str:
    """``ambassador``, ``adapter`` or ``sidecar`` where it is a known helper; else nothing."""
    kind = _kind_of(container, container.name)
    if kind:
        return kind
    if is_web_server(container):
        return AMBASSADOR if _is_reverse_proxy(container) else ""
    return SIDECAR if container.words[:1] == ("sidecar",) else ""


def is_known_image(container: Container) -> bool:
    """Whether its image alone shows that it is a helper: one that is made for anybody's Pod."""
    return bool(_kind_of(container, ""))


def helper_beside(container: Container) -> str:
    """``helper_kind`` where it helps another container; the application itself is none."""
    if len(container.workload.app_containers) < 2:
        return ""
    kind = helper_kind(container)
    return kind if kind and main_container(container.workload) is not container else ""


def main_container(workload: Workload) -> Container:
    """The app container that the others are there for; a helper where there are only helpers."""
    containers = workload.app_containers
    candidates = tuple(each for each in containers if not helper_kind(each)) or containers
    name = workload.manifest.name
    for stated in (workload.annotations.get("kubectl.kubernetes.io/default-container"), name):
        for each in candidates:
            if each.name and each.name == stated:
                return each
    if helper_kind(candidates[0]) and name:
        for each in candidates:
            if each.name and (name.startswith(each.name) or each.name.startswith(name)):
                return each
    return candidates[0]


def runs_for_ever(container: Container) -> str:
    """The kind of a helper that is known to run until it is stopped; else nothing.

    Only its image counts, not its name. A script of one's own in a helper's image may do anything,
    and counts as a task.
    """
    image = container.image.name
    kind = _kind_of(container, "")
    if not kind or _matches(image, _TASK_HELPERS):
        return ""
    words = " ".join(container.words).split()
    if not {word.partition("=")[0] for word in words}.isdisjoint(_FOR_ONE_TASK.split()):
        return ""
    return "" if words and SHELL.fullmatch(words[0]) else kind


def is_web_server(container: Container) -> bool:
    """Whether it is a web server as it comes, which may be an application or stand before one."""
    return _matches(container.image.name, _WEB_SERVERS)


def _is_reverse_proxy(web: Container) -> bool:
    """Whether a web server is given a configuration, and there is something it may stand before.

    One that shares files with what serves nothing is fed by it, and is the application itself.
    """
    mounts = dict(_mounts(web))
    if not any(path.startswith(tuple(_WEB_SERVER_CONFIGURATION.split())) for path in mounts):
        return False
    for other in web.workload.app_containers:
        if other is web or is_web_server(other) or _kind_of(other, other.name):
            continue
        if other.ports or "fpm" in f"{other.image.basename}:{other.image.tag}":
            return True
        if not {*mounts.values()} & {*dict(_mounts(other)).values()}:
            return True
    return False


def _mounts(container: Container) -> Iterator[tuple[str, str]]:
    """The paths at which it mounts volumes, and their names."""
    mounts = container.data.get("volumeMounts")
    for mount in mounts if isinstance(mounts, list) else ():
        if isinstance(mount, dict):
            yield str(mount.get("mountPath")), str(mount.get("name"))


def has_server_image(container: Container) -> bool:
    """Whether its image is that of a stand-alone server."""
    image = container.image.name
    return container.known.is_server(image) or _matches(image, _SERVERS)


def is_control_plane(container: Container) -> bool:
    """Whether it is a component of a control plane, by name or by image."""
    image, name = container.image.name, container.name
    if container.known.is_control_plane(image, name):
        return True
    return any(_matches(each, _CONTROL_PLANE) for each in (image, name))


def seconds_to_start(container: Container) -> int:
    """The seconds that its image is known to need before it answers; 0 where it is not known."""
    return container.known.seconds(container.image.name) or _seconds_to_start(container.image)


@lru_cache(maxsize=4096)
def _seconds_to_start(image: Image) -> int:
    return max(
        (seconds for seconds, table in _SLOW_STARTERS.items() if _matches(image.name, table)),
        default=0,
    )


def _kind_of(container: Container, name: str) -> str:
    """The kind of a helper as the configuration tells it, or else by the tables."""
    image, known = container.image.name, container.known
    told = known.helper(image, name)
    return told if told or known.is_server(image) else _kind(image, name)


@lru_cache(maxsize=4096)
def _kind(image: str, name: str) -> str:
    """The kind of the helper by the name of its image or, where that says nothing, by its own."""
    if _matches(image, _NO_HELPERS) or name in _NO_HELPERS.split():
        return ""
    tables = (*_HELPERS.items(), (SIDECAR, _TASK_HELPERS))
    found = [kind for kind, table in tables if _matches(image, table)]
    if not found and not _matches(image, _SERVERS):
        found = [kind for kind, table in tables if _words(table, named=True).hold(name)]
    return found[0] if found else ""


class _Words:
    """Words of a table, by how they are compared."""

    def __init__(self, words: list[str]) -> None:
        plain = [word for word in words if "/" not in word]
        self.exact = frozenset(word for word in plain if "*" not in word)
        self.beginnings = tuple(word[:-1] for word in plain if word.endswith("*"))
        self.ends = tuple(word[1:] for word in plain if word.startswith("*"))
        self.paths = [word.split("/") for word in words if "/" in word]

    def hold(self, text: str) -> bool:
        return text in self.exact or text.startswith(self.beginnings) or text.endswith(self.ends)

    def hold_path(self, folder: str, basename: str) -> bool:
        return any(
            name == basename
            and (folder.startswith(own[:-1]) if own.endswith("*") else folder == own)
            for own, name in self.paths
        )


@lru_cache(maxsize=64)
def _words(table: str, named: bool = False) -> _Words:
    """The words for images in a table, or those for names of containers."""
    words: list[str] = []
    for line in table.splitlines():
        first, colon, rest = line.strip().partition("named:")
        if not first.startswith("#") and bool(colon) is named:
            words += (rest if named else first).split()
    return _Words(words)


@lru_cache(maxsize=4096)
def _matches(image: str, table: str) -> bool:
    path, _, basename = image.rpartition("/")
    if not basename:
        return False
    words = _words(table)
    return words.hold(basename) or words.hold_path(path.rpartition("/")[2], basename)
