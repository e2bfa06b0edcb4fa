"""The labels of a network drawing under a gradient check: each parameter's relative error at its place."""

from __future__ import annotations

from collections.abc import Iterator

from core.formula import Source
from core.network_check import KINK, WRONG
from nnviz.figures.check_reading import CheckReading
from nnviz.figures.network_layout import NetworkLayout
from nnviz.figures.network_reading import Edge, Reading
from nnviz.figures.network_scene import Label, Scene
from nnviz.figures.network_shapes import Rect
from nnviz.figures.style import Style


class CheckScene(Scene):
    """A scene whose weights, biases and slopes show what their check has measured.

    Parameters
    ----------
    check : CheckReading
    others
        As in `Scene`.
    """

    shows_values = False

    def __init__(
        self,
        reading: Reading,
        layout: NetworkLayout,
        style: Style,
        focus: tuple[tuple[int, int], ...],
        check: CheckReading,
        marked: tuple[Edge, ...] = (),
    ) -> None:
        self.check = check
        super().__init__(reading, layout, style, focus, marked)

    def _parameter_labels(self, place: Edge, rect: Rect) -> Iterator[Label]:
        yield from self._on_edge([self.reading.main_parameter_source(*place)], rect)

    def _parameter_label(self, source: Source, rect: Rect, name: str = "", before: str = "") -> Label:
        index = self.check.index(source)
        assert index is not None
        text = f"{before}{name} {self.check.text(index)}".strip()
        verdict = self.check.verdicts[index]
        colour = {WRONG: self.style.bad, KINK: self.style.text}.get(int(verdict), self.style.muted)
        return Label(self._tight(rect, text), text, colour, source, "small")
