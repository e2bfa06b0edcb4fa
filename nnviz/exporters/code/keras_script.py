"""The network in Keras 3, with any backend: a model of layers that is compiled and trained batch by batch."""

from __future__ import annotations

from core.activations.base import Activation
from nnviz.exporters.code import common
from nnviz.exporters.code.dialect import KERAS, Writer
from nnviz.exporters.code.gradients import (
    written_activation,
    written_clipping,
    written_loss,
    written_penalty,
    written_scale,
)
from nnviz.exporters.code.keras_optimizer import keras_optimizer
from nnviz.exporters.code.natives import (
    keras_clipping,
    keras_loss,
    keras_regularizer,
    native_activation,
)
from nnviz.exporters.code.recipe import Block, Recipe
from nnviz.exporters.code.text import comment, function, indented, joined, script

_OWN_DERIVATIVE = "Keras has no such function that agrees with ours in value and derivative: written out."
_LIBRARIES = """import os

os.environ.setdefault("JAX_ENABLE_X64", "1")  # read by that backend alone; KERAS_BACKEND chooses one

import keras
import numpy as np
from keras import ops

keras.config.set_floatx("float64")"""

_PRECISION = (
    "Keras computes some functions, tanh among them, in float32 even where everything else is float64: "
    "expect some 6 to 7 digits to agree where these occur, and all where they do not."
)


def keras_script(recipe: Recipe) -> str:
    """Return a program that needs Keras.

    Raises
    ------
    UnwritableError
        If a formula of the network cannot be written as code.
    """
    task = recipe.task
    blocks = [
        common.data(recipe, common.NUMPY_ARRAYS, common.data_names(recipe)),
        common.parameters(recipe, common.NUMPY_ARRAYS),
        Block("Activations", "", _activations(recipe)),
    ]
    if task.penalises and not keras_regularizer(task.regularizer):
        blocks.append(Block("Penalty", _lacks(task.regularizer.label), _penalty(recipe)))
    blocks += [
        Block("Model", _model_words(recipe), _model(recipe)),
        Block("Loss", common.loss_words(recipe), _loss(recipe)),
    ]
    if task.clips and not keras_clipping(task.clipping):
        blocks.append(Block("Clipping", _lacks(task.clipping.label), _clipping(recipe)))
    blocks.append(Block("Optimizer", "", keras_optimizer(recipe)))
    extras = joined(common.schedule(recipe), common.order(recipe, "x_all"), common.masks(recipe))
    if extras:
        blocks.append(Block("What changes from update to update", "", extras))
    blocks.append(Block("Training", "", _training(recipe)))
    needs_math = any("math." in block.code for block in blocks)
    libraries = Block("Libraries", _PRECISION, ("import math\n" if needs_math else "") + _LIBRARIES)
    return script(common.head(recipe, "Keras"), [libraries, *blocks])


def _lacks(label: str) -> str:
    return f"{label}, which Keras lacks: written out."


def _activations(recipe: Recipe) -> str:
    used = {
        recipe.activation(layer): recipe.functions[recipe.activation(layer)] for layer in _activated(recipe)
    }
    return joined(*(_activation(one, name) for one, name in used.items() if not one.learns_slope))


def _activated(recipe: Recipe) -> list[int]:
    """Return the layers whose activation is computed: a loss from logits takes the last one's z."""
    return [layer for layer in recipe.layers if not (recipe.meets and layer == recipe.layers[-1])]


def _activation(activation: Activation, name: str) -> str:
    doc = f"{activation.label}: {activation.formula}"
    native = native_activation("Keras", activation)
    if native:
        return function(name, "z", doc, [f"return {native}"])
    written = written_activation(activation, through=True)
    writer, back = Writer(KERAS), Writer(KERAS)
    forward = writer.assign("a", written.value)
    backward = [*back.prepare([written.back]), f"return {back.text(written.back)}"]
    return _with_derivative(name, "z", doc, forward, "a", "grad_a", backward)


def _with_derivative(
    name: str, arguments: str, doc: str, forward: list[str], result: str, gradient: str, back: list[str]
) -> str:
    """Return a function with a derivative of its own."""
    lines = [
        *forward,
        "",
        "def backward(*arguments, upstream=None):",
        f"    {gradient} = arguments[0] if upstream is None else upstream",
        *(f"    {line}" for line in back),
        "",
        f"return {result}, backward",
    ]
    return f"{comment(_OWN_DERIVATIVE)}\n@ops.custom_gradient\n{function(name, arguments, doc, lines)}"


def _penalty(recipe: Recipe) -> str:
    writer, written = Writer(KERAS), written_penalty(recipe.task.regularizer)
    lines = ["def __call__(self, w):", *(f"    {line}" for line in writer.prepare([written.value]))]
    lines.append(f"    return ops.sum({writer.text(written.value)})")
    doc = f'    """{recipe.task.regularizer.label}: {recipe.task.regularizer.convention}"""'
    return f"class Penalty(keras.regularizers.Regularizer):\n{doc}\n\n{indented(lines)}\n"


def _model_words(recipe: Recipe) -> str:
    words = ["It gives z of the output layer, from which the loss is computed." if recipe.meets else ""]
    if recipe.dropping:
        words.append("Dropout's masks are inputs, so that they are those of NNViz.")
    if any(recipe.activation(layer).learns_slope for layer in recipe.layers):
        words.append("At z = 0 the derivative of Keras' PReLU is 0, ours is the slope.")
    return " ".join(filter(None, words))


