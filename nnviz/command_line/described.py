"""A surface or a runner as one argument: ``KEY[:name=value,...]``."""

from __future__ import annotations

import argparse
from typing import Any

from core.hyper import HyperError
from core.optimizers.base import Optimizer
from core.rival import Rival
from core.schedules.base import Schedule
from core.schedules.constant import Constant
from nnviz.project.race_spec import Runner

RUNNER_HELP = (
    f"as adam:learning_rate=0.1; {', '.join(sorted(Optimizer.members()))}; also name=WORDS, "
    f"and schedule=KEY with schedule.NAME=VALUE: {', '.join(sorted(Schedule.members()))}"
)
_NAME, _SCHEDULE = "name", "schedule"
_LONGEST_NAME = 60


def described(text: str) -> dict[str, Any]:
    """Return the key and the hyperparameters of ``KEY[:name=value,...]``; for argparse."""
    key, _, rest = text.partition(":")
    values: dict[str, Any] = {"key": key}
    for part in filter(None, rest.split(",")):
        name, equals, value = part.partition("=")
        if not equals or name in values:
            raise argparse.ArgumentTypeError(f"expected name=value once each, got {part!r} in {text!r}")
        values[name] = value if name == _NAME else _value(value)
    return values


def runner(text: str) -> Runner:
    """Return the runner that ``KEY[:name=value,...]`` describes; for argparse.

    ``schedule=KEY`` gives it a schedule, ``schedule.NAME=VALUE`` the schedule's hyperparameters.
    """
    values = described(text)
    path, name = values["key"] or "optimizer", values.pop(_NAME, "")
    if len(name) > _LONGEST_NAME:
        raise argparse.ArgumentTypeError(
            f"{path}.name: expected at most {_LONGEST_NAME} letters, got {len(name)}"
        )
    try:
        schedule = _schedule(values, f"{path}.{_SCHEDULE}")
        return Runner(Rival(Optimizer.decode(values, path), schedule), name)
    except HyperError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _schedule(values: dict[str, Any], path: str) -> Schedule:
    """Take what belongs to the schedule out of the values, and return it."""
    first = f"{_SCHEDULE}."
    own = {name.removeprefix(first): values.pop(name) for name in list(values) if name.startswith(first)}
    if _SCHEDULE in values:
        return Schedule.decode({"key": values.pop(_SCHEDULE), **own}, path)
    if own:
        raise HyperError(path, f"expected schedule=KEY beside schedule.{next(iter(own))}")
    return Constant()


def _value(text: str) -> Any:
    """Return a truth value or a number; any other word stands for itself."""
    if text in ("true", "false"):
        return text == "true"
    try:
        return float(text)
    except ValueError:
        return text
