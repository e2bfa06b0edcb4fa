"""Every mistake is found by its name, alone and beside every other one."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np
import pytest

from core.activations.base import Activation
from core.checking.agreement import Numbers
from core.checking.candidates import candidates, compatible, plant
from core.checking.given import EXACT, arrangements
from core.checking.reading import Reading
from core.checking.search import Search
from core.checking.verdict import MISTAKE
from core.clipping.none import NoClipping
from core.clipping.norm import ByNorm
from core.losses.base import Loss
from core.mistakes.base import Mistake
from core.network import Layer, Network
from core.optimizers.base import Optimizer
from core.regularizers.base import Regularizer
from core.schedules.exponential import Exponential
from core.task import Task
from tests.core.cases import make_targets
from tests.core.checking.networks import Case, case_of, handed_in, is_finite

ALL = sorted(Mistake.members())
# Together they are the same as something as simple: one undoes the other, leaves nothing of it, or keeps the
# optimizer from being reached.
THE_SAME_AS_OTHERS = {
    frozenset(pair.split())
    for pair in (
        "averaged_twice not_averaged",
        "averaged_twice weights_summed",
        "biases_averaged biases_summed",
        "biases_wrong_axis clipping_forgotten",
        "clipping_forgotten softmax_over_batch",
        "derivative_missing derivative_twice",
        "error_sign loss_derivative_missing",
        "learning_rate_missing schedule_ignored",
        "loss_derivative_doubled loss_derivative_halved",
        "loss_derivative_doubled loss_derivative_missing",
        "loss_derivative_halved loss_derivative_missing",
        "loss_derivative_missing not_averaged",
        "momentum_sign state_reset",
        "weights_averaged weights_summed",
    )
}


def made(
    activations: str, loss: dict[str, object], optimizer: dict[str, object], seed: int, dropout: float = 0.0
) -> Case:
    """Return the second update of a 3-3-3 network with everything that a mistake can forget."""
    first, last = activations.split()
    generator = np.random.default_rng(seed)
    hidden = Layer(3, Activation.decode({"key": first}), dropout)
    decoded = Loss.decode(loss)
    task = Task(
        network=Network(3, (hidden, Layer(3, Activation.decode({"key": last})))),
        loss=decoded,
        optimizer=Optimizer.decode(optimizer),
        inputs=generator.normal(0, 1, (10, 3)),
        targets=make_targets(decoded, generator, 10, 3),
        batch_size=5,
        regularizer=Regularizer.decode({"key": "l2"}),
        clipping=ByNorm(0.1) if dropout else NoClipping(),
        schedule=Exponential(0.5),
    )
    return case_of(task, 1, seed)


@cache
def cases() -> tuple[Case, ...]:
    """Return networks in which, taken together, every mistake shows."""
    momentum = {"key": "sgd", "learning_rate": 0.3, "momentum": 0.7}
    adam = {"key": "adam", "learning_rate": 0.1, "epsilon": 1e-4}
    return (
        made("sigmoid tanh", {"key": "mse"}, momentum, 0),
        made("tanh softmax", {"key": "cce"}, adam, 1),
        made("sigmoid sigmoid", {"key": "mse"}, adam, 2, dropout=0.5),
        made("sigmoid softmax", {"key": "mse"}, momentum, 3, dropout=0.5),
        made("softmax sigmoid", {"key": "bce"}, momentum, 4),
    )


@cache
def visible(case: Case) -> dict[str, list[Mistake]]:
    """Return the mistakes that show in a case's arrays, by their key."""
    found: dict[str, list[Mistake]] = {}
    right = handed_in(case.recorded)
    for mistake in candidates(case.at):
        numbers = Numbers(case.at, case.keys, EXACT, plant([mistake]))
        if is_finite(numbers.arrays) and not numbers.fit(right, case.keys):
            found.setdefault(mistake.key, []).append(mistake)
    return found


@pytest.mark.parametrize("key", ALL)
def test_a_mistake_is_found_alone(key: str) -> None:
    cases_with_it = [case for case in cases() if key in visible(case)]
    assert cases_with_it
    for case in cases_with_it:
        for mistake in {visible(case)[key][0], visible(case)[key][-1]}:
            verdict = case.check(handed_in(case.planted(mistake)))
            assert verdict.outcome == MISTAKE
            assert (mistake,) in [one.mistakes for one in verdict.explanations]
            assert all(len(one.mistakes) == 1 for one in verdict.explanations)
            assert max(one.deviation for one in verdict.explanations) < 1e-12


def pairs_with(key: str) -> Iterator[tuple[Case, Mistake, Mistake]]:
    """Yield the mistake beside every later one of the catalogue, each in a network where both show."""
    for other in ALL[ALL.index(key) + 1 :]:
        for case in cases():
            shown = visible(case)
            together = [
                (one, second)
                for one in shown.get(key, ())
                for second in shown.get(other, ())
                if compatible(one, second)
            ]
            if together:
                yield case, *together[len(together) // 2]
                break


@pytest.mark.parametrize("key", ALL)
def test_a_mistake_is_found_beside_every_other_one(key: str) -> None:
    for case, one, other in pairs_with(key):
        given = handed_in(case.planted(one, other))
        search = Search(Reading.of(case.at, arrangements(case.at, given)[0], case.recorded, EXACT))
        if frozenset({one.key, other.key}) in THE_SAME_AS_OTHERS:
            verdict = case.check(given)
            assert verdict.is_right or all(found.deviation < 1e-12 for found in verdict.explanations)
            assert {one, other} not in [set(found.mistakes) for found in verdict.explanations]
            continue
        found = search.pairs() or search.pairs_that_meet()
        assert {one, other} in [set(explanation.mistakes) for explanation in found], (one, other)


@pytest.mark.parametrize("key", ALL[:-1])
def test_a_check_says_both_names(key: str) -> None:
    pairs = [
        (case, one, other)
        for case, one, other in pairs_with(key)
        if frozenset({one.key, other.key}) not in THE_SAME_AS_OTHERS
    ]
    case, one, other = pairs[len(pairs) // 2]
    verdict = case.check(handed_in(case.planted(one, other)))
    assert verdict.outcome == MISTAKE
    assert {one, other} in [set(found.mistakes) for found in verdict.explanations]
    assert bool(verdict.separating) == (len(verdict.explanations) > 1)
