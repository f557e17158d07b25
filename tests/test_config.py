"""The configuration: what each key does, what is refused, and that schema and page say the same."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import jsonschema
import pytest

from conftest import ROOT, Completed, RunPodlint
from podlint.arguments import command
from podlint.config import NAME, Config, ConfigError, find_config, read_config
from podlint.config.keys import IGNORE_ENTRY, KNOWN, OVERRIDE, WORKLOAD
from podlint.config.keys import ROOT as ROOT_KEYS
from podlint.config.schema import config_schema
from podlint.document import Source, load
from podlint.model import Severity
from podlint.registry import Pack, load_packs
from podlint.rule import Problem, Rule

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
FOUND = {"naked-pod", "missing-liveness-probe", "missing-readiness-probe"}


class HouseRule(Rule):
    """A rule of another pack."""

    id = "house-rule"
    group = "house"
    summary = "not what the house wants"
    severity = Severity.INFO
    examples = ()

    def check_manifest(self, manifest: object) -> Iterator[Problem]:
        yield from ()


OTHERS = (Pack("acme-rules", False, (HouseRule,)),)
PACKS = (*(pack for pack in load_packs() if pack.own), *OTHERS)


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A repository with one bad file in it."""
    (tmp_path / ".git").mkdir()
    write(tmp_path, "pod.yaml", POD)
    return tmp_path


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def configure(folder: Path, text: str) -> Config:
    return read_config(os.fspath(write(folder, NAME, text)), PACKS)


def rules_in(done: Completed) -> set[str]:
    assert done.returncode in (0, 1), done.stderr
    return set(re.findall(r"\[([a-z-]+)\]$", done.stdout, re.M))


# --- Where it is found ----------------------------------------------------------------------------


def test_it_is_found_from_the_paths_not_from_the_working_directory(
    here: Path, run_podlint: RunPodlint
) -> None:
    write(here, "deploy/.podlint.yaml", "rules: {naked-pod: off}\n")
    write(here, "deploy/pod.yaml", POD)
    write(here, "elsewhere/.podlint.yaml", "nonsense: true\n")
    assert "naked-pod" not in rules_in(run_podlint("../deploy", cwd=here / "elsewhere"))
    assert "naked-pod" in rules_in(run_podlint("../deploy", "../pod.yaml", cwd=here / "elsewhere"))
    assert find_config([os.fspath(here / "pod.yaml")], None) is None


def test_it_is_named_as_reports_name_files(here: Path, run_podlint: RunPodlint) -> None:
    write(here, NAME, "nonsense: true\n")
    (here / "deep").mkdir()
    done = run_podlint("../pod.yaml", cwd=here / "deep")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("podlint: ../.podlint.yaml:1:1: no option is called 'nonsense'")


# --- What is refused ------------------------------------------------------------------------------

