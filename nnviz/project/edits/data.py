"""The data, what of it is kept for testing, and what the network is given of it."""

from __future__ import annotations

from dataclasses import replace

from core.activations.base import Activation
from core.datasets.base import Dataset, Samples
from core.datasets.split import Split
from core.stops.none import Never
from nnviz.project import fit
from nnviz.project.check import make_samples
from nnviz.project.edits.adapted import Adapted
from nnviz.project.edits.training import set_batch_size, set_stop
from nnviz.project.errors import ProjectError
from nnviz.project.model import Project
from nnviz.project.reshape import Source, reshape, resize, sources_of, with_activation, with_shape

PLAIN = ("x1", "x2")  # the features that are what the data have already


def set_data(project: Project, data: Dataset) -> Adapted:
    """Return the project with other data; the network's ends, the loss and the batch size follow.

    The output activation and the loss stay where they suit the new targets. Parameters that were given by
    hand stay where they still belong; otherwise all are drawn from initializer and seed.

    Raises
    ------
    ProjectError
        If the data cannot be made or the network would be too large.
    """
    before = project.network.network.sizes
    after = replace(project, data=data, state=None)
    after, feature_notes = _fit_features(after)
    samples = make_samples(after)
    after, size_notes = _fit_ends(after, samples, input_keys(project))
    after, pair_notes = _fit_pair(after, samples, before[-1] == samples.targets.shape[1])
    after, part_notes = _fit_parts(after)
    return Adapted(after, feature_notes + size_notes + pair_notes + part_notes)


def set_split(project: Project, split: Split) -> Adapted:
    """Return the project that keeps other samples for testing; batch size and stop condition follow."""
    return Adapted(*_fit_parts(replace(project, split=split, state=None)))


def set_features(project: Project, features: tuple[str, ...]) -> Project:
    """Return the project whose network is given these features; weights of inputs that stay are kept.

    Parameters
    ----------
    features : tuple of str
        Keys of `core.features.FEATURES`; empty for the inputs as the data have them.

    Raises
    ------
    ProjectError
        If the data do not have two inputs.
    """
    after = replace(project, features=() if features == PLAIN else features)
    make_samples(after)
    sources = sources_of(project.network)
    sources[0] = _inputs_from(input_keys(project), input_keys(after))
    return reshape(after, resize(project.network, 0, len(sources[0].units)), sources)


def input_keys(project: Project) -> tuple[str, ...]:
    """Return what the network's inputs are called: features by their key, columns as x1, x2, ..."""
    columns = project.original.inputs.shape[1]
    return project.features or tuple(f"x{place + 1}" for place in range(columns))


def _inputs_from(before: tuple[str, ...], after: tuple[str, ...]) -> Source:
    return Source(0, tuple(before.index(key) if key in before else None for key in after))


def _fit_features(project: Project) -> tuple[Project, tuple[str, ...]]:
    """Leave the features away where the data do not have two inputs."""
    try:
        count = project.original.inputs.shape[1]
    except ValueError as error:
        raise ProjectError("data", str(error)) from error
    if not project.features or count == 2:
        return project, ()
    note = f"There are no features any more: they are made of two inputs, the data have {count}."
    return replace(project, features=()), (note,)


def _fit_ends(
    project: Project, samples: Samples, former_inputs: tuple[str, ...]
) -> tuple[Project, tuple[str, ...]]:
    """Give the network as many inputs and outputs as the data has columns."""
    spec, depth = project.network, len(project.network.layers)
    inputs, outputs = samples.inputs.shape[1], samples.targets.shape[1]
    notes = []
    if inputs != spec.inputs:
        notes.append(f"The network now has {_count(inputs, 'input')}, as the data has.")
    if outputs != spec.layers[-1].units:
        notes.append(f"The output layer now has {_count(outputs, 'unit')}, one per target column.")
    fitted = resize(resize(spec, 0, inputs), depth, outputs)
    now = input_keys(project)
    if not notes and now == former_inputs:
        return project, ()
    if spec.theta is None:
        return with_shape(project, fitted), tuple(notes)
    sources = sources_of(spec)
    sources[0], sources[-1] = _inputs_from(former_inputs, now), sources[-1].resized(outputs)
    return reshape(project, fitted, sources), tuple(notes)


def _fit_parts(project: Project) -> tuple[Project, tuple[str, ...]]:
    """Let batch size and stop condition follow what there is to train and to test on."""
    notes: tuple[str, ...] = ()
    count = len(project.training_samples)
    if project.training.batch_size > count:
        project = set_batch_size(project, count)
        notes += (f"The batch size is now {count}: there are no more samples.",)
    if project.training.stop.of_test and not len(project.test_samples):
        project = set_stop(project, Never())
        notes += ("Training does not stop by itself any more: there are no samples to test on.",)
    return project, notes


def _fit_pair(project: Project, samples: Samples, same_outputs: bool) -> tuple[Project, tuple[str, ...]]:
    """Give the network an output activation and a loss that suit the targets."""
    activation = project.network.layers[-1].activation
    natural = same_outputs or activation.probabilities or not fit.one_hot(samples)
    if natural and fit.suits(activation, project.loss, samples):
        return project, ()
    activation_key, loss_key = fit.usual_pair(samples)
    loss = fit.loss_like(project.loss, loss_key)
    if activation.key != activation_key:
        activation = Activation.find(activation_key)()
    kind = "classes" if samples.classes else "quantities"
    note = f"The output layer is now {activation.label} and the loss {loss.label}: the targets are {kind}."
    fitted = with_activation(replace(project, loss=loss), len(project.network.layers), activation)
    return fitted, (note,)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
