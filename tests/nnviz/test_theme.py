from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from nnviz.figures.style import DARK, LIGHT, Style
from nnviz.theme import Theme, style_sheet


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    font, name = qapp.font(), qapp.style().name()
    theme = Theme(qapp, "light")
    yield theme
    qapp.styleHints().setColorScheme(Qt.ColorScheme.Unknown)
    qapp.setStyleSheet("")
    qapp.setPalette(QPalette())
    qapp.setFont(font)
    qapp.setStyle(name)
    theme.deleteLater()


def test_choosing_dark_changes_every_colour_and_tells_it_once(theme: Theme, qtbot: QtBot) -> None:
    heard: list[Style] = []
    theme.style_changed.connect(heard.append)
    theme.choose("dark")
    theme.choose("dark")
    assert heard == [DARK]
    assert theme.style is DARK or theme.style == DARK
    assert QApplication.palette().color(QPalette.ColorRole.Window).name() == DARK.background
    assert DARK.accent in QApplication.instance().styleSheet()
    assert LIGHT.surface not in QApplication.instance().styleSheet()


def test_digits_are_part_of_the_style(theme: Theme) -> None:
    heard: list[Style] = []
    theme.style_changed.connect(heard.append)
    theme.set_digits(7)
    assert [style.digits for style in heard] == [7]
    theme.choose("dark")
    assert theme.style == DARK.with_digits(7)


def test_the_system_is_followed_until_the_user_chooses(theme: Theme, monkeypatch: pytest.MonkeyPatch) -> None:
    scheme = Qt.ColorScheme.Dark

    class Hints:
        def colorScheme(self) -> Qt.ColorScheme:
            return scheme

        def setColorScheme(self, wanted: Qt.ColorScheme) -> None:
            pass

    class App:
        def __init__(self, app: QApplication) -> None:
            self.setPalette, self.setStyleSheet = app.setPalette, app.setStyleSheet

        def styleHints(self) -> Hints:
            return Hints()

    monkeypatch.setattr(theme, "_app", App(theme._app))
    theme.choose("system")
    assert theme.style.dark
    theme.choose("light")
    assert not theme.style.dark


@pytest.mark.parametrize("style", [LIGHT, DARK], ids=lambda style: style.name)
def test_the_sheet_has_no_gaps_and_its_marks_exist(style: Style, tmp_path: Path) -> None:
    sheet = style_sheet(style, tmp_path)
    assert "$" not in sheet
    marks = {part.split(")")[0] for part in sheet.split("url(")[1:]}
    assert len(marks) == 8
    assert all("currentColor" not in Path(mark).read_text(encoding="utf-8") for mark in marks)


def test_a_primary_button_wears_the_accent_and_is_large_enough(theme: Theme, qtbot: QtBot) -> None:
    button = QPushButton("Train")
    button.setProperty("primary", True)
    qtbot.addWidget(button)
    button.show()
    image = button.grab().toImage()
    assert image.pixelColor(image.width() // 2, 4).name() == LIGHT.accent
    assert button.sizeHint().height() >= 24
