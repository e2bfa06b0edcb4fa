"""Continuing: what is trained on the way, how it ends, and the line that says why."""

import numpy as np
import pytest

from core.breakpoints.breakpoint import Breakpoint
from core.breakpoints.scan import Scanner
from core.breakpoints.search import Backward, Forward, Known, Search
from core.breakpoints.words import describe
from core.conditions.spots import UPDATE
from core.expression import ExpressionError
from core.history import History, stretches
from core.hyper import HyperError
from core.places.anywhere import Anywhere
from core.places.edge import Edge
from core.places.layer import WholeLayer
from core.places.node import Node
from core.places.phase import Phase
from core.trace import Trace
from core.training import DivergenceError, first_point, run_update
from tests.core.cases import make_network, make_task, make_theta, with_extras

NETWORK = make_network(2, (3, "tanh"), (2, "softmax"))
TASK = make_task(NETWORK, "cce", "adam", samples=8, batch_size=3, shuffle=True)


def history_of(task=TASK, updates=0):
    """Return a history that has come to an update."""
    history = History(task, first_point(task, make_theta(task.network)))
    history.extend(stretches(task, history.last, updates))
    return history


def test_what_was_trained_on_the_way_is_what_training_gives():
    history, plain = history_of(), history_of(updates=211)
    search = Forward(history, [Breakpoint(Anywhere(), "update == 211")], 0, -1)
    carry_out(search, history)
    assert search.found[:2] == (211, 0)
    assert history.last.update == 211
    np.testing.assert_array_equal(history.losses, plain.losses)
    np.testing.assert_array_equal(history.last.theta, plain.last.theta)
    assert search.counts == [1]


@pytest.mark.parametrize("text", ["update == 90", "update == 90 and finite(W1[1, 1])"])
def test_what_is_known_is_gone_through_and_never_trained_twice(text):
    history = history_of(updates=75)
    ones = [Breakpoint(Anywhere(), text)]
    ends = [point.update for _, point in Forward(history, ones, 3, 10)]
    assert 75 in ends, "the known updates and the new ones are kept apart"
    assert ends[-1] == 90
    assert ends == sorted(set(ends))
    known = Forward(history, [Breakpoint(Anywhere(), "update == 40")], 3, 10)
    assert [point.update for _, point in known][-1] == 40
    assert known.found[:2] == (40, 0)


def test_a_breakpoint_that_is_disabled_is_not_looked_at():
    off = Breakpoint(Node(9, 9), "nonsense", enabled=False)
    search = Forward(history_of(), [off, Breakpoint(Anywhere(), "update == 3")], 0, -1)
    list(search)
    assert (search.found.number, search.counts) == (1, [0, 1])


@pytest.mark.parametrize(
    ("one", "error", "words"),
    [
        (Breakpoint(Node(3, 1)), HyperError, "layer: layers are counted from 1 to 2, not 3"),
        (Breakpoint(Node(1, 4)), HyperError, "unit: units of layer 1 are counted from 1 to 3, not 4"),
        (Breakpoint(Edge(1, 3, 1)), HyperError, "origin: units of layer 0 are counted from 1 to 2, not 3"),
        (Breakpoint(Edge(2, 3, 3)), HyperError, "unit: units of layer 2 are counted from 1 to 2, not 3"),
        (Breakpoint(WholeLayer(3), "z > 0"), HyperError, "layer: layers are counted from 1 to 2, not 3"),
        (Breakpoint(Anywhere(), "foo > 1"), ExpressionError, "unknown name 'foo' at 0"),
    ],
)
def test_what_does_not_fit_the_network_is_said(one, error, words):
    with pytest.raises(error) as caught:
        Forward(history_of(), [one], 0, -1)
    assert str(caught.value).startswith(words)


def diverging():
    """Return a history at its beginning, and the error that its training ends with."""
    network = make_network(2, (3, "relu"), (1, "identity"))
    task = make_task(network, "mse", {"key": "sgd", "learning_rate": 100.0})
    with pytest.raises(DivergenceError) as expected:
        history_of(task).point(1000)
    return history_of(task), expected.value


def carry_out(search, history):
    """Extend the history by what the search trains."""
    for progress in search:
        history.extend([progress])


@pytest.mark.parametrize("text", ["loss < -1", "z < -1e300 and loss > 1e300"])
def test_divergence_ends_it_as_it_ends_training(text):
    history, expected = diverging()
    search = Forward(history, [Breakpoint(Anywhere(), text)], 0, -1)
    with pytest.raises(DivergenceError) as caught:
        carry_out(search, history)
    assert str(caught.value) == str(expected)
    assert history.last.update == caught.value.update
    assert np.isfinite(history.losses).all()


def test_from_where_the_next_update_diverges_nothing_is_trained():
    history, expected = diverging()
    history.extend(stretches(history.task, history.last, expected.update))
    search = Forward(history, [Breakpoint(Anywhere(), "loss < -1")], expected.update, -1)
    with pytest.raises(DivergenceError) as caught:
        next(iter(search))
    assert str(caught.value) == str(expected)


def test_a_search_goes_forward_or_back():
    with pytest.raises(NotImplementedError):
        iter(Search(history_of(), [], 0, -1))


def test_a_breakpoint_in_the_update_that_diverges_hits_before_it_does():
    history, expected = diverging()
    search = Forward(history, [Breakpoint(Phase("update"), f"update == {expected.update}")], 0, -1)
    carry_out(search, history)
    assert search.found.update == history.last.update == expected.update
    again = Backward(history, [Breakpoint(Anywhere(), "not finite(number)")], search.found.update, 10**6)
    list(again)
    assert again.found.update == expected.update


