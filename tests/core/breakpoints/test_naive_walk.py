"""The fast way meets the same hits as a walk over every step, and goes there in both directions."""

import math
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.breakpoints.breakpoint import Breakpoint
from core.breakpoints.search import Backward, Forward
from core.checking.planting import Planting
from core.conditions.stretch import Record
from core.history import History, stretches
from core.mistakes.error_sign import ErrorSign
from core.places.anywhere import Anywhere
from core.places.edge import Edge
from core.places.layer import WholeLayer
from core.places.node import Node
from core.places.phase import Phase
from core.training import first_point
from tests.core.breakpoints.naive import walk
from tests.core.cases import make_network, make_task, make_theta, updates

UPDATES = 4
TASKS = {
    "shortcut": make_task(
        make_network(2, (2, "relu"), (2, "softmax")), "cce", samples=3, batch_size=2, shuffle=True
    ),
    "chain": make_task(make_network(2, (2, "sigmoid"), (1, "tanh")), "mse", "adam", samples=2),
}
RECORDED = {name: updates(task, UPDATES, seed=2) for name, task in TASKS.items()}
PLACES = [Anywhere(), Node(1, 2), Node(2, 1), Edge(1, 2, 1), Edge(2, 1, 1), WholeLayer(1), WholeLayer(2)]
PLACES += [Phase(name) for name in ("forward", "loss", "backward", "update")]


def hits(task, breakpoints, recorded):
    """Return what the conditions find, as the naive walk does."""
    found = []
    for number, one in enumerate(breakpoints):
        condition = one.read(task)
        for stretch in Record(task, recorded[0].before, len(recorded), math.nan).stretches:
            rows = condition.hits(stretch)
            assert set(rows[:, 0].tolist()) <= set(stretch.updates[condition.holds(stretch)].tolist())
            found += [(update, step, number) for update, step, *_ in rows.tolist()]
    return sorted(found)


@pytest.mark.parametrize("name", TASKS)
@pytest.mark.parametrize(
    "text",
    [
        "z > 0",
        "a == 0",
        "a == 0 or delta > 0",
        "not (a > 0 and z > 0.5)",
        "abs(da) < 0.2",
        "delta < 0 and abs(gradient) < 0.3",
        "saturated",
        "all(a == 0)",
        "any(z > 0.3) and not all(z > 0.3)",
        "max(abs(delta)) < 0.2",
        "b > 0 or a > 0.5",
        "w > 0.2",
        "w*gradient < 0",
        "abs(gradient) < 0.05",
        "norm(gradient) < 0.4",
        "theta > 0",
        "loss > previous_loss",
        "loss > 0.4 or update == 2",
        "not loss > 0.7 and epoch > 0",
        "update == 3",
        "W2[1, 1] > dW2[2, 1]",
        "z1[2] > 0",
        "max(z1) > 0.5 or norm(dW1) > 0.1",
        "any(z1[1] > 0.2)",
        "all(delta1[1] > 0.1 or a1[1] > 0.2)",
        "",
    ],
)
def test_hits_are_those_of_a_walk_over_every_step(name, text):
    task, tried = TASKS[name], 0
    for place in PLACES:
        one = Breakpoint(place, text)
        try:
            one.read(task)
        except ValueError:  # a node's number at an edge, say
            continue
        tried += 1
        assert hits(task, [one], RECORDED[name]) == walk(RECORDED[name], task, [one]), place.words()
    assert tried


@pytest.mark.parametrize(
    "text", ["a == 0 or delta > 0", "norm(gradient) < 0.4", "theta > 0", "not loss > 0.7", ""]
)
def test_hits_with_a_planted_mistake_are_those_in_its_numbers(text):
    task = replace(TASKS["shortcut"], planted=Planting((ErrorSign(),)))
    recorded = updates(task, UPDATES, seed=2)
    assert recorded[-1].before.theta.tobytes() != RECORDED["shortcut"][-1].before.theta.tobytes()
    for place in (WholeLayer(1), Node(2, 1), Phase("update")):
        one = Breakpoint(place, text)
        assert hits(task, [one], recorded) == walk(recorded, task, [one]), place.words()


