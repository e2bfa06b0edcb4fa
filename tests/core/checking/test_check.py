"""Right code is never accused; what is wrong is told with its place; conventions are no mistakes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from core.arrays import Array
from core.checking.check import unseen
from core.checking.conventions import OWN
from core.checking.given import Given, GivenError
from core.checking.right import RIGHT as RIGHT_STEPS
from core.checking.situation import BY_SAMPLE, Arrays, Key, Situation
from core.checking.student import Work
from core.checking.verdict import CONVENTION, MISTAKE, RIGHT, UNKNOWN
from core.clipping.norm import ByNorm
from core.losses.base import Loss
from core.mistakes.base import Mistake
from core.mistakes.biases_scalar import BiasesScalar
from core.mistakes.biases_wrong_axis import BiasesWrongAxis
from core.mistakes.derivative_at_a import DerivativeAtA
from core.mistakes.derivative_missing import DerivativeMissing
from core.mistakes.gradient_transposed import GradientTransposed
from core.mistakes.gradients_accumulated import GradientsAccumulated
from core.mistakes.learning_rate_missing import LearningRateMissing
from core.mistakes.loss_derivative_doubled import LossDerivativeDoubled
from core.mistakes.not_averaged import NotAveraged
from core.mistakes.update_sign import UpdateSign
from core.mistakes.weights_not_transposed import WeightsNotTransposed
from core.optimizers.base import Optimizer
from tests.core.cases import make_network, make_task
from tests.core.checking.networks import Case, case_of, handed_in, in_float32, plain_update, random_case

SIGMOIDS = ((2, "sigmoid"), (2, "sigmoid"))
SINGLE = float(np.finfo(np.float32).eps)


def run(at: Situation) -> Arrays:
    """Return the arrays of the right steps."""
    work = Work(at, RIGHT_STEPS)
    with np.errstate(all="ignore"):
        made = {key: work.array(key) for key in Case(at.task, None).keys}
    return {key: array for key, array in made.items() if array is not None}


def samples_the_other_way_round(case: Case) -> dict[Key, Given]:
    """Compute with the samples in reverse, so that every sum is taken in another order."""
    at = case.at
    reverse = replace(at, batch=at.batch[::-1])
    vars(reverse)["masks"] = {layer: mask[::-1] for layer, mask in at.masks.items()}
    arrays = run(reverse)
    return handed_in({k: a[::-1] if k.quantity in BY_SAMPLE else a for k, a in arrays.items()})


def computed_in_float32(case: Case) -> dict[Key, Given]:
    return handed_in(run(in_float32(case.at)), dtype=np.float32)


def columns_first_and_not_all(case: Case) -> dict[Key, Given]:
    """Hand in every other array, each matrix transposed."""
    given = handed_in(run(case.at), case.keys[case.update.before.update :: 2])
    return {key: one.laid(np.transpose) for key, one in given.items()}


STUDENTS = (*(samples_the_other_way_round, columns_first_and_not_all) * 3, computed_in_float32)


@pytest.mark.parametrize("thousand", range(10))
def test_right_code_is_never_accused_in_ten_thousand_networks(thousand: int) -> None:
    accused, checked = [], 0
    for seed in range(1000 * thousand, 1000 * (thousand + 1)):
        case = random_case(seed, most_hidden=2)
        given = STUDENTS[seed % len(STUDENTS)](case)
        if all(bool(np.isfinite(one.values).all()) for one in given.values()):
            checked += 1
            verdict = case.check(given)
            if verdict.outcome != RIGHT or verdict.departure is not None:
                accused.append((seed, verdict.outcome, verdict.departure))
    assert accused == [], accused
    assert checked > 990  # float32 overflows in some


def small(
    loss: Any = "mse", optimizer: Any = "sgd", samples: int = 4, update: int = 0, layers: Any = SIGMOIDS
) -> Case:
    """Return an update of a 3-2-2 network, sigmoid and sigmoid unless said otherwise."""
    task = make_task(make_network(3, *layers), loss, optimizer, samples=samples, batch_size=samples)
    return case_of(task, update)


def with_loss(case: Case, **changes: Any) -> Case:
    """Return the case of somebody who declares the loss differently."""
    task = replace(case.task, loss=replace(case.task.loss, **changes))
    return case_of(task, case.update.before.update)


def names(case: Case, given: dict[Key, Given]) -> list[list[str]]:
    """Return the keys of the mistakes in each explanation."""
    return [[mistake.key for mistake in one.mistakes] for one in case.check(given).explanations]


# Conventions


@pytest.mark.parametrize(
    ("own", "theirs", "said"),
    [
        ("mean", "sample_mean", "summed over the outputs and averaged over the samples: 3 times"),
        ("mean", "half_sum", "halved, summed over the outputs and summed over the samples: 6 times"),
        ("half_sum", "mean", "averaged over the outputs and averaged over the samples: 0.166667 times"),
        ("sample_mean", "mean", "averaged over the outputs and averaged over the samples: 0.333333 times"),
    ],
)
def test_another_reduction_is_a_convention(own: str, theirs: str, said: str) -> None:
    case = small({"key": "mse", "reduction": own}, layers=((2, "tanh"), (3, "sigmoid")))
    verdict = case.check(handed_in(with_loss(case, reduction=theirs).recorded))
    assert verdict.outcome == CONVENTION
    assert verdict.is_right
    (found,) = verdict.explanations
    assert not found.mistakes
    assert said in found.sentence
    assert found.deviation < 1e-14


def test_a_reduction_beside_the_projects_own_loss_is_a_mistake() -> None:
    case = small()
    arrays = with_loss(case, reduction="half_sum").recorded
    given = handed_in(arrays | {Key("loss", 0): case.recorded[Key("loss", 0)]})
    assert case.check(given).outcome == MISTAKE
    assert names(case, given) == [["not_averaged"]]


def test_beside_a_convention_stands_what_it_is_if_the_projects_own_was_meant() -> None:
    case = small({"key": "mse", "reduction": "half_sum"})
    arrays = case.planted(LossDerivativeDoubled())
    verdict = case.check(handed_in(arrays, [key for key in arrays if key.layer]))
    assert verdict.outcome == CONVENTION
    assert [one.mistakes for one in verdict.if_own] == [(LossDerivativeDoubled(),)]


def test_the_mean_may_be_taken_in_the_gradients() -> None:
    case = small({"key": "bce"})
    arrays = {
        key: array * 4 if key.quantity in ("delta", "grad_a") else array
        for key, array in case.recorded.items()
    }
    verdict = case.check(handed_in(arrays))
    assert verdict.outcome == CONVENTION
    assert "delta is each sample's own" in verdict.explanations[0].sentence


def test_a_mistake_is_found_under_another_convention() -> None:
    case = small()
    arrays = with_loss(case, reduction="half_sum").planted(DerivativeMissing(1))
    (found,) = case.check(handed_in(arrays)).explanations
    assert found.mistakes == (DerivativeMissing(1),)
    assert found.convention != OWN
    assert "without the factor f'(z) at layer 1 (the loss is halved" in found.sentence


def test_the_arithmetic_of_another_framework_is_a_convention() -> None:
    adam = {"key": "adam", "epsilon": 1e-3, "weight_decay": 0.1}
    case = small(optimizer=adam, update=1)
    keras = replace(case.task, optimizer=Optimizer.decode(adam | {"framework": "keras"}))
    theirs = Case(keras, None)
    arrays = run(replace(case.at, task=theirs.task))
    verdict = case.check(handed_in(arrays))
    assert verdict.outcome == CONVENTION
    assert "the optimizer's arithmetic is that of Keras" in verdict.explanations[0].sentence


def test_a_loss_from_probabilities_is_a_convention_where_it_differs() -> None:
    case = small({"key": "bce"})
    assert case.check(handed_in(with_loss(case, from_logits=False).recorded)).outcome == RIGHT
    sure = case_of(case.task, size=60.0)
    task = replace(case.task, loss=Loss.decode({"key": "bce", "from_logits": False, "edge": "keras"}))
    verdict = sure.check(handed_in(case_of(task, size=60.0).recorded))
    assert verdict.outcome == CONVENTION
    assert "the loss is computed from the outputs, with Keras's edge" in verdict.explanations[0].sentence


# What the data cannot show


def test_a_mistake_that_changes_nothing_is_not_reported() -> None:
    identity = small(layers=((2, "identity"), (2, "identity")))
    assert identity.check(handed_in(identity.planted(DerivativeMissing()))).outcome == RIGHT
    hidden = unseen(identity.task, identity.update, handed_in(identity.recorded))
    assert DerivativeMissing in hidden
    assert BiasesScalar not in hidden


def test_a_symmetric_matrix_hides_that_it_is_not_transposed() -> None:
    case = small()
    theta = case.update.before.theta.copy()
    weights = case.task.network.split(theta)[1].weights
    weights[...] = weights + weights.T
    point = replace(case.update.before, theta=theta)
    symmetric = Case(case.task, plain_update(case.task, point))
    assert symmetric.check(handed_in(symmetric.planted(WeightsNotTransposed(1)))).outcome == RIGHT
    assert case.check(handed_in(case.planted(WeightsNotTransposed(1)))).outcome == MISTAKE


def test_a_batch_of_one_hides_the_mean_and_does_not_tell_two_wrong_sums_apart() -> None:
    case = small(samples=1)
    assert case.check(handed_in(case.planted(NotAveraged()))).outcome == RIGHT
    assert NotAveraged in unseen(case.task, case.update, handed_in(case.recorded))
    verdict = case.check(handed_in(case.planted(BiasesScalar(2))))
    assert {one.mistakes for one in verdict.explanations} == {(BiasesScalar(2),), (BiasesWrongAxis(2),)}
    assert verdict.separating == "a batch of several samples would tell them apart"


def test_a_missing_array_tells_two_mistakes_apart() -> None:
    case = small()
    given = handed_in(case.planted(DerivativeMissing(2)), [Key("weights_gradient", 2)])
    verdict = case.check(given)
    assert (DerivativeMissing(2),) in [one.mistakes for one in verdict.explanations]
    assert (DerivativeMissing(),) in [one.mistakes for one in verdict.explanations]
    assert verdict.separating == "delta of layer 1 would tell them apart"


@pytest.mark.parametrize("mistake", ["derivative_missing", "update_sign", "gradient_transposed"])
def test_zero_gradients_hide_mistakes_and_accuse_nobody(mistake: str) -> None:
    case = small(layers=((2, "relu"), (2, "identity")))
    task = replace(case.task, targets=case.update.recording.prediction)
    met = case_of(task)
    assert not met.update.recording.gradient.any()
    assert met.check(handed_in(met.planted(Mistake.decode({"key": mistake})))).outcome == RIGHT


def test_units_that_are_off_and_units_that_are_saturated() -> None:
    for activation, bias in (("relu", -50.0), ("sigmoid", 40.0), ("tanh", -25.0)):
        case = small(layers=((2, activation), (2, "sigmoid")))
        theta = case.update.before.theta.copy()
        case.task.network.split(theta)[0].biases[0] = bias
        stuck = Case(case.task, plain_update(case.task, replace(case.update.before, theta=theta)))
        for given in (samples_the_other_way_round(stuck), computed_in_float32(stuck)):
            assert stuck.check(given).outcome == RIGHT
        verdict = stuck.check(handed_in(stuck.planted(DerivativeMissing(1))))
        assert [one.mistakes for one in verdict.explanations] == [(DerivativeMissing(1),)]


def test_a_learning_rate_of_zero_hides_the_sign_and_not_that_it_is_missing() -> None:
    case = small(optimizer={"key": "sgd", "learning_rate": 0})
    assert case.check(handed_in(case.planted(Mistake.decode({"key": "update_sign"})))).outcome == RIGHT
    assert names(case, handed_in(case.planted(LearningRateMissing()))) == [["learning_rate_missing"]]


def test_float32_has_its_own_tolerance() -> None:
    case = small()
    rounded = handed_in(case.recorded, dtype=np.float32)
    assert case.check(rounded).outcome == RIGHT
    off = handed_in(case.recorded)
    off[Key("delta", 1)] = Given(off[Key("delta", 1)].values * (1 + 1e-6), "delta1")
    assert case.check(off).outcome == UNKNOWN
    held = {key: Given(one.values.astype(np.float32).astype(float), one.name) for key, one in off.items()}
    assert case.check(held).outcome == RIGHT  # kept in float64, but every number is one of float32


def test_what_was_cut_off_when_it_was_written_is_allowed_for() -> None:
    case = small()
    given = {
        key: Given(array.round(4), key.quantity, SINGLE, np.full(array.shape, 0.5001e-4))
        for key, array in case.recorded.items()
    }
    assert case.check(given).outcome == RIGHT
    wrong = case.planted(DerivativeMissing(2))
    given[Key("delta", 2)] = Given(
        wrong[Key("delta", 2)].round(4), "delta", SINGLE, np.full((4, 2), 0.5001e-4)
    )
    assert not case.check(given).is_right


# How arrays lie


def test_weights_with_a_row_per_unit_are_recognised() -> None:
    case = small(samples=5)
    given = {
        key: one.laid(np.transpose) if one.values.ndim == 2 else one
        for key, one in handed_in(case.recorded).items()
    }
    verdict = case.check(given)
    assert verdict.outcome == RIGHT
    assert verdict.transposed == ("arrays of samples read as (units, samples)", "weights read as (out, in)")


def test_square_weights_are_read_the_way_that_fits() -> None:
    case = small(layers=((3, "tanh"), (3, "sigmoid")))
    given = handed_in(case.recorded)
    turned = {
        k: one.laid(np.transpose) if k.quantity == "weights_gradient" else one for k, one in given.items()
    }
    only = {key: one for key, one in turned.items() if key.quantity == "weights_gradient"}
    assert case.check(only).transposed == ("weights read as (out, in)",)
    assert case.check(only).outcome == RIGHT


def test_one_transposed_gradient_beside_others_that_are_not_is_a_mistake() -> None:
    case = small()
    given = handed_in(case.planted(GradientTransposed(2)))
    assert names(case, given) == [["gradient_transposed"]]


def test_a_single_output_may_come_without_its_axis() -> None:
    case = small(layers=((2, "tanh"), (1, "sigmoid")))
    one_axis = {key: one.values.ravel() for key, one in handed_in(case.recorded).items() if key.layer == 2}
    assert one_axis[Key("delta", 2)].shape == (4,)
    verdict = case.check({key: Given(values, "mine") for key, values in one_axis.items()})
    assert (verdict.outcome, verdict.transposed) == (RIGHT, ())
    assert len(verdict.comparisons) == len(one_axis) == 8


def test_all_parameters_in_one_row_may_be_written_by_rows_or_columns() -> None:
    case = small()
    network, after = case.task.network, case.update.after.theta
    by_columns = np.concatenate(
        [np.concatenate([part.weights.T.ravel(), part.biases]) for part in network.split(after)]
    )
    for row, transposed in (
        (after, ()),
        (by_columns, ("weights in the row of all parameters read as (out, in)",)),
    ):
        verdict = case.check({Key("theta_after", 0): Given(row, "theta_after")})
        assert (verdict.outcome, verdict.transposed) == (RIGHT, transposed)
        assert len(verdict.comparisons) == 4


# What a verdict says


def test_the_first_wrong_number_is_told_with_its_place() -> None:
    case = small()
    arrays = dict(case.recorded)
    delta = arrays[Key("delta", 1)].copy()
    delta[2, 1] += 0.25
    verdict = case.check(handed_in(arrays | {Key("delta", 1): delta}))
    assert verdict.outcome == UNKNOWN
    assert verdict.explanations == verdict.beginnings == ()
    first = verdict.departure
    assert first is not None
    assert (first.key, first.sample, first.unit, first.origin) == (Key("delta", 1), 2, 1, None)
    assert first.theirs - first.ours == pytest.approx(0.25)
    assert first.factor is None
    assert (first.source.quantity, first.source.layer, first.source.unit) == ("delta", 1, 1)
    assert verdict.nodes == {(1, 0): True, (1, 1): False, (2, 0): True, (2, 1): True}


def test_a_common_factor_is_told() -> None:
    case = small()
    weights = case.recorded[Key("weights_gradient", 2)]
    verdict = case.check({Key("weights_gradient", 2): Given(-3 * weights, "dW2")})
    assert verdict.departure is not None
    assert verdict.departure.factor == pytest.approx(-3)
    assert (verdict.departure.origin, verdict.departure.unit, verdict.departure.sample) == (0, 0, None)
    assert verdict.departure.source.quantity == "weight_gradient"


def test_how_far_an_array_is_off_is_told_where_it_has_our_shape() -> None:
    case = small()
    verdict = case.check(handed_in(case.planted(LossDerivativeDoubled(), BiasesScalar(2))))
    assert verdict.comparisons[Key("delta", 2)].deviation == pytest.approx(1)
    assert verdict.comparisons[Key("biases_gradient", 2)].deviation == np.inf


def test_what_numpy_refuses_to_add_is_missing_and_the_rest_is_there() -> None:
    case = small(samples=4, update=1)
    arrays = case.planted(BiasesWrongAxis(2), GradientsAccumulated())
    assert set(case.keys) - set(arrays) == {Key("biases_gradient", 2), Key("biases_after", 2)}
    clips = Case(replace(case.task, clipping=ByNorm(0.1)), case.update, case.previous)
    left = clips.planted(BiasesWrongAxis(2), GradientsAccumulated())  # the norm is that of all gradients
    assert {key for key in arrays if key not in left} == {
        Key(name, layer) for name, layer in (("weights_after", 2), ("weights_after", 1), ("biases_after", 1))
    }


def test_two_mistakes_are_found_in_the_new_biases_alone() -> None:
    case = small(samples=4)
    arrays = case.planted(DerivativeMissing(2), UpdateSign())
    verdict = case.check(handed_in(arrays, [key for key in arrays if key.quantity == "biases_after"]))
    assert verdict.outcome == MISTAKE
    assert {DerivativeMissing(2), UpdateSign()} in [set(one.mistakes) for one in verdict.explanations]


def test_of_many_mistakes_the_first_four_are_told() -> None:
    case = small(layers=((2, "sigmoid"), (2, "sigmoid"), (2, "sigmoid")))
    first = (DerivativeMissing(3), GradientTransposed(3), BiasesScalar(3), WeightsNotTransposed(2))
    verdict = case.check(handed_in(case.planted(*first, DerivativeAtA(2))))
    assert verdict.outcome == UNKNOWN
    assert set(first) in [set(one.mistakes) for one in verdict.beginnings]
    assert verdict.beyond == Key("delta", 2)


@pytest.mark.parametrize(
    ("key", "values", "message"),
    [
        (Key("delta", 2), np.ones((4, 3)), "mine: has the shape (4, 3), expected (4, 2)"),
        (Key("delta", 2), np.ones(8), "mine: has the shape (8,), expected (4, 2)"),
        (Key("weights_gradient", 1), np.ones((3, 2, 2)), "mine: has the shape (3, 2, 2), expected (3, 2)"),
        (Key("biases_gradient", 1), np.ones(3), "mine: has the shape (3,), expected (2,)"),
        (Key("biases_after", 1), np.ones(4), "mine: has the shape (4,), expected (2,)"),
        (Key("theta_after", 0), np.ones(13), "mine: has the shape (13,), expected (14,)"),
        (Key("delta", 3), np.ones((4, 2)), "mine: there is no layer 3; the network has 2 layers"),
        (Key("slope_after", 1), np.ones(1), "mine: layer 1 learns no slope"),
        (Key("a", 1), np.full((4, 2), np.nan), "mine: entry 1, 1 is not a number"),
        (Key("loss", 0), np.array(np.inf), "mine: entry 1 is infinite"),
    ],
)
def test_arrays_that_cannot_be_compared(key: Key, values: Array, message: str) -> None:
    with pytest.raises(GivenError, match=f"^{message.replace('(', '[(]').replace(')', '[)]')}$"):
        small().check({key: Given(values, "mine")})


def test_there_has_to_be_an_array() -> None:
    with pytest.raises(GivenError, match="there is no array to compare"):
        small().check({})
