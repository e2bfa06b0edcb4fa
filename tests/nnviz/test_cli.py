"""The command line as a whole: exit codes, one line per error, no screen."""

from __future__ import annotations

import os
import subprocess
import sys
import types
from pathlib import Path

import pytest

import nnviz
from nnviz.cli import main
from nnviz.display import has_display
from nnviz.resources import resource

ROOT = Path(__file__).resolve().parents[2]
MAZUR = str(resource("samples", "mazur.nnviz"))


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["values"], "the following arguments are required: PROJECT"),
        (["values", "no.nnviz"], "no.nnviz: cannot be read: No such file or directory"),
        (["values", "no\nsuch.nnviz"], "no such.nnviz: cannot be read: No such file or directory"),
        (["values", MAZUR, "--update", "-1"], "argument --update: expected a whole number from 0, got '-1'"),
        (["values", MAZUR, "--update", "9" * 40], "argument --update: expected a whole number from 0, got "),
        (["values", MAZUR, "--jsn"], "unrecognized arguments: --jsn"),
        (["train", MAZUR], "one of the arguments --updates --epochs is required"),
        (["train", MAZUR, "--updates", "1", "--epochs", "1"], "argument --epochs: not allowed with argument"),
        (["race"], "race: expected one of PROJECT, --surface KEY and --expression FORMULA"),
        (["race", MAZUR, "--surface", "beale"], "race: expected one of PROJECT, --surface KEY and "),
        (["race", MAZUR, "--expression", "x*y"], "race: expected one of PROJECT, --surface KEY and "),
        (["race", "--surface", "alps"], "race: --surface.key: unknown surface 'alps'; known are "),
        (["race", "--surface", "beale"], "race: expected 1 to 24 times --optimizer, got 0"),
        (["trace", MAZUR, "--format", "xml"], "argument --format: invalid choice: 'xml'"),
        (["trace", MAZUR, "--sample", "1"], f"{MAZUR}: --sample: expected 0 to 0, got 1"),
        (["shots"], "the following arguments are required: --output"),
        (
            ["shots", "--output", "x", "--size", "0x9"],
            "argument --size: expected width and height as 1366x768",
        ),
        (["--nonsense"], "the following arguments are required: COMMAND"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    arguments: list[str], line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"nnviz: {line}")
    assert err.count("\n") == 1


def test_version_and_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"NNViz {nnviz.__version__}\n"
    assert main(["--help"]) == 0
    words = capsys.readouterr().out
    assert all(name in words for name in ("values", "trace", "train", "race", "render", "shots"))


@pytest.mark.parametrize(
    ("arguments", "opened"), [([], None), (["a.nnviz"], "a.nnviz"), (["open", "train"], "train")]
)
def test_without_a_command_the_window_opens(
    arguments: list[str], opened: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    app = types.ModuleType("nnviz.app")
    app.run = lambda project: asked.append(project) or 7  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "nnviz.app", app)
    monkeypatch.setattr(nnviz, "app", app, raising=False)
    assert main(arguments) == 7
    assert asked == [opened]


def test_nothing_slow_is_imported_before_the_window() -> None:
    code = """
import sys, types
app = sys.modules["nnviz.app"] = types.ModuleType("nnviz.app")
app.run = lambda project: 0
import nnviz
nnviz.app = app
from nnviz.cli import main
assert main(["a.nnviz"]) == 0
slow = {"numpy", "msgspec", "PySide6", "core.registry"} & set(sys.modules)
assert not slow, slow
"""
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, env=environment)
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there is always a screen")
def test_without_a_screen_the_window_is_not_tried(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert not has_display()
    assert main([]) == 2
    assert "there is no display" in capsys.readouterr().err
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert has_display()


def test_shots_hands_sizes_and_themes_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = []
    shots = types.ModuleType("nnviz.shots")
    shots.render = lambda *given: asked.append(given) or [Path("out/a.png")]  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "nnviz.shots", shots)
    monkeypatch.setattr(nnviz, "shots", shots, raising=False)
    assert main(["shots", "--output", "out"]) == 0
    assert (
        main(["shots", "--output", "out", "--size", "1024x600", "--size", "800x600", "--theme", "dark"]) == 0
    )
    assert capsys.readouterr().out == "out/a.png\n" * 2
    assert asked == [
        (Path("out"), [(1366, 768)], ["light"]),
        (Path("out"), [(1024, 600), (800, 600)], ["dark"]),
    ]


def test_shots_into_a_place_that_cannot_be_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("not a folder")
    assert main(["shots", "--output", str(tmp_path / "file" / "out")]) == 2
    assert ": cannot be written: " in capsys.readouterr().err


def start(*arguments: str, **options: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, str(ROOT / "main.py"), *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | {"PYTHONIOENCODING": "ascii"},
        **options,  # type: ignore[arg-type]
    )


def test_a_reader_that_has_seen_enough_is_no_error() -> None:
    with start("trace", str(resource("samples", "spiral-2-8-8-1.nnviz"))) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 141


def test_main_answers_without_qt_and_whatever_the_locale() -> None:
    code = """
import sys
for name in ("PySide6", "pyqtgraph", "ziamath", "contourpy", "PIL"):
    sys.modules[name] = None
from nnviz.cli import main
project = sys.argv[1]
for arguments in (["values", project], ["values", project, "--json"], ["trace", project],
                  ["train", project, "--updates", "3"],
                  ["race", "--surface", "rosenbrock", "--optimizer", "sgd"],
                  ["race", project, "--optimizer", "adam", "--steps", "3", "--json"]):
    assert main(arguments) == 0, arguments
assert main(["render", "--list"]) == 2
"""
    done = subprocess.run(
        [sys.executable, "-c", code, MAZUR],
        cwd=ROOT,
        capture_output=True,
        env=os.environ | {"PYTHONIOENCODING": "ascii"},
    )
    assert done.returncode == 0, done.stderr
    assert "\N{MINUS SIGN}0.0380982" in done.stdout.decode("utf-8")
    assert done.stderr.startswith(b"nnviz: cannot draw: ")
