"""Everything a developer or a user does in a checkout, in one command and with nothing installed before.

    python3 scripts/bootstrap.py setup | run | test | coverage | lint | bench | shots | build   [ARGUMENTS]

On Windows `py scripts\\bootstrap.py run`. The standard library alone; `make` is a thin wrapper over it.
The first call makes `.venv` from the hashed lock and sees to it that Qt can start; a stamp in `.venv`
says so to the later ones, which cost nothing.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import system  # beside this file

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PROGRAMS = VENV / ("Scripts" if sys.platform == "win32" else "bin")
PYTHON = PROGRAMS / ("python.exe" if sys.platform == "win32" else "python")
LOCK = ROOT / "requirements-dev.lock"
STAMP = VENV / "nnviz-stamp"
OLDEST = (3, 11)


def call(*command: object, **environment: str) -> int:
    """Run a command with its output on the screen; give its exit code."""
    return subprocess.call([str(part) for part in command], env={**os.environ, **environment})


def setup(arguments: list[str]) -> int:
    """Make .venv ready; at once if its stamp says that it is."""
    digest = hashlib.sha256()
    for path in (LOCK, Path(__file__), Path(system.__file__)):
        digest.update(path.read_bytes())
    ready = f"{digest.hexdigest()} {sys.version_info[0]}.{sys.version_info[1]}"
    # With a display appears a second need: the libraries that open a window.
    ready_for_window = ready + " window"
    found = STAMP.read_text().strip() if STAMP.is_file() and PYTHON.exists() else ""
    if found == ready_for_window or (found == ready and not system.has_display()):
        if arguments != ["--quiet"]:
            print("Ready: .venv is up to date.")
        return 0

    STAMP.unlink(missing_ok=True)
    if not environment_works():
        if not system.ensure_venv_module():
            return 1
        print("Making .venv ...", flush=True)
        if call(sys.executable, "-m", "venv", "--clear", VENV):
            return 1
    print("Installing what NNViz needs (about 450 MB, once) ...", flush=True)
    pip = [PYTHON, "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "--quiet"]
    # The lock names everything: left to resolve, an older pip takes a newer coverage for `coverage[toml]`
    # than the one that is locked, and refuses it.
    if call(*pip, "--require-hashes", "--no-deps", "--requirement", LOCK):
        print("The installation failed: the lines above say why. The same command goes on from here.")
        return 1
    if not system.ensure_qt(PYTHON):
        return 1
    STAMP.write_text(ready_for_window if system.has_display() else ready)
    print("Ready.", flush=True)
    return 0


def environment_works() -> bool:
    """Whether .venv holds this version of Python, with pip: a half-made one does not count."""
    probe = "import pip, sys; sys.exit(sys.version_info[:2] != " + str(tuple(sys.version_info[:2])) + ")"
    try:
        return subprocess.run([str(PYTHON), "-c", probe], stderr=subprocess.DEVNULL).returncode == 0
    except OSError:
        return False


def run(arguments: list[str]) -> int:
    """Start NNViz; without a display, and without arguments, render what its window would show."""
    if arguments or system.has_display():
        return call(PYTHON, ROOT / "main.py", *arguments)
    print(
        "There is no display here: rendering the workspaces of the sample project to out/ instead.",
        flush=True,
    )
    return call(PYTHON, ROOT / "main.py", "shots", "--output", ROOT / "out", QT_QPA_PLATFORM="offscreen")


def test(arguments: list[str]) -> int:
    """Run the tests, as many at once as there are processors; arguments go to pytest (`-n 0`: one)."""
    os.chdir(ROOT)
    at_once = ["--numprocesses", "auto", "--dist", "worksteal"]
    return call(PYTHON, "-m", "pytest", *at_once, *arguments, QT_QPA_PLATFORM="offscreen")


def coverage(arguments: list[str]) -> int:
    """Run the tests of core and fail if they leave out a line of it, or one of the ways on from it."""
    report = ["--cov=core", "--cov-report=term-missing:skip-covered", "--cov-fail-under=100"]
    return test(["tests/core", *report, *arguments])


def lint(arguments: list[str]) -> int:
    """Check style, types and who imports whom; all of it, even after a failure."""
    os.chdir(ROOT)
    checks: dict[str, list[object]] = {
        "ruff check": [PYTHON, "-m", "ruff", "check", "."],
        "ruff format": [PYTHON, "-m", "ruff", "format", "--check", "."],
        "mypy": [PYTHON, "-m", "mypy"],
        "import contracts": [PROGRAMS / "lint-imports"],
    }
    failed = []
    for name, command in checks.items():
        print(f"== {name}", flush=True)
        if call(*command):
            failed.append(name)
    print("lint: " + ("failed: " + ", ".join(failed) if failed else "all is well"), flush=True)
    return 1 if failed else 0


def bench(arguments: list[str]) -> int:
    """Measure speed against peers; arguments go to the benchmarks."""
    os.chdir(ROOT)
    return call(PYTHON, "-m", "benchmarks", *arguments)


def shots(arguments: list[str]) -> int:
    """Draw the pictures in docs/images anew."""
    sizes = ["--size", "1366x768", "--size", "1024x600"]
    themes = ["--theme", "light", "--theme", "dark"]
    command = [PYTHON, ROOT / "main.py", "shots", "--output", ROOT / "docs" / "images"]
    return call(*command, *(arguments or sizes + themes), QT_QPA_PLATFORM="offscreen")


def build(arguments: list[str]) -> int:
    """Build the wheel into dist/, with the locked build tools rather than freshly fetched ones."""
    return call(
        PYTHON, "-m", "build", "--wheel", "--no-isolation", "--outdir", ROOT / "dist", *arguments, ROOT
    )


COMMANDS = {f.__name__: f for f in (setup, run, test, coverage, lint, bench, shots, build)}


def main() -> int:
    if len(sys.argv) < 2 or sys.argv[1] not in COMMANDS:
        print(__doc__)
        return 2
    if sys.version_info < OLDEST:
        return system.start_again_with_newer_python(OLDEST)
    name, arguments = sys.argv[1], sys.argv[2:]
    try:
        if name == "setup":
            return setup(arguments)
        return setup(["--quiet"]) or COMMANDS[name](arguments)
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
