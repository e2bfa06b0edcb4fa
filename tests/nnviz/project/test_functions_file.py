"""What the workspace Functions shows, in a project file: written, read back, and refused."""

# ruff: noqa: E501 (one row of a table per line)

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.activations.base import Activation
from core.initializers.base import Initializer
from core.losses.base import Loss
from core.losses.bce import BinaryCrossEntropy
from core.registry import Member
from core.schedules.base import Schedule
from nnviz.project import file
from nnviz.project.check import check
from nnviz.project.errors import ProjectError
from nnviz.project.functions_spec import (
    CurvePoint,
    FunctionsSpec,
    Heat,
    LossPoint,
    ScheduleTime,
    StackShape,
    functions_of,
)
from tests.nnviz.sessions import sample

PROJECT = sample("mazur")


def several(family: type[Member]) -> st.SearchStrategy[Any]:
    kinds = [kind for kind in family.members().values() if getattr(kind, "elementwise", True)]
    return st.lists(st.sampled_from([kind() for kind in kinds]), max_size=4).map(tuple)


def one(family: type[Member]) -> st.SearchStrategy[Any]:
    return st.sampled_from([kind() for kind in family.members().values()])


specs = st.builds(
    FunctionsSpec,
    several(Activation),
    st.builds(CurvePoint, st.floats(-1000, 1000), st.floats(0.1, 1000)),
    st.builds(StackShape, st.integers(1, 128), st.integers(1, 30), st.integers(0, 2**63 - 1)),
    one(Initializer),
    several(Initializer),
    one(Activation),
    st.lists(st.floats(-1000, 1000), min_size=2, max_size=9).map(tuple),
    st.builds(Heat, st.floats(0.05, 20)),
    several(Loss),
    st.builds(LossPoint, st.floats(-10, 10), st.floats(-1000, 1000), st.floats(-1000, 1000)),
    several(Schedule),
    st.builds(ScheduleTime, st.floats(0, 10), st.integers(1, 10**9), st.integers(0, 10**9)),
)


@given(spec=specs)
def test_what_is_written_is_read_back_equal(spec: FunctionsSpec) -> None:
    project = replace(PROJECT, functions=spec)
    check(project)
    assert file.decode(file.encode(project)) == project


def test_a_project_that_shows_nothing_yet_has_no_entry() -> None:
    assert PROJECT.functions is None
    assert "functions" not in json.loads(file.encode(PROJECT))
    assert functions_of(PROJECT) == FunctionsSpec()


def with_functions(functions: Any) -> str:
    document = json.loads(file.encode(PROJECT))
    return json.dumps(document | {"functions": functions})


def test_what_is_left_out_is_as_at_first() -> None:
    assert file.decode(with_functions({})).functions == FunctionsSpec()
    bce = {"key": "bce", "edge": "keras"}
    some = {"losses": {"shown": [bce], "target": 0}, "softmax": {"logits": [1, 2]}}
    expected = FunctionsSpec(
        losses=(BinaryCrossEntropy(edge="keras"),), loss_point=LossPoint(target=0.0), logits=(1.0, 2.0)
    )
    assert file.decode(with_functions(some)).functions == expected


@pytest.mark.parametrize(
    ("functions", "message"),
    [
        ([], "functions: expected an object, got a list"),
        ({"colours": {}}, "functions.colours: unknown entry"),
        ({"activations": 1}, "functions.activations: expected an object, got a whole number"),
        ({"activations": {"zed": 1}}, "functions.activations.zed: Point has no such entry; known: z, reach"),
        ({"activations": {"z": "1"}}, "functions.activations.z: expected a number, got '1'"),
        ({"activations": {"z": 1001}}, "functions.activations.z: 1001 is outside [-1000, 1000]"),
        ({"activations": {"shown": {}}}, "functions.activations.shown: expected a list, got {}"),
        ({"activations": {"shown": [7]}}, "functions.activations.shown[0]: expected an object with a key, got 7"),
        ({"activations": {"shown": [{"key": "relu"}, {"key": "rely"}]}}, "functions.activations.shown[1].key: unknown activation 'rely'"),
        ({"activations": {"shown": [{"key": "softmax"}]}}, "functions.activations.shown[0]: Softmax has no curve: "),
        ({"activations": {"shown": [{"key": "relu"}] * 19}}, "functions.activations: at most 18 can be shown, got 19"),
        ({"layers": {"width": 129}}, "functions.layers.width: 129 is outside [1, 128]"),
        ({"layers": {"depth": 2.5}}, "functions.layers.depth: expected a whole number, got 2.5"),
        ({"layers": {"initializer": {"key": "uniform", "low": 1}}}, "functions.layers.initializer.high: 0.5 is below low"),
        ({"layers": {"initializers": [{"key": "he"}]}}, "functions.layers.initializers[0].key: unknown initializer 'he'"),
        ({"layers": {"activation": None}}, "functions.layers.activation: expected an object with a key, got None"),
        ({"softmax": {"logits": [1]}}, "functions.softmax.logits: expected 2 to 9 numbers, got 1"),
        ({"softmax": {"logits": [1, 1001]}}, "functions.softmax.logits[1]: expected a number from -1000 to 1000"),
        ({"softmax": {"logits": [1, "2"]}}, "functions.softmax.logits[1]: expected a number, got text"),
        ({"softmax": {"logits": 3}}, "functions.softmax.logits: expected a list, got a whole number"),
        ({"softmax": {"temperature": 0}}, "functions.softmax.temperature: 0 is outside [0.05, 20]"),
        ({"losses": {"shown": [{"key": "bce", "edge": "text"}]}}, "functions.losses.shown[0].edge: 'text' is not one of "),
        ({"losses": {"target": 11}}, "functions.losses.target: 11 is outside [-10, 10]"),
        ({"schedules": {"updates": 0}}, "functions.schedules.updates: 0 is outside [1, 1e+09]"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_place(functions: Any, message: str) -> None:
    with pytest.raises(ProjectError) as caught:
        file.decode(with_functions(functions))
    assert str(caught.value).startswith(message)
