"""How much the loss at the end of training depends on the learning rate and one other hyperparameter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace

import numpy as np

from core.arrays import Array
from core.coarse_to_fine import carried_out, passes
from core.network_curvature import largest_curvature
from core.network_loss import NetworkLoss
from core.network_race import loss_of, run_in_stretches
from core.optimizers.base import Optimizer
from core.rival import Rival
from core.sensitivity import Sensitivity, edges_of, rows_of
from core.task import Task

AT_START, AT_END = "at the start", "where this runner ends"
_RUNS_AT_ONCE = 8  # in a part


def network_sensitivity_in_parts(
    task: Task,
    theta: Array,
    steps: int,
    grid: tuple[Array, str, Sequence[float]],
    executor: Executor | None = None,
) -> Iterator[Sensitivity | None]:
    """Train with pairs of values, a coarse grid of them first, and yield all that is known after every part.

    Edges are those of the loss over all samples, at the start and where the task itself ends if it does not
    diverge.

    Parameters
    ----------
    task : Task
        What both hyperparameters are changed in: each run is the one that `core.network_race` has, to the
        bit.
    theta : array (parameters,)
        Where every run starts.
    steps : int
        Of every run.
    grid : (array, str, sequence of float)
        The learning rates, and the other hyperparameter's name with its values.
    executor : concurrent.futures.Executor or None
        What runs the parts, as for `core.basins.basins_in_parts`. None runs them here, with a None after
        every few steps: whoever pulls may stop there.

    Raises
    ------
    HyperError
        If the optimizer has no such hyperparameter, or a value is not allowed.
    """
    rates, name, others = grid
    rows = rows_of(Rival(task.optimizer, task.schedule), name, others)
    shape = (len(rows), len(rates))
    heights, values = np.full(shape, np.nan), np.array(others, dtype=np.float64)
    curvatures: dict[str, float] = {}
    for curvature in _curvatures(task, theta, steps):
        if curvature is None:
            yield None
        else:
            curvatures |= curvature
    edges = edges_of(rows, curvatures)
    training = _Training(task, theta, steps)
    for parts in passes(shape, _RUNS_AT_ONCE):
        chosen = [[_with_rate(rows[k // shape[1]], rates[k % shape[1]]) for k in part] for part in parts]
        for done in _carried_out(training, chosen, executor):
            if done is None:
                yield None
                continue
            place, found = done
            heights.flat[parts[place]] = found
            yield Sensitivity(name, rates, values, heights.copy(), edges)


def _curvatures(task: Task, theta: Array, steps: int) -> Iterator[dict[str, float] | None]:
    """Yield the largest curvature at the start and at the end, and in between None after every few steps."""
    whole = loss_of(task)
    yield {AT_START: largest_curvature(whole, theta)}
    end = theta
    for stretch in run_in_stretches(task, whole, theta, steps):
        if stretch.diverges:
            return
        end = stretch.thetas[-1].copy()
        yield None
    yield {AT_END: largest_curvature(whole, end)}


def _with_rate(row: Rival, rate: float) -> Optimizer:
    # Not decoded: the grid may go beyond what is allowed in a project.
    return replace(row.optimizer, learning_rate=float(rate))  # type: ignore[call-arg]


@dataclass(frozen=True, eq=False)
class _Training:
    """The run with one optimizer, whichever it is; what another process is sent once for every part."""

    task: Task
    theta: Array
    steps: int

    def ends(self, optimizers: list[Optimizer]) -> list[float]:
        """Return the loss after the last step with each optimizer."""
        *_, found = self.ends_in_parts(optimizers, loss_of(self.task))
        return found

    def ends_in_parts(self, optimizers: list[Optimizer], whole: NetworkLoss) -> Iterator[list[float]]:
        """Yield after every few steps how the runs that are done have ended."""
        found: list[float] = []
        for optimizer in optimizers:
            for end in self._run(whole, optimizer):
                found += [] if end is None else [end]
                yield found

    def _run(self, whole: NetworkLoss, optimizer: Optimizer) -> Iterator[float | None]:
        """Yield the loss after the last step, infinite if there is none, and before that Nones."""
        height = np.inf
        for stretch in run_in_stretches(
            replace(self.task, optimizer=optimizer), whole, self.theta, self.steps
        ):
            height = np.inf if stretch.diverges else float(stretch.heights[-1])
            yield None
        yield height


def _carried_out(
    training: _Training, parts: list[list[Optimizer]], executor: Executor | None
) -> Iterator[tuple[int, list[float]] | None]:
    """Yield how each part ended, with its place, as it comes."""
    if executor is not None:
        yield from carried_out(training.ends, parts, executor)
        return
    whole = loss_of(training.task)
    for place, optimizers in enumerate(parts):
        for ends in training.ends_in_parts(optimizers, whole):
            yield (place, ends) if len(ends) == len(optimizers) else None
