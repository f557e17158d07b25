"""The command lines of podlint and of its peers."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from bench.timing import BenchError, Command, environment

PODLINT = (sys.executable, "-m", "podlint", "--no-config", "--allow-empty")
FINDERS = ("kube-linter", "kube-score", "checkov", "polaris")
"""Peers that look for more than faults of the schema."""
_EITHER = (0, 1)


class Peers:
    """The peers that are installed, and the schemas that kubeconform is given."""

    def __init__(self, directories: Iterable[Path], schemas: Path) -> None:
        places = [*map(str, directories), os.environ.get("PATH", "")]
        path = os.pathsep.join(places)
        names = ("kubeconform", *FINDERS)
        self.programs = {name: found for name in names if (found := shutil.which(name, path=path))}
        self.schemas = schemas

    def versions(self) -> Iterator[str]:
        """Each with its version, as far as it is known."""
        for name, program in self.programs.items():
            yield f"{name} {_version(name, program)}".rstrip()

    def commands(self, name: str, path: Path, *, documents: int) -> Iterator[Command]:
        """How a peer lints ``path``; ``documents``, where it is known, is what it has to find."""
        program = self.programs.get(name)
        if program is None:
            return
        if name == "kubeconform":
            yield from self._kubeconform(program, path, documents)
        elif name == "kube-linter":
            yield Command(name, (program, "lint", str(path)), _EITHER, "linter")
        elif name == "kube-score":
            # It takes files only.
            files = sorted(map(str, path.rglob("*.yaml"))) if path.is_dir() else [str(path)]
            yield Command(name, (program, "score", *files), _EITHER, "apps/v1/Deployment")
        elif name == "checkov":
            given = ("-d" if path.is_dir() else "-f", str(path), "--framework", "kubernetes")
            options = ("--compact", "--quiet", "--skip-download")
            yield Command(name, (program, *given, *options), _EITHER, "Passed checks")
        elif name == "polaris":
            yield Command(name, (program, "audit", "--audit-path", str(path)), _EITHER, "Results")

    def _kubeconform(self, program: str, path: Path, documents: int) -> Iterator[Command]:
        layout = f"{self.schemas}/{{{{ .ResourceKind }}}}{{{{ .KindSuffix }}}}.json"
        options = ("-strict", "-ignore-missing-schemas", "-summary", "-schema-location", layout)
        says = f"Summary: {documents} resource" if documents else "Summary: "
        for jobs in ("1", "2"):
            name = f"kubeconform -n {jobs}"
            yield Command(name, (program, "-n", jobs, *options, str(path)), _EITHER, says)


def _version(name: str, program: str) -> str:
    """What was built by ``go install`` says nothing of its version, but go does."""
    if name == "checkov":
        return subprocess.run(
            [program, "--version"], check=False, capture_output=True, text=True
        ).stdout.strip()
    go = shutil.which("go")
    line = [go, "version", "-m", program] if go else [program, "version"]
    said = subprocess.run(line, check=False, capture_output=True, text=True).stdout
    return next(
        (words[2] for each in said.splitlines() if (words := each.split())[:1] == ["mod"]), ""
    )


def write_schemas(directory: Path) -> None:
    """Write the schemas that podlint ships as kubeconform wants them: one file a kind."""
    from podlint.schema import NEWEST, kinds, store

    for api_version, kind in kinds(NEWEST):
        entry = store.find(NEWEST, api_version, kind)
        assert entry is not None
        group, _, version = api_version.rpartition("/")
        suffix = f"-{group.partition('.')[0]}-{version}" if group else f"-{version}"
        file = directory / f"{kind.lower()}{suffix}.json"
        file.write_text(store.schema_text(entry), encoding="utf-8")


def podlint(*options: str) -> tuple[str, ...]:
    """A run of podlint whose report is not looked at."""
    return (*PODLINT, "--quiet", *options)


def plain(name: str, path: str, cache: Path, codes: Collection[int] = (0,)) -> Command:
    """A run as a hook makes it, which names files and no options; what it finds is kept in ``cache``."""
    line = (sys.executable, "-m", "podlint", path)
    return Command(name, line, codes, variables={"PODLINT_CACHE_DIR": str(cache)})


def cold(jobs: int) -> Sequence[str]:
    """Options of a run that knows nothing."""
    return "--no-cache", "--jobs", str(jobs)


def warm(directory: Path) -> Sequence[str]:
    """Options of a run that keeps what it finds in ``directory``."""
    return "--cache-dir", str(directory), "--jobs", "1"


def report(path: Path, options: Sequence[str], code: int | None) -> dict[str, Any]:
    """What podlint reports of ``path``.

    Raises:
        BenchError: it ended with another exit code, or without a report.
    """
    line = (*PODLINT, "--format", "json", *options, str(path))
    done = subprocess.run(
        line, check=False, capture_output=True, env=environment(), cwd=path.parent
    )
    if done.returncode != code and not (code is None and done.returncode in _EITHER):
        said = done.stderr.decode(errors="replace")
        raise BenchError(f"podlint ended with exit code {done.returncode}, not {code}: {said}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def rules_in(found: dict[str, Any]) -> Counter[str]:
    """How many findings of each rule a report holds."""
    return Counter(finding["rule"] for finding in found["findings"])
