"""The neuron whose answer can be differentiated."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from core.activations.sigmoid import Sigmoid
from core.arrays import Array
from core.datasets.base import Samples
from core.hyper import hyper
from core.losses.base import Loss, first_place
from core.losses.bce import BinaryCrossEntropy
from core.losses.mse import MeanSquaredError
from core.network import Layer, Network
from core.neurons.base import TrainedNeuron
from core.neurons.sigmoid_learning import SigmoidLearning
from core.optimizers.sgd import SGD
from core.training import Task

_LOSSES: dict[str, Loss] = {
    "mse": MeanSquaredError(),
    "mse_half_sum": MeanSquaredError("half_sum"),
    "bce": BinaryCrossEntropy(),
}


@dataclass(frozen=True)
class SigmoidNeuron(TrainedNeuron):
    """Answer with a number between no and yes; follow the slope of the loss downhill."""

    key, label = "sigmoid_neuron", "Sigmoid neuron"
    formula = r"a = \sigma(w \cdot x + b) = \frac{1}{1 + e^{-(w \cdot x + b)}}"
    reference = "Rumelhart, Hinton and Williams, Learning representations by back-propagating errors, 1986"
    notes = (
        "The minus sign stands before the whole of w . x + b, the bias included.",
        "The gradient (a - y) a (1 - a) x, summed over the examples, belongs to half the sum of the squared "
        "errors (mse_half_sum). For their mean (mse) it is multiplied by 2 / N: the same direction, another "
        "length, and so another learning rate for the same steps.",
        "Under the squared error the slope a (1 - a) of the sigmoid is a factor of the gradient: a neuron "
        "that is sure and wrong learns slowly. In the cross entropy (bce) that factor cancels.",
        "Online, the loss of a change is that of its one example.",
    )

    learning_rate: float = hyper(
        0.1, r"\eta", low=0, low_open=True, high=1e6, log=True, help="size of a step, as a factor"
    )
    loss: str = hyper(
        "mse_half_sum",
        choices=tuple(_LOSSES),
        help="squared error: mean, or half the sum; or binary cross entropy",
    )

    def check(self, samples: Samples) -> None:
        """Raise ValueError if the neuron cannot learn these samples; targets are from 0 to 1."""
        super().check(samples)
        place = first_place(~((samples.targets >= 0) & (samples.targets <= 1)))
        if place:
            raise ValueError(f"row {place[0] + 1}: the target {samples.targets[place]:g} is outside [0, 1]")

    def value(self, inputs: Array, theta: Array) -> Array:
        """Return the answers, ``(..., inputs) -> (...)``, of weights and bias ``(inputs + 1,)``."""
        return Sigmoid().value(inputs @ theta[:-1] + theta[-1])

    def task(self, samples: Samples) -> Task:
        """Return the neuron as a network of one unit, trained on the samples by gradient descent."""
        return Task(
            network=Network(samples.inputs.shape[1], (Layer(1, Sigmoid()),)),
            loss=_LOSSES[self.loss],
            optimizer=SGD(learning_rate=self.learning_rate),
            inputs=samples.inputs,
            targets=samples.targets,
            batch_size=len(samples) if self.rule == "batch" else 1,
            shuffle=self.shuffle,
            seed=self.seed,
        )

    def learn(self, samples: Samples) -> SigmoidLearning:
        """Return the learning over all epochs; they are worked out as far as they are looked at."""
        self.check(samples)
        return SigmoidLearning(self, samples)

    def learn_in_parts(self, samples: Samples) -> Iterator[SigmoidLearning | None]:
        """Work out all epochs, with a None after each."""
        learning = self.learn(samples)
        for _ in learning.run_ahead():
            yield None
        yield learning

    def delta(self, z: Array, target: Array) -> Array:
        """Return dL/dz of a single example at any z: how much it asks for.

        Parameters
        ----------
        z, target : array (...)
        """
        loss, unit = _LOSSES[self.loss], Sigmoid()
        a = unit.value(z)
        if loss.meets(unit):
            return loss.scale(1, 1) * loss.element_delta(a, target)
        return loss.scale(1, 1) * loss.element_gradient(a, target) * unit.derivative(z, a)
