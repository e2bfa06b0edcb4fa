from __future__ import annotations

import itertools
import re
from functools import cache
from typing import Any

import numpy as np
import pytest

from core.activations.base import Activation
from core.explain import Explanation, explain, explain_node
from core.formula import Source, fill
from core.losses.base import Loss
from core.optimizers.base import Optimizer
from core.trace import Trace
from core.training import Task
from tests.core.cases import EXTRAS, make_network, make_task, outputs_for, trace_of, with_extras
from tests.core.latex_value import latex_value

ALL_DIGITS = 17
DIFFERENT_SECOND = 1  # the update that is looked at: slots are no longer zero there


def variants(member: Any, **more: list[Any]) -> list[dict[str, Any]]:
    """Every combination of a member's switches and choices."""
    options = {
        hyper.name: list(hyper.choices) if hyper.choices else [False, True]
        for hyper in member.hypers()
        if hyper.choices or isinstance(hyper.default, bool)
    }
    options |= more
    return [
        {"key": member.key} | dict(zip(options, chosen, strict=True))
        for chosen in itertools.product(*options.values())
    ]


def optimizer_variants() -> list[dict[str, Any]]:
    made = []
    for member in Optimizer.members().values():
        names = {hyper.name for hyper in member.hypers()}
        more = {name: [0.0, 0.5] for name in ("momentum", "weight_decay") if name in names}
        made += variants(member, **more)
    return made


def outputs_of(loss: str) -> list[str]:
    """The activation that the loss absorbs, or the first one that it accepts."""
    return [Loss.find(loss).logits_of or outputs_for(loss)[0]]


def tasks() -> dict[str, Task]:
    made: dict[str, Task] = {}
    for key in Activation.members():
        made[f"hidden {key}"] = make_task(make_network(2, (3, key), (2, "tanh")), samples=3)
    for member in Loss.members().values():
        for values, output in itertools.product(variants(member), outputs_of(member.key)):
            name = " ".join(str(value) for value in (*values.values(), output))
            network = make_network(2, (1, "tanh"), (2, output))
            made[name] = make_task(network, values, samples=2)
        made[f"{member.key} of one sample"] = make_task(network, values)
    for values in optimizer_variants():
        name = " ".join(f"{key}={value}" for key, value in values.items())
        made[name] = make_task(make_network(2, (1, "tanh")), "mse", values, samples=2)
    made["one unit everywhere"] = make_task(make_network(1, (1, "softmax"), (1, "sigmoid")), "bce")
    both = make_network(2, (2, "tanh"), (3, "sigmoid"))
    made["shortcut of sigmoid"] = make_task(both, {"key": "bce", "from_logits": True}, samples=3)
    classes = make_network(2, (2, "tanh"), (2, "softmax"))
    made["shortcut of softmax"] = make_task(classes, {"key": "cce", "from_logits": True}, samples=3)
    made["softmax by the chain"] = make_task(classes, {"key": "cce", "from_logits": False}, samples=3)
    for extra in EXTRAS:
        made[extra] = with_extras(extra, samples=2)
    made["short last batch"] = make_task(classes, "cce", samples=5, batch_size=3)
    return made


TASKS = tasks()
DIVERSE = [
    "hidden tanh",
    "hidden softmax",
    "shortcut of sigmoid",
    "shortcut of softmax",
    "softmax by the chain",
    "one unit everywhere",
    "short last batch",
    "softmax with dropout",
    "all",
]


@pytest.fixture(params=TASKS, name="trace")
def _trace(request: pytest.FixtureRequest) -> Trace:
    return made_trace(request.param)


@pytest.fixture(params=DIVERSE, name="diverse")
def _diverse(request: pytest.FixtureRequest) -> Trace:
    return made_trace(request.param)


@cache
def made_trace(name: str) -> Trace:
    return trace_of(TASKS[name], update=DIFFERENT_SECOND)


@cache
def explained(trace: Trace, sample: int = 0) -> list[Explanation]:
    """Return what is said of every step."""
    return [explain(trace, step, sample) for step in range(len(trace))]


def explanations(trace: Trace) -> list[Explanation]:
    return [said for sample in samples_of(trace) for said in explained(trace, sample)]


def samples_of(trace: Trace) -> list[int]:
    """Return the first and the last sample of the batch."""
    return sorted({0, len(trace.update.batch) - 1})


