"""The network at a moment, drawn: values in the nodes, sign and size on the edges, the current step lit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtGui import QPainter

from core.formula import Source
from nnviz.figures.check_edges import (
    paint_check_legend,
    paint_checked_biases,
    paint_checked_bundles,
    paint_checked_edges,
)
from nnviz.figures.check_reading import CheckReading
from nnviz.figures.check_scene import CheckScene
from nnviz.figures.network_breakpoints import paint_breakpoints
from nnviz.figures.network_bundles import edge_in_bundle, paint_bundles, paint_strips
from nnviz.figures.network_edges import nearest_edge, paint_arrows, paint_edges, paint_glow
from nnviz.figures.network_fans import fans_of, paint_marked
from nnviz.figures.network_frame import paint_footers, paint_handles, paint_headers, paint_legend
from nnviz.figures.network_handles import Handle, handles_at
from nnviz.figures.network_layout import NetworkLayout, lay_out, least_size
from nnviz.figures.network_marks import mark_words, paint_mark_legend, paint_marks
from nnviz.figures.network_nodes import (
    paint_loss,
    paint_loss_arrow,
    paint_softmax_boxes,
    paint_units,
    rounded,
)
from nnviz.figures.network_numbers import Flight, paint_flight, paint_labels
from nnviz.figures.network_opening import with_opened
from nnviz.figures.network_reading import Edge, Reading
from nnviz.figures.network_scene import Scene
from nnviz.figures.network_shapes import Rect
from nnviz.figures.network_sight import marked_edges, places_at_hand, places_in_sight
from nnviz.figures.network_words import describe
from nnviz.figures.style import Style
from nnviz.moment import Moment

if TYPE_CHECKING:
    from nnviz.comparing import Marks  # the mistakes need not be loaded for it


@dataclass(frozen=True)
class NetworkOptions:
    """What is shown besides the moment itself.

    Attributes
    ----------
    highlight : Source or None
        The place that is lit because its number is looked at elsewhere.
    hovered : Source or None
        The place under the pointer.
    handles : tuple of Handle
        Buttons for adding and removing that are shown.
    flight : Flight or None
    legend : bool
    check : CheckReading or None
        A gradient check that is laid over the drawing.
    marks : Marks or None
        Where somebody's numbers agree with ours.
    """

    highlight: Source | None = None
    hovered: Source | None = None
    handles: tuple[Handle, ...] = ()
    flight: Flight | None = None
    legend: bool = True
    check: CheckReading | None = None
    marks: Marks | None = None


class NetworkPicture:
    """A `nnviz.figures.picture.Picture` of a network at a moment."""

    def __init__(self, moment: Moment, style: Style, options: NetworkOptions | None = None) -> None:
        self.moment = moment
        self.style = style
        self.options = options or NetworkOptions()
        self.reading = Reading(moment)
        self._scene: Scene | None = None

    def with_options(self, options: NetworkOptions) -> NetworkPicture:
        """Return the same moment shown with other options; what they leave alone is not made anew."""
        picture = NetworkPicture(self.moment, self.style, options)
        picture.reading = self.reading
        if (options.hovered, options.check) == (self.options.hovered, self.options.check):
            picture._scene = self._scene
        return picture

    @property
    def description(self) -> str:
        """What the drawing shows, in words."""
        words = [describe(self.reading)]
        if self.options.check is not None:
            words.append(self.options.check.summary)
        if self.options.marks is not None:
            words.append(mark_words(self.options.marks))
        return " ".join(words)

    @property
    def size(self) -> tuple[float, float]:
        """A size at which a small network shows all its numbers."""
        return 640.0, 430.0

    @property
    def least_size(self) -> tuple[float, float]:
        """A size at which this network, if it is small, still shows all its numbers."""
        return least_size(self.moment.trace.task.network.sizes)

    def layout(self, width: float, height: float) -> NetworkLayout:
        """Return where everything stands."""
        sizes = self.moment.trace.task.network.sizes
        plain = lay_out(sizes, width, height)
        hidden = [
            (layer, unit)
            for layer, unit in places_in_sight(self.reading)
            if unit not in plain.columns[layer].units
        ]
        if not hidden:
            return plain
        focus = dict(reversed(hidden))
        return lay_out(sizes, width, height, tuple(focus.get(layer) for layer in range(len(sizes))))

    def scene(self, width: float, height: float) -> Scene:
        """Return every number with its place."""
        if self._scene is None or (self._scene.layout.width, self._scene.layout.height) != (width, height):
            focus = places_in_sight(self.reading)
            hovered = self.options.hovered
            if hovered is not None and hovered.unit is not None:
                focus = ((hovered.layer, hovered.unit), *focus)
            layout = with_opened(self.layout(width, height), (*places_at_hand(self.reading), *focus))
            self._scene = self._made(layout, focus)
        return self._scene

    def _made(self, layout: NetworkLayout, focus: tuple[tuple[int, int], ...]) -> Scene:
        check = self.options.check
        if check is None:
            return Scene(
                self.reading, layout, self.style, focus, marked_edges(self.reading, self.options.hovered)
            )
        return CheckScene(
            self.reading, layout, self.style, focus, check, marked_edges(self.reading, self.options.hovered)
        )

    def hit(self, x: float, y: float, width: float, height: float) -> Source | Handle | None:
        """Return what lies under a point: a button, a number, a node or an edge."""
        for handle in self.options.handles:
            if handle.rect.contains(x, y):
                return handle
        scene = self.scene(width, height)
        found = self._passed_at(scene.layout, x, y) or scene.at(x, y) or self._node_at(scene.layout, x, y)
        if found:
            return found
        edge = edge_in_bundle(scene, x, y) or nearest_edge(scene.layout, x, y)
        return Source("weight", edge.layer, edge.unit, edge.origin) if edge else None

    def handles_at(self, x: float, y: float, width: float, height: float) -> tuple[Handle, ...]:
        """Return the buttons that are offered while the pointer is at a point."""
        return handles_at(self.layout(width, height), x, y)

    def place(self, source: Source, width: float, height: float) -> Rect | None:
        """Return where a number is shown or, where there is no room for it, its node or its cell in a bundle;
        None for an edge that is drawn as a line.
        """
        scene = self.scene(width, height)
        shown = scene.shown_for(source)
        label = next((label for label in scene.labels if label.source == shown), None)
        if label is not None:
            return label.rect
        bundle = scene.layout.bundle(source.layer)
        if bundle is not None and source.unit is not None and source.origin is not None:
            return bundle.cell(source.origin, source.unit)
        return self._place_rect(scene, source)

    def paint(self, painter: QPainter, width: float, height: float) -> None:
        """Draw the network."""
        scene = self.scene(width, height)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        check = self.options.check
        if check is not None:
            paint_checked_bundles(painter, scene, check)
        elif scene.layout.bundles:
            paint_bundles(painter, scene, fans_of(self.reading, self.options.hovered))
        paint_softmax_boxes(painter, scene)
        self._paint_glow(painter, scene)
        if check is None:
            paint_edges(painter, scene)
            paint_marked(painter, scene)
        else:
            paint_checked_edges(painter, scene, check)
        paint_loss(painter, scene)
        self._paint_rings(painter, scene)
        self._paint_arrows(painter, scene)
        paint_strips(painter, scene)
        paint_units(painter, scene)
        if check is not None:
            paint_checked_biases(painter, scene, check)
        self._paint_loss_step(painter, scene)
        highlight = self.options.highlight
        paint_labels(painter, scene, highlight and scene.shown_for(highlight))
        paint_breakpoints(painter, scene)
        paint_headers(painter, scene, self.options.handles)
        paint_footers(painter, scene)
        paint_handles(painter, self.style, self.options.handles)
        if self.options.flight:
            paint_flight(painter, scene, self.options.flight)
        if self.options.marks is not None:
            paint_marks(painter, scene, self.options.marks)
        if self.options.legend:
            self._paint_legend(painter, scene)
        painter.restore()

    def _paint_legend(self, painter: QPainter, scene: Scene) -> None:
        if self.options.check is not None:
            paint_check_legend(painter, scene)
        elif self.options.marks is not None:
            paint_mark_legend(painter, scene)
        else:
            paint_legend(painter, scene)

    # What lies where

    def _passed_at(self, layout: NetworkLayout, x: float, y: float) -> Source | None:
        """Return the unit of a strip under the pointer where no other one is open than the one pointed at.

        That one is open over its neighbours, which the pointer comes to all the same as it goes along.
        """
        hovered = self.options.hovered
        for column in layout.columns:
            if column.is_strip and column.extent.contains(x, y):
                over = {(column.layer, opened.unit) for opened in column.opened if opened.rect.contains(x, y)}
                passing = set() if hovered is None else {(hovered.layer, hovered.unit)}
                unit = column.standing_at(x, y)
                if unit is not None and over <= passing and over.isdisjoint(places_in_sight(self.reading)):
                    return Source("a" if column.layer else "x", column.layer, unit)
        return None

    def _node_at(self, layout: NetworkLayout, x: float, y: float) -> Source | None:
        for column in layout.columns:
            unit = column.unit_at(x, y)
            if unit is not None:
                return Source("a" if column.layer else "x", column.layer, unit)
        unit = layout.chips.unit_at(x, y)
        if unit is not None:
            return Source("target", layout.chips.layer, unit)
        return Source("loss", layout.chips.layer) if layout.loss.contains(x, y) else None

    # The step and the selection

    def _paint_glow(self, painter: QPainter, scene: Scene) -> None:
        style, chosen = self.style, self.moment.selection
        paint_glow(painter, scene, scene.lit, style.current_soft, 12)
        if chosen.origin is not None and chosen.layer and chosen.unit is not None:
            edge = Edge(chosen.layer, chosen.unit, chosen.origin)
            paint_glow(painter, scene, [edge], style.accent, 8)
            paint_glow(painter, scene, [edge], style.surface, 5)
        hovered, highlight = self.options.hovered, self.options.highlight
        for place, colour in ((hovered, style.accent_soft), (highlight, style.accent)):
            if place and place.origin is not None and place.unit is not None:
                paint_glow(painter, scene, [Edge(place.layer, place.unit, place.origin)], colour, 8)

    def _paint_arrows(self, painter: QPainter, scene: Scene) -> None:
        step = self.reading.current
        if step is None or step.kind not in (
            "product",
            "bias",
            "activation",
            "dropout",
            "grad_a_term",
            "dropout_gradient",
            "derivative",
            "delta",
        ):
            return
        paint_arrows(painter, scene, scene.lit, backward=step.phase == "backward")

    def _paint_loss_step(self, painter: QPainter, scene: Scene) -> None:
        step = self.reading.current
        if step is None or step.unit is None or step.layer != self.reading.network.depth:
            return
        if step.kind in ("loss_term", "grad_a_term", "shortcut"):
            paint_loss_arrow(painter, scene, step.unit, backward=step.phase == "backward")

    def _paint_rings(self, painter: QPainter, scene: Scene) -> None:
        style, chosen, written = self.style, self.moment.selection, self.reading.written
        if chosen.layer is not None and chosen.unit is not None and chosen.origin is None:
            self._ring(
                painter, self._place_rect(scene, Source("a", chosen.layer, chosen.unit)), style.accent, 2, 5.5
            )
        if written is not None:
            rect = self._place_rect(scene, written)
            if rect:
                rounded(painter, rect.grown(5), style.current_soft, None, radius=17)
            self._ring(painter, rect, style.current, 2.5, 2.5)
        highlight = self.options.highlight
        if highlight and not any(label.source == scene.shown_for(highlight) for label in scene.labels):
            self._ring(painter, self._place_rect(scene, highlight), style.accent, 2, 3)

    def _ring(self, painter: QPainter, rect: Rect | None, colour: str, width: float, distance: float) -> None:
        if rect:
            rounded(painter, rect.grown(distance), None, colour, width, radius=12 + distance)

    def _place_rect(self, scene: Scene, source: Source) -> Rect | None:
        """Return the node, the chip or the loss that a number belongs to."""
        layout = scene.layout
        if source.quantity in ("loss", "data_loss", "penalty"):
            return layout.loss
        if source.unit is None:
            return None
        if source.quantity in ("target", "loss_term"):
            return layout.chips.node(source.unit)
        if source.origin is not None:
            return None
        return layout.columns[source.layer].node(source.unit) if source.layer < len(layout.columns) else None
