"""The dialog for films, as a user works it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from nnviz.figures.film.film import FILM_ENDINGS
from nnviz.figures.film.reel import FilmSource, MomentSource
from nnviz.figures.network_figure import network_figure
from nnviz.figures.style import STYLES
from nnviz.theme import Theme
from nnviz.widgets.film_dialog import FilmDialog, FilmTitle, ask_film_path
from nnviz.widgets.film_form import FILMS, FilmChoices
from nnviz.widgets.film_preview import size_words
from tests.nnviz.figures.film.films import frames_in, race_source
from tests.nnviz.sessions import sample, session_at

LEFT = Qt.MouseButton.LeftButton
PATIENCE = 30_000  # milliseconds: a film takes long where much else runs
Open = Callable[..., FilmDialog]


@pytest.fixture
def choices(tmp_path: Path) -> FilmChoices:
    return FilmChoices("gif", "print", 120, 90, "words", hold_end=1.0, loop=True, folder=str(tmp_path))


@pytest.fixture
def open_dialog(qtbot: QtBot, choices: FilmChoices) -> Open:
    """Open the dialog; its file dialog answers with the path that is given, or with its suggestion."""

    def open_it(
        source: FilmSource | None = None, answer: Path | None = None, **changes: object
    ) -> FilmDialog:
        def ask(parent: QWidget, start: Path, chosen_format: str) -> Path:
            return answer or start

        title = FilmTitle("net-race", {"Title": "net: From above"})
        dialog = FilmDialog(source or race_source(10), title, STYLES, replace(choices, **changes), ask)
        qtbot.addWidget(dialog)
        dialog.show()
        return dialog

    return open_it


def moments(update: int = 6) -> MomentSource:
    session = session_at(sample("xor-2-4-1"), update)
    return MomentSource(session.moment, session.history, network_figure)


def test_a_film_of_a_race_is_made_as_it_is_asked_for(open_dialog: Open, qtbot: QtBot, tmp_path: Path) -> None:
    dialog = open_dialog()
    form = dialog.form
    form.first.setValue(2)
    form.last.setValue(8)
    form.every.setValue(3)
    form.speed.setValue(5)
    form.held.setText("5")
    form.hold.setValue(0.5)
    form.loop.click()
    assert dialog.preview.size_label.text().startswith("3 frames, 1.7 s")
    with qtbot.waitSignal(dialog.exported, timeout=PATIENCE) as exported:
        qtbot.mouseClick(dialog.save_button, LEFT)
    path = tmp_path / "net-race.gif"
    assert exported.args == [path]
    assert not dialog.isVisible()
    frames, times = frames_in(path)
    assert times == [200.0, 500.0, 1000.0]
    assert frames[0].shape == (90, 120, 3)
    with Image.open(path) as image:
        assert image.info["comment"] == b"net: From above"
        assert "loop" not in image.info


@pytest.mark.parametrize(("key", "kind"), [("apng", "PNG"), ("webp", "WEBP")])
def test_every_kind_can_be_chosen(
    key: str, kind: str, open_dialog: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = open_dialog()
    qtbot.mouseClick(dialog.form.format.buttons[key], LEFT)
    with qtbot.waitSignal(dialog.exported, timeout=PATIENCE):
        qtbot.mouseClick(dialog.save_button, LEFT)
    with Image.open(tmp_path / f"net-race.{key}") as image:
        assert image.format == kind
        assert image.n_frames == 11
    assert set(FILMS) == {ending[1:] for ending in FILM_ENDINGS}


def test_the_size_is_estimated_and_told(open_dialog: Open, qtbot: QtBot) -> None:
    dialog = open_dialog()
    words = dialog.preview.size_label
    assert words.text() == "11 frames, 1.5 s, about …"
    qtbot.waitUntil(lambda: words.text().endswith("kB"), timeout=PATIENCE)
    before = words.text()
    qtbot.mouseClick(dialog.form.sizes[800, 600], LEFT)
    assert (dialog.form.width_px.value(), dialog.form.height_px.value()) == (800, 600)
    assert words.text().endswith("…")
    qtbot.waitUntil(lambda: words.text().endswith("kB"), timeout=PATIENCE)
    assert words.text() != before
    assert [size_words(size) for size in (0, 999, 1000, 123_456, 9_960_000, 20_000_000)] == [
        *("0 bytes", "999 bytes", "1.0 kB", "123 kB", "10.0 MB", "20 MB")
    ]  # fmt: skip


def test_the_slider_shows_any_frame(open_dialog: Open) -> None:
    dialog = open_dialog()
    shown = dialog.preview.picture.grab().toImage()
    dialog.preview.slider.setValue(10)
    assert dialog.preview.picture.grab().toImage() != shown
    assert "after 10 steps" in dialog.preview.picture.accessibleDescription()


def test_steps_are_counted_as_on_the_screen(open_dialog: Open, qtbot: QtBot) -> None:
    dialog = open_dialog(moments())
    form = dialog.form
    assert (form.grain.value, form.from_label.text()) == ("node", "Steps")
    assert (form.first.minimum(), form.last.maximum()) == (1, 210)
    qtbot.mouseClick(form.grain.buttons["term"], LEFT)
    form.first.setValue(3)
    form.last.setValue(4)
    form.held.setText("3; 4")
    assert dialog.save_button.isEnabled()
    assert list(form.reel().numbers) == [2, 3]
    assert form.options(form.reel()).holds == {2: 2.0, 3: 2.0}
    qtbot.mouseClick(form.grain.buttons["update"], LEFT)
    form.held.clear()
    assert form.from_label.text() == "Updates"
    assert (form.first.value(), form.last.value(), form.speed.value()) == (0, 6, 10.0)


def test_only_steps_have_a_formula(open_dialog: Open, qtbot: QtBot) -> None:
    dialog = open_dialog(moments())
    form = dialog.form
    qtbot.mouseClick(form.caption.buttons["formula"], LEFT)
    assert dialog.choices.caption == "formula"
    qtbot.mouseClick(form.grain.buttons["update"], LEFT)
    assert not form.caption.buttons["formula"].isEnabled()
    assert dialog.choices.caption == "words"


@pytest.mark.parametrize(
    ("held", "words"),
    [
        ("3", "There is no such film: 3 cannot be held: no frame shows it."),
        ("abc", "There is no such film: what is to be held should be numbers with commas between them"),
    ],
)
def test_what_cannot_be_held_is_said(held: str, words: str, open_dialog: Open) -> None:
    dialog = open_dialog()
    dialog.form.first.setValue(5)
    dialog.form.held.setText(held)
    assert dialog.error.message.startswith(words)
    assert not dialog.save_button.isEnabled()
    assert dialog.preview.size_label.text() == ""
    dialog.form.held.setText("7")
    assert not dialog.error.isVisible()
    assert dialog.save_button.isEnabled()


def test_an_empty_stretch_is_said(open_dialog: Open) -> None:
    dialog = open_dialog()
    dialog.form.first.setValue(9)
    dialog.form.last.setValue(4)
    assert dialog.error.message == "There is no such film: the first step comes after the last one."
    dialog.save_to(Path("nothing.gif"))
    assert not dialog.is_working


def test_the_window_lives_while_the_film_is_made_and_it_can_be_stopped(
    open_dialog: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    old = tmp_path / "film.gif"
    old.write_bytes(b"old")
    dialog = open_dialog(race_source(400), answer=old)
    beats: list[int] = []
    timer = QTimer(dialog)
    timer.timeout.connect(lambda: beats.append(dialog.progress.value()))
    timer.start(1)
    qtbot.mouseClick(dialog.save_button, LEFT)
    assert dialog.is_working
    assert not dialog.form.isEnabled()
    qtbot.waitUntil(lambda: dialog.progress.value() > 200, timeout=PATIENCE)
    assert len(set(beats)) > 10
    qtbot.mouseClick(dialog.stop_button, LEFT)
    assert not dialog.is_working
    assert dialog.error.message == "Stopped: no film was written."
    assert dialog.form.isEnabled()
    assert dialog.isVisible()
    assert [path.name for path in tmp_path.iterdir()] == ["film.gif"]
    assert old.read_bytes() == b"old"
    qtbot.waitUntil(lambda: dialog.preview.size_label.text().endswith("kB"), timeout=PATIENCE)


def test_closing_stops_the_work(open_dialog: Open, qtbot: QtBot, tmp_path: Path) -> None:
    dialog = open_dialog(race_source(400))
    qtbot.mouseClick(dialog.save_button, LEFT)
    qtbot.waitUntil(lambda: dialog.progress.value() > 100, timeout=PATIENCE)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert list(tmp_path.iterdir()) == []


def test_the_end_of_the_program_stops_the_work(
    open_dialog: Open, qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    dialog = open_dialog(race_source(400))
    qtbot.mouseClick(dialog.save_button, LEFT)
    qtbot.waitUntil(lambda: dialog.progress.value() > 100, timeout=PATIENCE)
    assert len(list(tmp_path.iterdir())) == 1
    qapp.aboutToQuit.emit()
    assert list(tmp_path.iterdir()) == []


def test_what_goes_wrong_is_said_and_nothing_is_lost(
    open_dialog: Open, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = open_dialog(answer=tmp_path / "film.avi")
    qtbot.mouseClick(dialog.save_button, LEFT)
    qtbot.waitUntil(lambda: "“film.avi” should end in .gif" in dialog.error.message, timeout=PATIENCE)
    assert dialog.save_button.isEnabled()
    dialog.save_to(tmp_path / "no" / "film.gif")
    qtbot.waitUntil(lambda: "does not exist" in dialog.error.message, timeout=PATIENCE)
    monkeypatch.setitem(sys.modules, "av", None)
    qtbot.mouseClick(dialog.form.format.buttons["mp4"], LEFT)
    qtbot.waitUntil(lambda: "pip install 'nnviz[film]'" in dialog.error.message, timeout=PATIENCE)
    qtbot.mouseClick(dialog.form.format.buttons["gif"], LEFT)
    with qtbot.waitSignal(dialog.exported, timeout=PATIENCE):
        dialog.save_to(tmp_path / "bare")
    assert [path.name for path in tmp_path.iterdir()] == ["bare.gif"]


def test_every_control_has_a_name_and_is_large_enough(open_dialog: Open, qapp: QApplication) -> None:
    Theme(qapp, "light")
    dialog = open_dialog(moments())
    form = dialog.form
    segments = (form.format, form.grain, form.caption, form.look)
    buttons = [button for row in segments for button in row.buttons.values()] + [*form.sizes.values()]
    spins = (form.first, form.last, form.every, form.speed, form.hold, form.hold_end, form.width_px)
    others = (form.height_px, form.held, form.loop, dialog.save_button, dialog.cancel_button)
    for control in (*buttons, *spins, *others, dialog.preview.slider):
        assert getattr(control, "accessibleName", str)() or control.text()
        assert control.height() >= 24
    assert dialog.preview.picture.accessibleDescription()
    assert dialog.progress.accessibleName()


def test_the_file_dialog_knows_the_kinds_of_film(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    seen: list[list[str]] = []

    def answer(dialog: object) -> int:
        seen.append(dialog.nameFilters())
        return 0

    monkeypatch.setattr("nnviz.widgets.export_dialog.QFileDialog.exec", answer)
    assert ask_film_path(window, tmp_path / "a.webp", "webp") is None
    assert seen == [["GIF (*.gif)", "APNG (*.apng)", "WebP (*.webp)", "MP4 (*.mp4)"]]
