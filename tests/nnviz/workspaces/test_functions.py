"""The workspace Functions, as a user has it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLineEdit,
    QListWidget,
    QSlider,
    QTableWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from core.activations.base import Activation
from core.activations.leaky_relu import LeakyReLU
from core.activations.relu import ReLU
from core.activations.sigmoid import Sigmoid
from core.activations.tanh import Tanh
from core.initializers.base import Initializer
from core.losses.base import Loss
from core.number_format import format_number
from core.schedules.base import Schedule
from core.tempered import tempered
from nnviz.document import Document
from nnviz.figures.export import ExportOptions, export_picture
from nnviz.figures.functions_pictures import FUNCTIONS
from nnviz.figures.functions_view import MEAN
from nnviz.figures.plot import Line
from nnviz.figures.style import PRINT
from nnviz.lessons.recipe import changed
from nnviz.panels.base import Panel
from nnviz.project import file
from nnviz.project.functions_spec import FunctionsSpec
from nnviz.session import Session
from nnviz.theme import Theme
from nnviz.widgets.member_list import MemberList
from nnviz.widgets.picture_view import PictureView
from nnviz.widgets.plot_view import PlotView
from nnviz.workspaces.functions import PANELS, TOPICS, FunctionsWorkspace
from tests.nnviz.conftest import Program
from tests.nnviz.sessions import sample
from tests.nnviz.workspaces.arena import choose


@pytest.fixture
def functions(qtbot: QtBot, qapp: QApplication) -> Iterator[FunctionsWorkspace]:
    document = Document(sample("xor-2-4-1"))
    workspace = FunctionsWorkspace(document, Theme(qapp, "light"))
    qtbot.addWidget(workspace)
    workspace.resize(1366, 700)
    workspace.show()
    yield workspace
    workspace.stop()


def undo(workspace: FunctionsWorkspace) -> None:
    workspace.session.document.undo_stack.undo()


def spec(workspace: FunctionsWorkspace) -> FunctionsSpec:
    return workspace.session.spec


def members(workspace: FunctionsWorkspace) -> MemberList:
    """Return the list of the page that is shown."""
    return workspace.pages[workspace.topic].settings.sections[0].members  # type: ignore[attr-defined]


def drag(qtbot: QtBot, view: PlotView, start: tuple[float, float], end: tuple[float, float]) -> None:
    here, there = view.place_of(*start).toPoint(), view.place_of(*end).toPoint()
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=here)
    for share in (0.3, 0.6, 1.0):
        qtbot.mouseMove(view, here + QPoint(*(round(share * by) for by in (there - here).toTuple())))
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=there)


def labels(view: PlotView) -> list[str]:
    assert view.picture is not None
    return [layer.label for layer in view.picture.plot.layers if isinstance(layer, Line) and layer.label]


def trigger(listed: MemberList, text: str) -> None:
    listed.fill_menu()
    next(action for action in listed.menu.actions() if action.text() == text).trigger()


def test_a_point_is_dragged_along_the_curves(functions: FunctionsWorkspace, qtbot: QtBot) -> None:
    curves, point = functions.pages["activations"].middle[0], functions.pages["activations"].right[0]
    before = functions.session.document.project
    drag(qtbot, curves.views[0], (1.0, 0.73), (-2.5, 0.73))
    z = spec(functions).point.z
    assert z == pytest.approx(-2.5, abs=0.03)
    value = Sigmoid().value(np.array([z]))[0]
    assert labels(curves.views[0])[0] == f"Sigmoid: {format_number(value)}"
    assert format_number(value) in point.cards[0].numbers.latex
    assert functions.session.document.undo_stack.count() == 1  # the whole drag
    undo(functions)
    assert spec(functions).point.z == 1.0
    assert functions.session.document.project == before


def test_a_click_and_the_keys_move_the_point(functions: FunctionsWorkspace, qtbot: QtBot) -> None:
    view = functions.pages["activations"].middle[0].views[1]
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.place_of(3.0, 0.5).toPoint())
    assert spec(functions).point.z == pytest.approx(3.0, abs=0.03)
    undo(functions)
    functions.over()
    assert spec(functions).point.z == 1.1
    functions.out()
    assert spec(functions).point.z == 2.1
    functions.back_out()
    functions.back_over()
    assert spec(functions).point.z == 1.0
    functions.to_end()
    assert spec(functions).point.z == 5.0
    functions.to_start()
    assert spec(functions).point.z == -5.0
    undo(functions)
    assert spec(functions).point.z == 1.0


def test_activations_come_and_go(functions: FunctionsWorkspace, qtbot: QtBot) -> None:
    listed, view = members(functions), functions.pages["activations"].middle[0].views[0]
    trigger(listed, "Leaky ReLU")
    assert spec(functions).activations[-1] == LeakyReLU()
    assert functions.session.view.activation == 3
    slope = listed.form.rows.editor("slope")
    slope.choose(0.2)
    assert spec(functions).activations[-1] == LeakyReLU(slope=0.2)
    assert labels(view)[-1] == "Leaky ReLU, slope 0.2: 1"
    assert "Leaky ReLU, slope 0.2" in listed.list.item(3).text()
    qtbot.mouseClick(listed.up, Qt.MouseButton.LeftButton)
    assert [type(a).key for a in spec(functions).activations] == ["sigmoid", "tanh", "leaky_relu", "relu"]
    qtbot.mouseClick(listed.down, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(listed.remove, Qt.MouseButton.LeftButton)
    assert spec(functions).activations == (Sigmoid(), Tanh(), ReLU())
    listed.list.setCurrentRow(1)
    assert functions.session.view.activation == 1
    choose(listed.form.combo, "elu")
    assert spec(functions).activations[1] == Activation.find("elu")()
    while functions.session.document.undo_stack.canUndo():
        undo(functions)
    assert functions.session.document.project.functions is None
    assert listed.list.count() == 3


def test_all_of_a_family_at_once(functions: FunctionsWorkspace) -> None:
    families = {"activations": Activation, "losses": Loss, "initializers": Initializer, "schedules": Schedule}
    for topic, family in families.items():
        functions.choose_topic(topic)
        trigger(members(functions), "All of them")
        shown = {type(member) for member in getattr(spec(functions), topic)}
        everything = set(family.members().values())
        if family is Activation:
            everything = {kind for kind in everything if kind.elementwise}
        assert shown == everything


def test_a_new_activation_turns_up_in_the_menu(
    functions: FunctionsWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Activation, "_members", dict(Activation._members))

    @dataclass(frozen=True)
    class Doubled(Activation):
        """Double it."""

        key, label, formula, derivative_formula = "doubled", "Doubled", "f(z) = 2 z", "f'(z) = 2"
        value_rule, derivative_rule = r"2 \cdot <(z)>", "2"

        def value(self, z: np.ndarray) -> np.ndarray:
            return 2 * z

        def derivative(self, z: np.ndarray, a: np.ndarray) -> np.ndarray:
            return np.full_like(z, 2.0)

    trigger(members(functions), "Doubled")
    assert labels(functions.pages["activations"].middle[0].views[0])[-1] == "Doubled: 2"


def test_what_has_no_curve_is_refused_with_the_reason(functions: FunctionsWorkspace) -> None:
    listed, section = members(functions), functions.pages["activations"].settings.sections[0]
    listed.fill_menu()
    assert "Softmax" not in [action.text() for action in listed.menu.actions()]
    choose(listed.form.combo, "softmax")
    assert "Softmax has no curve" in section.error.text()
    assert spec(functions).activations[0] == Sigmoid()
    assert listed.form.combo.key == "sigmoid"
    for _ in range(15):
        trigger(listed, "Tanh")
    assert len(spec(functions).activations) == 18
    trigger(listed, "Tanh")
    assert len(spec(functions).activations) == 18
    assert "at most 18" in section.error.text()


def test_a_typed_number_out_of_range_is_said_beside_it(functions: FunctionsWorkspace, qtbot: QtBot) -> None:
    rows = functions.pages["activations"].settings.sections[1].rows
    edit = rows.editor("z")
    edit.selectAll()
    qtbot.keyClicks(edit, "5000")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert "1000" in rows.notice("z").text()
    assert spec(functions).point.z == 1.0


def test_layers_follow_width_depth_seed_and_initializer(functions: FunctionsWorkspace, qtbot: QtBot) -> None:
    functions.choose_topic("layers")
    page = functions.pages["layers"]
    stack, table = page.middle[0], page.right[0].view
    before = labels(stack.views[1])
    rows = page.settings.sections[2].rows
    rows.editor("depth").choose(4)
    assert table.rowCount() == 5
    assert table.verticalHeaderItem(4).text() == "4"
    known = functions.session.view
    assert labels(stack.views[1]) != before
    choose(page.settings.sections[1].form.combo, "he_normal")
    assert spec(functions).initializer == Initializer.find("he_normal")()
    full = float(table.item(4, 1).toolTip())
    assert f"{full:.3g}" == table.item(4, 1).text()
    qtbot.mouseClick(stack.quantity.buttons[MEAN], Qt.MouseButton.LeftButton)
    assert functions.session.view.quantity == MEAN
    assert stack.views[0].picture.plot.y.label == "mean of a"
    assert functions.session.view.spec.stack.depth == known.spec.stack.depth == 4
    functions.over()  # there is no point to move
    assert spec(functions).point.z == 1.0


def test_logits_are_dragged_and_typed(functions: FunctionsWorkspace, qtbot: QtBot) -> None:
    functions.choose_topic("softmax")
    page = functions.pages["softmax"]
    view, section = page.middle[0].views[0], page.settings.sections[1]
    drag(qtbot, view, (2.0, 2.0), (2.0, -3.0))
    logits = spec(functions).logits
    assert logits[1] == pytest.approx(-3, abs=0.1)
    assert (logits[0], logits[2]) == (1.0, 3.0)
    assert functions.session.view.entry[0] == 1
    assert section.edits[1].value == logits[1]
    shares = tempered(np.array(logits), 1.0)
    assert format_number(shares[1]) in page.right[1].cards[0].numbers.latex
    functions.over()
    assert spec(functions).logits[1] == pytest.approx(logits[1] + 0.1)
    undo(functions)
    undo(functions)
    assert spec(functions).logits == (1.0, 2.0, 3.0)
    qtbot.mouseClick(section.count.more, Qt.MouseButton.LeftButton)
    assert spec(functions).logits == (1.0, 2.0, 3.0, 0.0)
    section.edits[3].choose(-1.5)
    assert spec(functions).logits[3] == -1.5
    page.settings.sections[0].rows.editor("temperature").choose(2.0)
    assert spec(functions).heat.temperature == 2.0
    for _ in range(5):
        qtbot.mouseClick(section.count.fewer, Qt.MouseButton.LeftButton)
    assert spec(functions).logits == (1.0, 2.0)
    assert not section.count.fewer.isEnabled()


def test_an_entry_of_the_jacobian_is_chosen(functions: FunctionsWorkspace, qtbot: QtBot) -> None:
    functions.choose_topic("softmax")
    jacobian, cards = functions.pages["softmax"].right
    view = jacobian.view
    cells = view.picture.cells(*view.room)
    scale = view.logicalDpiY() / 72
    place = QPoint(
        round((cells.left() + cells.width() * 0.9) * scale),
        round((cells.top() + cells.height() * 0.5) * scale),
    )
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=place)
    assert functions.session.view.entry == (1, 2)
    assert cards.cards[1].title_text == "How class 2 answers to z of class 3"
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Up)
    qtbot.keyClick(view, Qt.Key.Key_Left)
    qtbot.keyClick(view, Qt.Key.Key_Up)
    assert functions.session.view.entry == (0, 1)
    assert not functions.session.document.is_modified  # looking is no edit


def test_losses_are_dragged_over_the_prediction_and_over_z(
    functions: FunctionsWorkspace, qtbot: QtBot
) -> None:
    functions.choose_topic("losses")
    page, tabs = functions.pages["losses"], functions.middles["losses"]
    over_a, over_z, edges = page.middle
    at_a, at_z = page.right
    drag(qtbot, over_a.views[0], (0.3, 1.204), (0.8, 1.204))
    assert spec(functions).loss_point.prediction == pytest.approx(0.8, abs=0.01)
    assert at_a.isVisible()
    assert not at_z.isVisible()
    tabs.setCurrentIndex(1)
    assert at_z.isVisible()
    drag(qtbot, over_z.views[1], (-4.0, -0.982), (-6.0, -0.982))
    assert spec(functions).loss_point.z == pytest.approx(-6, abs=0.1)
    assert "times as steep as MSE" in over_z.words.text()
    functions.back_over()
    assert spec(functions).loss_point.z == pytest.approx(-6.16, abs=0.1)
    tabs.setCurrentIndex(2)
    assert not at_a.isVisible()
    assert not at_z.isVisible()
    table: QTableWidget = edges.view
    assert [table.verticalHeaderItem(row).text() for row in range(2)] == ["MSE", "BCE, as written"]
    assert table.item(1, 0).text() == "NaN"
    functions.over()
    tabs.setCurrentIndex(0)
    functions.over()
    assert spec(functions).loss_point.prediction == pytest.approx(0.83, abs=0.01)


def test_a_target_that_a_loss_cannot_have(functions: FunctionsWorkspace) -> None:
    functions.choose_topic("losses")
    page = functions.pages["losses"]
    page.settings.sections[1].rows.editor("target").choose(2.0)
    assert page.middle[0].words.text() == (
        "BCE is not drawn: the target 2 is outside [0, 1], which binary cross entropy needs."
    )
    assert labels(page.middle[0].views[0]) == ["MSE: 2.890"]
    members(functions).list.setCurrentRow(1)
    assert page.right[0].empty.isVisible()
    assert not page.right[0].cards[0].isVisible()


def test_schedules_and_initializers(functions: FunctionsWorkspace, qtbot: QtBot) -> None:
    functions.choose_topic("schedules")
    page = functions.pages["schedules"]
    view = page.middle[0].views[0]
    drag(qtbot, view, (2000, 0.009045), (10_000, 0.009045))
    assert spec(functions).time.update == pytest.approx(10_000, abs=100)
    functions.over()
    assert f"update {spec(functions).time.update}" in page.right[0].cards[0].title_text
    functions.choose_topic("initializers")
    page = functions.pages["initializers"]
    members(functions).list.setCurrentRow(3)
    table = page.right[0]
    assert table.formulas[1].formula.latex == Initializer.find("he_normal").spread_formula
    assert table.view.verticalHeaderItem(3).text() == "He normal"
    members(functions).list.setCurrentRow(0)
    assert not table.formulas[1].isVisible()  # the normal one's spread is its own hyperparameter
    choose(page.settings.sections[1].form.combo, "tanh")
    assert spec(functions).activation == Tanh()
    page.middle[0].quantity.chosen.emit(MEAN)
    assert functions.session.view.quantity == MEAN


def test_a_small_window_has_words_for_a_legend(functions: FunctionsWorkspace) -> None:
    curves = functions.pages["activations"].middle[0]
    assert curves.views[0].picture.plot.legend
    assert not curves.words.isVisible()
    functions.resize(1024, 520)
    QApplication.processEvents()
    assert not curves.views[0].picture.plot.legend
    assert "Sigmoid 0.7311 with slope 0.1966" in curves.words.text()


def test_it_follows_the_theme(functions: FunctionsWorkspace, qapp: QApplication) -> None:
    curves = functions.pages["activations"].middle[0]
    functions._theme.choose("dark")
    assert curves.views[0].picture.style.dark
    functions._theme.choose("light")
    assert not curves.views[0].picture.style.dark


def test_every_control_has_a_name(functions: FunctionsWorkspace) -> None:
    kinds = (QLineEdit, QComboBox, QSlider, QListWidget, QTableWidget, PlotView, PictureView)
    for topic in TOPICS:
        functions.choose_topic(topic)
        controls = [w for w in functions.findChildren(QWidget) if isinstance(w, kinds) and w.isVisible()]
        assert len(controls) >= 5
        assert [type(w).__name__ for w in controls if not w.accessibleName()] == []


def test_every_panel_is_exported_as_it_is_shown(functions: FunctionsWorkspace, tmp_path: Path) -> None:
    added: list[Panel] = []
    functions.panel_added.connect(added.append)
    for topic in (*TOPICS, "softmax"):
        functions.choose_topic(topic)
    assert functions.panels()[0].name == "softmax"
    assert {panel.name for panel in added} == set(FUNCTIONS) - {"activation-curves", "activation-point"}
    assert {panel.name for panel in functions.panels()} == set(FUNCTIONS)
    functions.session.edit("x", logits=(0.0, 0.0))
    panel = functions.panels()[0]
    export_picture(panel.picture(PRINT), tmp_path / "softmax.svg", ExportOptions())
    assert "0.5" in (tmp_path / "softmax.svg").read_text(encoding="utf-8")


def test_edits_neither_stop_training_nor_open_a_branch(qtbot: QtBot) -> None:
    document = Document(sample("xor-2-4-1"))
    session = Session(document)
    session.go_to_update(5)
    history = session.history
    document.edit("look", replace(document.project, functions=FunctionsSpec(logits=(1.0, 5.0))))
    assert session.history is history
    assert session.cursor.update == 5
    read = file.decode(file.encode(document.project))
    assert read.functions == FunctionsSpec(logits=(1.0, 5.0))
    other = session.segments.project_of(session.segments.current)
    assert other.functions == read.functions  # another branch shows the same


def test_the_window_shows_it(start: object, qtbot: QtBot) -> None:
    program: Program = start()  # type: ignore[operator]
    qtbot.keyClick(program.window, Qt.Key.Key_4, Qt.KeyboardModifier.ControlModifier)
    workspace = program.parts.functions
    assert program.window.workspace is workspace
    workspace.pages["activations"].middle[0].views[0].setFocus()
    qtbot.keyClick(workspace.pages["activations"].middle[0].views[0], Qt.Key.Key_Right)
    assert spec(workspace).point.z == 1.1
    actions = program.parts.document.undo_stack
    assert actions.undoText() == "Move the point"
    actions.undo()
    assert spec(workspace).point.z == 1.0


def test_it_is_presented_page_by_page(start: object, qtbot: QtBot) -> None:
    program: Program = start()  # type: ignore[operator]
    program.window.choose_workspace("functions")
    workspace, presenter = program.parts.functions, program.parts.presenter
    view = presenter.begin(workspace)
    assert [panel.name for panel in presenter.chosen(workspace)] == ["activation-curves", "activation-point"]
    qtbot.keyClick(view, Qt.Key.Key_PageDown)
    assert spec(workspace).point.z == 1.1
    assert workspace.words() == "Activations: z = 1.1"
    workspace.choose_topic("softmax")
    assert [panel.name for panel in presenter.chosen(workspace)] == ["softmax", "softmax-jacobian"]
    assert workspace.words() == "Softmax: T = 1"
    workspace.choose_topic("layers")
    assert workspace.words() == "Layers"
    assert workspace.position() == (0, 0)
    presenter.end()


def test_a_panel_is_brought_to_the_front_by_its_name(functions: FunctionsWorkspace) -> None:
    for topic, names in PANELS.items():
        for name in names:
            functions.show_panel(name)
            assert functions.topic == topic
            assert next(panel for panel in functions.panels() if panel.name == name).isVisible()
        assert {panel.name for panel in functions.panels()[: len(names)]} == set(names)


def test_the_settings_give_their_room_away(functions: FunctionsWorkspace) -> None:
    functions.give_room(True)
    functions.choose_topic("softmax")
    assert not functions.pages["activations"].settings.isVisible()
    assert not functions.pages["softmax"].settings.isVisible()
    assert functions.pages["softmax"].middle[0].isVisible()
    functions.give_room(False)
    assert functions.pages["softmax"].settings.isVisible()


def test_a_lesson_sets_what_is_shown() -> None:
    shown = changed(sample("mazur"), {"functions": {"softmax": {"logits": [1, 2]}}})
    assert shown.functions == FunctionsSpec(logits=(1.0, 2.0))
