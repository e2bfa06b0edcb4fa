"""The softmax at a temperature."""

import numpy as np
import pytest

from core.tempered import tempered, tempered_jacobian
from tests.core.golden import golden

CASES = [case["softmax"] for case in golden("functions") if "softmax" in case]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{len(case['logits'])} at {case['temperature']}")
def test_pytorch_gives_the_same_probabilities_and_jacobian(case):
    a = tempered(np.array(case["logits"]), case["temperature"])
    np.testing.assert_allclose(a, case["probabilities"], rtol=1e-12)
    jacobian = tempered_jacobian(a, case["temperature"])
    np.testing.assert_allclose(jacobian, case["jacobian"], rtol=1e-12, atol=1e-16)
    np.testing.assert_allclose(jacobian.sum(axis=0), 0, atol=1e-14)


def test_the_ends_of_the_scale():
    logits = np.array([1.0, 1.001, -500.0])
    assert tempered(logits, 1e-5).tolist() == pytest.approx([0, 1, 0], abs=1e-40)
    assert tempered(logits, 1e6).tolist() == pytest.approx([1 / 3] * 3, abs=1e-3)
