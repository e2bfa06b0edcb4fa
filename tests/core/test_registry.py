from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import FrozenInstanceError, dataclass, fields
from typing import Any

import numpy as np
import pytest

from core.activations.base import Activation
from core.hyper import HyperError, hyper
from core.initializers.base import Initializer
from core.losses.base import Loss
from core.optimizers.base import Optimizer
from core.registry import Member
from tests.core.cases import make_network, make_task, trace_of

PACKAGES = (
    "activations",
    "clipping",
    "datasets",
    "initializers",
    "losses",
    "optimizers",
    "regularizers",
    "schedules",
    "stops",
    "surfaces",
)
for package in PACKAGES:
    importlib.import_module(f"core.{package}")
FAMILIES = Member.__subclasses__()
MEMBERS = [member for family in FAMILIES for member in family.members().values()]


@dataclass(frozen=True)
class Fruit(Member):
    """A family of its own, so that the real ones stay as they are."""

    family = "fruit"
    weight: float = hyper(1.0, low=0, high=5)


@dataclass(frozen=True)
class Apple(Fruit):
    """With a number."""

    key, label = "apple", "Apple"
    sort: str = hyper("boskop", choices=("boskop", "elstar"))


@dataclass(frozen=True)
class Berry(Fruit):
    """With frameworks."""

    key, label = "berry", "a berry"
    framework: str = hyper("pytorch", choices=("pytorch", "keras"))
    rate: float = hyper(0.5, by_framework={"keras": 0.25})


class Half(Fruit):
    """A class in between, without a key: no member."""


@pytest.fixture
def activations() -> Iterator[dict[str, type[Activation]]]:
    """The family, put back as it was: a class of a test must not reach the other tests."""
    known = dict(Activation._members)
    yield Activation._members
    Activation._members.clear()
    Activation._members.update(known)


def test_a_class_belongs_to_its_family_as_soon_as_it_is_written() -> None:
    assert Fruit.members() == {"berry": Berry, "apple": Apple}  # by label, "a berry" first
    assert Fruit.find("apple") is Apple
    assert all("apple" not in family.members() for family in FAMILIES if family is not Fruit)


def test_every_file_of_a_family_registers_a_class() -> None:
    for name in PACKAGES:
        folder = importlib.import_module(f"core.{name}").__path__
        family = next(family for family in FAMILIES if family.__module__ == f"core.{name}.base")
        files = {module.name for module in pkgutil.iter_modules(folder, f"core.{name}.")}
        used = {member.__module__ for member in family.members().values()}
        assert used <= files
        assert len(used) == len(family.members())  # one class, one file


_WITHOUT_FORMULA = {"place", "ready-made breakpoint"}  # a place has none, a ready-made one a condition


@pytest.mark.parametrize("member", MEMBERS, ids=lambda member: member.key)
def test_members_say_who_they_are(member: type[Member]) -> None:
    assert member.key == member.key.lower()
    assert member.label
    assert member.__doc__
    if member.__module__.startswith("core."):
        assert member.formula or member.family in _WITHOUT_FORMULA
        assert all(hyper.help for hyper in member.hypers())


@pytest.mark.parametrize("member", MEMBERS, ids=lambda member: member.key)
def test_encoding_and_decoding_are_inverse(member: type[Member]) -> None:
    made = member()
    assert type(made).decode(made.encode()) == made
    assert made.encode()["key"] == member.key


@pytest.mark.parametrize("member", MEMBERS, ids=lambda member: member.key)
def test_members_are_values(member: type[Member]) -> None:
    made = member()
    assert made == member()
    assert hash(made) == hash(member())
    for field in fields(made):  # type: ignore[arg-type]
        with pytest.raises(FrozenInstanceError):
            setattr(made, field.name, 0)


@pytest.mark.parametrize(
    ("values", "path", "reason"),
    [
        ({"key": "pear"}, "here.key", "unknown fruit 'pear'; known are apple, berry"),
        ({"key": ["apple"]}, "here.key", "unknown fruit ['apple']; known are apple, berry"),
        ({"key": None}, "here.key", "unknown fruit None; known are apple, berry"),
        ({}, "here", 'the entry "key" is missing'),
        ([], "here", "expected an object with a key, got []"),
        ("apple", "here", "expected an object with a key, got 'apple'"),
        ({"key": "apple", "weight": 7}, "here.weight", "7 is outside [0, 5]"),
        ({"key": "apple", "colour": 1}, "here.colour", "Apple has no such entry; known: weight, sort"),
        ({"key": "berry", "framework": "jax"}, "here.framework", "'jax' is not one of pytorch, keras"),
    ],
)
def test_what_is_wrong_is_refused_with_place_and_reason(values: Any, path: str, reason: str) -> None:
    with pytest.raises(HyperError) as caught:
        Fruit.decode(values, "here")
    assert (caught.value.path, caught.value.reason) == (path, reason)


def test_what_is_left_out_takes_its_default() -> None:
    assert Fruit.decode({"key": "apple", "sort": "elstar"}) == Apple(1.0, "elstar")
    assert Fruit.decode({"key": "berry"}).rate == 0.5  # type: ignore[attr-defined]


def test_the_framework_decides_what_is_left_out() -> None:
    assert Fruit.decode({"key": "berry", "framework": "keras"}) == Berry(1.0, "keras", 0.25)
    assert Fruit.decode({"key": "berry", "framework": "keras", "rate": 0.5}) == Berry(1.0, "keras", 0.5)


def test_a_new_activation_runs_traces_and_is_forgotten(activations: dict[str, type[Activation]]) -> None:
    @dataclass(frozen=True)
    class Cube(Activation):
        """Written here, and nowhere else."""

        key, label = "cube", "Cube"
        value_rule, derivative_rule = "{<(z)>}^3", r"3 \cdot {<(z)>}^2"

        def value(self, z: np.ndarray) -> np.ndarray:
            return z**3

        def derivative(self, z: np.ndarray, a: np.ndarray) -> np.ndarray:
            return 3 * z**2

    assert activations["cube"] is Cube
    assert "cube" in Activation.members()
    trace = trace_of(make_task(make_network(2, (2, "cube"), (1, "identity"))))
    recording = trace.update.recording
    assert (recording.a[1] == recording.z[1] ** 3).all()


def test_families_know_their_first_members() -> None:
    expected = {
        Activation: {"identity", "sigmoid", "tanh", "relu", "leaky_relu", "softmax"},
        Loss: {"mse", "bce", "cce"},
        Optimizer: {"sgd", "rmsprop", "adam"},
        Initializer: {
            "zeros",
            "uniform",
            "normal",
            "glorot_uniform",
            "glorot_normal",
            "he_uniform",
            "he_normal",
        },
    }
    for family, keys in expected.items():
        assert keys <= set(family.members())
