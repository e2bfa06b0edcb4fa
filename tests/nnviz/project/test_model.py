"""What a project makes of its parts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from core.clipping.norm import ByNorm
from core.datasets.iris import Iris
from core.datasets.split import Split
from core.features import FeaturedSamples
from core.history import History
from core.regularizers.l2 import L2
from core.schedules.cosine import Cosine
from nnviz.project import edits, file
from nnviz.project.model import Project
from nnviz.resources import resource

EVERYTHING = file.load(Path(__file__).parent / "samples" / "everything.nnviz")


def iris(share: float) -> Project:
    project = file.load(resource("samples", "iris-4-8-3.nnviz"))
    assert project.data == Iris()
    return replace(project, split=Split(share, 3))


def test_samples_are_all_and_the_parts_are_of_them() -> None:
    project = iris(0.2)
    assert len(project.samples) == 150
    assert len(project.training_samples) == 120
    assert len(project.test_samples) == 30
    np.testing.assert_array_equal(project.samples.inputs[project.is_test], project.test_samples.inputs)
    np.testing.assert_array_equal(project.samples.inputs[~project.is_test], project.training_samples.inputs)
    assert (project.test_samples.targets.sum(axis=0) == 10).all()


def test_an_edit_of_anything_else_copies_no_samples() -> None:
    project = iris(0)
    edited = edits.set_batch_size(project, 7)
    assert edited.task.inputs is project.task.inputs
    assert edited.original is project.original


def test_without_a_test_part_all_samples_are_trained_on() -> None:
    project = iris(0.0)
    assert project.training_samples is project.samples
    assert len(project.test_samples) == 0
    assert not project.is_test.any()


def test_training_sees_the_training_part_alone() -> None:
    task = iris(0.2).task
    np.testing.assert_array_equal(task.inputs, iris(0.2).training_samples.inputs)
    np.testing.assert_array_equal(task.targets, iris(0.2).training_samples.targets)


def test_the_task_has_penalty_clipping_and_schedule() -> None:
    task = EVERYTHING.task
    assert task.regularizer == L2(lambda2=0.001)
    assert task.clipping == ByNorm(1.0)
    assert task.schedule == Cosine(updates=3000)
    assert [layer.dropout for layer in task.network.layers] == [0.1, 0.2, 0]


def test_features_are_what_the_network_gets_and_the_data_stay() -> None:
    samples = EVERYTHING.samples
    assert isinstance(samples, FeaturedSamples)
    assert samples.input_names == ("x1", "x2", "sin x1", "sin x2")
    np.testing.assert_array_equal(samples.inputs[:, 2:], np.sin(EVERYTHING.original.inputs))
    assert EVERYTHING.original.inputs.shape == (200, 2)
    np.testing.assert_array_equal(EVERYTHING.test_samples.inputs, samples.inputs[EVERYTHING.is_test])
    without = edits.set_features(EVERYTHING, ())
    assert without.samples is without.original


def test_a_project_at_a_point_goes_on_from_there_to_the_bit() -> None:
    history = History(EVERYTHING.task, EVERYTHING.first_point())
    middle = EVERYTHING.at_point(history.point(20))
    resumed = History(middle.task, middle.first_point())
    assert resumed.first_update == 20
    assert resumed.point(45).theta.tobytes() == history.point(45).theta.tobytes()
