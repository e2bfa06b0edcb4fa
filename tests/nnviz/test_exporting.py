"""From a panel of the running program to a file and to the clipboard."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from core.optimizers.sgd import SGD
from core.rival import Rival
from nnviz.document import Document
from nnviz.exporting import Exporter
from nnviz.figures.picture import Picture
from nnviz.figures.plot_painter import PlotPicture
from nnviz.figures.style import Style
from nnviz.main_window import WORKSPACES
from nnviz.panels.base import Panel
from nnviz.project import file
from nnviz.project.race_spec import PlaneSpec, RaceSpec, Runner
from nnviz.resources import resource
from nnviz.session import Session
from nnviz.settings import Settings
from nnviz.theme import Theme
from nnviz.widgets.export_dialog import ExportDialog
from nnviz.widgets.film_dialog import FilmDialog
from tests.nnviz.conftest import Program
from tests.nnviz.figures.plots import every_layer

LEFT = Qt.MouseButton.LeftButton
PATIENCE = 30_000  # milliseconds: a film takes long where much else runs


class PlotPanel(Panel):
    """A panel that remembers the styles that it was asked to draw in."""

    name, title = "loss", "Loss"

    def __init__(self) -> None:
        super().__init__()
        self.styles: list[Style] = []

    def picture(self, style: Style) -> Picture:
        self.styles.append(style)
        return PlotPicture(every_layer(style), style)


@pytest.fixture
def panel(qtbot: QtBot) -> PlotPanel:
    made = PlotPanel()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(tmp_path / "settings.ini")
    made.export_folder = str(tmp_path)
    made.export_dpi = 72
    return made


@pytest.fixture
def session(qapp: object) -> Session:
    path = resource("samples", "mazur.nnviz")
    made = Session(Document(file.load(path), Path("/home/ada/mazur.nnviz")))
    made.go_to_step(34)
    return made


@pytest.fixture
def exporter(panel: PlotPanel, session: Session, settings: Settings, qapp: object) -> Iterator[Exporter]:
    yield Exporter(panel, session, Theme(qapp, "light", 6), settings)
    for dialog in panel.findChildren(ExportDialog):
        dialog.reject()  # an open one would take the keys of the next test's window


def test_the_file_is_named_by_project_panel_and_moment(
    exporter: Exporter,
    panel: PlotPanel,
    session: Session,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(QFileDialog, "exec", lambda dialog: QFileDialog.DialogCode.Accepted)
    dialog = exporter.export(panel)
    with qtbot.waitSignal(session.message) as told:
        qtbot.mouseClick(dialog.save_button, LEFT)
    assert told.args == ["Figure saved as mazur-loss-u0-s34.png."]
    with Image.open(tmp_path / "mazur-loss-u0-s34.png") as image:
        assert image.info["Title"] == "mazur: Loss"
        assert image.info["Software"].startswith("NNViz ")


def test_the_choices_are_there_the_next_time(
    exporter: Exporter, panel: PlotPanel, qtbot: QtBot, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    dialog = exporter.export(panel)
    qtbot.mouseClick(dialog.format.buttons["svg"], LEFT)
    qtbot.mouseClick(dialog.look.buttons["dark"], LEFT)
    qtbot.mouseClick(dialog.presets["Slide"], LEFT)
    dialog.dpi.setValue(150)
    dialog.transparent.click()
    chosen = dialog.choices
    dialog.save_to(other / "figure.svg")
    again = exporter.export(panel).choices
    assert again.folder == str(other)
    assert (again.format, again.style, again.width_mm) == ("svg", "dark", 254.0)
    assert (again.dpi, again.transparent) == (chosen.dpi, True)


def test_what_was_cancelled_is_forgotten(exporter: Exporter, panel: PlotPanel, qtbot: QtBot) -> None:
    dialog = exporter.export(panel)
    before = dialog.choices
    dialog.width_mm.setValue(33)
    qtbot.mouseClick(dialog.cancel_button, LEFT)
    assert exporter.export(panel).choices == before


def test_figures_have_the_digits_of_the_screen(exporter: Exporter, panel: PlotPanel) -> None:
    exporter.export(panel)
    assert [(style.name, style.digits) for style in panel.styles] == [("print", 6)]


def test_copy_puts_pixels_and_vectors_on_the_clipboard(
    exporter: Exporter, panel: PlotPanel, session: Session, settings: Settings, qtbot: QtBot
) -> None:
    settings.export_width_mm = 254.0
    with qtbot.waitSignal(session.message) as told:
        exporter.copy(panel)
    assert told.args == ["Loss copied as PNG and SVG."]
    mime = QGuiApplication.clipboard().mimeData()
    assert QImage.fromData(mime.data("image/png")).width() == 720
    assert b"Every layer" in mime.data("image/svg+xml").data()


def test_a_copy_that_is_too_large_is_said(
    exporter: Exporter, panel: PlotPanel, session: Session, settings: Settings, qtbot: QtBot
) -> None:
    settings.export_width_mm, settings.export_dpi = 2000.0, 2400
    with qtbot.waitSignal(session.message) as told:
        exporter.copy(panel)
    assert "too many" in told.args[0]


def test_ctrl_e_exports_what_the_window_shows(
    start: Callable[[], Program], qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = start()
    program.settings.export_folder = str(tmp_path)
    monkeypatch.setattr(QFileDialog, "exec", lambda dialog: QFileDialog.DialogCode.Accepted)
    qtbot.keyClick(program.window, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    dialog = program.window.findChild(ExportDialog)
    qtbot.mouseClick(dialog.format.buttons["svg"], LEFT)
    qtbot.mouseClick(dialog.save_button, LEFT)
    assert "0.008771" in (tmp_path / "untitled-network-u0-s34.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize("workspace", WORKSPACES)
def test_every_panel_of_the_window_can_be_exported_and_copied(
    start: Callable[[], Program], tmp_path: Path, workspace: str
) -> None:
    program = start()
    program.window.choose_workspace(workspace)
    for panel in program.window.workspace.panels():
        dialog = program.parts.exporter.export(panel)
        dialog.save_to(tmp_path / f"{panel.name}.pdf")
        assert (tmp_path / f"{panel.name}.pdf").read_bytes().startswith(b"%PDF")
        QGuiApplication.clipboard().clear()
        program.parts.exporter.copy(panel)
        assert QGuiApplication.clipboard().mimeData().hasFormat("image/svg+xml")


def test_a_race_that_cannot_be_run_is_said_and_nothing_is_lost(
    start: Callable[..., Program], qtbot: QtBot
) -> None:
    """Its plane is to lie along a path, and nothing moves."""
    program = start("xor-2-4-1")
    parts, arena = program.parts, program.parts.optimizers
    still = Runner(Rival(SGD(learning_rate=0.0)))
    race = RaceSpec(None, runners=(still,), steps=5, plane=PlaneSpec("path"))
    parts.document.edit("Race", replace(parts.document.project, race=race))
    project = parts.document.project
    for panel in (arena.race, arena.surface, arena.heights, arena.state, arena.slow):
        for do in (parts.exporter.export, parts.exporter.copy, parts.exporter.film):
            with qtbot.waitSignal(parts.session.message) as told:
                assert do(panel) is None
            (line,) = told.args
            assert line.startswith(f"There is no figure of {panel.title}: the path does not move")
    assert parts.document.project is project
    assert not program.window.findChildren(ExportDialog)


@pytest.mark.parametrize("workspace", ["network", "optimizers"])
def test_every_panel_that_moves_can_be_filmed(
    start: Callable[[], Program], qtbot: QtBot, tmp_path: Path, workspace: str
) -> None:
    program = start()
    program.settings.export_folder = str(tmp_path)
    program.parts.session.go_to_update(2)
    program.window.choose_workspace(workspace)
    for panel in program.window.workspace.panels():
        dialog = program.parts.exporter.film(panel)
        assert (dialog is not None) == panel.moves
        if dialog is None:
            said = program.window.statusBar().currentMessage()
            assert said == f"Nothing moves in {panel.title}: it has no film."
            continue
        form = dialog.form
        form.width_px.setValue(80)
        form.height_px.setValue(60)
        form.first.setValue(max(form.last.value() - 2, form.first.minimum()))
        path = tmp_path / f"{panel.name}.apng"
        with qtbot.waitSignal(dialog.exported, timeout=PATIENCE):
            dialog.save_to(path)
        assert b"acTL" in path.read_bytes()
    assert program.parts.session.cursor.update == 2


def test_a_film_is_asked_for_by_key_and_by_menu_and_its_choices_are_kept(
    start: Callable[[], Program], qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = start()
    program.settings.export_folder = str(tmp_path)
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(program.window, Qt.Key.Key_E, keys)
    dialog = program.window.findChild(FilmDialog)
    form = dialog.form
    qtbot.mouseClick(form.format.buttons["webp"], LEFT)
    qtbot.mouseClick(form.caption.buttons["formula"], LEFT)
    qtbot.mouseClick(form.grain.buttons["phase"], LEFT)
    form.width_px.setValue(200)
    form.height_px.setValue(140)
    form.hold_end.setValue(3.5)
    form.loop.click()
    monkeypatch.setattr(QFileDialog, "exec", lambda dialog: QFileDialog.DialogCode.Accepted)
    with qtbot.waitSignal(program.parts.session.message, timeout=PATIENCE) as told:
        qtbot.mouseClick(dialog.save_button, LEFT)
    assert told.args == ["Film saved as untitled-network.webp."]
    with Image.open(tmp_path / "untitled-network.webp") as film:
        assert (film.size, film.n_frames) == ((200, 140), 4)
    panel = program.window.workspace.panels()[0]
    entries = [action.text() for action in panel.context_menu().actions()]
    assert "Export film…" in entries
    again = program.parts.exporter.film(panel)
    assert again.choices == dialog.choices
    again.reject()


def test_a_film_does_not_tell_what_a_lesson_asks_for(start: Callable[[], Program]) -> None:
    program = start()
    session, exporter = program.parts.session, program.parts.exporter
    network, inspector, *_ = program.parts.network.panels()
    session.hide_after(session.cursor)
    assert exporter.film(network) is None
    assert program.window.statusBar().currentMessage() == "The lesson asks what comes next: answer first."
    session.hide_after(None)
    dialog = exporter.film(inspector)
    assert dialog is not None
    dialog.reject()
