"""The loss curve."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from core.datasets.split import Split
from nnviz.figures.loss_plot import LossCurves, epoch_means, known_losses, loss_plot
from nnviz.figures.plot import Line, Marker, Plot, Text, VLine
from nnviz.figures.plot_painter import PlotPicture
from nnviz.figures.style import DARK, LIGHT, Style
from nnviz.project import edits
from nnviz.project.model import Project
from nnviz.session import Cursor
from tests.nnviz.sessions import END, sample, session_at

pytestmark = pytest.mark.usefixtures("qapp")


def layers(plot: Plot, kind: type) -> list:
    return [layer for layer in plot.layers if isinstance(layer, kind)]


def test_it_says_what_will_appear_before_there_is_a_loss() -> None:
    plot = loss_plot(session_at(sample("mazur"), 0, step=-1).moment, LIGHT)
    assert "loss" in layers(plot, Text)[0].text
    assert not layers(plot, Line)


def test_the_loss_of_an_update_appears_with_its_step() -> None:
    session = session_at(sample("mazur"), 0, step=-1)
    at_loss = int(session.trace.written_at("loss", session.trace.task.network.depth)[0])
    session.go_to_step(at_loss - 1)
    assert len(known_losses(session.moment)) == 0
    session.go_to_step(at_loss)
    marker = layers(loss_plot(session.moment, LIGHT), Marker)[0]
    assert (marker.x, marker.y) == (0, session.moment.update.recording.loss)


def test_the_curve_is_the_recorded_losses_and_the_cursor_stands_on_it() -> None:
    session = session_at(sample("xor-2-4-1"), 30)
    session.go_to_update(12)
    plot = loss_plot(session.moment, LIGHT)
    curve = layers(plot, Line)[-1] if session.trace.task.updates_per_epoch == 1 else layers(plot, Line)[0]
    np.testing.assert_array_equal(curve.y, session.history.losses)
    assert layers(plot, VLine)[0].x == 12
    assert layers(plot, Marker)[0].y == session.history.losses[12]


def test_epochs_of_several_updates_get_their_means() -> None:
    project = sample("iris-4-8-3").with_training(batch_size=50)
    moment = session_at(project, 7).moment
    losses = known_losses(moment)
    x, means = epoch_means(moment, losses)
    np.testing.assert_array_equal(x, [1, 4])
    np.testing.assert_allclose(means, [losses[:3].mean(), losses[3:6].mean()])
    labels = {line.label for line in layers(loss_plot(moment, LIGHT), Line)}
    assert labels == {"each update", "epoch mean"}


def test_decades_get_a_logarithmic_axis() -> None:
    short, long = session_at(sample("mazur"), 3), session_at(sample("mazur"), 4000, END)
    assert not loss_plot(short.moment, LIGHT).y.log
    losses = long.history.losses
    assert losses.max() / losses.min() > 100
    assert loss_plot(long.moment, LIGHT).y.log


def test_the_loss_of_the_test_samples_is_a_curve_of_its_own() -> None:
    project = edits.set_split(sample("spiral-2-8-8-1"), Split(0.3)).project
    session = session_at(project, 200)
    plain = layers(loss_plot(session.moment, LIGHT), Line)
    assert [line.label for line in plain] == ["each update", "epoch mean"]
    assert session.moment.held_out is not None
    session.moment.held_out.advance()
    curve = layers(loss_plot(session.moment, LIGHT), Line)[-1]
    assert curve.label == "test samples"
    assert curve.dash
    assert {line.colour for line in plain}.isdisjoint({curve.colour})
    updates, losses = session.moment.held_out.known()
    np.testing.assert_array_equal(curve.x, updates)
    np.testing.assert_array_equal(curve.y, losses)


def test_a_test_loss_that_is_not_finite_is_a_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    session = session_at(edits.set_split(sample("spiral-2-8-8-1"), Split(0.3)).project, 20)
    held_out = session.moment.held_out
    assert held_out is not None
    values = (np.array([0.0, 10.0, 20.0]), np.array([1.0, np.inf, np.nan]))
    monkeypatch.setattr(held_out, "known", lambda: values)
    assert not loss_plot(session.moment, LIGHT).y.log


def test_a_jump_leaves_the_curves_the_same_objects_behind_what_moves() -> None:
    session, curves = (
        session_at(edits.set_split(sample("spiral-2-8-8-1"), Split(0.3)).project, 200),
        LossCurves(),
    )
    assert session.moment.held_out is not None
    session.moment.held_out.advance()
    session.go_to_update(150)
    before = curves.plot(session.moment, LIGHT).layers
    assert [line.label for line in before[:3]] == ["each update", "epoch mean", "test samples"]
    for update, step in ((12, 3), (199, END), (0, -1)):
        session.go_to(Cursor(update, step))
        plot = curves.plot(session.moment, LIGHT)
        assert [was is it for was, it in zip(before, plot.layers, strict=True)] == [True] * 3 + [False] * 2
        assert (plot.layers[3].x, plot.layers[4].y) == (update, session.history.losses[update])


def test_the_loss_that_is_not_done_with_joins_the_curve_once() -> None:
    session, curves = session_at(sample("xor-2-4-1"), 20), LossCurves()
    (curve,) = layers(curves.plot(session.moment, LIGHT), Line)
    assert len(curve.y) == 21
    session.go_to_step(session.cursor.step - 1)
    assert layers(curves.plot(session.moment, LIGHT), Line) == [curve]
    session.go_to_step(0)
    (shorter,) = layers(curves.plot(session.moment, LIGHT), Line)
    assert shorter.y is session.history.losses


def test_training_an_edit_and_another_style_make_another_curve() -> None:
    session, curves = session_at(sample("xor-2-4-1"), 20, step=0), LossCurves()

    def curve(style: Style = LIGHT) -> Line:
        return layers(curves.plot(session.moment, style), Line)[0]

    first = curve()
    assert curve() is first
    assert curve(DARK) is not first
    trained = curve()
    session.go_to_update(31)
    assert curve() is not trained
    assert len(curve().y) == 31
    session.go_to_update(7)
    kept = curve()
    session.document.edit("Rate", with_rate(session.document.project, 0.125))
    session.go_to_update(9)
    edited = curve()
    assert edited is not kept
    assert edited.x[0] == session.history.first_update
    session.document.undo_stack.undo()
    np.testing.assert_array_equal(curve().y, kept.y)


def test_a_compared_branch_stays_the_same_curve_until_it_is_renamed() -> None:
    session, curves = session_at(sample("xor-2-4-1"), 20, step=0), LossCurves()
    session.go_to_update(7)
    session.document.edit("Rate", with_rate(session.document.project, 0.125))
    session.go_to_update(15)
    (other,) = (
        segment for _, segment in session.segments.branches() if segment is not session.segments.current
    )
    other.compared = True
    session.refresh()
    former = layers(curves.plot(session.moment, LIGHT), Line)[0]
    assert former.label == "first run"
    session.go_to_update(16)
    assert layers(curves.plot(session.moment, LIGHT), Line)[0] is former
    other.own_name = "slow"
    session.refresh()
    renamed = layers(curves.plot(session.moment, LIGHT), Line)[0]
    assert renamed is not former
    assert renamed.label == "slow"


@pytest.mark.parametrize("place", [(12, 3), (40, END), (41, -1), (7, 0)])
def test_what_is_kept_looks_as_if_it_were_plotted_anew(place: tuple[int, int]) -> None:
    session, curves = session_at(sample("spiral-2-8-8-1"), 40), LossCurves()
    pixels(curves.plot(session.moment, LIGHT))
    session.go_to(Cursor(*place))
    kept, anew = curves.plot(session.moment, LIGHT), loss_plot(session.moment, LIGHT)
    assert pixels(kept) == pixels(anew)
    assert kept.description == anew.description


def with_rate(project: Project, rate: float) -> Project:
    return replace(project, optimizer=replace(project.optimizer, learning_rate=rate))  # type: ignore[call-arg]


def pixels(plot: Plot) -> QImage:
    image = QImage(400, 250, QImage.Format.Format_RGB32)
    image.fill(QColor(LIGHT.surface))
    painter = QPainter(image)
    try:
        PlotPicture(plot, LIGHT).paint(painter, 400, 250)
    finally:
        painter.end()
    return image
