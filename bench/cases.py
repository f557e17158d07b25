"""The inputs, what is to be found in them, and what is run on them."""

from __future__ import annotations

import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from bench import trees
from bench.commands import FINDERS
from bench.trees import Files
from bench.vary import FINDINGS, ONE_FAULT, TWO_FAULTS, Flaw, deployment

ALL = ("kubeconform", *FINDERS)
ONE, CLEAN, TWICE = "one Deployment", "Deployments", "twice as many Deployments"
FOUND, FAULTY, FAULTIER = "two findings each", "one schema fault each", "two schema faults each"
KUSTOMIZED, LARGE, LARGER = "kustomize", "one large file", "one file twice as large"
SMALL, SMALLER = "small manifests", "half as many small manifests"
OTHER, FEWER_OTHERS = "files without manifests", "half as many files without manifests"
CORPUS = "corpus"


@dataclass(frozen=True, slots=True)
class Case:
    """An input, what is to be found in it, and what is run on it."""

    name: str
    files: Callable[[], Files]
    size: int
    """How many files there are, or documents in one."""
    documents: int = 0
    """How many Kubernetes objects there are, for peers; 0 where they count otherwise."""
    manifests: int = 0
    """How many podlint counts."""
    expected: Counter[str] | None = None
    """How many findings of each rule there are; None where that is not known."""
    code: int | None = 0
    jobs: tuple[int, ...] = (1, 2)
    warm: bool = False
    changed: bool = False
    """Whether one file changes before a warm run."""
    member: bool = False
    """Whether one file of it is linted alone as well."""
    peers: tuple[str, ...] = ()
    repository: bool = False
    """Whether it lies in a git repository."""
    given: Path | None = None
    """Where it is, if it is not made."""

    def make(self, directory: Path) -> Path:
        """Make the input in ``directory``; what is to be linted."""
        if self.given is not None:
            return self.given
        directory.mkdir()
        trees.write(self.files(), directory)
        if self.repository:
            make_repository(directory)
        files = [each for each in directory.rglob("*.yaml") if ".git" not in each.parts]
        return files[0] if len(files) == 1 else directory


def readable(file: Path) -> bool:
    """Whether a file may hold manifests by its name."""
    return file.suffix in (".yaml", ".yml", ".json") and file.is_file()


def make_repository(directory: Path) -> None:
    """Make ``directory`` the top of a git repository, as far as podlint can see."""
    if shutil.which("git"):
        subprocess.run(["git", "init", "--quiet", str(directory)], check=True)
    else:
        (directory / ".git").mkdir()


def _reference() -> Files:
    """The Deployment that the others are like."""
    file = Path(__file__).with_name("reference-deployment.yaml")
    yield file.name, file.read_text(encoding="utf-8")


def _deployments(name: str, count: int, flaw: Flaw | None = None) -> Case:
    return Case(
        name,
        lambda: trees.each(count, lambda number: deployment(number, flaw)),
        size=count,
        documents=count,
        manifests=count,
        expected=flaw.expected(count) if flaw else Counter(),
        code=1 if flaw else 0,
        repository=count > 1,
    )


def _stream(name: str, count: int) -> Case:
    return Case(
        name,
        lambda: trees.stream(count),
        size=count,
        documents=count,
        manifests=count,
        expected=Counter(),
        jobs=(1,),
        peers=("kubeconform",) if name == LARGE else (),
    )


def _small(name: str, count: int, *, main: bool) -> Case:
    return Case(
        name,
        lambda: trees.each(count, trees.small),
        size=count,
        documents=count,
        manifests=count,
        expected=Counter(),
        warm=main,
        changed=main,
        peers=("kubeconform",) if main else (),
        repository=True,
    )


def _other(name: str, count: int, *, main: bool) -> Case:
    return Case(
        name,
        lambda: trees.each(count, trees.other),
        size=count,
        expected=Counter(),
        jobs=(1,),
        warm=main,
    )


def groups(scale: float, corpus: Path | None) -> Iterator[tuple[str, tuple[Case, ...]]]:
    """The cases by groups: those of a group are run in turn with each other.

    ``scale`` makes the inputs smaller; ``corpus`` is a directory of real manifests.
    """

    def sized(count: int) -> int:
        return max(2, int(count * scale))

    many = sized(2000)
    one = replace(_deployments(ONE, 1), files=_reference, jobs=(1,), peers=ALL)
    clean = replace(_deployments(CLEAN, many), warm=True, changed=True, member=True, peers=ALL)
    yield (
        "Deployments",
        (
            replace(one, warm=True, peers=("kubeconform",)),
            clean,
            replace(_deployments(FOUND, many, FINDINGS), warm=True),
            replace(_deployments(FAULTY, many, ONE_FAULT), peers=("kubeconform",)),
            _deployments(FAULTIER, many, TWO_FAULTS),
            _deployments(TWICE, many * 2),
        ),
    )
    yield "one file", (one,)
    apps = sized(200)
    kustomized = Case(
        KUSTOMIZED,
        lambda: trees.kustomized(apps),
        size=apps * trees.FILES_OF_APP,
        manifests=apps * trees.MANIFESTS_OF_APP,
        expected=Counter(),
        warm=True,
        peers=("kubeconform",),
        repository=True,
    )
    yield "kustomize", (kustomized,)
    documents = sized(20_000 // trees.LINES_OF_ONE)
    yield "large file", (_stream(LARGE, documents), _stream(LARGER, documents * 2))
    count = sized(10_000)
    yield (
        "small manifests",
        (_small(SMALLER, count, main=False), _small(SMALL, count * 2, main=True)),
    )
    count = sized(5_000)
    yield (
        "no manifests",
        (_other(FEWER_OTHERS, count, main=False), _other(OTHER, count * 2, main=True)),
    )
    if corpus is not None:
        yield "corpus", (_corpus(corpus),)


def _corpus(directory: Path) -> Case:
    files = sum(map(readable, directory.rglob("*")))
    return Case(
        CORPUS,
        lambda: iter(()),
        size=files,
        code=None,
        warm=True,
        peers=("kubeconform",),
        given=directory,
    )
