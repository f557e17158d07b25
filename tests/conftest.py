"""What many tests need: the command line, a repository, the tools that may be missing."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
"""The checkout, or the unpacked source distribution."""

Completed = subprocess.CompletedProcess[str]
RunPodlint = Callable[..., Completed]

_OUTER = ("GIT_", "GITHUB_", "GITLAB_", "PODLINT_", "PRE_COMMIT")
"""Variables of the surroundings that change what podlint, git and pre-commit do."""


def require_tool(name: str) -> str:
    """The path of a program, or else the test is skipped.

    It fails instead where ``PODLINT_REQUIRE_TOOLS`` names the program (separated by commas) or is
    1. ``PODLINT_<NAME>`` says where a program is that is not on the PATH.
    """
    variable = "PODLINT_" + name.upper().replace("-", "_")
    named = os.environ.get(variable, "")
    beside = shutil.which(name, path=sysconfig.get_path("scripts"))
    found = named or beside or shutil.which(name)
    if found:
        return found
    required = os.environ.get("PODLINT_REQUIRE_TOOLS", "").split(",")
    if name in required or "1" in required:
        pytest.fail(f"{name} is required here (PODLINT_REQUIRE_TOOLS), and it is not installed")
    pytest.skip(f"{name} is not installed")


def listen_to_interrupts() -> None:
    """For a child: take SIGINT, which a shell lets the jobs in its background ignore."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def clean_environment(**more: str) -> dict[str, str]:
    """The environment without what changes the result from one machine to the next."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if (not name.startswith(_OUTER) or name == "PODLINT_CACHE_DIR")
        and name not in {"CI", "NO_COLOR", "FORCE_COLOR", "PYTHONPATH", "PYTHONWARNINGS"}
    }
    return kept | more


def run(
    command: Sequence[str | Path],
    *,
    cwd: Path,
    env: Mapping[str, str] | None = None,
    input: str = "",
    check: bool = False,
) -> Completed:
    """Run a program, and on request fail with all that it said."""
    done = subprocess.run(
        [os.fspath(part) for part in command],
        cwd=cwd,
        env=dict(env) if env is not None else clean_environment(),
        input=input,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if check and done.returncode:
        pytest.fail(f"{command} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}")
    return done


@pytest.fixture(scope="session", autouse=True)
def cache_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A cache that no other run has written to: neither reads a test what a user's runs have found."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", os.fspath(folder))
        patch.setenv("PODLINT_CACHE_DIR", os.fspath(folder / "podlint"))
        yield folder


@pytest.fixture
def run_podlint(cache_home: Path, tmp_path: Path) -> RunPodlint:
    """Run podlint in a process of its own: arguments, and ``cwd``, ``input`` or ``env``."""

    def podlint(
        *arguments: str | Path,
        cwd: Path = tmp_path,
        input: str = "",
        env: Mapping[str, str] | None = None,
    ) -> Completed:
        own = {"XDG_CACHE_HOME": os.fspath(cache_home), **(env or {})}
        command = [sys.executable, "-m", "podlint", *arguments]
        return run(command, cwd=cwd, input=input, env=clean_environment(**own))

    return podlint


# --- git ------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def git_environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment in which git knows an author and nothing of the user's configuration."""
    config = tmp_path_factory.mktemp("git") / "config"
    config.write_text(
        "[user]\n\tname = Test\n\temail = test@example.com\n"
        "[init]\n\tdefaultBranch = main\n"
        "[safe]\n\tdirectory = *\n"
        '[protocol "file"]\n\tallow = always\n'
        "[core]\n\tautocrlf = false\n",
        encoding="utf-8",
    )
    return clean_environment(GIT_CONFIG_GLOBAL=os.fspath(config), GIT_CONFIG_NOSYSTEM="1")


@dataclass(frozen=True, slots=True)
class GitRepository:
    """A git repository to write files into and to commit them."""

    path: Path
    env: Mapping[str, str]

    def git(self, *arguments: str, check: bool = True) -> Completed:
        """Run git in the repository."""
        return run([require_tool("git"), *arguments], cwd=self.path, env=self.env, check=check)

    def write(self, name: str, text: str) -> Path:
        """Write a file and the folders above it."""
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def commit(self, message: str = "change", *, check: bool = True) -> Completed:
        """Commit all there is."""
        self.git("add", "--all")
        return self.git("commit", "--message", message, check=check)


def make_repository(path: Path, env: Mapping[str, str]) -> GitRepository:
    """A new, empty repository at ``path``."""
    path.mkdir(parents=True, exist_ok=True)
    repository = GitRepository(path, env)
    repository.git("init", "--quiet")
    return repository


@pytest.fixture
def git_repo(tmp_path: Path, git_environment: dict[str, str]) -> GitRepository:
    """An empty git repository in a folder of its own."""
    return make_repository(tmp_path / "repository", git_environment)


# --- podlint as its users install it --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Installation:
    """A virtual environment that has podlint's wheel, and other packages' dependencies by a link.

    Nothing is fetched: the libraries are those of the environment that runs the tests. Its .pth
    files are not read, so an editable podlint in it stays unseen.
    """

    path: Path
    env: Mapping[str, str]

    @property
    def scripts(self) -> Path:
        """The folder of its programs."""
        return self.path / ("Scripts" if os.name == "nt" else "bin")

    @property
    def python(self) -> Path:
        return self.scripts / "python"

    def install(self, wheel: Path) -> None:
        """Install one wheel, without its dependencies and without the network."""
        pip: list[str | Path] = [sys.executable, "-m", "pip", "--python", self.python]
        # The podlint that may be installed beside the libraries does not count as installed.
        options = ["--quiet", "--no-index", "--no-deps", "--ignore-installed"]
        options += ["--disable-pip-version-check"]
        run([*pip, "install", *options, wheel], cwd=self.path, env=self.env, check=True)

    def podlint(self, *arguments: str | Path, cwd: Path = ROOT) -> Completed:
        """Run its own ``podlint``."""
        return run([self.scripts / "podlint", *arguments], cwd=cwd, env=self.env)


def build_wheel(project: Path, folder: Path) -> Path:
    """Build the wheel of a project with the hatchling that is installed here."""
    hatchling = [sys.executable, "-m", "hatchling", "build"]
    run([*hatchling, "-t", "wheel", "-d", folder], cwd=project, check=True)
    (wheel,) = folder.glob("*.whl")
    return wheel


def make_installation(folder: Path, wheel: Path) -> Installation:
    """A fresh virtual environment with that wheel of podlint in it."""
    venv.create(folder, with_pip=False)
    env = clean_environment(XDG_CACHE_HOME=os.fspath(folder / "cache"))
    installation = Installation(folder, env)
    names = {"base": os.fspath(folder), "platbase": os.fspath(folder)}
    site = Path(sysconfig.get_path("purelib", scheme="venv", vars=names))
    libraries = dict.fromkeys(sysconfig.get_path(name) for name in ("purelib", "platlib"))
    (site / "libraries.pth").write_text("\n".join(libraries) + "\n", encoding="utf-8")
    installation.install(wheel)
    return installation


@pytest.fixture(scope="session")
def podlint_wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    return build_wheel(ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory, podlint_wheel: Path) -> Installation:
    """A virtual environment with the wheel of this checkout."""
    return make_installation(tmp_path_factory.mktemp("installation"), podlint_wheel)
