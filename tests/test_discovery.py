"""Which files are linted: .gitignore, exclusions, links, folders of others; and what is told of it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import Completed, GitRepository, RunPodlint, make_repository, require_tool
from podlint.discovery import (
    Exclusions,
    GlobError,
    Globs,
    PathError,
    check_glob,
    discover,
    walk,
)
from podlint.engine import lint_paths

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


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A repository, as far as podlint looks."""
    (tmp_path / "tree/.git").mkdir(parents=True)
    return tmp_path / "tree"


def write(folder: Path, *names: str, text: str = POD) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def excluding(directory: Path, *lines: str) -> Exclusions:
    origins = tuple(f"line {number}" for number, _ in enumerate(lines, 1))
    return Exclusions(globs=(Globs(os.fspath(directory), lines, origins),))


def files(*paths: Path, exclusions: Exclusions | None = None) -> list[str]:
    found = discover([os.fspath(path) for path in paths], exclusions or Exclusions())
    return [os.path.relpath(file, found.root).replace(os.sep, "/") for file in found.files]


def passed(*paths: Path, exclusions: Exclusions | None = None) -> dict[str, str]:
    found = discover([os.fspath(path) for path in paths], exclusions or Exclusions())
    return {
        os.path.relpath(each.path, found.root).replace(os.sep, "/"): f"{each.reason} {each.detail}"
        for each in found.passed
    }


# --- What git ignores -----------------------------------------------------------------------------


def test_gitignore_of_all_levels(tree: Path) -> None:
    write(tree, "a.yaml", "b.yaml", "deep/a.yaml", "deep/c.yaml", "deep/down/c.yaml", "out/x.yaml")
    write(tree, ".gitignore", text="# generated\n/a.yaml\nout/\n")
    write(tree, "deep/.gitignore", text="c.yaml\n!down/c.yaml\n")
    assert files(tree) == ["b.yaml", "deep/a.yaml", "deep/down/c.yaml"]
    assert passed(tree) == {
        "a.yaml": "ignored by git (.gitignore:2)",
        "out": "ignored by git (.gitignore:3)",
        "deep/c.yaml": "ignored by git (deep/.gitignore:1)",
    }


def test_gitignore_above_the_directory_that_was_named(tree: Path) -> None:
    write(tree, "deep/down/a.yaml", "deep/down/b.yaml", "deep/down/c.yaml")
    write(tree, ".gitignore", text="b.yaml\n")
    write(tree, "deep/.gitignore", text="/down/c.yaml\n")
    assert files(tree / "deep/down") == ["deep/down/a.yaml"]


def test_gitignore_does_not_bind_what_is_named(tree: Path) -> None:
    write(tree, "out/a.yaml", "b.yaml")
    write(tree, ".gitignore", text="out/\nb.yaml\n")
    assert files(tree / "b.yaml", tree / "out") == ["b.yaml", "out/a.yaml"]


def test_no_gitignore(tree: Path) -> None:
    write(tree, "a.yaml", "out/b.yaml")
    write(tree, ".gitignore", text="*\n")
    assert files(tree) == []
    assert files(tree, exclusions=Exclusions(gitignore=False)) == ["a.yaml", "out/b.yaml"]


def test_info_exclude_is_the_weakest(tree: Path) -> None:
    write(tree, "a.yaml", "b.yaml")
    write(tree, ".git/info/exclude", text="*.yaml\n")
    assert files(tree) == []
    write(tree, ".gitignore", text="!b.yaml\n")
    assert files(tree) == ["b.yaml"]


def test_info_exclude_of_a_worktree(git_repo: GitRepository, tmp_path: Path) -> None:
    git_repo.write("a.yaml", POD)
    git_repo.write("b.yaml", POD)
    git_repo.commit()
    git_repo.git("worktree", "add", "--quiet", os.fspath(tmp_path / "second"))
    (git_repo.path / ".git/info/exclude").write_text("b.yaml\n", encoding="utf-8")
    assert files(tmp_path / "second") == ["a.yaml"]


def test_info_exclude_of_a_submodule(
    git_repo: GitRepository, tmp_path: Path, git_environment: dict[str, str]
) -> None:
    below = make_repository(tmp_path / "below", git_environment)
    write(below.path, "a.yaml", "b.yaml")
    below.commit()
    git_repo.git("submodule", "--quiet", "add", os.fspath(below.path), "sub")
    write(git_repo.path, ".git/modules/sub/info/exclude", text="b.yaml\n")
    assert files(git_repo.path / "sub") == ["a.yaml"]


