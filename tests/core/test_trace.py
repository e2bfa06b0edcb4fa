from __future__ import annotations

import sys
from collections import Counter
from itertools import pairwise

import numpy as np
import pytest

from core.formula import Source
from core.trace import GRAINS, Step, Trace
from core.trace_values import TraceValues
from core.walk import step_back, step_over
from tests.core.cases import make_network, make_task, trace_of, with_extras

# Every shape that has its own row of steps: softmax in and out, shortcuts, one unit, one input, batches.
TRACES = {
    "mazur": trace_of(make_task(make_network(2, (2, "sigmoid"), (2, "sigmoid")))),
    "smallest": trace_of(make_task(make_network(1, (1, "identity")))),
    "batch": trace_of(make_task(make_network(3, (2, "tanh"), (2, "relu")), samples=4)),
    "shortcut": trace_of(make_task(make_network(2, (3, "tanh"), (2, "sigmoid")), "bce", "adam", samples=2)),
    "softmax": trace_of(make_task(make_network(2, (3, "tanh"), (3, "softmax")), "cce", "adam", samples=3)),
    "softmax within": trace_of(make_task(make_network(2, (3, "softmax"), (4, "softmax"), (2, "tanh")))),
    "chain only": trace_of(
        make_task(make_network(2, (3, "softmax")), {"key": "cce", "from_logits": False}, samples=2)
    ),
    "one-unit softmax": trace_of(make_task(make_network(1, (1, "softmax"), (1, "softmax")), "cce")),
    "deep": trace_of(make_task(make_network(2, *[(2, "tanh")] * 8), "mse", "rmsprop", samples=2)),
    **{extra: trace_of(with_extras(extra)) for extra in ("prelu everywhere", "softmax with dropout", "all")},
    "momentum": trace_of(make_task(make_network(2, (1, "tanh")), "mse", {"key": "sgd", "momentum": 0.9})),
}


@pytest.fixture(params=TRACES, name="trace")
def _trace(request: pytest.FixtureRequest) -> Trace:
    return TRACES[request.param]


def steps_of(trace: Trace) -> list[Step]:
    return [trace[index] for index in range(len(trace))]


def test_length_of_mazurs_update() -> None:
    # Per unit 2 products, z, a; 2 loss terms and the loss; per output unit dL/da, f', delta, 2 dW, db; per
    # hidden unit 2 paths of dL/da and the same; per parameter the change and the new value.
    assert len(TRACES["mazur"]) == 2 * 2 * 4 + 3 + 2 * 6 + 2 * 7 + 12 * 2


def test_steps_know_their_place(trace: Trace) -> None:
    assert [step.index for step in steps_of(trace)] == list(range(len(trace)))
    sizes = trace.task.network.sizes
    for step in steps_of(trace):
        assert 1 <= step.layer < len(sizes)
        assert 0 <= step.term < step.terms
        assert step.unit is None or 0 <= step.unit < sizes[step.layer]
        far = sizes[step.layer + 1] if step.kind == "grad_a_term" and step.layer < len(sizes) - 1 else 0
        near = sizes[step.layer] if step.kind == "jacobian_term" else sizes[step.layer - 1]
        assert step.origin is None or 0 <= step.origin < (far or near)


def test_no_two_steps_do_the_same(trace: Trace) -> None:
    done = Counter((s.phase, s.kind, s.layer, s.unit, s.origin, s.term) for s in steps_of(trace))
    assert done.most_common(1)[0][1] == 1


def test_the_sections_lie_one_behind_the_other(trace: Trace) -> None:
    sections = trace.layout.sections
    assert sections[0].start == 0
    assert all(one.stop == other.start for one, other in pairwise(sections))
    assert len(trace) == sum(s.nodes * sum(p.repeat * p.terms for p in s.parts) for s in sections)


def test_phases_come_in_their_order(trace: Trace) -> None:
    phases = [step.phase for step in steps_of(trace)]
    assert list(dict.fromkeys(phases)) == ["forward", "loss", "backward", "update"]
    assert sum(one != other for one, other in pairwise(phases)) == 3


def test_layers_run_up_forward_and_down_backward(trace: Trace) -> None:
    depth = trace.task.network.depth
    for phase, expected in (("forward", range(1, depth + 1)), ("backward", range(depth, 0, -1))):
        layers = dict.fromkeys(step.layer for step in steps_of(trace) if step.phase == phase)
        assert list(layers) == list(expected)


