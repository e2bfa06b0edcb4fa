from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.datasets.base import Samples
from core.neurons.gates import gate, truth_table
from core.neurons.perceptron import Perceptron
from core.neurons.perceptron_learning import PerceptronLearning
from core.training import Point, batch_of
from tests.core.cases import make_network, make_task
from tests.core.neurons.walks import CLOUD, samples

POSITIONS = st.tuples(st.integers(-4, 4), st.integers(-4, 4))
EXAMPLES = st.lists(st.tuples(POSITIONS, st.booleans()), min_size=1, max_size=8)


def of(examples: Sequence[tuple[tuple[int, int], bool]]) -> Samples:
    return samples([point for point, _ in examples], [float(yes) for _, yes in examples])


def by_hand(
    data: Samples, rule: str, at_zero: str, epochs: int
) -> tuple[list[int], list[list[float]], list[float] | None]:
    """Rosenblatt's rule and Gallant's pocket (online, with ratchet) from zeros, learning rate 1.

    Whole numbers, held in floats that are exact.
    """
    rows = [np.append(row, 1.0) for row in data.inputs]
    targets = data.targets[:, 0]

    def answer(theta: np.ndarray, row: np.ndarray) -> float:
        return float(theta @ row >= 0 if at_zero == ">=" else theta @ row > 0)

    def right(theta: np.ndarray) -> int:
        return sum(answer(theta, row) == t for row, t in zip(rows, targets, strict=True))

    theta = np.zeros(len(rows[0]))
    kept, kept_run, kept_right, run = theta, 0, right(theta), 0
    counts, path = [], [theta.tolist()]
    for _ in range(epochs):
        wrong, total = 0, np.zeros_like(theta)
        for row, target in zip(rows, targets, strict=True):
            error = target - answer(theta, row)
            run = 0 if error else run + 1
            if run > kept_run and right(theta) > kept_right:
                kept, kept_run, kept_right = theta, run, right(theta)
            wrong += error != 0
            if rule == "online":
                theta = theta + error * row
            total = total + error * row
        theta = theta + total if rule == "batch" else theta
        counts.append(wrong)
        path.append(theta.tolist())
        if not wrong:
            break
    return counts, path, kept.tolist() if rule == "online" else None


@pytest.mark.parametrize("rule", ["online", "batch"])
@pytest.mark.parametrize("at_zero", [">", ">="])
@given(examples=EXAMPLES)
def test_it_learns_by_the_rule(rule: str, at_zero: str, examples: list[tuple[tuple[int, int], bool]]) -> None:
    learning = Perceptron(rule=rule, at_zero=at_zero, pocket=True, epochs=12).learn(of(examples))
    counts, path, pocket = by_hand(of(examples), rule, at_zero, len(learning.mistakes))
    assert list(learning.mistakes) == counts
    assert learning.path.tolist() == path
    if pocket is not None and learning.outcome != "separated":
        assert learning.best_theta.tolist() == pocket


def test_the_first_epoch_of_and_by_hand() -> None:
    # (0, 0): z = 0, taken for yes: wrong, b = -1. (0, 1), (1, 0): z = -1: right. (1, 1): z = -1: wrong.
    learning = Perceptron().learn(gate("and"))
    assert learning.mistakes[0] == 2
    assert learning.path[:2].tolist() == [[0, 0, 0], [1, 1, 0]]
    visits = learning.visits(0)
    assert [visit.error for visit in visits] == [-1, 0, 0, 1]
    assert [learning.rule.z_value(visit.z) for visit in visits] == [0, -1, -1, -1]
    assert learning.mistakes == (2, 3, 3, 2, 1, 0)
    assert learning.path[-1].tolist() == [2, 1, -3]
    assert (
        learning.verdict
        == "After 6 epochs and 11 mistakes a whole epoch is right: a line separates the classes."
    )


def test_the_convention_at_zero_decides_which_example_is_wrong_first() -> None:
    yes, no = (Perceptron(at_zero=at_zero).learn(gate("and")).mistakes for at_zero in (">=", ">"))
    assert (yes, no) == ((2, 3, 3, 2, 1, 0), (1, 3, 3, 2, 1, 0))


