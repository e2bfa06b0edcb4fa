"""The numbers of a worksheet: a project with one sample, its own or new ones that a pupil can reckon with."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from core.arrays import Array
from core.datasets.split import Split
from core.datasets.table import Table
from core.losses.base import Loss
from core.training import Point, batch_of, divergence, run_update
from nnviz.exporters.worksheet.errors import SheetError
from nnviz.project.model import Project, TrainingSpec, Vector

MOST_VARIANTS = 500
LARGEST_SEED = 2**31 - 1
_TRIES = 20
_LARGEST_POWER = 300
_TENTHS = np.concatenate([np.arange(-9, 0), np.arange(1, 10)]) / 10  # 0 would leave nothing to reckon
_POSITIVE_TENTHS = np.arange(1, 10) / 10


def own_numbers(project: Project, point: Point, sample: int) -> Project:
    """Return the project that makes the update after `point` with one sample of its batch alone.

    A mistake that is planted is left out: a key has the right numbers.

    Raises
    ------
    SheetError
        If the batch has no such sample.
    """
    batch = batch_of(project.task, point)
    if not 0 <= sample < len(batch):
        raise SheetError(f"sample: expected 0 to {len(batch) - 1}, got {sample}")
    samples = project.training_samples
    alone = _alone(project, samples.inputs[batch[sample]], samples.targets[batch[sample]])
    return alone.at_point(replace(point, epoch=0, position=0, carried=None))


def new_numbers(project: Project, seed: int, variant: int) -> Project:
    """Return the project with weights and a sample that are new and have one or two digits.

    The same seed and variant always give the same numbers. Weights and biases are tenths between -0.9 and
    0.9. Of data in whole numbers, a truth table say, a sample is taken as it is; of others each input has
    one digit and lies in its column's range, and so does each target that is no class.

    Raises
    ------
    SheetError
        If after some tries there are none whose numbers are all finite.
    """
    generator = np.random.default_rng([seed, variant])
    best = None
    for _ in range(_TRIES):
        drawn = _drawn(project, generator)
        with np.errstate(all="ignore"):
            update = run_update(drawn.task, drawn.first_point())
        if divergence(update) is None:
            best = drawn
            # Where nothing comes back, because all of a layer's ReLUs are dead, there is nothing to reckon.
            if all(np.any(delta) for delta in update.recording.delta[1:]):
                return drawn
    if best is None:
        raise SheetError("no weights with few digits were found whose numbers are all finite")
    return best


def _drawn(project: Project, generator: np.random.Generator) -> Project:
    network = project.network.network
    theta = network.initial_theta(project.network.initializer, project.network.seed)
    for part in network.split(theta):  # a learned slope stays as it begins
        part.weights[...] = generator.choice(_TENTHS, part.weights.shape)
        part.biases[...] = generator.choice(_TENTHS, part.biases.shape)
    samples = project.training_samples
    row = int(generator.integers(len(samples)))
    inputs, targets = samples.inputs[row], samples.targets[row]
    is_whole = bool(np.all(samples.inputs == np.rint(samples.inputs)))
    if not is_whole or len(samples) == 1:
        inputs = _few_digits(samples.inputs, generator)
    if not samples.class_count:
        targets = _accepted(project.loss, _few_digits(samples.targets, generator), targets)
    return _alone(project.with_network(theta=Vector(theta)), inputs, targets)


def _accepted(loss: Loss, targets: Array, others: Array) -> Array:
    """Return targets if the loss accepts them, else the others: probabilities add up to 1."""
    try:
        loss.check_target(targets[None, :])
    except ValueError:
        return others
    return targets


def _few_digits(columns: Array, generator: np.random.Generator) -> Array:
    """Return one number per column, of few digits and within its range."""
    return np.array([generator.choice(_round_numbers(column)) for column in columns.T])


def _round_numbers(column: Array) -> Array:
    """Return numbers with one digit: those in a column's range or, where that is a point, of its size."""
    low, high = float(column.min()), float(column.max())
    largest = max(abs(low), abs(high))
    power = 0 if largest <= 1 else min(int(np.ceil(np.log10(largest))), _LARGEST_POWER)
    tenths = _TENTHS if low < 0 else _POSITIVE_TENTHS
    numbers = np.array([float(f"{tenth * 10.0**power:.1g}") for tenth in tenths])
    inside = numbers[(numbers >= low) & (numbers <= high)]
    return inside if len(inside) > 1 else numbers


def _alone(project: Project, inputs: Array, targets: Array) -> Project:
    """Return the project with one sample, as the network gets it, and nothing beside the numbers."""
    table = Table((tuple(inputs.tolist()),), (tuple(targets.tolist()),))
    return replace(
        project,
        data=table,
        features=(),
        split=Split(),
        training=TrainingSpec(seed=project.training.seed),
        race=None,
        state=None,
        planted=None,
        breakpoints=(),
        watches=(),
    )
