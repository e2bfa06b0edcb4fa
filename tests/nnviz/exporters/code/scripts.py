"""Projects of every kind for the scripts, and what a script of each has to print."""

from __future__ import annotations

import ast
import io
from collections.abc import Iterator, Mapping
from contextlib import redirect_stdout
from dataclasses import replace
from typing import Any

import numpy as np

from core.activations.base import Activation
from core.clipping.base import Clipping
from core.datasets.table import Table
from core.history import History
from core.initializers.base import Initializer
from core.losses.base import Loss
from core.network import Layer
from core.optimizers.base import Optimizer
from core.regularizers.base import Regularizer
from core.schedules.base import Schedule
from nnviz.project.model import NetworkSpec, Project, TrainingSpec, Vector

UPDATES = 10
Printed = dict[str, Any]

_SAMPLES = 5


def project(
    hidden: str | Mapping[str, Any] = "tanh",
    output: str | Mapping[str, Any] = "sigmoid",
    loss: str | Mapping[str, Any] = "mse",
    optimizer: str | Mapping[str, Any] = "sgd",
    seed: int = 0,
    **changes: Any,
) -> Project:
    """Return a 2-3-2 network on a few samples."""
    decoded = Loss.decode(_declared(loss))
    generator = np.random.default_rng(seed)
    targets = _targets(decoded, generator)
    layers = tuple(
        Layer(units, Activation.decode(_declared(key))) for units, key in ((3, hidden), (2, output))
    )
    network = NetworkSpec(2, layers, Initializer.decode({"key": "glorot_uniform"}), seed)
    theta = network.initial_theta() + 0.1 * generator.normal(size=network.network.parameter_count)
    made = Project(
        network=replace(network, theta=Vector(theta)),
        loss=decoded,
        optimizer=Optimizer.decode(_declared(optimizer)),
        data=Table(_rows(generator.normal(size=(_SAMPLES, 2))), _rows(targets)),
        training=TrainingSpec(batch_size=_SAMPLES),
    )
    return replace(made, **changes)


def _declared(value: str | Mapping[str, Any]) -> Mapping[str, Any]:
    return {"key": value} if isinstance(value, str) else value


def _rows(values: Any) -> tuple[tuple[float, ...], ...]:
    return tuple(map(tuple, np.asarray(values, dtype=float).tolist()))


def _targets(loss: Loss, generator: np.random.Generator) -> Any:
    for targets in (
        generator.normal(size=(_SAMPLES, 2)),
        generator.uniform(0, 1, (_SAMPLES, 2)).round(1),
        generator.choice([-1.0, 1.0], (_SAMPLES, 2)),
        np.eye(2)[generator.integers(2, size=_SAMPLES)],
    ):
        try:
            loss.check_target(targets)
        except ValueError:
            continue
        return targets
    raise AssertionError(loss.key)


def activations() -> Iterator[tuple[str, Project]]:
    """Yield a network with every activation in its hidden and in its output layer."""
    for key in Activation.members():
        yield f"{key} hidden", project(hidden=key)
        yield f"{key} output", project(output=key)
    yield "swish of beta 2", project(hidden={"key": "swish", "beta": 2.0})
    yield "two slopes", project({"key": "leaky_relu", "slope": 0.2}, {"key": "leaky_relu", "slope": 0.1})
    yield "at kinks", at_kinks(project(hidden="relu", output="leaky_relu"))
    yield "at kinks, hard sigmoid", at_kinks(project(hidden="hard_sigmoid", output="elu"))


def at_kinks(given: Project) -> Project:
    """Return a project in which every z is 0 at first."""
    return given.with_network(theta=Vector(np.zeros(given.network.network.parameter_count)))


_OUTPUTS = {"bce": "sigmoid", "cce": "softmax"}


def losses() -> Iterator[tuple[str, Project]]:
    """Yield every loss with every reduction, from logits and from probabilities with both edges."""
    for key, member in Loss.members().items():
        hypers = {hyper.name: hyper for hyper in member.hypers()}
        for reduction in hypers["reduction"].choices:
            of_logits = hypers.get("from_logits")
            for from_logits, edge in ((True, "pytorch"), (False, "pytorch"), (False, "keras")):
                if of_logits is None and (not from_logits or edge == "keras"):
                    continue
                more = {} if of_logits is None else {"from_logits": from_logits, "edge": edge}
                loss = {"key": key, "reduction": reduction, **more}
                name = " ".join([key, reduction, *map(str, more.values())])
                yield name, project(output=_OUTPUTS.get(key, "identity"), loss=loss)


_SWITCHES: Mapping[str, tuple[Mapping[str, Any], ...]] = {
    "sgd": (
        {"momentum": 0.9},
        {"momentum": 0.9, "nesterov": True},
        {"weight_decay": 0.1},
        {"momentum": 0.5, "weight_decay": 0.1},
        {"nesterov": True},
    ),
    "rmsprop": ({"momentum": 0.9}, {"centered": True}, {"momentum": 0.5, "centered": True}),
    "adam": ({"weight_decay": 0.1},),
    "amsgrad": ({"weight_decay": 0.1},),
    "adamw": ({"weight_decay": 0.0},),
    "lion": ({"weight_decay": 0.1},),
    "adagrad": ({"initial_accumulator": 0.3},),
    "nadam": ({"momentum_decay": 1.0},),
}


