"""Projects go to a file and come back as they were."""

from __future__ import annotations

import dataclasses
import errno
import json
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.activations.base import Activation
from core.arrays import Array
from core.clipping.base import Clipping
from core.datasets.base import Dataset
from core.datasets.split import Split
from core.features import FEATURES
from core.history import History
from core.hyper import hyper
from core.initializers.base import Initializer
from core.network import Layer
from core.optimizers.base import Optimizer
from core.registry import Member
from core.regularizers.base import Regularizer
from core.rival import Noise, Rival
from core.schedules.base import Schedule
from core.stops.base import Stop
from core.surfaces.expression import TypedSurface
from core.surfaces.quadratic_bowl import QuadraticBowl
from core.surfaces.rosenbrock import Rosenbrock
from nnviz.project import edits, file
from nnviz.project.file import ProjectError
from nnviz.project.model import NetworkSpec, Project, TrainingSpec, Vector
from nnviz.project.race_spec import LookSpec, PlaneSpec, RaceSpec, Runner
from nnviz.resources import resource

SAMPLES = sorted(resource("samples").glob("*.nnviz"))
MAZUR = resource("samples", "mazur.nnviz")
XOR = resource("samples", "xor-2-4-1.nnviz")
EVERYTHING = Path(__file__).parent / "samples" / "everything.nnviz"


@pytest.fixture
def mazur() -> Project:
    return file.load(MAZUR)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_the_samples_are_as_this_version_writes_them(path: Path) -> None:
    assert file.encode(file.load(path)) == path.read_text(encoding="utf-8")


numbers = st.floats(allow_nan=False, allow_infinity=False, width=64)
seeds = st.integers(0, 2**63 - 1)


@st.composite
def networks(draw: st.DrawFn) -> NetworkSpec:
    """Networks that fit Mazur's table: two inputs, two outputs."""
    names = [name for name in Activation.members() if name != "softmax"]
    sizes = [*draw(st.lists(st.integers(1, 3), max_size=2)), 2]
    dropouts = [*(draw(st.floats(0, 1, exclude_max=True)) for _ in sizes[1:]), 0.0]
    layers = tuple(
        Layer(units, Activation.decode({"key": draw(st.sampled_from(names))}), dropout)
        for units, dropout in zip(sizes, dropouts, strict=True)
    )
    initializer = Initializer.decode({"key": draw(st.sampled_from(list(Initializer.members())))})
    spec = NetworkSpec(2, layers, initializer, draw(seeds))
    if draw(st.booleans()):
        return spec
    count = spec.network.parameter_count
    theta = draw(st.lists(numbers, min_size=count, max_size=count))
    return dataclasses.replace(spec, theta=Vector(theta))


optimizers = st.builds(
    lambda key, framework: Optimizer.decode({"key": key, "framework": framework}),
    st.sampled_from(list(Optimizer.members())),
    st.sampled_from(["pytorch", "keras"]),
)


def members_of(family: type[Member]) -> st.SearchStrategy[Any]:
    return st.sampled_from([member() for member in family.members().values()])


# Mazur's table has one sample, of which none can be kept for testing.
stops = members_of(Stop).filter(lambda stop: not stop.of_test)
places_in_style = st.none() | st.integers(0, 8)
runners = st.builds(
    Runner,
    st.builds(Rival, optimizers, members_of(Schedule)),
    st.text(),
    st.builds(LookSpec, places_in_style, places_in_style, places_in_style),
    st.booleans(),
)
races = st.builds(
    RaceSpec,
    surface=st.sampled_from([None, Rosenbrock(), QuadraticBowl(condition=7.0), TypedSurface("x^2 + y^4")]),
    runners=st.lists(runners, max_size=3).map(tuple),
    starts=st.lists(st.tuples(numbers, numbers), max_size=3).map(tuple),
    steps=st.integers(1, 1000),
    noise=st.builds(Noise, st.floats(0, 1e6), seeds),
    batch_size=st.integers(0, 100),
    plane=st.builds(
        PlaneSpec, st.sampled_from(["parameters", "random", "path"]), st.sampled_from([(0, 1), (3, 1)]), seeds
    ),
)


@given(
    network=networks(),
    optimizer=optimizers,
    training=st.builds(TrainingSpec, st.integers(1, 10**6), st.booleans(), seeds, stops),
    race=st.none() | races,
    notes=st.text(),
    extras=st.fixed_dictionaries(
        {
            "regularizer": members_of(Regularizer),
            "schedule": members_of(Schedule),
            "clipping": members_of(Clipping),
            "split": st.builds(Split, st.floats(0, 0.9), st.integers(0, 2**32 - 1)),
        }
    ),
)
def test_what_is_written_is_read_back_equal(
    network: NetworkSpec,
    optimizer: Optimizer,
    training: TrainingSpec,
    race: RaceSpec | None,
    notes: str,
    extras: dict[str, Any],
) -> None:
    project = dataclasses.replace(
        file.load(MAZUR),
        network=network,
        optimizer=optimizer,
        training=training,
        race=race,
        notes=notes,
        **extras,
    )
    text = file.encode(project)
    assert file.decode(text.encode("utf-8")) == project


