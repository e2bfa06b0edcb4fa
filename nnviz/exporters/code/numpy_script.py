"""The network in plain NumPy: forward, backward and update, written out."""

from __future__ import annotations

from core.activations.base import Activation
from nnviz.exporters.code import common
from nnviz.exporters.code.dialect import NUMPY, Writer
from nnviz.exporters.code.gradients import (
    Written,
    has_derivative,
    written_activation,
    written_clipping,
    written_loss,
    written_penalty,
    written_rule,
    written_scale,
    written_slope,
)
from nnviz.exporters.code.recipe import Block, Recipe
from nnviz.exporters.code.text import entries, formula, function, joined, script

# What is readable only with a function that NumPy lacks: value, derivative, and that function.
_ERFC = "erfc = np.vectorize(math.erfc)  # of the C library"
_BY_HAND = {
    "gelu": Written(
        "z * 0.5 * erfc(-z / math.sqrt(2))",
        "0.5 * erfc(-z / math.sqrt(2)) + z * np.exp(-0.5 * z**2) / math.sqrt(2 * math.pi)",
    )
}


def numpy_script(recipe: Recipe) -> str:
    """Return a program that needs NumPy alone.

    Raises
    ------
    UnwritableError
        If a formula of the network cannot be written as code.
    """
    return script(common.head(recipe, "NumPy"), numpy_blocks(recipe))


def numpy_blocks(recipe: Recipe) -> list[Block]:
    """Return the program part by part; UnwritableError as `numpy_script`."""
    task = recipe.task
    blocks = [
        common.data(recipe, common.NUMPY_ARRAYS, common.data_names(recipe)),
        common.parameters(recipe, common.NUMPY_ARRAYS),
        Block("Activations", "Each with its derivative.", _activations(recipe)),
        Block("Loss", common.loss_words(recipe), _loss(recipe)),
    ]
    if task.penalises:
        words = f"{task.regularizer.label}, added to the loss. {task.regularizer.convention}"
        blocks.append(Block("Penalty", words, _penalty(recipe)))
    blocks.append(Block("Forward and backward", _PASSES, _passes(recipe)))
    if task.clips:
        words = f"{task.clipping.label}. {task.clipping.convention}".strip()
        blocks.append(Block("Clipping", words, _clipping(recipe)))
    words = f"{task.optimizer.label}. {task.optimizer.convention}".strip()
    blocks.append(Block("Optimizer", words, _optimizer(recipe)))
    extras = joined(common.schedule(recipe), common.order(recipe, "x_all"), common.masks(recipe))
    if extras:
        blocks.append(Block("What changes from update to update", "", extras))
    blocks.append(Block("Training", "", _training(recipe)))
    needs_math = any("math." in block.code for block in blocks)
    libraries = "import math\n\nimport numpy as np" if needs_math else "import numpy as np"
    return [Block("Libraries", "", libraries), *blocks]


_PASSES = (
    "delta is dL/dz. Every number has its name in what is returned; the gradient of a parameter is called "
    "by its name with a d before it."
)


def _activations(recipe: Recipe) -> str:
    texts: list[str] = []
    for activation, name in recipe.functions.items():
        if activation.key == "gelu":
            texts.append(_ERFC)
        texts += _activation(activation, name)
    return joined(*texts)


def _activation(activation: Activation, name: str) -> list[str]:
    slope = ", alpha" if activation.learns_slope else ""
    doc = f"{activation.label}: {activation.formula}"
    by_hand = _BY_HAND.get(activation.key)
    if by_hand is not None:
        return [
            function(name, "z", doc, [f"return {by_hand.value}"]),
            function(f"{name}_derivative", "z, a", activation.derivative_formula, [f"return {by_hand.back}"]),
        ]
    written = written_activation(activation, through=False)
    texts = [formula(name, f"z{slope}", doc, written.value, NUMPY)]
    if has_derivative(activation):
        doc = activation.derivative_formula
        texts.append(formula(f"{name}_derivative", f"z, a{slope}", doc, written.back, NUMPY))
    else:
        doc = "Return dL/dz from dL/da."
        texts.append(formula(f"{name}_backward", f"grad_a, z, a{slope}", doc, written.back, NUMPY))
    if activation.learns_slope:
        doc = "Return da/dalpha."
        texts.append(formula(f"{name}_slope_derivative", "z, alpha", doc, written_slope(activation), NUMPY))
    return texts


