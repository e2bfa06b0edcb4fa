"""What the operating system has to bring along for NNViz, and how it gets there.

Bare Linux machines lack libraries that Qt needs. As root on a system with apt they are installed;
else the exact command is printed. Everything is tried in a subprocess: Qt aborts where others raise.
"""

from __future__ import annotations

import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

GLIB, GLIB_NEW = "libglib2.0-0", "libglib2.0-0t64"  # Debian 13 and Ubuntu 24.04 renamed it
DRAWING = [GLIB, "libgl1", "libegl1", "libxkbcommon0", "libdbus-1-3", "libfontconfig1"]
WINDOW = ["libxcb-cursor0", "libxcb-icccm4", "libxcb-keysyms1", "libxcb-shape0", "libxkbcommon-x11-0"]

PROBE_DRAWING = """
from PySide6 import QtCore, QtGui, QtSvg, QtWidgets
QtWidgets.QApplication([])
"""
# Loading the plugin names the missing library; starting it without one would only abort.
PROBE_WINDOW = """
import ctypes, pathlib, PySide6
plugin = pathlib.Path(PySide6.__file__).parent / "Qt/plugins/platforms/libqxcb.so"
if plugin.exists():
    ctypes.CDLL(str(plugin))
"""


def has_display() -> bool:
    """Whether a window could be seen."""
    platform = os.environ.get("QT_QPA_PLATFORM", "")
    if platform:
        return platform.partition(":")[0] not in ("offscreen", "minimal")
    if sys.platform.startswith("linux"):
        return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    return True


def ensure_qt(python: Path) -> bool:
    """Make Qt start: drawing always, a window where there is a display to show it."""
    problem = qt_problem(python)
    if not problem:
        return True
    if not sys.platform.startswith("linux"):
        print(f"Qt does not start:\n{problem}")
        return False
    print(f"Qt lacks libraries of the system: {problem.splitlines()[-1]}", flush=True)
    if not install(DRAWING + WINDOW):
        return False
    problem = qt_problem(python)
    if problem:
        print(f"Qt still does not start:\n{problem}")
    return not problem


def qt_problem(python: Path) -> str:
    """What keeps Qt from starting, or nothing."""
    probes = [PROBE_DRAWING]
    if sys.platform.startswith("linux") and has_display():
        probes.append(PROBE_WINDOW)
    for probe in probes:
        failed, output = run_quietly([str(python), "-c", probe], QT_QPA_PLATFORM="offscreen")
        if failed:
            return output or f"it ended with {failed}"
    return ""


def ensure_venv_module() -> bool:
    """Debian leaves ensurepip, without which there is no venv, to a package of its own."""
    if importlib.util.find_spec("ensurepip"):
        return True
    return install([f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"])


def install(packages: list[str]) -> bool:
    """Install packages of the system as root, or say how to."""
    if not shutil.which("apt-get"):
        print("Install the library named above with the package manager of your system, then try again.")
        print("Under Debian the packages are: " + " ".join(packages))
        return False
    root = os.geteuid() == 0
    if root:
        run_quietly(["apt-get", "update"])
    if GLIB in packages and known_to_apt(GLIB_NEW):
        packages = [GLIB_NEW if name == GLIB else name for name in packages]
    command = ["apt-get", "install", "--yes", "--no-install-recommends", *packages]
    if not root:
        print("Please run, then try again:\n    sudo apt-get update && sudo " + shlex.join(command))
        return False
    print("Installing " + " ".join(packages), flush=True)
    failed, output = run_quietly(command)
    if failed:
        print(f"{output}\nThat failed. The command was:\n    {shlex.join(command)}")
        return False
    importlib.invalidate_caches()
    return True


def known_to_apt(name: str) -> bool:
    failed, output = run_quietly(["apt-cache", "show", name])
    return not failed and "Package: " + name in output


def run_quietly(command: list[str], **environment: str) -> tuple[int, str]:
    """Run a command without questions; give its exit code and what it said."""
    quiet = {"DEBIAN_FRONTEND": "noninteractive", **environment}
    done = subprocess.run(
        command,
        env={**os.environ, **quiet},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return done.returncode, done.stdout.strip()


def start_again_with_newer_python(oldest: tuple[int, int]) -> int:
    """Hand over to a newer Python if the system has one beside its default."""
    for minor in (13, 12, 11):
        newer = shutil.which(f"python3.{minor}")
        # A version manager's stub is found and yet does not run.
        if newer and subprocess.run([newer, "-c", ""], stderr=subprocess.DEVNULL).returncode == 0:
            return subprocess.call([newer, *sys.argv])
    print("NNViz needs Python {}.{} or newer; this is {}.".format(*oldest, sys.version.split()[0]))
    return 1
