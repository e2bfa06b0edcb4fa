"""PReLU, dropout, penalties, clipping and schedules in training, against PyTorch."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

import core.compiled.engine as engine
from core.activations.base import Activation
from core.clipping.base import Clipping
from core.dropout import Masks, draw_masks
from core.losses.base import Loss
from core.network import Layer, Network
from core.optimizers.base import Optimizer
from core.regularizers.base import Regularizer
from core.schedules.base import Schedule
from core.training import Task, first_point, run_update
from tests.core.cases import make_network
from tests.core.golden import golden

GOLDEN = golden("extras")
# PyTorch's clip_grad_norm_ divides by the norm plus 1e-6, which is left out here.
ADDED_TO_NORM = 1e-5


def network_of(case: dict[str, Any]) -> Network:
    hidden = "prelu" if case.get("prelu") else "tanh"
    inputs, *units, outputs = case["sizes"]
    network = make_network(inputs, *((count, hidden) for count in units), (outputs, "softmax"))
    layers = (Layer(layer.units, layer.activation, case.get("dropout", 0.0)) for layer in network.layers[:-1])
    return Network(inputs, (*layers, network.layers[-1]))


def task_of(case: dict[str, Any]) -> Task:
    return Task(
        network=network_of(case),
        loss=Loss.find("cce")(),
        optimizer=Optimizer.decode(case["optimizer"]),
        inputs=np.array(case["x"]),
        targets=np.array(case["y"]),
        batch_size=len(case["x"]),
        regularizer=Regularizer.decode(case.get("regularizer", {"key": "none"})),
        clipping=Clipping.decode(case.get("clipping", {"key": "none"})),
        schedule=Schedule.decode(case.get("schedule", {"key": "constant"})),
    )


@pytest.mark.parametrize("case", GOLDEN, ids=lambda case: f"{case['name']} {case['optimizer']['key']}")
def test_updates_agree_with_pytorch(case: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    def given_masks(_network: Network, _samples: int, _seed: int, update: int) -> Masks:
        return {layer: np.array(mask) for layer, mask in enumerate(case["masks"][update], 1)}

    if case["masks"]:
        monkeypatch.setattr(engine, "draw_masks", given_masks)
    tolerance = ADDED_TO_NORM if case.get("clipping", {}).get("key") == "norm" else 1e-12
    task = task_of(case)
    point = first_point(task, np.array(case["start"]))
    for number, (loss, gradient) in enumerate(zip(case["losses"], case["gradients"], strict=True)):
        update = run_update(task, point)
        first = 1e-12 if number == 0 else tolerance * 10
        assert_allclose(update.recording.loss, loss, rtol=first)
        assert_allclose(update.recording.gradient, gradient, rtol=first, atol=first)
        point = update.after
    assert_allclose(point.theta, case["theta"], rtol=tolerance * 10, atol=tolerance * 10)


def test_masks_depend_on_seed_and_update_alone_and_keep_the_mean() -> None:
    network = network_of({"sizes": (2, 40, 30, 1), "dropout": 0.25})
    masks = draw_masks(network, 200, 5, 7)
    again = draw_masks(network, 200, 5, 7)
    assert list(masks) == [1, 2]
    assert masks[1].shape == (200, 40)
    for layer, mask in masks.items():
        assert (mask == again[layer]).all()
        assert set(np.unique(mask)) == {0.0, 1 / 0.75}
        assert mask.mean() == pytest.approx(1, abs=0.03)
    assert not np.array_equal(draw_masks(network, 200, 6, 7)[1], masks[1])
    assert not np.array_equal(draw_masks(network, 200, 5, 8)[1], masks[1])
    assert draw_masks(network_of({"sizes": (2, 3, 1)}), 4, 0, 0) == {}


def test_the_output_layer_has_no_dropout() -> None:
    network = make_network(2, (3, "tanh"), (1, "sigmoid"))
    with pytest.raises(ValueError, match="output layer"):
        Network(2, (network.layers[0], Layer(1, network.layers[1].activation, 0.5)))


def test_prelu_starts_where_pytorch_does() -> None:
    assert Activation.find("prelu")().initial_slope == 0.25