@pytest.mark.parametrize("index", [-1, 10**9])
def test_a_step_outside_is_refused(index: int) -> None:
    trace = TRACES["mazur"]
    with pytest.raises(IndexError):
        trace[index]
    with pytest.raises(IndexError):
        trace[len(trace)]


@pytest.mark.parametrize("grain", GRAINS)
def test_blocks_of_a_grain_partition_the_steps(trace: Trace, grain: str) -> None:
    at = 0
    while at < len(trace):
        block = trace.block(at, grain)
        assert block.start == at
        assert all(trace.block(step, grain) == block for step in block)
        at = block.stop
    assert at == len(trace)


def test_grains_nest(trace: Trace) -> None:
    for step in range(len(trace)):
        for fine, coarse in pairwise(trace.grains):
            inner, outer = trace.block(step, fine), trace.block(step, coarse)
            assert outer.start <= inner.start
            assert inner.stop <= outer.stop


def test_a_node_block_is_of_one_unit_and_a_layer_block_of_one_layer(trace: Trace) -> None:
    for step in range(len(trace)):
        inside = [trace[i] for i in trace.block(step, "layer")]
        assert len({(s.phase, s.layer) for s in inside}) == 1
        units = {trace[i].unit for i in trace.block(step, "node")}
        assert len(units) == 1 or trace.layout.section_at(step).whole_layer


@pytest.mark.parametrize("grain", GRAINS)
def test_back_is_the_reverse_of_over(trace: Trace, grain: str) -> None:
    cursor, stops = -1, [-1]
    while (further := step_over(trace, cursor, grain)) is not None:
        assert further > cursor
        assert step_back(trace, further, grain) == cursor
        cursor = further
        stops.append(cursor)
    assert cursor == len(trace) - 1
    while (nearer := step_back(trace, cursor, grain)) is not None:
        assert step_over(trace, nearer, grain) == cursor
        cursor = nearer
        assert stops.pop() > cursor == stops[-1]
    assert stops == [-1]


KIND_OF = {
    "bias": "z",
    "activation": "a",
    "quotient": "a",
    "exponential": "exponential",
    "exponential_sum": "exponential_sum",
    "loss_term": "loss_term",
    "loss": "loss",
    "grad_a_term": "grad_a",
    "derivative": "derivative",
    "delta": "delta",
    "shortcut": "delta",
    "weight_gradient_term": "weight_gradient",
    "bias_gradient_term": "bias_gradient",
}


def completes(trace: Trace, step: Step) -> tuple[Source, ...]:
    """What a step completes, read off the step alone."""
    if step.kind == "quantity":
        name = trace.quantities[step.term].name
        return (Source(name, step.layer, step.unit, step.origin),)
    if step.kind not in KIND_OF or not step.is_last_term:
        return ()
    origin = step.origin if step.kind == "weight_gradient_term" else None
    unit = 0 if step.unit is None else step.unit
    quantity = KIND_OF[step.kind]
    if step.kind == "loss" and trace.task.penalises:
        quantity = "data_loss"
    if step.kind == "grad_a_term" and trace.task.network.layers[step.layer - 1].dropout:
        quantity = "grad_dropped"
    made = Source(quantity, step.layer, unit, origin)
    is_output = step.layer == trace.task.network.depth
    return (made, Source("chain_delta", step.layer, unit)) if step.kind == "delta" and is_output else (made,)


def test_step_of_agrees_with_a_scan_over_all_steps(trace: Trace) -> None:
    scanned: dict[Source, int] = {}
    for step in steps_of(trace):
        for source in completes(trace, step):
            scanned[source] = step.index  # the last one counts: delta by the shortcut
    for source, index in scanned.items():
        assert trace.step_of(source) == index, source


def test_step_of_a_term_is_the_step_of_that_term(trace: Trace) -> None:
    for step in steps_of(trace):
        if step.kind in ("product", "grad_a_term"):
            assert trace.step_of(Source(step.kind, step.layer, step.unit, step.origin)) == step.index
    depth = trace.task.network.depth
    for unit in range(trace.task.network.sizes[-1]):
        first_use = trace.step_of(Source("grad_dropped", depth, unit))
        assert trace.step_of(Source("grad_loss_term", depth, unit)) == first_use
        assert trace.step_of(Source("grad_loss", depth, unit)) == first_use


