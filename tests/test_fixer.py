"""The rounds of the fixer: what is made, what is dropped, and that nothing else changes."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.fixer import Fixed, fix_text
from podlint.rule import (
    Container,
    Delete,
    Edit,
    Fix,
    InsertKey,
    Manifest,
    Path,
    Problem,
    Rule,
    SetScalar,
    Severity,
    key_of,
    value_of,
)

POD = """\
apiVersion: v1
kind: Pod  # bare
metadata: {name: web}
spec:
  containers:
  - name: a
    image: nginx # pinned by nobody
  - {name: b, image: "nginx"}
"""


class Example(Rule):
    id = "an-example"
    group = "probes"
    summary = "an example"
    severity = Severity.WARNING


class Unpinned(Example):
    id = "unpinned"

    def check_container(self, container: Container) -> Iterator[Problem]:
        path = (*container.path, "image")
        if ":" not in container.data["image"]:
            edit = SetScalar(path, container.data["image"] + ":1.27")
            yield Problem(value_of(path), "no tag", fix=Fix((edit,), "pin the image"))


def offering(*edits: Edit, safe: bool = False, path: Path = ("kind",)) -> type[Rule]:
    """A rule that always finds something, with a fix that does not help."""

    class Offering(Example):
        id = "never-content"

        def check_manifest(self, manifest: Manifest) -> Iterator[Problem]:
            yield Problem(key_of(path), "not content", fix=Fix(edits, "do it", safe=safe))

    return Offering


def refusals(fixed: Fixed) -> list[str]:
    return [why for _, why in fixed.refused]


def test_all_that_do_not_clash_are_made_in_one_round() -> None:
    fixed = fix_text(POD, rules=[Unpinned()], unsafe=True)
    assert fixed.data.decode() == POD.replace("nginx", "nginx:1.27")
    assert (len(fixed.mended), fixed.findings, fixed.refused) == (2, [], [])


def test_unsafe_fixes_want_to_be_asked_for() -> None:
    fixed = fix_text(POD, rules=[Unpinned()])
    assert fixed.data.decode() == POD
    assert len(fixed.findings) == 2
    assert not fixed.refused


def test_a_fix_that_does_not_mend_is_dropped_and_the_others_are_made() -> None:
    useless = offering(InsertKey(("metadata",), "namespace", "shop"), safe=True)
    fixed = fix_text(POD, rules=[useless(), Unpinned()], unsafe=True)
    assert fixed.data.decode() == POD.replace("nginx", "nginx:1.27")
    assert refusals(fixed) == ["it would still be found"]


def test_a_fix_that_brings_an_error_is_dropped() -> None:
    class Hasty(Example):
        id = "hasty"

        def check_manifest(self, manifest: Manifest) -> Iterator[Problem]:
            if "spec" in manifest.data:
                place = key_of(("spec",))
                yield Problem(place, "a spec", fix=Fix((Delete(place),), "take it out"))

    class Bare(Example):
        id = "no-spec"
        severity = Severity.ERROR

        def check_manifest(self, manifest: Manifest) -> Iterator[Problem]:
            if "spec" not in manifest.data:
                yield Problem(value_of(("kind",)), "it has no spec")

    fixed = fix_text(POD, rules=[Hasty(), Bare()], unsafe=True)
    assert fixed.data.decode() == POD
    assert refusals(fixed) == ["it would bring a new error: it has no spec [no-spec]"]


def test_what_cannot_be_made_exactly_is_refused() -> None:
    absent = offering(SetScalar(("spec", "nothing"), 1), safe=True)
    fixed = fix_text(POD, rules=[absent()])
    assert fixed.data.decode() == POD
    assert refusals(fixed) == ["what it would change is not there"]


SCALER = """\
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: scaler}
spec:
  scaleTargetRef: {apiVersion: v1, kind: Pod, name: web}
"""


class NoPods(Example):
    id = "no-pods"

    def check_manifest(self, manifest: Manifest) -> Iterator[Problem]:
        if manifest.kind == "Pod":
            fix = Fix((SetScalar((*manifest.path, "kind"), "Job"),), "make a Job of it")
            yield Problem(manifest.kind_place, "a Pod", fix=fix)


def test_what_another_object_names_by_its_kind_stays_of_that_kind() -> None:
    fixed = fix_text(f"{SCALER}---\n{POD}", rules=[NoPods()], unsafe=True)
    assert fixed.data.decode() == f"{SCALER}---\n{POD}"
    assert refusals(fixed) == ["HorizontalPodAutoscaler/scaler names Pod/web"]


def test_what_another_object_names_by_another_name_may_change() -> None:
    other = SCALER.replace("name: web", "name: shop")
    fixed = fix_text(f"{other}---\n{POD}", rules=[NoPods()], unsafe=True)
    assert fixed.data.decode() == f"{other}---\n{POD}".replace("kind: Pod  #", "kind: Job  #")


def test_those_that_clash_wait_for_the_next_round() -> None:
    class Crowded(Example):
        id = "crowded"

        def check_manifest(self, manifest: Manifest) -> Iterator[Problem]:
            containers = manifest.data["spec"]["containers"]
            for index in range(1, len(containers)):
                place = key_of(("spec", "containers", index))
                yield Problem(place, "one more", fix=Fix((Delete(place),), "take it out"))

    text = POD + "".join(f"  - {{name: {name}, image: nginx}} # {name}\n" for name in "cde")
    fixed = fix_text(text, rules=[Crowded()], unsafe=True)
    assert fixed.data.decode() == POD.rpartition("  -")[0]
    assert len(fixed.mended) == 4
    assert not fixed.refused


def test_items_of_one_list_go_in_one_round_but_for_one_that_stays() -> None:
    rounds: list[int] = []

    class Crowded(Example):
        id = "crowded"

        def check_manifest(self, manifest: Manifest) -> Iterator[Problem]:
            containers = manifest.data.get("spec", {}).get("containers", ())
            rounds.append(len(containers))
            for index in range(len(containers)):
                path: Path = ("spec", "containers", index) if len(containers) > 1 else ("spec",)
                yield Problem(key_of(path), "one", fix=Fix((Delete(key_of(path)),), "take it out"))

    text = POD + "".join(f"  - {{name: c{number}, image: nginx}}\n" for number in range(20))
    fixed = fix_text(text, rules=[Crowded()], unsafe=True)
    assert fixed.data.decode() == POD.partition("spec")[0]
    assert rounds == [22, 1, 0]


def test_it_ends_after_ten_rounds() -> None:
    """Each round makes one of these, since all write the same scalar."""

    class Counting(Example):
        id = "counting"

        def check_manifest(self, manifest: Manifest) -> Iterator[Problem]:
            number = manifest.data["spec"]["replicas"]
            edit = SetScalar(("spec", "replicas"), number + 1)
            for _ in range(20 - number):
                yield Problem(value_of(edit.path), "low", fix=Fix((edit,), "one more"))

    text = "apiVersion: v1\nkind: Counter\nmetadata: {name: a}\nspec: {replicas: 0}\n"
    fixed = fix_text(text, rules=[Counting()], unsafe=True)
    assert b"replicas: 10" in fixed.data
    assert len(fixed.mended) == 10
    assert refusals(fixed) == ["it is still found after 10 rounds of fixes"] * 10


def test_a_file_that_cannot_be_read_is_left_alone() -> None:
    fixed = fix_text(b"apiVersion: v1\nkind: Pod\nmetadata: {name: \xff}\n")
    assert fixed.data.endswith(b"\xff}\n")
