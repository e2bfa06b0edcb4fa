"""The first neuron that learns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from core.datasets.base import Samples
from core.hyper import hyper
from core.neurons.base import TrainedNeuron, check_binary
from core.neurons.perceptron_course import Course, course_in_parts
from core.neurons.perceptron_learning import PerceptronLearning


@dataclass(frozen=True)
class Perceptron(TrainedNeuron):
    """Answer yes on one side of a line; after a wrong answer, turn the line towards the example."""

    key, label = "perceptron", "Perceptron"
    formula = r"w \leftarrow w + \eta\,(y - a)\,x \qquad b \leftarrow b + \eta\,(y - a)"
    reference = "Rosenblatt, The perceptron, Psychological Review 65, 1958; Gallant 1990 (pocket)"
    notes = (
        "Rosenblatt's rule changes w and b after every example that is answered wrongly. The batch rule adds "
        "up the changes of an epoch and makes them at its end; the two take different ways.",
        "Whether z = 0 counts as yes (>=) or as no (>) is a convention. With zero weights at the start it "
        "decides which examples are wrong first.",
        "From zero weights the learning rate only scales w and b: every answer, every mistake and the line "
        "stay the same. To keep that true to the last bit, the learning is done in exact arithmetic; what is "
        "shown is the nearest floating-point number.",
        "If a line separates the classes, the online rule stops after at most (R/gamma)^2 mistakes. The bias "
        "is taken for the weight of one more input that is always 1: R is the largest length of such an "
        "example (x, 1), and gamma the largest margin that any (w, b) of length 1 has there.",
        "There are no local optima to get stuck in: on separable data it always ends, whatever the start. On "
        "other data it never does; in the given order it runs in circles, which is detected.",
        "The pocket keeps the best weights so far: those with the longest run of right answers that are also "
        "right on more of all examples (Gallant's ratchet). Here the examples come in epochs, Gallant draws "
        "them at random; the weights at the start are the first in the pocket.",
    )

    at_zero: str = hyper(
        ">=", choices=(">", ">="), help="whether z = 0 is answered with no (>) or with yes (>=)"
    )
    pocket: bool = hyper(False, help="keep the best weights so far: for data that no line separates")

    def value(self, inputs: Array, theta: Array) -> Array:
        """Return the answers 0 or 1, ``(..., inputs) -> (...)``, of weights and bias ``(inputs + 1,)``."""
        z = inputs @ theta[:-1] + theta[-1]
        return np.where(z >= 0 if self.at_zero == ">=" else z > 0, 1.0, 0.0)

    def check(self, samples: Samples) -> None:
        """Raise ValueError if the neuron cannot learn these samples; targets are 0 or 1."""
        super().check(samples)
        check_binary(samples.targets, "target")

    def learn(self, samples: Samples) -> PerceptronLearning:
        """Learn until an epoch has no mistake, the learning runs in circles, or the epochs are used up."""
        return next(done for done in self.learn_in_parts(samples) if done is not None)

    def learn_in_parts(self, samples: Samples) -> Iterator[PerceptronLearning | None]:
        """Learn as `learn` does, with a None after every epoch."""
        self.check(samples)
        for course in course_in_parts(self, samples):
            yield PerceptronLearning(self, samples, course) if isinstance(course, Course) else None
