"""The checks of invalid-value that need more than an example: tables, versions, and a real server.

The fixtures say what is found where. Here they are shown to an API server of the newest version, if
there is one (see ``tools/apiserver``): what is marked in them it refuses, and nothing else.
"""

from __future__ import annotations

import json
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import ROOT, require_tool
from podlint.document import Source, load
from podlint.engine import lint_text
from podlint.model import Finding
from podlint.profile import Profile, parse_targets
from podlint.rule import Rule
from podlint_rules.duplicate_entry import DuplicateEntry
from podlint_rules.invalid_value import InvalidValue, cron
from podlint_rules.invalid_value.objects import OBJECTS
from podlint_rules.invalid_value.quantity import ONE, amount, parse
from podlint_rules.invalid_value.selectors import mismatches
from podlint_rules.misplaced_restart_policy import MisplacedRestartPolicy
from podlint_rules.unknown_field import UnknownField

RULES: tuple[type[Rule], ...] = (DuplicateEntry, InvalidValue, MisplacedRestartPolicy)


def findings(text: str, rule: type[Rule] = InvalidValue, target: str = "1.37") -> list[Finding]:
    return lint_text(text, rules=[rule()], profile=Profile(parse_targets(target)))


def checks(text: str, target: str = "1.37") -> list[str]:
    return [finding.check for finding in findings(text, target=target)]


# --- Quantities -----------------------------------------------------------------------------------

SCALES = {
    "": 1,
    "n": Fraction(1, 10**9),
    "u": Fraction(1, 10**6),
    "m": Fraction(1, 1000),
    **dict(zip("kMGTPE", (1000**power for power in range(1, 7)), strict=True)),
    **{f"{unit}i": 1024**power for power, unit in enumerate("KMGT", 1)},
}


def exactly(value: object) -> Fraction | None:
    parsed = parse(value)
    return None if parsed is None else Fraction(parsed, ONE)


@given(st.integers(0, 10**6), st.integers(0, 999), st.sampled_from(sorted(SCALES)))
def test_a_quantity_is_its_number_times_its_unit(whole: int, part: int, unit: str) -> None:
    exact = (whole + Fraction(part, 1000)) * SCALES[unit]
    parsed = exactly(f"{whole}.{part:03}{unit}")
    assert parsed is not None
    assert 0 <= parsed - exact < Fraction(1, ONE)
    if exact * ONE % 1 == 0:
        assert parsed == exact


@given(st.integers(-(10**9), 10**9), st.integers(-6, 12))
def test_a_quantity_may_have_an_exponent(number: int, exponent: int) -> None:
    assert exactly(f"{number}e{exponent}") == number * Fraction(10) ** exponent


@given(st.integers(1, 10**12))
def test_the_same_amount_in_other_words(number: int) -> None:
    assert parse(f"{number}Ki") == parse(str(number * 1024)) == parse(number * 1024)
    assert parse(f"{number}m") == parse(f"{number * 1000}u") == parse(f"{number}e-3")


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("0.5", Fraction(1, 2)),
        (0.5, Fraction(1, 2)),
        (2, 2),
        (".5k", 500),
        ("5.", 5),
        ("+1Ki", 1024),
        ("-1", -1),
        ("1E", 10**18),
        ("1E2", 100),
        ("0.0000000001", Fraction(1, ONE)),
        ("-0.0000000001", Fraction(-1, ONE)),
        ("9Ei", 2**63 - 1),
        (" 1 ", 1),
        ("Mi", 0),
        ("1GB", None),
        ("1 Gi", None),
        ("lots", None),
        ("1e99999", None),
        (True, None),
        (None, None),
        ([], None),
    ],
)
def test_quantities(written: object, number: object) -> None:
    assert exactly(written) == number


def test_requests_are_rounded_up_to_a_thousandth() -> None:
    assert amount("1u") == amount("1m") == ONE // 1000
    assert amount("1001u") == amount("2m")
    assert amount("${CPU}") is None


# --- Schedules ------------------------------------------------------------------------------------

GOOD_SCHEDULES = """
* * * * *
? ? ? ? ?
0 0 1 1 0
59 23 31 12 6
*/5 * * * *
5/10 * * * *
0-30/5,45 * * * *
0 9-17 * * mon-FRI
0 0 1 JAN,jul *
*/61 * * * *
1,,2 * * * *
00 007 * * *
*-5 * * * *
+5 * * * *
@hourly
@daily
@midnight
@weekly
@monthly
@yearly
@annually
@every 1h30m
@every 1.5h
@every 0
@every -10s
@every 5µs
""".strip().splitlines()

