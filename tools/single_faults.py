"""Put one fault into good manifests, many times over, and see whether podlint finds just that one.

    python tools/single_faults.py [--oracle PROGRAM] [--show]

The manifests are those of fixtures/clean. A key is misspelt, a value given another type, a required
field dropped, a value put out of range. Of each the group ``schema`` (with misplaced-restart-policy)
has to say one thing, on the line of the fault. With ``--oracle`` (``tools/apiserver``, built) every
fault is also put before the API server's own code, and one that it accepts is left out of the table.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path as File
from typing import Any, NamedTuple

from podlint import schema
from podlint.document import Document, Source, load
from podlint.engine import lint_text
from podlint.kubernetes import Nature, Project, Target, manifests
from podlint.model import Path, key_of, value_of
from podlint.registry import load_packs, select

CLEAN = File(__file__).parent.parent / "fixtures" / "clean"
TARGET = Target.parse(schema.NEWEST)
REQUIRED = {
    ("containers", "name"),
    ("containers", "image"),
    ("initContainers", "name"),
    ("initContainers", "image"),
    ("env", "name"),
    ("ports", "containerPort"),
    ("volumeMounts", "mountPath"),
    ("volumeMounts", "name"),
    ("volumes", "name"),
    ("spec", "selector"),
    ("spec", "template"),
    ("httpGet", "port"),
    ("tcpSocket", "port"),
    ("secretKeyRef", "key"),
    ("hostPath", "path"),
    ("spec", "schedule"),
    ("spec", "jobTemplate"),
}
REFUSED: dict[str, str] = {
    "containerPort": "70000",
    "port": "0",
    "protocol": "TPC",
    "imagePullPolicy": "Allways",
    "restartPolicy": "Allways",
    "dnsPolicy": "Cluster",
    "concurrencyPolicy": "Sometimes",
    "cpu": "1GB",
    "memory": "1GB",
    "replicas": "-1",
    "periodSeconds": "-1",
    "failureThreshold": "-3",
    "timeoutSeconds": "-1",
    "initialDelaySeconds": "-1",
    "backoffLimit": "-1",
    "schedule": "61 * * * *",
    "runAsUser": "-1",
    "scheme": "FTP",
    "operator": "Equals",
    "effect": "NoRun",
    "mountPropagation": "Both",
    "podManagementPolicy": "Random",
    "maxSurge": "abc",
}
"""Fields and a value that no API server takes for them."""


class Fault(NamedTuple):
    """A manifest with one fault: where it comes from, what was done, at which line."""

    file: str
    kind: str
    what: str
    path: Path
    lines: frozenset[int]
    """Lines on which a finding is right."""
    text: str


def main() -> int:
    """Print the table; exit code 1 where a fault is missed, misplaced or found twice."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--oracle", help="the program built from tools/apiserver")
    parser.add_argument("--show", action="store_true", help="show what is not as it should be")
    options = parser.parse_args()
    faults = [fault for file in sorted(CLEAN.rglob("*.yaml")) for fault in _faults(file)]
    if options.oracle:
        faults = _refused(faults, options.oracle)
    table: Counter[tuple[str, str]] = Counter()
    for fault in faults:
        verdict = _verdict(fault)
        table[fault.what, verdict] += 1
        if verdict != "found" and options.show:
            print(f"{fault.file} {fault.kind} {fault.what} {fault.path}: {verdict}")
    kinds = sorted({fault.kind for fault in faults})
    print(f"{len(faults)} faults in {len(kinds)} kinds: {', '.join(kinds)}\n")
    print("| fault | found | elsewhere | extra | missed |\n|---|---|---|---|---|")
    for what in sorted({fault.what for fault in faults}):
        counts = " | ".join(
            str(table[what, each]) for each in ("found", "elsewhere", "extra", "missed")
        )
        print(f"| {what} | {counts} |")
    return 0 if all(verdict == "found" for _, verdict in table) else 1


def _verdict(fault: Fault) -> str:
    rules = tuple(rule() for rule in select(load_packs(), ("schema", "misplaced-restart-policy")))
    found = lint_text(fault.text, "shop/manifest.yaml", rules=rules)
    if not found:
        return "missed"
    if len(found) > 1:
        return "extra"
    return "found" if found[0].span.line in fault.lines else "elsewhere"


