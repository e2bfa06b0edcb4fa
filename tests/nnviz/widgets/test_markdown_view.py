"""Markdown with formulas, choices that hold some, and the dots of a lesson's steps."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QTextCursor
from pytestqt.qtbot import QtBot

from nnviz.figures.style import DARK, LIGHT
from nnviz.widgets.choice_list import ChoiceList
from nnviz.widgets.markdown_view import MarkdownView
from nnviz.widgets.step_dots import StepDots

TEXT = r"""The **loss** is $L = \frac{1}{2} a^2$, in `code $no$` and [a page](https://example.org).

$$ \delta = \frac{\partial L}{\partial a} $$

- one $x_1$
- two
"""


@pytest.fixture
def view(qtbot: QtBot) -> MarkdownView:
    view = MarkdownView(LIGHT, "Text")
    qtbot.addWidget(view)
    view.resize(320, 100)
    view.show()
    view.show_markdown(TEXT)
    return view


def test_formulas_are_read_out_as_latex(view: MarkdownView) -> None:
    said = view.accessibleDescription()
    assert r"The loss is $L = \frac{1}{2} a^2$, in code $no$ and a page." in said
    assert r"$\delta = \frac{\partial L}{\partial a}$" in said
    assert "one $x_1$" in said
    assert [view.is_display(index) for index in range(3)] == [False, True, False]


def test_what_is_copied_has_its_formulas(view: MarkdownView) -> None:
    cursor = view.textCursor()
    cursor.movePosition(QTextCursor.MoveOperation.Start)
    cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
    view.setTextCursor(cursor)
    view.copy()
    assert QGuiApplication.clipboard().text().startswith(r"The loss is $L = \frac{1}{2} a^2$")


def test_it_is_as_high_as_its_text_in_every_width(view: MarkdownView) -> None:
    wide = view.height()
    view.resize(160, 100)
    assert view.height() > wide
    view.show_markdown("One line.")
    assert view.height() < 30
    assert view.verticalScrollBar().maximum() == 0


def test_another_text_and_another_style_take_their_place(view: MarkdownView) -> None:
    view.show_markdown("$a$ and $b$ and $c$")
    view.restyle(DARK)
    view.show_markdown("$d$")
    assert view.markdown == "$d$"
    assert view.accessibleDescription() == "$d$"
    assert view.style_of_text is DARK
    assert not view.grab().isNull()


def test_html_is_text(view: MarkdownView) -> None:
    view.show_markdown("<b>no</b> <img src='x.png'>")
    assert "<b>no</b>" in view.accessibleDescription()


def test_a_choice_is_made_by_its_text_or_its_button(qtbot: QtBot) -> None:
    choices = ChoiceList(LIGHT)
    qtbot.addWidget(choices)
    choices.show_choices(["$a$ grows", "it stays"])
    choices.resize(300, 100)
    choices.show()
    assert choices.chosen is None
    first, second = choices.findChildren(MarkdownView)
    with qtbot.waitSignal(choices.changed):
        qtbot.mouseClick(second.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert choices.chosen == 1
    qtbot.mouseClick(first.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert choices.chosen == 0
    choices.setEnabled(False)
    choices.restyle(DARK)
    assert first.style_of_text is DARK
    choices.show_choices(["another"])
    assert choices.chosen is None


def test_dots_are_walked_with_the_arrows(qtbot: QtBot) -> None:
    dots = StepDots(LIGHT)
    qtbot.addWidget(dots)
    dots.show_steps([True, False, False], 1)
    dots.resize(dots.sizeHint())
    dots.show()
    chosen: list[int] = []
    dots.chosen.connect(chosen.append)
    qtbot.keyClick(dots, Qt.Key.Key_Right)
    qtbot.keyClick(dots, Qt.Key.Key_Left)
    qtbot.mouseClick(dots, Qt.MouseButton.LeftButton, pos=QPoint(4, 12))
    dots.show_steps([True, True, True], 2)
    qtbot.keyClick(dots, Qt.Key.Key_Right)
    qtbot.keyClick(dots, Qt.Key.Key_Up)
    assert chosen == [2, 0, 0]
    dots.restyle(DARK)
    assert not dots.grab().isNull()
