"""Which output activation and which loss go with one another and with the data."""

from __future__ import annotations

import numpy as np

from core.activations.base import Activation
from core.datasets.base import Samples
from core.losses.base import Loss

_SUM_TOLERANCE = 1e-9


def feeds(activation: Activation, loss: Loss) -> bool:
    """Tell whether the loss accepts the outputs of this activation."""
    try:
        loss.check_activation(activation)
    except ValueError:
        return False
    return True


def suits(activation: Activation, loss: Loss, samples: Samples) -> bool:
    """Tell whether this pair can learn the targets: the loss accepts them and the outputs reach them."""
    try:
        loss.check_target(samples.targets)
    except ValueError:
        return False
    low, high = activation.output_range
    within = bool(((samples.targets >= low) & (samples.targets <= high)).all())
    distributions = np.allclose(samples.targets.sum(axis=1), 1, rtol=0, atol=_SUM_TOLERANCE)
    return feeds(activation, loss) and within and (distributions or not activation.probabilities)


def one_hot(samples: Samples) -> bool:
    """Tell whether each class has a target column of its own."""
    return bool(samples.classes) and samples.targets.shape[1] > 1


def usual_pair(samples: Samples) -> tuple[str, str]:
    """Return the keys of the output activation and the loss that textbooks choose for such targets."""
    if one_hot(samples):
        return "softmax", "cce"
    return ("sigmoid", "bce") if samples.classes else ("identity", "mse")


def partner_activation(loss: Loss) -> Activation:
    """Return an output activation that the loss accepts: the one it absorbs, else the identity."""
    return Activation.find(loss.logits_of or "identity")()


def loss_like(loss: Loss, key: str) -> Loss:
    """Return the loss called `key`, with the hyperparameters of `loss` as far as it can take them."""
    if loss.key == key:
        return loss
    member = Loss.find(key)
    former = loss.encode()
    values = {
        hyper.name: former[hyper.name]
        for hyper in member.hypers()
        if hyper.name in former and (not hyper.choices or former[hyper.name] in hyper.choices)
    }
    return member.from_values(values)