BAD_SCHEDULES = """
* * * *
* * * * * *
60 * * * *
* 24 * * *
* * 0 * *
* * 32 * *
* * * 0 *
* * * 13 *
* * * * 7
* * * * fri-mon
5-1 * * * *
-1 * * * *
*/0 * * * *
*/-1 * * * *
*/ * * * *
1-2-3 * * * *
1/2/3 * * * *
a * * * *
1.5 * * * *
mon * * * *
* * L * *
99999999999999999999 * * * *
@Daily
@reboot
@every
@every 1
@every 1d
@every 1h 30m
@every .s
@every 9999999999h
TZ=Europe/Berlin 0 3 * * *
CRON_TZ=UTC @daily
""".strip().splitlines()


@pytest.mark.parametrize("schedule", GOOD_SCHEDULES)
def test_a_schedule(schedule: str) -> None:
    assert cron.problem(schedule) == ""


@pytest.mark.parametrize("schedule", BAD_SCHEDULES)
def test_no_schedule(schedule: str) -> None:
    assert cron.problem(schedule)


@given(st.text("0123456789*/,-?@ abJANmon.µs", max_size=20))
def test_whatever_is_written_as_a_schedule(schedule: str) -> None:
    assert cron.problem(schedule) == "" or "\n" not in cron.problem(schedule)


# --- Selectors ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("selector", "labels", "missed"),
    [
        ({"matchLabels": {"a": "1"}}, {"a": "1", "b": "2"}, 0),
        ({"matchLabels": {"a": "1", "c": "3"}}, {"a": "2"}, 2),
        ({"matchLabels": {"a": "1"}}, {}, 1),
        ({"matchLabels": {"a": "1"}}, {"a": "${A}"}, 0),
        ({"matchLabels": {"a": "${A}"}}, {"a": "1"}, 0),
        ({"matchLabels": {"a": "1"}}, {"${A}": "1"}, 0),
        ({"matchLabels": {"a": 1}}, {"a": "1"}, 0),
        ({"matchLabels": "a"}, {}, 0),
        ({"matchExpressions": [{"key": "a", "operator": "Exists"}]}, {"a": ""}, 0),
        ({"matchExpressions": [{"key": "a", "operator": "Exists"}]}, {}, 1),
        ({"matchExpressions": [{"key": "a", "operator": "DoesNotExist"}]}, {"a": ""}, 1),
        ({"matchExpressions": [{"key": "a", "operator": "In", "values": ["1"]}]}, {"a": "1"}, 0),
        ({"matchExpressions": [{"key": "a", "operator": "In", "values": ["1"]}]}, {}, 1),
        ({"matchExpressions": [{"key": "a", "operator": "NotIn", "values": ["1"]}]}, {}, 0),
        ({"matchExpressions": [{"key": "a", "operator": "NotIn", "values": ["1"]}]}, {"a": "1"}, 1),
        ({"matchExpressions": [{"key": "a", "operator": "In", "values": ["$(A)"]}]}, {"a": "1"}, 0),
        ({"matchExpressions": [{"key": "a", "operator": "Like"}]}, {}, 0),
        ({"matchExpressions": [{"key": 1}, None, "a"]}, {}, 0),
    ],
)
def test_mismatches(selector: dict[str, Any], labels: dict[str, Any], missed: int) -> None:
    assert len(list(mismatches(selector, labels))) == missed


def test_a_message_says_all_that_is_missed() -> None:
    text = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web, tier: front}}
  template: {metadata: {labels: {app: api}}, spec: {containers: [{name: a, image: a}]}}
"""
    (found,) = findings(text)
    assert found.message == (
        "the selector wants app: web, and the labels of the template do not have it"
        " (nor tier: front)"
    )
    assert found.path == ("spec", "selector", "matchLabels", "app")


# --- Versions -------------------------------------------------------------------------------------

POD = """\
apiVersion: v1
kind: Pod
metadata: {name: a, labels: {app: a}}
spec:
  {POD}
  initContainers:
    - {name: init, image: a, restartPolicy: Always, startupProbe: {tcpSocket: {port: 80}}}
  containers:
    - name: a
      image: a
      {CONTAINER}
"""


def pod(pod: str = "nodeName: a", container: str = "stdin: false") -> str:
    return POD.replace("{POD}", pod).replace("{CONTAINER}", container)


CRON_JOB = """\
apiVersion: batch/v1
kind: CronJob
metadata: {name: a}
spec:
  schedule: TZ=Europe/Berlin 0 3 * * *
  {MORE}
  jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: a}]}}}}
