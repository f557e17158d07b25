"""The fast composer and the tree: equal data, and the fast one gives up on what it must."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml.error import YAMLError

from conftest import ROOT
from document.reading import same
from document.writing import Writer
from podlint.document import Source, load, parse
from podlint.document.compose import NOTHING, compose_regular
from podlint.document.events import Events, c_events, pure_events
from podlint.document.expand import Expansion
from podlint.document.jsonstream import json_documents, json_tree
from podlint.document.words import Irregular


def events_of(text: str) -> Events:
    return c_events(text) or pure_events(text)


def by_tree(text: str) -> Any:
    tree = parse.tree_of(text)
    assert tree.flaws == []
    if tree.root is None:
        return NOTHING
    expansion = Expansion()
    data = expansion.data(tree.root)
    assert expansion.duplicates == []
    assert expansion.not_json == []
    return data


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_both_ways_give_the_data_that_was_written(data: st.DataObject) -> None:
    text, expected = Writer(lambda some: data.draw(st.sampled_from(some)), regular=True).document()
    assert parse._parse(text, compose_regular) == expected
    assert next(load(Source("a.yaml", text))).data == expected
    assert by_tree(text) == expected


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_the_tree_gives_what_aliases_and_merges_stand_for(data: st.DataObject) -> None:
    text, expected = Writer(lambda some: data.draw(st.sampled_from(some))).document()
    assert by_tree(text) == expected


REAL = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels: {app: web, "tier": 'front'}
  annotations:
    checksum/config: 123456789
    note: >-
      folded
      text
spec:
  replicas: 0x3
  paused: false
  template:
    spec:
      containers:
      - name: web
        image: nginx
        command: ["sh", "-c", 'sleep 1']
        ports:
        - {containerPort: 8080, protocol: TCP}
        resources:
          limits: {cpu: 1.5, memory: 1000000000}
        env: []
        securityContext:
      volumes: [{name: tmp, emptyDir: {}}]
"""


def test_a_real_manifest() -> None:
    data = compose_regular(events_of(REAL))
    assert same(by_tree(REAL), data)
    assert data["spec"]["replicas"] == 3
    assert data["spec"]["paused"] is False
    limits = data["spec"]["template"]["spec"]["containers"][0]["resources"]["limits"]
    assert limits == {"cpu": 1.5, "memory": 1000000000}
    assert [type(value) for value in limits.values()] == [float, int]


def test_the_fixtures_of_this_repository() -> None:
    compared = 0
    for file in sorted((ROOT / "fixtures").rglob("*.yaml")):
        for piece in file.read_text(encoding="utf-8", errors="replace").split("\n---\n"):
            try:
                data = compose_regular(events_of(piece + "\n"))
            except (Irregular, YAMLError):
                continue
            assert by_tree(piece) == data
            compared += 1
    assert compared or not (ROOT / "fixtures").exists()


@pytest.mark.parametrize(
    "text",
    [
        "a: &x 1\n",
        "&x a: 1\n",
        "a: yes\n",
        "a: [0755]\n",
        "a: 1.10\n",
        "on: 1\n",
        "a: &x {b: 1}\n",
        "- &x\n",
        "- &x [a]\n",
        "&x a\n",
        "a: !!str 1\n",
        "!!str a: 1\n",
        "a: !env 1\n",
        "a: ! 1\n",
        "- !!map {a: 1}\n",
        "- !!seq [a]\n",
        "<<: {a: 1}\n",
        "a: 1\na: 1\n",
        "a: 1\n'a': 1\n",
        "y: 1\nyes: 1\n",
        "1: a\n'1': a\n",
        "1.0: a\n1: a\n",
        "{a: 1, a: 2}\n",
        "~: a\n",
        "null: a\n",
        "[a]: b\n",
        "{a: b}: c\n",
        "? - a\n: b\n",
        "9223372036854775808: a\n",
        "a: .inf\n",
        "- .nan\n",
        "a: -.INF\n",
        "a: 1\n...\n---\nb: 1\n",
        "a: 1\n...\n@\n",
        "  a: 1\nb: 1\n",
        "%YAML 1.1\n---\na: 1\n",
        "%TAG !e! x:\n---\na: 1\n",
        "a: &x 1\nb: *x\n",
    ],
)
def test_irregular(text: str) -> None:
    with pytest.raises(Irregular):
        compose_regular(events_of(text))
    with pytest.raises(Irregular):  # and again, with all that is remembered
        compose_regular(events_of(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", NOTHING),
        ("# c\n", NOTHING),
        ("---\n", None),
        ("~\n", None),
        ("a\n", "a"),
        ("'<<': 1\n", {"<<": 1}),
        ("a: <<\n", {"a": "<<"}),
        ("'.inf': '.nan'\n", {".inf": ".nan"}),
        (".inf: 1\n", {".inf": 1}),
        ("'': 1\n", {"": 1}),
        ("'~': 1\n", {"~": 1}),
        ("true: 1\n'y': 2\n", {"true": 1, "y": 2}),
        ("- a: 1\n- a: 1\n", [{"a": 1}, {"a": 1}]),
        ("a: 1\n...\n", {"a": 1}),
        ("a: 1\n...\n# c\n", {"a": 1}),
        ("a: 3.0\nb: 5.\nc: 2.5\n", {"a": 3, "b": 5, "c": 2.5}),
    ],
)
def test_regular(text: str, expected: object) -> None:
    assert same(compose_regular(events_of(text)), expected)
    assert same(by_tree(text), expected)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)  # fmt: skip


@given(st.lists(st.dictionaries(st.text(), JSON, max_size=3), min_size=1, max_size=3))
def test_a_stream_of_json_and_its_trees(values: list[dict[str, Any]]) -> None:
    text = " \n".join(json.dumps(value, ensure_ascii=False, indent=1) for value in values)
    documents = json_documents(text)
    assert documents is not None
    assert [document.data for document in documents] == values
    for document in documents:
        assert document.regular
        root = json_tree(document.text).root
        assert root is not None
        assert Expansion().data(root) == document.data
        assert (root.start, root.end) == (0, len(document.text))