WRONG = [
    ("selct: [all]\n", "1:1", "did you mean 'select'?"),
    ("- a\n", "1:1", "a mapping is wanted here"),
    ("select: [prob]\n", "1:10", "did you mean 'probes'?"),
    ("select: [naked-pod/x]\n", "1:10", "no rule or group"),
    ("select: probes\n", "1:9", "select is a list of rules and groups"),
    ("rules:\n  naked: off\n", "2:3", "did you mean 'naked-pod'?"),
    ("rules: {naked-pod: [off]}\n", "1:20", "none of off"),
    ("rules: {naked-pod: {severity: warn}}\n", "1:31", "none of error"),
    ("rules: {naked-pod: {after: 3}}\n", "1:21", "naked-pod has no option 'after'"),
    ("rules: {missing-startup-probe: {slow-after-seconds: 1.5}}\n", "1:53", "of type int"),
    ("ignore: [{}]\n", "1:10", "the key rule is missing; an entry needs it"),
    ("ignore: [{reason: why}]\n", "1:10", "the key rule is missing"),
    ("ignore: [{rule: naked-pods}]\n", "1:17", "did you mean 'naked-pod'?"),
    ("ignore: [{rule: default}]\n", "1:17", "'default' is no rule"),
    ("ignore: [{rule: []}]\n", "1:17", "no rule or group"),
    ("ignore: [{rule: naked-pod, nmae: web}]\n", "1:28", "did you mean 'name'?"),
    ("ignore: [{rule: naked-pod, path: ''}]\n", "1:34", "no pattern"),
    ("ignore: [{rule: naked-pod, path: 3}]\n", "1:34", "3 is no pattern"),
    ("ignore: [{rule: naked-pod, kind: [Pod]}]\n", "1:34", "kind is a string"),
    ("ignore: [{rule: naked-pod, until: 2027-02-30}]\n", "1:35", "a date such as 2027-01-31"),
    ("ignore: [{rule: naked-pod, until: soon}]\n", "1:35", "a date such as 2027-01-31"),
    ("ignore: [{rule: naked-pod, until: 20270131}]\n", "1:35", "a date such as 2027-01-31"),
    ("overrides: [{path: dev/}]\n", "1:13", "the key rules is missing; an override needs it"),
    ("overrides: [{path: [], rules: {}}]\n", "1:20", "no pattern"),
    ("overrides: [{path: dev/, rules: {naked: off}}]\n", "1:34", "did you mean 'naked-pod'?"),
    ("overrides: [{path: dev/, rule: {}}]\n", "1:26", "did you mean 'rules'?"),
    ("overrides: {path: dev/}\n", "1:12", "overrides is a list"),
    ("packs: [acme-rule]\n", "1:9", "did you mean 'acme-rules'?"),
    ("packs: [podlint]\n", "1:9", "no rule pack of others"),
    ("fail-on: warn\n", "1:10", "did you mean 'warning'?"),
    ("kubernetes-version: 1.30\n", "1:21", 'quote the version: "1.30"'),
    ('kubernetes-version: "2.1"\n', "1:21", "no version of Kubernetes"),
    ('kubernetes-version: ["1.999"]\n', "1:22", "is not among the versions"),
    ("kubernetes-version: []\n", "1:21", "quote"),
    (
        "ignore: [{rule: naked-pod, reason: y}]\n",
        "1:36",
        "reason is a string, and y without quotes is none",
    ),
    ("baseline: 1.30\n", "1:11", "baseline is a file, and 1.30 without quotes is none"),
    ("select: []\n", "1:9", "select names none of the rules and groups"),
    ("ignore: [{rule: naked-pod, until: 2027-W01-1}]\n", "1:35", "until is a date"),
    ("extends: [.]\n", "1:11", "'.' is no file beside this file"),
    ("schemas: [nowhere]\n", "1:11", "no file or directory"),
    ("schemas: crds\n", "1:10", "schemas is a list of paths"),
    ("exclude: vendor/\n", "1:10", "exclude is a list of patterns"),
    ("exclude: ['#a']\n", "1:11", "no pattern of a .gitignore"),
    ("exclude: ['!']\n", "1:11", "no pattern of a .gitignore"),
    ("gitignore: maybe\n", "1:12", "gitignore is true or false"),
    ("allow-empty: 1\n", "1:14", "allow-empty is true or false"),
    ("require-reason: ''\n", "1:17", "require-reason is true or false"),
    (
        "workloads: [{group: acme.io, kind: WebApp}]\n",
        "1:13",
        "the key path is missing; a workload needs it",
    ),
    ("workloads: [{group: acme.io, kind: WebApp, path: /spec}]\n", "1:50", "spec.template"),
    ("workloads: [{group: acme.io/v1, kind: WebApp, path: spec}]\n", "1:21", "acme.io"),
    ("workloads: [{group: acme.io, knd: WebApp, path: spec}]\n", "1:30", "did you mean 'kind'?"),
    ("known: {sidecars: []}\n", "1:9", "did you mean 'sidecar'?"),
    ("known: {sidecar: acme/log}\n", "1:18", "sidecar is a list"),
    ("known: {sidecar: ['a b']}\n", "1:19", "a pattern of images"),
    ("known: {slow: {acme/erp: soon}}\n", "1:26", "a number of seconds"),
    ("known: {slow: {acme/erp: 0}}\n", "1:26", "a number of seconds"),
    ("extends: base.yaml\n", "1:10", "extends is a list of files"),
    ("extends: [nowhere.yaml]\n", "1:11", "no file beside this file"),
    ("extends: [../outside.yaml]\n", "1:11", "outside the repository"),
    (f"extends: [{NAME}]\n", "1:11", "or is it"),
]


