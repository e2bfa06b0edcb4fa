"""Programs for PyTorch, JAX and Keras: run where these are installed, looked at everywhere."""

from __future__ import annotations

import ast
import importlib.util
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from core.activations.base import Activation
from core.optimizers.base import Optimizer
from nnviz.exporters.code.jax_script import jax_script
from nnviz.exporters.code.keras_script import keras_script
from nnviz.exporters.code.natives import (
    JAX_ACTIVATIONS,
    KERAS_ACTIVATIONS,
    KERAS_OPTIMIZERS,
    PYTORCH_ACTIVATIONS,
    PYTORCH_OPTIMIZERS,
)
from nnviz.exporters.code.pytorch_script import pytorch_script
from nnviz.exporters.code.recipe import Recipe
from tests.nnviz.exporters.code import scripts

WRITERS: Mapping[str, Callable[[Recipe], str]] = {
    "torch": pytorch_script,
    "jax": jax_script,
    "keras": keras_script,
}
# Keras computes tanh, log and others in float32, whatever its floatx is.
TOLERANCES = {"torch": (1e-12, 1e-14), "jax": (1e-12, 1e-14), "keras": (1e-4, 1e-6)}
MARK = "##### "

# Runs every script of a folder in one process: importing a framework takes seconds.
RUNNER = f"""
import pathlib, sys
for path in sorted(pathlib.Path(sys.argv[1]).glob("*.py")):
    print({MARK!r} + path.stem)
    exec(compile(path.read_text(), str(path), "exec"), {{"__name__": "__main__"}})
"""


def is_installed(framework: str) -> bool:
    if framework == "keras" and not any(map(importlib.util.find_spec, ("torch", "jax", "tensorflow"))):
        return False
    return importlib.util.find_spec(framework) is not None


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("framework", WRITERS)
def test_every_number_is_ours(framework: str, tmp_path: Path) -> None:
    if not is_installed(framework):
        pytest.skip(f"{framework} is not installed")
    kinds = list(scripts.kinds().items())
    for place, (name, project) in enumerate(kinds):
        script = WRITERS[framework](Recipe(project, name.replace("'", "")))
        (tmp_path / f"{place:03}.py").write_text(script, encoding="utf-8")
    backend = "torch" if is_installed("torch") else "jax"
    done = subprocess.run(
        [sys.executable, "-c", RUNNER, str(tmp_path)],
        env={"KERAS_BACKEND": backend, **os.environ, "JAX_PLATFORMS": "cpu"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    rtol, atol = TOLERANCES[framework]
    for text in done.stdout.split(MARK)[1:]:
        name, project = kinds[int(text[:3])]
        printed, wanted = scripts.read(text), scripts.expected(project, intermediates=False)
        try:
            scripts.assert_same(printed, wanted, rtol, atol)
        except AssertionError as error:
            raise AssertionError(f"{name}: {error}") from error


@pytest.mark.parametrize("framework", WRITERS)
def test_each_is_python_that_needs_the_framework_and_not_us(framework: str) -> None:
    allowed = {"torch": {"torch", "nn"}, "jax": {"jax"}, "keras": {"keras", "os", "ops"}}[framework]
    for name, project in scripts.extras():
        tree = ast.parse(WRITERS[framework](Recipe(project, "example")))
        imported = {
            alias.name.split(".")[0]
            for node in ast.walk(tree)
            if isinstance(node, (ast.Import, ast.ImportFrom))
            for alias in node.names
        }
        assert imported <= allowed | {"math", "numpy"}, name


@pytest.mark.parametrize(
    ("framework", "project", "said"),
    [
        ("torch", scripts.project(hidden="step"), "class Step(torch.autograd.Function):"),
        ("torch", scripts.project(optimizer="lion"), "PyTorch's own does not compute this"),
        ("torch", scripts.project(optimizer={"key": "adam", "framework": "keras"}), "def step(self):"),
        ("torch", scripts.project(optimizer="adam"), "optim.Adam(network.parameters(), lr=learning_rate"),
        ("torch", scripts.advanced(scripts.project(optimizer="adam"), 3), "from the middle of a training"),
        ("jax", scripts.project(optimizer="adam"), "JAX itself has no optimizers: written out"),
        ("jax", scripts.project(hidden="leaky_relu"), "@jax.custom_vjp"),
        ("keras", scripts.project(optimizer="radam"), "Keras' own does not compute this"),
        ("keras", scripts.project(hidden="hard_sigmoid"), "@ops.custom_gradient"),
        ("keras", scripts.dropping(scripts.project()), "Dropout's masks are inputs"),
    ],
)  # fmt: skip
def test_what_a_framework_lacks_is_written_out_with_a_comment(framework: str, project, said: str) -> None:
    script = WRITERS[framework](Recipe(project, "example"))
    assert said in script.replace("\n# ", " ")


def test_what_is_called_native_is_a_member_of_ours() -> None:
    for table in (PYTORCH_ACTIVATIONS, JAX_ACTIVATIONS, KERAS_ACTIVATIONS):
        assert set(table) <= set(Activation.members())
    assert set(PYTORCH_OPTIMIZERS) | set(KERAS_OPTIMIZERS) <= set(Optimizer.members())