@pytest.mark.parametrize("rule", ["online", "batch"])
@pytest.mark.parametrize("data", [gate("and"), gate("xor"), truth_table([0, 0, 0, 0, 0, 1, 1, 1]), CLOUD])
def test_from_zero_weights_the_learning_rate_only_scales(rule: str, data: Samples) -> None:
    one = Perceptron(rule=rule, epochs=30).learn(data)
    for rate in (1e-3, 0.01, 0.1, 1 / 3, 7.0, 1e6):
        other = Perceptron(rule=rule, epochs=30, learning_rate=rate).learn(data)
        assert (other.mistakes, other.outcome, other.cycle) == (one.mistakes, one.outcome, one.cycle)
        assert other.path == pytest.approx(rate * one.path, rel=1e-15)


def test_from_other_weights_the_learning_rate_matters() -> None:
    start = {"start": "given", "weights": (1.0, -2.0), "bias": 0.5}
    counts = {
        Perceptron(learning_rate=rate, **start).learn(gate("and")).mistakes for rate in (0.1, 1.0, 10.0)
    }
    assert len(counts) == 3


@pytest.mark.parametrize("rule", ["online", "batch"])
@given(examples=EXAMPLES, start=st.sampled_from(["zeros", "seeded"]), rate=st.sampled_from([0.1, 1.0, 3.0]))
def test_separable_data_are_separated_within_the_bound(
    rule: str, examples: list[tuple[tuple[int, int], bool]], start: str, rate: float
) -> None:
    data = of(examples)
    first = Perceptron(rule=rule, start=start, learning_rate=rate, epochs=1).learn(data)
    assume(first.convergence is not None and first.convergence.bound < 3000)
    assert first.convergence is not None
    # An epoch that is not the last has a mistake: more epochs than the bound cannot be needed.
    epochs = int(first.convergence.bound) + 2
    learning = Perceptron(rule=rule, start=start, learning_rate=rate, epochs=epochs).learn(data)
    assert learning.outcome == "separated"
    assert learning.separability.separable
    assert learning.convergence is not None
    assert learning.convergence.mistakes == sum(learning.mistakes) <= learning.convergence.bound * (1 + 1e-12)
    assert learning.found_margin is not None
    assert 0 <= learning.found_margin.augmented <= learning.convergence.margin * (1 + 1e-12)
    assert learning.answers(learning.states[-1].theta) == data.targets[:, 0].tolist()


@given(EXAMPLES, st.sampled_from(["online", "batch"]), st.sampled_from([0.1, 1.0]))
def test_a_cycle_is_one_and_proves_that_there_is_no_line(
    examples: list[tuple[tuple[int, int], bool]], rule: str, rate: float
) -> None:
    learning = Perceptron(rule=rule, learning_rate=rate, epochs=200).learn(of(examples))
    if learning.separability.separable:
        assert learning.outcome != "cycle"
        return
    assert learning.outcome != "separated"
    assert learning.convergence is None
    assert learning.found_margin is None
    if learning.cycle:
        first, again = learning.cycle
        assert learning.states[first] == learning.states[again]
        assert len(set(learning.states)) == len(learning.states) - 1


def test_the_quantities_of_the_bound() -> None:
    learning = Perceptron().learn(gate("and"))
    found = learning.convergence
    assert found is not None
    assert found.radius == math.sqrt(3)  # (1, 1) with the 1 for the bias
    assert found.margin == pytest.approx(1 / math.sqrt(17), rel=1e-15)  # of (2, 2, -3)
    assert learning.separability.separator == pytest.approx(np.array([2, 2, -3]) / math.sqrt(17))
    assert found.bound == 51
    assert found.mistakes == 11
    margin = learning.found_margin
    assert margin is not None
    assert (margin.augmented, margin.distance) == (0, 0)  # (1, 1) lies on 2 x1 + x2 = 3, which counts as yes
    batch = Perceptron(rule="batch").learn(gate("and")).convergence
    assert batch is not None
    assert batch.bound == 4 * 51


def test_the_margins_of_the_line_that_was_found() -> None:
    learning = Perceptron(rule="batch").learn(gate("or"))  # ends with 2 x1 + 2 x2 - 1
    assert learning.path[-1].tolist() == [2, 2, -1]
    margin = learning.found_margin
    assert margin is not None
    assert margin.augmented == pytest.approx(1 / 3)
    assert margin.distance == pytest.approx(1 / math.sqrt(8))


def test_no_weights_are_no_line() -> None:
    margin = Perceptron().learn(samples([[1, 2], [3, 4]], [1, 1])).found_margin
    assert margin is not None
    assert (margin.augmented, margin.distance) == (0, None)


