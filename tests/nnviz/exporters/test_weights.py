"""Parameters as data: written, read again by ourselves and by those whose formats they are."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest

from core.activations.base import Activation
from core.passes import forward
from nnviz.exporters.formats import FORMATS, UnwritableError, export
from nnviz.exporters.onnx import onnx
from nnviz.importers.weights import read_weights
from nnviz.project.model import Project
from tests.nnviz.exporters.code import scripts

DATA = [key for key, form in FORMATS.items() if form.kind == "data"]
KNOWS_ACTIVATIONS = ("onnx", "safetensors")


def networks() -> dict[str, Project]:
    return dict(scripts.activations()) | {"slopes": scripts.advanced(scripts.everything(), 3)}


@pytest.mark.parametrize("key", DATA)
def test_what_is_written_is_read_again_to_the_bit(key: str, tmp_path: Path) -> None:
    for name, project in networks().items():
        network, theta = project.network.network, project.first_point().theta
        path = tmp_path / f"mine{FORMATS[key].suffix}"
        path.write_bytes(export(project, key, "mine"))
        read = read_weights(path)
        assert read.sizes == network.sizes, name
        for layer, part, declared in zip(read.layers, network.split(theta), network.layers, strict=True):
            np.testing.assert_array_equal(layer.weights, part.weights, err_msg=name)
            np.testing.assert_array_equal(layer.biases, part.biases, err_msg=name)
            assert ([] if layer.slope is None else [layer.slope]) == part.slope.tolist(), name
            if key in KNOWS_ACTIVATIONS:
                assert layer.activation == declared.activation, name


def test_an_archive_is_numpys() -> None:
    project = scripts.project(hidden="prelu")
    with np.load(io.BytesIO(export(project, "npz", "mine"))) as archive:
        shapes = {name: archive[name].shape for name in archive}
    assert shapes == {"W1": (2, 3), "b1": (3,), "alpha1": (1,), "W2": (3, 2), "b2": (2,)}


def test_safetensors_are_read_by_their_own_library() -> None:
    library = pytest.importorskip("safetensors.numpy")
    project = scripts.project(hidden="prelu")
    tensors = library.load(export(project, "safetensors", "mine"))
    assert {name: array.shape for name, array in tensors.items()} == {
        "0.weight": (3, 2),
        "0.bias": (3,),
        "1.weight": (1,),
        "2.weight": (2, 3),
        "2.bias": (2,),
    }
    part = project.network.network.split(project.first_point().theta)[0]
    np.testing.assert_array_equal(tensors["0.weight"], part.weights.T)


def test_onnx_passes_its_own_check_and_computes_what_we_do() -> None:
    library = pytest.importorskip("onnx")
    runtime = pytest.importorskip("onnxruntime")
    for name, project in networks().items():
        network, theta, inputs = project.network.network, project.first_point().theta, project.task.inputs
        content = onnx(network, theta)
        library.checker.check_model(library.load_from_string(content), full_check=True)
        session = runtime.InferenceSession(content, providers=["CPUExecutionProvider"])
        outputs = session.run(None, {"x": inputs})[0]
        np.testing.assert_allclose(outputs, forward(network, theta, inputs).a[-1], rtol=1e-12, err_msg=name)


def test_an_activation_that_onnx_has_no_operators_for_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Activation, "_members", dict(Activation._members))

    class Cubic(Activation):
        key, label = "cubic", "Cubic root"

        def value(self, z):
            return np.cbrt(z)

    with pytest.raises(UnwritableError, match=r"^Cubic root cannot be written in ONNX: it uses np\.cbrt$"):
        export(scripts.project(hidden="cubic"), "onnx", "mine")
