"""Change a package in one place at a time and tell which changes its tests do not notice.

    python scripts/mutate.py core/losses tests/core/losses [more tests ...] [--minutes 20] [--workers 2]

Operators, comparisons, numbers, conditions, minus signs and negations are changed. Left alone are texts,
annotations, and the ranges of hyperparameters, which are a choice and no calculation. The work is done in
copies, so that the checkout stays as it is. Run by hand, with the packages for tests installed; it is no part
of the tests.
"""

from __future__ import annotations

import argparse
import ast
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

ROOT = Path(__file__).resolve().parent.parent
COPIED = ("core", "tests", "pyproject.toml")
LONGEST_RUN = 120  # seconds; a change that makes a loop endless counts as noticed
RANGES = ("low", "high", "low_open", "log")
OPTIONS = ("-x", "-q", "--no-header", "--tb=no", "-p", "no:randomly", "-p", "no:cacheprovider")

SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}


@dataclass(frozen=True)
class Mutant:
    """One change of a file: where, what was there, what is there now, and the whole changed source."""

    path: Path
    line: int
    before: str
    after: str
    source: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.before}  ->  {self.after}"


def mutants(path: Path) -> Iterator[Mutant]:
    """Yield the file with every single change."""
    text = (ROOT / path).read_text(encoding="utf-8")
    count = len(list(ast.walk(ast.parse(text))))
    for place in range(count):
        tree = ast.parse(text)
        node = list(ast.walk(tree))[place]
        if id(node) in _left_alone(tree):
            continue
        before = ast.unparse(node)
        if _change(node):
            yield Mutant(path, getattr(node, "lineno", 0), before, ast.unparse(node), ast.unparse(tree))


def _left_alone(tree: ast.AST) -> set[int]:
    """Return the identities of the nodes in annotations and in the ranges of hyperparameters."""
    roots: list[ast.AST | None] = []
    for node in ast.walk(tree):
        roots += [getattr(node, "annotation", None), getattr(node, "returns", None)]
        if isinstance(node, ast.keyword) and node.arg in RANGES:
            roots.append(node.value)
    return {id(child) for root in roots if root is not None for child in ast.walk(root)}


def _change(node: ast.AST) -> bool:
    """Change a node, if it is of a kind that can be, and tell whether it was."""
    if isinstance(node, (ast.BinOp, ast.BoolOp)) and type(node.op) in SWAPS:
        node.op = SWAPS[type(node.op)]()  # type: ignore[assignment]
    elif isinstance(node, ast.Compare) and type(node.ops[0]) in SWAPS:
        node.ops[0] = SWAPS[type(node.ops[0])]()  # type: ignore[call-overload]
    elif isinstance(node, ast.UnaryOp) and not isinstance(node.op, ast.UAdd):
        node.op = ast.UAdd()
    elif isinstance(node, (ast.If, ast.IfExp)):
        node.test = ast.UnaryOp(ast.Not(), node.test)
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        node.value = not node.value
    elif isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
        node.value = node.value + 1
    else:
        return False
    return True


def survives(mutant: Mutant, copies: SimpleQueue[Path], tests: list[str]) -> bool:
    """Tell whether the tests pass in spite of the change."""
    copy = copies.get()
    target = copy / mutant.path
    former = target.read_bytes()
    try:
        target.write_text(mutant.source, encoding="utf-8")
        command = [sys.executable, "-B", "-m", "pytest", *OPTIONS, *tests]
        ran = subprocess.run(command, cwd=copy, timeout=LONGEST_RUN, capture_output=True, check=False)
        return ran.returncode == 0
    except subprocess.TimeoutExpired:
        return False
    finally:
        target.write_bytes(former)
        copies.put(copy)


def make_copy(folder: Path) -> Path:
    """Copy what the tests need into a folder."""
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, folder / name)
    return folder


def main() -> int:
    """Run the tests on every mutant and print those that survive; exit 1 if there are any."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("package", type=Path, help="a file or folder below the checkout")
    parser.add_argument("tests", nargs="+", help="what pytest is to run")
    parser.add_argument("--minutes", type=float, default=20.0, help="stop after so long (default 20)")
    parser.add_argument("--workers", type=int, default=2, help="how many run at once (default 2)")
    chosen = parser.parse_args()
    files = sorted((ROOT / chosen.package).rglob("*.py")) or [ROOT / chosen.package]
    made = [mutant for path in files for mutant in mutants(path.relative_to(ROOT))]
    end = time.monotonic() + 60 * chosen.minutes
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(chosen.workers) as pool:
        copies: SimpleQueue[Path] = SimpleQueue()
        for worker in range(chosen.workers):
            copies.put(make_copy(Path(folder) / str(worker)))

        def examine(mutant: Mutant) -> bool | None:
            if time.monotonic() > end:
                return None
            survived = survives(mutant, copies, chosen.tests)
            if survived:
                print(mutant, flush=True)
            return survived

        results = list(pool.map(examine, made))
    tried, survived = len(made) - results.count(None), results.count(True)
    print(f"{len(made)} mutants, {tried} tried, {tried - survived} noticed, {survived} survived")
    return 1 if survived else 0


if __name__ == "__main__":
    sys.exit(main())
