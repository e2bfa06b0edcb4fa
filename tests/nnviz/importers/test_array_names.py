"""Which array is which, by the names that students and frameworks give."""

from __future__ import annotations

import numpy as np
import pytest

from core.checking.given import Given
from core.checking.situation import Key
from core.network import Network
from nnviz.importers.array_names import guess_keys, key_name, map_arrays
from nnviz.importers.errors import ArraysError
from tests.core.cases import make_network

TWO = make_network(2, (3, "tanh"), (1, "sigmoid"))
THREE = make_network(2, (3, "tanh"), (3, "tanh"), (1, "sigmoid"))
ONE = make_network(2, (1, "sigmoid"))


def mapped(network: Network, *names: str, **by_hand: str) -> dict[str, str]:
    """Return what each name was taken for."""
    arrays = [Given(np.zeros(1), name) for name in names]
    found = map_arrays(arrays, network, by_hand).arrays
    return {one.name: f"{key.quantity}.{key.layer}" for key, one in found.items()}


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("dW1", "weights_gradient.1"),
        ("grad_W1", "weights_gradient.1"),
        ("gradW2", "weights_gradient.2"),
        ("weights_gradient_1", "weights_gradient.1"),
        ("W1.grad", "weights_gradient.1"),
        ("dL_dW1", "weights_gradient.1"),
        ("dLdW2", "weights_gradient.2"),
        ("nabla_w_2", "weights_gradient.2"),
        ("fc2.weight.grad", "weights_gradient.2"),
        ("db2", "biases_gradient.2"),
        ("fc1.bias.grad", "biases_gradient.1"),
        ("gradients.b1", "biases_gradient.1"),
        ("delta2", "delta.2"),
        ("delta_l2", "delta.2"),
        ("dZ1", "delta.1"),
        ("z1", "z.1"),
        ("A2", "a.2"),
        ("dA1", "grad_a.1"),
        ("activations_1", "a.1"),
        ("W1_after", "weights_after.1"),
        ("newW2", "weights_after.2"),
        ("b2_new", "biases_after.2"),
        ("dalpha1", "slope_gradient.1"),
        ("layer 2 delta", "delta.2"),
        ("output_delta", "delta.2"),
        ("hidden.dW", "weights_gradient.1"),
        ("theta_after", "theta_after.0"),
        ("grad_theta", "gradient.0"),
        ("loss", "loss.0"),
        ("cost", "loss.0"),
    ],
)
def test_a_name_is_understood(name: str, key: str) -> None:
    assert mapped(TWO, name) == {name: key}


def test_layers_that_are_counted_from_zero() -> None:
    assert mapped(TWO, "dW0", "dW1") == {"dW0": "weights_gradient.1", "dW1": "weights_gradient.2"}
    assert mapped(THREE, "dW0", "db1") == {"dW0": "weights_gradient.1", "db1": "biases_gradient.2"}


def test_layers_as_a_sequential_counts_them() -> None:
    names = [f"layers.{number}.weight.grad" for number in (0, 2, 4)]
    assert [*mapped(THREE, *names).values()] == [f"weights_gradient.{layer}" for layer in (1, 2, 3)]


def test_the_input_is_no_layer() -> None:
    arrays = [Given(np.zeros(1), name) for name in ("a0", "a1", "a2")]
    found = map_arrays(arrays, TWO)
    assert [*found.arrays] == [Key("a", 1), Key("a", 2)]
    assert found.left_out == ("a0",)


def test_a_single_layer_needs_no_number() -> None:
    assert mapped(ONE, "dW", "db", "delta") == {
        "dW": "weights_gradient.1",
        "db": "biases_gradient.1",
        "delta": "delta.1",
    }
    with pytest.raises(ArraysError, match="none of the names is known: dW"):
        mapped(TWO, "dW")


def test_parameters_that_may_be_before_or_after_are_left_out() -> None:
    found = map_arrays([Given(np.zeros(1), name) for name in ("W1", "b1", "dW1", "theta")], TWO)
    assert found.left_out == ("W1", "b1", "theta")


def test_names_by_hand() -> None:
    by_hand = {"mine": "weights_gradient.2", "dW1": "none", "last": "theta_after"}
    found = map_arrays([Given(np.zeros(1), name) for name in ("mine", "dW1", "last", "db1")], TWO, by_hand)
    assert {one.name: key for key, one in found.arrays.items()} == {
        "mine": Key("weights_gradient", 2),
        "last": Key("theta_after", 0),
        "db1": Key("biases_gradient", 1),
    }
    assert found.left_out == ("dW1",)


@pytest.mark.parametrize(
    ("names", "by_hand", "message"),
    [
        (["dW1"], {"typo": "delta.1"}, "there is no array 'typo'; there are dW1"),
        (["x"], {"x": "gradient_of_w"}, "x=gradient_of_w: expected none, or one of a, "),
        (["x"], {"x": "delta"}, "x=delta: expected none, or one of"),
        (["x"], {"x": "loss.1"}, "x=loss.1: expected none, or one of"),
        (["x"], {"x": "delta.zero"}, "x=delta.zero: expected a layer from 1 behind the dot"),
        (
            ["dW1", "grad_W1"],
            {},
            "dW1 and grad_W1 are both weights_gradient.1: leave one out",
        ),
        (["foo", "bar"], {}, "none of the names is known: foo, bar; say NAME=weights_gradient.1"),
    ],
)
def test_names_that_do_not_work_out(names: list[str], by_hand: dict[str, str], message: str) -> None:
    with pytest.raises(ArraysError) as caught:
        mapped(TWO, *names, **by_hand)
    assert str(caught.value).startswith(message)


def test_guesses_that_leave_a_name_open() -> None:
    found = guess_keys(["dW1", "foo", "bar", "theta_after"], TWO, {"bar": "delta.2", "dW1": "none"})
    assert found == {"dW1": None, "foo": None, "bar": Key("delta", 2), "theta_after": Key("theta_after", 0)}
    assert [key_name(key) for key in found.values() if key] == ["delta.2", "theta_after"]
