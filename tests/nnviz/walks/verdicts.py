"""What is said of an update as a whole: somebody's arrays beside it, a planted mistake, a divergence."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from core.arrays import Array
from core.training import divergence, run_update
from nnviz.comparing import Marks
from nnviz.panels.compare import ComparePanel
from nnviz.widgets.divergence_notice import DivergenceNotice
from nnviz.workspaces.network import NetworkWorkspace
from tests.nnviz.walks.truth import Now

_SAME = 1e-9  # of the largest entry: rounding is far smaller, a mistake far larger


def hold_compare(panel: ComparePanel, now: Now) -> None:
    """The comparison: beside which update it is, and which arrays agree with it."""
    if not panel._mine.arrays:
        assert panel._pages.currentWidget() is panel.empty
        return
    assert panel.source_label.text() == f"example, beside update {now.number}"
    agreeing = _agreeing(panel, now)
    if agreeing is None:
        assert panel.error.message, "arrays of another shape are compared"
        return
    for name, (row, agrees) in zip(agreeing, _rows(panel, agreeing), strict=True):
        assert row == ("\N{CHECK MARK}" if agrees else "\N{BALLOT X}"), f"{name} agrees: {agrees}"
    right = all(agrees.all() for agrees in agreeing.values())
    assert panel.findings.headline.text().startswith("\N{CHECK MARK}" if right else "\N{BALLOT X}")


def hold_marks(workspace: NetworkWorkspace, now: Now) -> None:
    """The marks on the drawing: where somebody's arrays agree with the update that is shown."""
    panel, marks = workspace.compare, workspace.network._marks
    if marks is None:
        assert not panel.isVisible() or not panel._mine.arrays or _agreeing(panel, now) is None
        return
    agreeing = _agreeing(panel, now)
    assert agreeing is not None, "marks stand where nothing can be compared"
    assert {place: mark == "agrees" for place, mark in marks.items()} == _units(agreeing)
    assert _counted(marks) in workspace.network.accessibleDescription()


def hold_banner(workspace: NetworkWorkspace, now: Now) -> None:
    """The line above the network: what is planted, or that something is."""
    banner, planted = workspace.banner, now.project.planted
    assert banner.isVisible() == (planted is not None)
    if planted is None:
        return
    for mistake in planted.mistakes:
        assert (mistake.name in banner.words.text()) != planted.hidden
    assert banner.reveal_button.isVisible() == planted.hidden


def hold_notice(workspace: NetworkWorkspace, now: Now) -> None:
    """The line below the controls: it speaks of the update that is shown, and only where that diverges."""
    notice: DivergenceNotice = workspace.transport.notice
    if notice.isVisible():
        assert divergence(now.update) is not None
        assert f"Training diverged at update {now.number}, " in notice.message


# Inside


def _agreeing(panel: ComparePanel, now: Now) -> dict[str, Array] | None:
    """Return where each of the arrays agrees with the update as it should be; None if they do not fit it."""
    right = replace(now.task, planted=None)
    recording = run_update(right, now.update.before).recording
    parts = now.network.split(recording.gradient)
    agreeing = {}
    for given in panel._mine.arrays:
        kind, layer = given.name.rstrip("0123456789"), int(given.name.lstrip("deltaWb"))
        if layer > now.network.depth:
            return None
        ours = {
            "delta": recording.delta[layer],
            "dW": parts[layer - 1].weights,
            "db": parts[layer - 1].biases,
        }[kind]
        if given.values.shape != ours.shape:
            return None
        agreeing[given.name] = np.abs(given.values - ours) <= _SAME * np.abs(ours).max()
    return agreeing


def _rows(panel: ComparePanel, agreeing: dict[str, Array]) -> list[tuple[str, bool]]:
    """Return what stands beside each array, and whether it agrees."""
    return [(panel.mapping.rows[name].mark.text(), bool(agrees.all())) for name, agrees in agreeing.items()]


def _units(agreeing: dict[str, Array]) -> dict[tuple[int, int], bool]:
    """Return whether all that is given of a unit agrees."""
    units: dict[tuple[int, int], bool] = {}
    for name, agrees in agreeing.items():
        layer = int(name.lstrip("deltaWb"))
        for unit in range(agrees.shape[-1]):
            place = (layer, unit)
            units[place] = units.get(place, True) and bool(agrees[..., unit].all())
    return units


def _counted(marks: Marks) -> str:
    return f"Yours agrees at {list(marks.values()).count('agrees')} of {len(marks)} places"