def test_info_exclude_is_named(tree: Path) -> None:
    write(tree, "a.yaml")
    write(tree, ".git/info/exclude", text="\na.yaml\n")
    assert passed(tree) == {"a.yaml": "ignored by git (.git/info/exclude:2)"}


@pytest.mark.parametrize(
    ("line", "files_linted"),
    [("ignorecase = true", []), ("ignoreCase", []), ("ignorecase = false", ["Build/a.yaml"])],
)
def test_git_may_ignore_case(git_repo: GitRepository, line: str, files_linted: list[str]) -> None:
    """As it does where the file system does, on Windows and macOS."""
    write(git_repo.path, "Build/a.yaml")
    write(git_repo.path, ".gitignore", text="build/\n")
    with (git_repo.path / ".git/config").open("a", encoding="utf-8") as config:
        config.write(f"[core]\n\t{line}\n")
    assert git_repo.git("check-ignore", "Build/a.yaml", check=False).returncode == bool(
        files_linted
    )
    assert files(git_repo.path) == files_linted


def test_a_gitignore_from_windows(tree: Path) -> None:
    write(tree, "a.yaml", "b.yaml")
    (tree / ".gitignore").write_bytes(b"\xef\xbb\xbfa.yaml\r\n\xff\r\n")
    assert files(tree) == ["b.yaml"]


def test_lines_that_git_passes_over(tree: Path) -> None:
    write(tree, "a.yaml", "b.yaml")
    write(tree, ".gitignore", text="\n   \n#a.yaml\n!\n/\n///\nb.yaml \n\\\n")
    assert files(tree) == ["a.yaml"]


NAMES = st.sampled_from(["a", "b", "x.yaml", "y.yaml"])
PATTERNS = st.sampled_from(
    "a b a/ b/ /a /b/ *.yaml x.yaml /x.yaml a/* a/b a/b/ **/b a/** **/x.yaml a/**/x.yaml * */ */b "
    "?.yaml [xy].yaml [!x].yaml !a !a/ !b/ !x.yaml !*.yaml !*/ !a/b !a/b/x.yaml !/a !**/b/ "
    "**/ ** **/* /** a/**/ a/**/b !a/** !** ?/".split()
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    top=st.lists(PATTERNS, max_size=5),
    below=st.lists(PATTERNS, max_size=3),
)
def test_as_git_does(
    tmp_path_factory: pytest.TempPathFactory,
    git_environment: dict[str, str],
    top: list[str],
    below: list[str],
) -> None:
    """Whatever git does not ignore is linted, and nothing else."""
    require_tool("git")
    repository = make_repository(tmp_path_factory.mktemp("differ"), git_environment)
    for folder in ("", "a/", "b/", "a/a/", "a/b/", "a/b/a/", "b/a/"):
        write(repository.path, f"{folder}x.yaml", f"{folder}y.yaml")
    repository.write(".gitignore", "".join(f"{line}\n" for line in top))
    repository.write("a/.gitignore", "".join(f"{line}\n" for line in below))
    listed = repository.git("ls-files", "--others", "--exclude-standard", "--", "*.yaml")
    assert files(repository.path) == sorted(listed.stdout.split())


# --- What is excluded -----------------------------------------------------------------------------


def test_exclude_binds_what_is_named(tree: Path) -> None:
    write(tree, "a.yaml", "old/b.yaml", "old/deep/c.yaml")
    exclusions = excluding(tree, "old/", "!c.yaml")
    assert files(tree, exclusions=exclusions) == ["a.yaml"]
    assert files(tree / "old", exclusions=exclusions) == []
    assert files(tree / "old/deep/c.yaml", exclusions=exclusions) == []
    assert passed(tree / "old/deep/c.yaml", exclusions=exclusions) == {
        "old/deep/c.yaml": "excluded by line 1"
    }


def test_exclude_is_relative_to_its_directory(tree: Path) -> None:
    write(tree, "a.yaml", "in/a.yaml", "in/b.yaml")
    assert files(tree, exclusions=excluding(tree / "in", "/a.yaml")) == ["a.yaml", "in/b.yaml"]