@pytest.mark.parametrize(("text", "place", "words"), WRONG, ids=[each[0][:-1] for each in WRONG])
def test_what_is_refused(here: Path, text: str, place: str, words: str) -> None:
    write(here.parent, "outside.yaml", "")
    with pytest.raises(ConfigError) as refused:
        configure(here, text)
    message = str(refused.value)
    assert message.startswith(f"{here / NAME}:{place}: "), message
    assert words in message
    assert "\n" not in message


def test_a_file_that_is_extended_is_refused_at_its_own_place(here: Path) -> None:
    write(here, "base/base.yaml", "rules: {}\nselct: []\n")
    with pytest.raises(ConfigError, match=r"base/base\.yaml:2:1: no option is called 'selct'"):
        configure(here, "extends: [base/base.yaml]\n")


def test_files_that_extend_each_other(here: Path) -> None:
    write(here, "a.yaml", "extends: [b.yaml]\n")
    write(here, "b.yaml", "extends: [a.yaml]\n")
    with pytest.raises(ConfigError, match=r"b\.yaml:1:11: a\.yaml extends this file, or is it"):
        configure(here, "extends: [a.yaml]\n")


def test_a_link_out_of_the_repository_is_not_extended(here: Path) -> None:
    outside = write(here.parent, "outside.yaml", "")
    (here / "base.yaml").symlink_to(outside)
    with pytest.raises(ConfigError, match="outside the repository"):
        configure(here, "extends: [base.yaml]\n")


# --- What it does ---------------------------------------------------------------------------------


def test_extends(here: Path) -> None:
    write(here, "base/crds/a.yaml", "")
    write(
        here,
        "base/base.yaml",
        "select: [all]\nfail-on: error\nexclude: [/a]\nschemas: [crds]\nignore: [probes]\n"
        "gitignore: false\nknown: {sidecar: [a]}\n"
        "rules: {missing-startup-probe: {severity: info, delay-after-seconds: 9}, naked-pod: off}\n",
    )
    config = configure(
        here,
        "extends: [base/base.yaml]\nselect: [default]\nexclude: [/b]\nignore: [schema]\n"
        "known: {sidecar: [b]}\n"
        "rules: {missing-startup-probe: error, naked-pod: {severity: warning}}\n",
    )
    assert (config.select, config.fail_on, config.gitignore) == (("default",), "error", False)
    assert config.ignore == ("probes", "schema")
    assert config.known.sidecar == ("a", "b")
    assert [(globs.directory, globs.lines) for globs in config.exclude] == [
        (os.fspath(here / "base"), ("/a",)),
        (os.fspath(here), ("/b",)),
    ]
    assert [os.path.normpath(path) for path in config.schemas] == [os.fspath(here / "base/crds")]
    startup, naked = config.rules["missing-startup-probe"], config.rules["naked-pod"]
    assert (startup.severity, startup.options) == (Severity.ERROR, {"delay_after_seconds": 9})
    assert (naked.off, naked.severity) == (False, Severity.WARNING)


def test_the_last_of_several_files_counts(here: Path) -> None:
    write(here, "a.yaml", "fail-on: error\n")
    write(here, "b.yaml", "fail-on: info\n")
    assert configure(here, "extends: [a.yaml, b.yaml]\n").fail_on == "info"
    assert configure(here, "extends: [b.yaml, a.yaml]\n").fail_on == "error"
    assert configure(here, "extends: [b.yaml]\nfail-on:\n").fail_on == "info"


