"""What CONTRIBUTING.md promises: its ten lines are a whole activation."""

from __future__ import annotations

import ast
import json
import re
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from core.activations.base import Activation
from core.gradient_check import numerical_gradient
from core.history import History
from core.trace import Trace
from nnviz.cli import main
from nnviz.project import file
from nnviz.resources import resource
from nnviz.widgets.hyper_form import HyperForm
from tests.nnviz.exporters.code import scripts

PAGE = Path(__file__).resolve().parents[1] / "CONTRIBUTING.md"


@pytest.fixture
def source() -> str:
    """The page's first block of Python."""
    return re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)[0]


@pytest.fixture
def arsinh(source: str, monkeypatch: pytest.MonkeyPatch) -> type[Activation]:
    """The class of the page, for the time of a test."""
    monkeypatch.setattr(Activation, "_members", dict(Activation._members))
    module = ModuleType("a_page_of_the_docs")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    exec(compile(source, str(PAGE), "exec"), module.__dict__)
    return module.Arsinh


@pytest.fixture
def project_path(arsinh: type[Activation], tmp_path: Path) -> Path:
    """Mazur's example with the new activation in its hidden layer."""
    document = json.loads(resource("samples", "mazur.nnviz").read_text(encoding="utf-8"))
    document["network"]["layers"][0]["activation"] = {"key": arsinh.key}
    path = tmp_path / "new.nnviz"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def test_it_is_ten_lines(source: str) -> None:
    body = next(node for node in ast.parse(source).body if isinstance(node, ast.ClassDef)).body
    assert sum(node.end_lineno - node.lineno + 1 for node in body[1:] if node.end_lineno) == 10


def test_it_is_offered_in_the_form(arsinh: type[Activation], qtbot: QtBot) -> None:
    form = HyperForm(Activation)
    qtbot.addWidget(form)
    position = form.combo.findText("Arsinh")
    assert position >= 0
    with qtbot.waitSignal(form.edited) as edited:
        form.combo.setCurrentIndex(position)
        form.combo.activated.emit(position)
    assert edited.args[0] == arsinh()


def test_it_is_read_and_written_in_a_project(arsinh: type[Activation], project_path: Path) -> None:
    project = file.load(project_path)
    assert project.network.layers[0].activation == arsinh()
    assert file.decode(file.encode(project)) == project


def test_its_gradients_are_right(project_path: Path) -> None:
    project = file.load(project_path)
    update = History(project.task, project.first_point()).update(0)
    measured = numerical_gradient(Trace(project.task, update))
    np.testing.assert_allclose(update.recording.gradient, measured, rtol=1e-6)


def test_its_steps_are_explained_on_the_command_line(
    project_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["trace", str(project_path)]) == 0
    trace = capsys.readouterr().out
    assert "Arsinh" in trace
    assert f"= {np.arcsinh(0.3775):.8f}" in trace


def test_it_is_written_as_code_for_every_framework(
    project_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written = {}
    for key in ("numpy", "pytorch", "keras", "jax"):
        assert main(["export", str(project_path), "--format", key]) == 0
        written[key] = capsys.readouterr().out
    assert "return np.arcsinh(z)" in written["numpy"]
    assert "class Arsinh(torch.autograd.Function):" in written["pytorch"]
    project = file.load(project_path)
    scripts.assert_same(scripts.run(written["numpy"]), scripts.expected(project, intermediates=True))
