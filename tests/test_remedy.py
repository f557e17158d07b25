"""Unknown fields of which there is no doubt how they are called, or where they belong."""

from __future__ import annotations

from pathlib import Path

import pytest

from podlint.fixer import fix_text
from podlint.profile import Profile
from podlint.schema import NEWEST
from podlint.schema.custom import read_schemas
from podlint.schema.remedy import only_name
from podlint.schema.store import find
from podlint_rules.unknown_field import UnknownField

DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector:
    matchLabels: {{app: web}}
{spec}  template:
    metadata:
      labels: {{app: web}}
    spec:
      containers:
        - name: web
          image: nginx:1.27
{container}          securityContext:
            runAsUser: 5
          livenessProbe:
{probe}            httpGet: {{path: /, port: 80}}
"""
INDENTS = {"spec": 2, "container": 10, "probe": 12}


def mended(where: str, line: str) -> tuple[str, str]:
    """The line after which it stands, and as what, once the fix is made; empty where there is none."""
    lines = dict.fromkeys(INDENTS, "") | {where: " " * INDENTS[where] + line + "\n"}
    before = DEPLOYMENT.format(**lines)
    fixed = fix_text(before, unsafe=True, rules=[UnknownField()])
    assert not fixed.refused
    if not fixed.mended:
        return "", ""
    plain = DEPLOYMENT.format(spec="", container="", probe="").splitlines()
    after = fixed.data.decode().splitlines()
    (number,) = [at for at, each in enumerate(after) if each not in plain]
    assert after[:number] + after[number + 1 :] == plain
    return after[number - 1].strip(), after[number].strip()


@pytest.mark.parametrize(
    ("where", "line", "name"),
    [
        ("container", "imagePullPolcy: Always", "imagePullPolicy"),
        ("container", "ImagePullPolicy: Always", "imagePullPolicy"),
        ("container", "image_pull_policy: Always", "imagePullPolicy"),
        ("container", "readinesProbe: {tcpSocket: {port: 80}}", "readinessProbe"),
        ("container", "agrs: [a]", "args"),
        ("probe", "intialDelaySecond: 3", "initialDelaySeconds"),
        ("spec", "revisionHistoryLimits: 3", "revisionHistoryLimit"),
    ],
)
def test_a_misspelling(where: str, line: str, name: str) -> None:
    assert mended(where, line)[1] == f"{name}:{line.partition(':')[2]}"


@pytest.mark.parametrize(
    ("where", "line"),
    [
        ("container", "readinesProbe: 3"),
        ("container", "readinesProbe: {tcpSocket: {prot: 80}}"),
        ("container", "readinesProbe: {tcpSocket: {port: 80}, periodSeconds: x}"),
        ("container", "securitiContext: {}"),  # it is there already
        ("container", "imagePolicy: Always"),  # rather another word
        ("probe", "startSeconds: 3"),
    ],
)
def test_no_certain_misspelling(where: str, line: str) -> None:
    assert mended(where, line) == ("", "")


def test_two_that_are_as_near() -> None:
    entry = find(NEWEST, "v1", "LimitRange")
    assert entry is not None
    for name, meant in (("mix", ""), ("maxx", "max"), ("MIN", "min")):
        data = {"spec": {"limits": [{"type": "Pod", name: {"cpu": 1}}]}}
        path = ("spec", "limits", 0)
        assert only_name(entry, False, data, path, name, ("max", "min", "type")) == meant


@pytest.mark.parametrize(
    ("where", "line", "after"),
    [
        ("container", "nodeSelector: {disk: ssd}", "httpGet: {path: /, port: 80}"),
        ("container", "replicas: 2", "httpGet: {path: /, port: 80}"),
        ("container", "privileged: true", "runAsUser: 5"),
        ("spec", "hostNetwork: true", "httpGet: {path: /, port: 80}"),
        ("probe", "readinessProbe: {tcpSocket: {port: 80}}", "httpGet: {path: /, port: 80}"),
        ("probe", "minReadySeconds: 3", "httpGet: {path: /, port: 80}"),
    ],
)
def test_a_wrong_depth(where: str, line: str, after: str) -> None:
    assert mended(where, line) == (after, line)


@pytest.mark.parametrize(
    ("where", "line"),
    [
        ("container", "terminationGracePeriodSeconds: 5"),  # a probe has that too
        ("container", "runAsUser: 3"),  # it is there already
        ("container", "tolerations: [{operator: 3}]"),
        ("spec", "containers: []"),
        ("spec", "maxSurge: 1"),  # its home is not there
        ("probe", "port: 80"),
    ],
)
def test_no_certain_depth(where: str, line: str) -> None:
    assert mended(where, line) == ("", "")


def test_a_list_has_many_items() -> None:
    text = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: b}], image: c}\n"
    assert not fix_text(text, unsafe=True, rules=[UnknownField()]).mended


def test_in_a_list_of_objects() -> None:
    item = "{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {nodeNam: b, containers: []}}"
    text = f"apiVersion: v1\nkind: List\nitems: [{item}]\n"
    fixed = fix_text(text, unsafe=True, rules=[UnknownField()])
    assert fixed.data.decode() == text.replace("nodeNam:", "nodeName:")


def test_a_custom_resource(tmp_path: Path) -> None:
    file = tmp_path / "app.yaml"
    file.write_text(
        "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\n"
        "metadata: {name: apps.acme.io}\nspec:\n  group: acme.io\n  scope: Namespaced\n"
        "  names: {kind: App, plural: apps}\n  versions:\n    - name: v1\n      served: true\n"
        "      storage: true\n      schema:\n        openAPIV3Schema:\n          type: object\n"
        "          properties:\n            spec:\n              type: object\n"
        "              properties: {engine: {type: string}, size: {type: integer}}\n"
    )
    profile = Profile(schemas=read_schemas([str(file)]))
    for spec, after in (
        ("{engin: v8}", " {engine: v8}"),
        ("{engin: 8}", " {engin: 8}"),
        ("{}\nsize: 3", "\n  size: 3"),
    ):
        text = f"apiVersion: acme.io/v1\nkind: App\nmetadata: {{name: a}}\nspec: {spec}\n"
        fixed = fix_text(text, unsafe=True, rules=[UnknownField()], profile=profile)
        assert fixed.data.decode().partition("spec:")[2] == f"{after}\n"
