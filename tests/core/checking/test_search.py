"""Every mistake is found by its name, alone and beside every other one."""

from __future__ import annotations

from functools import cache
from itertools import combinations

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
from tests.core.checking.networks import Case, case_of, handed_in, is_finite, random_case

ALL = sorted(Mistake.members())
# Together they are the same as something as simple: one undoes the other, leaves nothing of it, or keeps the
# optimizer from being reached.
THE_SAME_AS_OTHERS = {
    frozenset(pair.split())
    for pair in (
        "averaged_twice not_averaged",
        "averaged_twice weights_summed",
        "error_sign loss_derivative_missing",
        "learning_rate_missing schedule_ignored",
        "loss_derivative_doubled loss_derivative_halved",
        "loss_derivative_doubled loss_derivative_missing",
        "loss_derivative_halved loss_derivative_missing",
        "loss_derivative_missing not_averaged",
        "momentum_sign state_reset",
    )
}

# Of two optimizers or losses, or two ways to do the same step.
NEVER_TOGETHER = {
    frozenset(pair.split())
    for pair in (
        "bias_correction_missing momentum_sign",
        "biases_scalar last_sample_only",
        "biases_wrong_axis last_sample_only",
        "clipping_forgotten updated_weights",
        "derivative_twice loss_derivative_halved",
        "epsilon_place momentum_sign",
        "last_sample_only z_in_weights_gradient",
        "loss_derivative_missing loss_for_derivative",
    )
}


def made(
    activations: str,
    loss: dict[str, object],
    optimizer: dict[str, object],
    seed: int,
    dropout: float = 0.0,
    clips: bool = False,
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
        inputs=generator.normal(0, 1, (6, 3)),
        targets=make_targets(decoded, generator, 6, 3),
        batch_size=3,
        regularizer=Regularizer.decode({"key": "l2"}),
        clipping=ByNorm(0.1) if clips else NoClipping(),
        schedule=Exponential(0.5),
    )
    return case_of(task, 1, seed)


@cache
def cases() -> tuple[Case, ...]:
    """Return networks in which, taken together, every mistake shows."""
    momentum = {"key": "sgd", "learning_rate": 0.3, "momentum": 0.7}
    adam = {"key": "adam", "learning_rate": 0.1, "epsilon": 1e-4}
    return (
        made("sigmoid tanh", {"key": "mse"}, momentum, 0, clips=True),
        made("tanh softmax", {"key": "cce"}, adam, 1, clips=True),
        made("sigmoid sigmoid", {"key": "mse"}, adam, 2, dropout=0.5),
        made("sigmoid softmax", {"key": "mse"}, momentum, 3, dropout=0.5, clips=True),
        made("softmax sigmoid", {"key": "bce"}, momentum, 4, dropout=0.5),
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


def is_more_than_one(case: Case, one: Mistake, other: Mistake) -> bool:
    """Tell whether two mistakes together give other arrays than each of them alone."""
    given = handed_in(case.planted(one, other))
    alone = (Numbers(case.at, case.keys, EXACT, plant([mistake])) for mistake in (one, other))
    return not any(numbers.fit(given, list(given)) for numbers in alone)


@pytest.mark.parametrize("seed", range(0, 96, 4))
def test_a_mistake_is_found_in_networks_of_any_kind(seed: int) -> None:
    case = random_case(seed)
    shown = [mistake for made in visible(case).values() for mistake in made]
    for mistake in shown[seed % 7 :: 7]:
        verdict = case.check(handed_in(case.planted(mistake)))
        assert (mistake,) in [one.mistakes for one in (*verdict.explanations, *verdict.if_own)]


@cache
def pairs_with(key: str) -> list[tuple[Case, Mistake, Mistake]]:
    """Return the mistake beside every later one of the catalogue, each in a network where both show."""
    pairs = []
    for other in ALL[ALL.index(key) + 1 :]:
        together = [
            (case, one, second)
            for case in cases()
            for one in visible(case).get(key, ())[:2]
            for second in visible(case).get(other, ())[-2:]
            if compatible(one, second)
        ]
        more = (pair for pair in together if is_more_than_one(*pair))
        pairs += [next(more, together[0])] if together else []
    return pairs


def test_every_two_mistakes_that_can_be_made_together_are_tried() -> None:
    tried = {frozenset({one.key, other.key}) for key in ALL for _, one, other in pairs_with(key)}
    assert {frozenset(pair) for pair in combinations(ALL, 2)} - tried == NEVER_TOGETHER


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
        assert is_more_than_one(case, one, other)
        found = search.pairs() or search.pairs_that_meet()
        assert {one, other} in [set(explanation.mistakes) for explanation in found], (one, other)


def test_right_arrays_need_no_pair() -> None:
    case = cases()[0]
    (arrangement, *_) = arrangements(case.at, handed_in(case.recorded))
    search = Search(Reading.of(case.at, arrangement, case.recorded, EXACT))
    assert search.reading.is_right
    assert search.pairs() == []


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