@given(
    features=st.lists(st.sampled_from(list(FEATURES)), unique=True, min_size=1).map(tuple),
    share=st.floats(0, 0.9),
    seed=st.integers(0, 2**32 - 1),
)
def test_features_and_test_samples_are_read_back_equal(
    features: tuple[str, ...], share: float, seed: int
) -> None:
    project = edits.set_split(file.load(XOR), Split(share, seed)).project
    project = edits.set_features(project, features)
    assert file.decode(file.encode(project)) == project


def test_a_state_with_learned_slopes_is_read_back_to_the_bit() -> None:
    prelu = Activation.decode({"key": "prelu", "slope": 0.125})
    project = edits.set_activation(file.load(XOR), 1, prelu).project
    project = edits.set_optimizer(project, Optimizer.decode({"key": "adam"}))
    trained = project.at_point(History(project.task, project.first_point()).point(7))
    read = file.decode(file.encode(trained))
    assert read == trained
    assert read.first_point().state["m"].tobytes() == trained.first_point().state["m"].tobytes()
    slopes = [part["slope"] for part in json.loads(file.encode(trained))["state"]["parameters"][:1]]
    assert slopes == [trained.first_point().theta[trained.network.network.index(1, None)]]
    assert slopes != [0.125]


def test_a_slope_that_is_left_out_is_the_declared_one() -> None:
    document = json.loads(file.encode(with_prelu_and_parameters()))
    assert document["network"]["parameters"][0]["slope"] == 0.125
    del document["network"]["parameters"][0]["slope"]
    assert file.decode(json.dumps(document)) == with_prelu_and_parameters()
    document["network"]["parameters"][0]["slope"] = -2
    network = file.decode(json.dumps(document)).network
    assert network.initial_theta()[network.network.index(1, None)] == -2


def with_prelu_and_parameters() -> Project:
    prelu = Activation.decode({"key": "prelu", "slope": 0.125})
    project = edits.set_activation(file.load(MAZUR), 1, prelu).project
    assert project.network.theta is not None
    return project


def test_what_older_programs_do_not_know_is_written_only_where_it_is_used(mazur: Project) -> None:
    text = file.encode(mazur)
    for entry in ("dropout", "slope", "regularizer", "schedule", "clipping", "split", "features", "stop"):
        assert f'"{entry}"' not in text
    everything = json.loads(file.encode(file.load(EVERYTHING)))
    assert everything["version"] == 1
    assert [layer.get("dropout") for layer in everything["network"]["layers"]] == [0.1, 0.2, None]
    assert everything["network"]["regularizer"] == {"key": "l2", "framework": "pytorch", "lambda2": 0.001}
    assert everything["optimizer"]["schedule"]["key"] == "cosine"
    assert everything["optimizer"]["clipping"] == {"key": "norm", "longest": 1.0}
    assert everything["data"]["split"] == {"test_share": 0.3, "seed": 1}
    assert everything["data"]["features"] == ["x1", "x2", "sin_x1", "sin_x2"]
    assert everything["training"]["stop"]["key"] == "early_stopping"


def test_no_member_has_an_entry_of_these_names() -> None:
    """They stand beside the hyperparameters of an optimizer or of data, and would hide them."""
    for family, names in ((Optimizer, {"schedule", "clipping"}), (Dataset, {"split", "features"})):
        for member in family.members().values():
            assert not names & {hyper.name for hyper in member.hypers()}


def test_parameters_are_written_from_input_to_unit(mazur: Project) -> None:
    first = json.loads(file.encode(mazur))["network"]["parameters"][0]
    assert first == {"weights": [[0.15, 0.25], [0.2, 0.3]], "biases": [0.35, 0.35]}
    assert mazur.network.initial_theta()[:6].tolist() == [0.15, 0.25, 0.2, 0.3, 0.35, 0.35]


def test_every_hyperparameter_is_written_and_only_the_key_is_needed(mazur: Project) -> None:
    document = json.loads(file.encode(mazur))
    document["optimizer"] = {"key": "adam", "framework": "keras"}
    read = file.decode(json.dumps(document))
    written = json.loads(file.encode(read))["optimizer"]
    assert set(written) == {"key", *(hyper.name for hyper in read.optimizer.hypers())}
    assert written["epsilon"] == 1e-7


