"""Whatever a file holds: a project, or one line that says where it is wrong."""

# ruff: noqa: E501 (one row of a table per line)

from __future__ import annotations

import copy
import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.project import file
from nnviz.project.file import ProjectError
from nnviz.project.model import Project

SAMPLES = Path(__file__).parent / "samples"
KEPT = (SAMPLES / "version-1.nnviz").read_text(encoding="utf-8")
EVERYTHING = (SAMPLES / "everything.nnviz").read_text(encoding="utf-8")


def reason(text: str | bytes) -> str:
    with pytest.raises(ProjectError) as caught:
        file.decode(text)
    message = str(caught.value)
    assert message.isprintable()
    assert len(message) < 1000
    return message


def changed(*edits: tuple[str, str]) -> str:
    text = KEPT
    for old, new in edits:
        assert old in text
        text = text.replace(old, new, 1)
    return text


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"units": 2', '"units": 1000000', "network.layers[0].units: expected a whole number from 1 to 10000, got 1000000"),
        ('"units": 2', '"units": 0', "network.layers[0].units: expected a whole number from 1 to 10000, got 0"),
        ('"units": 2', '"units": true', "network.layers[0].units: expected a whole number, got true or false"),
        ('"units": 2', '"units": 3', "network.parameters[0].weights[0]: expected 3 numbers, one per unit, got 2"),
        ('"inputs": 2', '"inputs": 3', "network.parameters[0].weights: expected 3 rows, one per input of the layer, got 2"),
        ('"inputs": 2', '"inputs": 2, "inputs": 2', "network.inputs: the entry stands there twice"),
        ('"inputs": 2,', "", "network.inputs: the entry is missing"),
        ('"seed": 0', '"sed": 0', "network.sed: unknown entry"),
        ('"seed": 0', '"seed": -1', "network.seed: expected a whole number from 0, got -1"),
        ("0.15", "NaN", "network.parameters[0].weights[0][0]: expected a finite number of ordinary length"),
        ("0.15", "-Infinity", "network.parameters[0].weights[0][0]: expected a finite number of ordinary length"),
        ("0.15", "1e999", "network.parameters[0].weights[0][0]: expected a finite number of ordinary length"),
        ("0.15", "1" * 5000, "network.parameters[0].weights[0][0]: expected a finite number of ordinary length"),
        ("0.15", "null", "network.parameters[0].weights[0][0]: expected a number, got null"),
        ("0.15", "[" * 500 + "]" * 500, "network.parameters[0].weights[0][0]: expected a number, got a list"),
        ("0.15", "[" * 200_000, "nested too deep"),
        ('"slope": 0.01', '"slop": 0.01', "network.layers[1].activation.slop: "),
        ('"leaky_relu"', '"leaky"', "network.layers[1].activation.key: unknown activation 'leaky'"),
        ('"leaky_relu"', "[[]]", "network.layers[1].activation.key: unknown activation [[]]"),
        ('{"key": "sigmoid"}', "7", "network.layers[0].activation: expected an object, got a whole number"),
        ('"half_sum"', '"sum"', "loss.reduction: 'sum' is not one of "),
        ('"momentum": 0.9', '"momentum": 9', "optimizer.momentum: 9 is outside [0, 1]"),
        ('"momentum": 0.9', '"momentum": 0', "state.slots: SGD keeps none, got velocity"),
        ("[[0.05, 0.1]]", "[[0.05, 0.1, 3]]", "data: 3 input columns, but the network has 2 inputs"),
        ("[[0.01, 0.99]]", "[[0.01]]", "data: 1 target column, but the network has 2 outputs"),
        ("[[0.01, 0.99]]", "[]", "data.targets: "),
        ('"batch_size": 1', '"batch_size": 0', "training.batch_size: expected a whole number from 1, got 0"),
        ('"shuffle": false', '"shuffle": 0', "training.shuffle: expected true or false, got a whole number"),
        ('"rosenbrock"', '"alps"', "race.terrain: unknown 'alps'; known are "),
        ('"axes": [0, 4]', '"axes": [0, 12]', "race.axes[1]: expected a whole number from 0 to 11, got 12"),
        ('"axes": [0, 4]', '"axes": [4, 4]', "race.axes: expected two different parameters, got 4 twice"),
        ('"steps": 50', '"steps": 10000000', "race.steps: expected a whole number from 1 to 100000, got 10000000"),
        ('"position": 0', '"position": 1', "state.position: expected a whole number from 0 to 0, got 1"),
        ('"version": 1', '"version": 2', "version: made by a newer NNViz (file version 2; this one knows 1)"),
        ('"version": 1', '"version": "1"', "version: expected a whole number from 1, got '1'"),
        ('"version": 1', '"version": true', "version: expected a whole number from 1, got True"),
        ('"format": "nnviz"', '"format": "keras"', 'format: not a project of NNViz: expected "format": "nnviz"'),
        ('"notes": "Kept', '"notes": "\\ud83dKept', "notes: half of a character (a lone surrogate)"),
        ('"notes"', '"\\n\\u0007x"', "  x: unknown entry"),
        ('"state"', "'state'", "line 14, column 2: not JSON: "),
    ],
)  # fmt: skip
def test_the_place_and_the_reason_are_named(old: str, new: str, message: str) -> None:
    assert reason(changed((old, new))).startswith(message)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"dropout": 0.1', '"dropout": 1', "network.layers[0].dropout: 1 is outside [0, 1)"),
        ('"dropout": 0.1', '"dropout": -0.1', "network.layers[0].dropout: -0.1 is outside [0, 1)"),
        ('"dropout": 0.1', '"dropout": "0.1"', "network.layers[0].dropout: expected a number, got text"),
        ('{"key": "sigmoid"}', '{"key": "sigmoid"}, "dropout": 0.5', "network.layers[2].dropout: the output layer has none: its activations are the predictions"),
        ('"key": "l2"', '"key": "l3"', "network.regularizer.key: unknown regularizer 'l3'; known are "),
        ('"lambda2": 0.001', '"lambda2": -1', "network.regularizer.lambda2: -1 is outside [0, 100]"),
        ('"key": "cosine"', '"key": "sine"', "optimizer.schedule.key: unknown schedule 'sine'; known are "),
        ('"updates": 3000', '"updates": 0', "optimizer.schedule.updates: 0 is outside [1, 1e+09]"),
        ('{"key": "norm", "longest": 1.0}', "null", "optimizer.clipping: expected an object with a key, got None"),
        ('{"key": "norm", "longest": 1.0}', "{}", 'optimizer.clipping: the entry "key" is missing'),
        ('"longest": 1.0', '"largest": 1.0', "optimizer.clipping.largest: By norm has no such entry; known: longest"),
        ('"test_share": 0.3', '"test_share": 1', "data.split.test_share: 1 is outside [0, 0.9]"),
        ('"test_share": 0.3', '"share": 0.3', "data.split.share: The split has no such entry; known: test_share, seed"),
        ('{"test_share": 0.3, "seed": 1}', "0.3", "data.split: expected an object, got 0.3"),
        ('"sin_x1"', '"cos_x1"', "data.features[2]: unknown feature 'cos_x1'; known are x1, x2, "),
        ('"sin_x1"', '"x1"', "data.features[2]: 'x1' is there twice"),
        (', "sin_x2"]', "]", "data.features: 3 features, but the network has 4 inputs"),
        ('["x1", "x2", "sin_x1", "sin_x2"]', "[]", "data.features: is empty"),
        ('["x1", "x2", "sin_x1", "sin_x2"]', '"x1"', "data.features: expected a list, got str"),
        ('"key": "early_stopping"', '"key": "late"', "training.stop.key: unknown stop condition 'late'; known are "),
        ('"look_every": 5', '"look_every": 0', "training.stop.look_every: 0 is outside [1, 1e+06]"),
        ('"test_share": 0.3', '"test_share": 0', "training.stop: 'No better test loss' needs test samples: keep a share of the data for testing"),
    ],
)  # fmt: skip
def test_the_place_and_the_reason_are_named_beside_the_first_entries(
    old: str, new: str, message: str
) -> None:
    assert old in EVERYTHING
    assert reason(EVERYTHING.replace(old, new, 1)).startswith(message)


