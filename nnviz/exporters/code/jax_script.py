"""The network in JAX: pure functions of a dictionary of parameters, gradients by `jax.value_and_grad`."""

from __future__ import annotations

from core.activations.base import Activation
from nnviz.exporters.code import common
from nnviz.exporters.code.dialect import JAX, Writer
from nnviz.exporters.code.gradients import (
    written_activation,
    written_clipping,
    written_loss,
    written_penalty,
    written_rule,
    written_scale,
    written_slope,
)
from nnviz.exporters.code.natives import native_activation, native_loss_sum
from nnviz.exporters.code.recipe import Block, Recipe
from nnviz.exporters.code.text import comment, formula, function, joined, script

_ARRAYS = common.Arrays("jnp", "array")
_OWN_DERIVATIVE = "JAX has no such function that agrees with ours in value and derivative: written out."


def jax_script(recipe: Recipe) -> str:
    """Return a program that needs JAX.

    Raises
    ------
    UnwritableError
        If a formula of the network cannot be written as code.
    """
    task = recipe.task
    blocks = [
        common.data(recipe, _ARRAYS, common.data_names(recipe)),
        common.parameters(recipe, _ARRAYS),
        Block("Activations", "", joined(*(_activation(*one) for one in recipe.functions.items()))),
        Block("Network", "", _forward(recipe)),
        Block("Loss", common.loss_words(recipe), _loss(recipe)),
    ]
    if task.clips:
        words = f"{task.clipping.label}. {task.clipping.convention}".strip()
        blocks.append(Block("Clipping", words, _clipping(recipe)))
    words = f"{task.optimizer.label}. {task.optimizer.convention} JAX itself has no optimizers: written out."
    blocks.append(Block("Optimizer", words, _optimizer(recipe)))
    extras = joined(common.schedule(recipe), common.order(recipe, "x_all"), common.masks(recipe))
    if extras:
        blocks.append(Block("What changes from update to update", "", extras))
    blocks.append(Block("Training", "", _training(recipe)))
    return script(common.head(recipe, "JAX"), [_libraries(blocks), *blocks])


def _libraries(blocks: list[Block]) -> Block:
    code = "\n".join(block.code for block in blocks).replace("jnp.", "")
    lines = ["import math", ""] if "math." in code else []
    lines += ["import jax", "import jax.numpy as jnp"]
    lines += ["import numpy as np"] if "np." in code else []
    return Block("Libraries", "", "\n".join([*lines, "", 'jax.config.update("jax_enable_x64", True)']))


def _activation(activation: Activation, name: str) -> str:
    slope = ", alpha" if activation.learns_slope else ""
    doc = f"{activation.label}: {activation.formula}"
    native = native_activation("JAX", activation)
    if native:
        return function(name, f"z{slope}", doc, [f"return {native}"])
    written = written_activation(activation, through=True)
    back = Writer(JAX)
    lines = [f"z, a{slope} = kept", *back.prepare([written.back])]
    results = [back.text(written.back)]
    if activation.learns_slope:
        results.append(f"jnp.sum(grad_a * {Writer(JAX).text(written_slope(activation))}).reshape(1)")
    value = formula(name, f"z{slope}", doc, written.value, JAX)
    lines.append(f"return ({', '.join(results)},)")
    return _with_derivative(name, f"z{slope}", value, f"z, {name}(z{slope}){slope}", "grad_a", lines)


def _with_derivative(name: str, arguments: str, value: str, kept: str, gradient: str, back: list[str]) -> str:
    """Return a function with a derivative of its own; `kept` is what its way back reads."""
    forward = function(
        f"{name}_forward", arguments, "Return the value, and what the way back needs.",
        [f"return {name}({arguments}), ({kept})"],
    )  # fmt: skip
    backward = function(f"{name}_backward", f"kept, {gradient}", "Return the way back.", back)
    return joined(
        f"{comment(_OWN_DERIVATIVE)}\n@jax.custom_vjp\n{value}",
        forward,
        backward,
        f"{name}.defvjp({name}_forward, {name}_backward)",
    )


def _forward(recipe: Recipe) -> str:
    lines = []
    for layer in recipe.layers:
        before, call = recipe.handed_on(layer - 1), recipe.call(layer)
        lines.append(f'z{layer} = {before} @ parameters["W{layer}"] + parameters["b{layer}"]')
        lines.append(f"a{layer} = {call.replace(f'alpha{layer}', _quoted(f'alpha{layer}'))}")
        if layer in recipe.dropping:
            lines.append(f"dropped{layer} = a{layer} * masks[{layer}]")
    last = recipe.layers[-1]
    arguments = "parameters, x" + (", masks" if recipe.dropping else "")
    doc = "Return z and a of the output layer."
    return function("forward", arguments, doc, [*lines, f"return z{last}, a{last}"])


