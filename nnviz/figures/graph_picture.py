"""The computation graph around a unit at a moment, drawn: values above the wires, gradients below."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QPainter

from core.formula import Source
from nnviz.figures.graph_excerpt import HANDFUL, Room
from nnviz.figures.graph_items import Fold, Item
from nnviz.figures.graph_layout import CAPTION, GraphLayout, lay_out
from nnviz.figures.graph_painter import paint_caption, paint_items, paint_numbers, paint_wires
from nnviz.figures.graph_reading import GraphLabel, GraphScene, excerpt_at
from nnviz.figures.graph_words import describe
from nnviz.figures.network_reading import Reading
from nnviz.figures.style import Style
from nnviz.moment import Moment


@dataclass(frozen=True)
class GraphOptions:
    """What is shown besides the moment itself.

    Attributes
    ----------
    unfolded : frozenset of Fold
    room : Room
        For the inputs or paths of a unit, if they are not unfolded.
    highlight : Source or None
        The number that is lit because it is looked at elsewhere.
    pointed : Item or None
        What is under the pointer or the keys.
    caption : bool
        Whether it is said above whose graph it is.
    """

    unfolded: frozenset[Fold] = frozenset()
    room: Room = HANDFUL
    highlight: Source | None = None
    pointed: Item | None = None
    caption: bool = True


class GraphPicture:
    """A `nnviz.figures.picture.Picture` of a network's computation graph, as far as it is shown."""

    def __init__(self, moment: Moment, style: Style, options: GraphOptions | None = None) -> None:
        self.moment = moment
        self.style = style
        self.options = options or GraphOptions()
        self.reading = Reading(moment)
        self._excerpt = excerpt_at(moment, self.options.unfolded, self.options.room)
        self._scene: GraphScene | None = None

    @property
    def description(self) -> str:
        """What it shows, in words."""
        return describe(self.reading, self.layout())

    @property
    def size(self) -> tuple[float, float]:
        """What it needs."""
        layout = self.layout()
        return layout.width, layout.height

    def layout(self, room: tuple[float, float] | None = None) -> GraphLayout:
        """Return where everything stands."""
        head = CAPTION if self.options.caption else 0.0
        return lay_out(self.moment.trace.task.network, self._excerpt, room, head)

    def with_options(self, options: GraphOptions) -> GraphPicture:
        """Return the same moment shown with other options; its numbers are not read anew."""
        picture = GraphPicture(self.moment, self.style, options)
        picture.reading = self.reading
        picture._scene = self._scene
        return picture

    def scene(self, width: float, height: float) -> GraphScene:
        """Return the graph with its numbers, laid out for a room."""
        layout = self.layout((width, height))
        if self._scene is None or self._scene.layout is not layout:
            self._scene = GraphScene(self.reading, layout, self.style)
        return self._scene

    def hit(self, x: float, y: float, width: float, height: float) -> Item | GraphLabel | None:
        """Return the item or the number under a point."""
        scene = self.scene(width, height)
        return scene.layout.item_at(x, y) or scene.label_at(x, y)

    def paint(self, painter: QPainter, width: float, height: float) -> None:
        """Draw the graph."""
        scene = self.scene(width, height)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if scene.layout.width > width or scene.layout.height > height:
            factor = min(width / scene.layout.width, height / scene.layout.height)
            painter.scale(factor, factor)
        paint_wires(painter, scene)
        paint_items(painter, scene, self.options.pointed)
        paint_numbers(painter, scene, self.options.highlight)
        if self.options.caption:
            paint_caption(painter, scene, width)
        painter.restore()
