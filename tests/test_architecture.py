"""The rules of the house that no reader should have to police."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LONGEST = 320  # lines; a file is one room with one purpose
SOURCES = sorted(path for package in ("core", "nnviz") for path in (ROOT / package).rglob("*.py"))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def run(code: str) -> None:
    """Run code in a fresh Python, where nothing has been imported yet."""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_import_contracts() -> None:
    """Who may import whom stands in pyproject.toml."""
    run("import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))")


def test_core_imports_without_anything_but_numpy() -> None:
    run("""
import importlib, pkgutil, sys
for name in ("PySide6", "shiboken6", "pyqtgraph", "ziamath", "contourpy", "msgspec", "PIL"):
    sys.modules[name] = None
import core
for module in pkgutil.walk_packages(core.__path__, "core."):
    importlib.import_module(module.name)
""")


@pytest.mark.parametrize("name", [name_of(p) for p in SOURCES if p.is_relative_to(ROOT / "core")])
def test_core_names_only_numpy_and_the_standard_library(name: str) -> None:
    allowed = sys.stdlib_module_names | {"numpy", "core"}
    for node in ast.walk(ast.parse((ROOT / name).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            imported = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            imported = [node.module or ""]
        else:
            continue
        strangers = {module.partition(".")[0] for module in imported} - allowed
        assert not strangers, f"line {node.lineno} imports {strangers}"


def test_command_line_starts_without_qt() -> None:
    """`values`, `trace` and the like answer at once, and on machines without Qt's libraries."""
    run(
        "import nnviz.cli, sys\n"
        "heavy = [m for m in sys.modules if m.startswith(('PySide6', 'pyqtgraph'))]\n"
        "assert not heavy, heavy"
    )


def test_first_paint_waits_for_nothing_heavy() -> None:
    run(
        "import nnviz.app, sys\n"
        "heavy = [m for m in ('numpy', 'pyqtgraph', 'ziamath', 'core') if m in sys.modules]\n"
        "assert not heavy, heavy"
    )


def test_files_are_short() -> None:
    lengths = {name_of(p): len(p.read_text(encoding="utf-8").splitlines()) for p in SOURCES}
    assert {name: n for name, n in lengths.items() if n > LONGEST} == {}


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_locks_hold_hashes_and_no_address(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text
    assert text.count("==") < text.count("--hash=sha256:")
    # 6.11 and 6.12 have faults that end the program: see the comment in pyproject.toml.
    assert "pyside6-essentials==6.10.3" in text