"""
NO_SLEEP = "lifecycle: {preStop: {sleep: {seconds: 0}}}"
UNMASKED = "securityContext: {procMount: Unmasked}"
HOST_BITS = """\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: a}
spec: {podSelector: {}, egress: [{to: [{ipBlock: {cidr: 10.0.0.1/8}}]}]}
"""
SPREAD = """\
topologySpreadConstraints:
  - maxSkew: 1
    topologyKey: zone
    whenUnsatisfiable: DoNotSchedule
    labelSelector: {matchLabels: {tier: a}}
    matchLabelKeys: [tier]"""


@pytest.mark.parametrize(
    ("text", "target", "expected"),
    [
        (pod(), "1.28", ["init-container-field"]),
        (pod(), "1.29", []),
        (pod(container=NO_SLEEP), "1.32", ["sleep"]),
        (pod(container=NO_SLEEP), "1.33", []),
        (pod(container=UNMASKED), "1.32", []),
        (pod(container=UNMASKED), "1.33", ["proc-mount"]),
        (pod("hostUsers: false\n  hostPID: true"), "1.32", []),
        (pod("hostUsers: false\n  hostPID: true"), "1.33", ["host-users"]),
        (pod(SPREAD.replace("\n", "\n  ")), "1.33", ["match-label-keys"]),
        (pod(SPREAD.replace("\n", "\n  ")), "1.34", []),
        (CRON_JOB.replace("{MORE}", "suspend: false"), "1.28", []),
        (CRON_JOB.replace("{MORE}", "suspend: false"), "1.29", ["schedule"]),
        (CRON_JOB.replace("{MORE}", "timeZone: Etc/UTC"), "1.28", ["schedule"]),
        (HOST_BITS, "1.35", []),
        (HOST_BITS, "1.36", ["network-cidr"]),
    ],
)
def test_versions(text: str, target: str, expected: list[str]) -> None:
    assert checks(text, target) == expected


def restart_policy(init: str = "", app: str = "", rules: str = "") -> str:
    def own(policy: str) -> str:
        return f", restartPolicy: {policy}" if policy else ""

    return f"""\
apiVersion: v1
kind: Pod
metadata: {{name: a}}
spec:
  restartPolicy: Never
  initContainers: [{{name: init, image: a{own(init)}{rules}}}]
  containers: [{{name: a, image: a{own(app)}}}]
