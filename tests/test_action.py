"""The GitHub Action: its own scripts, run by bash as the runner of GitHub Actions runs them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import sysconfig
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from conftest import ROOT, clean_environment, require_tool

pytestmark = [
    pytest.mark.xdist_group("action"),
    pytest.mark.skipif(os.name == "nt", reason="the bash of POSIX"),
]

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
EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")


@pytest.fixture(scope="module")
def action() -> dict[str, Any]:
    document = YAML(typ="safe").load((ROOT / "action.yml").read_text(encoding="utf-8"))
    assert isinstance(document, dict)
    return document


@dataclass
class Runner:
    """As much of the runner as a composite action needs: inputs, outputs and files of a job."""

    action: dict[str, Any]
    temp: Path
    outputs: dict[str, dict[str, str]] = field(default_factory=dict)

    def evaluate(self, text: str, inputs: dict[str, str]) -> str:
        """``text`` with its expressions as the runner fills them in."""

        def value(match: re.Match[str]) -> str:
            kind, *names = match[1].split(".")
            if kind == "inputs":
                return inputs.get(names[0], str(self.action["inputs"][names[0]]["default"]))
            assert (kind, names[1]) == ("steps", "outputs"), match[1]
            return self.outputs[names[0]].get(names[2], "")

        return EXPRESSION.sub(value, text)

    def step(self, id: str, workspace: Path, /, **inputs: str) -> subprocess.CompletedProcess[str]:
        """Run one of the action's scripts; inputs are named with underscores."""
        given = {name.replace("_", "-"): value for name, value in inputs.items()}
        (step,) = (each for each in self.action["runs"]["steps"] if each.get("id") == id)
        script, output = self.temp / f"{id}.sh", self.temp / f"{id}.out"
        script.write_text(step["run"], encoding="utf-8")
        output.write_text("", encoding="utf-8")
        env = {name: self.evaluate(text, given) for name, text in step.get("env", {}).items()}
        done = subprocess.run(
            [require_tool("bash"), "--noprofile", "--norc", "-eo", "pipefail", str(script)],
            cwd=workspace,
            env=self.environment(output) | env,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        lines = output.read_text(encoding="utf-8").splitlines()
        self.outputs[id] = dict(line.split("=", 1) for line in lines)
        return done

    def environment(self, output: Path) -> dict[str, str]:
        """The network is left out: pip takes what the environment of the tests has."""
        libraries = dict.fromkeys(sysconfig.get_path(name) for name in ("purelib", "platlib"))
        return clean_environment(
            PATH=os.pathsep.join((os.path.dirname(sys.executable), os.environ["PATH"])),
            GITHUB_ACTION_PATH=os.fspath(ROOT),
            GITHUB_OUTPUT=os.fspath(output),
            RUNNER_TEMP=os.fspath(self.temp),
            PYTHONPATH=os.pathsep.join(libraries),
            PIP_NO_INDEX="1",
            PIP_NO_DEPS="1",
            PIP_NO_BUILD_ISOLATION="false",
            PIP_IGNORE_INSTALLED="1",
        )


@pytest.fixture(scope="module")
def installed(action: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Runner:
    """A runner on which the action's own script has installed podlint."""
    runner = Runner(action, tmp_path_factory.mktemp("runner temp"))
    done = runner.step("install", tmp_path_factory.mktemp("elsewhere"))
    assert done.returncode == 0, done.stdout + done.stderr
    assert Path(runner.outputs["install"]["bin"], "podlint").exists()
    return runner


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A checkout with a space in its path, and manifests in folders, one of them with a space."""
    folder = tmp_path / "my checkout"
    for name, text in {"bad/pod.yaml": POD, "my good/web.yaml": CLEAN}.items():
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_text(text, encoding="utf-8")
    (folder / ".git").mkdir()
    return folder


def sarif_of(runner: Runner) -> list[dict[str, Any]]:
    """The results of the file that the output of the action names."""
    output = EXPRESSION.fullmatch(runner.action["outputs"]["sarif"]["value"])
    assert output and output[1] == "steps.lint.outputs.sarif"
    text = Path(runner.outputs["lint"]["sarif"]).read_text(encoding="utf-8")
    results = json.loads(text)["runs"][0]["results"]
    assert isinstance(results, list)
    return results


def test_findings(installed: Runner, workspace: Path) -> None:
    done = installed.step("lint", workspace)
    assert done.returncode == 1, done.stderr
    assert done.stdout.startswith("::error file=bad/pod.yaml,line=2,endLine=2,col=7,endColumn=10,")
    assert done.stderr == (
        "podlint: 2 manifests in 2 files: 1 error, 1 warning, 1 info; "
        "1 can be mended with --unsafe-fixes\n"
    )
    assert {each["level"] for each in sarif_of(installed)} == {"error", "warning", "note"}


def test_a_clean_folder_with_a_space_in_its_name(installed: Runner, workspace: Path) -> None:
    done = installed.step("lint", workspace, paths="my good\n")
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert sarif_of(installed) == []


def test_several_paths_and_options(installed: Runner, workspace: Path) -> None:
    paths = "my good\nbad/pod.yaml\n\n"
    done = installed.step(
        "lint", workspace, paths=paths, args="--fail-on never\n--select naked-pod"
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("::") == 2
    assert [each["ruleId"] for each in sarif_of(installed)] == ["naked-pod"]


def test_trouble_is_no_green_check(installed: Runner, workspace: Path) -> None:
    done = installed.step("lint", workspace, paths="nowhere")
    assert done.returncode == 2
    assert done.stderr == "podlint: nowhere: no such file or directory\n"
    assert installed.outputs["lint"] == {}, "there is no SARIF file to upload"


@pytest.mark.parametrize(
    "text", ["$(touch pwned)", "`touch pwned`", '"; touch pwned; "', "x\n$(touch pwned)", "* *"]
)
@pytest.mark.parametrize("name", ["paths", "args"])
def test_inputs_are_no_code(installed: Runner, workspace: Path, name: str, text: str) -> None:
    done = installed.step("lint", workspace, **{name: text})
    assert done.returncode == 2, done.stdout + done.stderr
    assert sorted(path.name for path in workspace.iterdir()) == [".git", "bad", "my good"]


def test_two_calls_in_a_job_keep_both_files(installed: Runner, workspace: Path) -> None:
    installed.step("lint", workspace)
    first = installed.outputs["lint"]["sarif"]
    installed.step("lint", workspace, paths="my good")
    assert installed.outputs["lint"]["sarif"] != first
    assert Path(first).exists()


def test_scripts_hold_no_expression(action: dict[str, Any]) -> None:
    """In the text of a script an input would be code."""
    scripts = [step["run"] for step in action["runs"]["steps"] if "run" in step]
    assert len(scripts) == 2
    assert not [script for script in scripts if "${{" in script]


def test_the_shape_of_the_action(action: dict[str, Any]) -> None:
    assert action["runs"]["using"] == "composite"
    assert set(action["inputs"]) == {"paths", "args", "python-version"}
    assert set(action["outputs"]) == {"sarif"}
    for step in action["runs"]["steps"]:
        assert ("uses" in step) != ("run" in step)
        assert "run" not in step or step["shell"] == "bash", "composite steps name their shell"
