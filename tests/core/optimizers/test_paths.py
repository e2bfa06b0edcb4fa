"""Paths over two surfaces, in the arithmetic of PyTorch, of Keras and of the text (see tests/golden)."""

import numpy as np
import pytest

from core.optimizers.base import Optimizer
from core.surfaces.base import Surface
from core.surfaces.himmelblau import Himmelblau  # noqa: F401
from core.surfaces.rosenbrock import Rosenbrock  # noqa: F401
from tests.core.golden import golden, name

AGREEMENT = 1e-12
# Where the way there enlarges a difference, both sides' last digits drift apart by as much: a rounding of
# 2e-16 a step, times the factor that was measured when the golden values were made.
ROUNDING = 2e-16


@pytest.mark.parametrize(
    "case", golden("paths"), ids=lambda case: f"{name(case['optimizer'])}-{case['surface']}-{case['start']}"
)
def test_the_path_is_the_same(case):
    optimizer, surface = Optimizer.decode(case["optimizer"]), Surface.find(case["surface"])()
    theta = np.array(case["start"])
    state = optimizer.init(theta)
    for t in range(1, 101):
        gradient = np.stack(surface.gradient(theta[0], theta[1]))
        theta, state = optimizer.update(gradient, state, theta, t)
        if str(t) in case["points"]:
            amplified = ROUNDING * t * case["amplification"][str(t)]
            np.testing.assert_allclose(theta, case["points"][str(t)], rtol=max(AGREEMENT, amplified))


def test_only_one_path_is_held_to_less():
    """PyTorch's NAdam zigzags across Rosenbrock's valley: 100 steps enlarge a difference 1.2e7 times."""
    chaotic = {
        (case["optimizer"]["key"], case["surface"], tuple(case["start"]))
        for case in golden("paths")
        if max(case["amplification"].values()) > 100
    }
    assert chaotic == {("nadam", "rosenbrock", (1.5, 2.0))}


def test_the_adadelta_of_the_text_would_move_from_a_start_other_than_zero():
    adadelta = Optimizer.decode({"key": "adadelta", "framework": "text"})
    theta, gradient = np.array([1.0]), np.array([2.0])
    after = adadelta.rule(gradient, {"v": np.array([0.0]), "u": np.array([0.04])}, theta, 1)
    step = 0.2 / np.sqrt(0.05 * 4 + 1e-7) * 2
    np.testing.assert_allclose(after["theta"], 1 - step, rtol=1e-14)
    np.testing.assert_allclose(after["u"], 0.95 * 0.04 + 0.05 * step**2, rtol=1e-14)


def test_what_is_wrong_in_the_text_shows():
    text = {"framework": "text"}
    theta = np.array([3.0, -4.0])
    for key, length in (("adadelta", 0.0), ("nadam", 1.0), ("adam", 0.001), ("rmsprop", 0.001 / 0.1**0.5)):
        optimizer = Optimizer.decode({"key": key} | text)
        after, _ = optimizer.update(10 * theta, optimizer.init(theta), theta, 1)
        np.testing.assert_allclose(np.abs(after - theta), length, rtol=1e-6)
