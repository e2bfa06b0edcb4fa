"""The workspace Functions in a project file, there and back; and what it may be."""

from __future__ import annotations

import math
from typing import Any, TypeVar

import msgspec
from msgspec import UNSET, Struct, UnsetType

from core.activations.base import Activation
from core.initializers.base import Initializer
from core.losses.base import Loss
from core.registry import Member
from core.schedules.base import Schedule
from nnviz.project.errors import ProjectError
from nnviz.project.functions_spec import (
    FEWEST_CLASSES,
    LARGEST_LOGIT,
    MOST_CLASSES,
    MOST_SHOWN,
    CurvePoint,
    FunctionsSpec,
    Heat,
    LossPoint,
    ScheduleTime,
    StackShape,
)

_M = TypeVar("_M", bound=Member)
_BESIDE_STACK = ("initializer", "initializers", "activation")


class FunctionsFile(Struct, forbid_unknown_fields=True):
    """A page each; what is left out is as the program shows it at first."""

    activations: dict[str, Any] = msgspec.field(default_factory=dict)
    layers: dict[str, Any] = msgspec.field(default_factory=dict)
    softmax: dict[str, Any] = msgspec.field(default_factory=dict)
    losses: dict[str, Any] = msgspec.field(default_factory=dict)
    schedules: dict[str, Any] = msgspec.field(default_factory=dict)


class SoftmaxFile(Struct):
    """What stands beside the temperature."""

    logits: list[float] | UnsetType = UNSET


def to_functions(file: FunctionsFile) -> FunctionsSpec:
    """Return what the file describes.

    Raises
    ------
    HyperError, ProjectError
        If an entry is unknown or not what it has to be.
    """
    first = FunctionsSpec()
    stack = {name: value for name, value in file.layers.items() if name not in _BESIDE_STACK}
    return FunctionsSpec(
        activations=_shown(Activation, file.activations, "activations", first.activations),
        point=CurvePoint.from_values(_rest(file.activations), "functions.activations"),
        stack=StackShape.from_values(stack, "functions.layers"),
        initializer=_one(Initializer, file.layers, "initializer", first.initializer),
        initializers=_several(
            Initializer, file.layers, "initializers", "functions.layers.initializers", first.initializers
        ),
        activation=_one(Activation, file.layers, "activation", first.activation),
        logits=_logits(file.softmax, first.logits),
        heat=Heat.from_values(_without(file.softmax, "logits"), "functions.softmax"),
        losses=_shown(Loss, file.losses, "losses", first.losses),
        loss_point=LossPoint.from_values(_rest(file.losses), "functions.losses"),
        schedules=_shown(Schedule, file.schedules, "schedules", first.schedules),
        time=ScheduleTime.from_values(_rest(file.schedules), "functions.schedules"),
    )


def from_functions(spec: FunctionsSpec) -> dict[str, Any]:
    """Return the plain values of the file."""
    beside_stack = {
        "initializer": spec.initializer.encode(),
        "activation": spec.activation.encode(),
        "initializers": _encoded(spec.initializers),
    }
    return {
        "activations": {"shown": _encoded(spec.activations), **spec.point.encode()},
        "layers": {**spec.stack.encode(), **beside_stack},
        "softmax": {"logits": list(spec.logits), **spec.heat.encode()},
        "losses": {"shown": _encoded(spec.losses), **spec.loss_point.encode()},
        "schedules": {"shown": _encoded(spec.schedules), **spec.time.encode()},
    }


def check_functions(spec: FunctionsSpec) -> None:
    """Accept what can be shown.

    Raises
    ------
    ProjectError
        If there is too much of something, or a number is not finite.
    """
    for name in ("activations", "initializers", "losses", "schedules"):
        count = len(getattr(spec, name))
        if count > MOST_SHOWN:
            raise ProjectError(f"functions.{name}", f"at most {MOST_SHOWN} can be shown, got {count}")
    for position, activation in enumerate(spec.activations):
        if not activation.elementwise:
            raise ProjectError(
                f"functions.activations.shown[{position}]",
                f"{activation.label} has no curve: each of its values depends on the whole layer",
            )
    if not FEWEST_CLASSES <= len(spec.logits) <= MOST_CLASSES:
        reason = f"expected {FEWEST_CLASSES} to {MOST_CLASSES} numbers, got {len(spec.logits)}"
        raise ProjectError("functions.softmax.logits", reason)
    for position, logit in enumerate(spec.logits):
        if not (math.isfinite(logit) and abs(logit) <= LARGEST_LOGIT):
            limits = f"from -{LARGEST_LOGIT:g} to {LARGEST_LOGIT:g}"
            raise ProjectError(f"functions.softmax.logits[{position}]", f"expected a number {limits}")


def _encoded(members: tuple[Member, ...]) -> list[dict[str, Any]]:
    return [member.encode() for member in members]


def _without(values: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in names}


def _rest(values: dict[str, Any]) -> dict[str, Any]:
    return _without(values, "shown")


def _shown(family: type[_M], file: dict[str, Any], page: str, first: tuple[_M, ...]) -> tuple[_M, ...]:
    return _several(family, file, "shown", f"functions.{page}.shown", first)


def _several(
    family: type[_M], file: dict[str, Any], name: str, path: str, first: tuple[_M, ...]
) -> tuple[_M, ...]:
    if name not in file:
        return first
    if not isinstance(file[name], list):
        raise ProjectError(path, f"expected a list, got {file[name]!r}")
    return tuple(family.decode(values, f"{path}[{place}]") for place, values in enumerate(file[name]))


def _one(family: type[_M], file: dict[str, Any], name: str, first: _M) -> _M:
    return family.decode(file[name], f"functions.layers.{name}") if name in file else first


def _logits(file: dict[str, Any], first: tuple[float, ...]) -> tuple[float, ...]:
    try:
        logits = msgspec.convert(file, SoftmaxFile).logits
    except msgspec.ValidationError as error:
        raise msgspec.ValidationError(str(error).replace("`$", "`$.functions.softmax")) from None
    return first if logits is UNSET else tuple(logits)
