"""What the rows of the step list say: a short name, a sentence, and the number once it is computed."""

from __future__ import annotations

from typing import NamedTuple

from core.explain import Explanation, explain
from core.explain.notation import node_name
from core.number_format import format_number, full_number
from core.trace_layout import Section
from nnviz.figures.inspection import KEY_KINDS
from nnviz.figures.step_titles import run_title, step_title
from nnviz.figures.step_tree import Row, StepTree
from nnviz.moment import Moment

_MOST_KEPT = 512
_PHASES = {
    "forward": ("Forward", "From the inputs to the prediction"),
    "loss": ("Loss", "How far the prediction is from the target"),
    "backward": ("Backward", "From the loss back to every gradient"),
    "update": ("Update", "What the optimizer makes of every gradient"),
}
_KEY_SYMBOLS = {
    "dropout": "ã",
    "activation": "a",
    "quotient": "a",
    "objective": "L",
    "loss": "L",
    "shortcut": "δ",
    "delta": "δ",
    "grad_a_term": "dL/da",
    "bias": "z",
}
_OF_SLOPE = ("slope_gradient_term", "quantity")


class Texts(NamedTuple):
    """What a row says.

    Attributes
    ----------
    title : str
        Short, as in a calculation: ``+ x₂ · w``.
    words : str
        In plain words.
    result : str
        Its number; empty if it is not computed yet, or if the row has none.
    """

    title: str
    words: str
    result: str


class StepWords:
    """Says what the rows of a moment's update are.

    Parameters
    ----------
    moment : Moment
    digits : int
        Significant digits of a result.
    tree : StepTree or None
        The rows of an update with the same layout, if there is one.
    """

    def __init__(self, moment: Moment, digits: int, tree: StepTree | None = None) -> None:
        self.moment = moment
        self.trace = moment.trace
        self.tree = tree or StepTree(moment.trace.layout)
        self._digits = digits
        self._explained: dict[int, Explanation] = {}

    def at(self, moment: Moment, digits: int) -> StepWords:
        """Return the words of another moment: what was explained is kept while the numbers are the same."""
        if moment.trace is not self.trace or moment.sample != self.moment.sample:
            is_alike = moment.trace.layout.sections == self.trace.layout.sections
            return StepWords(moment, digits, self.tree if is_alike else None)
        self.moment, self._digits = moment, digits
        return self

    def texts(self, row: Row) -> Texts:
        """Return all that is shown of a row."""
        return Texts(self.title(row), self.words(row), self.result(row))

    def is_done(self, row: Row) -> bool:
        """Tell whether the cursor has come to the end of a row."""
        return row.stop - 1 <= self.moment.step

    def holds_cursor(self, row: Row) -> bool:
        """Tell whether the step just done is in a row."""
        return row.start <= self.moment.step < row.stop

    # Names

    def title(self, row: Row) -> str:
        """Return a row's short name."""
        section = self.trace.layout.section_at(row.start)
        if row.kind == "range":
            first, last = self._end(row, 0), self._end(row, -1)
            return f"{self.title(first)} … {self.title(last)}"
        if row.kind == "phase":
            return _PHASES.get(section.phase, (section.phase.capitalize(), ""))[0]
        if row.kind == "layer":
            return f"Layer {section.layer}"
        if row.kind == "node":
            name = self._node_title(row, section)
            return f"{name}: {self._step_title(row.start)}" if row.is_step else name
        return self._step_title(row.start) if row.is_step else run_title(self.trace, self.trace[row.start])

    def words(self, row: Row) -> str:
        """Return what a row is about."""
        section = self.trace.layout.section_at(row.start)
        if row.kind == "phase":
            return _PHASES.get(section.phase, ("", ""))[1]
        if row.kind == "layer":
            layer = self.trace.task.network.layers[section.layer - 1]
            return f"{layer.units} unit{'s' if layer.units != 1 else ''}, {layer.activation.label}"
        if row.is_step:
            return self.explanation(row.start).title
        if row.kind == "run":
            return self.explanation(row.stop - 1).title
        if row.kind == "range":
            return ""
        if section.whole_layer:
            is_slope = section.parts[0].kind in _OF_SLOPE
            return "What the layer learns beside its weights" if is_slope else "The layer as a whole"
        name = node_name(self.trace.task.network, section.layer, self._unit(row, section))
        return name[:1].upper() + name[1:]

    def result(self, row: Row) -> str:
        """Return a row's number, once it is computed: a node's is the one that says most about it."""
        step = self.result_step(row)
        if step is None or step > self.moment.step:
            return ""
        number = format_number(self.explanation(step).result, self._digits)
        symbol = "" if row.is_step or row.members == "term" else _KEY_SYMBOLS.get(self.trace[step].kind, "")
        return f"{symbol} = {number}" if symbol else number

    def full_result(self, row: Row) -> str:
        """Return all digits of a row's number; empty if it has none yet."""
        step = self.result_step(row)
        if step is None or step > self.moment.step:
            return ""
        return full_number(self.explanation(step).result)

    def result_step(self, row: Row) -> int | None:
        """Return the step whose number a row shows; None if it shows none."""
        if row.kind == "range":
            return None
        if row.is_step or row.members == "term":
            return row.stop - 1
        if row.members != "run":
            return None
        section = self.trace.layout.section_at(row.start)
        key = next((kind for kind in KEY_KINDS if section.offset(kind) is not None), None)
        if key is None or (section.whole_layer and section.part(key).repeat > 1):
            return None
        return row.start + (section.offset(key) or 0) + section.part(key).length - 1

    def explanation(self, step: int) -> Explanation:
        """Explain a step; the last few hundred are kept."""
        found = self._explained.get(step)
        if found is None:
            if len(self._explained) >= _MOST_KEPT:
                self._explained.clear()
            found = self._explained[step] = explain(self.trace, step, self.moment.sample)
        return found

    # Inside

    def _step_title(self, index: int) -> str:
        return step_title(self.trace, self.trace[index]) or self.explanation(index).title

    def _end(self, row: Row, end: int) -> Row:
        """Return the first (0) or last (-1) row in a range that is no range itself."""
        while row.kind == "range":
            row = self.tree.child(row, 0 if end == 0 else self.tree.count(row) - 1)
        return row

    def _node_title(self, row: Row, section: Section) -> str:
        if section.whole_layer:
            return "Slope" if section.parts[0].kind in _OF_SLOPE else "All units"
        noun = "Output" if section.layer == self.trace.task.network.depth else "Unit"
        return f"{noun} {self._unit(row, section) + 1}"

    def _unit(self, row: Row, section: Section) -> int:
        return (row.start - section.start) // section.node_length
