"""Every shell command of docs/ci.md and of the GitLab template runs, and does what is said of it.

Commands are those in blocks of ``sh``, under ``run``, ``script`` and ``before_script`` in blocks of
YAML, and in the ``sh`` steps of a Jenkinsfile. Those with ``pip install`` in them need the network and
are left out: what they would install is there. ``helm`` and ``kustomize`` are stand-ins that print a
manifest.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest
from ruamel.yaml import YAML

from conftest import ROOT, GitRepository, require_tool
from test_formats import CODE_QUALITY

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the shell of POSIX")

PAGE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
TEMPLATE = ROOT / "templates" / "podlint.gitlab-ci.yml"
NETWORK = "pip install"
POD = """\
apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: web
      image: acme/web:1
"""
CLEAN = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\n"
HOOK = """\
repos:
  - repo: local
    hooks:
      - id: podlint
        name: podlint
        entry: podlint
        language: system
        types_or: [yaml, json]
        exclude: ^\\.pre-commit
        require_serial: true
"""


def blocks(language: str) -> list[str]:
    """The fenced blocks of a language in docs/ci.md."""
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.S | re.M)


def load(text: str) -> Any:
    return YAML(typ="safe").load(text)


def scripts(node: Any) -> Iterator[str]:
    """The shell commands in a configuration of a CI service."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key in ("run", "script", "before_script"):
                yield from [value] if isinstance(value, str) else value
            else:
                yield from scripts(value)
    elif isinstance(node, list):
        for each in node:
            yield from scripts(each)


def commands() -> list[str]:
    found = [line for block in blocks("sh") for line in block.splitlines() if line]
    found += (each for block in blocks("yaml") for each in scripts(load(block)))
    found += (each for block in blocks("groovy") for each in re.findall(r"sh '([^']*)'", block))
    return list(dict.fromkeys(found))


RUN = [command for command in commands() if NETWORK not in command]


@pytest.fixture
def repository(git_repo: GitRepository) -> GitRepository:
    """A repository with all that the page names, and the programs on its PATH."""
    programs = git_repo.path.parent / "programs"
    programs.mkdir()
    for name, text in {
        "podlint": f'exec {shlex.quote(sys.executable)} -m podlint "$@"',
        "helm": 'test "$1" = template && cat deploy/web.yaml',
        "kustomize": 'test "$1" = build && cat deploy/web.yaml',
    }.items():
        (programs / name).write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
        (programs / name).chmod(0o755)
    path = [str(programs), os.path.dirname(sys.executable), os.environ["PATH"]]
    git_repo.write(".pre-commit-config.yaml", HOOK)
    git_repo.write(".gitignore", ".venv/\n")
    git_repo.write("crds/README.md", "None yet.\n")
    return GitRepository(git_repo.path, {**git_repo.env, "PATH": os.pathsep.join(path)})


def fill(repository: GitRepository, text: str) -> None:
    for folder in ("deploy", "clusters/prod"):
        repository.write(f"{folder}/web.yaml", text)
    tool = repository.path / ".venv" / "bin" / "podlint"
    tool.parent.mkdir(parents=True, exist_ok=True)
    tool.unlink(missing_ok=True)
    tool.symlink_to(repository.path.parent / "programs" / "podlint")
    repository.git("add", "--all")


def shell(command: str, repository: GitRepository, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [require_tool("bash"), "-eo", "pipefail", "-c", command],
        cwd=repository.path,
        env={**repository.env, **more},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_there_are_commands() -> None:
    assert len(RUN) >= 10
    services = ("sarif=", "gitlab=", "junit=", "--format github", "pre-commit run", "kustomize")
    assert all(any(word in command for command in RUN) for word in services)


@pytest.mark.parametrize("command", RUN)
def test_a_command_of_the_page(command: str, repository: GitRepository) -> None:
    if command.startswith("pre-commit "):
        require_tool("pre-commit")
    lints = "podlint" in command
    for text, code in ((POD, int(lints and "--fail-on never" not in command)), (CLEAN, 0)):
        fill(repository, text)
        done = shell(command, repository)
        assert done.returncode == code, done.stdout + done.stderr
        assert not lints or "podlint" in done.stdout + done.stderr
        assert "Traceback" not in done.stderr
    for file in re.findall(r"--report \w+=(\S+)", command):
        assert (repository.path / file).stat().st_size


def test_files_that_are_handed_on_are_written() -> None:
    """What a recipe uploads, some command of the page writes."""
    written = {file for command in RUN for file in re.findall(r"--report \w+=(\S+)", command)}
    handed_on = re.findall(r"(?:codequality: |sarif_file: |testResults: ')([\w.-]+\.\w+)", PAGE)
    assert len(handed_on) >= 3
    assert set(handed_on) <= written


def test_the_action_is_used_as_it_is() -> None:
    action = load((ROOT / "action.yml").read_text(encoding="utf-8"))
    steps = [
        step
        for block in blocks("yaml")
        for job in (load(block) or {}).get("jobs", {}).values()
        for step in job["steps"]
        if step.get("uses", "").startswith("podlint/podlint@")
    ]
    assert steps
    for step in steps:
        assert set(step["with"]) <= set(action["inputs"])
    assert set(re.findall(r"steps\.podlint\.outputs\.(\w+)", PAGE)) == set(action["outputs"])


# --- The template for GitLab ----------------------------------------------------------------------


@pytest.fixture
def job() -> dict[str, Any]:
    template = load(TEMPLATE.read_text(encoding="utf-8"))
    assert set(template) == {"podlint"}
    assert isinstance(template["podlint"], dict)
    return template["podlint"]


def test_the_template_is_used_as_it_is(job: dict[str, Any]) -> None:
    (use,) = (load(block) for block in blocks("yaml") if "include:" in block)
    assert set(use["podlint"]["variables"]) <= set(job["variables"])
    assert use["include"][0]["remote"] in TEMPLATE.read_text(encoding="utf-8")


@pytest.mark.parametrize(("text", "code"), [(POD, 1), (CLEAN, 0)])
def test_the_job_of_the_template(
    job: dict[str, Any], repository: GitRepository, text: str, code: int
) -> None:
    fill(repository, text)
    assert [NETWORK in line for line in job["before_script"]] == [True]
    variables = {**job["variables"], "PODLINT_PATHS": "deploy clusters"}
    done = shell("\n".join(job["script"]), repository, **variables)
    assert done.returncode == code, done.stderr
    reports = job["artifacts"]["reports"]
    entries = json.loads((repository.path / reports["codequality"]).read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(CODE_QUALITY).validate(entries)
    assert {entry["location"]["path"] for entry in entries} == (
        {"deploy/web.yaml", "clusters/prod/web.yaml"} if code else set()
    )
    (suite,) = ElementTree.parse(repository.path / reports["junit"]).getroot()
    assert (suite.attrib["tests"], suite.attrib["failures"]) == ("2", "2" if code else "0")
    assert job["artifacts"]["when"] == "always", "a job with findings fails, and shows them"


def test_the_options_of_the_template(job: dict[str, Any], repository: GitRepository) -> None:
    fill(repository, POD)
    variables = {**job["variables"], "PODLINT_ARGS": "--fail-on never --select naked-pod"}
    done = shell("\n".join(job["script"]), repository, **variables)
    assert done.returncode == 0, done.stderr
    assert "[naked-pod]" in done.stdout and "probe" not in done.stdout