def worked_out(said: Explanation) -> float:
    return latex_value(fill(said.templates, said.terms, ALL_DIGITS).latex)


def test_every_formula_with_its_numbers_gives_the_recorded_number(trace: Trace) -> None:
    for said in explanations(trace):
        value = worked_out(said)
        assert value == pytest.approx(said.result, rel=1e-9, abs=1e-12), (said.title, said.symbols.latex)


def test_the_result_is_shown_with_its_own_digits(trace: Trace) -> None:
    for said in explanations(trace):
        chunks = said.numbers(ALL_DIGITS).chunks
        shown = chunks[-1].latex.removeprefix("=")
        if len(chunks) == 2:  # the formula is one number: the result itself
            assert worked_out(said) == pytest.approx(said.result, rel=1e-15), said.title
        else:
            plain = re.sub(r" \\cdot 10\^\{(.*?)\}", r"e\1", shown).strip(" {}")
            assert float(plain) == said.result, said.title


def test_a_completed_number_is_the_recorded_one(trace: Trace) -> None:
    recording, depth = trace.update.recording, trace.task.network.depth
    for sample, index in itertools.product(samples_of(trace), range(len(trace))):
        step, said = trace[index], explained(trace, sample)[index]
        unit = step.unit or 0
        recorded: dict[str, Any] = {
            "bias": recording.z[step.layer][sample, unit],
            "activation": recording.a[step.layer][sample, unit],
            "quotient": recording.a[step.layer][sample, unit],
            "loss": recording.data_loss,
            "shortcut": recording.delta[step.layer][sample, unit],
        }
        if step.kind == "loss_term":
            recorded["loss_term"] = recording.elements[sample, unit]
        if step.kind == "delta":
            shortcut = step.layer == depth and recording.chain_delta is not None
            deltas = recording.chain_delta if shortcut else recording.delta[step.layer]
            assert deltas is not None
            recorded["delta"] = deltas[sample, unit]
        if step.is_last_term and step.kind in ("weight_gradient_term", "bias_gradient_term", "quantity"):
            origin = step.origin if step.kind != "bias_gradient_term" else None
            place = trace.task.network.index(step.layer, step.unit, origin)
            values = trace.update.after.theta if step.kind == "quantity" else recording.gradient
            recorded[step.kind] = values[place]
        if step.is_last_term and step.kind == "grad_a_term":
            recorded["grad_a_term"] = recording.grad_dropped[step.layer][sample, unit]
        if step.kind in ("dropout", "dropout_gradient"):
            arrays = {"dropout": recording.dropped, "dropout_gradient": recording.grad_a}[step.kind]
            recorded[step.kind] = arrays[step.layer][sample, unit]
        if step.kind == "slope_gradient_term" and step.is_last_term:
            recorded[step.kind] = recording.gradient[trace.task.network.index(step.layer, None)]
        recorded["penalty"], recorded["objective"] = recording.penalty, recording.loss
        if step.kind in recorded:
            assert said.result == recorded[step.kind], said.title


def test_nothing_is_read_before_it_is_computed(trace: Trace) -> None:
    for index, said in enumerate(explained(trace)):
        for source in said.reads:
            assert trace.step_of(source) < index, (trace[index], source)


def test_the_target_is_what_the_step_completes(trace: Trace) -> None:
    for index, said in enumerate(explained(trace)):
        step = trace[index]
        if step.kind in ("product", "jacobian_term") or not step.is_last_term:
            assert trace.step_of(said.target) >= index
        elif step.kind != "quantity" and said.target.quantity != "delta":
            assert trace.step_of(said.target) == index


def test_words_are_sentences(trace: Trace) -> None:
    for said in explanations(trace):
        assert said.title[0].isupper() or said.title.startswith("dL/d")
        assert said.why.endswith("."), said.why
        assert said.left
        assert "<" not in said.title + said.why
        assert "_" not in said.title + said.why, said.why


def test_nothing_is_left_unfilled(trace: Trace) -> None:
    for said in explanations(trace):
        for latex in (said.symbols.latex, said.numbers(4).latex):
            placeholders = [
                word for word in latex.replace("<", " <").split() if word.startswith("<") and ">" in word
            ]
            assert not placeholders
            assert latex.count("{") == latex.count("}")
            assert latex.count(r"\left") - latex.count(r"\leftarrow") == latex.count(r"\right")