def test_one_mistake_meets_the_bound_exactly() -> None:
    learning = Perceptron().learn(samples([[0.3, 0.1]], [0]))
    assert learning.convergence is not None
    assert learning.convergence.bound == 1 == sum(learning.mistakes)


def test_from_a_given_start_the_bound_is_where_both_inequalities_meet() -> None:
    neuron = Perceptron(start="given", weights=(3.0, -5.0), bias=2.0, learning_rate=0.25)
    learning = neuron.learn(gate("and"))
    found, separator = learning.convergence, learning.separability.separator
    assert found is not None
    theta = learning.path[0]
    along = separator @ theta + neuron.learning_rate * found.margin * found.bound
    squared = theta @ theta + neuron.learning_rate**2 * found.radius**2 * found.bound
    assert along**2 == pytest.approx(squared)
    assert found.mistakes <= found.bound


def test_xor_runs_in_circles() -> None:
    learning = Perceptron().learn(gate("xor"))
    assert (learning.outcome, learning.cycle, learning.mistakes) == ("cycle", (2, 3), (3, 3, 4))
    assert learning.verdict == (
        "After 3 epochs, w and b are what they were after 2 epochs: from here on everything repeats every "
        "epoch. No line separates the classes."
    )
    assert learning.explain(len(learning) - 1).why == learning.verdict
    batch = Perceptron(rule="batch").learn(gate("xor"))
    assert batch.cycle == (0, 2)
    assert "repeats every 2 epochs" in batch.verdict


def test_in_a_new_order_every_epoch_nothing_is_called_a_cycle() -> None:
    learning = Perceptron(shuffle=True, epochs=40).learn(gate("xor"))
    assert len(set(learning.states)) < len(learning.states)
    assert (learning.outcome, learning.cycle, len(learning.mistakes)) == ("epochs", None, 40)
    assert learning.verdict.endswith("No line separates the classes.")
    assert Perceptron(shuffle=True, rule="batch").learn(gate("xor")).outcome == "cycle"


def test_too_few_epochs_are_told_from_no_line() -> None:
    learning = Perceptron(epochs=1).learn(gate("and"))
    assert learning.verdict == "The learning was stopped after 1 epoch and 2 mistakes. A line exists."
    assert (learning.outcome, learning.found_margin) == ("epochs", None)


def test_shuffled_examples_come_in_the_order_of_a_network() -> None:
    learning = Perceptron(shuffle=True, seed=7, epochs=3).learn(gate("xor"))
    task = make_task(make_network(2, (1, "sigmoid")), samples=4, shuffle=True)
    for epoch in range(3):
        point = Point(0, np.zeros(3), {}, epoch=epoch)
        order = batch_of(task.__class__(**{**task.__dict__, "seed": 7}), point)
        assert [visit.sample for visit in learning.visits(epoch)] == order.tolist()


def pocket_of(learning: PerceptronLearning) -> list[int]:
    return [state.pocket.correct for state in learning.states if state.pocket is not None]


@pytest.mark.parametrize("rule", ["online", "batch"])
@pytest.mark.parametrize("shuffle", [False, True])
def test_the_pocket_never_gets_worse_and_tells_the_truth(rule: str, shuffle: bool) -> None:
    generator = np.random.default_rng(2)
    targets = np.arange(40) % 2
    data = samples(generator.normal(0, 1, (40, 2)) + 0.6 * targets[:, None], targets)
    learning = Perceptron(rule=rule, shuffle=shuffle, pocket=True, epochs=50).learn(data)
    counts = pocket_of(learning)
    assert counts == sorted(counts)
    assert counts[-1] > counts[0]
    for state in learning.states:
        assert state.pocket is not None
        answers = np.array(learning.answers(state.pocket.theta))
        assert (answers == targets).sum() == state.pocket.correct
    assert (learning.neuron.value(data.inputs, learning.best_theta) == targets).sum() == counts[-1]


def test_without_a_pocket_the_last_weights_are_the_best_known() -> None:
    learning = Perceptron(epochs=5).learn(gate("xor"))
    assert (learning.best_theta == learning.path[-1]).all()
    separated = Perceptron(pocket=True).learn(gate("or"))
    assert (separated.best_theta == separated.path[-1]).all()


