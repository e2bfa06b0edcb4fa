"""The pictures of the workspace Functions: what is drawn and told is what the mathematics says."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pytest

from core.activations.base import Activation
from core.activations.elu import ELU
from core.activations.leaky_relu import LeakyReLU
from core.activations.relu import ReLU
from core.activations.sigmoid import Sigmoid
from core.initializers.he_normal import HeNormal
from core.initializers.zeros import Zeros
from core.losses.base import Loss
from core.losses.bce import BinaryCrossEntropy
from core.losses.cce import CategoricalCrossEntropy
from core.losses.hinge import Hinge
from core.losses.mse import MeanSquaredError
from core.schedules.base import Schedule
from nnviz.figures.activation_curves import activation_plots, curve
from nnviz.figures.functions_pictures import functions_picture
from nnviz.figures.functions_view import MEAN, FunctionsView, member_look, member_name
from nnviz.figures.loss_curves import edge_table, logit_plots, prediction_plots, refused_words, slowness_words
from nnviz.figures.plot import Bars, Line, Marker, Plot, Text
from nnviz.figures.plot_axes import lay_out
from nnviz.figures.plot_column import PlotColumn
from nnviz.figures.plot_frame import plot_bounds
from nnviz.figures.plot_painter import PlotPicture
from nnviz.figures.schedule_plot import schedule_plots
from nnviz.figures.softmax_plot import Entry, JacobianPicture, softmax_plots
from nnviz.figures.stack_plot import by_activation, by_initializer, layer_table, stack_plots, stack_words
from nnviz.figures.style import DARK, LIGHT, PRINT
from nnviz.project.functions_spec import MOST_SHOWN, FunctionsSpec, LossPoint

pytestmark = pytest.mark.usefixtures("qapp")

FIRST = FunctionsView()


def view(**changes: object) -> FunctionsView:
    return FunctionsView(FunctionsSpec(**changes))


def lines(plot: Plot) -> list[Line]:
    return [layer for layer in plot.layers if isinstance(layer, Line) and layer.label]


def markers(plot: Plot) -> list[tuple[float, float]]:
    return [(layer.x, layer.y) for layer in plot.layers if isinstance(layer, Marker)]


def tangent(plot: Plot) -> Line:
    (found,) = (layer for layer in plot.layers if isinstance(layer, Line) and not layer.label)
    return found


def test_curves_points_and_tangent_of_activations() -> None:
    values, slopes = activation_plots(FIRST, LIGHT)
    assert [line.label for line in lines(values)] == ["Sigmoid: 0.7311", "Tanh: 0.7616", "ReLU: 1"]
    assert [line.label for line in lines(slopes)] == ["Sigmoid: 0.1966", "Tanh: 0.4200", "ReLU: 1"]
    line = lines(values)[0]
    np.testing.assert_array_equal(line.y, Sigmoid().value(line.x))
    a = 1 / (1 + np.exp(-1.0))
    assert (1.0, pytest.approx(a)) in markers(values)
    assert markers(values)[-1] == (1.0, pytest.approx(a))  # what is looked at lies over the others
    touching = tangent(values)
    rise = np.diff(touching.y)[0] / np.diff(touching.x)[0]
    assert rise == pytest.approx(a * (1 - a))
    assert "At z = 1: Sigmoid 0.7311 with slope 0.1966" in values.description


def test_a_curve_is_interrupted_at_a_kink() -> None:
    z, values, slopes = curve(ReLU(), 5.0)
    gap = np.flatnonzero(np.isnan(slopes))
    assert z[gap].tolist() == [0.0]
    assert slopes[gap - 1].tolist() == [0.0]
    assert slopes[gap + 1].tolist() == [1.0]
    assert np.abs(z[gap + 1] - z[gap - 1]).max() < 1e-7
    assert not np.isnan(curve(Sigmoid(), 5.0)[1]).any()
    assert np.isfinite(values[np.isfinite(slopes)]).all()


def test_every_place_in_a_list_has_a_look_of_its_own() -> None:
    for style in (LIGHT, DARK, PRINT):
        looks = [member_look(place, style) for place in range(MOST_SHOWN)]
        assert len({(look.colour, look.dash) for look in looks}) == MOST_SHOWN


@pytest.mark.parametrize(
    ("member", "name"),
    [
        (ReLU(), "ReLU"),
        (LeakyReLU(slope=0.2), "Leaky ReLU, slope 0.2"),
        (BinaryCrossEntropy(), "BCE"),
        (BinaryCrossEntropy(from_logits=False, edge="keras"), "BCE, not from logits, as Keras"),
        (MeanSquaredError(reduction="half_sum"), "MSE, reduction half sum"),
    ],
)
def test_names_tell_members_apart(member: object, name: str) -> None:
    assert member_name(member) == name


def test_the_stack_tells_spread_or_mean_of_both_ways() -> None:
    looked = view(activations=(Sigmoid(), ReLU()), initializer=HeNormal())
    stacks = by_activation(looked)
    signal, gradient = stack_plots(stacks, 0, looked, LIGHT)
    for plot, name, end in ((signal, "signal_spread", -1), (gradient, "gradient_spread", 0)):
        for line, stack in zip(lines(plot), stacks, strict=True):
            known = getattr(stack.passage, name)
            np.testing.assert_array_equal(line.y, known)
            assert line.x.tolist() == list(range(11))
            assert float(line.label.rpartition(": ")[2].replace("\N{MINUS SIGN}", "-")) == pytest.approx(
                known[end], rel=1e-3
            )
        assert plot.y.log
    mean, _ = stack_plots(stacks, 0, replace(looked, quantity=MEAN), LIGHT)
    np.testing.assert_array_equal(lines(mean)[1].y, stacks[1].passage.signal_mean)
    assert not mean.y.log
    assert stack_words(stacks) == "The gradient vanishes with Sigmoid."
    table = layer_table(stacks[1], LIGHT)
    assert (table.rows[0], table.rows[-1]) == ("input", "10")
    np.testing.assert_array_equal(table.numbers[:, 3], stacks[1].passage.gradient_spread)


def test_zeros_have_no_logarithm_and_are_said_to_vanish() -> None:
    zeros = view(initializers=(Zeros(),))
    stacks = by_initializer(zeros)
    assert stack_words(stacks) == "The signal vanishes with Zeros. The gradient vanishes with Zeros."
    signal, gradient = stack_plots(stacks, 0, zeros, LIGHT)
    assert (signal.y.log, gradient.y.log) == (True, True)
    assert layer_table(None, LIGHT).rows == ()


def test_softmax_bars_and_jacobian() -> None:
    upper, lower = softmax_plots(FIRST, LIGHT)
    heights = [bar.heights[0] for bar in lower.layers if isinstance(bar, Bars)]
    shares = np.exp([1.0, 2.0, 3.0]) / np.exp([1.0, 2.0, 3.0]).sum()
    assert heights == pytest.approx(shares.tolist())
    assert [layer.text for layer in lower.layers if isinstance(layer, Text)] == [
        "0.09003",
        "0.2447",
        "0.6652",
    ]
    assert [(mark.x, mark.y) for mark in upper.layers if isinstance(mark, Marker)] == [(1, 1), (2, 2), (3, 3)]
    picture = JacobianPicture(replace(FIRST, entry=(2, 9)), LIGHT)
    np.testing.assert_allclose(picture.values, np.diag(shares) - np.outer(shares, shares), rtol=1e-12)
    assert picture.entry == Entry(2, 2)
    cells = picture.cells(300, 200)
    middle = cells.left() + cells.width() / 2, cells.top() + cells.height() * 0.9
    assert picture.entry_at(*middle, 300, 200) == Entry(2, 1)
    assert picture.entry_at(1, 1, 300, 200) is None
    assert "a1: 0.08193" in picture.description


def test_counted_things_have_whole_ticks() -> None:
    upper, _ = softmax_plots(FIRST, LIGHT)
    layout = lay_out(upper, LIGHT, 300, 200, plot_bounds(upper))
    assert layout.x_ticks.labels == ("1", "2", "3")


def test_losses_over_the_prediction() -> None:
    value, slope = prediction_plots(FIRST, LIGHT)
    assert [line.label for line in lines(value)] == ["MSE: 0.4900", "BCE: 1.204"]
    assert [line.label for line in lines(slope)] == ["MSE: \N{MINUS SIGN}1.4", "BCE: \N{MINUS SIGN}3.333"]
    mse, bce = lines(value)
    assert (mse.x[0], mse.x[-1]) == (-1.0, 2.0)
    assert bce.x[0] > 0
    assert bce.x[-1] < 1
    np.testing.assert_allclose(bce.y, -np.log(bce.x), rtol=1e-12)
    only = view(losses=(BinaryCrossEntropy(), CategoricalCrossEntropy()))
    assert prediction_plots(only, LIGHT)[0].x.high == 1.0


def test_losses_that_cannot_have_the_target_are_named() -> None:
    half = view(losses=(MeanSquaredError(), Hinge()), loss_point=LossPoint(target=0.5))
    assert [line.label.partition(":")[0] for line in lines(prediction_plots(half, LIGHT)[0])] == ["MSE"]
    assert refused_words(half) == (
        "Hinge is not drawn: the target 0.5 is none of -1, 0 and 1, which the hinge loss needs."
    )
    assert refused_words(FIRST) == ""


def test_a_prediction_beyond_a_loss_of_probabilities_has_no_point() -> None:
    beyond = view(loss_point=LossPoint(prediction=1.5))
    value, _ = prediction_plots(beyond, LIGHT)
    assert [line.label for line in lines(value)] == ["MSE: 0.25", "BCE: \N{EN DASH}"]
    card = functions_picture("loss-point", replace(beyond, loss=1), LIGHT)
    assert card.description == "Nothing is shown."


def test_mse_is_slow_where_it_is_confidently_wrong() -> None:
    value, slope = logit_plots(FIRST, LIGHT)
    a = 1 / (1 + np.exp(4.0))
    assert markers(slope)[-1][1] == pytest.approx(2 * (a - 1) * a * (1 - a))
    assert "the sigmoid says 0.01799 and should say 1" in slowness_words(FIRST, LIGHT)
    assert "BCE is 28.3 times as steep as MSE" in slowness_words(FIRST, LIGHT)
    right = view(loss_point=LossPoint(z=0.0))
    assert slowness_words(right, LIGHT) == ""
    assert slowness_words(view(losses=(MeanSquaredError(),)), LIGHT) == ""
    gone = view(loss_point=LossPoint(z=-800.0))
    assert "BCE is steep; nothing at all comes through MSE" in slowness_words(gone, LIGHT)
    assert value.x.low == -8.0


def test_the_edges_are_told_apart() -> None:
    table = edge_table(FIRST, LIGHT)
    assert table.rows == ["MSE", "BCE, as written", "BCE, as PyTorch", "BCE, as Keras", "BCE, from logits"]
    texts = {row[0]: row[1:] for row in table.texts()[1:]}
    infinity = "\N{INFINITY}"
    assert texts["BCE, as written"] == ["NaN", "NaN", "NaN", infinity, f"\N{MINUS SIGN}{infinity}", "NaN"]
    assert texts["BCE, as PyTorch"][3:] == ["100", "\N{MINUS SIGN}1.000e+12", "0"]
    assert texts["BCE, as Keras"][0] == "1.000e\N{MINUS SIGN}07"
    dash = "\N{EN DASH}"
    assert texts["BCE, from logits"] == ["0", dash, "0", "1000", dash, "\N{MINUS SIGN}1"]
    zero = edge_table(view(loss_point=LossPoint(target=0.0)), LIGHT)
    assert {row[0]: row[1:] for row in zero.texts()[1:]}["BCE, from logits"][-1] == "1"
    twice = view(losses=(BinaryCrossEntropy(), BinaryCrossEntropy(edge="keras")))
    assert len(edge_table(twice, LIGHT).rows) == 4


def test_schedules_over_the_updates() -> None:
    (plot,) = schedule_plots(FIRST, LIGHT)
    for line, schedule in zip(lines(plot), FIRST.spec.schedules, strict=True):
        factors = [schedule.factor(int(update)) for update in line.x]
        np.testing.assert_allclose(line.y, 0.01 * np.array(factors), rtol=1e-15)
        assert line.x[-1] == 20_000
    assert markers(plot)[-1] == (2000, pytest.approx(0.01 * FIRST.spec.schedules[0].factor(2000)))


def test_a_class_of_one_s_own_turns_up_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    for family in (Activation, Loss, Schedule):
        monkeypatch.setattr(family, "_members", dict(family._members))

    @dataclass(frozen=True)
    class Bent(Activation):
        """Bend it."""

        key, label = "bent", "Bent"
        formula, derivative_formula = "f(z) = z^2", "f'(z) = 2 z"
        value_rule, derivative_rule = "{<(z)>}^2", r"2 \cdot <z>"

        def value(self, z: np.ndarray) -> np.ndarray:
            return z**2

        def derivative(self, z: np.ndarray, a: np.ndarray) -> np.ndarray:
            return 2 * z

    bent = view(activations=(Bent(),))
    assert lines(activation_plots(bent, LIGHT)[1])[0].label == "Bent: 2"
    assert "2 \\cdot 1" in functions_picture("activation-point", bent, LIGHT).description
    assert by_activation(bent)[0].member == Bent()


def test_nothing_shown_is_no_error() -> None:
    empty = view(activations=(), initializers=(), losses=(), schedules=())
    for name in (
        "activation-curves",
        "activation-stack",
        "activation-layers",
        "loss-prediction",
        "loss-logit",
    ):
        assert functions_picture(name, empty, LIGHT).description
    for name in ("activation-point", "loss-point", "loss-logit-point", "schedule-point", "initializer-table"):
        assert functions_picture(name, empty, LIGHT).description
    for name in ("loss-edges", "initializer-stack", "schedule-curves"):
        assert functions_picture(name, empty, LIGHT).size[0] > 0


def test_exponential_curves_leave_the_plot_at_the_top() -> None:
    elu = view(activations=(ELU(), Sigmoid()))
    values, _ = activation_plots(replace(elu, spec=replace(elu.spec, point=FIRST.spec.point)), LIGHT)
    assert values.y.high is not None
    assert values.y.high < 10


def test_plots_below_one_another_have_their_axes_in_line() -> None:
    frames = [
        PlotPicture(plot, LIGHT).arrange(400, 200).frame.rect for plot in activation_plots(FIRST, LIGHT)
    ]
    assert frames[0].left() == frames[1].left()
    column = PlotColumn(activation_plots(FIRST, LIGHT), LIGHT)
    assert column.size == (340.0, 360.0)
    assert "Below: the slopes." in column.description
