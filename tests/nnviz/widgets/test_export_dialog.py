"""The export dialog, as a user works it."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from nnviz.figures.plot_painter import PlotPicture
from nnviz.figures.style import STYLES, Style
from nnviz.theme import Theme
from nnviz.widgets.export_dialog import ExportChoices, ExportDialog, Figure, ask_path
from tests.nnviz.figures.plots import every_layer

SVG = "{http://www.w3.org/2000/svg}"
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def choices(tmp_path: Path) -> ExportChoices:
    return ExportChoices("png", "print", 120.0, 300, transparent=False, folder=str(tmp_path))


@pytest.fixture
def open_dialog(qtbot: QtBot, choices: ExportChoices) -> Callable[..., ExportDialog]:
    """Open the dialog; its file dialog answers with the path that is given, or with its suggestion."""

    def open_it(answer: Path | None = None, **changes: object) -> ExportDialog:
        def ask(parent: QWidget, start: Path, chosen_format: str) -> Path:
            return answer or start

        def draw(style: Style) -> Figure:
            return Figure(PlotPicture(every_layer(style), style), "net-loss-u3-s4", {"Title": "net: Loss"})

        dialog = ExportDialog(draw, STYLES, replace(choices, **changes), ask)
        qtbot.addWidget(dialog)
        dialog.show()
        return dialog

    return open_it


def test_a_png_has_the_chosen_width_and_resolution(
    open_dialog: Callable[..., ExportDialog], qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = open_dialog(width_mm=50.0)
    qtbot.mouseClick(dialog.presets["Column"], LEFT)
    dialog.dpi.setValue(200)
    assert dialog.size_label.text() == "89 × 60 mm, 701 × 474 pixels"
    with qtbot.waitSignal(dialog.exported) as exported:
        qtbot.mouseClick(dialog.save_button, LEFT)
    assert exported.args == [tmp_path / "net-loss-u3-s4.png"]
    assert not dialog.isVisible()
    with Image.open(tmp_path / "net-loss-u3-s4.png") as image:
        assert image.size == (701, 474)
        assert image.info["dpi"] == pytest.approx((200, 200), abs=0.1)
        assert image.info["Title"] == "net: Loss"
        assert image.convert("RGBA").getpixel((0, 0)) == (255, 255, 255, 255)


def test_transparent_paper_lets_the_page_through(
    open_dialog: Callable[..., ExportDialog], qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = open_dialog()
    dialog.transparent.click()
    qtbot.mouseClick(dialog.save_button, LEFT)
    with Image.open(tmp_path / "net-loss-u3-s4.png") as image:
        assert image.convert("RGBA").getpixel((0, 0))[3] == 0


def test_an_svg_is_vectors_and_real_text(
    open_dialog: Callable[..., ExportDialog], qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = open_dialog()
    qtbot.mouseClick(dialog.format.buttons["svg"], LEFT)
    assert not dialog.dpi.isEnabled()
    assert dialog.size_label.text() == "120 × 81 mm"
    qtbot.mouseClick(dialog.save_button, LEFT)
    root = ElementTree.parse(tmp_path / "net-loss-u3-s4.svg").getroot()
    assert float(root.get("width", "").removesuffix("mm")) == pytest.approx(120, abs=0.05)
    assert "Every layer" in {"".join(text.itertext()) for text in root.iter(f"{SVG}text")}
    assert len(list(root.iter(f"{SVG}polyline"))) > 10


def test_a_pdf_has_its_page(open_dialog: Callable[..., ExportDialog], qtbot: QtBot, tmp_path: Path) -> None:
    dialog = open_dialog(format="pdf", width_mm=254.0)
    qtbot.mouseClick(dialog.save_button, LEFT)
    content = (tmp_path / "net-loss-u3-s4.pdf").read_bytes()
    assert b"/MediaBox [0 0 720.000000 487.000000]" in content
    assert b"/Inter-Regular" in content


def test_the_look_is_drawn_anew(
    open_dialog: Callable[..., ExportDialog], qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = open_dialog(dpi=72)
    before = dialog.preview.grab().toImage()
    qtbot.mouseClick(dialog.look.buttons["dark"], LEFT)
    assert dialog.preview.grab().toImage() != before
    qtbot.mouseClick(dialog.save_button, LEFT)
    with Image.open(tmp_path / "net-loss-u3-s4.png") as image:
        assert max(image.convert("RGB").getpixel((0, 0))) < 64


def test_a_missing_ending_is_added_and_another_one_decides(
    open_dialog: Callable[..., ExportDialog], qtbot: QtBot, tmp_path: Path
) -> None:
    qtbot.mouseClick(open_dialog(tmp_path / "bare").save_button, LEFT)
    assert (tmp_path / "bare.png").read_bytes().startswith(b"\x89PNG")
    dialog = open_dialog(tmp_path / "typed.SVG")
    qtbot.mouseClick(dialog.save_button, LEFT)
    assert (tmp_path / "typed.SVG").read_bytes().startswith(b"<?xml")
    assert dialog.choices.format == "svg"


def test_an_unknown_ending_is_said_and_nothing_is_lost(
    open_dialog: Callable[..., ExportDialog], qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = open_dialog(tmp_path / "figure.bmp", width_mm=77.0)
    qtbot.mouseClick(dialog.save_button, LEFT)
    assert dialog.isVisible()
    assert dialog.error.isVisible()
    assert dialog.error.message == "“figure.bmp” should end in .png, .svg, .pdf or .tex."
    assert dialog.width_mm.value() == 77.0
    assert list(tmp_path.glob("figure*")) == []
    dialog.dpi.setValue(100)
    assert not dialog.error.isVisible()


def test_a_folder_that_takes_nothing_leaves_the_old_file(
    open_dialog: Callable[..., ExportDialog],
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    old = tmp_path / "closed" / "old.png"
    old.parent.mkdir()
    old.write_bytes(b"old")
    dialog = open_dialog(old)

    def refuse(*arguments: object, **words: object) -> None:
        raise PermissionError(13, "Permission denied")

    # Root may write anywhere, so the system's refusal is played.
    monkeypatch.setattr("nnviz.figures.export.tempfile.mkstemp", refuse)
    qtbot.mouseClick(dialog.save_button, LEFT)
    assert dialog.isVisible()
    assert dialog.error.message == f"“{old}” cannot be written: Permission denied."
    assert old.read_bytes() == b"old"
    monkeypatch.undo()
    qtbot.mouseClick(dialog.save_button, LEFT)
    assert old.read_bytes().startswith(b"\x89PNG")
    assert stat.S_IMODE(old.stat().st_mode) & 0o444 or os.name == "nt"


def test_too_many_pixels_are_refused_in_words(open_dialog: Callable[..., ExportDialog], qtbot: QtBot) -> None:
    dialog = open_dialog(width_mm=2000.0, dpi=2400)
    qtbot.mouseClick(dialog.save_button, LEFT)
    assert "Choose a lower resolution." in dialog.error.message


def test_cancel_writes_nothing(
    open_dialog: Callable[..., ExportDialog], qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = open_dialog()
    with qtbot.assertNotEmitted(dialog.exported):
        qtbot.mouseClick(dialog.cancel_button, LEFT)
    assert not dialog.isVisible()
    assert list(tmp_path.glob("*.png")) == []


def test_every_control_has_a_name_and_is_large_enough(
    open_dialog: Callable[..., ExportDialog], qapp: QApplication
) -> None:
    Theme(qapp, "light")
    dialog = open_dialog()
    buttons = [*dialog.format.buttons.values(), *dialog.look.buttons.values(), *dialog.presets.values()]
    for control in (*buttons, dialog.width_mm, dialog.dpi, dialog.transparent, dialog.save_button):
        assert control.accessibleName() or control.text()
        assert control.height() >= 24
    assert dialog.preview.accessibleDescription()


@pytest.mark.parametrize(
    ("typed", "expected"), [("mine", "mine.svg"), ("mine.pdf", "mine.pdf"), (None, None)]
)
def test_the_file_dialog_adds_the_ending(
    qtbot: QtBot, tmp_path: Path, typed: str | None, expected: str | None
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    suggested: list[str] = []

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QFileDialog)
        field = dialog.findChild(QLineEdit)
        suggested.append(field.text())
        if typed is None:
            dialog.reject()
            return
        field.setText(typed)
        dialog.accept()

    QTimer.singleShot(100, answer)
    found = ask_path(window, tmp_path / "net-loss-u0-s1.svg", "svg")
    assert suggested == ["net-loss-u0-s1.svg"]
    assert found == (tmp_path / expected if expected else None)
