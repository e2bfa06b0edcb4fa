"""What the views of numbers show, read off the screen and held to the truth."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QModelIndex, QPoint, Qt

from core.explain.notation import node_name
from core.formula import Source
from core.gradient_check import measure
from core.network_check import NetworkCheck
from core.number_format import full_number
from nnviz.figures.check_reading import CheckReading
from nnviz.figures.inspection import KEY_KINDS, check_words
from nnviz.figures.network_scene import is_parameter
from nnviz.panels.graph import GraphPanel
from nnviz.panels.inspector import InspectorPanel
from nnviz.panels.matrices import MatricesPanel
from nnviz.panels.network import NetworkPanel
from nnviz.panels.steps import StepsPanel
from nnviz.panels.steps.model import RESULT, WORDS
from nnviz.widgets.explanation_card import ExplanationCard
from tests.nnviz.walks.truth import Now


def hold_network(panel: NetworkPanel, now: Now) -> None:
    """The drawing: every number on it or the check over it, the place that the step writes, and its words."""
    picture = panel.shown()
    labels = picture.scene(*panel.extent).labels
    sources = [label.source for label in labels if label.source is not None]
    checked = _checked(panel, now)
    for label in labels:
        if label.source is None:
            continue
        if checked is not None and is_parameter(label.source):
            error = checked.text(checked.index(label.source))
            assert f" {label.text}".endswith(f" {error}"), (
                f"{label.text!r} stands at {label.source}, not {error!r}"
            )
        else:
            now.hold_number(label.text, label.source)
            now.hold_parameter(label.source)
    assert {Source("loss", now.network.depth), Source("x", 0, 0)} <= set(sources)
    written = now.explanation.target if now.explanation else None
    assert picture.reading.written == written
    assert picture.moment.selection == now.selection
    assert picture.moment.project.breakpoints == now.project.breakpoints
    words = panel.accessibleDescription()
    assert f"Update {now.number}, {_step_words(now)}." in words
    batch = now.update.batch
    shown = f"{now.sample + 1} of {len(batch)} in batch" if len(batch) > 1 else f"sample {batch[0] + 1} of"
    assert f"Shown is {shown}" in words


def hold_graph(panel: GraphPanel, now: Now) -> None:
    """The graph: every number on it, and around which unit it is drawn."""
    picture, extent = panel.canvas.picture, panel.canvas.extent
    assert picture is not None
    for label in picture.scene(*extent).labels:
        now.hold_number(label.text, label.source)
        now.hold_parameter(label.source)
    layer, unit = _middle(now)
    name = node_name(now.network, layer, unit)
    why = "where the step is" if now.selection.unit is None else "chosen in the drawing"
    assert panel.words.text() == f"<b>{name[:1].upper()}{name[1:]}</b>, {why}"
    if layer > 0:
        assert panel.canvas.shown_item("add", layer, unit) is not None


def hold_inspector(panel: InspectorPanel, now: Now) -> None:
    """The inspector: its cards, the check of a gradient, each sample's share, and whose numbers they are."""
    cards = [card for card in panel.findChildren(ExplanationCard) if not card.isHidden()]
    main = [card for card in cards if card._is_main]
    assert len(main) == (1 if now.step >= 0 else 0)
    node = now.trace.block(max(now.step, 0), "node")
    for card in cards:
        explanation = now.explained(card._step)
        assert node.start <= card._step <= now.step
        assert card.title_text == explanation.title
        assert card.numbers == explanation.numbers(now.digits)
        assert card._numbers.toolTip() == full_number(explanation.result)
    for card in main:
        assert card._symbols.formula == now.explained(card._step).symbols
        assert card._step == _in_focus(now, node)
        _hold_check(card, now)
        _hold_shares(panel, card, now)
    batch = now.update.batch
    assert panel._sample.isHidden() == (len(batch) == 1)
    assert (panel._sample.value(), panel._sample.maximum()) == (now.sample + 1, len(batch))
    assert panel._batch_label.toolTip() == f"row {batch[now.sample] + 1} of the data"


def hold_steps(panel: StepsPanel, now: Now) -> None:
    """The list of steps: every row in sight, the row that is lit, and the path to it."""
    view, model = panel.view, panel.view.step_model
    rows = [(index, model.row_at(index)) for index in _rows_in_sight(panel)]
    for index, row in rows:
        assert row is not None
        if row.is_step:
            explanation = now.explained(row.start)
            done = row.start <= now.step
            assert index.siblingAtColumn(WORDS).data() == explanation.title
            assert index.siblingAtColumn(RESULT).data() == (now.text(explanation.result) if done else "")
        elif row.stop - 1 > now.step and row.kind == "run":
            assert index.siblingAtColumn(RESULT).data() == ""
        spoken = index.data(Qt.ItemDataRole.AccessibleTextRole)
        assert ("the step just done" in spoken) == (row.is_step and row.start == now.step)
        assert ("not computed yet" in spoken) == (row.stop - 1 > now.step and not _holds(row, now))
    lit = model.row_at(view.lit_index())
    assert (lit.start if lit else -1) == now.step
    if lit is not None:
        assert any(row == lit for _, row in rows), "the row of the step just done is out of sight"
        section = now.trace.layout.section_at(now.step)
        assert panel.path.toolTip().startswith(section.phase.capitalize()) or not panel.path.toolTip()


