"""Somebody's weights: by names, by shapes, and what is wrong with a file in one line."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.exporters.protobuf import content, single, whole
from nnviz.importers.errors import ArraysError
from nnviz.importers.onnx import read_onnx
from nnviz.importers.weights import read_pasted_weights, read_weights

R = np.random.default_rng(0)
W1, B1, W2, B2 = R.normal(size=(2, 3)), R.normal(size=3), R.normal(size=(3, 2)), R.normal(size=2)


@pytest.fixture
def saved(tmp_path: Path) -> Callable[..., Path]:
    def save(**arrays: object) -> Path:
        path = tmp_path / "mine.npz"
        np.savez(path, **{name.replace("__", "."): values for name, values in arrays.items()})
        return path

    return save


def assert_is_ours(path: Path) -> None:
    read = read_weights(path)
    assert read.sizes == (2, 3, 2)
    for layer, (weights, biases) in zip(read.layers, ((W1, B1), (W2, B2)), strict=True):
        np.testing.assert_array_equal(layer.weights, weights)
        np.testing.assert_array_equal(layer.biases, biases)


@pytest.mark.parametrize(
    "names",
    [
        ("W1", "b1", "W2", "b2"),
        ("w_1", "bias_1", "w_2", "bias_2"),
        ("layer1/kernel", "layer1/bias", "layer2/kernel", "layer2/bias"),
        ("coefs_0", "intercepts_0", "coefs_1", "intercepts_1"),
        ("hidden.W", "hidden.b", "output.W", "output.b"),
        ("layer9.w", "layer9.b", "layer10.w", "layer10.b"),
        ("arr_0", "arr_1", "arr_2", "arr_3"),
    ],
)
def test_names_that_students_and_libraries_give(saved: Callable[..., Path], names: tuple[str, ...]) -> None:
    assert_is_ours(saved(**dict(zip(names, (W1, B1, W2, B2), strict=True))))


def test_the_names_order_the_layers_not_the_file(saved: Callable[..., Path]) -> None:
    assert_is_ours(saved(b2=B2, W2=W2, b1=B1, W1=W1))
    assert_is_ours(saved(output__b=B2, output__W=W2, hidden__b=B1, hidden__W=W1))


def test_matrices_that_lie_as_out_in_are_turned(saved: Callable[..., Path]) -> None:
    path = saved(fc1__weight=W1.T, fc1__bias=B1, fc2__weight=W2.T, fc2__bias=B2)
    assert_is_ours(path)
    assert read_weights(path).notes == ("The matrices lie as (out, in) and are turned.",)


def test_square_matrices_lie_as_their_names_say(saved: Callable[..., Path]) -> None:
    square = np.array([[1.0, 2.0], [3.0, 4.0]])
    torch = read_weights(saved(fc__weight=square, fc__bias=B2))
    np.testing.assert_array_equal(torch.layers[0].weights, square.T)
    assert "read as (out, in), as PyTorch keeps them" in torch.notes[0]
    plain = read_weights(saved(W1=square, b1=B2))
    np.testing.assert_array_equal(plain.layers[0].weights, square)
    assert "read as (in, out)" in plain.notes[0]


def test_what_is_not_understood_is_named(saved: Callable[..., Path]) -> None:
    read = read_weights(saved(W1=W1, b1=B1, W2=W2, running_mean=B1, conv__weight=np.zeros((2, 2, 3))))
    assert set(read.left_out) == {"running_mean", "conv.weight"}
    assert "Without biases, which are 0 then: W2." in read.notes
    assert any("left out: " in note and "running_mean" in note for note in read.notes)
    assert not read.layers[1].biases.any()


def test_the_slope_of_pytorchs_prelu_belongs_to_the_layer_before_it(saved: Callable[..., Path]) -> None:
    arrays = {"0.weight": W1.T, "0.bias": B1, "1.weight": np.array([0.3]), "2.weight": W2.T, "2.bias": B2}
    read = read_weights(saved(**arrays))
    assert [layer.slope for layer in read.layers] == [0.3, None]
    assert read.layers[0].activation is not None
    assert read.layers[0].activation.key == "prelu"


@pytest.mark.parametrize(
    "text",
    [
        json.dumps([[W1.tolist(), B1.tolist()], [W2.tolist(), B2.tolist()]]),
        json.dumps([W1.tolist(), B1.tolist(), W2.tolist(), B2.tolist()]),
        json.dumps({"W1": W1.tolist(), "b1": B1.tolist(), "W2": W2.tolist(), "b2": B2.tolist()}),
        f"W1 = {W1!r}\nb1 = {B1!r}\nW2 = {W2!r}\nb2 = {B2!r}",
    ],
)
def test_nested_lists_and_what_numpy_prints_can_be_pasted(text: str) -> None:
    read = read_pasted_weights(text)
    assert read.sizes == (2, 3, 2)
    np.testing.assert_allclose(read.layers[0].weights, W1, rtol=1e-7)
    np.testing.assert_allclose(read.layers[1].biases, B2, rtol=1e-7)


# What is wrong


@pytest.mark.parametrize(
    ("arrays", "said"),
    [
        ({"W1": W1, "b1": np.zeros(4)}, r"no chain of layers.*W1 \(2, 3\) with 4 biases"),
        ({"W1": W1, "W2": np.zeros((5, 4))}, r"W1 \(2, 3\).*W2 \(5, 4\)"),
        ({"W1": np.array([[1.0, np.nan]])}, r"W1: nan at 1, 2 is not a finite number"),
        ({"b1": B1}, r"no matrix of weights; there is b1"),
        ({"W1": np.array([[1, "a"]], dtype=object)}, r"W1: holds Python objects, not numbers"),
        ({"W1": np.array([["a"]])}, r"W1: expected numbers"),
    ],
)
def test_a_wrong_array_is_named_in_a_line(saved: Callable[..., Path], arrays: dict, said: str) -> None:
    with pytest.raises(ArraysError, match=said) as raised:
        read_weights(saved(**arrays))
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.safetensors", (5 * 10**9).to_bytes(8, "little") + b"{}", "header promises 5000000000 bytes"),
        ("a.safetensors", b"\x02", "header promises"),
        ("a.npz", b"no zip", "not a .npz file"),
        ("a.onnx", b"\x0a\xff\xff\xff\xff\x0f", "damaged, or no ONNX model"),
        ("a.onnx", b"", "it is no ONNX model"),
        ("a.pt", b"PK", "expected a file ending in"),
        ("a.json", b"[[1, 2], [3]]", "there is no matrix of weights; there is list 1, list 2"),
        ("a.json", b"[" * 5000, "nested too deep|not JSON"),
        ("a.json", b'[["a"]]', "expected rows of numbers, of one length in a matrix, got 'a'"),
    ],
)
def test_a_damaged_file_is_refused_in_a_line(tmp_path: Path, name: str, data: bytes, said: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(ArraysError, match=said) as raised:
        read_weights(path)
    assert "\n" not in str(raised.value)
    assert len(str(raised.value)) < 500


def test_no_file_is_a_line(tmp_path: Path) -> None:
    with pytest.raises(ArraysError, match="cannot be read: No such file"):
        read_weights(tmp_path / "none.npz")


# ONNX as others write it: weights as (out, in), in float32, MatMul and Add


def tensor(name: str, values: np.ndarray) -> bytes:
    dims = b"".join(whole(1, size) for size in values.shape)
    return dims + whole(2, 1) + content(8, name) + content(9, values.astype("<f4").tobytes())


def node(operator: str, inputs: list[str], output: str, *attributes: bytes) -> bytes:
    message = b"".join(content(1, one) for one in inputs) + content(2, output) + content(4, operator)
    return message + b"".join(content(5, one) for one in attributes)


def model(nodes: list[bytes], **arrays: np.ndarray) -> bytes:
    graph = b"".join(content(1, one) for one in nodes)
    graph += b"".join(content(5, tensor(name, values)) for name, values in arrays.items())
    return whole(1, 8) + content(7, graph + content(11, content(1, "in")) + content(12, content(1, "out")))


def whole_attribute(name: str, value: int) -> bytes:
    return content(1, name) + whole(3, value) + whole(20, 2)


def single_attribute(name: str, value: float) -> bytes:
    return content(1, name) + single(2, value) + whole(20, 1)


@pytest.fixture
def onnx_file(tmp_path: Path) -> Callable[..., Path]:
    def save(nodes: list[bytes], **arrays: np.ndarray) -> Path:
        path = tmp_path / "theirs.onnx"
        path.write_bytes(model(nodes, **arrays))
        return path

    return save


def test_gemms_with_turned_weights(onnx_file: Callable[..., Path]) -> None:
    turned = whole_attribute("transB", 1)
    path = onnx_file(
        [
            node("Gemm", ["in", "w1", "b1"], "h", turned),
            node("LeakyRelu", ["h"], "r", single_attribute("alpha", 0.2)),
            node("Gemm", ["r", "w2", "b2"], "z", turned),
            node("Softmax", ["z"], "out"),
        ],
        w1=W1.T,
        b1=B1,
        w2=W2.T,
        b2=B2,
    )
    read = read_weights(path)
    np.testing.assert_allclose(read.layers[0].weights, W1, rtol=1e-6)
    np.testing.assert_allclose(read.layers[1].biases, B2, rtol=1e-6)
    assert [layer.activation.encode() for layer in read.layers if layer.activation] == [
        {"key": "leaky_relu", "slope": 0.2},  # not 0.20000000298
        {"key": "softmax"},
    ]


def test_products_with_biases_added_and_a_gate(onnx_file: Callable[..., Path]) -> None:
    path = onnx_file(
        [
            node("MatMul", ["in", "w1"], "m"),
            node("Add", ["m", "b1"], "z"),
            node("Sigmoid", ["z"], "s"),
            node("Mul", ["z", "s"], "h"),
            node("MatMul", ["h", "w2"], "out"),
        ],
        w1=W1,
        b1=B1,
        w2=W2,
    )
    read = read_weights(path)
    assert [layer.activation.key for layer in read.layers if layer.activation] == ["swish", "identity"]
    np.testing.assert_allclose(read.layers[0].biases, B1, rtol=1e-6)
    assert not read.layers[1].biases.any()


@pytest.mark.parametrize(
    ("nodes", "said"),
    [
        ([node("Conv", ["in", "w1"], "out")], r"the operator Conv \(out\) is not understood"),
        ([node("Relu", ["in"], "out")], "Relu does not stand behind a layer"),
        ([node("Gemm", ["in", "in"], "out")], "in is no matrix of weights"),
        (
            [node("MatMul", ["in", "w1"], "h"), node("MatMul", ["in", "w1"], "out")],
            r"MatMul \(out\): a network that branches",
        ),
        ([node("MatMul", ["w1", "in"], "out")], "weights on the left is not understood"),
        (
            [node("MatMul", ["in", "w1"], "h"), node("MatMul", ["h", "w1"], "out")],
            "layer 1 has 3 units, the next one takes 2 inputs",
        ),
        ([node("MatMul", ["in", "w1"], "h"), node("PRelu", ["h", "b1"], "out")], "not one per unit"),
        ([], "there is no Gemm and no MatMul"),
    ],
)
def test_what_is_no_chain_of_layers_is_named(
    onnx_file: Callable[..., Path], nodes: list[bytes], said: str
) -> None:
    with pytest.raises(ArraysError, match=said):
        read_weights(onnx_file(nodes, w1=W1, b1=B1))


WHOLE = model(
    [node("Gemm", ["in", "w1", "b1"], "z", single_attribute("alpha", 2.0)), node("PRelu", ["z", "s"], "out")],
    w1=W1,
    b1=B1,
    s=np.array([0.5]),
)


@given(st.data())
@settings(max_examples=200)
def test_a_model_with_wrong_bytes_is_read_or_refused(data: st.DataObject) -> None:
    damaged = bytearray(WHOLE)
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(damaged) - 1))
        if data.draw(st.booleans()):
            damaged[place] = data.draw(st.integers(0, 255))
        else:
            del damaged[place : place + data.draw(st.integers(1, 9))]
    with contextlib.suppress(ArraysError):
        read_onnx(bytes(damaged), "theirs.onnx")


def test_a_node_without_inputs_is_refused(onnx_file: Callable[..., Path]) -> None:
    with pytest.raises(ArraysError, match=r"a network that branches|a field is missing"):
        read_weights(onnx_file([node("Gemm", [], "out")]))
