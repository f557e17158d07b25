"""The engine: what is linted, in which order, what is ignored, and what a crash costs."""

from __future__ import annotations

import codecs
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from conftest import RunPodlint
from marks import as_expected, assert_expected, assert_marked, read_marks
from podlint import cli
from podlint.discovery import PathError
from podlint.engine import lint_paths, lint_stdin, lint_text
from podlint.kubernetes import Project
from podlint.model import Finding, Run, Severity, Skip
from podlint.project import Context
from podlint.registry import Pack, load_packs
from podlint.rule import (
    Container,
    DocumentView,
    Manifest,
    Problem,
    Rule,
    Workload,
    key_of,
    value_of,
)
from podlint.work import InputError

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


class Spy(Rule):
    """Speaks at every container name, and at every image."""

    id = "spy"
    group = "spies"
    summary = "sees all"
    severity = Severity.WARNING
    examples = ()

    def check_container(self, container: Container) -> Iterator[Problem]:
        yield Problem(container.place, "a name", check="name")
        yield Problem(value_of((*container.path, "image")), "an image", check="image")


class Other(Rule):
    """Speaks at every container name."""

    id = "other"
    group = "others"
    summary = "sees names"
    severity = Severity.INFO
    examples = ()

    def check_container(self, container: Container) -> Iterator[Problem]:
        yield Problem(container.place, "a name too")


class Crash(Rule):
    """Speaks once, and crashes."""

    id = "crash"
    group = "spies"
    summary = "crashes"
    severity = Severity.WARNING
    examples = ()

    def check_container(self, container: Container) -> Iterator[Problem]:
        yield Problem(container.place, "before")
        raise LookupError("no\nsuch thing")


class CrashEverywhere(Rule):
    """Crashes in every hook."""

    id = "crash-everywhere"
    group = "spies"
    summary = "crashes"
    severity = Severity.WARNING
    examples = ()

    def check_document(self, document: DocumentView) -> Iterator[Problem]:
        raise ValueError("document")

    def check_manifest(self, manifest: Manifest) -> Iterator[Problem]:
        raise ValueError("manifest")

    def check_workload(self, workload: Workload) -> Iterator[Problem]:
        raise ValueError("workload")

    def check_container(self, container: Container) -> Iterator[Problem]:
        raise ValueError("container")


def lint(text: str, *rules: Rule) -> list[Finding]:
    return lint_text(text, "web.yaml", rules=rules or (Spy(), Other()))


def write(folder: Path, name: str, data: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "tree/.git").mkdir(parents=True)
    return tmp_path / "tree"


# --- Crashes --------------------------------------------------------------------------------------


def test_a_crash_is_a_finding_and_the_others_go_on() -> None:
    findings = lint(f"{POD}---\n{POD}", Crash(), Other())
    assert Counter(finding.rule for finding in findings) == {
        "crash": 2,
        "other": 2,
        "internal-error": 2,
    }
    crash = next(finding for finding in findings if finding.rule == "internal-error")
    assert crash.severity is Severity.ERROR
    assert crash.span.line == 2, "it stands at the object's kind"
    assert crash.message == (
        "the rule crash crashed here and did not finish: LookupError: no such thing"
    )


def test_a_crash_in_any_hook() -> None:
    findings = lint(POD, CrashEverywhere(), Other())
    messages = {finding.message.rpartition(" ")[2] for finding in findings}
    assert messages >= {"document", "manifest", "workload", "container", "too"}


def test_a_crash_cannot_be_ignored() -> None:
    text = f"# podlint: ignore[all] quiet\n{POD}"
    assert [finding.rule for finding in lint(text, Crash(), Other())] == ["internal-error"]


