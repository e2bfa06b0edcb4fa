"""Every kind of file that the network can leave as, besides a picture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from core.arrays import Array
from core.network import Network
from core.trace import Trace
from core.training import run_update
from nnviz.exporters import weights
from nnviz.exporters.code.expression import UnwritableError
from nnviz.exporters.code.jax_script import jax_script
from nnviz.exporters.code.keras_script import keras_script
from nnviz.exporters.code.notebook import notebook
from nnviz.exporters.code.numpy_script import numpy_script
from nnviz.exporters.code.pytorch_script import pytorch_script
from nnviz.exporters.code.recipe import Recipe, TooLargeError
from nnviz.exporters.latex.derivation import derivation
from nnviz.exporters.onnx import onnx
from nnviz.project.model import Project

__all__ = ["FORMATS", "Format", "TooLargeError", "UnwritableError", "export"]

MOST_STEPS = 20_000  # of a derivation for people


@dataclass(frozen=True)
class Format:
    """A kind of file.

    Attributes
    ----------
    label, help : str
    suffix : str
        With its dot.
    write : callable
        Returns the content from a project and its name.
    kind : str
        ``code``: a program that trains; ``data``: the parameters; ``paper``: an update, derived.
    """

    label: str
    help: str
    suffix: str
    write: Callable[[Project, str], bytes]
    kind: Literal["code", "data", "paper"]

    @property
    def is_text(self) -> bool:
        """Whether people can read it."""
        return self.kind != "data" or self.suffix == ".csv"


def _code(write: Callable[[Recipe], str]) -> Callable[[Project, str], bytes]:
    return lambda project, title: write(Recipe(project, title)).encode()


def _parameters(write: Callable[[Network, Array], bytes]) -> Callable[[Project, str], bytes]:
    def written(project: Project, _title: str) -> bytes:
        return write(project.network.network, project.first_point().theta)

    return written


def _onnx(project: Project, title: str) -> bytes:
    return onnx(project.network.network, project.first_point().theta, title)


def _derived(grain: str) -> Callable[[Project, str], bytes]:
    def written(project: Project, _title: str) -> bytes:
        trace = Trace(project.task, run_update(project.task, project.first_point()))
        if grain != "layer" and len(trace) > MOST_STEPS:
            raise TooLargeError(
                f"the update has {len(trace)} steps; at most {MOST_STEPS} are sensible on paper: "
                "take matrices"
            )
        return "".join(derivation(trace, grain=grain)).encode()

    return written


FORMATS = {
    "numpy": Format("NumPy", "Plain NumPy, every step written out", ".py", _code(numpy_script), "code"),
    "pytorch": Format("PyTorch", "Modules, autograd, torch.optim", ".py", _code(pytorch_script), "code"),
    "keras": Format("Keras", "Keras 3, with any backend", ".py", _code(keras_script), "code"),
    "jax": Format("JAX", "Pure functions and value_and_grad", ".py", _code(jax_script), "code"),
    "notebook": Format("Notebook", "The NumPy program in cells", ".ipynb", _code(notebook), "code"),
    "onnx": Format("ONNX", "The network as it is used, for onnxruntime and Netron", ".onnx", _onnx, "data"),
    "safetensors": Format(
        "safetensors", "A state dict for PyTorch's Sequential", ".safetensors",
        _parameters(weights.safetensors), "data",
    ),
    "npz": Format("npz", "NumPy's archive: W1, b1, W2, ...", ".npz", _parameters(weights.npz), "data"),
    "csv": Format("CSV", "Each array under its name, as text", ".csv", _parameters(weights.csv), "data"),
    "latex": Format("LaTeX", "The update, derived unit by unit", ".tex", _derived("node"), "paper"),
    "latex_matrices": Format(
        "LaTeX matrices", "The update, derived layer by layer", ".tex", _derived("layer"), "paper"
    ),
}  # fmt: skip


def export(project: Project, key: str, title: str) -> bytes:
    """Return the content of a file; text is UTF-8.

    Parameters
    ----------
    project : Project
        Its parameters are those where its training begins.
    key : str
        One of `FORMATS`.
    title : str
        What the network is called in it.

    Raises
    ------
    TooLargeError
        If a program would hold too many numbers.
    UnwritableError
        If a formula of the network cannot be written there.
    """
    return FORMATS[key].write(project, title)
