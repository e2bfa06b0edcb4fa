"""The curvature of a network's loss is that of PyTorch's Hessian."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from core import network_curvature
from core.activations.identity import Identity
from core.arrays import Array
from core.losses.base import Loss
from core.losses.mse import MeanSquaredError
from core.network import Layer, Network
from core.network_curvature import hessian_product, largest_curvature
from core.network_loss import NetworkLoss
from core.regularizers.l2 import L2
from tests.core.cases import declared, make_network
from tests.core.golden import golden

CASES = list(zip(golden("landscape"), golden("curvature"), strict=True))


def points(case: dict[str, Any], answers: dict[str, Any]) -> list[tuple[NetworkLoss, Array, dict[str, Any]]]:
    network, loss = make_network(case["inputs"], *case["layers"]), Loss.decode(declared(case["loss"]))
    whole = NetworkLoss(network, loss, np.array(case["x"]), np.array(case["y"]))
    path = case["path"]["points"]
    return [
        (whole, np.array(theta), answer)
        for theta, answer in zip((path[0], path[-1]), answers["points"], strict=True)
    ]


@pytest.mark.parametrize(("case", "answers"), CASES)
def test_products_and_the_largest_eigenvalue_are_those_of_pytorchs_hessian(
    case: dict[str, Any], answers: dict[str, Any]
) -> None:
    for whole, theta, answer in points(case, answers):
        product = hessian_product(whole, theta, np.array(answer["vector"]))
        np.testing.assert_allclose(product, answer["product"], rtol=1e-7, atol=1e-8 * answer["highest"])
        # The largest one, even where the lowest is larger in size: power iteration would find that.
        assert largest_curvature(whole, theta) == pytest.approx(answer["highest"], rel=1e-7)


def bowl(rate: float) -> tuple[NetworkLoss, Array]:
    """Return the loss of ``a = w x + b`` at a single sample, with a penalty on w."""
    network = Network(1, (Layer(1, Identity()),))
    inputs, targets = np.array([[3.0]]), np.array([[1.0]])
    return NetworkLoss(network, MeanSquaredError(), inputs, targets, L2(lambda2=rate)), np.array([0.4, -0.2])


def test_the_curvature_of_a_parabola_is_known_and_the_penalty_belongs_to_it() -> None:
    whole, theta = bowl(0.0)
    assert largest_curvature(whole, theta) == pytest.approx(2 * (3**2 + 1), rel=1e-8)
    penalised, _ = bowl(0.5)
    hessian = np.array([[18.0, 6.0], [6.0, 2.0]]) + np.diag(
        [float(penalised.regularizer.gradient(np.array(1.0))), 0]
    )
    assert largest_curvature(penalised, theta) == pytest.approx(np.linalg.eigvalsh(hessian)[-1], rel=1e-8)


def test_where_the_loss_is_no_number_there_is_no_curvature() -> None:
    whole, theta = bowl(0.0)
    assert np.isnan(largest_curvature(whole, theta * 1e308))


def test_after_few_products_the_largest_one_is_found_from_below(monkeypatch: pytest.MonkeyPatch) -> None:
    (whole, theta, answer), _ = points(*CASES[-1])
    found = []
    for most in (2, 5, 20):
        monkeypatch.setattr(network_curvature, "_MOST_PRODUCTS", most)
        found.append(largest_curvature(whole, theta))
    assert found[0] < found[1] < found[2] <= answer["highest"] * (1 + 1e-7)