NUMBERS = st.sampled_from(
    [
        "z",
        "a",
        "da",
        "delta",
        "b",
        "gradient",
        "theta",
        "loss",
        "previous_loss",
        "W1[2, 1]",
        "db1[1]",
        "a2[1]",
    ]
)
COMPARISONS = st.builds(
    lambda left, sign, right, size: f"{size.replace('?', left)} {sign} {right}",
    NUMBERS,
    st.sampled_from(["<", ">=", "==", "!="]),
    st.sampled_from(["0", "0.3", "-0.1", "loss", "z1[1]"]),
    st.sampled_from(["?", "abs(?)", "max(?)", "norm(?)", "?*?", "mean(abs(?))"]),
)
CONDITIONS = st.recursive(
    COMPARISONS,
    lambda inner: st.one_of(
        st.builds("({} and {})".format, inner, inner),
        st.builds("({} or {})".format, inner, inner),
        st.builds("not ({})".format, inner),
        st.builds("any({})".format, inner),
        st.builds("all({})".format, inner),
    ),
    max_leaves=3,
)
BREAKPOINTS = st.lists(
    st.builds(
        Breakpoint,
        st.sampled_from(PLACES),
        st.one_of(st.just(""), CONDITIONS),
        st.integers(1, 4),
        st.sampled_from([True, True, True, False]),
    ),
    min_size=1,
    max_size=3,
)


def readable(task, breakpoints):
    """Return those that fit their places."""
    found = []
    for one in breakpoints:
        try:
            one.read(task)
        except ValueError:
            continue
        found.append(one)
    return found


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(TASKS)), BREAKPOINTS)
def test_hits_of_any_conditions_are_those_of_a_walk_over_every_step(name, breakpoints):
    task = TASKS[name]
    breakpoints = [one for one in readable(task, breakpoints) if one.enabled]
    assert hits(task, breakpoints, RECORDED[name]) == walk(RECORDED[name], task, breakpoints)


def history_to(task, update):
    """Return a history that has come to an update; it keeps two checkpoints and replays the rest."""
    history = History(task, first_point(task, make_theta(task.network, 2)), budget=1)
    history.extend(stretches(task, history.last, update))
    return history


def nth(events, breakpoints):
    """Return the first event that is its breakpoint's n-th."""
    counts = [0] * len(breakpoints)
    for event in events:
        counts[event[2]] += 1
        if counts[event[2]] == breakpoints[event[2]].hits:
            return event, counts
    return None, counts


def found_by(search):
    """Carry a search out as far as the updates that are known here go; return its event and counts."""
    for _, point in search:
        if point.update >= UPDATES and isinstance(search, Forward):
            break
    return (search.found and search.found[:3]), search.counts


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(TASKS)), BREAKPOINTS, st.integers(0, UPDATES - 1), st.integers(-1, 90))
def test_continuing_ends_where_a_walk_would(name, breakpoints, update, step):
    task = TASKS[name]
    breakpoints = readable(task, breakpoints)
    events = walk(RECORDED[name], task, breakpoints)
    expected, counts = nth([event for event in events if event[:2] > (update, step)], breakpoints)
    for known in (update, UPDATES - 1):
        found = found_by(Forward(history_to(task, known), breakpoints, update, step))
        if expected:
            assert found == (expected, counts)
        else:
            assert found[0] is None or found[0][0] >= UPDATES
        before = [event for event in events if event[:2] < (update, step)]
        before.sort(key=lambda event: (-event[0], -event[1], event[2]))
        found = found_by(Backward(history_to(task, known), breakpoints, update, step))
        assert found[0] == nth(before, breakpoints)[0]
        if found[0] is None:
            assert found[1] == nth(before, breakpoints)[1]


@pytest.mark.parametrize("name", TASKS)
@pytest.mark.parametrize("hits", [1, 2, 5])
def test_going_back_from_the_nth_hit_leads_to_where_one_was(name, hits):
    task, one = TASKS[name], Breakpoint(Anywhere(), "abs(z) > 0.05", hits)
    events = [event[:2] for event in walk(RECORDED[name], task, [one])]
    assert len(events) > 2 * hits
    for start, end in zip(events, events[hits:], strict=False):
        forward = Forward(history_to(task, start[0]), [one], *start)
        assert found_by(forward) == ((*end, 0), [hits])
        back = Backward(history_to(task, end[0]), [one], *end)
        assert found_by(back) == ((*start, 0), [hits])
