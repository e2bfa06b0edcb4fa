"""What frameworks have themselves and compute as we do; everything else is written out.

An entry is a template, in which ``{name}`` is a hyperparameter; an empty one is what does not agree for the
values that are chosen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from core.activations.base import Activation
from core.clipping.base import Clipping
from core.losses.base import Loss
from core.optimizers.base import Optimizer
from core.regularizers.base import Regularizer

Templates = Mapping[str, str]


class Native(NamedTuple):
    """An optimizer of a framework.

    Attributes
    ----------
    name : str
        Its class.
    arguments : mapping of str to str
        From its arguments to ours, templates.
    agrees : callable
        Whether its arithmetic is that of our optimizer as it is set.
    """

    name: str
    arguments: Mapping[str, str]
    agrees: Callable[[Any], bool]


def _as_pytorch(optimizer: Any) -> bool:
    return bool(optimizer.framework == "pytorch")


def _as_keras(optimizer: Any) -> bool:
    return bool(optimizer.framework == "keras")


def _unlike_keras(optimizer: Any) -> bool:
    """Tell whether the text's rule is PyTorch's."""
    return bool(optimizer.framework != "keras")


def _alike(_optimizer: Any) -> bool:
    return True


_RATE = {"lr": "learning_rate"}
_BETAS = {"betas": "({beta1}, {beta2})", "eps": "{epsilon}"}
_DECAY = {"weight_decay": "{weight_decay}"}

PYTORCH_OPTIMIZERS: Mapping[str, Native] = {
    "sgd": Native(
        "SGD",
        {"lr": "learning_rate", "momentum": "{momentum}", "nesterov": "{nesterov}"} | _DECAY,
        lambda one: one.framework != "keras" or not (one.momentum or one.weight_decay),
    ),
    "adagrad": Native(
        "Adagrad",
        {**_RATE, "eps": "{epsilon}", "initial_accumulator_value": "{initial_accumulator}"},
        _unlike_keras,
    ),
    "rmsprop": Native(
        "RMSprop",
        {"lr": "learning_rate", "alpha": "{rho}", "eps": "{epsilon}"}
        | {"momentum": "{momentum}", "centered": "{centered}"},
        _unlike_keras,
    ),
    "adadelta": Native(
        "Adadelta", {**_RATE, "rho": "{rho}", "eps": "{epsilon}"}, lambda one: one.framework != "text"
    ),
    "adam": Native("Adam", _RATE | _BETAS | _DECAY, _unlike_keras),
    "amsgrad": Native("Adam", _RATE | _BETAS | _DECAY | {"amsgrad": "True"}, _as_pytorch),
    "adamw": Native("AdamW", _RATE | _BETAS | _DECAY, _as_pytorch),
    "nadam": Native(
        "NAdam",
        _RATE | _BETAS | {"momentum_decay": "{momentum_decay}"},
        lambda one: one.framework != "text",
    ),
    "radam": Native("RAdam", _RATE | _BETAS, _alike),
}

_KERAS_RATE = {"learning_rate": "learning_rate"}
_KERAS_BETAS = {"beta_1": "{beta1}", "beta_2": "{beta2}", "epsilon": "{epsilon}"}
_MEAN = {"rho": "{rho}", "epsilon": "{epsilon}"}

KERAS_OPTIMIZERS: Mapping[str, Native] = {
    "sgd": Native(
        "SGD",
        _KERAS_RATE | {"momentum": "{momentum}", "nesterov": "{nesterov}"} | _DECAY,
        lambda one: one.framework == "keras" or not (one.momentum or one.weight_decay),
    ),
    "adagrad": Native(
        "Adagrad",
        _KERAS_RATE | {"initial_accumulator_value": "{initial_accumulator}", "epsilon": "{epsilon}"},
        _as_keras,
    ),
    "rmsprop": Native(
        "RMSprop",
        _KERAS_RATE | _MEAN | {"momentum": "{momentum}", "centered": "{centered}"},
        lambda one: one.framework == "keras" and not one.centered,
    ),
    "adadelta": Native("Adadelta", _KERAS_RATE | _MEAN, lambda one: one.framework != "text"),
    "adam": Native("Adam", _KERAS_RATE | _KERAS_BETAS | _DECAY, _as_keras),
    "amsgrad": Native("Adam", _KERAS_RATE | _KERAS_BETAS | _DECAY | {"amsgrad": "True"}, _as_keras),
    "adamw": Native("AdamW", _KERAS_RATE | _KERAS_BETAS | _DECAY, _as_keras),
    "nadam": Native(
        "Nadam",
        _KERAS_RATE | _KERAS_BETAS,
        lambda one: one.framework != "text" and one.momentum_decay == 1,
    ),
    "lion": Native("Lion", _KERAS_RATE | {"beta_1": "{beta1}", "beta_2": "{beta2}"} | _DECAY, _alike),
}


def native_optimizer(optimizers: Mapping[str, Native], optimizer: Optimizer) -> str:
    """Return the call that makes a framework's own optimizer; empty where it has none that agrees."""
    native = optimizers.get(optimizer.key)
    if native is None or not native.agrees(optimizer):
        return ""
    values = optimizer.encode()
    if values.get("nesterov") and not values["momentum"]:
        values["nesterov"] = False  # it looks ahead by the momentum, which there is none of
    written = {name: template.format(**_texts(values)) for name, template in native.arguments.items()}
    # What is switched off is left out.
    kept = {name: text for name, text in written.items() if text != "False" and (name, text) not in _OFF}
    return f"{native.name}({{}}{', '.join(f'{name}={text}' for name, text in kept.items())})"