def _quoted(name: str) -> str:
    return f'parameters["{name}"]'


def _loss(recipe: Recipe) -> str:
    loss, of = recipe.task.loss, "z" if recipe.meets else "a"
    scale = Writer(JAX).text(written_scale(loss))
    native = native_loss_sum("JAX", loss, recipe.meets)
    texts = [] if native else [_written_loss(recipe)]
    total = (
        native.replace("(o", f"({of}").replace(" o ", f" {of} ")
        if native
        else f"jnp.sum(loss_terms({of}, y))"
    )
    lines = [f"z, a = forward(parameters, x{', masks' if recipe.dropping else ''})"]
    lines += ["samples, outputs = y.shape"] if "samples" in scale else []
    lines.append(f"loss = {scale} * {total}")
    if recipe.task.penalises:
        regularizer = recipe.task.regularizer
        doc = f"{regularizer.label}: each weight's share. {regularizer.convention}"
        texts.append(formula("penalty_of", "w", doc, written_penalty(regularizer).value, JAX))
        shares = " + ".join(f'jnp.sum(penalty_of(parameters["W{layer}"]))' for layer in recipe.layers)
        lines.append(f"loss = loss + {shares}")
    arguments = "parameters, x, y" + (", masks" if recipe.dropping else "")
    doc = f"{loss.label}: {loss.formula}"
    return joined(*texts, function("loss_of", arguments, doc, [*lines, "return loss"]))


def _written_loss(recipe: Recipe) -> str:
    loss = recipe.task.loss
    written = written_loss(loss, meets=False)
    back = Writer(JAX)
    lines = ["a, y = kept", *back.prepare([written.back])]
    lines.append(f"return grad * ({back.text(written.back)}), None")
    value = formula("loss_terms", "a, y", f"{loss.label}: its terms.", written.value, JAX)
    return _with_derivative("loss_terms", "a, y", value, "a, y", "grad", lines)


def _clipping(recipe: Recipe) -> str:
    writer = Writer(JAX)
    lines = [
        "g = jnp.concatenate([gradients[name].ravel() for name in parameters])",
        *writer.assign("clipped", written_clipping(recipe.task)),
        "position, parts = 0, {}",
        "for name in parameters:",
        "    size = parameters[name].size",
        "    parts[name] = clipped[position : position + size].reshape(parameters[name].shape)",
        "    position += size",
        "return parts",
    ]
    doc = f"{recipe.task.clipping.label}: {recipe.task.clipping.formula}"
    return function("clip", "gradients", doc, lines)


def _optimizer(recipe: Recipe) -> str:
    optimizer = recipe.task.optimizer
    writer = Writer(JAX)
    lines = ["theta_old, g = parameters[name], gradients[name]"]
    lines += [f'{slot}_old = state["{slot}"][name]' for slot in optimizer.slots()]
    for name, result in written_rule(optimizer).items():
        lines += writer.assign(name, result)
    lines += [f'after["{slot}"][name] = {slot}' for slot in optimizer.slots()]
    body = [
        "moved, after = {}, {slot: {} for slot in state}",
        "for name in parameters:",
        *(f"    {line}" for line in lines),
        "    moved[name] = theta",
        "return moved, after",
    ]
    doc = f"Return parameters and state after one step of {optimizer.label}, number t from 1."
    step = function("optimizer_step", "parameters, gradients, state, t, learning_rate", doc, body)
    return joined(common.settings(recipe, step), common.state(recipe, _ARRAYS), step)


def _training(recipe: Recipe) -> str:
    first = recipe.point.update
    body = ["masks = {layer: jnp.array(mask) for layer, mask in masks.items()}"] if recipe.dropping else []
    body += [
        f"loss, gradients = value_and_gradients(parameters, x, y{', masks' if recipe.dropping else ''})",
        f"if update == {first}:",
        '    show("loss", loss)',
        "    for name in parameters:",
        '        show(f"d{name}", gradients[name])',
        *(["gradients = clip(gradients)"] if recipe.task.clips else []),
        f"t = update + 1{common.offset(recipe)}",
        f"parameters, state = optimizer_step(parameters, gradients, state, t, {common.rate(recipe)})",
    ]
    show = function(
        "show", "name, value", "Print a number or an array with all its digits.",
        ['print(name, "=", value.tolist())'],
    )  # fmt: skip
    made = f'value_and_gradients = jax.value_and_grad(loss_of)\n\nprint("update", {first})'
    return joined(show, made, "\n".join([*common.loop(recipe, body), *common.show_all(recipe)]))