def _refused(faults: list[Fault], program: str) -> list[Fault]:
    """Those of the faults that the API server refuses."""
    asked = "".join(
        json.dumps({"id": str(i), "yaml": each.text}) + "\n" for i, each in enumerate(faults)
    )
    done = subprocess.run(
        [program, "--stdin-jsonl"], input=asked, capture_output=True, encoding="utf-8", check=True
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    return [
        fault
        for fault, answer in zip(faults, answers, strict=True)
        if any(result["verdict"] == "refused" for result in answer["results"])
    ]


def _faults(file: File) -> Iterator[Fault]:
    text = file.read_text(encoding="utf-8")
    name = file.relative_to(CLEAN).as_posix()
    for document in load(Source(name, text)):
        if document.text.lstrip().startswith("{") or _is_kustomized(file):
            continue  # alone the one would be taken for JSON, and the other lacks things on purpose
        for manifest in manifests(document, Project(), TARGET):
            known = schema.knows(TARGET.version, manifest.api_version, manifest.kind)
            if not known or manifest.path or manifest.nature is not Nature.COMPLETE:
                continue
            alone = next(load(Source(name, document.text)))
            for what, path, lines, mended in _mutations(alone, manifest.data):
                yield Fault(name, manifest.kind, what, path, lines, mended)


def _is_kustomized(file: File) -> bool:
    return any(
        (above / "kustomization.yaml").exists() for above in file.parents if CLEAN in above.parents
    )


def _mutations(
    document: Document, data: dict[str, Any]
) -> Iterator[tuple[str, Path, frozenset[int], str]]:
    lines = document.text.split("\n")
    for path, value in _entries(data, ()):
        key, field = document.layout.span(key_of(path)), path[-1]
        line = lines[key.line - 1]
        if not isinstance(field, str) or line[key.column - 1 :].partition(":")[0] != field:
            continue
        here = frozenset({key.line})
        if not _in_free_map(data, path):
            wrong = field[:-2] + field[-1] + field[-2] if len(field) > 3 else field + "x"
            mended = line[: key.column - 1] + wrong + line[key.column - 1 + len(field) :]
            yield "misspelt field", path, here, _with(lines, key.line, mended)
        span = document.layout.span(value_of(path))
        if span.line != key.line or isinstance(value, dict | list) or "#" in line:
            continue
        head = line[: span.column - 1]
        if not _in_free_map(data, path):
            yield "other type", path, here, _with(lines, key.line, f"{head}[wrong]")
        owner = (
            path[-3]
            if len(path) > 2 and isinstance(path[-2], int)
            else path[-2]
            if path[1:]
            else ""
        )
        if (owner, field) in REQUIRED and line.strip() == line[key.column - 1 :]:
            near = _owner_lines(document, path)
            yield "dropped field", path, near, "\n".join(lines[: key.line - 1] + lines[key.line :])
        if field in REFUSED:
            yield "refused value", path, here, _with(lines, key.line, head + REFUSED[field])


def _owner_lines(document: Document, path: Path) -> frozenset[int]:
    """Where a finding about an absent field may stand: the first lines of what lacks it."""
    layout = document.layout
    places = [key_of(path[:-1]), value_of(path[:-1]), value_of((*path[:-1], "name"))]
    found = {layout.span(place).line for place in places}
    gone = layout.span(key_of(path)).line
    return frozenset({line - 1 if line > gone else line for line in found} | {gone})


def _with(lines: list[str], number: int, line: str) -> str:
    return "\n".join([*lines[: number - 1], line, *lines[number:]])


def _entries(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    items = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, inner in items:
        if isinstance(key, str):
            yield (*path, key), inner
        yield from _entries(inner, (*path, key))


def _in_free_map(data: dict[str, Any], path: Path) -> bool:
    """Whether the key at ``path`` is one of a map that takes any: labels, data, limits."""
    return not schema.wanted(data, path[:-1], TARGET.version).fields


if __name__ == "__main__":
    sys.exit(main())
