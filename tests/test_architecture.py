"""What the modules may know of each other, and how large they may grow."""

from __future__ import annotations

import ast
import os
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from conftest import ROOT, clean_environment, run

ENGINE = ROOT / "podlint"
RULES = ROOT / "rules" / "podlint_rules"

LAYERS = (
    ("model", "links", "entrypoints", "atomic", "trouble", "wording"),
    ("document", "directive"),
    ("schema", "kubernetes"),
    ("rule",),
    ("discovery", "meant", "patch", "pool", "profile", "registry"),
    ("place",),
    ("suppress",),
    ("ignores",),
    ("cache",),
    ("config", "lint", "project"),
    ("known",),
    ("ignore_faults",),
    ("judge", "work"),
    ("engine",),
    ("add_ignore", "baseline", "catalogue", "files", "progress", "report"),
    ("debt", "fixer", "output", "summary"),
    ("console",),
    ("arguments", "outcome"),
    ("cli",),
    ("__main__",),
)
"""From the bottom to the top. A module imports what stands below it: not what stands above, and not
what stands beside it. A package counts as one; what it imports of itself is its own affair."""

MEMORIES = {"podlint.document.words": {"scalars", "keys"}}
"""Bounded memories of what a text means: a pure function, in the hottest loop of all."""

MAX_FUNCTION = 60
HOT_LOOPS = {"podlint.document.lines": {"compose_lines"}}
"""In pieces it takes 125 microseconds where it takes 72, for a document that all else takes 150 for."""
MAX_MODULE = 400

ENGINE_MODULES = sorted(ENGINE.rglob("*.py"))
RULE_MODULES = sorted(RULES.rglob("*.py"))


def name_of(path: Path) -> str:
    """``podlint.report.sarif`` of its file."""
    parts = path.relative_to(ENGINE.parent if ENGINE in path.parents else RULES.parent)
    return ".".join(parts.with_suffix("").parts).removesuffix(".__init__")


def module_id(path: Path) -> str:
    return name_of(path)


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """The lines and dotted names of all imports in a module, those inside functions too.

    Of ``from podlint import schema`` the name is ``podlint.schema``.
    """
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}:{node.lineno}: a relative import"
            module = node.module or ""
            if module == "podlint":
                yield from ((node.lineno, f"podlint.{alias.name}") for alias in node.names)
            else:
                yield node.lineno, module


def part_of(name: str) -> str:
    """The ``report`` of ``podlint.report.sarif``; empty for ``podlint`` itself."""
    return name.split(".")[1] if "." in name else ""


def top_of(name: str) -> str:
    return name.partition(".")[0]


LEVEL = {part: level for level, parts in enumerate(LAYERS) for part in parts}


def test_every_module_has_a_layer() -> None:
    parts = {part_of(name_of(path)) for path in ENGINE_MODULES} - {""}
    assert not parts - LEVEL.keys()