def test_a_slope_belongs_to_a_layer_that_learns_it() -> None:
    given = changed(('"biases": [0.35, 0.35]', '"biases": [0.35, 0.35], "slope": 0.25'))
    assert reason(given) == "network.parameters[0].slope: Sigmoid learns no slope"
    prelu = changed(('{"key": "sigmoid"}', '{"key": "prelu"}'))
    assert reason(prelu) == "state.parameters[0].slope: the entry is missing: PReLU learns its slope"
    slot = changed(
        ('{"key": "sigmoid"}', '{"key": "prelu"}'),
        ('"biases": [0.34, 0.34]', '"biases": [0.34, 0.34], "slope": 1'),
    )
    assert reason(slot) == "state.slots.velocity[0].slope: the entry is missing: PReLU learns its slope"


def test_features_are_made_of_two_inputs() -> None:
    document = json.loads(EVERYTHING)
    document["data"] = {"key": "iris", "features": ["x1", "x2"]}
    assert reason(json.dumps(document)) == "data.features: features are made of two inputs, the data have 4"


def test_softmax_and_squares_are_refused_where_they_do_not_fit() -> None:
    text = changed(('"key": "mse", "reduction": "half_sum"', '"key": "cce"'))
    assert reason(text).startswith("loss: ")


def test_a_target_outside_the_losss_domain_is_named() -> None:
    text = changed(
        ('"leaky_relu", "slope": 0.01', '"sigmoid"'),
        ('"key": "mse", "reduction": "half_sum"', '"key": "bce"'),
        ("[[0.01, 0.99]]", "[[0.01, 1.5]]"),
    )
    assert reason(text).startswith("data: ")