def test_what_may_be_left_out() -> None:
    text = """{"format": "nnviz", "version": 1,
      "network": {"inputs": 2, "layers": [{"units": 1, "activation": {"key": "sigmoid"}}]},
      "loss": {"key": "mse"}, "optimizer": {"key": "sgd"}, "data": {"key": "xor"}}"""
    project = file.decode(text)
    assert project.training == TrainingSpec()
    assert project.network.initializer.key == "glorot_uniform"


def test_rows_of_numbers_stand_on_a_line_each(mazur: Project) -> None:
    wide = dataclasses.replace(
        mazur, network=dataclasses.replace(mazur.network, theta=Vector(np.pi * np.ones(12)))
    )
    lines = file.encode(wide).splitlines()
    assert sum("[3.141592653589793, 3.141592653589793]" in line for line in lines) >= 4
    assert max(map(len, lines)) < 160


def test_a_class_written_in_a_test_has_its_place_in_the_file(mazur: Project, clean_family: None) -> None:
    @dataclass(frozen=True)
    class Cubed(Activation):
        key, label, formula = "cubed", "Cubed", "s z^3"
        strength: float = hyper(1.0, "s", low=0, high=5, help="factor")

        def value(self, z: Array) -> Array:
            return self.strength * z**3

        def derivative(self, z: Array, a: Array) -> Array:
            return 3 * self.strength * z**2

    document = json.loads(file.encode(mazur))
    document["network"]["layers"][0]["activation"] = {"key": "cubed", "strength": 2}
    project = file.decode(json.dumps(document))
    assert project.network.layers[0].activation == Cubed(2.0)
    assert file.decode(file.encode(project)) == project
    document["network"]["layers"][0]["activation"]["strength"] = 6
    with pytest.raises(
        ProjectError, match=r"^network\.layers\[0\]\.activation\.strength: 6 is outside \[0, 5\]$"
    ):
        file.decode(json.dumps(document))


@pytest.mark.parametrize(
    ("family", "place"),
    [
        (Regularizer, ("network", "regularizer")),
        (Schedule, ("optimizer", "schedule")),
        (Clipping, ("optimizer", "clipping")),
        (Stop, ("training", "stop")),
    ],
    ids=lambda value: getattr(value, "family", None),
)
def test_every_family_beside_has_its_place(
    family: type[Member], place: tuple[str, str], mazur: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(family, "_members", dict(family._members))

    @dataclass(frozen=True)
    class Written(family):  # type: ignore[misc, valid-type]
        key, label = "written", "Written"
        size: float = hyper(1.0, "s", low=0, high=5, help="a number")

    outer, inner = place
    document = json.loads(file.encode(mazur))
    document[outer][inner] = {"key": "written", "size": 2}
    project = file.decode(json.dumps(document))
    value = project.training.stop if family is Stop else getattr(project, inner)
    assert value == Written(2.0)
    assert file.decode(file.encode(project)) == project
    document[outer][inner]["size"] = 6
    with pytest.raises(ProjectError, match=rf"^{outer}\.{inner}\.size: 6 is outside \[0, 5\]$"):
        file.decode(json.dumps(document))


@pytest.fixture
def clean_family() -> Iterator[None]:
    """Forget the activations that a test defines."""
    before = dict(Activation._members)
    yield
    Activation._members.clear()
    Activation._members.update(before)


def test_saving_replaces_the_file_and_keeps_its_permissions(mazur: Project, tmp_path: Path) -> None:
    path = tmp_path / "a.nnviz"
    path.write_text("old")
    path.chmod(0o640)
    file.save(mazur, path)
    assert file.load(path) == mazur
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert os.listdir(tmp_path) == ["a.nnviz"]


def test_saving_through_a_link_keeps_the_link(mazur: Project, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    link = tmp_path / "link.nnviz"
    link.symlink_to(tmp_path / "real" / "a.nnviz")
    file.save(mazur, link)
    assert link.is_symlink()
    assert file.load(tmp_path / "real" / "a.nnviz") == mazur


def test_a_full_disk_leaves_the_old_file_and_nothing_else(
    mazur: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.nnviz"
    path.write_text("the last good one")

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ProjectError, match="cannot be written: No space left on device"):
        file.save(mazur, path)
    assert path.read_text() == "the last good one"
    assert os.listdir(tmp_path) == ["a.nnviz"]


def test_saving_into_a_folder_that_is_not_there(mazur: Project, tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="cannot be written: No such file or directory"):
        file.save(mazur, tmp_path / "no" / "a.nnviz")


def test_a_number_that_is_none_is_not_written(mazur: Project, tmp_path: Path) -> None:
    bad = dataclasses.replace(mazur, network=dataclasses.replace(mazur.network, theta=Vector([np.nan] * 12)))
    with pytest.raises(ProjectError, match="cannot be written"):
        file.save(bad, tmp_path / "a.nnviz")
    assert not os.listdir(tmp_path)