def test_nothing_before_the_first_update():
    history = history_of(updates=20)
    search = Backward(
        history, [Breakpoint(Anywhere(), "loss < 0"), Breakpoint(Node(1, 1), hits=10**6)], 20, 5
    )
    list(search)
    assert search.found is None
    assert search.counts[0] == 0
    assert search.counts[1] >= 20 * 3


def test_a_stop_can_come_between_any_two_stretches():
    history = history_of(updates=300)
    lengths = [len(losses) for losses, _ in Backward(history, [Breakpoint(Anywhere(), "loss < 0")], 300, 0)]
    assert max(lengths) <= Scanner(TASK, []).longest


def test_the_extras_are_looked_at_as_they_are_recorded():
    for extra in ("dropout", "prelu everywhere", "softmax with dropout", "all"):
        task = with_extras(extra, "adam", samples=5, batch_size=2)
        history = history_of(task)
        one = Breakpoint(Anywhere(), "abs(number) < 1e-9 or max(abs(z)) < 0.01 or loss > previous_loss")
        search = Forward(history, [one], 0, -1)
        for progress in search:
            history.extend([progress])
        update = run_update(task, history.point(search.found.update))
        line = describe(
            task, update.before, Known.of(history).previous_loss(search.found.update), one, search.found
        )
        assert line.startswith("Breakpoint 1: abs(number) < 1e-9 or ")


def test_a_history_that_begins_late_has_no_loss_before_it():
    history = history_of(updates=10)
    late = History(TASK, history.point(5))
    late.extend(stretches(TASK, late.last, 3))
    known = Known.of(late)
    assert np.isnan([known.previous_loss(5), known.previous_loss(9)]).all()
    assert known.previous_loss(6) == history.losses[5]


def line_of(one, update=0, step=-1, task=TASK):
    """Return the line of the first hit from a cursor on."""
    history = history_of(task)
    search = Forward(history, [one], update, step)
    carry_out(search, history)
    before = history.point(search.found.update)
    return describe(task, before, Known.of(history).previous_loss(before.update), one, search.found), before


def test_the_line_says_where_and_why():
    line, _ = line_of(Breakpoint(Node(1, 3)))
    assert line == "Breakpoint 1: layer 1, unit 3, update 0"
    line, _ = line_of(Breakpoint(Anywhere(), "update == 2"))
    assert line == "Breakpoint 1: update == 2 at update 2: update = 2"
    line, before = line_of(Breakpoint(Anywhere(), "a > -2 and update == 4"))
    a = run_update(TASK, before).recording.a[1][0, 0]
    assert line.startswith(
        "Breakpoint 1: a > -2 and update == 4 at layer 1, unit 1, sample 1, update 4: a = "
    )
    assert float(line.split(" = ")[-2].split(",")[0].replace("\N{MINUS SIGN}", "-")) == pytest.approx(
        a, rel=1e-3
    )
    line, before = line_of(Breakpoint(WholeLayer(2), "max(abs(delta)) > 0 and W2[1, 2] < 9"))
    assert line.startswith(
        "Breakpoint 1: max(abs(delta)) > 0 and W2[1, 2] < 9 at layer 2, update 0: max(abs(d"
    )
    assert "W2[1, 2] = " in line
    line, _ = line_of(Breakpoint(Edge(2, 3, 1), "abs(w) < 99"))
    assert line.startswith("Breakpoint 1: abs(w) < 99 at layer 2, unit 3 to unit 1, update 0: w = ")
    line, _ = line_of(Breakpoint(Edge(2, 3, 1), "update == 2"))
    assert line == "Breakpoint 1: update == 2 at layer 2, unit 3 to unit 1, update 2: update = 2"
    line, _ = line_of(Breakpoint(Phase("loss"), "loss > 0"))
    assert line.startswith("Breakpoint 1: loss > 0 at phase loss, update 0: loss = ")
    slopes = with_extras("prelu everywhere")
    line, _ = line_of(Breakpoint(Anywhere(), "theta < 9 and theta > 0.2"), task=slopes)
    assert "layer 1, " in line


def first_hit(one, task):
    """Return the step of the first hit in a task's first update, and what is done there."""
    history = history_of(task)
    search = Forward(history, [one], 0, -1)
    carry_out(search, history)
    trace = Trace(task, history.update(search.found.update))
    return search.found.step, trace


def test_a_learned_slope_is_named_as_the_layers():
    task = with_extras("prelu everywhere")
    update = run_update(task, first_point(task, make_theta(task.network)))
    slope = float(update.after.theta[task.network.index(2, None, None)])
    line, _ = line_of(Breakpoint(Anywhere(), f"abs(theta - ({slope!r})) < 1e-12"), task=task)
    assert " at layer 2, slope, update 0: " in line


def test_a_weight_is_known_where_it_is_first_used_beside_learned_slopes_too():
    for layer, origin, unit in ((1, 2, 3), (2, 3, 4), (3, 1, 2)):
        step, trace = first_hit(
            Breakpoint(Edge(layer, origin, unit), "w < 99"), with_extras("prelu everywhere")
        )
        found = trace[step]
        assert (found.kind, found.layer) == ("product", layer)
        assert (found.origin, found.unit) == (origin - 1, unit - 1)


def test_a_wrong_class_is_known_when_the_last_output_is():
    step, trace = first_hit(Breakpoint(Anywhere(), "wrong"), TASK)
    assert (trace[step].phase, trace[step + 1].phase) == ("forward", "loss")


def test_execution_is_anywhere_at_once():
    trace = Trace(TASK, history_of(updates=1).update(0))
    steps = np.array([0, 7, len(trace) - 1])
    np.testing.assert_array_equal(Anywhere().reached(trace, steps, UPDATE), steps)
    assert not Anywhere().stops(trace).size
