"""A short script for students: the network's data and weights, and the functions that are theirs to fill in.

What the filled-in script saves is what ``nnviz check`` reads.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping

from core.checking.situation import Situation
from core.formula import Term, fill
from nnviz.exporters.names import LETTERS, named
from nnviz.exporters.python_array import python_array

SAVED_AS = "mine.npz"
MOST_NUMBERS = 20_000  # a script for people
_ACTIVATION = '''
def f{layer}(z):
    r"""{label}: {formula}"""
    raise NotImplementedError("f{layer}")
'''
_FORWARD = '''
def forward():
    """Return every z and a."""
{lines}
    return {result}
'''
_BACKWARD = '''
def backward({arguments}):
    r"""Return delta (dL/dz) and the gradients, layer by layer from the last one.

{words}
    """
    # return dict({result})
    raise NotImplementedError("backward")
'''
_UPDATE = '''
def update(gradients):
    r"""Return the parameters after one step of {label}, t = {t}.

{words}
    """
    # return dict({result})
    raise NotImplementedError("update")
'''
_MAIN = """
mine = forward()
for step in (lambda: backward(**mine), lambda: update(mine)):
    try:
        mine |= step()
    except NotImplementedError as missing:
        print(missing, "is not filled in yet")
        break
np.savez("{file}", **mine)
print("saved {file}, to be checked with", {command!r})
"""


class TooLargeError(ValueError):
    """A network that is too large for a script that people read."""


def check_template(at: Situation, project: str) -> str:
    """Return the script for one update.

    Parameters
    ----------
    at : Situation
    project : str
        The name of the project's file, for the command that the script names.

    Raises
    ------
    TooLargeError
        If it would hold more than `MOST_NUMBERS` numbers.
    """
    count = at.inputs.size + at.targets.size + at.network.parameter_count * (1 + len(at.before.state))
    if count > MOST_NUMBERS:
        raise TooLargeError(f"the script would hold {count} numbers; at most {MOST_NUMBERS} are sensible")
    numbers = "\n\n".join([_head(at), _data(at), _parameters(at), _settings(at)])
    blocks = [numbers, *_activations(at), _forward(at), _backward(at), _update(at), _main(at, project)]
    return "\n\n".join(block.strip("\n") + "\n" for block in blocks)


def _head(at: Situation) -> str:
    return f'''"""Backpropagation by hand: fill in what raises NotImplementedError, and run this file.

Update {at.before.update}. One row per sample; W has a row per input and a column per unit; z = x W + b.
"""

import numpy as np'''


def _data(at: Situation) -> str:
    lines = [f"x = {python_array(at.inputs)}", f"y = {python_array(at.targets)}"]
    dropout = "  # dropout: a is multiplied by it"
    lines += [f"m{layer} = {python_array(mask)}{dropout}" for layer, mask in at.masks.items()]
    return "\n".join(lines)


def _parameters(at: Situation) -> str:
    return "\n".join(f"{name} = {python_array(array)}" for name, array in named(at.parameters))


def _settings(at: Situation) -> str:
    """Return the hyperparameters and the optimizer's slots."""
    optimizer = at.optimizer
    lines = [f"{hyper.name} = {getattr(optimizer, hyper.name)!r}" for hyper in optimizer.hypers()]
    for slot, parts in at.state.items():
        entries = ", ".join(f'"{name}": {python_array(array)}' for name, array in named(parts))
        lines.append(f"{slot} = {{{entries}}}  # before the update")
    return "\n".join(lines)


def _activations(at: Situation) -> Iterator[str]:
    for layer, declared in enumerate(at.network.layers, start=1):
        activation = declared.activation
        constants = "".join(
            f", {hyper.symbol} = {getattr(activation, hyper.name)!r}"
            for hyper in activation.hypers()
            if not activation.learns_slope
        )
        yield _ACTIVATION.format(layer=layer, label=activation.label, formula=activation.formula + constants)


def _forward(at: Situation) -> str:
    lines, before = [], "x"
    for layer in range(1, at.network.depth + 1):
        lines += [f"    z{layer} = {before} @ W{layer} + b{layer}", f"    a{layer} = f{layer}(z{layer})"]
        before = f"(a{layer} * m{layer})" if layer in at.masks else f"a{layer}"
    return _FORWARD.format(lines="\n".join(lines), result=_dict(_forward_names(at)))


def _forward_names(at: Situation) -> list[str]:
    return [f"{letter}{layer}" for layer in range(1, at.network.depth + 1) for letter in "za"]


def _dict(names: list[str]) -> str:
    return f"dict({', '.join(f'{name}={name}' for name in names)})"


def _backward(at: Situation) -> str:
    task, outputs = at.task, at.targets.shape
    scale = task.loss.scale_latex(*outputs)
    words = [f"Loss: {task.loss.label}, {task.loss.formula} with c = {scale}"]
    for layer, declared in enumerate(at.network.layers, start=1):
        words.append(f"f{layer}: {declared.activation.derivative_formula}")
    if task.loss.meets(at.network.layers[-1].activation):
        words.append("The last delta in one: c (a - y).")
    if task.penalises:
        words.append(f"Penalty, its gradient is part of each dW: {task.regularizer.formula}")
    results = [
        f"{before}{name}=..."
        for layer in range(at.network.depth, 0, -1)
        for before, name in [("", f"delta{layer}"), *(("d", name) for name in _layer_names(at, layer))]
    ]
    return _BACKWARD.format(
        arguments=", ".join(_forward_names(at)),
        words=_indented(words),
        result=", ".join(results),
    )


def _layer_names(at: Situation, layer: int) -> list[str]:
    part = at.parameters[layer - 1]
    return [f"{letter}{layer}" for kind, letter in LETTERS.items() if getattr(part, kind).size]


def _update(at: Situation) -> str:
    task = at.task
    words = [f"Clipping first: {task.clipping.formula}"] if task.clips else []
    words += _rule(at)
    names = [name for name, _ in named(at.parameters)]
    return _UPDATE.format(
        label=task.optimizer.label,
        t=at.t,
        words=_indented(words),
        result=", ".join(f"{name}_after=..." for name in names),
    )


def _rule(at: Situation) -> list[str]:
    """Return the optimizer's quantities as formulas, in their order."""
    terms: Mapping[str, Term] = {name: Term(symbol, 0.0) for name, symbol in at.optimizer.symbols().items()}
    return [
        f"{quantity.symbol} = {fill([quantity.rule], terms, None).latex}"
        for quantity in at.optimizer.quantities()
    ]


def _main(at: Situation, project: str) -> str:
    option = f" --update {at.before.update}" if at.before.update else ""
    command = f"nnviz check {shlex.quote(project)} --gradients {SAVED_AS}{option}"
    return _MAIN.format(file=SAVED_AS, command=command)


def _indented(words: list[str]) -> str:
    return "\n".join(f"    {line}" for line in words)
