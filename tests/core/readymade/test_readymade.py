"""The ready-made breakpoints hit what they are called after."""

import numpy as np
import pytest

from core.breakpoints.search import Backward, Forward
from core.breakpoints.words import describe
from core.history import History
from core.passes import forward
from core.readymade.base import Readymade
from core.training import DivergenceError, first_point, run_update
from tests.core.cases import make_network, make_task, make_theta


def history_of(hidden, output="identity", rate=0.1, size=0.8, samples=6):
    """Return a history at its beginning."""
    network = make_network(2, (4, hidden), (3, hidden), (1, output))
    task = make_task(network, "mse", {"key": "sgd", "learning_rate": rate}, samples=samples)
    return History(task, first_point(task, make_theta(network, size=size)))


def found(history, key, update=0, step=-1):
    """Return where a ready-made breakpoint hits first, and its line."""
    one = Readymade.find(key)().make()
    search = Forward(history, [one], update, step)
    for progress in search:
        history.extend([progress])
        assert history.last.update < 5000
    before = history.point(search.found.update)
    losses = history.losses[: before.update]
    line = describe(history.task, before, losses[-1] if len(losses) else np.nan, one, search.found)
    return search.found, line


@pytest.mark.parametrize("key", sorted(Readymade.members()))
def test_every_ready_made_breakpoint_fits_every_network(key):
    member = Readymade.find(key)()
    assert member.why
    for history in (history_of("relu"), history_of("prelu")):
        assert member.make().read(history.task)


def test_the_first_number_that_is_not_finite_is_where_it_came_about():
    history = history_of("relu", rate=50)
    event, line = found(history, "not_finite")
    with pytest.raises(DivergenceError) as caught:
        history.point(10_000)
    assert event.update == caught.value.update
    update = run_update(history.task, history.point(event.update))
    assert line.startswith("Breakpoint 1: not finite(number) at ")
    # Everything that was computed before that step is finite.
    recording = update.recording
    if np.isfinite(recording.loss):
        assert np.isfinite(recording.elements).all()
    assert "∞" in line or "NaN" in line.upper()


def test_a_dead_relu():
    event, line = found(history_of("relu", size=1.5), "dead_relu")
    history = history_of("relu", size=1.5)
    ran = forward(history.task.network, history.first.theta, history.task.inputs)
    layer, unit = next((n, int(j)) for n in (1, 2) for j in np.flatnonzero((ran.a[n] == 0).all(axis=0)))
    assert event.update == 0
    assert line == f"Breakpoint 1: all(a == 0) at layer {layer}, unit {unit + 1}, update 0: a = 0"


def test_a_saturated_sigmoid():
    history = history_of("sigmoid", size=6)
    event, line = found(history, "saturated_sigmoid")
    a = run_update(history.task, history.point(event.update)).recording.a
    words = line.removeprefix("Breakpoint 1: all(saturated) at layer ").replace(" unit", "").split(", ")
    of_unit = a[int(words[0])][:, int(words[1]) - 1]
    assert ((of_unit <= 0.01) | (of_unit >= 0.99)).all()


def test_a_loss_that_went_up_and_back_to_it():
    history = history_of("tanh", rate=1.5)
    event, line = found(history, "loss_up")
    losses = history.losses
    assert (np.diff(losses) <= 0).all(), "before it hit, it went down"
    after = run_update(history.task, history.point(event.update)).recording.loss
    assert after > losses[-1]
    assert f"at update {event.update}: loss = " in line
    again, _ = found(history, "loss_up", event.update, event.step)
    back = Backward(history, [Readymade.find("loss_up")().make()], again.update, again.step)
    list(back)
    assert back.found == event


def test_gradients_that_vanish_and_explode():
    event, line = found(history_of("sigmoid", size=40), "vanishing_gradient")
    assert line.startswith(
        f"Breakpoint 1: norm(gradient) < 1e-6 at layer 1, update {event.update}: norm(grad"
    )
    event, line = found(history_of("relu", size=4), "exploding_gradient")
    assert line.startswith("Breakpoint 1: abs(gradient) > 100 at layer ")
    assert abs(float(line.rpartition(" = ")[2].replace("\N{MINUS SIGN}", "-"))) > 100
