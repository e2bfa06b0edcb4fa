"""Every kind of file that the network can leave as, besides a picture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core.arrays import Array
from core.network import Network
from nnviz.exporters import weights
from nnviz.exporters.code.expression import UnwritableError
from nnviz.exporters.code.jax_script import jax_script
from nnviz.exporters.code.keras_script import keras_script
from nnviz.exporters.code.notebook import notebook
from nnviz.exporters.code.numpy_script import numpy_script
from nnviz.exporters.code.pytorch_script import pytorch_script
from nnviz.exporters.code.recipe import Recipe, TooLargeError
from nnviz.exporters.onnx import onnx
from nnviz.project.model import Project

__all__ = ["FORMATS", "Format", "TooLargeError", "UnwritableError", "export"]


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
    is_code : bool
        Whether it is a program that trains; else it holds the parameters.
    """

    label: str
    help: str
    suffix: str
    write: Callable[[Project, str], bytes]
    is_code: bool

    @property
    def is_text(self) -> bool:
        """Whether people can read it."""
        return self.is_code or self.suffix == ".csv"


def _code(write: Callable[[Recipe], str]) -> Callable[[Project, str], bytes]:
    return lambda project, title: write(Recipe(project, title)).encode()


def _parameters(write: Callable[[Network, Array], bytes]) -> Callable[[Project, str], bytes]:
    def written(project: Project, _title: str) -> bytes:
        return write(project.network.network, project.first_point().theta)

    return written


def _onnx(project: Project, title: str) -> bytes:
    return onnx(project.network.network, project.first_point().theta, title)


FORMATS = {
    "numpy": Format("NumPy", "Plain NumPy, every step written out", ".py", _code(numpy_script), True),
    "pytorch": Format("PyTorch", "Modules, autograd, torch.optim", ".py", _code(pytorch_script), True),
    "keras": Format("Keras", "Keras 3, with any backend", ".py", _code(keras_script), True),
    "jax": Format("JAX", "Pure functions and value_and_grad", ".py", _code(jax_script), True),
    "notebook": Format("Notebook", "The NumPy program in cells, with text", ".ipynb", _code(notebook), True),
    "onnx": Format("ONNX", "The network as it is used, for onnxruntime and Netron", ".onnx", _onnx, False),
    "safetensors": Format(
        "safetensors", "A state dict for PyTorch's Sequential", ".safetensors",
        _parameters(weights.safetensors), False,
    ),
    "npz": Format("npz", "NumPy's archive: W1, b1, W2, ...", ".npz", _parameters(weights.npz), False),
    "csv": Format("CSV", "Each array under its name, as text", ".csv", _parameters(weights.csv), False),
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