def test_the_last_pattern_counts(tree: Path) -> None:
    write(tree, "a.yaml", "b.yaml")
    assert files(tree, exclusions=excluding(tree, "*.yaml", "!b.yaml")) == ["b.yaml"]


def test_a_pattern_may_ask_for_a_folder_of_others(tree: Path) -> None:
    write(tree, "vendor/a.yaml", "node_modules/b.yaml", ".git/c.yaml")
    assert files(tree, exclusions=excluding(tree, "!vendor/", "!.git/")) == ["vendor/a.yaml"]


@pytest.mark.parametrize("glob", ["", " ", "# a", "!", "/", "[a"])
def test_patterns_that_are_none(glob: str) -> None:
    with pytest.raises(GlobError):
        check_glob(glob)


def test_the_context_is_without_what_is_excluded(tree: Path) -> None:
    """A kustomization that is left out makes no patch of a file."""
    write(tree, "out/kustomization.yaml", text="patches: [{path: ../pod.yaml}]\n")
    write(tree, "pod.yaml")
    pod = os.fspath(tree / "pod.yaml")
    assert not [each for each in lint_paths([pod]).findings if each.rule == "naked-pod"]
    run = lint_paths([pod], exclusions=excluding(tree, "out/"))
    assert [each for each in run.findings if each.rule == "naked-pod"]
    write(tree, ".gitignore", text="out/\n")
    assert [each for each in lint_paths([pod]).findings if each.rule == "naked-pod"]


# --- Links, other repositories --------------------------------------------------------------------


def test_links(tree: Path) -> None:
    write(tree, "a/pod.yaml")
    write(tree.parent, "outside/pod.yaml")
    (tree / "file.yaml").symlink_to(tree / "a/pod.yaml")
    (tree / "folder").symlink_to(tree / "a", target_is_directory=True)
    (tree / "out.yaml").symlink_to(tree.parent / "outside/pod.yaml")
    (tree / "outside").symlink_to(tree.parent / "outside", target_is_directory=True)
    (tree / "broken.yaml").symlink_to(tree / "nowhere.yaml")
    (tree / "circle.yaml").symlink_to(tree / "circle.yaml")
    (tree / "README").symlink_to(tree / "a/pod.yaml")
    assert files(tree) == ["a/pod.yaml"]
    assert passed(tree) == {
        "broken.yaml": "broken link (to nowhere.yaml)",
        "circle.yaml": "broken link (to circle.yaml)",
        "out.yaml": "link that is not followed (to ../outside/pod.yaml)",
        "outside": "link that is not followed (to ../outside)",
    }
    assert files(tree / "outside") == ["pod.yaml"]


def test_a_link_to_a_file_that_is_not_walked(tree: Path) -> None:
    """It stands for the file, once."""
    write(tree, "vendor/pod.yaml")
    for name in ("one.yaml", "two.yaml"):
        (tree / name).symlink_to(tree / "vendor/pod.yaml")
    assert files(tree) == ["one.yaml"]


def test_a_link_to_a_directory_beside_the_walk(tree: Path) -> None:
    write(tree, "base/pod.yaml", "prod/pod.yaml")
    (tree / "prod/base").symlink_to(tree / "base", target_is_directory=True)
    assert files(tree / "prod") == ["prod/pod.yaml"]
    assert passed(tree / "prod") == {"prod/base": "link that is not followed (to base)"}
    assert passed(tree) == {}


def test_a_nested_repository_is_another_one(tree: Path) -> None:
    write(tree, "pod.yaml", "inner/pod.yaml", "inner/deep/pod.yaml", "work/pod.yaml")
    (tree / "inner/.git").mkdir()
    (tree / "work/.git").write_text("gitdir: ../.git/worktrees/work\n", encoding="utf-8")
    assert files(tree) == ["pod.yaml"]
    assert passed(tree) == {"inner": "nested repository ", "work": "nested repository "}
    assert files(tree / "inner") == ["deep/pod.yaml", "pod.yaml"]


def test_repositories_below_no_repository(tmp_path: Path) -> None:
    """Somebody lints a folder of checkouts: each has its own .gitignore."""
    write(tmp_path, "one/pod.yaml", "one/out.yaml", "two/pod.yaml", "two/out.yaml")
    for name in ("one", "two"):
        (tmp_path / name / ".git").mkdir()
    write(tmp_path, "one/.gitignore", text="out.yaml\n")
    assert files(tmp_path) == ["one/pod.yaml", "two/out.yaml", "two/pod.yaml"]