_OFF = {("momentum", "0.0")}


PYTORCH_ACTIVATIONS: Templates = {
    "identity": "z",
    "sigmoid": "torch.sigmoid(z)",
    "tanh": "torch.tanh(z)",
    "relu": "torch.relu(z)",
    "leaky_relu": "F.leaky_relu(z, {slope})",
    "prelu": "F.prelu(z, alpha)",
    "elu": "F.elu(z, {alpha})",
    "selu": "F.selu(z)",
    "gelu": "F.gelu(z)",
    "softplus": "F.softplus(z, threshold=40)  # by itself PyTorch goes over to z above 20",
    "mish": "F.mish(z)",
    "hard_sigmoid": "F.relu6(z + 3) / 6  # hardsigmoid takes 1/6 in float32",
    "softmax": "torch.softmax(z, dim=-1)",
}
JAX_ACTIVATIONS: Templates = {
    "identity": "z",
    "sigmoid": "jax.nn.sigmoid(z)",
    "tanh": "jnp.tanh(z)",
    "relu": "jax.nn.relu(z)",
    "elu": "jax.nn.elu(z, {alpha})",
    "selu": "jax.nn.selu(z)",
    "gelu": "jax.nn.gelu(z, approximate=False)",
    "softplus": "jax.nn.softplus(z)",
    "mish": "jax.nn.mish(z)",
    "softmax": "jax.nn.softmax(z)",
}
KERAS_ACTIVATIONS: Templates = {
    "identity": "z",
    "sigmoid": "keras.activations.sigmoid(z)",
    "tanh": "keras.activations.tanh(z)",
    "relu": "keras.activations.relu(z)",
    "elu": "keras.activations.elu(z, {alpha})",
    "selu": "keras.activations.selu(z)",
    "gelu": "keras.activations.gelu(z, approximate=False)",
    "mish": "keras.activations.mish(z)",
    "softmax": "keras.activations.softmax(z)",
}
_SWISH = {"PyTorch": "F.silu(z)", "JAX": "jax.nn.silu(z)", "Keras": "keras.activations.silu(z)"}
_ACTIVATIONS = {"PyTorch": PYTORCH_ACTIVATIONS, "JAX": JAX_ACTIVATIONS, "Keras": KERAS_ACTIVATIONS}