def test_overrides(here: Path, run_podlint: RunPodlint) -> None:
    write(here, "dev/pod.yaml", POD)
    write(here, "dev/deep/pod.yaml", POD)
    write(
        here,
        NAME,
        "overrides:\n"
        "  - path: dev/\n    rules: {naked-pod: info, missing-liveness-probe: off}\n"
        "  - path: [x/, dev/deep/]\n    rules: {naked-pod: warning}\n",
    )
    done = run_podlint("-f", "concise", cwd=here)
    found = re.findall(r"^(\S+?):\d+:\d+: (\w+): .*\[(naked-pod|missing-l.*)\]$", done.stdout, re.M)
    assert sorted(found) == [
        ("dev/deep/pod.yaml", "warning", "naked-pod"),
        ("dev/pod.yaml", "info", "naked-pod"),
        ("pod.yaml", "error", "naked-pod"),
        ("pod.yaml", "warning", "missing-liveness-probe"),
    ]
    one = run_podlint("-f", "concise", "--select", "naked-pod", "dev/pod.yaml", cwd=here)
    assert one.stdout.startswith("dev/pod.yaml:2:7: info: ")
    piped = ("-f", "concise", "--select", "naked-pod", "--stdin-filename", "dev/pod.yaml", "-")
    assert run_podlint(*piped, cwd=here, input=POD).stdout == one.stdout


def test_overrides_of_options(here: Path, run_podlint: RunPodlint) -> None:
    delayed = POD.replace("kind: Pod", "kind: Pod").replace(
        "image: acme/web:1",
        "image: acme/web:1\n      livenessProbe: {tcpSocket: {port: 80}, initialDelaySeconds: 30}",
    )
    write(here, "pod.yaml", delayed)
    write(here, "dev/pod.yaml", delayed)
    write(
        here,
        NAME,
        "select: [missing-startup-probe]\n"
        "overrides: [{path: dev/, rules: {missing-startup-probe: {delay-after-seconds: 20}}}]\n",
    )
    assert set(re.findall(r"^(\S+?):\d", run_podlint(cwd=here).stdout, re.M)) == {"dev/pod.yaml"}


WEB_APP = """\
apiVersion: acme.io/v1
kind: WebApp
metadata: {name: web}
spec:
  template:
    spec:
      containers:
        - name: web
          image: acme/web:1
"""


def test_workloads(here: Path, run_podlint: RunPodlint) -> None:
    write(here, "app.yaml", WEB_APP)
    write(
        here, "fleet.yaml", WEB_APP.replace("WebApp", "Fleet").replace("  template:", "  a:\n  -")
    )
    assert rules_in(run_podlint("app.yaml", "fleet.yaml", cwd=here)) == set()
    write(
        here,
        NAME,
        "workloads:\n"
        "  - {group: acme.io, kind: WebApp, path: spec.template}\n"
        "  - {group: acme.io, kind: Fleet, path: 'spec.a[]'}\n",
    )
    assert "missing-liveness-probe" in rules_in(run_podlint("app.yaml", cwd=here))
    assert "missing-liveness-probe" in rules_in(run_podlint("fleet.yaml", cwd=here))


PAIR = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: web
          image: acme/web:1
          livenessProbe: {tcpSocket: {port: 80}, initialDelaySeconds: 5}
          ports: [{containerPort: 80}]
          readinessProbe: {tcpSocket: {port: 80}, periodSeconds: 5}
        - name: helper
          image: registry.acme.io/acme/log-ship:1
          ports: [{containerPort: 81}]
          livenessProbe: {tcpSocket: {port: 81}, periodSeconds: 9}
          readinessProbe: {tcpSocket: {port: 81}, periodSeconds: 7}
