"""Compares a student's arrays with ours, marks what agrees, and names what does not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from core.checking.agreement import Numbers
from core.checking.candidates import plant
from core.checking.given import Given, GivenError, arrangements, precision
from core.checking.reading import Reading
from core.checking.search import LEVELS, Search, Tick, go_on
from core.checking.separating import separating
from core.checking.situation import Arrays, Key, Situation, recorded
from core.checking.verdict import CONVENTION, RIGHT, UNKNOWN, Explanation, Verdict, departure_of
from core.mistakes.base import Mistake
from core.training import Task, Update


def check(
    task: Task,
    update: Update,
    given: Mapping[Key, Given],
    previous: Update | None = None,
    tick: Tick = go_on,
) -> Verdict:
    """Say whether the arrays are right, and if not, which mistake makes them so.

    Parameters
    ----------
    task : Task
    update : Update
        Ours.
    given : mapping of Key to Given
        Theirs: any of the arrays of `core.checking.situation.keys`, and the rows of `given.FLAT`.
    previous : Update or None
        The update before, if there was one: its gradient may still be in theirs.
    tick : callable
        Called at every try; what it raises ends the check.

    Raises
    ------
    GivenError
        If there is none, or if one is not finite, of an impossible shape or of a layer that is not there.
    """
    at = Situation.of(task, update, previous)
    readings = _readings(at, update, given)
    best = readings[0]
    if best.is_right:
        return _verdict(best, RIGHT)
    searches = [Search(reading, tick) for reading in readings]
    for outcome, level in LEVELS:
        for search in searches:
            explanations = tuple(level(search))
            if explanations:
                if_own = tuple(search.single()) if outcome == CONVENTION else ()
                return _verdict(search.reading, outcome, explanations, if_own)
    beginnings, beyond = searches[0].beginnings()
    return replace(_verdict(best, UNKNOWN), beginnings=tuple(beginnings), beyond=beyond)


def unseen(
    task: Task,
    update: Update,
    given: Mapping[Key, Given],
    previous: Update | None = None,
    tick: Tick = go_on,
) -> list[type[Mistake]]:
    """Return the mistakes that could be made there and would change nothing in these arrays, at no layer.

    A batch of one hides whether there is an average; identity hides a missing derivative. `tick` is
    as in `check`.
    """
    at = Situation.of(task, update, previous)
    reading = _readings(at, update, given)[0]
    order = tuple(reading.comparisons)
    ours = {key: Given(comparison.ours, "") for key, comparison in reading.comparisons.items()}

    def is_seen(mistake: Mistake) -> bool:
        tick()
        return not Numbers(at, order, reading.epsilon, plant([mistake])).fit(ours, order)

    possible = ((member, member.candidates(at)) for member in Mistake.members().values())
    return [member for member, made in possible if made and not any(map(is_seen, made))]


def _readings(at: Situation, update: Update, given: Mapping[Key, Given]) -> list[Reading]:
    """Return every way to read the arrays, the one that agrees most first."""
    ours = recorded(at.network, update)
    if not given:
        raise GivenError("there is no array to compare")
    _check_layers(ours, given)
    epsilon = precision(given)
    readings = [Reading.of(at, arrangement, ours, epsilon) for arrangement in arrangements(at, given)]
    return sorted(readings, key=lambda reading: -reading.agreeing)


def _check_layers(ours: Arrays, given: Mapping[Key, Given]) -> None:
    depth = max(key.layer for key in ours)
    for key, one in given.items():
        if key.layer > depth:
            layers = "1 layer" if depth == 1 else f"{depth} layers"
            raise GivenError(f"{one.name}: there is no layer {key.layer}; the network has {layers}")
        if key in ours and not ours[key].size:
            raise GivenError(f"{one.name}: layer {key.layer} learns no slope")


def _verdict(
    reading: Reading,
    outcome: str,
    explanations: tuple[Explanation, ...] = (),
    if_own: tuple[Explanation, ...] = (),
) -> Verdict:
    wrong = (comparison for comparison in reading.comparisons.values() if not comparison.is_right)
    first = next(wrong, None)
    return Verdict(
        outcome=outcome,
        comparisons=reading.comparisons,
        departure=departure_of(first) if first else None,
        explanations=explanations,
        if_own=if_own,
        separating=separating(reading.at, reading.given, reading.epsilon, explanations),
        transposed=reading.arrangement.transposed,
    )