def optimizers() -> Iterator[tuple[str, Project]]:
    """Yield every optimizer in each framework's arithmetic, with each of its switches."""
    for key, member in Optimizer.members().items():
        framework = next(hyper for hyper in member.hypers() if hyper.name == "framework")
        for chosen in framework.choices:
            for switches in ({}, *_SWITCHES.get(key, ())):
                optimizer = {"key": key, "framework": chosen, "learning_rate": 0.05, **switches}
                yield f"{key} {chosen} {switches or ''}".strip(), project(optimizer=optimizer)


def extras() -> Iterator[tuple[str, Project]]:
    """Yield penalties, clipping, schedules, dropout, batches, a state, and much of it together."""
    for key in Regularizer.members():
        for framework in ("pytorch", "keras") if key in ("l2", "elastic") else ("",):
            chosen = {"key": key} | ({"framework": framework} if framework else {})
            yield f"penalty {key} {framework}".strip(), project(regularizer=Regularizer.decode(chosen))
    clippings = (
        {"key": "none"},
        {"key": "value", "largest": 0.01},
        {"key": "norm", "longest": 0.05},
        {"key": "norm", "longest": 1e3},
    )
    for clipping in clippings:
        yield f"clipping {clipping}", project(clipping=Clipping.decode(clipping), optimizer="adam")
    for key, member in Schedule.members().items():
        short = {hyper.name: 6 for hyper in member.hypers() if hyper.name in ("updates", "period")}
        schedule = Schedule.decode({"key": key, **short})
        yield f"schedule {key}", project(schedule=schedule, optimizer={"key": "adam", "learning_rate": 0.1})
    batches = TrainingSpec(batch_size=2)
    yield "batches", project(training=batches)
    yield "shuffled batches", project(training=replace(batches, shuffle=True, seed=3))
    yield "shuffled, all samples", project(training=TrainingSpec(batch_size=9, shuffle=True, seed=1))
    yield "dropout", dropping(project(training=replace(batches, seed=4)))
    yield "slopes", project(hidden="prelu", output="prelu", optimizer="adam")
    yield "everything", everything()
    yield "from a state", advanced(everything(), 7)
    yield "from a state, other count", advanced(project(optimizer="rmsprop", training=batches), 4, steps=2)


def dropping(given: Project) -> Project:
    """Return the project with dropout in its hidden layer."""
    first, last = given.network.layers
    return given.with_network(layers=(replace(first, dropout=0.4), last))


def everything() -> Project:
    """Return a project with all there is beside a network."""
    return dropping(
        project(
            hidden="prelu",
            output="softmax",
            loss={"key": "cce", "reduction": "sample_mean"},
            optimizer={"key": "adamw", "framework": "keras", "learning_rate": 0.05},
            regularizer=Regularizer.decode({"key": "elastic"}),
            clipping=Clipping.decode({"key": "norm", "longest": 0.3}),
            schedule=Schedule.decode({"key": "one_cycle", "updates": 20}),
            training=TrainingSpec(batch_size=2, shuffle=True, seed=5),
        )
    )


def advanced(given: Project, updates: int, steps: int | None = None) -> Project:
    """Return the project as it is after some updates; `steps` is how many the optimizer counts of them."""
    history = History(given.task, given.first_point())
    after = given.at_point(history.point(updates))
    if steps is None or after.state is None:
        return after
    return replace(after, state=replace(after.state, optimizer_steps=steps))


def kinds() -> dict[str, Project]:
    """Return all of them."""
    return {
        f"{family}: {name}": made
        for family, members in (
            ("activation", activations()),
            ("loss", losses()),
            ("optimizer", optimizers()),
            ("beside", extras()),
        )
        for name, made in members
    }


# What is printed


def run(script: str) -> Printed:
    """Run a script here and return what it prints."""
    out = io.StringIO()
    with redirect_stdout(out):
        exec(compile(script, "<script>", "exec"), {"__name__": "__main__"})
    return read(out.getvalue())


def read(text: str) -> Printed:
    """Return the numbers by their names; those after the last update have `_after` behind it."""
    printed: Printed = {}
    ending = ""
    for line in text.splitlines():
        if line.startswith("after update"):
            ending = "_after"
        elif " = " in line:
            name, value = line.split(" = ", 1)
            printed[name + ending] = np.array(ast.literal_eval(value), dtype=float)
    return printed


def expected(given: Project, intermediates: bool) -> Printed:
    """Return what a script of the project has to print."""
    history, network = History(given.task, given.first_point()), given.network.network
    first = history.first_update
    recording = history.update(first).recording
    wanted: Printed = {"loss": np.array(recording.loss)}
    last_point = history.point(first + UPDATES)
    after = last_point.theta
    for layer, (gradient, last) in enumerate(
        zip(network.split(recording.gradient), network.split(after), strict=True), 1
    ):
        for letter, kind in (("W", "weights"), ("b", "biases"), ("alpha", "slope")):
            if getattr(gradient, kind).size:
                wanted[f"d{letter}{layer}"] = getattr(gradient, kind)
                wanted[f"{letter}{layer}_after"] = getattr(last, kind)
        if intermediates:
            for slot, values in last_point.state.items():
                part = network.split(values)[layer - 1]
                wanted |= {f"{slot}_W{layer}_after": part.weights, f"{slot}_b{layer}_after": part.biases}
            wanted |= {f"{name}{layer}": getattr(recording, name)[layer] for name in ("z", "a", "delta")}
    return wanted


def assert_same(printed: Printed, wanted: Printed, rtol: float = 1e-12, atol: float = 1e-14) -> None:
    """Compare all that is wanted."""
    missing = set(wanted) - set(printed)
    assert not missing
    for name, array in wanted.items():
        np.testing.assert_allclose(printed[name], array, rtol=rtol, atol=atol, err_msg=name)
