"""An update by layers: matrices with their numbers, the middle of large ones left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from core.arrays import Array
from core.formula import Term, fill
from core.number_format import latex_number
from core.trace import Trace
from nnviz.exporters.latex.pages import display, rows
from nnviz.exporters.latex_text import escape

_DIGITS = 4
_MOST = 5  # rows and columns that are written; of more, the first and the last
_KINDS = (("weights", "W"), ("biases", "b"), ("slope", r"\alpha"))
_WORDS = {
    "forward": "Every row is a sample. A layer's $z$ are what comes in times the weights, plus the biases, "
    "which are added to every row; $a$ are the activations of $z$, number by number.",
    "backward": r"$\delta$ is $\partial L / \partial z$. It is handed back through the same weights, turned, "
    "and each weight's gradient is what it was multiplied with times the delta of its unit, summed over the "
    "samples.",
    "update": "Each parameter moves by what the optimizer makes of its gradient.",
}


def matrix_section(trace: Trace, depth: str) -> Iterator[str]:
    """Yield the passes and the update of a whole batch; `depth` as `derivation` has it."""
    yield from _forward(trace, depth)
    yield from _loss(trace, depth)
    yield from _backward(trace, depth)
    yield from _update(trace, depth)


def _head(title: str, phase: str, depth: str) -> str:
    words = f"\n{_WORDS[phase]}\n" if depth == "words" and phase in _WORDS else ""
    return f"\n\\subsection*{{{title}}}\n{words}"


def _equation(left: str, symbols: str, depth: str, *numbers: Sequence[str]) -> str:
    """Return a formula and, below it, its numbers: each a row of pieces that may be broken."""
    lines = [rf"{left} & = {symbols}"]
    if depth != "formulas":
        lines += [line for chunks in numbers for line in rows(left, chunks, with_left=False)]
    return display(lines)


def _named(letter: str, layer: int) -> str:
    return "X" if layer == 0 else f"{letter}^{{({layer})}}"


def _forward(trace: Trace, depth: str) -> Iterator[str]:
    recording, network = trace.update.recording, trace.task.network
    yield _head("Forward pass", "forward", depth)
    for layer, part in enumerate(network.split(trace.update.before.theta), start=1):
        before = _handed_on(trace, layer - 1)
        product = rf"{before} W^{{({layer})}} + b^{{({layer})}}"
        yield _equation(
            _named("Z", layer),
            product,
            depth,
            (matrix(recording.dropped[layer - 1]), matrix(part.weights), f"+ {matrix(part.biases)}"),
            (matrix(recording.z[layer]),),
        )
        activation = network.layers[layer - 1].activation
        symbols = rf"f\left({_named('Z', layer)}\right), \quad {activation.formula}"
        yield _equation(_named("A", layer), symbols, depth, (matrix(recording.a[layer]),))
        if layer in recording.masks:
            yield _equation(
                _handed_on(trace, layer),
                rf"{_named('A', layer)} \odot M^{{({layer})}}",
                depth,
                (matrix(recording.a[layer]), rf"\odot {matrix(recording.masks[layer])}"),
                (matrix(recording.dropped[layer]),),
            )


def _handed_on(trace: Trace, layer: int) -> str:
    """Return what the next layer gets."""
    name = _named("A", layer)
    return rf"\tilde{{A}}^{{({layer})}}" if layer in trace.update.recording.masks else name


def _turned(name: str) -> str:
    return f"{name}^{{T}}" if name == "X" else rf"\left({name}\right)^{{T}}"


def _loss(trace: Trace, depth: str) -> Iterator[str]:
    recording, loss = trace.update.recording, trace.task.loss
    yield _head("Loss", "loss", depth)
    yield f"\n{escape(loss.label)}, with $c = {loss.scale_latex(*recording.targets.shape)}$:\n"
    rows = [loss.formula.replace("L =", "L & =", 1)]
    if depth != "formulas":
        rows.append(rf"Y & = {matrix(recording.targets)}")
        rows.append(f"L & = {_number(recording.data_loss)}")
    if trace.task.penalises:
        rows.append(trace.task.regularizer.formula.replace("R =", "R & =", 1))
        if depth != "formulas":
            rows.append(f"R & = {_number(recording.penalty)}, \\quad L + R = {_number(recording.loss)}")
    yield display(rows)


def _backward(trace: Trace, depth: str) -> Iterator[str]:
    recording, network = trace.update.recording, trace.task.network
    parts = network.split(trace.update.before.theta)
    gradients = network.split(recording.gradient)
    yield _head("Backward pass", "backward", depth)
    for layer in range(network.depth, 0, -1):
        yield _delta(trace, layer, parts[layer].weights if layer < network.depth else None, depth)
        before, delta = _handed_on(trace, layer - 1), rf"\delta^{{({layer})}}"
        penalty = rf" + \frac{{\partial R}}{{\partial W^{{({layer})}}}}" if trace.task.penalises else ""
        yield _equation(
            rf"\frac{{\partial L}}{{\partial W^{{({layer})}}}}",
            rf"{before}^{{T}} {delta}{penalty}"
            if layer == 1
            else rf"\left({before}\right)^{{T}} {delta}{penalty}",
            depth,
            (matrix(gradients[layer - 1].weights),),
        )
        yield _equation(
            rf"\frac{{\partial L}}{{\partial b^{{({layer})}}}}",
            rf"\textstyle\sum_{{\text{{samples}}}} {delta}",
            depth,
            (matrix(gradients[layer - 1].biases),),
        )
        if gradients[layer - 1].slope.size:
            left = rf"\frac{{\partial L}}{{\partial \alpha^{{({layer})}}}}"
            yield display([f"{left} & = {_number(float(gradients[layer - 1].slope[0]))}"])


def _delta(trace: Trace, layer: int, after: Array | None, depth: str) -> str:
    """Return delta of a layer; `after` are the weights that lead on, None at the output."""
    recording, task = trace.update.recording, trace.task
    left, activation = rf"\delta^{{({layer})}}", task.network.layers[layer - 1].activation
    a, z, result = _named("A", layer), _named("Z", layer), (matrix(recording.delta[layer]),)
    if after is None and task.loss.meets(activation):
        return _equation(left, rf"c \left({a} - Y\right)", depth, result)
    mask = rf" \odot M^{{({layer})}}" if layer in recording.masks else ""
    if after is None:
        come = rf"\frac{{\partial L}}{{\partial {a}}}"
        numbers = [matrix(recording.grad_a[layer])]
    else:
        come = rf"\delta^{{({layer + 1})}} \left(W^{{({layer + 1})}}\right)^{{T}}{mask}"
        numbers = [matrix(recording.delta[layer + 1]), f"{matrix(after)}^{{T}}"]
        numbers += [rf"\odot {matrix(recording.masks[layer])}"] if mask else []
    if not activation.elementwise:
        symbols = rf"\left({come}\right) \cdot \frac{{\partial {a}}}{{\partial {z}}}"
        return _equation(left, symbols, depth, result)
    part = task.network.split(trace.update.before.theta)[layer - 1]
    slope = task.network.activation(layer, part).derivative(recording.z[layer], recording.a[layer])
    symbols = rf"{come} \odot f'\left({z}\right), \quad {activation.derivative_formula}"
    return _equation(left, symbols, depth, [*numbers, rf"\odot {matrix(slope)}"], result)


def _update(trace: Trace, depth: str) -> Iterator[str]:
    task, update = trace.task, trace.update
    yield _head("Update of the parameters", "update", depth)
    optimizer, quantities = task.optimizer_at(update.before.update), task.quantities()
    symbols = optimizer.symbols() | {"norm": r"\|g\|"}
    symbols |= {hyper.name: hyper.symbol for hyper in task.clipping.hypers()}
    terms = {name: Term(symbol, 0.0) for name, symbol in symbols.items()}
    yield display([f"{one.symbol} & = {fill([one.rule], terms, None).latex}" for one in quantities])
    if depth == "formulas":
        return
    rules = " ".join(one.rule.replace("(", "").replace(")", "") for one in quantities)
    numbers = [f"t = {update.before.optimizer_steps + 1}"]
    for member in (optimizer, task.clipping):
        used = (hyper for hyper in member.hypers() if f"<{hyper.name}>" in rules)
        numbers += [f"{hyper.symbol} = {_number(getattr(member, hyper.name))}" for hyper in used]
    yield f"\nHere ${', '.join(numbers)}$.\n"
    old, new = (task.network.split(point.theta) for point in (update.before, update.after))
    for layer in range(1, task.network.depth + 1):
        for kind, letter in _KINDS:
            before, after = getattr(old[layer - 1], kind), getattr(new[layer - 1], kind)
            if before.size:
                left, change = rf"{letter}^{{({layer})}}", rf"\Delta {letter}^{{({layer})}}"
                sums = (matrix(before), f"+ {matrix(after - before)}")
                yield _equation(
                    rf"{left}_{{t}}", rf"{left}_{{t-1}} + {change}", depth, sums, (matrix(after),)
                )


def _number(value: float) -> str:
    return latex_number(value, _DIGITS)


def matrix(array: Array) -> str:
    """Return a ``bmatrix``, a vector as one row; of a large one the first rows and columns, and the last."""
    table = np.atleast_2d(array)
    rows, columns = (_shown(size) for size in table.shape)
    lines = [_row([table[row, column] if row >= 0 and column >= 0 else None for column in columns], row)
             for row in rows]  # fmt: skip
    return r"\begin{bmatrix} " + r" \\ ".join(lines) + r" \end{bmatrix}"


def _row(cells: Sequence[float | None], row: int) -> str:
    dots = r"\vdots" if row < 0 else r"\cdots"
    return " & ".join(dots if cell is None else _number(float(cell)) for cell in cells)


def _shown(size: int) -> list[int]:
    """Return the places that are written; -1 stands for those left out."""
    return list(range(size)) if size <= _MOST else [*range(_MOST - 2), -1, size - 1]
