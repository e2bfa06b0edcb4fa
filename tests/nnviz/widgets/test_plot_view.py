import time

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nnviz.figures.colour_map import colours_between
from nnviz.figures.plot import Axis, Contours, Plot, VLine
from nnviz.figures.style import DARK, LIGHT
from nnviz.widgets.plot_view import PlotView
from tests.nnviz.figures.plots import every_layer, loss_curve

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton


@pytest.fixture
def view(qtbot: QtBot) -> PlotView:
    view = PlotView("Loss")
    qtbot.addWidget(view)
    view.resize(600, 400)
    view.show()
    view.show_plot(loss_curve(LIGHT), LIGHT)
    return view


def visible_range(view: PlotView) -> tuple[float, ...]:
    assert view.picture is not None
    return tuple(view.picture.arrange(450, 300).frame.bounds)


def test_it_has_a_name_and_says_what_it_shows(view: PlotView) -> None:
    assert view.accessibleName() == "Loss"
    assert view.accessibleDescription() == "Loss. loss over update. training"


def test_a_click_tells_its_place_in_data(view: PlotView, qtbot: QtBot) -> None:
    place = view.place_of(100.0, 0.1).toPoint()
    with qtbot.waitSignal(view.clicked) as clicked:
        qtbot.mouseClick(view, LEFT, pos=place)
    x, y = clicked.args
    assert x == pytest.approx(100, abs=1)
    assert y == pytest.approx(0.1, rel=0.05)


def test_a_click_beside_the_data_tells_nothing(view: PlotView, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(view.clicked):
        qtbot.mouseClick(view, LEFT, pos=QPoint(3, 3))


def test_hovering_tells_the_place(view: PlotView, qtbot: QtBot) -> None:
    QTest.mouseMove(view, QPoint(300, 150))
    with qtbot.waitSignal(view.hovered) as hovered:
        QTest.mouseMove(view, view.place_of(50.0, 0.1).toPoint())
    assert hovered.args[0] == pytest.approx(50, abs=1)
    with qtbot.waitSignal(view.hover_ended):
        QTest.mouseMove(view, QPoint(2, 2))


def test_dragging_pans_and_a_double_click_shows_all_again(view: PlotView, qtbot: QtBot) -> None:
    whole = visible_range(view)
    start = view.place_of(100.0, 0.1)
    with qtbot.assertNotEmitted(view.clicked):
        drag(view, start.toPoint(), (start + QPointF(60, 0)).toPoint())
    assert visible_range(view)[0] < whole[0]
    assert view.place_of(100.0, 0.1).x() == pytest.approx(start.x() + 60, abs=1)
    qtbot.mouseDClick(view, LEFT, pos=start.toPoint())
    assert visible_range(view) == whole


def test_a_handle_is_dragged_and_the_view_stays(view: PlotView) -> None:
    view.handles = [(20.0, 0.2), (100.0, 0.1)]
    whole = visible_range(view)
    told: list[object] = []
    places: list[float] = []
    view.drag_started.connect(told.append)
    view.dragged.connect(lambda x, y: places.append(x))
    view.drag_ended.connect(lambda: told.append("end"))
    near = view.place_of(100.0, 0.1).toPoint() + QPoint(5, -6)
    drag(view, near, view.place_of(150.0, 0.1).toPoint())
    assert told == [1, "end"]
    assert places[-1] == pytest.approx(150, abs=1)
    assert visible_range(view) == whole
    drag(view, view.place_of(100.0, 0.1).toPoint(), QPoint(view.width() - 1, 150))
    assert places[-1] == pytest.approx(whole[1])  # it stays within what is shown


def test_beside_the_handles_a_drag_pans(view: PlotView, qtbot: QtBot) -> None:
    view.handles = [(20.0, 0.2)]
    start = view.place_of(20.0, 0.2).toPoint() + QPoint(20, 0)
    whole = visible_range(view)
    with qtbot.assertNotEmitted(view.drag_started):
        drag(view, start, start + QPoint(60, 0))
    assert visible_range(view) != whole


def test_the_pointer_says_what_can_be_taken_hold_of(view: PlotView) -> None:
    view.handles = [(100.0, 0.1)]
    place, beside = view.place_of(100.0, 0.1).toPoint(), view.place_of(150.0, 0.1).toPoint()
    shapes = []
    QTest.mouseMove(view, beside)
    shapes.append(view.cursor().shape())
    QTest.mouseMove(view, place + QPoint(3, 3))
    shapes.append(view.cursor().shape())
    QTest.mousePress(view, LEFT, pos=place)
    QTest.mouseMove(view, beside)
    shapes.append(view.cursor().shape())
    QTest.mouseRelease(view, LEFT, pos=beside)
    shapes.append(view.cursor().shape())
    arrow, hand = Qt.CursorShape.ArrowCursor, Qt.CursorShape.OpenHandCursor
    assert shapes == [arrow, hand, Qt.CursorShape.ClosedHandCursor, arrow]


def drag(view: PlotView, start: QPoint, end: QPoint) -> None:
    QTest.mousePress(view, LEFT, pos=start)
    for share in (0.3, 0.7, 1.0):
        QTest.mouseMove(view, start + (end - start) * share)
    QTest.mouseRelease(view, LEFT, pos=end)


def test_the_wheel_zooms_around_the_pointer(view: PlotView) -> None:
    whole = visible_range(view)
    place = view.place_of(150.0, 0.1)
    wheel(view, place, 3)
    zoomed = visible_range(view)
    assert zoomed[1] - zoomed[0] == pytest.approx((whole[1] - whole[0]) / 1.2**3)
    assert view.place_of(150.0, 0.1).x() == pytest.approx(place.x(), abs=3)


def test_zooming_has_an_end_in_both_directions(view: PlotView) -> None:
    for notches in (4000, -4000):
        for _ in range(200):
            wheel(view, QPointF(300, 200), notches / 200)
        view.grab()


def wheel(view: PlotView, place: QPointF, notches: float) -> None:
    event = QWheelEvent(
        place,
        view.mapToGlobal(place),
        QPoint(),
        QPoint(0, round(notches * 120)),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view, event)


def test_keys_zoom_pan_and_reset(view: PlotView, qtbot: QtBot) -> None:
    whole = visible_range(view)
    qtbot.keyClick(view, Qt.Key.Key_Plus)
    zoomed = visible_range(view)
    assert zoomed[1] - zoomed[0] < whole[1] - whole[0]
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert visible_range(view)[0] > zoomed[0]
    qtbot.keyClick(view, Qt.Key.Key_Home)
    assert visible_range(view) == whole


def test_a_new_plot_keeps_the_part_that_the_user_looks_at(view: PlotView) -> None:
    view.zoom(2)
    part = visible_range(view)
    view.show_plot(loss_curve(LIGHT, 300), LIGHT)
    assert visible_range(view) == part


def test_the_menu_is_left_to_others(view: PlotView, qtbot: QtBot) -> None:
    place = QPoint(100, 100)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, view.mapToGlobal(place))
    with qtbot.waitSignal(view.context_menu_requested) as asked:
        QApplication.sendEvent(view, event)
    assert asked.args == [view.mapToGlobal(place)]