def test_a_node_is_explained_up_to_the_step_and_no_further(diverse: Trace) -> None:
    for index in range(len(diverse)):
        said = [one.step for one in explain_node(diverse, index)]
        assert said[-1] == index
        assert said == sorted(set(said))
        assert set(said) <= set(diverse.block(index, "node"))
        for step in said[:-1]:
            assert diverse[step].kind == "quantity" or diverse[step].is_last_term
            assert diverse[step].kind not in ("product", "jacobian_term")


def test_a_long_sum_shows_its_ends_and_still_reads_everything() -> None:
    trace = trace_of(make_task(make_network(20, (1, "tanh")), samples=1))
    said = explain(trace, 20)
    assert r"\cdots" in said.numbers().latex
    assert {source.unit for source in said.reads if source.quantity == "x"} == set(range(20))
    assert said.numbers().latex.count(r"\cdot ") < 20
    assert said.result == trace.update.recording.z[1][0, 0]


def test_of_a_very_long_sum_only_what_is_written_is_named_and_its_value_stays_exact() -> None:
    trace = trace_of(make_task(make_network(200, (3, "tanh"), (150, "softmax")), "cce", samples=2))
    z = trace.step_of(Source("z", 1, 2))
    recording, theta = trace.update.recording, trace.update.before.theta
    so_far = explain(trace, z - 41, sample=1)  # 160 of 200 products
    products = recording.inputs[1, :160] * trace.task.network.split(theta)[0].weights[:160, 2]
    assert so_far.result == sum(products.tolist())
    assert len(so_far.reads) == 16
    assert r"\cdots" in so_far.symbols.latex
    assert explain(trace, z, sample=1).result == recording.z[1][1, 2]
    back = trace.step_of(Source("grad_a", 1, 0))
    assert explain(trace, back, sample=1).result == recording.grad_a[1][1, 0]
    assert len(explain(trace, back).reads) == 16
    whole, few = explain_node(trace, len(trace) - 1), explain_node(trace, len(trace) - 1, most=5)
    assert [said.step for said in few] == [said.step for said in whole][-5:]


def test_negative_numbers_stand_in_parentheses_behind_an_operator() -> None:
    network = make_network(2, (1, "identity"))
    task = make_task(network)
    task = Task(network, task.loss, task.optimizer, np.array([[-0.5, -0.25]]), task.targets, batch_size=1)
    latex = explain(trace_of(task), 1).numbers().latex
    assert latex.startswith(r"s_{2} = {-0.5} \cdot")
    assert r"+ \left({-0.25}\right) \cdot" in latex


def test_samples_of_a_batch_are_told_apart() -> None:
    trace = trace_of(make_task(make_network(1, (1, "identity")), samples=3))
    first = next(s for s in range(len(trace)) if trace[s].kind == "weight_gradient_term")
    partial, whole = explain(trace, first + 1), explain(trace, first + 2)
    assert partial.title == "Gradient of the weight from input 1 to output 1: sample 2 of 3"
    assert "^{[2]}" in partial.symbols.latex
    assert "^{[3]}" not in partial.symbols.latex
    assert "^{[3]}" in whole.symbols.latex
    assert whole.left == r"\frac{\partial L}{\partial w_{1,1}^{(1)}}"
    recording = trace.update.recording
    assert whole.result == recording.gradient[0]
    assert partial.result == pytest.approx(float((recording.inputs[:2] * recording.delta[1][:2]).sum()))


def test_the_chosen_sample_changes_the_numbers_and_nothing_else() -> None:
    trace = trace_of(make_task(make_network(2, (2, "tanh"), (1, "tanh")), samples=2))
    for index in range(len(trace)):
        step, one, other = trace[index], explain(trace, index, 0), explain(trace, index, 1)
        assert (one.title, one.why, one.target) == (other.title, other.why, other.target)
        assert one.symbols == other.symbols
        of_the_batch = step.phase == "update" or "gradient" in step.kind or step.kind == "loss"
        assert (one.result == other.result) == of_the_batch, one.title


def test_the_new_value_is_named_apart_from_the_old() -> None:
    trace = trace_of(make_task(make_network(1, (1, "identity"))))
    said = explain(trace, len(trace) - 1)
    assert said.left == r"b_{1}^{\prime (1)}"
    assert said.symbols.latex.startswith(r"b_{1}^{\prime (1)} = b_{1}^{(1)} +")
    assert said.title == "SGD: new value of the bias of output 1"
