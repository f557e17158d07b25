"""The pre-commit hook, installed by pre-commit and run by commits."""

from __future__ import annotations

import dataclasses
import os
import shutil
import sys
import tomllib

import pytest

from conftest import ROOT, GitRepository, make_repository, require_tool, run

pytestmark = pytest.mark.xdist_group("hook")

NAKED_POD = """\
apiVersion: v1
kind: Pod
metadata:
  name: lonely
spec:
  containers:
    - name: web
      image: nginx:1.27.3
"""

WRONG = """\
apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
data:
  verbose: yes  # for now
"""
RIGHT = WRONG.replace("yes", '"yes"')

CONFIG_MAP = """\
apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
data:
  level: info
"""


@pytest.fixture(scope="session")
def hook_repository(
    tmp_path_factory: pytest.TempPathFactory, git_environment: dict[str, str]
) -> GitRepository:
    """A repository with what the hook is installed from, as it stands in this work tree."""
    repository = make_repository(tmp_path_factory.mktemp("hook") / "podlint", git_environment)
    for name in ("pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml"):
        shutil.copy(ROOT / name, repository.path)
    for name in ("podlint", "rules"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, repository.path / name, ignore=ignored)
    repository.commit()
    return repository


@pytest.fixture(scope="session")
def pre_commit_environment(
    tmp_path_factory: pytest.TempPathFactory, git_environment: dict[str, str]
) -> dict[str, str]:
    """Where pre-commit keeps the environment of the hook: it is installed once for all tests."""
    home = tmp_path_factory.mktemp("pre-commit")
    return {**git_environment, "PRE_COMMIT_HOME": os.fspath(home)}


@pytest.fixture
def user(
    git_repo: GitRepository,
    hook_repository: GitRepository,
    pre_commit_environment: dict[str, str],
) -> GitRepository:
    """The repository of somebody who has podlint as a pre-commit hook."""
    pre_commit = require_tool("pre-commit")
    repository = dataclasses.replace(git_repo, env=pre_commit_environment)
    revision = hook_repository.git("rev-parse", "HEAD").stdout.strip()
    repository.write(
        ".pre-commit-config.yaml",
        f"repos:\n  - repo: {hook_repository.path.as_posix()}\n    rev: {revision}\n"
        "    hooks:\n      - id: podlint\n",
    )
    install = [pre_commit, "install", "--install-hooks"]
    run(install, cwd=repository.path, env=repository.env, check=True)
    repository.commit("the hook")
    return repository


def test_a_bad_manifest_is_refused(user: GitRepository) -> None:
    user.write("deploy/pod.yaml", NAKED_POD)
    done = user.commit(check=False)
    assert done.returncode != 0
    assert "deploy/pod.yaml:2:7: error:" in done.stdout + done.stderr
    assert "[naked-pod]" in done.stdout + done.stderr
    assert user.git("log", "--format=%s").stdout.split("\n")[0] == "the hook"