def test_completed_counts_what_written_at_tells(trace: Trace) -> None:
    optimizer = [quantity.name for quantity in trace.quantities]
    for layer in range(1, trace.task.network.depth + 1):
        for quantity in ("z", "a", "delta", "weight_gradient", "bias_gradient", *optimizer):
            if quantity == "a" and not trace.task.network.layers[layer - 1].activation.elementwise:
                continue  # its quotients belong to the layer, not to the units one by one
            written = trace.written_at(quantity, layer)
            numbers = written.reshape(-1, written.shape[-1])
            for step in range(-1, len(trace), 5):
                known = numbers <= step
                units, more = trace.completed(quantity, layer, step)
                assert known[:, :units].all()
                if units < known.shape[1]:
                    assert known[:more, units].all()
                    assert not known[more:, units].any()
                    assert not known[:, units + 1 :].any()


def test_written_at_has_the_shape_of_what_is_written(trace: Trace) -> None:
    sizes = trace.task.network.sizes
    for layer in range(1, len(sizes)):
        for quantity in ("z", "a", "grad_a", "delta", "bias_gradient"):
            assert trace.written_at(quantity, layer).shape == (sizes[layer],)
        assert trace.written_at("weight_gradient", layer).shape == (sizes[layer - 1], sizes[layer])
        assert trace.written_at("theta", layer).shape == (sizes[layer - 1] + 1, sizes[layer])


def test_what_is_given_beforehand_has_no_step(trace: Trace) -> None:
    given = [Source("x", 0, 0), Source("a", 0, 0), Source("weight", 1, 0, 0), Source("bias", 1, 0)]
    given += [Source("target", trace.task.network.depth, 0), Source("theta_old", 1, 0, 0)]
    given += [Source(f"{slot}_old", 1, 0, 0) for slot in trace.task.optimizer.slots()]
    assert {trace.step_of(source) for source in given} == {-1}


def test_an_unknown_quantity_is_refused() -> None:
    with pytest.raises(ValueError, match="colour"):
        TRACES["mazur"].step_of(Source("colour", 1, 0))


def test_visit_stops_where_a_node_is_done(trace: Trace) -> None:
    network = trace.task.network
    for layer in range(1, network.depth + 1):
        for unit in range(network.sizes[layer]):
            stops, cursor = [], -1
            while (stop := trace.visit(cursor, 1, layer, unit, None)) is not None:
                stops.append(stop)
                cursor = stop
            assert [trace[stop].phase for stop in stops][-1] == "update"
            assert all(trace[stop].layer == layer for stop in stops)
            assert all(trace[stop].unit in (unit, None) or whole(trace, stop) for stop in stops)
            assert all(trace.block(stop, "node")[-1] == stop for stop in stops)
            backward, cursor = [], len(trace)
            while (stop := trace.visit(cursor, -1, layer, unit, None)) is not None:
                backward.append(stop)
                cursor = stop
            assert backward == stops[::-1]


def test_a_learned_slope_is_the_layer_s_and_no_node_is_visited_there() -> None:
    trace = TRACES["prelu everywhere"]
    network = trace.task.network
    of_slopes = [
        step
        for step in range(len(trace))
        if trace[step].kind == "slope_gradient_term"
        or (trace[step].kind == "quantity" and trace[step].unit is None)
    ]
    assert of_slopes
    for layer in range(1, network.depth + 1):
        of_loss = ["loss"] if layer == network.depth else []
        for unit in range(network.sizes[layer]):
            stops = trace.visits(layer, unit)
            assert [trace[stop].phase for stop in stops] == ["forward", *of_loss, "backward", "update"]
            assert not set(stops) & set(of_slopes)


def whole(trace: Trace, step: int) -> bool:
    return trace.layout.section_at(step).whole_layer


