"""Every number of a network drawing as a label with its place: painted, and hit by the pointer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from typing import ClassVar

from core.formula import Source
from nnviz.figures.network_labels import Label, label_fraction, label_rect
from nnviz.figures.network_layout import LINE, NetworkLayout
from nnviz.figures.network_opening import ROWS, numbers_rect, title_rect
from nnviz.figures.network_reading import TOWARDS_INPUT, Edge, Reading
from nnviz.figures.network_shapes import Column, Opened, Rect
from nnviz.figures.network_symbols import BACKWARD, MARKS, PENDING, SYMBOLS, is_parameter, subscript
from nnviz.figures.style import Size, Style
from nnviz.figures.text_width import fitted_number, text_width

_SIZES: tuple[Size, ...] = ("small", "normal")
_WIDEST, _LABEL_LINE = 62.0, 12.0
_NARROWEST = 30.0
_DENSE = 24  # edges between two layers


class Scene:
    """The labels of a drawing.

    Parameters
    ----------
    reading : Reading
    layout : NetworkLayout
    style : Style
    focus : tuple of (int, int)
        Layers and units whose edges are labelled even where there is no room for all.
    marked : tuple of Edge
        Edges of bundles that are labelled: what the step computes, what is chosen or pointed at.

    Attributes
    ----------
    shows_values : bool
        Whether the edges show weights and gradients.
    """

    shows_values: ClassVar[bool] = True

    def __init__(
        self,
        reading: Reading,
        layout: NetworkLayout,
        style: Style,
        focus: tuple[tuple[int, int], ...],
        marked: tuple[Edge, ...] = (),
    ) -> None:
        self.reading = reading
        self.layout = layout
        self.style = style
        self.focus = focus
        self.marked = marked
        self._width = {size: text_width(style, size) for size in _SIZES}
        self.labels = list(self._labels())

    def at(self, x: float, y: float) -> Source | None:
        """Return the place of the number under a point."""
        return next(
            (label.source for label in reversed(self.labels) if label.source and label.rect.contains(x, y)),
            None,
        )

    def shown_for(self, source: Source) -> Source:
        """Return the number that is shown at a place: itself, or another one of its weight or bias."""
        sources = [label.source for label in self.labels if label.source is not None]
        if source in sources or not is_parameter(source):
            return source
        place = (source.layer, source.unit, source.origin)
        same = (s for s in sources if is_parameter(s) and (s.layer, s.unit, s.origin) == place)
        return next(same, source)

    @cached_property
    def lit(self) -> tuple[Edge, ...]:
        """The edges that the step works with; of a bundle's, the one that it has just come to."""
        step, edge = self.reading.current, self.reading.at_hand
        if step is None:
            return ()
        layer = step.layer + 1 if step.kind in TOWARDS_INPUT else step.layer
        if self.layout.bundle(layer) is None:
            return self.reading.lit
        return (edge,) if edge else ()

    def emphasised(self, layer: int) -> list[Edge]:
        """Return the edges before a layer that stand out of a dense bundle; none where all are alike."""
        counts = [len(column.units) for column in self.layout.columns]
        if counts[layer - 1] * counts[layer] < _DENSE:
            return []
        return next(self._focused(layer), [])

    def number(self, source: Source, room: float, size: Size, mark: str = "") -> str:
        """Return a place's number with as many digits as the room allows; empty if not computed yet."""
        value = self.reading.number(source)
        if value is None:
            return PENDING if source == self.reading.written else ""
        return fitted_number(value, self.style, room, size, mark)

    def edge(self, place: Edge) -> tuple[float, float, float, float] | None:
        """Return the ends of an edge; None if one of them is left out."""
        before, after = self.layout.columns[place.layer - 1], self.layout.columns[place.layer]
        start, end = before.node(place.origin), after.node(place.unit)
        return (start.right, start.middle, end.x, end.middle) if start and end else None

    def _labels(self) -> Iterator[Label]:
        yield from self._edge_labels()
        yield from self._node_labels()
        yield from self._softmax_sums()
        yield from self._slope_labels()
        yield from self._loss_labels()

    # Edges

    def _edge_labels(self) -> Iterator[Label]:
        for layer in range(1, len(self.layout.columns)):
            before, after = self.layout.columns[layer - 1], self.layout.columns[layer]
            if self.layout.bundle(layer):
                yield from self._marked_labels(layer)
            elif before.rows or after.rows:
                yield from self._labels_between(layer)

    def _marked_labels(self, layer: int) -> Iterator[Label]:
        """Yield the numbers of the few edges of a bundle that are looked at, where there is room."""
        taken: list[Rect] = []
        for place in self.marked:
            ends = self.edge(place) if place.layer == layer else None
            if ends is None:
                continue
            rect = label_rect(ends, 0.5, (min(_WIDEST, ends[2] - ends[0] - 4), _LABEL_LINE))
            if rect.width >= _NARROWEST and not any(rect.grown(2).overlaps(other) for other in taken):
                taken.append(rect)
                yield from self._parameter_labels(place, rect)

    def _labels_between(self, layer: int) -> Iterator[Label]:
        before, after = self.layout.columns[layer - 1], self.layout.columns[layer]
        space = after.left - before.right
        wide = min(_WIDEST, 0.62 * space)
        everything = [Edge(layer, unit, origin) for origin in before.units for unit in after.units]
        for width, lines in ((wide, 2), (wide, 1), (min(wide, 52.0), 1), (min(wide, 44.0), 1)):
            # Two lines need air around them: without it one cannot see which belong together.
            needed = (width, lines * _LABEL_LINE + (6 if lines > 1 else 0))
            fraction = label_fraction(before.ys, after.ys, space, needed)
            if fraction is not None:
                yield from self._labels_of(everything, fraction, (width, lines * _LABEL_LINE))
                return
        size = (min(_WIDEST, 0.8 * space), _LABEL_LINE)
        for edges in self._focused(layer):
            starts = tuple(sorted({before.ys[before.units.index(edge.origin)] for edge in edges}))
            ends = tuple(sorted({after.ys[after.units.index(edge.unit)] for edge in edges}))
            fraction = label_fraction(starts, ends, space, size)
            if fraction is not None:
                yield from self._labels_of(edges, fraction, size)
                return

    def _focused(self, layer: int) -> Iterator[list[Edge]]:
        """Yield the edges of a bundle that a unit in focus has, the most important unit first."""
        before, after = self.layout.columns[layer - 1], self.layout.columns[layer]
        for focus_layer, unit in self.focus:
            if focus_layer == layer and unit in after.units:
                yield [Edge(layer, unit, origin) for origin in before.units]
            elif focus_layer == layer - 1 and unit in before.units:
                yield [Edge(layer, other, unit) for other in after.units]

    def _labels_of(self, edges: list[Edge], fraction: float, size: tuple[float, float]) -> Iterator[Label]:
        for place in edges:
            ends = self.edge(place)
            assert ends is not None
            yield from self._parameter_labels(place, label_rect(ends, fraction, size))

    def _parameter_labels(self, place: Edge, rect: Rect) -> Iterator[Label]:
        if rect.height < 20:
            yield from self._on_edge([self.reading.main_parameter_source(*place)], rect)
            return
        main, other = self.reading.parameter_sources(*place)
        yield from self._on_edge([main] if other is None else [main, other], rect)

    def _on_edge(self, sources: list[Source], rect: Rect) -> list[Label]:
        """Return the numbers of an edge, one under the other; the edge gives way to both alike."""
        height = min(rect.height, 12.0)
        top = rect.middle - height * len(sources) / 2
        labels = [
            self._parameter_label(source, Rect(rect.x, top + height * position, rect.width, height))
            for position, source in enumerate(sources)
        ]
        halo = 5 + max(self._width["small"](label.text) for label in labels)
        return [replace(label, halo=halo) for label in labels]

    def _parameter_label(self, source: Source, rect: Rect, name: str = "", before: str = "") -> Label:
        mark = f"{before}{MARKS.get(source.quantity, '')}{name}"
        text = self.number(source, rect.width, "small", f"{mark} " if mark else "")
        return Label(self._tight(rect, text), text, self._parameter_colour(source), source, "small")

    def _parameter_colour(self, source: Source) -> str:
        if source.quantity in BACKWARD:
            return self.style.gradient
        if source.quantity == "change":
            return self.style.accent
        return self.style.sign_colour(self.reading.values.read(source))

    # Nodes

    def _node_labels(self) -> Iterator[Label]:
        for column in self.layout.columns:
            if column.rows == 0:
                for opened in column.opened:
                    yield from self._opened_labels(column, opened)
                continue
            for unit in column.units:
                rect = column.node(unit)
                assert rect is not None
                sources = self.reading.node_sources(column.layer, unit, column.rows)
                yield from self._lines(sources, rect, symbols=self.layout.symbols)
                if column.above:
                    above = Rect(rect.x - 6, rect.y - column.above, rect.width + 12, 12)
                    yield self._above(column.layer, unit, above)

    def _opened_labels(self, column: Column, opened: Opened) -> Iterator[Label]:
        """Yield which unit it is and its numbers; beside the outputs, those of the target."""
        sources = self.reading.node_sources(column.layer, opened.unit, ROWS)
        noun = "unit" if column.layer else "input"
        if column is self.layout.chips:
            sources, noun = self.reading.chip_sources(opened.unit, ROWS), "target"
        title = f"{noun} {opened.unit + 1}"
        yield Label(self._tight(title_rect(opened.rect), title), title, self.style.muted, None, "small")
        yield from self._lines(sources, numbers_rect(opened.rect))

    def _above(self, layer: int, unit: int, rect: Rect) -> Label:
        """Return what stands above a node: its bias, or an input's name."""
        if layer == 0:
            name = self.reading.moment.project.samples.input_names[unit]
            shown = "" if name == f"x{unit + 1}" else self._fitting(name, rect.width)
            return Label(self._tight(rect, shown), shown, self.style.muted, None, "small")
        source = self.reading.main_parameter_source(layer, unit, None)
        return self._parameter_label(source, rect, f"b{subscript(unit)}" if self.layout.symbols else "b")

    def _lines(self, sources: list[Source], rect: Rect, *, symbols: bool = True) -> Iterator[Label]:
        """Yield the numbers of a node, one under the other, each with its letter before it."""
        top = rect.middle - LINE * len(sources) / 2
        letters = [SYMBOLS.get(source.quantity, f"x{subscript(source.unit or 0)}") for source in sources]
        advance = self._width["small"]
        size: Size = "normal" if self.layout.symbols else "small"
        left = max(map(advance, letters)) + 10 if symbols else 3.0
        room = rect.width - left - 4
        texts = [self.number(source, room, size) for source in sources]
        starts = self._starts(texts, room, size)
        for position, source in enumerate(sources):
            y = top + LINE * position
            text, letter = texts[position], letters[position]
            colour = self.style.gradient if source.quantity in BACKWARD else self.style.text
            if symbols:
                quiet = self.style.gradient if source.quantity in BACKWARD else self.style.muted
                yield Label(
                    Rect(rect.x + 6, y, advance(letter) + 1, LINE), letter, quiet, None, "small", "left"
                )
            start = rect.x + left + starts[position]
            yield Label(Rect(start, y, rect.right - 3 - start, LINE), text, colour, source, size, "left")

    def _starts(self, texts: list[str], room: float, size: Size) -> list[float]:
        """Return where each number begins, so that their decimal points stand in line."""
        advance = self._width[size]
        whole = [advance(text.partition(".")[0]) for text in texts]
        total = [advance(text) for text in texts]
        before = max([*whole, advance("−0")])
        widest = max([before + all_ - part for all_, part in zip(total, whole, strict=True)])
        spare = max(room - max(widest, before + advance(".0000")), 0.0) / 2
        return [
            min(max(before - part + spare, 0.0), room - all_) for part, all_ in zip(whole, total, strict=True)
        ]

    def _softmax_sums(self) -> Iterator[Label]:
        """Yield the sums that softmax layers share, on the frames around them."""
        for layer, declared in enumerate(self.reading.network.layers, start=1):
            if not declared.activation.elementwise:
                box, source = self.layout.columns[layer].box, Source("exponential_sum", layer)
                text = self.number(source, box.width - 12, "small", "Σ ")
                rect = self._tight(Rect(box.x, box.bottom - 7, box.width, 14), text)
                halo = rect.width + 8 if text else 0.0
                yield Label(rect, text, self.style.text, source, "small", halo=halo)

    def _slope_labels(self) -> Iterator[Label]:
        """Yield the slopes that layers learn, below them with the activation's name."""
        footer = self.layout.footer
        for column, declared in zip(self.layout.columns[1:], self.reading.network.layers, strict=True):
            if declared.activation.learns_slope:
                source = self.reading.main_parameter_source(column.layer, None, None)
                before = f"{declared.activation.label} " if column.rows else ""
                rect = Rect(column.x - _WIDEST, footer.y, 2 * _WIDEST, footer.height)
                yield self._parameter_label(source, rect, "α", before)

    # Loss

    def _loss_labels(self) -> Iterator[Label]:
        chips = self.layout.chips
        if chips.rows:
            for unit in chips.units:
                rect = chips.node(unit)
                assert rect is not None
                yield from self._lines(self.reading.chip_sources(unit, chips.rows), rect)
        for opened in chips.opened:
            yield from self._opened_labels(chips, opened)
        yield from self._lines([Source("loss", self.reading.network.depth)], self.layout.loss)

    def _tight(self, rect: Rect, text: str) -> Rect:
        """Return the middle of a rectangle that a small text takes."""
        width = min(self._width["small"](text) + 2, rect.width)
        return Rect(rect.centre - width / 2, rect.y, width, rect.height)

    def _fitting(self, text: str, room: float) -> str:
        while text and self._width["small"](text) > room:
            text = text[:-2].rstrip() + PENDING if len(text) > 2 else ""
        return text
