"""New numbers for every pupil: few digits, within reason, the same for the same seed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.activations.identity import Identity
from core.activations.relu import ReLU
from core.datasets.table import Table
from core.number_format import format_number
from core.training import run_update
from nnviz.exporters.worksheet.errors import SheetError
from nnviz.exporters.worksheet.numbers import new_numbers
from nnviz.project import file
from nnviz.project.check import check
from nnviz.project.model import Project
from nnviz.resources import resource

SAMPLES = sorted(path.stem for path in resource("samples").glob("*.nnviz"))


def sample(name: str) -> Project:
    return file.load(resource("samples", f"{name}.nnviz"))


@pytest.mark.parametrize("name", SAMPLES)
def test_variants_are_projects_of_few_digits(name: str) -> None:
    project = sample(name)
    for variant in range(1, 6):
        drawn = new_numbers(project, 0, variant)
        check(drawn)
        assert len(drawn.samples) == 1
        assert drawn.first_point().update == 0
        numbers = [*drawn.network.initial_theta(), *drawn.task.inputs.ravel()]
        assert all(len(format_number(abs(number), 17).replace("0.", "")) <= 2 for number in numbers)
        assert np.abs(drawn.network.initial_theta()).max() <= 0.9


def test_a_seed_makes_the_same_sheets_again_and_another_one_others() -> None:
    project = sample("mazur")
    made = {
        (seed, variant): new_numbers(project, seed, variant).network.initial_theta().tobytes()
        for seed in (0, 1)
        for variant in range(1, 31)
    }
    assert len(set(made.values())) == len(made)
    assert new_numbers(project, 1, 7).network.initial_theta().tobytes() == made[1, 7]
    assert len({new_numbers(project, 0, k).task.inputs.tobytes() for k in range(1, 31)}) > 10


def test_rows_of_a_truth_table_stay_what_they_are() -> None:
    project = sample("xor-2-4-1")
    rows = {(*x, *y) for x, y in zip(project.task.inputs, project.task.targets, strict=True)}
    drawn = [new_numbers(project, 0, variant).task for variant in range(1, 20)]
    seen = {(*task.inputs[0], *task.targets[0]) for task in drawn}
    assert seen <= rows
    assert len(seen) > 2


def test_inputs_keep_to_their_columns_and_classes_stay_classes() -> None:
    project = sample("iris-4-8-3")
    inputs = project.training_samples.inputs
    for variant in range(1, 10):
        task = new_numbers(project, 0, variant).task
        assert (task.inputs[0] >= inputs.min(axis=0)).all()
        assert (task.inputs[0] <= inputs.max(axis=0)).all()
        assert sorted(task.targets[0]) == [0, 0, 1]


def test_something_comes_back_to_every_layer_even_through_relus() -> None:
    project = sample("xor-2-4-1")
    first, last = project.network.layers
    project = project.with_network(layers=(replace(first, activation=ReLU(), units=2), last), theta=None)
    for variant in range(1, 30):
        drawn = new_numbers(project, 3, variant)
        recording = run_update(drawn.task, drawn.first_point()).recording
        assert all(np.any(delta) for delta in recording.delta[1:])


@pytest.mark.parametrize("size", [1e200, 1.7e308])
def test_where_no_numbers_are_finite_there_is_no_sheet(size: float) -> None:
    project = sample("mazur")
    layers = tuple(replace(layer, activation=Identity()) for layer in project.network.layers)
    wild = replace(project.with_network(layers=layers), data=Table(((size, size),), ((0.0, 1.0),)))
    with pytest.raises(SheetError, match="no weights with few digits"):
        new_numbers(wild, 0, 1)