def test_overlapping_paths_pass_over_a_file_once(tree: Path) -> None:
    write(tree, "a/out.yaml", "a/pod.yaml")
    write(tree, ".gitignore", text="out.yaml\n")
    run = lint_paths([os.fspath(each) for each in (tree, tree / "a", tree / "a/pod.yaml")])
    assert [skip.reason for skip in run.skips] == ["ignored by git"]
    assert lint_paths([os.fspath(tree), os.fspath(tree / "a/out.yaml")]).files == 2


def test_the_order_is_stable(tree: Path) -> None:
    write(tree, *(f"{folder}/{name}.yaml" for folder in "zayb" for name in "qwe"))
    walked = [entry.path for entry in walk(os.fspath(tree))]
    assert walked == sorted(walked)
    assert files(*[tree / name for name in "zayb"]) == files(tree)


def test_an_unreadable_directory_is_named(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tree, "closed/pod.yaml", "out/pod.yaml")
    write(tree, ".gitignore", text="out/\n")
    scan = os.scandir

    def guarded(path: str) -> Iterator[os.DirEntry[str]]:
        if path.endswith(("closed", "out")):
            raise PermissionError(13, "Permission denied")
        return scan(path)

    monkeypatch.setattr("os.scandir", guarded)
    with pytest.raises(PathError, match="closed: cannot be read"):
        discover([os.fspath(tree)])
    assert files(tree, exclusions=excluding(tree, "closed/")) == []


# --- --show-files ---------------------------------------------------------------------------------


def test_show_files(tree: Path, run_podlint: RunPodlint) -> None:
    write(tree, "web.yaml", "out.yaml", "old/web.yaml", "vendor/web.yaml", "etc/web.txt")
    write(tree, "chart/Chart.yaml", text="name: web\n")
    write(tree, "chart/templates/web.yaml")
    write(tree, "base/kustomization.yaml", text="resources: [../web.yaml]\n")
    write(tree, "broken.yaml", text="kind: Pod\napiVersion: [\n")
    write(tree, "template.yaml", text="apiVersion: v1\nkind: Pod\nmetadata: {{ .meta }}\n")
    write(
        tree, "half.yaml", text=f"{POD}---\napiVersion: v1\nkind: Pod\nmetadata:\n  {{{{- a }}}}\n"
    )
    write(tree, ".gitignore", text="out.yaml\n")
    write(tree, ".podlint.yaml", text="exclude:\n  - old/\n")
    done = run_podlint("--show-files", cwd=tree)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        ".gitignore: not linted: no name of a manifest",
        ".podlint.yaml: not linted: podlint's configuration",
        "base/kustomization.yaml: not linted: kustomization",
        "broken.yaml: linted",
        "chart/Chart.yaml: not linted: no manifest",
        "chart/templates/web.yaml: not linted: Helm template",
        "etc/web.txt: not linted: no name of a manifest",
        "half.yaml: linted, but for the template at line 10",
        "old/: not linted: excluded by .podlint.yaml:2",
        "out.yaml: not linted: ignored by git (.gitignore:1)",
        "template.yaml: not linted: template",
        "vendor/: not linted: dependency folder",
        "web.yaml: linted",
    ]


def test_show_files_of_what_is_named(tree: Path, run_podlint: RunPodlint) -> None:
    write(tree, "out.yaml", "old/web.yaml", "notes.txt")
    write(tree, ".gitignore", text="out.yaml\n")
    write(tree, "deep/x.yaml")
    done = run_podlint(
        *("--show-files", "--exclude", "/old", "out.yaml", "old/web.yaml", "notes.txt"), cwd=tree
    )
    assert done.stdout.splitlines() == [
        "notes.txt: linted",
        "old/web.yaml: not linted: excluded by --exclude '/old'",
        "out.yaml: linted",
    ]
    below = run_podlint("--show-files", "../out.yaml", cwd=tree / "deep")
    assert below.stdout == "../out.yaml: linted\n"