def test_visit_of_an_edge_stops_at_its_product_gradient_and_change(trace: Trace) -> None:
    network = trace.task.network
    for layer in range(1, network.depth + 1):
        for unit in range(network.sizes[layer]):
            for origin in range(network.sizes[layer - 1]):
                stops, cursor = [], -1
                while (stop := trace.visit(cursor, 1, layer, unit, origin)) is not None:
                    stops.append(trace[stop])
                    cursor = stop
                kinds = [step.kind for step in stops]
                assert kinds == ["product", "weight_gradient_term", "quantity"]
                assert {(s.layer, s.unit, s.origin) for s in stops} == {(layer, unit, origin)}
                assert stops[1].is_last_term
                assert stops[2].is_last_term


def test_visit_of_an_input_finds_nothing() -> None:
    assert TRACES["mazur"].visit(-1, 1, 0, 0, None) is None


def test_a_trace_of_a_large_network_is_small_and_found_at_once() -> None:
    network = make_network(64, (128, "tanh"), (64, "relu"), (10, "softmax"))
    trace = trace_of(make_task(network, "cce", "adam", samples=32))
    assert len(trace) > 600_000
    for index in np.linspace(0, len(trace) - 1, 200).astype(int):
        assert trace[int(index)].index == index
    stored = [trace, trace.layout, trace.layout.sections, *trace.layout.sections]
    assert sum(map(sys.getsizeof, stored)) < 10_000  # an index over the arrays, not a list of steps


def test_values_read_what_was_recorded() -> None:
    trace = TRACES["softmax"]
    recording, network = trace.update.recording, trace.task.network
    for sample in range(3):
        values = TraceValues(trace, sample)
        for layer in range(1, network.depth + 1):
            for unit in range(network.sizes[layer]):
                for name in ("z", "a", "grad_a", "delta"):
                    expected = getattr(recording, name)[layer][sample, unit]
                    assert values.read(Source(name, layer, unit)) == expected
        for unit in range(3):
            exponential = values.read(Source("exponential", 2, unit))
            total = values.read(Source("exponential_sum", 2))
            assert exponential / total == recording.a[2][sample, unit]
            chain = recording.chain_delta
            assert chain is not None
            assert values.read(Source("chain_delta", 2, unit)) == chain[sample, unit]
    hidden = values.read(Source("grad_a", 1, 0)) * values.read(Source("derivative", 1, 0))
    assert hidden == values.read(Source("delta", 1, 0))


def test_terms_add_up_to_what_was_recorded(trace: Trace) -> None:
    network, values = trace.task.network, TraceValues(trace, 0)
    for layer in range(1, network.depth + 1):
        for unit in range(network.sizes[layer]):
            origins = range(network.sizes[layer - 1])
            products = [values.read(Source("product", layer, unit, origin)) for origin in origins]
            z = sum(products) + values.read(Source("bias", layer, unit))
            assert z == pytest.approx(values.read(Source("z", layer, unit)), rel=1e-12, abs=1e-15)
            after = [None] if layer == network.depth else range(network.sizes[layer + 1])
            paths = [values.read(Source("grad_a_term", layer, unit, origin)) for origin in after]
            grad_dropped = values.read(Source("grad_dropped", layer, unit))
            assert sum(paths) == pytest.approx(grad_dropped, rel=1e-12, abs=1e-15)
    terms = trace.update.recording.elements.sum()
    factor = values.read(Source("grad_loss_term", network.depth, 0))
    assert factor * terms == pytest.approx(values.read(Source("data_loss", network.depth)), rel=1e-12)
    assert values.read(Source("grad_loss", network.depth)) == 1


def test_values_of_the_parameters_lie_where_the_network_says() -> None:
    trace = TRACES["shortcut"]
    update, network, values = trace.update, trace.task.network, TraceValues(trace, 0)
    for index in range(network.parameter_count):
        layer, unit, origin = network.place(index)
        kind = "bias" if origin is None else "weight"
        assert values.read(Source(kind, layer, unit, origin)) == update.before.theta[index]
        gradient = values.read(Source(f"{kind}_gradient", layer, unit, origin))
        assert gradient == update.recording.gradient[index]
        assert values.read(Source("theta", layer, unit, origin)) == update.after.theta[index]
        assert values.read(Source("m", layer, unit, origin)) == update.after.state["m"][index]
        assert values.read(Source("m_old", layer, unit, origin)) == update.before.state["m"][index]


def test_an_unknown_number_is_refused() -> None:
    with pytest.raises(KeyError):
        TraceValues(TRACES["mazur"], 0).read(Source("colour", 1, 0))