def _model(recipe: Recipe) -> str:
    lines = [f"x_in = keras.Input(({recipe.network.inputs},))"]
    inputs, before = ["x_in"], "x_in"
    penalty = ""
    if recipe.task.penalises:
        native = keras_regularizer(recipe.task.regularizer)
        penalty = f", kernel_regularizer={f'keras.regularizers.{native}' if native else 'Penalty()'}"
    for layer in recipe.layers:
        activation, units = recipe.activation(layer), recipe.network.sizes[layer]
        learns = activation.learns_slope
        plain = layer not in _activated(recipe) or learns
        function_name = "" if plain else f", activation={recipe.functions[activation]}"
        made = f"keras.layers.Dense({units}{function_name}{penalty})"
        out = f"z{layer}" if plain else f"a{layer}"
        lines.append(f"{out} = {made}({before})")
        if learns:
            out = f"a{layer}"
            lines.append(f"{out} = keras.layers.PReLU(shared_axes=[1])(z{layer})")
        if layer in recipe.dropping:
            lines.append(f"mask{layer} = keras.Input(({units},))")
            inputs.append(f"mask{layer}")
            lines.append(f"dropped{layer} = keras.layers.Multiply()([{out}, mask{layer}])")
            out = f"dropped{layer}"
        before = out
    given = f"[{', '.join(inputs)}]" if recipe.dropping else "x_in"
    lines.append(f"model = keras.Model({given}, {before})")
    lines.append("for name, variable in zip(parameters, model.trainable_variables):")
    lines.append("    variable.assign(parameters[name])")
    return "\n".join(lines)


def _loss(recipe: Recipe) -> str:
    native = keras_loss(recipe.task.loss, recipe.meets)
    return f"loss = keras.losses.{native}" if native else _written_loss(recipe)


def _written_loss(recipe: Recipe) -> str:
    loss = recipe.task.loss
    of = "z" if recipe.meets else "a"
    written = written_loss(loss, recipe.meets)
    writer, back = Writer(KERAS), Writer(KERAS)
    if recipe.meets:
        body = [*writer.prepare([written.value]), f"return {writer.text(written.value)}"]
        terms = function("loss_terms", "z, y", f"{loss.label}: its terms, from z.", body)
    else:
        forward = writer.assign("terms", written.value)
        backward = [
            *back.prepare([written.back]),
            f"return grad * ({back.text(written.back)}), ops.zeros_like(y)",
        ]
        terms = _with_derivative(
            "loss_terms", "a, y", f"{loss.label}: its terms.", forward, "terms", "grad", backward
        )
    scale = Writer(KERAS).text(written_scale(loss))
    lines = [f"def call(self, y, {of}):"]
    lines += ["    samples, outputs = ops.shape(y)"] if "samples" in scale else []
    lines.append(f"    return {scale} * ops.sum(loss_terms({of}, y), axis=-1)")
    doc = f"{loss.label}: {loss.formula}"
    raw = "r" if "\\" in doc else ""
    made = f'class WrittenLoss(keras.losses.Loss):\n    {raw}"""{doc}"""\n\n{indented(lines)}\n'
    return joined(terms, made, 'loss = WrittenLoss(reduction="sum")')


def _clipping(recipe: Recipe) -> str:
    writer = Writer(KERAS)
    lines = [
        "g = ops.concatenate([ops.reshape(gradient, (-1,)) for gradient in gradients])",
        *writer.assign("clipped", written_clipping(recipe.task)),
        "position, parts = 0, []",
        "for gradient in gradients:",
        "    size = int(np.prod(gradient.shape))",
        "    parts.append(ops.reshape(clipped[position : position + size], gradient.shape))",
        "    position += size",
        "return parts",
    ]
    return function(
        "clip", "gradients", f"{recipe.task.clipping.label}: {recipe.task.clipping.formula}", lines
    )


def _training(recipe: Recipe) -> str:
    first = recipe.point.update
    given = "x"
    if recipe.dropping:
        given = f"[{', '.join(['x', *(f'masks[{layer}]' for layer in recipe.dropping)])}]"
    body = [f"optimizer.learning_rate = {common.rate(recipe)}"] if recipe.task.varies_rate else []
    body += [
        "model.reset_metrics()",
        f"loss_value = model.train_on_batch({given}, y)",
        f"if update == {first}:",
        '    show("loss", loss_value)',
        "    for name, gradient in zip(parameters, first_gradients):",
        '        show(f"d{name}", gradient)',
    ]
    show = function(
        "show", "name, value", "Print a number or an array with all its digits.",
        ['print(name, "=", np.asarray(value).tolist())'],
    )  # fmt: skip
    made = [
        "# Eagerly, so that every step is done when its line is reached, and can be looked at.",
        "model.compile(optimizer=optimizer, loss=loss, run_eagerly=True)",
        "optimizer.build(model.trainable_variables)",
        f'print("update", {first})',
    ]
    after = [
        f'print("after update", {first + recipe.updates - 1})',
        "for name, variable in zip(parameters, model.trainable_variables):",
        "    show(name, ops.convert_to_numpy(variable))",
    ]
    return joined(show, "\n".join([*made, *common.loop(recipe, body), *after]))