def test_the_line_turns_weight_by_weight() -> None:
    learning = Perceptron().learn(gate("and"))
    example = learning.block(3 * 11 + 10, "example")  # the fourth one, which is wrong
    thetas = [learning.theta_at(step).tolist() for step in example]
    assert thetas[0] == [0, 0, -1]
    changed = [theta for step, theta in zip(example, thetas, strict=True) if learning[step].kind == "theta"]
    assert changed == [[1, 0, -1], [1, 1, -1], [1, 1, 0]]
    assert learning.theta_at(-1).tolist() == [0, 0, 0]
    assert learning.theta_at(len(learning) - 1).tolist() == [2, 1, -3]


def test_the_batch_rule_changes_everything_at_the_end_of_the_epoch() -> None:
    learning = Perceptron(rule="batch").learn(gate("and"))
    end = learning.block(len(learning.pattern) - 1, "example")
    assert learning[end.start].example is None
    assert learning.theta_at(end.start - 1).tolist() == [0, 0, 0]
    assert learning.theta_at(end[-1]).tolist() == learning.path[1].tolist()


def test_mistakes_are_counted_as_they_are_found() -> None:
    learning = Perceptron().learn(gate("and"))
    counts = [learning.mistakes_at(step) for step in range(-1, len(learning))]
    assert (counts[0], counts[-1]) == (0, 11)
    rises = [learning[k - 1].kind for k in range(1, len(counts)) if counts[k] > counts[k - 1]]
    assert rises == ["error"] * 11


def test_words_follow_the_answer() -> None:
    learning = Perceptron().learn(gate("and"))
    said = [learning.explain(step) for step in range(len(learning.pattern))]
    whys = {one.why for one in said if one.title.startswith(("Example", "Change"))}
    assert {
        "It should be no: w and b will move so that z falls here.",
        "It should be yes: w and b will move so that z rises here.",
        "The answer is right: nothing will change.",
        "Learning rate times error times input: the weights move away from the example.",
        "Learning rate times error times input: the weights move towards the example.",
        "The answer was right: nothing changes.",
    } == whys
    assert said[-1].title == "Epoch 1: 2 mistakes"
    last_but_one = learning.explain(len(learning) - len(learning.pattern) - 1)
    assert last_but_one.title == "Epoch 5: 1 mistake"


@pytest.mark.parametrize(
    ("neuron", "data", "reason"),
    [
        (Perceptron(), samples([[0, 1]], [0.5]), "row 1, column 1: the target 0.5 is neither 0 nor 1"),
        (Perceptron(), samples([[0, 1e101]], [1]), "row 1, column 2: 1e\\+101 is not within \\+-1e100"),
        (Perceptron(), samples([[0, math.nan]], [1]), "row 1, column 2: nan is not within \\+-1e100"),
        (
            Perceptron(start="given", weights=(1.0,)),
            gate("and"),
            "1 weights are given, the data has 2 inputs",
        ),
        (
            Perceptron(),
            Samples(np.zeros((1, 1)), np.zeros((1, 2)), ("x",), ("y", "z")),
            "one neuron has one output, the data has 2 targets",
        ),
    ],
)
def test_data_that_it_cannot_take_is_refused(neuron: Perceptron, data: Samples, reason: str) -> None:
    with pytest.raises(ValueError, match=f"^{reason}$"):
        neuron.learn(data)


def test_weights_that_are_not_given_are_zeros_and_the_bias_counts() -> None:
    neuron = Perceptron(start="given", bias=0.5)
    assert neuron.initial_theta(2).tolist() == [0, 0, 0.5]
    assert Perceptron(weights=(1.0, 2.0), bias=3.0).initial_theta(2).tolist() == [0, 0, 0]


def test_huge_and_tiny_inputs_stay_exact() -> None:
    data = samples([[1e100, 1e-100], [-1e100, 2e-100], [1.0, 0.0]], [1, 0, 1])
    for start in ("zeros", "seeded"):
        learning = Perceptron(learning_rate=1e6, epochs=50, start=start).learn(data)
        assert np.isfinite(learning.path).all()
        assert learning.outcome == "separated"
        assert learning.convergence is not None
        assert 0 < learning.convergence.margin < math.inf
        assert sum(learning.mistakes) <= learning.convergence.bound
    narrow = Perceptron(epochs=1).learn(samples([[1e100, 1e-200], [1e100, -1e-200]], [1, 0])).convergence
    assert narrow is not None
    assert narrow.margin == pytest.approx(1e-200)
    assert narrow.bound == math.inf  # (R / gamma)^2 is 1e600
