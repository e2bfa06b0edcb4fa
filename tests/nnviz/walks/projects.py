"""The projects that are walked through: together they have every kind of step, plot and edit."""

from __future__ import annotations

from collections.abc import Callable

from core.activations.identity import Identity
from core.activations.prelu import PReLU
from core.activations.tanh import Tanh
from core.clipping.norm import ByNorm
from core.datasets.sine import Sine
from core.datasets.split import Split
from core.datasets.xor_cloud import XorCloud
from core.initializers.glorot_uniform import GlorotUniform
from core.losses.mse import MeanSquaredError
from core.network import Layer
from core.optimizers.adam import Adam
from core.optimizers.sgd import SGD
from core.regularizers.l2 import L2
from core.schedules.cosine import Cosine
from nnviz.project import edits
from nnviz.project.model import NetworkSpec, Project, TrainingSpec
from tests.nnviz.sessions import sample


def mazur() -> Project:
    """One sample, two quantities."""
    return sample("mazur")


def classes() -> Project:
    """Softmax and its cross entropy, dropout, and small batches in another order in every epoch."""
    project = edits.set_dropout(sample("iris-4-8-3"), 1, 0.3)
    return edits.set_shuffle(edits.set_batch_size(project, 20), True)


def extras() -> Project:
    """A slope that is learned, a penalty, clipping, and Adam with a schedule."""
    project = edits.set_activation(sample("xor-2-4-1"), 1, PReLU()).project
    project = edits.set_batch_size(edits.set_regularizer(project, L2(lambda2=0.05)), 3)
    project = edits.set_optimizer(project, Adam(learning_rate=0.05))
    return edits.set_clipping(edits.set_schedule(project, Cosine(updates=30)), ByNorm(longest=0.5))


def parts() -> Project:
    """Two classes over features of two inputs, some of them kept for testing."""
    project = edits.set_data(sample("xor-2-4-1"), XorCloud(samples=40)).project
    project = edits.set_split(project, Split(0.3)).project
    return edits.set_batch_size(edits.set_features(project, ("x1", "x2", "x1_x2")), 8)


def curve() -> Project:
    """One input, whose curve is fitted."""
    layers = (Layer(3, Tanh()), Layer(1, Identity()))
    network = NetworkSpec(1, layers, GlorotUniform())
    rate = SGD(learning_rate=0.05)
    return Project(network, MeanSquaredError(), rate, Sine(samples=20), TrainingSpec(batch_size=5))


def wild() -> Project:
    """A learning rate that is far too large: training diverges after a few updates."""
    project = edits.set_activation(sample("mazur"), 2, Identity()).project
    return edits.set_optimizer(project, SGD(learning_rate=100.0))


PROJECTS: dict[str, Callable[[], Project]] = {
    made.__name__: made for made in (mazur, classes, extras, parts, curve)
}