"""


@pytest.mark.parametrize(
    ("target", "init", "app", "expected"),
    [
        ("1.27", "Always", "", []),
        ("1.28", "Always", "", ["dropped error"]),
        ("1.28", "", "OnFailure", ["refused error"]),
        ("1.29", "Always", "", []),
        ("1.29", "OnFailure", "", ["refused error"]),
        ("1.33", "", "Always", ["refused error"]),
        ("1.34", "Always", "Always", ["dropped error"]),
        ("1.34", "Never", "", ["dropped error"]),
        ("1.35", "Always", "Always", []),
        ("1.35", "Never", "Never", ["repeated info", "repeated info"]),
    ],
)
def test_restart_policies(target: str, init: str, app: str, expected: list[str]) -> None:
    found = findings(restart_policy(init, app), MisplacedRestartPolicy, target)
    assert [f"{each.check} {each.severity.label}" for each in found] == expected


@pytest.mark.parametrize(
    ("target", "init", "expected"),
    [
        ("1.33", "Always", []),
        ("1.34", "Always", ["dropped"]),
        ("1.35", "Always", ["rules"]),
        ("1.36", "Always", []),
        ("1.35", "OnFailure", []),
        ("1.35", "", ["rules"]),
    ],
)
def test_restart_policy_rules(target: str, init: str, expected: list[str]) -> None:
    rules = ", restartPolicyRules: [{action: Restart, exitCodes: {operator: In, values: [1]}}]"
    found = findings(restart_policy(init, rules=rules), MisplacedRestartPolicy, target)
    assert [each.check for each in found] == expected


# --- Any shape ------------------------------------------------------------------------------------

FIELDS = sorted(
    """
    accessModes affinity annotations args capacity cidr claims clusterIP clusterIPs completionMode
    completions configMap containers data dataSource default defaultBackend dnsConfig dnsPolicy
    downwardAPI egress env envFrom ephemeral exec from hostNetwork hostUsers http httpGet image
    ingress initContainers ipBlock ipFamilies items jobTemplate labelSelector labels lifecycle
    limits livenessProbe matchExpressions matchLabelKeys matchLabels max metadata metrics min
    minReplicas maxReplicas name nodeAffinity onExitCodes operator os path pathType paths peers
    podAffinity podFailurePolicy podSelector port ports preStop projected readinessProbe requests
    requiredDuringSchedulingIgnoredDuringExecution resizePolicy resourceClaims resources
    restartPolicy restartPolicyRules roleRef rollingUpdate rules schedule schedulingGates secret
    secretKeyRef securityContext selector service sleep seconds sources spec stringData strategy
    subjects successPolicy successThreshold sysctls target template timeZone to tolerations
    topologyKey topologySpreadConstraints type updateStrategy value valueFrom values verbs
    volumeClaimTemplates volumeDevices volumeMounts volumes whenUnsatisfiable windowsOptions
    """.split()
)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-1, 2**40)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(
        ["", "a", "1Gi", "${A}", "Always", "None", "Indexed", "In", "Exists", "10.0.0.0/8"]
    )
)
SHAPES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS), inner),
    max_leaves=40,
)
KINDS = sorted(OBJECTS)


def versioned(group: str) -> str:
    return f"{group}/v1" if group else "v1"


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(KINDS), st.dictionaries(st.sampled_from(FIELDS), SHAPES), st.booleans())
def test_no_shape_is_too_odd(kind: tuple[str, str], shape: dict[str, Any], deep: bool) -> None:
    if deep and isinstance(shape.get("spec"), dict):
        shape["spec"] = {**shape, "template": {"spec": shape["spec"]}}
    shape = {"apiVersion": versioned(kind[0]), "kind": kind[1], **shape}
    for rule in RULES:
        found = findings(json.dumps(shape), rule)
        assert not [each.message for each in found if each.rule == "internal-error"]
        assert all("\n" not in each.message for each in found)


# --- A real server --------------------------------------------------------------------------------

ACCEPTED = {"kubelet.yaml", "silent.yaml", "overlay"}
"""Fixtures in which marks and verdicts differ: what the kubelet refuses, and what is never sent."""


def fixture_files() -> Iterator[Path]:
    for rule in RULES:
        for path in sorted((ROOT / "fixtures" / rule.id).rglob("*.yaml")):
            if not ACCEPTED & {path.name, path.parent.name}:
                yield path


@cache
def verdicts(path: Path) -> dict[int, str]:
    """Which documents of a file the server accepts and refuses, by their indices."""
    server = require_tool("apiserver")
    done = subprocess.run([server, str(path)], capture_output=True, encoding="utf-8", check=True)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    return {answer["index"]: answer["verdict"] for answer in answers}


@pytest.mark.parametrize(
    "path", list(fixture_files()), ids=lambda path: f"{path.parent.name}/{path.name}"
)
def test_a_server_refuses_what_is_marked(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    starts = [document.line for document in load(Source(path.name, text))]
    errors: dict[int, int] = defaultdict(int)
    for finding in lint_text(text, rules=[rule() for rule in RULES]):
        if finding.severity.label == "error" and not is_elsewhere(finding):
            errors[sum(start <= finding.span.line for start in starts) - 1] += 1
    found = {index: "refused" if errors[index] else "accepted" for index in range(len(starts))}
    wrong = {starts[index]: (found[index], said) for index, said in verdicts(path).items()}
    assert not {line: pair for line, pair in wrong.items() if pair[0] != pair[1]}


def is_elsewhere(finding: Finding) -> bool:
    """Whether it is the kubelet, or the creation of the Pods, that something fails at."""
    return finding.check in ("run-as-root", "dropped")


@pytest.mark.parametrize("schedule", [*GOOD_SCHEDULES, *BAD_SCHEDULES])
def test_a_server_reads_schedules_alike(schedule: str, tmp_path: Path) -> None:
    manifest = CRON_JOB.replace("TZ=Europe/Berlin 0 3 * * *", json.dumps(schedule))
    path = tmp_path / "cron.yaml"
    path.write_text(manifest.replace("{MORE}", "suspend: false"), encoding="utf-8")
    refused = bool(cron.problem(schedule))
    assert verdicts(path) == {0: "refused" if refused else "accepted"}


def test_a_selector_with_labels_of_its_own_is_an_unknown_field_alone() -> None:
    text = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: a}
spec:
  selector: {app: a}
  template:
    metadata: {labels: {app: a}}
    spec: {containers: [{name: a, image: acme/a:1}]}
"""
    findings = lint_text(text, rules=[InvalidValue(), UnknownField()])
    assert [(each.rule, each.span.line) for each in findings] == [("unknown-field", 5)]
