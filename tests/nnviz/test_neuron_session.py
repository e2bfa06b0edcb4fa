"""The neuron of a document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from core.neurons.perceptron import Perceptron
from core.neurons.sigmoid_neuron import SigmoidNeuron
from nnviz import neuron_session
from nnviz.document import Document
from nnviz.neuron_session import NeuronSession
from nnviz.project.errors import ProjectError
from nnviz.project.neuron_presets import PRESETS, with_gate, with_model
from nnviz.session import Session
from tests.nnviz.sessions import sample


@pytest.fixture
def session(qtbot: QtBot) -> Iterator[NeuronSession]:
    document = Document(sample("mazur"))
    session = NeuronSession(document, document)
    yield session
    session.stop()
    document.undo_stack.setClean()  # or it would tell of it while it dies, to a document that is gone


def test_nothing_is_learned_before_somebody_looks(session: NeuronSession) -> None:
    session.edit("gate", with_gate(session.spec, "or", 2))
    assert session.learning is None
    session.over()
    session.to_selected()
    assert not session.play(1)
    assert (session.cursor, session.grain) == (-1, "")
    session.wake()
    assert session.is_current
    assert session.moment.sample == 0
    assert session.moment.number("z") == 0


def test_an_edit_learns_anew_and_undo_brings_the_former_learning_back(session: NeuronSession) -> None:
    session.wake()
    session.to_end()
    before = session.moment.theta
    session.edit("flip", session.spec.with_target(0, 1.0))
    assert session.moment.is_at_end
    assert not np.array_equal(session.moment.theta, before)
    session.document.undo_stack.undo()
    np.testing.assert_array_equal(session.moment.theta, before)
    assert session.document.project.neuron is None


def test_what_cannot_learn_changes_nothing(session: NeuronSession) -> None:
    session.wake()
    with pytest.raises(ProjectError):
        session.edit("flip", session.spec.with_target(0, 3.0))
    assert session.document.project.neuron is None


def test_moves_go_both_ways(session: NeuronSession) -> None:
    session.wake()
    session.to_start()
    seen = []
    for _ in range(6):
        session.over()
        seen.append(session.cursor)
    for cursor in reversed(seen[:-1]):
        session.back_over()
        assert session.cursor == cursor
    session.back_over()
    assert session.cursor == -1
    session.back_over()
    assert session.cursor == -1
    session.out()
    assert session.moment.learning[session.cursor].kind == "theta"
    assert session.moment.learning[session.cursor + 1].example == 1
    end_of_example = session.cursor
    session.into()
    assert session.cursor == end_of_example + 1
    session.back_into()
    assert session.cursor == end_of_example
    session.back_out()
    assert session.cursor == -1
    session.to_end()
    session.over()
    assert session.moment.is_at_end
    session.go_to(10**9)
    assert session.cursor == session.length - 1


def test_into_is_finer_and_out_is_coarser(session: NeuronSession) -> None:
    session.wake()
    session.to_start()
    session.choose_grain("example")
    session.into()
    assert session.moment.explanation.title == "z of example 1"
    session.out()
    assert session.moment.explanation.title.startswith("Epoch 1")
    session.back_out()
    assert session.cursor == -1
    session.choose_grain("light year")
    assert session.grain == "example"


def test_playing_stops_at_the_ends(session: NeuronSession) -> None:
    session.wake()
    session.choose_grain("epoch")
    session.to_start()
    assert session.play(2)
    assert session.moment.epoch == 1
    assert not session.play(100)
    assert session.moment.is_at_end
    assert not session.play(-100)
    assert session.cursor == -1


def test_it_goes_to_where_the_chosen_example_is_looked_at(session: NeuronSession) -> None:
    session.wake()
    session.to_start()
    session.choose_row(4)
    session.to_selected()
    assert (session.moment.epoch, session.moment.sample) == (0, 4)
    session.to_selected()
    assert (session.moment.epoch, session.moment.sample) == (1, 4)
    session.to_selected(-1)
    assert (session.moment.epoch, session.moment.sample) == (0, 4)
    session.to_selected(-1)
    assert (session.moment.epoch, session.moment.sample) == (0, 4)


def test_what_is_gone_is_not_looked_at_any_more(session: NeuronSession) -> None:
    session.edit("sigmoid", with_model(session.spec, "sigmoid_neuron"))
    session.wake()
    session.choose_row(9)
    session.choose_axes((1, 2))
    session.choose_axes((1, 1))
    assert session.moment.axes == (1, 2)
    session.edit("one input", PRESETS[2].apply(session.spec))
    assert (session.row, session.axes) == (None, (0, 1))
    assert session.moment.sample == 0


def test_another_kind_of_learning_begins_with_its_first_example(session: NeuronSession) -> None:
    session.wake()
    session.to_end()
    session.edit("gate", with_model(session.spec, "mcculloch_pitts"))
    assert session.moment.sample == 0
    assert session.grain == "row"
    session.edit("layers", replace(session.spec, layers=2))
    assert session.grain == "neuron"
    assert session.moment.explanation.title == "Answer of the output neuron: it is silent"


@pytest.mark.parametrize("neuron", [Perceptron(shuffle=True, epochs=300), SigmoidNeuron(epochs=300)])
def test_long_learning_is_done_in_the_background(
    session: NeuronSession, qtbot: QtBot, neuron: Perceptron | SigmoidNeuron
) -> None:
    session.wake()
    before = session.moment
    spec = replace(PRESETS[1].apply(session.spec), neuron=neuron)
    with qtbot.waitSignal(session.learned, timeout=30_000):
        session.edit("long", spec)
        assert session.is_working
        assert not session.is_current
        session.over()
        assert session.cursor == before.cursor
    qtbot.waitUntil(lambda: not session.is_working)
    assert session.is_current
    np.testing.assert_array_equal(session.learning.path, neuron.learn(spec.samples).path)


def test_long_learning_is_stopped_and_finished_when_it_is_needed(
    session: NeuronSession, qtbot: QtBot
) -> None:
    session.wake()
    spec = replace(PRESETS[1].apply(session.spec), neuron=Perceptron(shuffle=True, epochs=300))
    session.edit("long", spec)
    session.sleep()
    assert not session.is_working
    assert session.finished_moment().spec == spec
    assert session.is_current


def test_a_failure_in_the_background_is_no_secret(
    session: NeuronSession, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_spec: object) -> Iterator[None]:
        yield None
        raise RuntimeError("lost")

    session.wake()
    monkeypatch.setattr(neuron_session, "learn_in_parts", fails)
    with qtbot.captureExceptions() as caught:
        session.edit("long", replace(session.spec, neuron=Perceptron(epochs=300)))
        qtbot.waitUntil(lambda: bool(caught))
    assert "lost" in str(caught[0][1])
    assert not session.is_working


def test_the_networks_training_goes_on_as_it_was(session: NeuronSession) -> None:
    network = Session(session.document)
    network.go_to_update(3)
    history, cursor = network.history, network.cursor
    session.edit("gate", with_gate(session.spec, "or", 2))
    assert network.history is history
    assert network.cursor == cursor
