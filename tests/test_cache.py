"""The cache: that it changes no finding, whatever changes, breaks or runs at the same time."""

from __future__ import annotations

import os
import pickle
import shutil
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from podlint import project, work
from podlint.cache.codec import dumped, loaded
from podlint.cache.directory import cache_directory
from podlint.cache.identity import environment
from podlint.cache.stable import Unstable, digest, stable
from podlint.cache.store import Store
from podlint.config.settings import Override, RuleSetting
from podlint.discovery import Globs
from podlint.engine import default_rules, lint_paths
from podlint.kubernetes import Known, Target
from podlint.lint import FileResult
from podlint.model import Finding, Run, Severity
from podlint.profile import Profile
from podlint.rule import Problem, Rule, value_of
from podlint.schema.custom import read_schemas

WEB = """\
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
          image: acme/web:1
          ports: [{containerPort: 8080}]
          resizePolicy: [{resourceName: cpu, restartPolicy: NotRequired}]
          livenessProbe:
            httpGet: {path: /healthz, port: 8080}
            initialDelaySeconds: 30
            timeoutSeconds: 20
---
apiVersion: acme.io/v1
kind: Shop
metadata: {name: shop}
spec: {size: big}
"""
POD = """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
    - {name: web, image: "acme/web:1"}
"""
SERVICE = """\
apiVersion: v1
kind: Service
metadata: {name: web-front}
spec:
  selector: {app: web}
  ports: [{port: 80}]
"""
SHOPS = """\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: shops.acme.io}
spec:
  group: acme.io
  scope: Namespaced
  names: {plural: shops, kind: Shop}
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              properties:
                size: {type: integer}
"""


NO_PROFILE = Profile()


@dataclass(frozen=True)
class Setting:
    """All that a run is made of."""

    rules: Sequence[Rule]
    profile: Profile = NO_PROFILE
    overrides: tuple[Override, ...] = ()