def test_a_good_manifest_is_committed(user: GitRepository) -> None:
    user.write("deploy/settings.yaml", CONFIG_MAP)
    done = user.commit("good", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Passed" in done.stdout + done.stderr


def test_only_the_changed_files_are_linted(user: GitRepository) -> None:
    user.write("old.yaml", NAKED_POD)
    user.git("add", "--all")
    user.git("commit", "--no-verify", "--message", "before the hook")
    user.write("settings.yaml", CONFIG_MAP)
    assert user.commit(check=False).returncode == 0


def test_other_files_are_passed_over(user: GitRepository) -> None:
    user.write("mkdocs.yml", "site_name: Docs\nnav: [index.md]\n")
    user.write("package.json", '{"name": "web", "private": true}\n')
    user.write("notes.md", "kind: Pod\n")
    user.write("empty.yaml", "")
    user.write("broken.yaml", "{{ this is no YAML: [\n")
    done = user.commit(check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_path_with_spaces(user: GitRepository) -> None:
    user.write("my manifests/a pod.yaml", NAKED_POD)
    done = user.commit(check=False)
    assert done.returncode != 0
    assert "my manifests/a pod.yaml:2:7: error:" in done.stdout + done.stderr


def test_a_deleted_file(user: GitRepository) -> None:
    pod = user.write("pod.yaml", NAKED_POD)
    user.git("add", "--all")
    user.git("commit", "--no-verify", "--message", "before the hook")
    pod.unlink()
    done = user.commit("gone", check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_renamed_file(user: GitRepository) -> None:
    pod = user.write("pod.yaml", NAKED_POD)
    user.git("add", "--all")
    user.git("commit", "--no-verify", "--message", "before the hook")
    pod.rename(pod.with_name("renamed.yaml"))
    done = user.commit("renamed", check=False)
    assert done.returncode != 0
    assert "renamed.yaml:2:7: error:" in done.stdout + done.stderr


def test_all_files(user: GitRepository) -> None:
    user.write("pod.yaml", NAKED_POD)
    user.write(
        "settings.json", '{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s"}}\n'
    )
    user.git("add", "--all")
    command = [require_tool("pre-commit"), "run", "--all-files"]
    done = run(command, cwd=user.path, env=user.env)
    assert done.returncode == 1
    assert done.stdout.count("[naked-pod]") == 1


def test_try_repo(user: GitRepository, hook_repository: GitRepository) -> None:
    bad = user.write("my manifests/pod.yaml", NAKED_POD)
    good = user.write("settings.yaml", CONFIG_MAP)
    other = user.write("mkdocs.yml", "site_name: Docs\n")
    user.git("add", "--all")
    try_repo = [
        require_tool("pre-commit"),
        "try-repo",
        str(hook_repository.path),
        "podlint",
        "--files",
    ]
    done = run([*try_repo, str(bad), str(good), str(other)], cwd=user.path, env=user.env)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "my manifests/pod.yaml:2:7: error:" in done.stdout
    assert done.stdout.count(": error: ") == 1


@pytest.fixture
def fixing_user(user: GitRepository) -> GitRepository:
    """Somebody who has the hook that mends before the one that reports."""
    config = (user.path / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    both = config.replace("- id: podlint\n", "- id: podlint-fix\n      - id: podlint\n")
    user.write(".pre-commit-config.yaml", both)
    user.commit("both hooks")
    return user


def test_the_hook_mends_fails_and_then_passes(fixing_user: GitRepository) -> None:
    file = fixing_user.write("my manifests/größe.yaml", WRONG)
    fixing_user.write("mkdocs.yml", "site_name: yes\n")
    done = fixing_user.commit("mended", check=False)
    assert done.returncode != 0
    assert file.read_text(encoding="utf-8") == RIGHT
    said = done.stdout + done.stderr
    assert "files were modified by this hook" in said
    assert "podlint: 1 finding mended in 1 file" in said
    done = fixing_user.commit("mended", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert fixing_user.git("log", "--format=%s").stdout.split("\n")[0] == "mended"


def test_the_hook_that_mends_reports_the_rest(fixing_user: GitRepository) -> None:
    text = f"{WRONG}---\n{NAKED_POD}"
    file = fixing_user.write("pod.yaml", text)
    for _ in range(2):
        done = fixing_user.commit(check=False)
        assert done.returncode != 0
        assert "pod.yaml:9:7: error:" in done.stdout + done.stderr
        assert file.read_text(encoding="utf-8") == text.replace("yes", '"yes"')


def test_the_hook_needs_no_newer_pre_commit_than_it_says(hook_repository: GitRepository) -> None:
    hooks = (hook_repository.path / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    assert hooks.count("minimum_pre_commit_version: 2.9.2") == hooks.count("- id: ")
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"][
        "scripts"
    ]
    for line in hooks.splitlines():
        if line.strip().startswith("entry: "):
            assert line.split()[1] in scripts


def test_all_files_of_a_large_repository(user: GitRepository) -> None:
    """However pre-commit hands over the files, the findings are those of ``podlint .``."""
    folders = ("deploy", "my manifests", "teams/a/very/deep/folder/of/overlays", "größe")
    for number in range(500):
        text = (NAKED_POD, CONFIG_MAP)[number % 2].replace("name: ", f"name: n{number}-", 1)
        user.write(f"{folders[number % 4]}/manifest-{number:03}.yaml", text)
    user.git("add", "--all")
    everything = run([sys.executable, "-m", "podlint", "."], cwd=user.path, env=user.env)
    done = run([require_tool("pre-commit"), "run", "--all-files"], cwd=user.path, env=user.env)
    assert (everything.returncode, done.returncode) == (1, 1)
    found = everything.stdout.splitlines()
    assert sum("[naked-pod]" in line for line in found) == 250
    assert [line for line in done.stdout.splitlines() if line in set(found)] == found
    assert done.stdout.count("[naked-pod]") == 250