def _loss(recipe: Recipe) -> str:
    loss, of = recipe.task.loss, "z" if recipe.meets else "a"
    written = written_loss(loss, recipe.meets)
    scale = Writer(NUMPY).text(written_scale(loss))
    sizes = ["samples, outputs = y.shape"] if "samples" in scale else []
    gradient = (
        "Return delta, dL/dz of the output layer." if recipe.meets else "Return dL/da of the output layer."
    )
    doc = f"{loss.label}: {loss.formula}, before the factor c."
    return joined(
        function("scale_of", "y", "Return c, the factor before the sum.", [*sizes, f"return {scale}"]),
        formula("loss_terms", f"{of}, y", doc, written.value, NUMPY),
        _scaled("loss_gradient", "a, y", gradient, written.back),
    )


def _scaled(name: str, arguments: str, doc: str, result: object) -> str:
    writer = Writer(NUMPY)
    lines = [*writer.prepare([result]), f"return scale_of(y) * ({writer.text(result)})"]
    return function(name, arguments, doc, lines)


def _penalty(recipe: Recipe) -> str:
    regularizer = recipe.task.regularizer
    written = written_penalty(regularizer)
    return joined(
        formula("penalty_of", "w", f"{regularizer.label}: each weight's share.", written.value, NUMPY),
        formula("penalty_gradient", "w", "Return its derivative.", written.back, NUMPY),
    )


def _passes(recipe: Recipe) -> str:
    computed = [*_forward(recipe), "", *_loss_lines(recipe), "", *_backward(recipe), ""]
    names = [line.split(" = ")[0] for line in computed if " = " in line]
    lines = [*_unpacked(recipe), "", *computed, *entries(names)]
    arguments = "parameters, x, y" + (", masks" if recipe.dropping else "")
    return function("forward_and_backward", arguments, "Return every number by its name.", lines)


def _unpacked(recipe: Recipe) -> list[str]:
    """Return statements that name each layer's parameters."""
    lines = []
    for layer in recipe.layers:
        names = [
            f"{letter}{layer}" for letter in ("W", "b", "alpha") if f"{letter}{layer}" in recipe.parameters
        ]
        values = [f'parameters["{name}"]' for name in names]
        lines.append(f"{', '.join(names)} = {', '.join(values)}")
    return lines


def _forward(recipe: Recipe) -> list[str]:
    lines = ["# Forward"]
    for layer in recipe.layers:
        lines.append(f"z{layer} = {recipe.handed_on(layer - 1)} @ W{layer} + b{layer}")
        lines.append(f"a{layer} = {recipe.call(layer)}")
        if layer in recipe.dropping:
            lines.append(f"dropped{layer} = a{layer} * masks[{layer}]")
    return lines


def _loss_lines(recipe: Recipe) -> list[str]:
    last = recipe.layers[-1]
    terms = f"scale_of(y) * np.sum(loss_terms({'z' if recipe.meets else 'a'}{last}, y))"
    if not recipe.task.penalises:
        return ["# Loss", f"loss = {terms}"]
    shares = " + ".join(f"np.sum(penalty_of(W{layer}))" for layer in recipe.layers)
    return ["# Loss", f"data_loss = {terms}", f"penalty = {shares}", "loss = data_loss + penalty"]


