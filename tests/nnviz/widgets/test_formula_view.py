"""The formula on the screen, used as a person would: by mouse, by keyboard, by clipboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QScrollBar, QVBoxLayout, QWidget

from core.formula import Chunk, Formula, Piece, Source
from nnviz.figures.formula import formula_ink
from nnviz.figures.style import DARK
from nnviz.widgets.formula_view import FormulaView

WEIGHT, INPUT = Source("weight", 1, 0, 0), Source("x", 0, 0)
PRODUCT = Chunk((Piece("+ "), Piece("0.15", WEIGHT), Piece(r" \cdot "), Piece("0.05", INPUT)))
SHORT = Formula((Chunk((Piece("z ="),)), PRODUCT))
LONG = Formula((Chunk((Piece("z ="),)), *[PRODUCT] * 8))


@pytest.fixture
def view(qtbot) -> FormulaView:
    view = FormulaView()
    qtbot.addWidget(view)
    view.set_formula(SHORT)
    view.resize(500, view.heightForWidth(500))
    view.show()
    qtbot.waitExposed(view)
    return view


def middle(view: FormulaView, source: Source) -> QPoint:
    return view.number_rect(source).center()


def test_hovering_a_number_tells_its_source_once(view, qtbot):
    heard = []
    view.source_hovered.connect(heard.append)
    qtbot.mouseMove(view, middle(view, WEIGHT))
    qtbot.mouseMove(view, middle(view, WEIGHT) + QPoint(1, 0))
    qtbot.mouseMove(view, middle(view, INPUT))
    qtbot.mouseMove(view, QPoint(450, 5))
    assert heard == [WEIGHT, INPUT, None]


def test_clicking_a_number_tells_its_source(view, qtbot):
    with qtbot.waitSignal(view.source_clicked) as click:
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=middle(view, INPUT))
    assert click.args == [INPUT]
    with qtbot.assertNotEmitted(view.source_clicked):
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(450, 5))


def test_the_arrow_keys_walk_through_the_numbers(view, qtbot):
    heard = []
    view.source_hovered.connect(heard.append)
    view.setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Escape):
        qtbot.keyClick(view, key)
    assert heard == [WEIGHT, INPUT, INPUT, WEIGHT, None]


def test_the_number_walked_to_is_said_and_clicked_by_return(view, qtbot):
    qtbot.keyClick(view, Qt.Key.Key_Left)
    assert view.accessibleDescription() == "x 0.05"
    with qtbot.waitSignal(view.source_clicked) as click:
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert click.args == [INPUT]


def test_arrow_keys_without_numbers_go_to_the_parent(qtbot):
    view = FormulaView()
    qtbot.addWidget(view)
    qtbot.keyClick(view, Qt.Key.Key_Right)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert view.accessibleDescription() == ""


def test_another_formula_ends_pointing_and_walking(view, qtbot):
    qtbot.mouseMove(view, middle(view, INPUT))
    qtbot.keyClick(view, Qt.Key.Key_Right)
    heard = []
    view.source_hovered.connect(heard.append)
    view.set_formula(LONG)
    assert heard[-1] is None
    assert view.accessibleDescription() == ""


def test_ctrl_c_copies_the_latex(view, qtbot):
    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == SHORT.latex


def test_the_latex_is_what_a_screen_reader_says(view):
    assert view.accessibleName() == SHORT.latex
    view.set_formula(None)
    assert view.accessibleName() == "Formula"
    assert view.formula is None


def test_a_highlight_changes_the_picture_and_can_be_taken_away(view):
    view.set_ink(formula_ink(DARK))
    plain = view.grab().toImage()
    view.set_highlight(WEIGHT)
    lit = view.grab().toImage()
    view.set_highlight(None)
    assert lit != plain
    assert view.grab().toImage() == plain


def test_a_narrow_view_is_taller_and_shows_everything(view):
    view.set_formula(LONG)
    assert view.heightForWidth(220) > view.heightForWidth(440) > view.heightForWidth(2000)


def test_a_layout_gives_it_the_height_it_needs(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    view = FormulaView()
    column.addWidget(view)
    column.addStretch()
    window.resize(300, 600)
    window.show()
    qtbot.waitExposed(window)
    view.set_formula(LONG)
    qtbot.waitUntil(lambda: view.height() >= view.heightForWidth(view.width()))
    small = view.height()
    view.set_size(30)
    qtbot.waitUntil(lambda: view.height() > small)


def test_what_cannot_shrink_enough_is_scrolled(view):
    view.set_formula(Formula((Chunk((Piece("+".join("abcdefghijklmnopqrst")), Piece("7", INPUT))),)))
    view.resize(200, view.heightForWidth(200))
    bar = view.findChild(QScrollBar)
    assert bar.isVisible()
    before = view.number_rect(INPUT).left()
    bar.setValue(bar.maximum())
    assert view.number_rect(INPUT).right() <= view.width() < before
    view.set_formula(SHORT)
    assert not bar.isVisible()
    assert view.number_rect(INPUT).left() < view.width()


def test_walking_scrolls_the_number_into_sight(view, qtbot):
    view.set_formula(Formula((Chunk((Piece("+".join("abcdefghijklmnopqrst")), Piece("7", INPUT))),)))
    view.resize(200, view.heightForWidth(200))
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert view.rect().contains(view.number_rect(INPUT))


def test_a_patient_view_lets_a_formula_of_a_new_shape_follow(qtbot):
    view = FormulaView(patient=True)
    qtbot.addWidget(view)
    source = Source("z", 1, 0)
    view.set_formula(Formula((Chunk((Piece(r"\sqrt{\aleph} = "), Piece("0.25", source))),)))
    assert view.formula is not None
    assert view.number_rect(source).isEmpty()
    qtbot.waitUntil(lambda: not view.number_rect(source).isEmpty())
    view.set_formula(Formula((Chunk((Piece(r"\sqrt{\aleph} = "), Piece("0.75", source))),)))
    assert not view.number_rect(source).isEmpty()  # other digits in a shape that is known
