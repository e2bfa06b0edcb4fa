"""How a signal and a gradient fare through a stack of layers: a curve for each activation or initializer."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from core.activations.base import Activation
from core.initializers.base import Initializer
from core.number_format import format_number
from core.registry import Member
from core.stacking import Drawn, Passage, draw, passage
from nnviz.figures.functions_view import MEAN, SPREAD, FunctionsView, chosen, member_look, member_name
from nnviz.figures.plot import Axis, HLine, Layer, Line, Plot, Points
from nnviz.figures.plot_column import in_line
from nnviz.figures.style import Style
from nnviz.figures.table_picture import TablePicture

_COLUMNS = ("mean a", "spread a", "mean dL/da", "spread dL/da")
_LOUD, _QUIET = 100.0, 0.01  # times the spread at the start: it has exploded, or vanished
_SUMMARY = ("spread W", "a: end / start", "dL/da: start / end")


class Stacked(NamedTuple):
    """One row of a comparison."""

    member: Member
    passage: Passage


def by_activation(view: FunctionsView) -> tuple[Stacked, ...]:
    """Return the stack of each activation that is shown, with the same initializer."""
    spec = view.spec
    return tuple(Stacked(a, _passage(a, spec.initializer, view)) for a in spec.activations)


def by_initializer(view: FunctionsView) -> tuple[Stacked, ...]:
    """Return the stack of each initializer that is shown, with the same activation."""
    spec = view.spec
    return tuple(Stacked(i, _passage(spec.activation, i, view)) for i in spec.initializers)


def _passage(activation: Activation, initializer: Initializer, view: FunctionsView) -> Passage:
    shape = view.spec.stack
    return _known(activation, initializer, shape.width, shape.depth, shape.seed)


@lru_cache(maxsize=128)
def _known(activation: Activation, initializer: Initializer, width: int, depth: int, seed: int) -> Passage:
    return passage(activation, _drawn(initializer, width, depth, seed))


@lru_cache(maxsize=4)
def _drawn(initializer: Initializer, width: int, depth: int, seed: int) -> Drawn:
    return draw(initializer, width, depth, seed)


def stack_plots(
    stacks: tuple[Stacked, ...], place: int, view: FunctionsView, style: Style
) -> tuple[Plot, ...]:
    """Return spread or mean of the signal, and below it that of the gradient, over the layers."""
    is_mean = view.quantity == MEAN
    signal, gradient = _layers(style, is_mean), _layers(style, is_mean)
    chosen_stack = looked_at(stacks, place)
    whose = chosen_stack.member if chosen_stack else None
    for position, (member, found) in enumerate(stacks):
        ys = (
            (found.signal_mean, found.gradient_mean)
            if is_mean
            else (found.signal_spread, found.gradient_spread)
        )
        for layers, y, end in zip((signal, gradient), ys, (-1, 0), strict=True):
            layers += _curve(member, position, y, float(y[end]), style, is_chosen=member is whose)
    depth = view.spec.stack.depth
    layer = Axis("layer (0 is the input)", -0.02 * depth, 1.02 * depth, whole=True)
    what = MEAN if is_mean else SPREAD
    titles = (f"Signal: {what} after layer {depth}", f"Gradient: {what} at the input")
    readings = f"{_readings(titles[0], signal)} {_readings(titles[1], gradient)}"
    plots = (
        Plot(signal, layer, _axis("a", signal, is_mean), titles[0], description=readings),
        Plot(
            gradient,
            layer,
            _axis("dL/da", gradient, is_mean),
            titles[1],
            description=stack_words(stacks) or "Nothing vanishes or explodes.",
        ),
    )
    return in_line(*plots, style=style)


def stack_words(stacks: tuple[Stacked, ...]) -> str:
    """Say which signals and gradients vanish and explode; empty if none does."""
    signals = [(member_name(member), found.signal_gain) for member, found in stacks]
    gradients = [(member_name(member), found.gradient_gain) for member, found in stacks]
    words = []
    for what, gains in (("signal", signals), ("gradient", gradients)):
        small = [name for name, gain in gains if gain < _QUIET]
        large = [name for name, gain in gains if not gain <= _LOUD]  # beyond all numbers, too
        for fate, names in (("vanishes", small), ("explodes", large)):
            if names:
                words.append(f"The {what} {fate} with {_listed(names)}.")
    return " ".join(words)


def _readings(title: str, layers: list[Layer]) -> str:
    told = "; ".join(layer.label for layer in layers if isinstance(layer, Line)) or "nothing is shown"
    return f"{title}: {told}."


def layer_table(stacked: Stacked | None, style: Style) -> TablePicture:
    """Return mean and spread of every layer of one stack."""
    if stacked is None:
        return TablePicture((), (), np.empty((0, 0)), style, "Nothing is shown.")
    found = stacked.passage
    numbers = np.stack(
        [found.signal_mean, found.signal_spread, found.gradient_mean, found.gradient_spread], axis=1
    )
    rows = ["input", *(str(number + 1) for number in range(found.depth))]
    table = TablePicture(rows, _COLUMNS, numbers, style, "")
    return replace(table, description=f"Layer by layer, with {member_name(stacked.member)}: {table.words}.")


def initializer_table(view: FunctionsView, style: Style) -> TablePicture:
    """Return what every initializer does to the spread of weights, signal and gradient."""
    stacks = by_initializer(view)
    numbers = np.array(
        [[s.passage.weight_spread, s.passage.signal_gain, s.passage.gradient_gain] for s in stacks]
    ).reshape(len(stacks), len(_SUMMARY))
    rows = [member_name(stack.member) for stack in stacks]
    table = TablePicture(rows, _SUMMARY, numbers, style, "")
    return replace(table, description=f"Spread by initializer: {table.words}.")


def looked_at(stacks: tuple[Stacked, ...], place: int) -> Stacked | None:
    """Return the stack that is looked at."""
    member = chosen(tuple(stack.member for stack in stacks), place)
    return next((stack for stack in stacks if stack.member is member), None)


def _layers(style: Style, is_mean: bool) -> list[Layer]:
    return [HLine(0.0 if is_mean else 1.0, style.outline, 0.75)]


def _curve(
    member: Member, place: int, y: np.ndarray, end: float, style: Style, *, is_chosen: bool
) -> list[Layer]:
    look, x = member_look(place, style), np.arange(len(y), dtype=np.float64)
    label = f"{member_name(member)}: {format_number(end, style.digits)}"
    return [
        Line(x, y, look.colour, 2.5 if is_chosen else 1.5, look.dash, label=label),
        Points(x, y, look.colour, look.symbol, 7.0 if is_chosen else 5.0, style.surface),
    ]


def _axis(name: str, layers: list[Layer], is_mean: bool) -> Axis:
    if is_mean:
        return Axis(f"mean of {name}")
    known = any(bool((layer.y > 0).any()) for layer in layers if isinstance(layer, Line))
    return Axis(f"spread of {name}", log=known)


def _listed(names: list[str]) -> str:
    return ", ".join(names[:-1]) + (" and " if names[:-1] else "") + names[-1]
