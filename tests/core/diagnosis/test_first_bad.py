"""The first number that is not finite: against a look at every step of the trace, and case by case."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pytest

from core.activations.base import Activation
from core.arrays import Array
from core.checking.planting import Planting
from core.clipping.base import Clipping
from core.diagnosis.calculation import Calculation, calculation
from core.diagnosis.first_bad import Place, first_bad
from core.explain import explain
from core.mistakes.weights_summed import WeightsSummed
from core.network import Layer, Network
from core.regularizers.base import Regularizer
from core.task import Task
from core.trace import Trace
from core.training import first_point, run_update
from tests.core.cases import EXTRAS, make_network, make_task, make_theta, with_extras

OF_BATCH = ("weight_gradient_term", "bias_gradient_term", "slope_gradient_term")


def trace_at(task: Task, theta: Array) -> Trace:
    return Trace(task, run_update(task, first_point(task, theta)))


def looked_up(trace: Trace) -> Place | None:
    """Look at the result of every step for every sample, one after the other."""
    for step in range(len(trace)):
        for sample in range(len(trace.update.batch)):
            if not np.isfinite(explain(trace, step, sample).result):
                return Place(step, sample)
    return None


def told(task: Task, theta: list[float] | Array) -> Calculation:
    trace = trace_at(task, np.array(theta))
    place, expected = first_bad(trace), looked_up(trace)
    assert place is not None
    assert expected is not None
    if trace[place.step].kind in OF_BATCH:  # every sample sees the same sum there
        expected = expected._replace(sample=place.sample)
    assert place == expected
    return calculation(trace, place)


def one_layer(inputs: list[float], target: float, optimizer: str = "sgd", loss: str = "mse") -> Task:
    task = make_task(make_network(len(inputs), (1, "identity")), loss, optimizer)
    return replace(task, inputs=np.array([inputs]), targets=np.array([[target]]))


@pytest.mark.parametrize("extra", EXTRAS)
def test_an_update_without_fault_has_none(extra: str) -> None:
    task = with_extras(extra)
    assert first_bad(trace_at(task, make_theta(task.network))) is None


@pytest.mark.parametrize("extra", ["prelu everywhere", "softmax with dropout", "elastic", "all"])
@pytest.mark.parametrize("size", [1e80, 1e160, 1e305])
def test_it_is_the_one_that_a_look_at_every_step_finds(extra: str, size: float) -> None:
    task = with_extras(extra)
    trace = trace_at(task, size * make_theta(task.network))
    place = first_bad(trace)
    assert place == looked_up(trace)
    if place is not None:
        found = calculation(trace, place)
        assert not np.isfinite(found.result)
        assert all(np.isfinite(value) for _, value in found.operands)
        assert "no number" in found.reason or "1.8e+308" in found.reason


@pytest.mark.parametrize("seed", range(6))
def test_of_one_unit_among_many(seed: int) -> None:
    generator = np.random.default_rng(seed)
    network: Network = make_network(3, (4, "identity"), (3, "tanh"), (2, "identity"))
    task = make_task(network, samples=4, seed=seed)
    theta = make_theta(network, seed)
    theta[generator.integers(theta.size)] = 10 ** generator.uniform(150, 308)
    trace = trace_at(replace(task, inputs=task.inputs * 1e4), theta)
    assert first_bad(trace) == looked_up(trace)


def test_a_product() -> None:
    network = make_network(1, (1, "identity"), (1, "identity"))
    task = replace(make_task(network), inputs=np.array([[1.0]]))
    found = told(task, [2e200, 0.0, 3e150, 0.0])
    assert found.operands == (("a of hidden unit 1 of layer 1", 2e200), ("the weight", 3e150))
    assert found.result == np.inf
    assert found.words == (
        "Weighted sum of output 1: term 1 of 1: a of hidden unit 1 of layer 1 = 2e+200 times the weight = "
        "3e+150 is beyond 1.8e+308, the largest number"
    )


def test_a_sum_and_the_bias_added_last() -> None:
    found = told(one_layer([1e308, 1e308], 0.0), [1.0, 1.0, 0.0])
    assert found.operands == (("the sum so far", 1e308), ("the next product", 1e308))
    assert found.joined_by == "plus"
    found = told(one_layer([1e308, 0.0], 0.0), [1.0, 1.0, 1e308])
    assert found.operands == (("the sum so far", 1e308), ("the bias", 1e308))


def test_a_sample_of_the_batch_is_named() -> None:
    task = make_task(make_network(1, (1, "identity")), samples=3)
    task = replace(task, inputs=np.array([[1.0], [1e300], [1e301]]))
    found = told(task, [1e10, 0.0])
    assert found.what.endswith("sample 2 of 3 in the batch")
    assert found.operands[0] == ("input 1", 1e300)


def test_the_square_of_an_error_and_the_sum_of_many() -> None:
    found = told(one_layer([0.0], 1.0), [0.0, 1e200])
    assert found.what == "Loss of output 1"
    assert found.operands == (("a of output 1", 1e200), ("the target", 1.0))
    task = make_task(make_network(1, (1, "identity")), samples=4)
    task = replace(task, inputs=np.zeros((4, 1)), targets=np.zeros((4, 1)))
    found = told(task, [0.0, 1e154])
    assert found.what == "Loss of the batch"
    assert found.operands == (("4 terms, the largest of them", 1e308),)
    assert found.words.endswith(
        "from 4 terms, the largest of them = 1e+308, the result is beyond 1.8e+308, the largest number"
    )


def test_a_penalty() -> None:
    task = replace(one_layer([0.0], 0.0), regularizer=Regularizer.find("l2")())
    found = told(task, [1e170, 0.0])
    assert found.operands == (("the largest weight", 1e170),)


def test_an_activation_that_overflows() -> None:
    task = make_task(make_network(1, (1, "prelu"), (1, "sigmoid")))
    found = told(replace(task, inputs=np.array([[-1e300]])), [1.0, 0.0, 1e10, 1e-200, 0.0])
    assert found.operands == (("z of hidden unit 1 of layer 1", -1e300),)
    assert found.result == -np.inf


def test_a_gradient_on_its_way_back() -> None:
    network = make_network(1, (1, "identity"), (1, "identity"), (1, "identity"))
    task = replace(make_task(network), inputs=np.array([[1e-300]]), targets=np.array([[1e150]]))
    found = told(task, [1e-160, 0.0, 1e90, 0.0, 1e90, 0.0])
    assert found.what == "dL/da of hidden unit 1 of layer 1"
    assert [name for name, _ in found.operands] == ["delta of hidden unit 1 of layer 2", "the weight"]


def test_the_gradient_of_a_weight() -> None:
    found = told(one_layer([0.0, 1e160], 1e150), [0.0, 0.0, 0.0])
    assert found.what == "Gradient of the weight from input 2 to output 1"
    assert found.operands == (("input 2", 1e160), ("delta of output 1", -2e150))


def test_the_step_of_the_optimizer() -> None:
    task = make_task(make_network(1, (1, "identity")), "mse", {"key": "sgd", "learning_rate": 100.0})
    task = replace(task, inputs=np.array([[1e153]]), targets=np.array([[1e153]]))
    found = told(task, [0.0, 0.0])
    assert found.what == "SGD: change of the weight from input 1 to output 1"
    assert found.operands == (("learning rate", 100.0), ("gradient", pytest.approx(-2e306)))


def test_a_slot_of_the_optimizer() -> None:
    found = told(one_layer([1e10], 1e150, "adam"), [0.0, 0.0])
    assert found.what == "Adam: v of the weight from input 1 to output 1"
    assert dict(found.operands)["gradient"] == -2e160
    assert set(dict(found.operands)) == {"beta2", "the former v", "gradient"}


def test_a_slot_that_was_not_finite_before() -> None:
    task = make_task(make_network(1, (1, "prelu"), (1, "identity")), "mse", "adam")
    task = replace(task, inputs=np.ones((1, 1)))
    point = first_point(task, np.array([-1.0, 0.0, 0.5, 1.0, 0.0]))
    for place, words in (
        ((1, None, None), "Adam: m of the slope of layer 1"),
        ((2, 0, 0), "Adam: m of the weight from hidden unit 1 of layer 1 to output 1"),
        ((2, 0, None), "Adam: m of the bias of output 1"),
    ):
        slots = {name: slot.copy() for name, slot in point.state.items()}
        slots["m"][task.network.index(*place)] = np.inf
        trace = Trace(task, run_update(task, replace(point, state=slots)))
        found = first_bad(trace)
        assert found is not None
        assert calculation(trace, found).what == words


def test_a_dropout_that_scales_up() -> None:
    network = make_network(1, (8, "identity"), (1, "identity"))
    layers = (replace(network.layers[0], dropout=0.5), network.layers[1])
    task = make_task(replace(network, layers=layers))
    theta = np.zeros(network.parameter_count)
    network.split(theta)[0].biases[:] = 1.5e308
    found = told(task, theta)
    assert found.what.startswith("Dropout")
    (name, value), mask = found.operands
    assert name.startswith("a of hidden unit ")
    assert (value, mask) == (1.5e308, ("its mask", 2.0))
    assert found.joined_by == "times"


def behind_a_layer(activation: str, targets: list[float], inputs: list[float] | None = None) -> Task:
    """One hidden unit; the gradient that comes back to it is that of the target times the second weight."""
    task = make_task(make_network(1, (1, activation), (1, "identity")), samples=len(targets))
    given = np.zeros((len(targets), 1)) if inputs is None else np.array(inputs)[:, None]
    return replace(task, inputs=given, targets=np.array(targets)[:, None])


def test_a_derivative_that_is_large() -> None:
    found = told(behind_a_layer("prelu", [1e150], [-1e-200]), [1.0, 0.0, 1e10, 1e150, 0.0])
    assert found.what == "Delta of hidden unit 1 of layer 1: dL/dz"
    assert found.operands == (
        ("dL/da of hidden unit 1 of layer 1", pytest.approx(-2e300)),
        ("f\N{PRIME}(z) of hidden unit 1 of layer 1", 1e10),
    )


def test_the_gradient_of_a_bias_adds_up() -> None:
    found = told(behind_a_layer("identity", [1e150, 1e150]), [0.0, 0.0, 1e158, 0.0])
    assert found.what == "Gradient of the bias of hidden unit 1 of layer 1"
    assert [name for name, _ in found.operands] == ["the sum so far", "delta of hidden unit 1 of layer 1"]
    assert found.result == -np.inf


def test_the_gradient_of_a_learned_slope() -> None:
    found = told(behind_a_layer("prelu", [1e150, 1e150]), [0.0, -1e158, 0.0, 1.0, 0.0])
    assert found.what == "Gradient of the slope of layer 1"
    assert found.operands == (("the sum so far", 1e308), ("the next product", 1e308))
    found = told(behind_a_layer("prelu", [1e150]), [0.0, -1e200, 0.0, 1.0, 0.0])
    assert found.operands == (
        ("dL/da of hidden unit 1 of layer 1", -2e150),
        ("the derivative of a by the slope", -1e200),
    )
    assert found.joined_by == "times"


def test_the_share_of_one_unit_and_one_sample_in_the_gradient_of_a_slope() -> None:
    task = make_task(make_network(1, (2, "prelu"), (1, "identity")), samples=2)
    task = replace(task, inputs=np.array([[0.0], [1.0]]), targets=np.array([[0.0], [1e150]]))
    found = told(task, [0.0, -1e200, 0.0, 0.0, 0.0, 1.0, 1.0, 0.0])
    assert found.operands == (
        ("dL/da of hidden unit 2 of layer 1", -1e150),
        ("the derivative of a by the slope", -1e200),
    )


@pytest.mark.parametrize(
    ("penalty", "added"), [("none", ("the next product", 0.0)), ("l1", ("the penalty's gradient", 0.01))]
)
def test_a_mistake_that_no_share_shows(penalty: str, added: tuple[str, float]) -> None:
    """The planted sum over the batch is four times the mean: the shares as they should be stay finite."""
    task = behind_a_layer("identity", [-1e150, 0.0, 0.0, 0.0], [1e158, 0.0, 0.0, 0.0])
    planted = Planting((WeightsSummed(1),))
    found = told(
        replace(task, planted=planted, regularizer=Regularizer.decode({"key": penalty})),
        [1e-300, 0.0, 1.0, 0.0],
    )
    assert found.what == "Gradient of the weight from input 1 to hidden unit 1 of layer 1"
    assert found.operands == (("the sum so far", pytest.approx(5e307)), added)
    assert found.result == np.inf
    assert found.reason == "is beyond 1.8e+308, the largest number"


def test_a_softmax_in_the_middle() -> None:
    """dL/da minus its mean is beyond all numbers though the terms of the Jacobian are not."""
    network = make_network(1, (2, "softmax"), (1, "identity"))
    task = replace(make_task(network), inputs=np.zeros((1, 1)), targets=np.array([[1e150]]))
    found = told(task, [0.0, 0.0, 0.0, np.log(9), -8.5e157, 8.5e157, -6.8e157])
    assert found.what == "Delta of hidden unit 1 of layer 1: dL/dz"
    assert all(np.isfinite(value) for _, value in found.operands)
    assert found.result == np.inf


def test_the_loss_of_a_class_that_is_out_of_reach() -> None:
    network = make_network(1, (2, "softmax"))
    task = replace(make_task(network, "cce"), inputs=np.ones((1, 1)), targets=np.array([[0.0, 1.0]]))
    found = told(task, [1e308, -1e308, 0.0, 0.0])
    assert found.what == "Loss of output 2"
    assert found.operands == (("z of output 2", -1e308), ("the target", 1.0))


def test_loss_and_penalty_together() -> None:
    task = replace(one_layer([0.0], 0.0), regularizer=Regularizer.decode({"key": "l1", "lambda1": 1.0}))
    found = told(task, [1.5e308, 1e154])
    assert found.operands == (("the loss of the data", 1e308), ("the penalty", 1.5e308))
    assert found.joined_by == "plus"


@dataclass(frozen=True)
class PlainTanh(Activation):
    """As the textbook writes it, without a key: no member of the family."""

    value_rule = r"\frac{e^{<z>} - e^{-<(z)>}}{e^{<z>} + e^{-<(z)>}}"
    derivative_rule = "1 - <(a)>^2"

    def value(self, z: Array) -> Array:
        up, down = np.exp(z), np.exp(-z)
        return (up - down) / (up + down)

    def derivative(self, z: Array, a: Array) -> Array:
        return 1 - a**2


def test_an_overflow_on_the_way_to_no_number() -> None:
    network = Network(1, (Layer(1, PlainTanh()),))
    task = replace(make_task(network), inputs=np.array([[1.0]]))
    with np.errstate(all="ignore"):
        found = told(task, [1000.0, 0.0])
    assert found.operands == (("z of output 1", 1000.0),)
    assert np.isnan(found.result)
    assert found.how == (
        "from z of output 1 = 1000, the result overflows on the way (beyond 1.8e+308, the largest number), "
        "and what comes of it is no number"
    )


@dataclass(frozen=True)
class ToLengthOne(Clipping):
    """The direction of the gradient, without a key: no member of the family."""

    rule = r"\frac{<g>}{<norm>}"

    def clip(self, gradient: Array) -> Array:
        return gradient / np.linalg.norm(gradient)


@pytest.mark.parametrize(
    ("bias", "reason"), [(0.0, "gives no number ("), (1e-200, "divides by 0")], ids=["0 / 0", "1e-200 / 0"]
)
def test_a_clipping_that_divides_by_nothing(bias: float, reason: str) -> None:
    """The norm of 1e-200 is 0 too: its square is below all numbers."""
    task = replace(one_layer([1.0], 0.0), clipping=ToLengthOne())
    with np.errstate(all="ignore"):
        found = told(task, [0.0, bias])
    assert found.what == "Clipped gradient of the weight from input 1 to output 1"
    assert found.operands == (("gradient", 2 * bias), ("norm", 0.0))
    assert found.reason.startswith(reason)
