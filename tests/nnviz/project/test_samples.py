"""What the shipped samples promise."""

from __future__ import annotations

from itertools import islice

import numpy as np
import pytest

from core.history import train
from core.passes import forward
from nnviz.project import file
from nnviz.project.model import Project
from nnviz.resources import resource

NAMES = ["forward-3-4-2", "iris-4-8-3", "mazur", "spiral-2-8-8-1", "xor-2-4-1"]


def sample(name: str) -> Project:
    return file.load(resource("samples", f"{name}.nnviz"))


def accuracy(project: Project, epochs: int) -> float:
    task = project.task
    updates = epochs * task.updates_per_epoch
    _, point = next(islice(train(task, project.first_point()), updates - 1, None))
    prediction = forward(task.network, point.theta, task.inputs).a[-1]
    if prediction.shape[1] == 1:
        return float(np.mean((prediction > 0.5) == (task.targets > 0.5)))
    return float(np.mean(prediction.argmax(axis=1) == task.targets.argmax(axis=1)))


def test_these_are_the_samples() -> None:
    assert sorted(path.stem for path in resource("samples").glob("*.nnviz")) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_each_says_in_a_sentence_what_it_is_for(name: str) -> None:
    assert sample(name).notes.endswith(".")


@pytest.mark.parametrize("name", [n for n in NAMES if n != "mazur"])
def test_the_name_tells_the_shape(name: str) -> None:
    sizes = sample(name).network.network.sizes
    assert name.endswith("-".join(map(str, sizes)))


def test_xor_is_learned_within_a_thousand_epochs() -> None:
    assert accuracy(sample("xor-2-4-1"), 300) == 1


def test_the_spiral_comes_apart() -> None:
    assert accuracy(sample("spiral-2-8-8-1"), 150) > 0.93


def test_the_irises_are_told_apart() -> None:
    assert accuracy(sample("iris-4-8-3"), 100) > 0.95
