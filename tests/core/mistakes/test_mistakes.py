"""What holds for every mistake of the catalogue."""

from __future__ import annotations

import inspect
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

import core.mistakes
from core.checking.candidates import candidates, compatible, plant
from core.checking.right import RIGHT
from core.checking.student import Steps
from core.formula import formula_of
from core.hyper import HyperError
from core.mistakes.base import EVERY, LayerMistake, Mistake
from core.mistakes.biases_scalar import BiasesScalar
from core.mistakes.biases_wrong_axis import BiasesWrongAxis
from core.mistakes.derivative_at_a import DerivativeAtA
from core.mistakes.derivative_missing import DerivativeMissing
from core.mistakes.error_sign import ErrorSign
from core.mistakes.loss_derivative_doubled import LossDerivativeDoubled
from core.mistakes.weights_not_transposed import WeightsNotTransposed
from tests.core.cases import make_network, make_task
from tests.core.checking.networks import case_of, handed_in, random_case

ALL = list(Mistake.members().values())


@pytest.mark.parametrize("member", ALL, ids=lambda member: member.key)
def test_a_mistake_declares_itself(member: type[Mistake]) -> None:
    assert inspect.getfile(member) == str(Path(core.mistakes.__path__[0]) / f"{member.key}.py")
    assert member.label
    assert member.difference.startswith(("with ", "without "))
    assert member.why.endswith(".")
    assert member.right != member.formula
    assert all(hyper.help for hyper in member.hypers())
    assert Mistake.decode(member().encode()) == member()


def test_there_are_more_than_the_usual_sixteen() -> None:
    assert len(ALL) >= 36
    assert len({member.label for member in ALL}) == len({member.difference for member in ALL}) == len(ALL)


@pytest.mark.parametrize("member", ALL, ids=lambda member: member.key)
def test_formulas_name_their_layer(member: type[Mistake]) -> None:
    made = member(layer=2) if issubclass(member, LayerMistake) else member()
    for formula in (*made.formulas(), *member().formulas()):
        assert "<" not in formula
        assert formula.count("{") == formula.count("}")
    if "<l>" in member.right:
        assert "(2)" in made.formulas()[0]
        assert "(l)" in member().formulas()[0]


@pytest.mark.parametrize("member", ALL, ids=lambda member: member.key)
def test_formulas_can_be_broken_into_balanced_pieces(member: type[Mistake]) -> None:
    for latex in member().formulas():
        for chunk in formula_of(latex).chunks:
            assert chunk.latex.count("{") == chunk.latex.count("}")
            assert chunk.latex.count(r"\left") == chunk.latex.count(r"\right")


def test_a_mistake_says_where_it_is() -> None:
    assert DerivativeMissing(2).sentence == "without the factor f'(z) at layer 2"
    assert DerivativeMissing().sentence == "without the factor f'(z) at every layer"
    assert ErrorSign().sentence == "with the opposite sign of the loss's derivative"


def test_a_project_can_name_a_mistake() -> None:
    assert Mistake.decode({"key": "derivative_missing", "layer": 2}) == DerivativeMissing(2)
    with pytest.raises(HyperError, match="Wrong sign of the error has no such entry"):
        Mistake.decode({"key": "error_sign", "layer": 2})
    with pytest.raises(HyperError, match="unknown mistake 'typo'"):
        Mistake.decode({"key": "typo"})


def test_places_are_those_where_the_mistake_can_be_made() -> None:
    case = case_of(make_task(make_network(3, (2, "tanh"), (2, "tanh"), (4, "softmax")), "cce"))
    made = candidates(case.at)
    assert [m.layer for m in made if isinstance(m, WeightsNotTransposed)] == [1]
    assert [m.layer for m in made if isinstance(m, BiasesScalar)] == [1, 2, 3, EVERY]
    assert [m.layer for m in made if isinstance(m, DerivativeAtA)] == [1, 2, EVERY]
    assert {m.key for m in made}.isdisjoint({"momentum_sign", "penalty_forgotten", "loss_derivative_halved"})


def test_steps_that_a_mistake_does_not_touch_stay_as_they_are() -> None:
    for seed in range(0, 40, 4):
        for mistake in candidates(random_case(seed).at):
            planted = mistake.plant(RIGHT)
            changed = [name for name, step in vars(RIGHT).items() if getattr(planted, name) is not step]
            assert 1 <= len(changed) <= 2
    assert plant([]) is RIGHT


def test_which_mistakes_can_be_made_together() -> None:
    assert compatible(DerivativeMissing(1), DerivativeAtA(2))
    assert not compatible(DerivativeMissing(1), DerivativeAtA(1))
    assert not compatible(DerivativeMissing(1), DerivativeAtA())
    assert not compatible(DerivativeMissing(1), DerivativeMissing(2))
    assert compatible(ErrorSign(), LossDerivativeDoubled())
    assert not compatible(BiasesScalar(1), BiasesWrongAxis(1))


def test_with_a_sum_over_the_wrong_axis_numpy_goes_on_only_if_the_shapes_fit() -> None:
    task = make_task(make_network(2, (3, "tanh"), (2, "identity")), samples=6, batch_size=3)
    assert BiasesWrongAxis(1).trains(task)
    assert not BiasesWrongAxis(2).trains(task)
    assert not BiasesWrongAxis().trains(task)
    assert BiasesWrongAxis().trains(replace(task, batch_size=1))
    assert not BiasesWrongAxis(1).trains(replace(task, batch_size=4))  # the last batch has two


def test_a_mistake_written_elsewhere_is_found_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Mistake, "_members", dict(Mistake._members))

    @dataclass(frozen=True)
    class DeltaHalved(LayerMistake):
        """For this test."""

        key, label = "delta_halved", "Delta halved"
        difference = "with delta halved"
        wraps = True

        def plant(self, steps: Steps) -> Steps:
            wrong = self.here(steps.delta, lambda work, layer: 0.5 * steps.delta(work, layer))
            return replace(steps, delta=wrong)

    case = case_of(make_task(make_network(2, (3, "tanh"), (2, "sigmoid")), samples=3))
    (found,) = case.check(handed_in(case.planted(DeltaHalved(1)))).explanations
    assert found.mistakes == (DeltaHalved(1),)
    assert found.sentence == "yours equals ours with delta halved at layer 1, exactly"


def test_what_is_promised_has_to_be_written() -> None:
    with pytest.raises(NotImplementedError):
        Mistake().plant(RIGHT)