def test_files_of_podlint_itself(tree: Path, run_podlint: RunPodlint) -> None:
    """They are named for what they are, and are nothing that a run has left out."""
    write(tree, "web.yaml")
    write(tree, "deep/.podlint.yaml", text="fail-on: error\n")
    write(tree, ".podlint.yaml", text="baseline: old/known.json\n")
    (tree / "old").mkdir()
    for _ in range(2):
        done = run_podlint("--write-baseline", "old/known.json", cwd=tree)
        assert done.returncode == 0
        assert "skipped" not in done.stderr
    assert "skipped" not in run_podlint(cwd=tree).stderr
    assert run_podlint("--show-files", cwd=tree).stdout.splitlines() == [
        ".podlint.yaml: not linted: podlint's configuration",
        "deep/.podlint.yaml: not linted: podlint's configuration",
        "old/known.json: not linted: podlint's baseline",
        "web.yaml: linted",
    ]
    named = run_podlint("--allow-empty", ".podlint.yaml", cwd=tree)
    assert named.stderr.endswith("skipped: 1 podlint's configuration\n")


def test_endings_in_capitals(tree: Path) -> None:
    """pre-commit hands them on as well."""
    write(tree, "a.YAML", "b.Yml", "c.JSON")
    assert files(tree) == ["a.YAML", "b.Yml", "c.JSON"]


def test_show_files_of_stdin(tree: Path, run_podlint: RunPodlint) -> None:
    done = run_podlint("--show-files", "-", cwd=tree)
    assert done.returncode == 2
    assert "--show-files" in done.stderr


def test_exclude_on_the_command_line(tree: Path, run_podlint: RunPodlint) -> None:
    """As pre-commit calls it: with the names of files."""
    write(tree, "deep/old/web.yaml", "deep/web.yaml")
    named = ("old/web.yaml", "web.yaml")
    done = run_podlint("--exclude", "/old/", "--exclude", "/web.yaml", *named, cwd=tree / "deep")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "podlint: 0 manifests in 0 files: nothing linted; skipped: 2 excluded\n"
    wrong = run_podlint("--exclude", "", "web.yaml", cwd=tree / "deep")
    assert wrong.returncode == 2
    assert "--exclude" in wrong.stderr


def test_exclude_binds_the_name_of_stdin(tree: Path, run_podlint: RunPodlint) -> None:
    arguments = ("--exclude", "old/", "--stdin-filename", "old/web.yaml", "-")
    done = run_podlint(*arguments, cwd=tree, input=POD)
    assert (done.returncode, done.stdout) == (0, "")
    assert "1 excluded" in done.stderr


def test_no_gitignore_on_the_command_line(tree: Path, run_podlint: RunPodlint) -> None:
    write(tree, "out.yaml")
    write(tree, ".gitignore", text="out.yaml\n")
    assert run_podlint(".", cwd=tree).returncode == 2
    assert "1 ignored by git" in run_podlint("--allow-empty", ".", cwd=tree).stderr
    assert "out.yaml:2:7" in run_podlint("--no-gitignore", ".", cwd=tree).stdout


# --- What it costs --------------------------------------------------------------------------------


def imported(cwd: Path) -> set[str]:
    code = (
        "import sys\nfrom podlint.cli import main\n"
        "try: main(sys.argv[1:])\n"
        "except SystemExit: print('LOADED', *sys.modules, file=sys.stderr)\n"
    )
    done: Completed = subprocess.run(
        [sys.executable, "-c", code, "."],
        cwd=cwd,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    loaded = re.search(r"^LOADED (.*)$", done.stderr, re.M)
    assert loaded, done.stderr
    return set(loaded[1].split())


def test_pathspec_is_loaded_where_it_is_needed(tree: Path) -> None:
    write(tree, "web.yaml")
    assert "pathspec" not in imported(tree)
    write(tree, ".gitignore", text="# nothing\n\n")
    assert "pathspec" not in imported(tree)
    write(tree, ".gitignore", text="out/\n")
    assert "pathspec" in imported(tree)


def test_a_thousand_files_that_are_no_manifests(tree: Path) -> None:
    for number in range(1000):
        write(tree, f"{number % 10}/{number}.yaml", text="services:\n  web: {image: a}\n" * 20)
    begun = time.perf_counter()
    run = lint_paths([os.fspath(tree)])
    assert time.perf_counter() - begun < 1
    assert len(run.skips) == 1000
