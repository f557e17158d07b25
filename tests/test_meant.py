"""One cause gives one finding: rules look at a manifest as it was meant."""

from __future__ import annotations

import subprocess
import sys

import pytest

from conftest import ROOT, require_tool
from podlint.document import Source, load
from podlint.engine import lint_text
from podlint.kubernetes import Project, Target, manifests
from podlint.meant import as_meant, as_written
from podlint.model import InvalidValueFault, UnknownFieldFault, key_of, value_of

DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
        - name: web
          image: nginx:1.27
          ports:
            - containerPort: 8080
          livenessProbe:
            httpGet: {path: /healthz, port: 8080}
            failureThreshold: 9
          readinessProbe:
            httpGet: {path: /healthz, port: 8080}
"""


def findings(text: str) -> list[tuple[int, str]]:
    return [(each.span.line, each.rule) for each in lint_text(text, "web.yaml")]


def test_the_manifest_is_clean() -> None:
    assert findings(DEPLOYMENT) == []


@pytest.mark.parametrize(
    ("right", "wrong", "line", "rule"),
    [
        ("livenessProbe:", "livenesProbe:", 17, "unknown-field"),
        ("readinessProbe:", "readynessProbe:", 20, "unknown-field"),
        ("port: 8080}\n            f", "prt: 8080}\n            f", 18, "unknown-field"),
        ("template:", "templte:", 8, "unknown-field"),
        ("selector:", "selecter:", 6, "unknown-field"),
        ("metadata:\n  name", "metdata:\n  name", 3, "unknown-field"),
        ("image: nginx:1.27", "image: [nginx]", 14, "wrong-type"),
        ("containerPort: 8080", "containerPort: 80800", 16, "invalid-value"),
        ("failureThreshold: 9", "failureThreshold: nine", 19, "wrong-type"),
        ("image:", "restartPolicy: Allways\n          image:", 14, "misplaced-restart-policy"),
    ],
)  # fmt: skip
def test_one_cause_gives_one_finding(right: str, wrong: str, line: int, rule: str) -> None:
    assert DEPLOYMENT.count(right) == 1
    assert findings(DEPLOYMENT.replace(right, wrong)) == [(line, rule)]


def test_what_stands_below_a_misspelt_field_is_placed_where_it_is_written() -> None:
    text = DEPLOYMENT.replace("livenessProbe:", "livenesProbe:").replace(
        "Threshold: 9", "Threshold: 1"
    )
    rules = ["identical-probes", "impatient-liveness", "unknown-field"]
    assert findings(text) == [(17, rule) for rule in rules]
    ports = DEPLOYMENT.replace(
        "ports:\n            - c", "prots:\n            - name: web\n              c"
    )
    assert findings(ports.replace("port: 8080}", "port: web}")) == [(15, "unknown-field")]
    assert findings(ports.replace("port: 8080}", "port: http}")) == [
        (15, "unknown-field"),
        (19, "undefined-probe-port"),
        (22, "undefined-probe-port"),
    ]


def test_data_and_paths() -> None:
    document = next(load(Source("web.yaml", DEPLOYMENT)))
    (manifest,) = manifests(document, Project(), Target(34))
    path = ("spec", "template", "spec", "containers", 0)
    faults = [
        UnknownFieldFault(
            key_of((*path, "image")), "image", "Container", (), meant="imagePullPolicy"
        ),
        InvalidValueFault(
            value_of((*path, "ports", 0, "containerPort")), "containerPort", "port", 0
        ),
        InvalidValueFault(value_of((*path, "name")), "name", "dns-label", "web"),
    ]
    meant, renames = as_meant(manifest, faults)
    container = meant.spec["template"]["spec"]["containers"][0]
    assert container["imagePullPolicy"] == "nginx:1.27"
    assert container["ports"] == [{"containerPort": "<unknown>"}]
    assert container["name"] == "web"
    assert manifest.spec["template"]["spec"]["containers"][0]["image"] == "nginx:1.27"
    assert as_written((*path, "imagePullPolicy", "x"), renames) == (*path, "image", "x")
    assert as_written((*path, "name"), renames) == (*path, "name")


def test_a_name_that_wants_quotes_is_still_a_name() -> None:
    text = DEPLOYMENT.replace("name: web\n          image", "name: 8080\n          image")
    text = text.replace("livenessProbe:", "startupProbe:")
    found = lint_text(text, "web.yaml")
    assert {(each.rule, each.container) for each in found} == {
        ("wrong-type", ""),
        ("missing-liveness-probe", "8080"),
    }
    assert not [each.message for each in found if "<unknown>" in each.message]


def test_faults_elsewhere_change_nothing() -> None:
    document = next(load(Source("web.yaml", DEPLOYMENT)))
    (manifest,) = manifests(document, Project(), Target(34))
    gone = InvalidValueFault(value_of(("spec", "nothing", 0)), "nothing", "port", 0)
    meant, renames = as_meant(manifest, [gone])
    assert meant.data == manifest.data
    assert not renames


def test_single_faults_are_found_once_and_on_their_line() -> None:
    command = [sys.executable, str(ROOT / "tools" / "single_faults.py"), "--show"]
    oracle = require_tool("apiserver")
    done = subprocess.run(
        [*command, "--oracle", oracle], capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