def hold_matrices(panel: MatricesPanel, now: Now) -> None:
    """The matrices: which layer's, every number, which of them are known, and the cell that is lit."""
    picture = panel.view.picture
    assert picture is not None
    step = now.trace[now.step] if now.step >= 0 else None
    layer = panel._layer or (step.layer if step else 1)
    assert picture.layer == layer
    if panel._layer is None:
        assert panel.layers.currentText() == f"Follows: layer {layer}"
    for matrix in picture.matrices:
        rows, columns = matrix.values.shape
        for row in range(rows):
            for column in range(columns):
                source = matrix.source(row, column)
                shown, known = matrix.values[row, column], matrix.known[row, column]
                assert known == now.knows(source), f"{source} is known or not"
                assert shown == _in_matrix(now, source, row) or shown != shown, f"{source} is {shown!r}"
        if matrix.has_samples:
            assert rows == len(now.update.batch)
    written = now.explanation.target if now.explanation else None
    lit = [matrix for matrix in picture.matrices if matrix.lit is not None]
    for matrix in lit:
        assert written is not None
        assert matrix.source(*matrix.lit).unit == written.unit
        assert not matrix.has_samples or matrix.lit[0] == now.sample


# Inside


def _checked(panel: NetworkPanel, now: Now) -> CheckReading | None:
    """Return the check over the drawing, held to one made anew; None while it is switched off.

    Of a right gradient the relative error is rounding alone: its digits depend on where arrays lie in memory.
    """
    reading = panel.checking.reading
    assert (reading is None) != panel.checking.checker.is_on
    if reading is None:
        return None
    anew = NetworkCheck(now.trace).complete()
    np.testing.assert_array_equal(reading.check.recorded, anew.recorded)
    np.testing.assert_array_equal(reading.verdicts, anew.verdicts)
    np.testing.assert_allclose(reading.check.measured, anew.measured, rtol=1e-6, atol=1e-9)
    return reading


def _step_words(now: Now) -> str:
    if now.explanation is None:
        return "before the first step"
    phase = now.trace[now.step].phase
    return f"step {now.step + 1} of {len(now.trace)}, {phase}: {now.explanation.title}"


def _middle(now: Now) -> tuple[int, int]:
    """Return the unit that is looked at: the chosen one, or that of the step."""
    chosen = now.selection
    if chosen.layer is not None and chosen.unit is not None:
        return chosen.layer, chosen.unit
    step = now.trace[now.step] if now.step >= 0 else None
    return (step.layer, step.unit or 0) if step else (1, 0)


def _in_focus(now: Now, node: range) -> int:
    """Return the step that is explained first: the last one or, of a whole node, the one that says most."""
    if now.grain == "term" or now.step != node[-1]:
        return now.step
    last = {now.trace[step].kind: step for step in node}
    return next((last[kind] for kind in KEY_KINDS if kind in last), now.step)


def _hold_check(card: ExplanationCard, now: Now) -> None:
    """Hold the second opinion on a gradient to a measurement of its own."""
    if not card.check_text:
        return
    explanation = now.explained(card._step)
    check = measure(now.trace, explanation.target, now.sample, explanation.result)
    assert card.check_text == check_words(check, now.digits)[0]


def _hold_shares(panel: InspectorPanel, card: ExplanationCard, now: Now) -> None:
    """Hold each sample's share in a gradient to its delta, times what came in along the edge."""
    shares = panel._shares.shares
    target = now.explained(card._step).target
    is_sum = target.quantity in ("weight_gradient", "bias_gradient") and len(now.update.batch) > 1
    assert (shares is not None) == is_sum == (not panel._shares.isHidden())
    if shares is None:
        return
    recording, unit = now.update.recording, target.unit or 0
    expected = recording.delta[target.layer][:, unit]
    if target.origin is not None:
        expected = expected * recording.dropped[target.layer - 1][:, target.origin]
    np.testing.assert_array_equal(shares.values, expected)
    assert shares.sample == now.sample


def _rows_in_sight(panel: StepsPanel) -> list[QModelIndex]:
    """Return the rows of the list that are on the screen, from the top."""
    view = panel.view
    found, index = [], view.indexAt(QPoint(1, 1))
    while index.isValid() and view.visualRect(index).top() < view.viewport().height():
        found.append(index)
        index = view.indexBelow(index)
    return found


def _holds(row: Any, now: Now) -> bool:
    return bool(row.is_step and row.start == now.step)


def _in_matrix(now: Now, source: Source, row: int) -> float:
    """Return the number of a cell: a parameter as it is at this moment, others of the row's sample."""
    recording = now.update.recording
    if source.quantity in ("weight", "bias", "slope"):
        place = now.network.index(source.layer, source.unit, source.origin)
        new = Source("theta", source.layer, source.unit, source.origin)
        return float((now.update.after if now.knows(new) else now.update.before).theta[place])
    if source.quantity.endswith("_gradient"):
        return float(recording.gradient[now.network.index(source.layer, source.unit, source.origin)])
    return float(getattr(recording, source.quantity)[source.layer][row, source.unit])
