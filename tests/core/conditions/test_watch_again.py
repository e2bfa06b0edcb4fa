"""Watches over the updates of the past, and the step from which on each is known."""

from __future__ import annotations

import numpy as np
import pytest

from core.conditions.watch import Watch, watch_again
from core.history import History
from core.trace import Trace
from core.training import first_point, run_update
from tests.core.cases import make_network, make_task, make_theta

NETWORK = make_network(2, (3, "tanh"), (2, "softmax"))
TASK = make_task(NETWORK, "cce", "adam", samples=7, batch_size=3, shuffle=True)


def history_of(updates: int, budget: int) -> History:
    history = History(TASK, first_point(TASK, make_theta(NETWORK)), budget)
    history.point(updates)
    return history


@pytest.mark.parametrize("budget", [1, 2**20])
def test_values_of_the_past_are_those_of_the_recorded_update_to_the_bit(budget: int) -> None:
    history = history_of(300, budget)
    watches = [Watch(text, TASK) for text in ("loss - previous_loss", "W2[3, 1]", "delta1[2]", "norm(dW1)")]
    numbers = [0, 1, 150, 299]
    stops = [(number, history.nearest(number)) for number in numbers]
    before = {number: history.losses[number - 1] if number else np.nan for number in numbers}
    found = dict(values for values in watch_again(watches, stops, before, TASK, 1) if values is not None)
    assert list(found) == numbers
    point = history.first
    for number in range(300):
        update = run_update(TASK, point)
        if number in found:
            row = min(1, len(update.batch) - 1)
            recording, gradient = update.recording, NETWORK.split(update.recording.gradient)
            loss, weight, delta, norm = found[number]
            assert np.array_equal(loss, recording.loss - before[number], equal_nan=True)
            assert weight == NETWORK.split(update.before.theta)[1].weights[2, 0]
            assert delta == recording.delta[1][row, 1]
            assert norm == pytest.approx(np.linalg.norm(gradient[0].weights), rel=1e-14)
        point = update.after


@pytest.mark.parametrize(
    "text", ["W1[1, 2]", "b2[1]", "x[1] + y[2]", "epoch", "learning_rate", "previous_loss", "3"]
)
def test_what_is_given_is_known_before_the_first_step(text: str) -> None:
    assert Watch(text, TASK).computed_at(Trace(TASK, history_of(1, 1).update(0))) == -1


@pytest.mark.parametrize(
    ("text", "quantity", "layer", "place"),
    [
        ("z1[3]", "z", 1, 2),
        ("a1[1]", "a", 1, 0),
        ("loss", "loss", 2, 0),
        ("delta1[2]", "delta", 1, 1),
        ("dW1[2, 3]", "weight_gradient", 1, (1, 2)),
        ("db2[1]", "bias_gradient", 2, 0),
        ("theta_W2[3, 1]", "theta", 2, (2, 0)),
        ("norm(dW1)", "weight_gradient", 1, (-1, -1)),
        ("z1[1] + loss * W1[1, 1]", "loss", 2, 0),
    ],
)
def test_what_is_computed_is_known_from_the_step_that_completes_it(
    text: str, quantity: str, layer: int, place: int | tuple[int, int]
) -> None:
    trace = Trace(TASK, history_of(1, 1).update(0))
    assert Watch(text, TASK).computed_at(trace) == trace.written_at(quantity, layer)[place]
