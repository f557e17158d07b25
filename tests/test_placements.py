"""Pods that a file puts onto a node in other clothes."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from textwrap import indent
from urllib.parse import quote

import pytest

from podlint.engine import lint_paths, lint_text
from podlint.model import Finding

POD = """\
apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: web
      image: nginx:1.27
"""
SCHEDULER = POD.replace("web", "kube-scheduler").replace(
    "nginx:1.27", "registry.k8s.io/kube-scheduler:v1.34.0"
)
PATH = "/etc/kubernetes/manifests/web.yaml"


def ignition(source: str) -> str:
    files = [{"path": "/etc/motd", "contents": {"source": "data:,hello"}}]
    files.append({"path": PATH, "contents": {"source": source}})
    return json.dumps({"ignition": {"version": "3.4.0"}, "storage": {"files": files}}, indent=1)


BUTANE = (
    f"variant: fcos\nstorage:\n  files:\n    - path: {PATH}\n      contents:\n        inline: |\n"
)
BUTANE += indent(POD, " " * 10)
MACHINE_CONFIG = f"""\
apiVersion: machineconfiguration.openshift.io/v1
kind: MachineConfig
metadata: {{name: 99-web}}
spec:
  config:
    storage:
      files:
        - path: {PATH}
          contents: {{source: "data:,{quote(POD)}"}}
"""
CLOUD_INIT = f"#cloud-config\nwrite_files:\n- path: {PATH}\n  content: |\n{indent(POD, '    ')}"


def static_pods(text: str, file: str = "node.yaml") -> list[Finding]:
    return [each for each in lint_text(text, file) if each.rule == "static-pod"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (ignition(f"data:,{quote(POD)}"), 14),
        (ignition(f"data:text/plain;base64,{base64.b64encode(POD.encode()).decode()}"), 14),
        (BUTANE, 4),
        (MACHINE_CONFIG, 8),
        (CLOUD_INIT, 3),
    ],
    ids=["ignition", "ignition, base64", "butane", "machine config", "cloud-init"],
)
def test_a_pod_is_put_onto_the_node(text: str, line: int) -> None:
    (found,) = static_pods(text)
    assert found.span.line == line
    assert 'Pod "web"' in found.message
    assert PATH in found.message


@pytest.mark.parametrize(
    "text",
    [
        BUTANE.replace(indent(POD, " " * 10), indent(SCHEDULER, " " * 10)),
        BUTANE.replace("/etc/kubernetes/manifests", "/etc/kubernetes/addons"),
        BUTANE.replace("kind: Pod", "kind: ConfigMap"),
        BUTANE.replace("name: web", "name: {{ .Name }}"),
        BUTANE.replace("inline: |", "compression: gzip\n        unknown: |"),
        ignition("data:;base64,!!"),
        ignition("https://example.org/etc/kubernetes/manifests/web.yaml"),
    ],
)
def test_nothing_of_its_own_is_put_there(text: str) -> None:
    assert static_pods(text) == []


def test_pods_in_a_machine_configuration_are_manifests(tmp_path: Path) -> None:
    text = "machine:\n  pods:\n    - " + indent(POD, " " * 6).strip() + "\n"
    (tmp_path / "talos.yaml").write_text(text, encoding="utf-8")
    rules = {(each.rule, each.span.line) for each in lint_paths([str(tmp_path)]).findings}
    assert ("static-pod", 4) in rules
    assert "missing-liveness-probe" in {rule for rule, _ in rules}
    assert "naked-pod" not in {rule for rule, _ in rules}


def test_every_file_of_the_directory_is_looked_at(tmp_path: Path) -> None:
    directory = tmp_path / "etc" / "kubernetes" / "manifests"
    directory.mkdir(parents=True)
    for name in ("a.yaml", "a.yaml.bak", ".a.yaml.swp", "b"):
        (directory / name).write_text(SCHEDULER, encoding="utf-8")
    (directory / "c.yaml").write_text(f"{SCHEDULER}---\n{SCHEDULER}", encoding="utf-8")
    (directory / "d.yaml").write_text("hello: kind\n", encoding="utf-8")
    run = lint_paths([str(tmp_path)])
    found = [each for each in run.findings if each.rule == "static-pod-file"]
    assert [(Path(each.file).name, each.span.line) for each in found] == [
        ("a.yaml.bak", 2),
        ("b", 2),
        ("c.yaml", 11),
    ]
