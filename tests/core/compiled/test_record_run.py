"""Updates recorded in one run are those that are recorded one by one, to the bit."""

import numpy as np
import pytest

from core.training import engine_of, first_point, run_update
from tests.core.cases import EXTRAS, make_network, make_task, make_theta, with_extras

PLAIN = make_task(
    make_network(2, (3, "relu"), (2, "softmax")), "cce", "adam", samples=7, batch_size=3, shuffle=True
)
TASKS = {"plain": PLAIN, **{extra: with_extras(extra, "adam", samples=5, batch_size=2) for extra in EXTRAS}}


@pytest.mark.parametrize("name", TASKS)
def test_a_run_is_its_updates(name):
    task = TASKS[name]
    start = first_point(task, make_theta(task.network))
    after, stacks = engine_of(task).record_run(start, 8)
    stacked = {place: (stack, row) for places, stack in stacks for row, place in enumerate(places)}
    assert sorted(stacked) == list(range(8))
    point = start
    for number in range(8):
        update = run_update(task, point)
        (stack, row), recording = stacked[number], update.recording
        assert stack.samples == len(update.batch)
        assert stack.losses()[row] == recording.loss
        for layer in range(1, task.network.depth + 1):
            for quantity in ("z", "a", "grad_a", "delta"):
                expected = getattr(recording, quantity)[layer]
                np.testing.assert_array_equal(stack.named(quantity, layer)[row], expected)
        np.testing.assert_array_equal(stack.named("gradient")[row], recording.gradient)
        for quantity, values in update.quantities.items():
            np.testing.assert_array_equal(stack.named(quantity)[row], values)
        point = update.after
    assert (after.update, after.epoch, after.position) == (point.update, point.epoch, point.position)
    np.testing.assert_array_equal(after.theta, point.theta)
    for slot in point.state:
        np.testing.assert_array_equal(after.state[slot], point.state[slot])


def test_the_slots_are_flushed_where_training_flushes_them():
    start = first_point(PLAIN, make_theta(PLAIN.network))
    tiny = {name: np.full_like(slot, 1e-200) for name, slot in start.state.items()}
    near = type(start)(253, start.theta, tiny, 0, 0, 253)
    recorded, _ = engine_of(PLAIN).record_run(near, 6)
    _, trained = engine_of(PLAIN).run(near, 6)
    np.testing.assert_array_equal(recorded.theta, trained.theta)
    for slot in trained.state:
        np.testing.assert_array_equal(recorded.state[slot], trained.state[slot])


def test_what_was_recorded_cannot_be_written_to():
    _, stacks = engine_of(PLAIN).record_run(first_point(PLAIN, make_theta(PLAIN.network)), 2)
    with pytest.raises(ValueError, match="read-only"):
        stacks[0][1].named("gradient")[...] = 0