def test_a_network_that_would_need_too_much_memory_is_never_made() -> None:
    document = json.loads(KEPT)
    document["network"]["layers"] = [{"units": 10_000, "activation": {"key": "sigmoid"}}] * 3
    del document["network"]["parameters"], document["state"]
    said = re.fullmatch(
        r"network\.layers: 200050000 parameters would take ([\d.]+) GB or more; at most 5000000 are possible",
        reason(json.dumps(document)),
    )
    assert said is not None
    assert 8e-9 * 200_050_000 * 10 < float(said[1]) < 100  # theta, gradient and what the engine works on
    document["network"]["layers"] *= 30
    assert reason(json.dumps(document)) == "network.layers: expected 1 to 64 layers, got 90"
    document["network"]["layers"] = []
    assert reason(json.dumps(document)) == "network.layers: expected 1 to 64 layers, got 0"


def test_a_table_of_names_asks_for_no_terabytes() -> None:
    document = json.loads(KEPT)
    document["data"] = {
        "key": "csv", "source": "names.csv", "columns": ["x", "name"], "inputs": ["x"], "targets": ["name"],
        "rows": [[0.5, f"name {row}"] for row in range(100_000)], "classes": True,
    }  # fmt: skip
    assert reason(json.dumps(document)) == (
        "data: names.csv, column 'name': has 100000 different classes; at most 1000 are possible"
    )


def test_what_needs_too_much_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def greedy(project: Project) -> None:
        raise MemoryError

    monkeypatch.setattr(file, "check", greedy)
    assert reason(KEPT) == "needs more memory than there is"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "line 1, column 1: not JSON: "),
        (b"\xff\xfe{\x00", "not UTF-8 text (byte 0)"),
        (b"[]", "format: "),
        (b"null", "format: "),
        (b"PK\x03\x04", "line 1, column 1: not JSON: "),
        (b"[" * 100_000 + b"]" * 100_000, "nested too deep"),
        (b'{"a":' * 100_000, "nested too deep"),
    ],
)
def test_what_is_no_project_at_all(content: bytes, message: str) -> None:
    assert reason(content).startswith(message)


def test_a_byte_order_mark_does_no_harm() -> None:
    assert file.decode(b"\xef\xbb\xbf" + KEPT.encode("utf-8")) == file.decode(KEPT)


def test_files_that_cannot_be_read_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ProjectError, match=r"no\.nnviz: cannot be read: No such file or directory$"):
        file.load(tmp_path / "no.nnviz")
    with pytest.raises(ProjectError, match=r"cannot be read: Is a directory$"):
        file.load(tmp_path)
    with pytest.raises(ProjectError, match=r"^/dev/zero: not a file$"):
        file.load("/dev/zero")
    with pytest.raises(ProjectError, match=r"embedded null byte$"):
        file.load("a\0b")
    large = tmp_path / "large.nnviz"
    with large.open("wb") as sparse:
        sparse.truncate(file.LARGEST_FILE + 1)
    with pytest.raises(ProjectError, match=r"large\.nnviz: 512 MB are too large for a project$"):
        file.load(large)
    broken = tmp_path / "broken.nnviz"
    broken.write_text(changed(('"seed": 0', '"seed": 0.5')))
    with pytest.raises(
        ProjectError, match=r"broken\.nnviz: network\.seed: expected a whole number, got a number$"
    ):
        file.load(broken)


junk = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(
        [10**30, -1, 1e308, 10**6, "softmax", "relu", "bce", "csv", "table", "spiral", {"key": "spiral"}]
    ),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["key", "x", "units"]), inner)
    ),
    max_leaves=6,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path] if path else []
    children = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, child in children:
        found += places(child, (*path, key))
    return found


VALID = [json.loads(text) for text in (KEPT, EVERYTHING)]
PLACES = [(number, path) for number, document in enumerate(VALID) for path in places(document)]


def outcome(content: str | bytes) -> None:
    try:
        project = file.decode(content)
    except ProjectError:
        return
    assert isinstance(project, Project)


@given(
    edits=st.lists(st.tuples(st.sampled_from(PLACES), st.sampled_from("srad"), junk), min_size=1, max_size=3)
)
def test_mutated_values_never_raise_anything_else(
    edits: list[tuple[tuple[int, tuple[Any, ...]], str, Any]],
) -> None:
    document = copy.deepcopy(VALID[edits[0][0][0]])
    for (_, path), how, value in edits:
        parent = document
        try:
            for key in path[:-1]:
                parent = parent[key]
            if how == "d":
                del parent[path[-1]]
            elif how == "a" and isinstance(parent, dict):
                parent["extra"] = value
            else:
                parent[path[-1]] = value
        except (KeyError, IndexError, TypeError):
            continue  # an earlier edit removed the place
    outcome(json.dumps(document))


@given(st.data())
def test_mutated_bytes_never_raise_anything_else(data: st.DataObject) -> None:
    content = bytearray(KEPT.encode("utf-8"))
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(content)))
        stop = data.draw(st.integers(start, min(len(content), start + 20)))
        content[start:stop] = data.draw(st.binary(max_size=8))
    outcome(bytes(content))
