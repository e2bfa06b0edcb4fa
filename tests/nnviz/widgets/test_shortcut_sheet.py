"""The sheet of shortcuts."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea
from pytestqt.qtbot import QtBot

from nnviz.shortcuts import PRESENTING_KEYS
from nnviz.theme import Theme
from nnviz.widgets.shortcut_sheet import ShortcutSheet


@pytest.fixture
def sheet(qapp: QApplication, qtbot: QtBot) -> ShortcutSheet:
    Theme(qapp, "light")
    made = ShortcutSheet()
    qtbot.addWidget(made)
    made.show()
    return made


def test_it_fits_into_the_smallest_window_and_cuts_no_word(sheet: ShortcutSheet) -> None:
    assert sheet.width() <= 1024
    area = sheet.findChild(QScrollArea)
    assert area.widget().width() <= area.viewport().width()
    for label in sheet.findChildren(QLabel):
        assert label.sizeHint().width() <= label.width(), label.text()


def test_it_scrolls_only_where_the_screen_is_too_low(sheet: ShortcutSheet, qtbot: QtBot) -> None:
    bar = sheet.findChild(QScrollArea).verticalScrollBar()
    assert bar.maximum() == 0
    sheet.resize(sheet.width(), 400)
    qtbot.waitUntil(lambda: bar.maximum() > 0)


def test_it_says_what_the_keys_do_while_presenting(sheet: ShortcutSheet) -> None:
    texts = {label.text() for label in sheet.findChildren(QLabel)}
    assert {text for key in PRESENTING_KEYS for text in key} <= texts