def _backward(recipe: Recipe) -> list[str]:
    lines = ["# Backward"]
    for layer in reversed(recipe.layers):
        last = layer == recipe.layers[-1]
        if last and recipe.meets:
            lines.append(
                f"delta{layer} = loss_gradient(a{layer}, y)  # the derivative of the activation cancels"
            )
        else:
            lines += _to_activation(recipe, layer, last)
            lines.append(f"delta{layer} = {_to_z(recipe, layer)}")
        penalty = f" + penalty_gradient(W{layer})" if recipe.task.penalises else ""
        lines.append(f"dW{layer} = {recipe.handed_on(layer - 1)}.T @ delta{layer}{penalty}")
        lines.append(f"db{layer} = delta{layer}.sum(axis=0)")
        if recipe.activation(layer).learns_slope:
            name = recipe.functions[recipe.activation(layer)]
            slopes = f"{name}_slope_derivative(z{layer}, alpha{layer})"
            lines.append(f"dalpha{layer} = np.sum(da{layer} * {slopes}).reshape(1)")
    return lines


def _to_activation(recipe: Recipe, layer: int, last: bool) -> list[str]:
    if last:
        return [f"da{layer} = loss_gradient(a{layer}, y)"]
    back = f"delta{layer + 1} @ W{layer + 1}.T"
    if layer not in recipe.dropping:
        return [f"da{layer} = {back}"]
    return [f"ddropped{layer} = {back}", f"da{layer} = ddropped{layer} * masks[{layer}]"]


def _to_z(recipe: Recipe, layer: int) -> str:
    activation = recipe.activation(layer)
    name = recipe.functions[activation]
    slope = f", alpha{layer}" if activation.learns_slope else ""
    if has_derivative(activation):
        return f"da{layer} * {name}_derivative(z{layer}, a{layer}{slope})"
    return f"{name}_backward(da{layer}, z{layer}, a{layer}{slope})"


def _clipping(recipe: Recipe) -> str:
    clipped = written_clipping(recipe.task)
    writer = Writer(NUMPY)
    lines = [
        "g = np.concatenate([gradients[name].ravel() for name in gradients])",
        *writer.assign("clipped", clipped),
        "ends = np.cumsum([gradients[name].size for name in gradients])[:-1]",
        "parts = zip(gradients, np.split(clipped, ends))",
        "return {name: part.reshape(gradients[name].shape) for name, part in parts}",
    ]
    doc = f"{recipe.task.clipping.label}: {recipe.task.clipping.formula}, all parameters in one row."
    return function("clip", "gradients", doc, lines)


def _optimizer(recipe: Recipe) -> str:
    optimizer = recipe.task.optimizer
    writer = Writer(NUMPY)
    lines = ["theta_old, g = parameters[name], gradients[name]"]
    lines += [f'{slot}_old = state["{slot}"][name]' for slot in optimizer.slots()]
    for name, result in written_rule(optimizer).items():
        lines += writer.assign(name, result)
    lines += [f'state["{slot}"][name] = {slot}' for slot in optimizer.slots()]
    lines.append("parameters[name] = theta")
    body = ["for name in parameters:", *(f"    {line}" for line in lines)]
    doc = f"One step of {optimizer.label}, number t from 1, in place."
    step = function("optimizer_step", "parameters, gradients, state, t, learning_rate", doc, body)
    return joined(common.settings(recipe, step), common.state(recipe, common.NUMPY_ARRAYS), step)


def _training(recipe: Recipe) -> str:
    arguments = "parameters, x, y" + (", masks" if recipe.dropping else "")
    first = recipe.point.update
    body = [
        f"numbers = forward_and_backward({arguments})",
        f"if update == {first}:",
        "    for name, value in numbers.items():",
        "        show(name, value)",
        'gradients = {name: numbers[f"d{name}"] for name in parameters}',
        *(["gradients = clip(gradients)"] if recipe.task.clips else []),
        f"t = update + 1{common.offset(recipe)}",
        f"optimizer_step(parameters, gradients, state, t, {common.rate(recipe)})",
    ]
    show = function("show", "name, value", "Print a number or an array with all its digits.",
                    ["print(name, \"=\", np.asarray(value).tolist())"])  # fmt: skip
    return joined(
        show, f'print("update", {first})', "\n".join([*common.loop(recipe, body), *common.show_all(recipe)])
    )