class Repository:
    """A repository whose runs keep their results, and what was linted in the last one."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder / "repository"
        self.cache = folder / "cache"
        (self.folder / ".git").mkdir(parents=True)
        self.linted: list[str] = []
        really = work.lint_bytes

        def noting(data: bytes, file: str, *others: Any) -> FileResult:
            self.linted.append(file)
            return really(data, file, *others)

        monkeypatch.setattr(work, "lint_bytes", noting)
        monkeypatch.setattr("podlint.engine.WORTH_KEEPING", 1)

    def write(self, name: str, text: str | bytes) -> Path:
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode() if isinstance(text, str) else text)
        return file

    def lint(self, setting: Setting | None = None) -> Run:
        """A run with the cache; it finds what one without it finds."""
        setting = setting or Setting(default_rules())
        given = {
            "rules": setting.rules,
            "profile": setting.profile,
            "overrides": setting.overrides,
        }
        fresh = lint_paths([str(self.folder)], **given)  # type: ignore[arg-type]
        self.linted = []
        run = lint_paths([str(self.folder)], cache_directory=str(self.cache), **given)  # type: ignore[arg-type]
        assert run == fresh
        return run

    @property
    def file(self) -> Path:
        """What holds the results."""
        (file,) = self.cache.glob("*.results")
        return file


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    made = Repository(tmp_path, monkeypatch)
    made.write("shop/web.yaml", WEB)
    return made


def test_what_has_not_changed_is_not_linted_again(repository: Repository) -> None:
    first = repository.lint()
    assert repository.linted == ["shop/web.yaml"]
    assert first.findings
    assert repository.lint() == first
    assert repository.linted == []


def test_what_files_tell_is_not_read_again(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.write("shop/service.yaml", SERVICE)
    repository.write("shop/kustomization.yaml", "resources: [web.yaml]\n")
    repository.write("crds/shops.yaml", SHOPS + "---\n" + SERVICE)
    repository.lint()
    read: list[str] = []
    really = project._read

    def noting(path: str, data: bytes, is_kustomization: bool) -> project.Facts:
        read.append(path)
        return really(path, data, is_kustomization)

    monkeypatch.setattr(project, "_read", noting)
    before = repository.file.stat().st_mtime_ns
    lint_paths([str(repository.folder)], cache_directory=str(repository.cache))
    assert read == []
    assert repository.file.stat().st_mtime_ns == before


def test_a_result_comes_back_whole(repository: Repository) -> None:
    """Fixes are not compared with findings, and yet have to be there."""
    repository.write("a.yaml", WEB.replace("acme.io/v1", "v1").replace("httpGet", "httpget"))
    first = [(each.fix, each.related, each.help) for each in repository.lint().findings]
    assert [(each.fix, each.related, each.help) for each in repository.lint().findings] == first
    assert repository.linted == []


# --- Whatever a finding follows from ---------------------------------------------------------------

Change = Callable[[Repository, Setting], Setting]


def in_the_file(repository: Repository, setting: Setting) -> Setting:
    repository.write("shop/web.yaml", WEB.replace("liveness", "readiness"))
    return setting


def of_the_same_size_and_time(repository: Repository, setting: Setting) -> Setting:
    file = repository.folder / "shop" / "web.yaml"
    before = file.stat()
    repository.write("shop/web.yaml", WEB.replace("httpGet", "httpget"))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    return setting


def of_the_path(repository: Repository, setting: Setting) -> Setting:
    (repository.folder / "shop" / "web.yaml").rename(repository.folder / "shop" / "other.yaml")
    return setting


def a_service(repository: Repository, setting: Setting) -> Setting:
    repository.write("shop/service.yaml", SERVICE)
    return setting


def a_definition(repository: Repository, setting: Setting) -> Setting:
    repository.write("crds/shops.yaml", SHOPS)
    return setting


def a_kustomization(repository: Repository, setting: Setting) -> Setting:
    repository.write("shop/kustomization.yaml", "patches: [{path: web.yaml}]\n")
    return setting


def a_kubelet(repository: Repository, setting: Setting) -> Setting:
    repository.write("kubelet.yaml", "kind: KubeletConfiguration\nstaticPodPath: /srv/shop\n")
    return setting


def the_target(repository: Repository, setting: Setting) -> Setting:
    return replace(setting, profile=Profile((Target(25),)))


def two_targets(repository: Repository, setting: Setting) -> Setting:
    return replace(setting, profile=Profile((Target(25), Target(37))))


def what_is_known(repository: Repository, setting: Setting) -> Setting:
    return replace(setting, profile=Profile(known=Known(slow=(("acme/web", 300),))))


def a_schema(repository: Repository, setting: Setting) -> Setting:
    given = repository.folder.parent / "shops.yaml"
    given.write_text(SHOPS)
    return replace(setting, profile=Profile(schemas=read_schemas([str(given)])))


def a_rule_less(repository: Repository, setting: Setting) -> Setting:
    rules = [rule for rule in setting.rules if rule.id != "missing-readiness-probe"]
    return replace(setting, rules=rules)


def a_severity(repository: Repository, setting: Setting) -> Setting:
    rules = [RuleSetting(severity=Severity.INFO).applied(rule) for rule in setting.rules]
    return replace(setting, rules=rules)


def an_option(repository: Repository, setting: Setting) -> Setting:
    given = RuleSetting(options={"delay_after_seconds": 10})
    rules = [
        given.applied(rule) if rule.id == "missing-startup-probe" else rule
        for rule in setting.rules
    ]
    return replace(setting, rules=rules)


def an_override(repository: Repository, setting: Setting) -> Setting:
    globs = Globs(str(repository.folder), ("shop/",), ("",))
    off = {"missing-readiness-probe": RuleSetting(off=True)}
    return replace(setting, overrides=(Override(globs, off),))


@pytest.mark.parametrize(
    "change",
    [
        in_the_file,
        of_the_same_size_and_time,
        of_the_path,
        a_service,
        a_definition,
        a_kustomization,
        the_target,
        two_targets,
        what_is_known,
        a_schema,
        a_rule_less,
        a_severity,
        an_option,
        an_override,
    ],
)
def test_what_a_finding_follows_from_is_in_the_key(repository: Repository, change: Change) -> None:
    """The change is seen at once, and so is that it was taken back."""
    setting = Setting(default_rules())
    before = repository.lint(setting)
    after = repository.lint(change(repository, setting))
    assert any(name.startswith("shop/") for name in repository.linted)
    assert (after.findings, after.unjudged) != (before.findings, before.unjudged)
    shutil.rmtree(repository.folder / "shop")
    shutil.rmtree(repository.folder / "crds", ignore_errors=True)
    repository.write("shop/web.yaml", WEB)
    assert repository.lint(setting) == before
    if change not in (a_service, a_definition, a_kustomization):
        assert repository.linted == []  # of what the repository answers, only the last is kept


def test_a_static_pod_directory_is_asked_for(repository: Repository) -> None:
    repository.write("srv/shop/web.yaml", POD)
    before = repository.lint()
    a_kubelet(repository, Setting(()))
    after = repository.lint()
    assert {each.rule for each in after.findings} != {each.rule for each in before.findings}


def test_what_changes_elsewhere_and_is_not_asked_for_costs_nothing(repository: Repository) -> None:
    repository.lint()
    repository.write("far/away/service.yaml", SERVICE.replace("app: web", "app: other"))
    repository.lint()
    assert repository.linted == ["far/away/service.yaml"]


def test_other_code_finds_anew(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.lint()
    monkeypatch.setattr("podlint.cache.results.environment", lambda _: b"another version")
    repository.lint()
    assert repository.linted == ["shop/web.yaml"]


def test_the_code_of_a_package_is_in_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "acme_rules"
    package.mkdir()
    (package / "__init__.py").write_text("")
    rule = package / "some_rule.py"
    rule.write_text("A = 1\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    __import__("acme_rules.some_rule")
    first = environment(["acme_rules.some_rule"])
    assert environment(["acme_rules.some_rule"]) == first
    rule.write_text("A = 2\n")
    second = environment(["acme_rules.some_rule"])
    assert second != first
    metadata = tmp_path / "acme_rules-1.0.dist-info"
    metadata.mkdir()
    (metadata / "RECORD").write_text("acme_rules/some_rule.py,sha256=a,5\n")
    third = environment(["acme_rules.some_rule"])
    assert third != second
    (metadata / "RECORD").write_text("acme_rules/some_rule.py,sha256=b,5\n")
    assert environment(["acme_rules.some_rule"]) != third
    for name in ("acme_rules", "acme_rules.some_rule"):
        del sys.modules[name]


def test_tables_and_names_and_neighbours_are_in_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "acme_tables"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "a.py").write_text("")
    (package / "table.json").write_text("{}")
    neighbour = tmp_path / "acme_common.py"
    neighbour.write_text("A = 1\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    for name in ("acme_tables", "acme_common"):
        monkeypatch.delitem(sys.modules, name, raising=False)
        __import__(name)
    seen = [environment(["acme_tables"])]
    (package / "__pycache__").mkdir(exist_ok=True)
    (package / "__pycache__" / "a.cpython-311.pyc").write_bytes(b"made anew")
    (package / ".#a.py").symlink_to("me@here.1:2")  # of an editor that has the file open
    assert environment(["acme_tables"]) == seen[0]
    (package / "table.json").write_text("[]")
    seen.append(environment(["acme_tables"]))
    (package / "a.py").rename(package / "b.py")
    seen.append(environment(["acme_tables"]))
    neighbour.write_text("A = 2\n")
    seen.append(environment(["acme_tables"]))
    assert len(set(seen)) == 4
    (package / "below").symlink_to(tmp_path)
    with pytest.raises(Unstable):
        environment(["acme_tables"])
    for name in ("acme_tables", "acme_common"):
        del sys.modules[name]


def test_a_package_that_cannot_be_listed_is_unstable(monkeypatch: pytest.MonkeyPatch) -> None:
    from types import ModuleType

    zipped = ModuleType("acme_zipped")
    zipped.__file__ = f"{__file__}/acme_zipped/__init__.py"
    monkeypatch.setitem(sys.modules, "acme_zipped", zipped)
    with pytest.raises(Unstable):
        environment(["acme_zipped"])


def test_the_parser_is_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    first = environment([])
    monkeypatch.setattr("podlint.document.events.CParser", None)
    assert environment([]) != first


def test_rules_from_nowhere_are_not_kept(repository: Repository) -> None:
    class Nowhere(Rule):
        id = "nowhere"
        group = "probes"
        summary = "a rule of a module without a file"
        severity = Severity.INFO

    Nowhere.__module__ = "a_module_without_a_file"
    setting = Setting((Nowhere(),))
    repository.lint(setting)
    repository.lint(setting)
    assert repository.linted == ["shop/web.yaml"]
    assert not repository.cache.exists()


def test_a_rule_that_holds_anything_is_not_kept(repository: Repository) -> None:
    class Holding(Rule):
        id = "holding"
        group = "probes"
        summary = "a rule that holds what nobody can compare"
        severity = Severity.INFO

        def __init__(self) -> None:
            super().__init__()
            self.held = object()

    for _ in range(2):
        repository.lint(Setting((Holding(),)))
        assert repository.linted == ["shop/web.yaml"]


def test_a_rule_may_name_what_it_asks_by(repository: Repository) -> None:
    class Asking(Rule):
        id = "asking"
        group = "probes"
        summary = "a rule that asks by name"
        severity = Severity.INFO

        def check_manifest(self, manifest: Any) -> Any:
            found = manifest.project.services_of(
                file=manifest.file, namespace="", labels={"app": "web"}
            )
            yield Problem(value_of(()), f"{len(found)} services")

    setting = Setting((Asking(),))
    assert not repository.lint(setting).crashed
    a_service(repository, setting)
    changed = repository.lint(setting).findings
    assert "shop/web.yaml" in repository.linted
    assert changed[0].message == "1 services"


def test_what_cannot_be_kept_is_found_all_the_same(repository: Repository) -> None:
    class Words(str):
        """A text that cannot be pickled."""

        def __reduce__(self) -> Any:
            raise TypeError("no")

    class Wordy(Rule):
        id = "wordy"
        group = "probes"
        summary = "a rule with words of its own"
        severity = Severity.INFO

        def check_manifest(self, manifest: Any) -> Any:
            yield Problem(value_of(()), "words", help=Words("more words"))

    for _ in range(2):
        assert repository.lint(Setting((Wordy(),))).findings
        assert repository.linted == ["shop/web.yaml"]


def test_definitions_are_digested_once_for_all_files(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        repository.write(f"shop/{number}.yaml", WEB)
    repository.write("crds/shops.yaml", SHOPS)
    digested: list[object] = []
    really = stable

    def noting(value: Any) -> str:
        digested.append(value)
        return really(value)

    monkeypatch.setattr("podlint.cache.asked.stable", noting)
    repository.lint()
    assert len(repository.linted) == 7
    assert digested.count((SHOPS.encode(),)) == 1


def test_crashes_are_not_kept(repository: Repository) -> None:
    class Crashing(Rule):
        id = "crashing"
        group = "probes"
        summary = "a rule that crashes"
        severity = Severity.INFO

        def check_manifest(self, manifest: Any) -> Any:
            raise ValueError("no")

    for _ in range(2):
        assert repository.lint(Setting((Crashing(),))).crashed
        assert repository.linted == ["shop/web.yaml"]


def test_of_a_few_files_nothing_is_kept(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    lint_paths([str(repository.folder)], cache_directory=str(repository.cache))
    assert not repository.cache.exists()


# --- What is stored ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[:-1],
        lambda data: data[: len(data) // 2],
        lambda data: data.replace(b"podlint cache 1", b"podlint cache 0"),
        lambda data: data[:200] + bytes([data[200] ^ 1]) + data[201:],
        lambda data: b"\x80\x04garbage",
    ],
)
def test_what_is_broken_is_ignored(
    repository: Repository, damage: Callable[[bytes], bytes]
) -> None:
    repository.lint()
    file = repository.file
    file.write_bytes(damage(file.read_bytes()))
    repository.lint()
    assert repository.linted == ["shop/web.yaml"]
    repository.lint()
    assert repository.linted == []


class Evil:
    """What calls something when it is read."""

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, ("evil",)


@pytest.mark.parametrize(
    "value",
    [Evil(), {"a": [Evil()]}, os.system, shutil.rmtree, Path("a"), lint_paths, stable],
)
def test_nothing_is_called(value: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert loaded(pickle.dumps(value)) is None
    assert not (tmp_path / "evil").exists()


def named(module: str, name: str, *given: str) -> bytes:
    """A pickle that calls what a module has under a name, which may have dots."""
    texts = (b"\x8c" + bytes([len(each)]) + each.encode() for each in given)
    class_of = b"".join(b"\x8c" + bytes([len(each)]) + each.encode() for each in (module, name))
    return b"\x80\x04" + class_of + b"\x93(" + b"".join(texts) + b"tR."


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("podlint.cache.codec", "io.FileIO"),
        ("podlint.cache.asked", "io.FileIO"),
        ("podlint.lint", "Source"),
        ("podlint.lint", "partial"),
        ("podlint.cache.store", "Store"),
    ],
)
def test_what_a_module_has_from_elsewhere_is_not_made(
    module: str, name: str, tmp_path: Path
) -> None:
    file = tmp_path / "precious"
    file.write_text("precious")
    assert loaded(named(module, name, str(file), "w")) is None
    assert file.read_text() == "precious"


needs_links = pytest.mark.skipif(sys.platform == "win32", reason="links and pipes of its own")


def a_pipe(file: Path, other: Path) -> None:
    os.mkfifo(file)


def a_link(file: Path, other: Path) -> None:
    file.symlink_to(other)


def a_link_to_what_never_ends(file: Path, other: Path) -> None:
    file.symlink_to("/dev/zero")


def a_huge_file(file: Path, other: Path) -> None:
    file.write_bytes(b"podlint cache 1\n")
    os.truncate(file, 1 << 40)


@needs_links
@pytest.mark.parametrize("put", [a_pipe, a_link, a_link_to_what_never_ends, a_huge_file])
def test_what_lies_in_its_place_is_replaced(
    repository: Repository, put: Callable[[Path, Path], None]
) -> None:
    repository.lint()
    file, other = repository.file, repository.folder.parent / "other"
    other.write_bytes(file.read_bytes())
    kept = other.read_bytes()
    file.unlink()
    put(file, other)
    repository.lint()
    assert repository.linted == ["shop/web.yaml"]
    assert file.is_file() and not file.is_symlink()
    assert other.read_bytes() == kept
    repository.lint()
    assert repository.linted == []


@needs_links
def test_no_link_is_written_through(repository: Repository) -> None:
    repository.cache.mkdir()
    other = repository.folder.parent / "other"
    for name in ("CACHEDIR.TAG", ".gitignore"):
        (repository.cache / name).symlink_to(other)
    repository.lint()
    assert not other.exists()


def test_an_entry_of_another_shape_is_ignored(repository: Repository) -> None:
    repository.lint()
    store = Store(str(repository.cache), str(repository.folder))
    for key in list(store._entries):
        store.put(key, dumped(("no", "result", "at all")))
    store.save()
    repository.lint()
    assert repository.linted == ["shop/web.yaml"]


def test_two_runs_at_once_keep_what_both_have_found(tmp_path: Path) -> None:
    one, other = Store(str(tmp_path), "/r"), Store(str(tmp_path), "/r")
    one.put(b"a", b"1")
    other.put(b"b", b"2")
    one.save()
    other.save()
    both = Store(str(tmp_path), "/r")
    assert (both.get(b"a"), both.get(b"b")) == (b"1", b"2")


def test_repositories_do_not_share(tmp_path: Path) -> None:
    one = Store(str(tmp_path), "/r")
    one.put(b"a", b"1")
    one.save()
    assert Store(str(tmp_path), "/s").get(b"a") is None


def test_it_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("podlint.cache.store._ENTRIES_MAX", 3)
    store = Store(str(tmp_path), "/r")
    for key in (b"a", b"b", b"c"):
        store.put(key, b"1")
    store.save()
    later = Store(str(tmp_path), "/r")
    assert later.get(b"a")
    later.put(b"d", b"1")
    later.save()
    last = Store(str(tmp_path), "/r")
    assert [key for key in (b"a", b"b", b"c", b"d") if last.get(key)] == [b"a", b"c", b"d"]


def test_the_caches_of_old_repositories_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("podlint.cache.store._FILES_MAX", 2)
    for number, root in enumerate(("/a", "/b", "/c")):
        store = Store(str(tmp_path), root)
        store.put(b"k", b"v")
        store.save()
        os.utime(store.file, (number, number))
    assert [bool(Store(str(tmp_path), root).get(b"k")) for root in ("/a", "/b", "/c")] == [
        False,
        True,
        True,
    ]


def saved(directory: Path, root: str, value: bytes = b"v") -> Store:
    store = Store(str(directory), root)
    store.put(b"k", value)
    store.save()
    return store


def test_all_of_it_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("podlint.cache.store._ALL_BYTES_MAX", 2500)
    for number, root in enumerate(("/a", "/b", "/c")):
        os.utime(saved(tmp_path, root, b"v" * 1000).file, (number, number))
    found = [bool(Store(str(tmp_path), root).get(b"k")) for root in ("/a", "/b", "/c")]
    assert found == [False, True, True]


def test_what_a_killed_run_has_left_goes(tmp_path: Path) -> None:
    for name, age in ((".podlint-1-2-x.results", 7200), (".podlint-2-3-x.results", 60)):
        (tmp_path / name).write_bytes(b"half")
        os.utime(tmp_path / name, (time.time() - age,) * 2)
    saved(tmp_path, "/r")
    left = {each.name for each in tmp_path.glob(".podlint-*")}
    assert left == {".podlint-2-3-x.results"}


def test_what_is_in_the_way_does_not_keep_old_caches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("podlint.cache.store._FILES_MAX", 2)
    (tmp_path / "old.results").mkdir()
    os.utime(tmp_path / "old.results", (1, 1))
    (tmp_path / "new.results").mkdir()
    os.utime(tmp_path / "new.results", (2**31, 2**31))
    for number, root in enumerate(("/a", "/b")):
        os.utime(saved(tmp_path, root).file, (number + 5, number + 5))
    saved(tmp_path, "/c")
    assert [bool(Store(str(tmp_path), root).get(b"k")) for root in ("/a", "/b", "/c")] == [
        False,
        False,
        True,
    ]


def test_a_directory_says_that_it_is_a_cache(repository: Repository) -> None:
    repository.lint()
    tag = (repository.cache / "CACHEDIR.TAG").read_text()
    assert tag.startswith("Signature: 8a477f597d28d172789f06886806bc55\n")
    assert (repository.cache / ".gitignore").read_text().endswith("\n*\n")


def test_where_nothing_can_be_written_the_run_goes_on(repository: Repository) -> None:
    repository.cache.write_text("a file where the directory is to be")
    repository.lint()
    repository.lint()
    assert repository.linted == ["shop/web.yaml"]


@pytest.mark.skipif(sys.platform != "linux", reason="every system has its own directory")
def test_it_lies_in_the_users_directory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/me")
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    assert cache_directory() == "/home/me/.cache/podlint"
    monkeypatch.setenv("XDG_CACHE_HOME", "/scratch")
    assert cache_directory() == "/scratch/podlint"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    assert cache_directory() == "/home/me/.cache/podlint"


# --- Values as texts --------------------------------------------------------------------------------


def test_equal_values_have_equal_texts() -> None:
    assert stable({"a": 1, "b": {2, 3}}) == stable({"b": {3, 2}, "a": 1})
    assert stable(Profile()) == stable(Profile())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, True),
        (1, 1.0),
        ("1", 1),
        (b"a", "a"),
        (None, "None"),
        ((), ("",)),
        (("a", "b"), ("a, b",)),
        ({"a": "b"}, {"a: b": ""}),
        (Severity.INFO, 1),
        (Target(30), Target(31)),
        (Finding, FileResult),
    ],
)
def test_different_values_have_different_texts(one: object, other: object) -> None:
    assert stable(one) != stable(other)


def test_digests_tell_where_parts_end() -> None:
    assert digest(b"ab", b"c") != digest(b"a", b"bc")


def test_what_may_be_anything_has_no_text() -> None:
    with pytest.raises(Unstable):
        stable(object())
