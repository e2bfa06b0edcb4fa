"""A member that leaves out what its family promises fails where that is asked for, and not silently."""

import numpy as np
import pytest

from core.activations.base import Activation
from core.clipping.base import Clipping
from core.datasets.base import Dataset
from core.datasets.class_points import ClassPoints
from core.datasets.curve import Curve
from core.initializers.base import Initializer
from core.losses.base import Loss
from core.optimizers.base import Optimizer
from core.regularizers.base import Regularizer
from core.schedules.base import Schedule
from core.stops.base import Stop
from core.stops.patience import PatientStop
from core.surfaces.base import Surface

X = np.zeros((1, 1))
PROMISES = [
    lambda: Activation().value(X),
    lambda: Activation().derivative(X, X),
    lambda: Activation().initial_slope,
    lambda: Activation().with_slope(X),
    lambda: Activation().slope_derivative(X),
    lambda: Clipping().clip(X),
    lambda: ClassPoints().points(np.array([0]), np.random.default_rng(0)),
    lambda: Curve().height(X),
    lambda: Dataset().make(),
    lambda: Initializer().sample(np.random.default_rng(0), 1, 1),
    lambda: Loss().element_rule,
    lambda: Loss().gradient_rule,
    lambda: Loss().elements(X, X),
    lambda: Loss().element_gradient(X, X),
    lambda: Loss().elements_from_logits(X, X),
    lambda: Loss().element_delta(X, X),
    lambda: Optimizer().rule(X, {}, X, 1),
    lambda: Optimizer().quantities(),
    lambda: Regularizer().penalty(X),
    lambda: Regularizer().gradient(X),
    lambda: Regularizer().penalty_rule,
    lambda: Regularizer().gradient_rule,
    lambda: Schedule().factor(0),
    lambda: Stop().start(1.0),
    lambda: Stop().look(None, 1.0, 1),
    lambda: Stop().holds(None),
    lambda: Stop().reason(None),
    lambda: PatientStop().patience,
    lambda: Surface().value(X, X),
    lambda: Surface().gradient(X, X),
]


@pytest.mark.parametrize("promise", PROMISES)
def test_what_is_promised_has_to_be_written(promise):
    with pytest.raises(NotImplementedError):
        promise()


def test_what_a_member_need_not_have_is_empty():
    theta = np.zeros(3)
    assert Optimizer().init(theta) == {}
    assert Loss().convention == ""
    assert Clipping().convention == ""
    assert PatientStop().least_gain == 0
    Loss().check_target(X)
    Loss().check_activation(Activation())
