"""All that a picture of the workspace Functions is a function of, beside the style."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar

from core.registry import Member
from nnviz.figures.plot import Layer
from nnviz.figures.style import Series, Style
from nnviz.project.functions_spec import FunctionsSpec

SPREAD, MEAN = "spread", "mean"
_PROPER_NAMES = {"pytorch": "as PyTorch", "keras": "as Keras"}

_M = TypeVar("_M", bound=Member)


@dataclass(frozen=True)
class FunctionsView:
    """What is shown, and what of it is looked at.

    Attributes
    ----------
    spec : FunctionsSpec
    activation, initializer, loss, schedule : int
        The place of the one that is looked at among those that are shown.
    entry : pair of int
        Row and column of the softmax's Jacobian, from 0.
    quantity : str
        `SPREAD` or `MEAN`, over the layers.
    """

    spec: FunctionsSpec = field(default_factory=FunctionsSpec)
    activation: int = 0
    initializer: int = 0
    loss: int = 0
    schedule: int = 0
    entry: tuple[int, int] = (0, 0)
    quantity: str = SPREAD


def chosen(members: tuple[_M, ...], place: int) -> _M | None:
    """Return the member that is looked at; the last one where the list has become shorter, None of none."""
    return members[min(place, len(members) - 1)] if members else None


def add_marks(layers: list[Layer], *marks: Layer, is_chosen: bool) -> None:
    """Add marks to the layers: those of what is looked at over all others."""
    place = len(layers) if is_chosen else 0
    layers[place:place] = marks


def member_look(place: int, style: Style) -> Series:
    """Return colour, dashes and symbol of a place in a list; beyond the colours, the dashes are others."""
    series = style.series
    own = series[place % len(series)]
    return own._replace(dash=series[(place + place // len(series)) % len(series)].dash)


def way_name(way: str) -> str:
    """Return a convention as words: ``as PyTorch``."""
    return _PROPER_NAMES.get(way, way)


def member_name(member: Member) -> str:
    """Return a short name with all that is no default: ``Leaky ReLU, slope 0.2``, ``BCE, as Keras``."""
    label = member.label
    if label.endswith(")"):
        label = label.rpartition("(")[2].rstrip(")")
    words = [label]
    for hyper in member.hypers():
        value = getattr(member, hyper.name)
        if value == hyper.default:
            continue
        if isinstance(value, bool):
            words.append(hyper.label if value else f"not {hyper.label}")
        elif isinstance(value, str):
            words.append(_PROPER_NAMES.get(value, f"{hyper.label} {value.replace('_', ' ')}"))
        else:
            words.append(f"{hyper.label} {value:g}")
    return ", ".join(words)
