"""Programs in plain NumPy, run: what they print is what the program computes."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
import pytest

from core.activations.base import Activation
from core.arrays import Array
from core.checking.planting import Planting
from core.datasets.table import Table
from core.mistakes.base import Mistake
from core.schedules.base import Schedule
from nnviz.exporters.code.expression import UnwritableError
from nnviz.exporters.code.notebook import notebook
from nnviz.exporters.code.numpy_script import numpy_script
from nnviz.exporters.code.recipe import MOST_NUMBERS, Recipe, TooLargeError
from nnviz.project.model import Project
from tests.nnviz.exporters.code import scripts


def script_of(project: Project) -> str:
    return numpy_script(Recipe(project, "example"))


@pytest.mark.parametrize("kind", ["activations", "losses", "optimizers", "extras"])
def test_every_number_is_ours(kind: str) -> None:
    made: Callable[[], Iterator[tuple[str, Project]]] = getattr(scripts, kind)
    for name, project in made():
        printed = scripts.run(script_of(project))
        try:
            scripts.assert_same(printed, scripts.expected(project, intermediates=True))
        except AssertionError as error:
            raise AssertionError(f"{name}: {error}") from error


def test_it_needs_numpy_alone() -> None:
    for _, project in scripts.extras():
        tree = ast.parse(script_of(project))
        imported = {
            alias.name
            for node in ast.walk(tree)
            if isinstance(node, (ast.Import, ast.ImportFrom))
            for alias in node.names
        }
        assert imported <= {"math", "numpy"}


def test_intermediates_have_the_names_of_the_screen() -> None:
    printed = scripts.run(script_of(scripts.everything()))
    assert {"z1", "a1", "dropped1", "z2", "a2", "data_loss", "penalty", "loss"} <= set(printed)
    assert {"delta2", "dW2", "db2", "ddropped1", "da1", "delta1", "dW1", "db1", "dalpha1"} <= set(printed)


def test_hyperparameters_that_play_no_part_are_left_out() -> None:
    plain = script_of(scripts.project())
    assert "momentum" not in plain.replace("momentum, which", "")
    moving = script_of(scripts.project(optimizer={"key": "sgd", "momentum": 0.9}))
    assert re.search(r"^momentum = 0.9", moving, re.MULTILINE)


def test_a_planted_mistake_is_named_and_not_made() -> None:
    mistake = Mistake.find("update_sign")()
    planted = scripts.project(planted=Planting((mistake,)))
    script = script_of(planted)
    assert "has a mistake planted" in script
    right = scripts.expected(replace(planted, planted=None), intermediates=False)
    scripts.assert_same(scripts.run(script), right)


def test_more_numbers_than_people_read_are_refused() -> None:
    rows = MOST_NUMBERS // 4
    project = scripts.project(data=Table(((0.5, 0.5),) * rows, ((0.0, 1.0),) * rows))
    with pytest.raises(TooLargeError, match="at most 20000"):
        script_of(project)


# Members that nobody here knows


@pytest.fixture
def family(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let members that a test defines go away with it."""
    for base in (Activation, Schedule):
        monkeypatch.setattr(base, "_members", dict(base._members))


@pytest.mark.usefixtures("family")
def test_an_activation_whose_name_is_taken_gets_another() -> None:
    @dataclass(frozen=True)
    class Print(Activation):
        key, label, formula = "print", "Print", "f(z) = z^3"

        def value(self, z: Array) -> Array:
            return z**3

        def derivative(self, z: Array, a: Array) -> Array:
            return 3 * z**2

    project = scripts.project(hidden="print")
    script = script_of(project)
    assert "def print2(z):" in script
    scripts.assert_same(scripts.run(script), scripts.expected(project, intermediates=True))


@pytest.mark.usefixtures("family")
def test_a_formula_that_branches_on_numbers_is_refused_in_a_line() -> None:
    @dataclass(frozen=True)
    class Branching(Activation):
        key, label, formula = "branching", "Branching", "f(z)"

        def value(self, z: Array) -> Array:
            return z if z.max() > 0 else -z

    with pytest.raises(
        UnwritableError, match=r"^Branching cannot be written as code: it uses \.max of an array$"
    ):
        script_of(scripts.project(hidden="branching"))


@pytest.mark.usefixtures("family")
def test_a_schedule_without_a_source_is_a_list_of_its_factors() -> None:
    names: dict[str, type[Schedule]] = {}
    exec(
        "@dataclass(frozen=True)\nclass Wave(Schedule):\n    key, label = 'wave', 'Wave'\n"
        "    def factor(self, update):\n        return 1 / (1 + update)\n",
        {"dataclass": dataclass, "Schedule": Schedule, "__name__": __name__},
        names,
    )
    project = scripts.project(schedule=names["Wave"](), optimizer={"key": "adam", "learning_rate": 0.1})
    script = script_of(project)
    assert "its factors from update 0 on" in script
    scripts.assert_same(scripts.run(script), scripts.expected(project, intermediates=True))


# The notebook


def test_the_cells_of_a_notebook_run_one_after_the_other() -> None:
    for project in (scripts.project(hidden="gelu"), scripts.everything()):
        document = json.loads(notebook(Recipe(project, "example")))
        kinds = [cell["cell_type"] for cell in document["cells"]]
        assert (document["nbformat"], document["nbformat_minor"]) == (4, 5)
        assert kinds == ["markdown"] + ["markdown", "code"] * (len(kinds) // 2)
        assert len({cell["id"] for cell in document["cells"]}) == len(kinds)
        code = ["".join(cell["source"]) for cell in document["cells"] if cell["cell_type"] == "code"]
        printed = scripts.run("\n".join(code))
        scripts.assert_same(printed, scripts.expected(project, intermediates=True))


def test_a_notebook_is_valid() -> None:
    nbformat = pytest.importorskip("nbformat")
    document = nbformat.reads(notebook(Recipe(scripts.everything(), "example")), as_version=4)
    nbformat.validate(document)


def test_arrays_keep_every_digit() -> None:
    project = scripts.project(seed=3)
    printed = scripts.run(script_of(project))
    recording = scripts.expected(project, intermediates=True)
    np.testing.assert_array_equal(printed["z1"], recording["z1"])