def native_activation(framework: str, activation: Activation) -> str:
    """Return a framework's own activation of z; empty where it has none that agrees.

    Parameters
    ----------
    framework : str
        ``PyTorch``, ``JAX`` or ``Keras``.
    """
    if activation.key == "swish" and activation.encode()["beta"] == 1:
        return _SWISH[framework]
    template = _ACTIVATIONS[framework].get(activation.key, "")
    return template.format(**_texts(activation.encode()))


# From what the loss is computed (o: z where it absorbs the activation, else a) and y, summed over everything.
_PYTORCH_SUMS: Templates = {
    "mse": 'F.mse_loss(o, y, reduction="sum")',
    "mae": 'F.l1_loss(o, y, reduction="sum")',
    "huber": 'F.huber_loss(o, y, reduction="sum", delta={threshold})',
    "bce": 'F.binary_cross_entropy(o, y, reduction="sum")',
}
_FROM_LOGITS: Mapping[str, Templates] = {
    "PyTorch": {
        "bce": 'F.binary_cross_entropy_with_logits(o, y, reduction="sum")',
        "cce": 'F.cross_entropy(o, y, reduction="sum")',
    },
    "JAX": {
        "bce": "jnp.sum(jax.nn.softplus(o) - o * y)",
        "cce": "-jnp.sum(y * jax.nn.log_softmax(o))",
    },
}
_SUMS: Mapping[str, Templates] = {"PyTorch": _PYTORCH_SUMS, "JAX": {"mse": "jnp.sum((o - y)**2)"}}


def native_loss_sum(framework: str, loss: Loss, meets: bool) -> str:
    """Return the sum of a loss's terms as a framework has it; empty where it has none that agrees."""
    if meets:
        return _FROM_LOGITS[framework].get(loss.key, "")
    if loss.encode().get("edge") == "keras":
        return ""
    return _SUMS[framework].get(loss.key, "").format(**_texts(loss.encode()))


_KERAS_LOSSES: Templates = {
    "mse": "MeanSquaredError()",
    "mae": "MeanAbsoluteError()",
    "huber": "Huber(delta={threshold})",
}
_KERAS_ENTROPIES = {"bce": "BinaryCrossentropy", "cce": "CategoricalCrossentropy"}


def keras_loss(loss: Loss, meets: bool) -> str:
    """Return the call that makes Keras' own loss; empty where it has none that agrees."""
    values = loss.encode()
    entropy = _KERAS_ENTROPIES.get(loss.key)
    if loss.reduction != "mean" and loss.key != "cce":
        return ""
    if entropy is not None and meets:
        return f"{entropy}(from_logits=True)"
    if entropy is not None:
        return f"{entropy}()" if values["edge"] == "keras" else ""
    return _KERAS_LOSSES.get(loss.key, "").format(**_texts(values))


def keras_regularizer(regularizer: Regularizer) -> str:
    """Return the call that makes Keras' own regularizer; empty where it has none."""
    values = regularizer.encode()
    squares = values.get("lambda2", 0.0) * (0.5 if values.get("framework") == "pytorch" else 1.0)
    return {
        "l1": f"L1({values.get('lambda1')!r})",
        "l2": f"L2({squares!r})",
        "elastic": f"L1L2({values.get('lambda1')!r}, {squares!r})",
    }.get(regularizer.key, "")


def keras_clipping(clipping: Clipping) -> str:
    """Return the argument of Keras' optimizers that clips; empty where there is none."""
    values = clipping.encode()
    return {
        "norm": f"global_clipnorm={values.get('longest')!r}",
        "value": f"clipvalue={values.get('largest')!r}",
    }.get(clipping.key, "")


def _texts(values: Mapping[str, Any]) -> dict[str, str]:
    return {name: repr(value) for name, value in values.items()}
