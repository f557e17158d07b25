"""Install the programs that podlint is timed against.

    python bench/peers.py --bin DIR [--venv DIR] [--only NAME]

What is written in Go is built by ``go install`` into one directory, checkov is installed by pip into a
virtual environment of its own. What is there already is left alone, and what cannot be installed is
told and passed over: a benchmark with fewer peers is one all the same.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import venv
from pathlib import Path

GO_PEERS = {
    "kubeconform": "github.com/yannh/kubeconform/cmd/kubeconform@latest",
    "kube-linter": "golang.stackrox.io/kube-linter/cmd/kube-linter@latest",
    "kube-score": "github.com/zegl/kube-score/cmd/kube-score@latest",
    "polaris": "github.com/fairwindsops/polaris@latest",
}
SCRIPTS = "Scripts" if os.name == "nt" else "bin"
SUFFIX = ".exe" if os.name == "nt" else ""


def install_go(name: str, directory: Path) -> str:
    """Build a peer into ``directory``; what is to be said of it."""
    if (directory / f"{name}{SUFFIX}").exists():
        return "is there"
    if shutil.which("go") is None:
        return "passed over: there is no go"
    directory.mkdir(parents=True, exist_ok=True)
    environment = os.environ | {"GOBIN": str(directory.resolve())}
    return _said(["go", "install", GO_PEERS[name]], environment)


def install_checkov(directory: Path) -> str:
    """Install checkov into a virtual environment at ``directory``; what is to be said of it."""
    programs = directory / SCRIPTS
    if any((programs / f"checkov{end}").exists() for end in ("", ".cmd", ".exe")):
        return "is there"
    venv.create(directory, with_pip=True)
    python = str(programs / f"python{SUFFIX}")
    return _said([python, "-m", "pip", "install", "--quiet", "checkov"], dict(os.environ))


def _said(command: list[str], environment: dict[str, str]) -> str:
    done = subprocess.run(
        command,
        check=False,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
    )
    if done.returncode == 0:
        return "installed"
    last = (done.stderr.strip() or done.stdout.strip() or "it says nothing").splitlines()[-1]
    return f"passed over: {last}"


def main() -> None:
    """Install what is missing."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--bin", type=Path, required=True, help="where Go programs are built")
    parser.add_argument("--venv", type=Path, help="where checkov's environment is made")
    parser.add_argument("--only", default="", help="peers whose name holds this")
    options = parser.parse_args()
    for name in GO_PEERS:
        if options.only in name:
            print(f"{name}: {install_go(name, options.bin)}", flush=True)
    if options.venv is not None and options.only in "checkov":
        print(f"checkov: {install_checkov(options.venv)}", flush=True)
        print(f"python bench/run.py --peers {options.bin} --peers {options.venv / SCRIPTS}")
    else:
        print(f"python bench/run.py --peers {options.bin}")


if __name__ == "__main__":
    main()