"""


@pytest.mark.parametrize("table", ["sidecar", "ambassador", "adapter"])
@pytest.mark.parametrize("pattern", ["acme/log-*", "log-ship", "*-ship", "helper"])
def test_known_helpers(here: Path, run_podlint: RunPodlint, table: str, pattern: str) -> None:
    write(here, "pair.yaml", PAIR)
    assert "unjustified-containers" in rules_in(run_podlint("pair.yaml", cwd=here))
    write(here, NAME, f"known: {{{table}: ['{pattern}']}}\n")
    assert "unjustified-containers" not in rules_in(run_podlint("pair.yaml", cwd=here))
    write(here, NAME, f"known: {{{table}: [other/log-*, log, ship]}}\n")
    assert "unjustified-containers" in rules_in(run_podlint("pair.yaml", cwd=here))


def test_known_slow_images(here: Path, run_podlint: RunPodlint) -> None:
    write(here, "pair.yaml", PAIR)
    select = ("--select", "missing-startup-probe", "pair.yaml")
    assert rules_in(run_podlint(*select, cwd=here)) == set()
    write(here, NAME, "known: {slow: {acme/web: 120}}\n")
    done = run_podlint(*select, cwd=here)
    assert "120 s" in done.stdout


def test_known_components_of_a_control_plane(here: Path, run_podlint: RunPodlint) -> None:
    write(here, "etc/kubernetes/manifests/pod.yaml", POD)
    select = ("--select", "static-pod", "etc")
    assert rules_in(run_podlint(*select, cwd=here)) == {"static-pod"}
    before = run_podlint(*select, cwd=here).stdout
    write(here, NAME, "known: {control-plane: [acme/web]}\n")
    assert run_podlint(*select, cwd=here).stdout != before


def test_ignore_entries(here: Path) -> None:
    config = configure(
        here,
        "ignore:\n"
        "  - probes\n"
        "  - {rule: naked-pod, path: [a/, b/], kind: Pod, until: 2027-01-31, reason: why}\n"
        "  - {rule: [missing-liveness-probe, invalid-value/port]}\n",
    )
    assert config.ignore == ("probes",)
    one, two = config.entries
    assert one.globs and one.globs.matching(os.fspath(here / "b/c.yaml"))
    assert (one.kind, one.name, one.reason) == ("Pod", "", "why")
    assert two.rules == ("missing-liveness-probe", "invalid-value/port")
    assert (two.file, two.spot.span.line) == (os.fspath(here / NAME), 4)
    assert two.spot.line_text.startswith("  - {rule: [missing")


def test_exclude_in_the_configuration(here: Path, run_podlint: RunPodlint) -> None:
    write(here, "old/pod.yaml", POD)
    write(here, NAME, "exclude: [/old/]\ngitignore: false\n")
    write(here, ".gitignore", "pod.yaml\n")
    done = run_podlint("pod.yaml", "old/pod.yaml", cwd=here)
    assert "1 manifest in 1 file" in done.stderr
    assert "1 excluded" in done.stderr
    assert "1 manifest in 1 file" in run_podlint(cwd=here).stderr


def test_allow_empty_and_fail_on(here: Path, run_podlint: RunPodlint) -> None:
    (here / "empty").mkdir()
    assert run_podlint("empty", cwd=here).returncode == 2
    write(here, NAME, "allow-empty: true\nfail-on: never\n")
    assert run_podlint("empty", cwd=here).returncode == 0
    assert run_podlint("pod.yaml", cwd=here).returncode == 0


def test_packs() -> None:
    from podlint.registry import select

    def chosen(*others: str) -> set[str]:
        return {rule.id for rule in select(PACKS, (), (), others)}

    assert chosen("acme-rules") - chosen() == {"house-rule"}


# --- --show-config --------------------------------------------------------------------------------


def test_show_config(here: Path, run_podlint: RunPodlint) -> None:
    write(here, "base.yaml", "fail-on: error\nexclude: [a]\nrules: {naked-pod: {severity: info}}\n")
    text = (
        "extends: [base.yaml]\nexclude: [b]\nrules:\n  naked-pod: off\n"
        "  missing-startup-probe: {delay-after-seconds: 9}\n"
        "ignore:\n  - probes\n  - {rule: static-pod, path: x/}\nselect: [all]\n"
    )
    write(here, NAME, text)
    done = run_podlint("--show-config", "--exclude", "c d", "--fail-on", "info", cwd=here)
    assert (done.returncode, done.stderr) == (0, "")
    assert re.sub(" +#", " #", done.stdout).splitlines() == [
        "# read: base.yaml, .podlint.yaml",
        "allow-empty: false # default",
        "exclude:",
        "  - a # base.yaml:2",
        "  - b # .podlint.yaml:2",
        '  - "c d" # --exclude',
        "fail-on: info # --fail-on",
        "gitignore: true # default",
        "ignore:",
        "  - probes # .podlint.yaml:7",
        "  - {rule: static-pod, path: x/} # .podlint.yaml:8",
        'kubernetes-version: "1.37" # default',
        "require-reason: false # default",
        "rules:",
        "  naked-pod:",
        "    severity: off # .podlint.yaml:4",
        "  missing-startup-probe:",
        "    delay-after-seconds: 9 # .podlint.yaml:5",
        "select:",
        "  - all # .podlint.yaml:9",
    ]
    shown = configure(here / "again", done.stdout)
    assert shown.fail_on == "info"


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["--select", "probes"], "  - probes # --select"),
        (["--ignore", "probes"], "  - probes # --ignore"),
        (["--kubernetes-version", "1.34"], 'kubernetes-version: "1.34" # --kubernetes-version'),
        (["--no-gitignore"], "gitignore: false # --no-gitignore"),
        (["--allow-empty"], "allow-empty: true # --allow-empty"),
        (["--schemas", "pod.yaml"], "  - pod.yaml # --schemas"),
        (["--no-config"], "# no configuration file"),
    ],
)
def test_show_config_shows_options(
    here: Path, run_podlint: RunPodlint, arguments: list[str], line: str
) -> None:
    write(here, NAME, 'select: [all]\nignore: [schema]\nkubernetes-version: "1.33"\n')
    done = run_podlint("--show-config", *arguments, cwd=here)
    assert line in re.sub(" +#", " #", done.stdout).splitlines()
    assert "all " not in done.stdout or "--select" not in arguments


# --- The schema for editors -----------------------------------------------------------------------

RIGHT = [
    "",
    "select:\n",
    "rules:\n  naked-pod:\n",
    "rules: {naked-pod: off, unknown-kind: 'off', static-pod: false, wrong-type: error}\n",
    "rules: {missing-startup-probe: {severity: info, delay-after-seconds: 3}}\n",
    "ignore: [probes, {rule: all, kind: Pod}, {rule: [probes, invalid-value/port]}]\n",
    "kubernetes-version: 1.31..1.37\n",
    "kubernetes-version: ['1.31', v1.37]\n",
    "exclude: [a, '!b', '*.yaml', '\\#c']\n",
    "overrides: [{path: a, rules: {}}, {path: [a, b], rules: {naked-pod: off}}]\n",
    "packs: [acme-rules]\nselect: [house-rule, house]\nrules: {house-rule: error}\n",
    "workloads: [{group: acme.io, kind: WebApp, path: 'spec.a[].template'}]\n",
    "known: {sidecar: [a, 'b/*'], slow: {a/b: 3}, server: }\n",
    "gitignore: no\nallow-empty: on\nrequire-reason: true\nfail-on: never\n",
]
FREE = (
    "nowhere",
    "extends: [.]",
    "2027-02-30",
    "1.999",
    "packs",
    "outside.yaml",
    f"[{NAME}]",
    "'!'",
    "extends: [.]",
)
"""What no schema can know: files, the calendar, the versions and the packs that are at hand."""


def data_of(text: str) -> Any:
    documents = list(load(Source(NAME, text)))
    return documents[0].data if documents else None


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft7Validator:
    schema = config_schema([pack for pack in PACKS if pack.own])
    jsonschema.Draft7Validator.check_schema(schema)
    return jsonschema.Draft7Validator(schema)


@pytest.mark.parametrize("text", RIGHT)
def test_schema_and_reader_accept_the_same(
    here: Path, validator: jsonschema.Draft7Validator, text: str
) -> None:
    configure(here, text)
    assert [error.message for error in validator.iter_errors(data_of(text))] == []


@pytest.mark.parametrize(
    "text", [text for text, _, _ in WRONG if not any(word in text for word in FREE)]
)
def test_schema_and_reader_refuse_the_same(
    validator: jsonschema.Draft7Validator, text: str
) -> None:
    assert not validator.is_valid(data_of(text))


def test_the_schema_is_up_to_date() -> None:
    command = [sys.executable, str(ROOT / "tools/generate_config_schema.py"), "--check"]
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == 0


def test_the_schema_says_what_things_do() -> None:
    schema = json.loads((ROOT / "podlint/config/schema.json").read_text(encoding="utf-8"))
    for key in ROOT_KEYS.known:
        assert schema["properties"][key.name]["description"] == key.documentation
    rules = schema["then"]["properties"]["rules"]["anyOf"][0]["properties"]
    assert set(rules) == {rule.id for pack in PACKS if pack.own for rule in pack.rules}
    assert all(rule["description"] for rule in rules.values())


# --- The page -------------------------------------------------------------------------------------

PAGE = (ROOT / "docs/configuration.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")


def examples() -> list[str]:
    blocks = re.findall(r"```yaml\n(.*?)```", PAGE, re.S)
    in_readme = re.findall(r"```yaml\n(# yaml-language-server.*?)```", README, re.S)
    assert blocks and in_readme
    return [*blocks, *in_readme]


@pytest.mark.parametrize("text", examples())
def test_the_examples_are_read(
    here: Path, validator: jsonschema.Draft7Validator, text: str
) -> None:
    write(here, "common/.podlint.yaml", "fail-on: error\n")
    write(here, "own/schemas/webapp.json", "{}")
    (here / "own/crds").mkdir()
    configure(here / "own", text)
    assert validator.is_valid(data_of(text))


def test_every_key_is_documented() -> None:
    headings = re.findall(r"^### `([a-z-]+)`$", PAGE, re.M)
    assert sorted(headings) == sorted(key.name for key in ROOT_KEYS.known)
    for shape in (IGNORE_ENTRY, KNOWN, OVERRIDE, WORKLOAD):
        for key in shape.known:
            assert f"`{key.name}`" in PAGE, key.name


def test_every_key_has_an_example() -> None:
    for key in ROOT_KEYS.known:
        section = PAGE.partition(f"### `{key.name}`\n")[2].partition("\n#")[0]
        assert re.search(rf"```yaml\n{key.name}:", section), key.name


# --- Options and keys -----------------------------------------------------------------------------

OF_ONE_CALL = {
    "color": "of the terminal that the report goes to",
    "config": "it names the configuration itself",
    "explain": "a question",
    "format": "of the reader of one report: a terminal, a hook, a CI job",
    "help": "a question",
    "list-rules": "a question",
    "no-config": "it puts the configuration aside",
    "no-ignore": "an audit, which one asks for",
    "output": "of one report",
    "quiet": "of the terminal",
    "report": "of one report",
    "show-config": "a question",
    "show-files": "a question",
    "statistics": "of one report",
    "stdin-filename": "of one text",
    "version": "a question",
    "write-baseline": "something to do",
    "fix": "something to do",
    "unsafe-fixes": "something to do, and each time somebody is to look at it",
    "diff": "something to do",
    "add-ignore": "something to do",
    "jobs": "of the machine",
    "no-cache": "of the machine",
    "cache-dir": "of the machine",
}
"""Options that are about one call and have no key, and why."""
OTHER_NAMES = {"no-gitignore": "gitignore"}
ONLY_KEYS = {
    "extends": "it puts files together",
    "gitignore": "the option is --no-gitignore",
    "known": "too long for a command line",
    "overrides": "too long for a command line",
    "packs": "--select names their rules",
    "require-reason": "--select ignore-without-reason",
    "rules": "--select and --ignore switch rules on and off",
    "workloads": "too long for a command line",
}
"""Keys that no option has the name of, and what there is instead."""


def option_names() -> set[str]:
    options = (each for each in command.params if isinstance(each, click.Option))
    return {max(each.opts, key=len).removeprefix("--") for each in options}


def test_every_option_has_its_key() -> None:
    keys = {key.name for key in ROOT_KEYS.known}
    without = {name for name in option_names() if OTHER_NAMES.get(name, name) not in keys}
    assert without <= OF_ONE_CALL.keys(), "say why it has no key, or give it one"
    assert not OF_ONE_CALL.keys() & keys


def test_every_key_has_its_option() -> None:
    keys = {key.name for key in ROOT_KEYS.known}
    assert keys - option_names() == ONLY_KEYS.keys()
