"""Watches are the recorded numbers, and what is worked out of them."""

import numpy as np
import pytest

from core.conditions.condition import Condition
from core.conditions.stretch import Record, Stretch
from core.conditions.watch import Watch
from core.history import stretches
from core.places.anywhere import Anywhere
from core.training import first_point, run_update
from tests.core.cases import make_network, make_task, make_theta, updates, with_extras

NETWORK = make_network(2, (3, "tanh"), (4, "relu"), (2, "softmax"))
TASK = make_task(NETWORK, "cce", "adam", samples=7, batch_size=3, shuffle=True)
UPDATES = updates(TASK, 7)


def series(text, sample=0, task=TASK, recorded=UPDATES, previous=np.nan):
    """Return a watch's value in each update, whatever stretches they lie in."""
    watch, found = Watch(text, task), {}
    for stretch in Record(task, recorded[0].before, len(recorded), previous).stretches:
        found |= zip(stretch.updates.tolist(), watch.values(stretch, sample), strict=True)
    return [found[number] for number in sorted(found)]


def of(number):
    """Return recording, parameters and gradients of an update."""
    update = UPDATES[number]
    recording = update.recording
    return recording, NETWORK.split(update.before.theta), NETWORK.split(recording.gradient)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("loss", lambda r, p, g: r.loss),
        ("z1[2]", lambda r, p, g: r.z[1][0, 1]),
        ("a2[4]", lambda r, p, g: r.a[2][0, 3]),
        ("da1[3]", lambda r, p, g: r.grad_a[1][0, 2]),
        ("delta3[1]", lambda r, p, g: r.delta[3][0, 0]),
        ("x[2] + y[1]", lambda r, p, g: r.inputs[0, 1] + r.targets[0, 0]),
        ("W2[1, 3]", lambda r, p, g: p[1].weights[0, 2]),
        ("b3[2]", lambda r, p, g: p[2].biases[1]),
        ("dW2[3, 1]", lambda r, p, g: g[1].weights[2, 0]),
        ("db1[1]", lambda r, p, g: g[0].biases[0]),
        ("norm(dW2)", lambda r, p, g: np.linalg.norm(g[1].weights)),
        ("max(abs(z1))", lambda r, p, g: np.max(np.abs(r.z[1]))),
        ("min(z1) + mean(a2) + sum(delta3)", lambda r, p, g: r.z[1].min() + r.a[2].mean() + r.delta[3].sum()),
        ("max(z1 - z1[1])", lambda r, p, g: np.max(r.z[1] - r.z[1][:, :1])),
        ("max(W1[1, 1], 2)", lambda r, p, g: max(p[0].weights[0, 0], 2)),
        ("max(abs(z1) - max(a2))", lambda r, p, g: np.max(np.abs(r.z[1]) - r.a[2].max())),
        ("mean(z1[1])", lambda r, p, g: r.z[1][:, 0].mean()),
        ("sum(W1*dW1)", lambda r, p, g: np.sum(p[0].weights * g[0].weights)),
        ("any(a2 == 0)", lambda r, p, g: float((r.a[2] == 0).any())),
        ("all(finite(z1)) and not z1[1] > 0", lambda r, p, g: float(not r.z[1][0, 0] > 0)),
        ("3", lambda r, p, g: 3.0),
        ("pi*e", lambda r, p, g: np.pi * np.e),
    ],
)
def test_a_watch_reads_the_recorded_numbers(text, expected):
    # The batch of a layer is summed up in another order than one sample's would be: equal to a rounding.
    np.testing.assert_allclose(series(text), [expected(*of(number)) for number in range(7)], rtol=1e-14)


def test_the_sample_is_the_one_that_is_looked_at_and_the_last_of_a_shorter_batch():
    chosen = series("z1[1]", sample=2)
    for update, value in zip(UPDATES, chosen, strict=True):
        assert value == update.recording.z[1][min(2, len(update.batch) - 1), 0]


def test_what_an_update_has_beside_its_arrays():
    np.testing.assert_array_equal(series("update"), range(7))
    np.testing.assert_array_equal(series("epoch"), [0, 0, 0, 1, 1, 1, 2])
    losses = [update.recording.loss for update in UPDATES]
    np.testing.assert_array_equal(series("previous_loss"), [np.nan, *losses[:-1]])
    np.testing.assert_array_equal(series("learning_rate"), [0.001] * 7)
    for name in ("m", "v_hat", "change", "theta"):
        expected = [NETWORK.split(u.quantities[name])[1].weights[2, 3] for u in UPDATES]
        np.testing.assert_array_equal(series(f"{name}_W2[3, 4]"), expected)


def test_a_prediction_is_wrong_by_the_rule_that_the_metrics_go_by():
    wrong = series("wrong", sample=1)
    for update, value in zip(UPDATES, wrong, strict=True):
        row = min(1, len(update.batch) - 1)
        recording = update.recording
        assert value == (recording.a[3][row].argmax() != recording.targets[row].argmax())
    assert sum(series("mean(2*x[1])*0 + loss")) > 0, "two reductions of one sample's numbers"


def test_a_scheduled_learning_rate_and_a_penalty_are_what_the_update_used():
    task = with_extras("all", "sgd")
    recorded = updates(task, 6)
    rates = series("learning_rate", task=task, recorded=recorded)
    assert rates == [task.optimizer_at(number).learning_rate for number in range(6)]
    assert len(set(rates)) > 1
    losses = series("loss", task=task, recorded=recorded)
    assert losses == [update.recording.loss for update in recorded]
    assert recorded[0].recording.penalty > 0


@pytest.mark.parametrize("position", [0, 3, 5, 6])
def test_the_losses_alone_tell_the_same_as_the_record(position):
    # A batch size that was changed in the middle of an epoch leaves a position that is no multiple of it.
    first = first_point(TASK, make_theta(NETWORK))
    start = type(first)(9, first.theta, first.state, 4, position, 9)
    (losses, _), *_ = stretches(TASK, start, 8)
    lean = Stretch.of_losses(TASK, start, losses, 0.5)
    recorded = [run_update(TASK, start)]
    while len(recorded) < 8:
        recorded.append(run_update(TASK, recorded[-1].after))
    for name in ("loss", "previous_loss", "epoch", "update"):
        found = series(name, recorded=recorded, previous=0.5)
        np.testing.assert_array_equal(Watch(name, TASK).values(lean), found)
    with pytest.raises(LookupError, match="the losses alone"):
        Watch("z1[1]", TASK).values(lean)
    with pytest.raises(LookupError, match="the losses alone"):
        Watch("W1[1, 1]", TASK).values(lean)
    with pytest.raises(LookupError, match="the losses alone"):
        Condition("z > 0", Anywhere(), TASK).holds(lean)


def test_one_update_alone():
    watch = Watch("loss - previous_loss", TASK)
    loss = UPDATES[3].recording.loss
    assert watch.value(UPDATES[3], 0.25) == loss - 0.25
    assert np.isnan(watch.value(UPDATES[3], np.nan))
    assert Watch("a3[2]", TASK).value(UPDATES[3], np.nan, sample=0) == UPDATES[3].recording.a[3][0, 1]


def test_what_is_not_finite_is_shown_and_nobody_is_warned():
    assert np.isnan(series("0*log(-1)")).all()
    assert series("finite(1/(loss - loss))") == [0] * 7
    assert series("norm(0*W1)") == [0] * 7
    assert np.isinf(series("norm(W1/0)")).all()
    np.testing.assert_allclose(series("norm(1e200*W1)"), [1e200 * n for n in series("norm(W1)")], rtol=1e-14)
