"""The context scan: what is known of the repository, whichever of its files is linted."""

from __future__ import annotations

import pickle
import time
from pathlib import Path

import pytest

from podlint.engine import lint_paths
from podlint.model import Finding
from podlint.project import facts_of, project_of, scan

SERVICE = """\
apiVersion: v1
kind: Service
metadata:
  name: shop
spec:
  selector: {app: shop}
  ports: [{port: 80}]
"""
HEADLESS = SERVICE.replace("name: shop", "name: shop-headless").replace(
    "  ports", "  clusterIP: None\n  ports"
)
DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  selector:
    matchLabels: {app: shop}
  template:
    metadata:
      labels: {app: shop, tier: web}
    spec:
      containers:
        - name: shop
          image: acme/shop:1
          livenessProbe:
            exec: {command: [shop, ping]}
"""
POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: a}]}\n"
KUBELET = """\
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
staticPodPath: /opt/pods/static
"""


def write(root: Path, **files: str) -> None:
    (root / ".git").mkdir(exist_ok=True)
    for name, text in files.items():
        path = root / name.replace("__", "/").replace("_yaml", ".yaml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def readiness(root: Path, *paths: str) -> list[Finding]:
    run = lint_paths([str(root / path) for path in paths])
    return [each for each in run.findings if each.rule == "missing-readiness-probe"]


def test_a_service_in_another_file_is_named(tmp_path: Path) -> None:
    write(tmp_path, shop__web_yaml=DEPLOYMENT, shop__service_yaml=SERVICE)
    (found,) = readiness(tmp_path, "shop/web.yaml")
    assert found.severity.label == "warning"
    assert 'Service "shop" sends traffic' in found.message


@pytest.mark.parametrize(
    "service",
    [
        SERVICE.replace("app: shop", "app: other"),
        SERVICE.replace("app: shop", "app: shop, tier: api"),
        SERVICE.replace("selector: {app: shop}", "selector: {}"),
        SERVICE.replace("  name: shop", "  name: shop\n  namespace: other"),
        SERVICE.replace("apiVersion: v1", "apiVersion: serving.knative.dev/v1"),
    ],
)
def test_services_that_send_nothing(tmp_path: Path, service: str) -> None:
    write(tmp_path, shop__web_yaml=DEPLOYMENT, shop__service_yaml=service)
    (found,) = readiness(tmp_path, "shop")
    assert found.severity.label == "info"
    assert "Service" not in found.message


@pytest.mark.parametrize(
    "service",
    [
        HEADLESS,
        SERVICE.replace("  name: shop", "  name: shop\n  namespace: default"),
        SERVICE.replace("app: shop", "tier: web"),
        "---\n# nothing\n---\n" + SERVICE,
        f"apiVersion: v1\nkind: List\nitems:\n- {SERVICE.strip().replace(chr(10), chr(10) + '  ')}\n",
    ],
)
def test_services_that_send_traffic(tmp_path: Path, service: str) -> None:
    write(tmp_path, shop__web_yaml=DEPLOYMENT, shop__service_yaml=service)
    (found,) = readiness(tmp_path, "shop/web.yaml")
    assert found.severity.label == "warning"


def test_the_nearest_service_is_named(tmp_path: Path) -> None:
    other = SERVICE.replace("name: shop", "name: a-shop")
    write(tmp_path, shop__web_yaml=DEPLOYMENT + "---\n" + SERVICE, shop__a_yaml=other)
    (found,) = readiness(tmp_path, "shop")
    assert 'Service "shop"' in found.message


def test_another_application_of_the_repository_has_its_own_services(tmp_path: Path) -> None:
    write(tmp_path, apps__a__web_yaml=DEPLOYMENT, examples__b__service_yaml=SERVICE)
    (found,) = readiness(tmp_path, "apps")
    assert found.severity.label == "info"


def test_one_file_gets_the_findings_of_the_whole(tmp_path: Path) -> None:
    write(
        tmp_path,
        shop__web_yaml=DEPLOYMENT,
        shop__service_yaml=SERVICE,
        node__opt__pods__static__a_yaml=POD,
        node__kubelet_yaml=KUBELET,
    )
    whole = lint_paths([str(tmp_path)]).findings
    single = [
        finding
        for file in sorted(tmp_path.rglob("*.yaml"))
        for finding in lint_paths([str(file)]).findings
    ]
    assert sorted(single, key=lambda each: each.sort_key) == list(whole)
    assert {"static-pod", "missing-readiness-probe"} <= {each.rule for each in whole}


def test_a_kubelet_names_its_directory(tmp_path: Path) -> None:
    write(tmp_path, node__opt__pods__static__a_yaml=POD, node__kubelet_yaml=KUBELET)
    found = [each for each in lint_paths([str(tmp_path)]).findings if each.rule == "static-pod"]
    assert [each.file for each in found] == ["node/opt/pods/static/a.yaml"]
    assert "/opt/pods/static" in found[0].message


def test_a_short_directory_proves_nothing() -> None:
    short = KUBELET.replace("/opt/pods/static", "/manifests").encode()
    assert facts_of("kubelet.yaml", short).static_pod_paths == ()


@pytest.mark.parametrize(
    "data", [b"\xff\xfe\x00", b"kind: Service\nspec: [", b"kind: Service\n\x00", b"", b"{"]
)
def test_what_cannot_be_read_tells_nothing(data: bytes) -> None:
    assert not facts_of("a.yaml", data).services


def test_the_project_is_small_and_can_be_sent(tmp_path: Path) -> None:
    write(tmp_path, shop__web_yaml=DEPLOYMENT, shop__service_yaml=SERVICE)
    project = scan(str(tmp_path), [str(tmp_path)])
    assert pickle.loads(pickle.dumps(project)) == project
    assert project == project_of([facts_of("shop/service.yaml", SERVICE.encode())])


def test_empty_lines_cost_nothing(tmp_path: Path) -> None:
    """Looking for what may be indented must not look behind each line at all that follow it."""
    text = KUBELET.replace("staticPodPath", f"{chr(10) * 200_000}staticPodPath").encode()
    begun = time.process_time()
    assert facts_of("kubelet.yaml", text).static_pod_paths == ("/opt/pods/static",)
    assert time.process_time() - begun < 5
