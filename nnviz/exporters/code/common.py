"""The blocks that scripts of all frameworks share: numbers, the order of samples, masks, the schedule."""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np

from core.arrays import Array
from nnviz.exporters.code.recipe import Block, Recipe
from nnviz.exporters.code.schedules import schedule_code
from nnviz.exporters.code.text import function, joined
from nnviz.exporters.python_array import python_array

_REDUCTIONS = {
    "mean": "the mean over samples and outputs",
    "sample_mean": "summed over the outputs, the mean over the samples",
    "half_sum": "half the sum",
}


class Arrays(NamedTuple):
    """How a framework makes arrays."""

    module: str
    constructor: str

    def text(self, array: Array) -> str:
        """Return the expression that makes an array."""
        return python_array(array, self.module, self.constructor)


NUMPY_ARRAYS = Arrays("np", "array")


def head(recipe: Recipe, framework: str) -> str:
    """Return the docstring of a script."""
    sizes = "-".join(str(size) for size in recipe.network.sizes)
    lines = [
        f"{recipe.title}: a {sizes} network in {framework}, written by NNViz.",
        "",
        "Prints the loss and the gradients of the first update, and the parameters after "
        f"{recipe.updates} updates.",
        "One row per sample; W has a row per input and a column per unit; z = x W + b; all in float64.",
    ]
    if recipe.project.planted is not None:
        lines.append("The project has a mistake planted in its training; here everything is as it should be.")
    return "\n".join(lines) + "\n"


def loss_words(recipe: Recipe) -> str:
    """Return what the loss is, its reduction, and its convention or that it is computed from z."""
    loss = recipe.task.loss
    reduction = "sample_mean" if loss.key == "cce" else loss.reduction  # its classes are always summed
    words = f"{loss.label}: {_REDUCTIONS.get(reduction, reduction)}."
    if recipe.meets:
        label = recipe.network.layers[-1].activation.label
        return f"{words} Together with {label} it is computed from z, which is stable."
    return f"{words} {loss.convention}".strip()


def data(recipe: Recipe, arrays: Arrays, names: tuple[str, str]) -> Block:
    """Return the samples that are trained on."""
    task = recipe.task
    text = f"{recipe.project.data.label}: {_count(task.samples, 'sample')}"
    if len(recipe.project.test_samples):
        text += f"; {len(recipe.project.test_samples)} more are kept for testing and left out here"
    code = "\n".join(
        f"{name} = {arrays.text(values)}"
        for name, values in zip(names, (task.inputs, task.targets), strict=True)
    )
    return Block("Data", f"{text}.", code)


def parameters(recipe: Recipe, arrays: Arrays) -> Block:
    """Return the parameters before the first update."""
    entries = "".join(
        f'    "{name}": {_inner(arrays.text(array))},\n' for name, array in recipe.parameters.items()
    )
    update = recipe.point.update
    text = "Before the first update." if update == 0 else f"After {_count(update, 'update')}."
    return Block("Parameters", text, f"parameters = {{\n{entries}}}")


def state(recipe: Recipe, arrays: Arrays) -> str:
    """Return the statement that makes the optimizer's slots, for each parameter under its name."""
    slots = []
    for slot, values in recipe.state.items():
        number = next(iter(values.values())).flat[0]
        if all(np.all(array == number) for array in values.values()):
            filled = f"{arrays.module}.full(theta.shape, {float(number)!r})"
            slots.append(f'    "{slot}": {{name: {filled} for name, theta in parameters.items()}},\n')
        else:
            rows = "".join(f'        "{name}": {_inner(arrays.text(a), 2)},\n' for name, a in values.items())
            slots.append(f'    "{slot}": {{\n{rows}    }},\n')
    return f"state = {{\n{''.join(slots)}}}" if slots else "state = {}  # it remembers nothing"


def settings(recipe: Recipe, used: str) -> str:
    """Return those of the optimizer's numbers that a text uses, as statements."""
    optimizer = recipe.task.optimizer
    return "\n".join(
        f"{hyper.name} = {getattr(optimizer, hyper.name)!r}{f'  # {hyper.help}' if hyper.help else ''}"
        for hyper in optimizer.hypers()
        if isinstance(hyper.default, float) and re.search(rf"\b{hyper.name}\b", used)
    )