def test_kept_layers_look_as_if_painted_anew(view: PlotView, qtbot: QtBot) -> None:
    heavy = every_layer(LIGHT).layers[:6]
    for x in (0.2, 0.4, 0.6):
        view.show_plot(Plot([*heavy, VLine(x, "#ff0000", 2)]), LIGHT)
        view.grab()
    other = PlotView("Other")
    qtbot.addWidget(other)
    other.resize(view.size())
    other.show_plot(Plot([*heavy, VLine(0.6, "#ff0000", 2)]), LIGHT)
    view.clearFocus()
    assert view.grab().toImage() == other.grab().toImage()


def test_a_change_of_style_repaints_everything(view: PlotView) -> None:
    view.grab()
    view.show_plot(loss_curve(DARK), DARK)
    assert view.grab().toImage().pixelColor(1, 1).name() == DARK.surface


def test_a_cursor_over_heavy_contours_costs_little(view: PlotView) -> None:
    grid = np.linspace(-2, 2, 200)
    z = np.sin(5 * grid)[None, :] * np.cos(5 * grid)[:, None]
    contours = Contours(
        grid, grid, z, np.linspace(-1, 1, 14).tolist(), colours_between(LIGHT.sequential, 15), LIGHT.muted
    )
    seconds = []
    for k in range(12):
        plot = Plot([contours, VLine(k / 10, LIGHT.current)], Axis("x"), Axis("y"))
        started = time.perf_counter()
        view.show_plot(plot, LIGHT)
        view.grab()
        seconds.append(time.perf_counter() - started)
    assert sorted(seconds)[6] < 0.010  # 1 ms on a quiet machine; painting it all takes 16


def test_an_empty_view_can_be_touched(qtbot: QtBot) -> None:
    view = PlotView("Empty")
    qtbot.addWidget(view)
    view.show()
    qtbot.mouseClick(view, LEFT)
    qtbot.keyClick(view, Qt.Key.Key_Plus)
    view.pan(1, 1)
    view.show_all()
    assert view.picture is None


def test_the_focus_is_seen_by_whoever_came_by_key(view: PlotView) -> None:
    view.clearFocus()
    quiet = view.grab().toImage()
    view.setFocus(Qt.FocusReason.MouseFocusReason)
    assert view.grab().toImage() == quiet
    view.clearFocus()
    view.setFocus(Qt.FocusReason.TabFocusReason)
    assert view.grab().toImage() != quiet