@pytest.mark.parametrize("path", ENGINE_MODULES, ids=module_id)
def test_imports_point_down(path: Path) -> None:
    own = part_of(name_of(path))
    wrong = [
        f"line {line}: {own or 'podlint'} imports {name}"
        for line, name in imports(path)
        if top_of(name) == "podlint"
        and part_of(name) != own
        and LEVEL[part_of(name)] >= LEVEL.get(own, 0)
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("path", ENGINE_MODULES, ids=module_id)
def test_the_engine_knows_no_rule_pack(path: Path) -> None:
    assert not [name for _, name in imports(path) if top_of(name) == "podlint_rules"]


@pytest.mark.parametrize("path", RULE_MODULES, ids=module_id)
def test_a_rule_knows_only_the_rule_api(path: Path) -> None:
    """And what rules share, in modules that begin with an underscore; and its own package."""
    package = "" if path.parent == RULES else f"podlint_rules.{path.relative_to(RULES).parts[0]}."
    wrong = [
        name
        for _, name in imports(path)
        if top_of(name) not in sys.stdlib_module_names
        and name != "podlint.rule"
        and not name.startswith("podlint_rules._")
        and not (package and f"{name}.".startswith(package))
    ]
    assert not wrong


@pytest.mark.parametrize("path", [*ENGINE_MODULES, *RULE_MODULES], ids=module_id)
def test_libraries_are_used_in_few_places(path: Path) -> None:
    allowed = {
        "ruamel": {"document"},
        "_ruamel_yaml": {"document"},
        "jsonschema": {"schema"},
        "jsonschema_rs": {"schema"},
        "click": {"arguments", "progress"},
    }
    own = part_of(name_of(path)) if ENGINE in path.parents else "a rule"
    wrong = [name for _, name in imports(path) if own not in allowed.get(top_of(name), {own})]
    assert not wrong


@pytest.mark.parametrize("path", [*ENGINE_MODULES, *RULE_MODULES], ids=module_id)
def test_nothing_opens_a_connection_or_starts_a_program(path: Path) -> None:
    forbidden = {"socket", "http", "urllib3", "requests", "ssl", "subprocess", "asyncio"}
    used = {top_of(name) for _, name in imports(path)} | {
        name for _, name in imports(path) if name == "urllib.request"
    }
    assert not used & (forbidden | {"urllib.request"})


# --- Sizes ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [*ENGINE_MODULES, *RULE_MODULES], ids=module_id)
def test_functions_are_short(path: Path) -> None:
    long = [
        f"line {node.lineno}: {node.name} has {node.end_lineno - node.lineno + 1} lines"
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno + 1 > MAX_FUNCTION
        and node.name not in HOT_LOOPS.get(name_of(path), ())
    ]
    assert not long, "\n".join(long)


@pytest.mark.parametrize("path", [*ENGINE_MODULES, *RULE_MODULES], ids=module_id)
def test_modules_are_short(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= MAX_MODULE


def mutable(node: ast.expr | None) -> bool:
    """Whether an expression makes a list or set, or an empty mapping: what somebody will fill."""
    match node:
        case ast.List() | ast.Set() | ast.ListComp() | ast.SetComp():
            return True
        case ast.Dict():
            return not node.keys
        case ast.Call(func=ast.Name(id=name)):
            return name in {"list", "set", "dict", "defaultdict", "Counter", "deque", "bytearray"}
    return False


@pytest.mark.parametrize("path", [*ENGINE_MODULES, *RULE_MODULES], ids=module_id)
def test_modules_hold_no_state(path: Path) -> None:
    """Tables may be mappings; what grows, and what ``global`` rebinds, is state."""
    wrong = [
        f"line {node.lineno}" for node in ast.walk(tree_of(path)) if isinstance(node, ast.Global)
    ]
    for node in tree_of(path).body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and mutable(node.value):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names = [target.id for target in targets if isinstance(target, ast.Name)]
            if names != ["__all__"] and not MEMORIES.get(name_of(path), set()).issuperset(names):
                wrong.append(f"line {node.lineno}: {', '.join(names)}")
    assert not wrong, "\n".join(wrong)


# --- What a run loads -----------------------------------------------------------------------------

CLEAN = """\
apiVersion: v1
kind: ConfigMap
metadata:
  name: web
data:
  mode: fast
"""


def modules_after(arguments: list[str], cwd: Path, forget: str = "") -> set[str]:
    """The top-level modules that one call of the command line has imported at its end."""
    code = (
        "import atexit, sys\n"
        "atexit.register(lambda: print('LOADED', *sorted({n.partition('.')[0] for n in sys.modules}),"
        " file=sys.stderr))\n"
        "from podlint.cli import main\n"
        "main(sys.argv[1:])\n"
    )
    own = clean_environment(PYTHONDONTWRITEBYTECODE="1")
    done = run([sys.executable, "-c", code, *arguments], cwd=cwd, env=own)
    assert done.returncode in (0, 1), done.stderr
    loaded = next(line for line in done.stderr.splitlines() if line.startswith("LOADED "))
    return set(loaded.split()[1:])


def test_version_and_help_load_no_library(tmp_path: Path) -> None:
    for option in ("--version", "--help"):
        loaded = modules_after([option], tmp_path)
        assert "podlint" in loaded
        assert not loaded & {"ruamel", "_ruamel_yaml", "jsonschema", "jsonschema_rs"}, option
        assert not loaded & {"podlint_rules", "importlib.metadata"}, option


def test_only_a_fault_loads_the_slow_validator(tmp_path: Path) -> None:
    (tmp_path / "clean.yaml").write_text(CLEAN, encoding="utf-8")
    wrong = CLEAN.replace("data:", "datum:")
    (tmp_path / "wrong.yaml").write_text(wrong, encoding="utf-8")
    loaded = modules_after(["clean.yaml"], tmp_path)
    assert not loaded & {"click", "dataclasses", "inspect", "jsonschema", "ruamel", "socket"}
    assert "jsonschema" in modules_after(["wrong.yaml"], tmp_path)


def test_what_is_no_manifest_loads_no_validator(tmp_path: Path) -> None:
    (tmp_path / "values.yaml").write_text("replicas: 3\n", encoding="utf-8")
    loaded = modules_after([os.fspath(tmp_path / "values.yaml")], tmp_path)
    assert not loaded & {"jsonschema", "jsonschema_rs"}
