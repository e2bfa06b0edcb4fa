from __future__ import annotations

import itertools

import numpy as np
import pytest

from core.formula import Source
from core.gradient_check import CHECKED, Check, measure, numerical_gradient
from core.trace import Trace
from core.trace_values import TraceValues
from core.training import Task, first_point, run_update
from tests.core.cases import EXTRAS, make_network, make_task, trace_of, with_extras

TRACES = {
    "mse": trace_of(make_task(make_network(2, (3, "tanh"), (2, "sigmoid")), samples=3)),
    "softmax": trace_of(make_task(make_network(2, (3, "softmax"), (3, "softmax")), "cce", samples=3)),
    "logits": trace_of(make_task(make_network(2, (3, "tanh"), (2, "sigmoid")), "bce", samples=3)),
    "chain": trace_of(
        make_task(make_network(2, (2, "sigmoid")), {"key": "bce", "from_logits": False}, samples=2)
    ),
    **{extra: trace_of(with_extras(extra)) for extra in EXTRAS},
    "half sum": trace_of(
        make_task(make_network(1, (2, "tanh"), (1, "identity")), {"key": "mse", "reduction": "half_sum"})
    ),
}


def places(trace: Trace) -> list[Source]:
    network = trace.task.network
    found = []
    for layer in range(1, network.depth + 1):
        for unit in range(network.sizes[layer]):
            found += [Source(name, layer, unit) for name in ("grad_a", "delta", "bias_gradient")]
            if network.layers[layer - 1].dropout:
                found.append(Source("grad_dropped", layer, unit))
            origins = range(network.sizes[layer - 1])
            found += [Source("weight_gradient", layer, unit, origin) for origin in origins]
            if layer == network.depth:
                found.append(Source("chain_delta", layer, unit))
        if network.layers[layer - 1].activation.learns_slope:
            found.append(Source("slope_gradient", layer))
    return found


@pytest.mark.parametrize("name", TRACES)
def test_every_gradient_shown_agrees_with_its_measurement(name: str) -> None:
    trace = TRACES[name]
    for sample, source in itertools.product(range(len(trace.update.batch)), places(trace)):
        assert source.quantity in CHECKED
        recorded = TraceValues(trace, sample).read(source)
        check = measure(trace, source, sample, recorded)
        assert check.recorded == recorded
        assert check.measured == pytest.approx(recorded, rel=1e-6, abs=1e-9), source


@pytest.mark.parametrize("name", TRACES)
def test_the_whole_gradient_agrees(name: str) -> None:
    trace = TRACES[name]
    recorded = trace.update.recording.gradient
    np.testing.assert_allclose(numerical_gradient(trace), recorded, rtol=1e-6, atol=1e-9)


def test_a_wrong_gradient_is_found() -> None:
    trace, source = TRACES["mse"], Source("weight_gradient", 1, 0, 0)
    recorded = TraceValues(trace, 0).read(source)
    assert measure(trace, source, 0, recorded).relative_error < 1e-6
    assert measure(trace, source, 0, 1.01 * recorded).relative_error == pytest.approx(0.01, rel=0.1)
    assert measure(trace, source, 0, -recorded).relative_error == pytest.approx(2)


def test_one_sample_is_moved_and_not_the_others() -> None:
    trace = TRACES["mse"]
    measured = [measure(trace, Source("delta", 1, 0), sample, 0.0).measured for sample in range(3)]
    assert len(set(measured)) == 3
    assert sum(measured) == pytest.approx(TraceValues(trace, 0).read(Source("bias_gradient", 1, 0)), rel=1e-6)


@pytest.mark.parametrize(
    ("bias", "target"), [(-14.0, 1.0), (14.0, 0.0), (-14.0, 0.0), (14.0, 1.0), (-6.0, 0.3)]
)
def test_a_sure_prediction_is_measured_well(bias: float, target: float) -> None:
    """The loss is steep where a probability is nearly 0: the differences must not step across."""
    network = make_network(1, (1, "sigmoid"))
    task = make_task(network, "bce")
    task = Task(network, task.loss, task.optimizer, np.array([[1.0]]), np.array([[target]]), batch_size=1)
    trace = Trace(task, run_update(task, first_point(task, np.array([0.0, bias]))))
    for quantity in ("grad_a", "chain_delta", "delta", "bias_gradient"):
        recorded = TraceValues(trace, 0).read(Source(quantity, 1, 0))
        check = measure(trace, Source(quantity, 1, 0), 0, recorded)
        assert check.measured == pytest.approx(recorded, rel=1e-5, abs=1e-9), quantity


@pytest.mark.parametrize("bias", [-800.0, 800.0])
def test_a_prediction_of_exactly_0_or_1_gives_a_number(bias: float) -> None:
    network = make_network(1, (1, "sigmoid"))
    task = make_task(network, {"key": "bce", "from_logits": False})
    trace = Trace(task, run_update(task, first_point(task, np.array([0.0, bias]))))
    check = measure(trace, Source("grad_a", 1, 0), 0, 0.0)
    assert np.isfinite(check.measured)
    assert check.step > 0


def test_relative_error_of_nothing_is_nothing() -> None:
    assert Check(0.0, 0.0, 1e-6).relative_error == 0
    assert Check(0.0, 1e-12, 1e-6).relative_error == 1
    assert Check(2.0, 1.0, 1e-6).relative_error == 0.5


def test_measuring_changes_nothing() -> None:
    trace = TRACES["softmax"]
    recording = trace.update.recording
    arrays = [trace.update.before.theta, recording.gradient, *recording.z[1:], *recording.a]
    before = [array.copy() for array in arrays]
    for source in places(trace):
        measure(trace, source, 1, 0.0)
    assert all((one == other).all() for one, other in zip(before, arrays, strict=True))