def order(recipe: Recipe, samples: str) -> str:
    """Return the function that gives the order of the samples; nothing where all are used at once."""
    if recipe.has_one_batch:
        return ""
    if not recipe.task.shuffle:
        return function(
            "order_of", "epoch", "Return the order of the samples.", [f"return np.arange(len({samples}))"]
        )
    doc = "Return the order of the samples in an epoch: it depends on seed and epoch alone."
    draw = f"np.random.default_rng([{recipe.task.seed}, epoch]).permutation(len({samples}))"
    return function("order_of", "epoch", doc, [f"return {draw}"])


def masks(recipe: Recipe) -> str:
    """Return the function that draws dropout's masks; nothing where there is no dropout."""
    if not recipe.dropping:
        return ""
    lines = [f"generator = np.random.default_rng([{recipe.task.seed}, update, 1])", "masks = {}"]
    for layer, chance in recipe.dropping.items():
        units = recipe.network.sizes[layer]
        lines.append(f"stays = generator.random((samples, {units})) >= {chance!r}")
        lines.append(f"masks[{layer}] = stays / (1 - {chance!r})")
    doc = "Return what dropout multiplies each layer's activations with: 0, or 1 / (1 - p)."
    return function("masks_of", "samples, update", doc, [*lines, "return masks"])


def schedule(recipe: Recipe) -> str:
    """Return the schedule's functions; nothing where the learning rate stays."""
    if not recipe.task.varies_rate:
        return ""
    return joined(*schedule_code(recipe.task.schedule, recipe.point.update, recipe.updates))


def rate(recipe: Recipe) -> str:
    """Return the learning rate of an update as an expression."""
    return "learning_rate * schedule(update)" if recipe.task.varies_rate else "learning_rate"


def offset(recipe: Recipe) -> str:
    """Return what is between the update's number and the optimizer's own count."""
    offset = recipe.point.optimizer_steps - recipe.point.update
    return f" {'+' if offset > 0 else '-'} {abs(offset)}" if offset else ""


def loop(recipe: Recipe, body: list[str], convert: str = "{}") -> list[str]:
    """Return the lines of the training loop around `body`, which reads `update`, `x`, `y` and `masks`.

    Parameters
    ----------
    convert : str
        What makes a framework's array of a row of samples.
    """
    first, last = recipe.point.update, recipe.point.update + recipe.updates
    lines: list[str] = []
    if not recipe.has_one_batch:
        lines.append(f"epoch, position = {recipe.point.epoch}, {recipe.point.position}")
    lines.append(f"for update in range({first}, {last}):")
    inner: list[str] = []
    if not recipe.has_one_batch:
        inner.append(f"batch = order_of(epoch)[position : position + {recipe.task.batch_size}]")
        inner += [f"x, y = {convert.format('x_all[batch]')}, {convert.format('y_all[batch]')}"]
    if recipe.dropping:
        inner.append("masks = masks_of(len(x), update)")
    inner += body
    if not recipe.has_one_batch:
        inner += [
            "position += len(batch)",
            "if position >= len(x_all):",
            "    epoch, position = epoch + 1, 0",
        ]
    return [*lines, *(f"    {line}" if line else line for line in inner)]


def show_all(recipe: Recipe) -> list[str]:
    """Return the statements that print the parameters, and what the optimizer remembers of each."""
    lines = [
        f'print("after update", {recipe.point.update + recipe.updates - 1})',
        "for name, value in parameters.items():",
        "    show(name, value)",
    ]
    if recipe.task.optimizer.slots():
        lines += [
            "for slot, values in state.items():",
            "    for name, value in values.items():",
            '        show(f"{slot}_{name}", value)',
        ]
    return lines


def data_names(recipe: Recipe) -> tuple[str, str]:
    """Return what the samples are called: x and y where every update uses all of them."""
    return ("x", "y") if recipe.has_one_batch else ("x_all", "y_all")


def _inner(text: str, levels: int = 1) -> str:
    return text.replace("\n", "\n" + "    " * levels)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