def test_a_crash_ends_with_exit_code_2(
    tree: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    write(tree, "pod.yaml", POD)
    monkeypatch.chdir(tree)
    packs = (*load_packs(), Pack("mine", False, (Crash,)))
    monkeypatch.setattr("podlint.registry.load_packs", lambda: packs)
    for more in ([], ["--fail-on", "never"]):
        with pytest.raises(SystemExit) as ended:
            cli.main(["--select", "default,crash", "pod.yaml", *more])
        assert ended.value.code == 2
        out = capfd.readouterr().out
        assert "[internal-error]" in out
        assert "[naked-pod]" in out


# --- Determinism ----------------------------------------------------------------------------------

PATCHED = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  replicas: 3\n"


@pytest.fixture
def project(tree: Path) -> Path:
    """Several files; one is a patch only because a kustomization elsewhere says so."""
    write(tree, "a/pod.yaml", POD)
    write(tree, "a/b/pods.yaml", f"{POD}---\n{POD}")
    write(tree, "c/pod.json", '{"apiVersion": "v1", "kind": "Pod", "metadata": {}}\n')
    write(tree, "overlay/kustomization.yaml", "patches:\n  - path: ../patches/web.yaml\n")
    write(tree, "patches/web.yaml", PATCHED)
    write(tree, "whole/web.yaml", PATCHED)
    write(tree, "node/etc/kubernetes/manifests/pod.yaml", POD)
    write(tree, "broken.yaml", "kind: Pod\napiVersion: [\n")
    return tree


FILES = [
    "a/pod.yaml",
    "a/b/pods.yaml",
    "c/pod.json",
    "overlay/kustomization.yaml",
    "patches/web.yaml",
    "whole/web.yaml",
    "node/etc/kubernetes/manifests/pod.yaml",
    "broken.yaml",
]


def everything(run: Run) -> tuple[tuple[Finding, ...], int, int, tuple[Skip, ...]]:
    return run.findings, run.files, run.manifests, run.skips


def test_the_project_is_known(project: Path) -> None:
    """What makes the following tests worth something: the patch is one, its twin is not."""
    found = {finding.file for finding in lint_paths([str(project)]).findings}
    assert found == set(FILES) - {"patches/web.yaml", "overlay/kustomization.yaml"}


def test_the_same_from_everywhere(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = lint_paths([str(project)])
    assert whole.root == os.path.realpath(project)
    assert list(whole.findings) == sorted(whole.findings, key=lambda each: each.sort_key)
    for start, paths in [
        (project, ["."]),
        (project.parent, ["tree"]),
        (project / "a/b", ["../.."]),
        (project / "a/b", ["../../broken.yaml", "..", "../../c", "../../node", "../.."]),
        (project / "c", ["../overlay", "../", "."]),
    ]:
        monkeypatch.chdir(start)
        run = lint_paths(paths)
        assert everything(run) == everything(whole), (start, paths)
        assert run.root == whole.root


def test_the_same_file_by_file(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = lint_paths([str(project)])
    for start in (project, project / "a"):
        monkeypatch.chdir(start)
        for order in (FILES, FILES[::-1]):
            alone = [
                finding
                for name in order
                for finding in lint_paths([os.path.relpath(project / name)]).findings
            ]
            assert sorted(alone, key=lambda each: each.sort_key) == list(whole.findings)


def test_the_same_through_stdin(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = lint_paths([str(project)])
    for start in (project, project / "a"):
        monkeypatch.chdir(start)
        found: list[Finding] = []
        for name in FILES:
            data = (project / name).read_bytes()
            run = lint_stdin(data, os.path.relpath(project / name))
            assert run.root == whole.root
            found += run.findings
        assert sorted(found, key=lambda each: each.sort_key) == list(whole.findings)


def test_the_same_at_every_run(run_podlint: RunPodlint, project: Path) -> None:
    """Also with another order of sets and dictionaries."""
    reports = {
        run_podlint("-f", "json", ".", cwd=project, env={"PYTHONHASHSEED": seed}).stdout
        for seed in ("1", "2", "3")
    }
    assert len(reports) == 1


def test_findings_are_sorted_by_file_place_and_rule() -> None:
    findings = lint(f"{POD}---\n{POD}", Spy(), Other())
    order = [(finding.span.line, finding.rule) for finding in findings]
    assert order == sorted(order)
    assert order[:3] == [(7, "other"), (7, "spy"), (8, "spy")]


# --- Which files ----------------------------------------------------------------------------------


def files_of(*paths: Path) -> list[str]:
    """The files that are linted, each as often as it is."""
    run = lint_paths([str(path) for path in paths], rules=[Other()])
    assert run.files == len(run.findings)
    return [finding.file for finding in run.findings]


def test_each_file_once(tree: Path) -> None:
    write(tree, "a/pod.yaml", POD)
    write(tree, "b.yaml", POD)
    both = ["a/pod.yaml", "b.yaml"]
    assert files_of(tree, tree / "a", tree / "a/pod.yaml", tree / "b.yaml") == both
    assert files_of(tree / "b.yaml", tree / "a/../b.yaml", tree / "a") == both


def test_a_link_is_no_second_file(tree: Path) -> None:
    pod = write(tree, "a/pod.yaml", POD)
    (tree / "link.yaml").symlink_to(pod)
    (tree / "linked").symlink_to(tree / "a", target_is_directory=True)
    (tree / "a/circle").symlink_to(tree, target_is_directory=True)
    (tree / "dangling.yaml").symlink_to(tree / "nowhere.yaml")
    assert files_of(tree) == ["a/pod.yaml"]
    assert files_of(tree / "linked") == ["a/pod.yaml"]
    assert len(files_of(tree / "link.yaml", tree / "a")) == 1


def test_a_link_out_of_the_tree_is_followed_where_it_is_named(tree: Path) -> None:
    """The file is read under the name that it has here."""
    outside = write(tree.parent, "outside/pod.yaml", POD)
    (tree / "pod.yaml").symlink_to(outside)
    assert files_of(tree) == []
    assert skips_of(tree) == {"link that is not followed": 1}
    assert files_of(tree / "pod.yaml") == ["pod.yaml"]


def test_only_some_endings_are_read_but_a_named_file_is(tree: Path) -> None:
    for name in ("a.yaml", "b.yml", "c.json", "d.manifest", "e.txt", "f.yaml.bak", "g"):
        write(tree, name, POD)
    assert files_of(tree) == ["a.yaml", "b.yml", "c.json", "d.manifest"]
    assert files_of(tree / "g") == ["g"]
    assert files_of(tree / "e.txt") == ["e.txt"]


def test_a_path_that_is_not_there(tree: Path) -> None:
    with pytest.raises(PathError, match=r"nowhere\.yaml: no such file or directory"):
        lint_paths([str(tree / "nowhere.yaml")])


def test_a_file_that_vanishes(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pod = write(tree, "pod.yaml", POD)

    def vanishing(*_: object, **__: object) -> Context:
        pod.unlink()
        return Context(Project(), {})

    monkeypatch.setattr("podlint.engine.context_of", vanishing)
    with pytest.raises(InputError, match=r"pod\.yaml: cannot be read: No such file"):
        lint_paths([str(tree)])


def skips_of(*paths: Path) -> Counter[str]:
    return Counter(skip.reason for skip in lint_paths([str(path) for path in paths]).skips)


def test_the_templates_of_a_chart_are_skipped_and_counted(tree: Path) -> None:
    write(tree, "chart/Chart.yaml", "name: shop\nversion: 0.1.0\n")
    write(tree, "chart/values.yaml", "replicas: 1\n")
    template = write(tree, "chart/templates/pod.yaml", POD)
    write(tree, "chart/templates/tests/pod.yaml", POD)
    write(tree, "chart/charts/inner/Chart.yaml", "name: inner\n")
    write(tree, "chart/charts/inner/templates/pod.yaml", POD)
    assert files_of(tree) == []
    assert skips_of(tree) == {"Helm template": 3, "no manifest": 3}
    assert skips_of(template) == {"Helm template": 1}
    assert skips_of(tree / "chart/templates") == {"Helm template": 2}


def test_templates_beside_no_chart_are_files_like_any(tree: Path) -> None:
    write(tree, "templates/pod.yaml", POD)
    assert files_of(tree) == ["templates/pod.yaml"]


def test_a_template_is_one_document(tree: Path) -> None:
    text = f"{POD}---\napiVersion: v1\nkind: Pod\nmetadata:\n  {{{{- .meta }}}}\n---\n{POD}"
    write(tree, "mixed.yaml", text)
    run = lint_paths([str(tree)], rules=[Other()])
    assert run.skips == (Skip("mixed.yaml", "template", 10),)
    assert [finding.span.line for finding in run.findings] == [7, 21]
    assert run.manifests == 2


def test_the_folders_of_others_are_skipped(tree: Path) -> None:
    for folder in ("vendor", "node_modules/x", "third_party", ".git/x", ".terraform", ".venv/x"):
        write(tree, f"{folder}/pod.yaml", POD)
    assert files_of(tree) == []
    assert skips_of(tree) == {"dependency folder": 3}
    assert files_of(tree / "vendor") == ["vendor/pod.yaml"]
    assert files_of(tree / "vendor/pod.yaml") == ["vendor/pod.yaml"]


def test_directories_that_hold_nothing_are_named(tree: Path) -> None:
    write(tree, "full/pod.yaml", POD)
    write(tree, "full-not/values.yaml", "a: 1\n")
    paths = [str(tree / name) for name in ("full", "full-not", "full/pod.yaml")]
    assert lint_paths(paths).empty == (str(tree / "full-not"),)


# --- Bytes ----------------------------------------------------------------------------------------


def syntax_errors(run: Run | Sequence[Finding]) -> list[int]:
    findings = run.findings if isinstance(run, Run) else run
    return [finding.span.line for finding in findings if finding.rule == "syntax-error"]


def test_bytes_that_are_no_text(tree: Path) -> None:
    write(tree, "latin.yaml", POD.replace("web\nspec", "sch\xf6n\nspec").encode("latin-1"))
    write(tree, "pod.yaml", POD)
    run = lint_paths([str(tree)])
    assert syntax_errors(run) == [4]
    (error,) = (each for each in run.findings if each.rule == "syntax-error")
    assert (error.file, error.span.column) == ("latin.yaml", 12)
    assert any(finding.file == "pod.yaml" for finding in run.findings)


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_byte_order_marks(tree: Path, mark: bytes, encoding: str) -> None:
    write(tree, "pod.yaml", mark + POD.encode(encoding))
    plain = lint_text(POD, "pod.yaml")
    found = list(lint_paths([str(tree)]).findings)
    assert as_expected(found) == as_expected(plain)
    assert [each.span for each in found] == [each.span for each in plain]


def test_wide_bytes_without_a_manifest_are_nobodys_fault(tree: Path) -> None:
    write(tree, "text.json", codecs.BOM_UTF16_LE + "{}".encode("utf-16-le"))
    write(tree, "binary.yaml", bytes(range(256)))
    run = lint_paths([str(tree)])
    assert not run.findings
    assert [skip.reason for skip in run.skips] == ["no manifest", "no manifest"]


def test_text_and_its_bytes_are_one() -> None:
    assert lint_text(POD) == lint_text(POD.encode())
    assert lint_text(POD)[0].file == "<stdin>"


# --- Ignoring -------------------------------------------------------------------------------------

BASE = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  template:
    spec:
      containers:
        - name: one  # expect: spy, other
          image: acme/one:1  # expect: spy
        - name: two  # expect: spy, other
          image: acme/two:1  # expect: spy
      initContainers:
        - {name: three, image: "acme/three:1"}  # expect: spy, spy, other
"""


def changed(*changes: tuple[str, str]) -> str:
    text = BASE
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def test_without_ignore_comments() -> None:
    assert_marked(BASE, lint(BASE))


IGNORED = {
    "at the end of an item's line: the item": (
        ("one  # expect: spy, other", "one  # podlint: ignore[spy] why  # expect: other"),
        ("acme/one:1  # expect: spy", "acme/one:1"),
    ),
    "at the end of an entry's line: the entry": (
        ("acme/one:1  # expect: spy", "acme/one:1  # podlint: ignore[spy] why"),
    ),
    "several rules": (
        ("one  # expect: spy, other", "one  # podlint: ignore[other, spy] why"),
        ("acme/one:1  # expect: spy", "acme/one:1"),
    ),
    "several rules without a comma": (
        ("one  # expect: spy, other", "one  # podlint: ignore[other spy] why"),
        ("acme/one:1  # expect: spy", "acme/one:1"),
    ),
    "all": (
        ("one  # expect: spy, other", "one  # podlint: ignore[all] why"),
        ("acme/one:1  # expect: spy", "acme/one:1"),
    ),
    "a group": (
        ("one  # expect: spy, other", "one  # podlint: ignore[spies] why  # expect: other"),
        ("acme/one:1  # expect: spy", "acme/one:1"),
    ),
    "one check of a rule": (
        (
            "one  # expect: spy, other",
            "one  # podlint: ignore[spy/image] why  # expect: spy, other",
        ),
        ("acme/one:1  # expect: spy", "acme/one:1"),
    ),
    "another check of the rule": (
        ("acme/one:1  # expect: spy", "acme/one:1  # podlint: ignore[spy/name] why  # expect: spy"),
    ),
    "another rule, or nothing": (
        (
            "one  # expect: spy, other",
            "one  # podlint: ignore[spies-and] why  # expect: spy, other",
        ),
        ("acme/one:1  # expect: spy", "acme/one:1  # podlint: ignore[] why  # expect: spy"),
    ),
    "without a reason": (("acme/one:1  # expect: spy", "acme/one:1  # podlint: ignore[spy]"),),
    "with other spaces": (("acme/one:1  # expect: spy", "acme/one:1 #podlint:ignore[ spy ]why"),),
    "on the line above an item": (
        (
            "        - name: two  # expect: spy, other",
            "        # podlint: ignore[spy] why\n        - name: two  # expect: other",
        ),
        ("acme/two:1  # expect: spy", "acme/two:1"),
    ),
    "above, with another comment and an empty line between": (
        (
            "        - name: two  # expect: spy, other",
            "# podlint: ignore[spy] why\n\n        # because\n        - name: two  # expect: other",
        ),
        ("acme/two:1  # expect: spy", "acme/two:1"),
    ),
    "above an entry": (
        (
            "          image: acme/one:1  # expect: spy",
            "          # podlint: ignore[spy] why\n          image: acme/one:1",
        ),
    ),
    "on a key: all of its entry, and nothing behind it": (
        ("      containers:\n", "      containers:  # podlint: ignore[spy] why\n"),
        ("one  # expect: spy, other", "one  # expect: other"),
        ("acme/one:1  # expect: spy", "acme/one:1"),
        ("two  # expect: spy, other", "two  # expect: other"),
        ("acme/two:1  # expect: spy", "acme/two:1"),
    ),
    "in flow style": (
        ('"}  # expect: spy, spy, other', '"}  # podlint: ignore[spy] why  # expect: other'),
    ),
    "on the object's first line: only that entry": (
        ("apiVersion: apps/v1", "apiVersion: apps/v1  # podlint: ignore[all] why"),
    ),
}


@pytest.mark.parametrize("changes", IGNORED.values(), ids=IGNORED)
def test_ignore_comments(changes: tuple[tuple[str, str], ...]) -> None:
    text = changed(*changes)
    assert_marked(text, lint(text))


def test_above_the_object_for_the_whole_object() -> None:
    text = f"# podlint: ignore[spy] why\n{BASE}---\n{BASE}"
    first = [(line + 1, "other") for line, rule in read_marks(BASE) if rule == "other"]
    second = [(line + 2 + BASE.count("\n"), rule) for line, rule in read_marks(BASE)]
    assert_expected(text, [*first, *second], lint(text))


def test_above_a_later_object() -> None:
    text = f"{BASE}---\n# podlint: ignore[all] why\n{BASE}"
    assert_expected(text, read_marks(BASE), lint(text))


def test_what_only_looks_like_a_comment() -> None:
    image = "image: acme/one:1  # expect: spy"
    for other in (
        'image: "acme/one:1 # podlint: ignore[spy]"  # expect: spy',
        "image: acme/one:1#podlint:ignore[spy]  # expect: spy",
        "image: acme/one:1  # see podlint: ignore[spy]  # expect: spy",
    ):
        text = changed((image, other))
        assert_marked(text, lint(text))


def test_a_comment_inside_a_block_of_text_is_text() -> None:
    script = "          args: [--]\n          command:\n            - |\n"
    script += "              # podlint: ignore[all] no\n              run\n"
    text = changed(("        - name: two", f"{script}        - name: two"))
    assert_marked(text, lint(text))


def test_what_is_ignored_is_counted(tree: Path) -> None:
    write(tree, "web.yaml", changed(("one  # expect", "one  # podlint: ignore[spy] why  # expect")))
    run = lint_paths([str(tree)], rules=[Spy(), Other()])
    assert len(run.suppressed) == 2
    assert len(run.findings) == len(read_marks(BASE)) - 2


# --- Fingerprints ---------------------------------------------------------------------------------


def fingerprints(text: str) -> list[str]:
    return [finding.fingerprint for finding in lint(text)]


def test_fingerprints_are_apart() -> None:
    prints = fingerprints(f"{BASE}---\n{BASE}")
    assert len(set(prints)) == len(prints) == 2 * len(read_marks(BASE))


def test_an_item_before_changes_no_fingerprint() -> None:
    before = set(fingerprints(BASE))
    item = "        - name: zero\n          image: acme/zero:1\n        - name: one"
    after = fingerprints(changed(("        - name: one", item)))
    assert before < set(after)
    assert len(after) == len(before) + 3


def test_an_object_before_changes_no_fingerprint() -> None:
    assert set(fingerprints(BASE)) < set(fingerprints(f"{POD}---\n{BASE}"))


def test_another_name_file_or_object_changes_the_fingerprint() -> None:
    before = set(fingerprints(BASE))
    assert not before & set(fingerprints(BASE.replace("  name: web", "  name: api")))
    assert not before & {
        each.fingerprint for each in lint_text(BASE, "api.yaml", rules=[Spy(), Other()])
    }


# --- Places ---------------------------------------------------------------------------------------


class Places(Rule):
    """Speaks at a path that is not there."""

    id = "places"
    group = "spies"
    summary = "speaks where nothing is"
    severity = Severity.INFO
    examples = ()

    def check_manifest(self, manifest: Manifest) -> Iterator[Problem]:
        yield Problem(key_of(("spec", "no", "such", "thing")), "absent")
        yield Problem(value_of(("spec", "containers", 7, "name")), "beyond the end")


def test_what_is_absent_is_shown_at_what_is_there() -> None:
    lines = [(each.message, each.span.line) for each in lint(POD, Places())]
    assert lines == [("absent", 5), ("beyond the end", 6)]
