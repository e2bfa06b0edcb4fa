"""A race in three dimensions: the ground as a surface and the paths on it, drawn by Qt's painter alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from core.number_format import format_number
from nnviz.figures.colour_map import mapped
from nnviz.figures.plot import Dash, Floats
from nnviz.figures.plot_layers import stroke
from nnviz.figures.polyline import to_points, visible_runs
from nnviz.figures.race_plot import axis_names, runner_look
from nnviz.figures.style import Series, Style
from nnviz.figures.surface_geometry import View, box, mesh_of, path_on
from nnviz.figures.symbols import symbol_path
from nnviz.race import Race, runner_name
from nnviz.race_words import fates_from_all, rival_fate

SURFACE_SIZE = (400.0, 320.0)  # points
_MARGIN = 26.0  # for the names of the axes
_LIGHT = np.array([-0.45, -0.35, 0.82])
MESH_DARKER = 112  # per cent: the lines between the cells, as QColor.darker has it
_SHADE = 0.28  # how much darker what is turned away from the light is
_LIFT = 0.004  # of the box, so that a path is not cut by the ground that it lies on


class Cells(NamedTuple):
    """The cells of the ground as they lie on the paper.

    Attributes
    ----------
    places : array (rows, columns, 2)
        Their corners, in points; NaN where the ground has no height.
    depths : array (rows, columns)
        How near to the eye the corners are.
    colours : array (rows - 1, columns - 1, 4)
        Red, green, blue and alpha, 0 to 255.
    """

    places: Floats
    depths: Floats
    colours: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class SurfacePicture:
    """The race at a step, seen from a view (a `nnviz.figures.picture.Picture`).

    With `quick` the ground has no mesh and no soft edges: while it turns.
    """

    race: Race
    step: int
    style: Style
    view: View = field(default_factory=View)
    quick: bool = False

    @property
    def size(self) -> tuple[float, float]:
        """In points."""
        return SURFACE_SIZE

    @property
    def ground_key(self) -> tuple[object, ...]:
        """What the ground is a function of: pictures with the same have the same."""
        return id(self.race.ground), self.race.terrain, self.style, self.view, self.quick

    @property
    def description(self) -> str:
        """What is shown, in words."""
        names = ", ".join(
            f"{runner_name(runner)} {fates_from_all(self.race, rival, self.step)}".strip()
            for rival, runner in enumerate(self.race.runners)
        )
        return f"{self.race.terrain.label} in three dimensions after {self.step + 1} steps: {names}."

    def paint(self, painter: QPainter, width: float, height: float) -> None:
        """Draw from (0, 0) to (width, height) in points."""
        self.paint_ground(painter, width, height)
        self.paint_paths(painter, width, height)

    def paint_ground(self, painter: QPainter, width: float, height: float) -> None:
        """Draw what does not move from step to step."""
        self.paint_box(painter, width, height)
        self._paint_cells(painter, self.cells(width, height))

    def cells(self, width: float, height: float) -> Cells:
        """Return the ground as it lies on paper of width x height points."""
        mesh = mesh_of(self.race)
        projected = self.view.project(mesh.points)
        places = self._on_paper(projected, width, height)
        return Cells(places, projected[..., 2], self._colours(mesh.points, mesh.shares))

    def _paint_cells(self, painter: QPainter, ground: Cells) -> None:
        painter.save()
        cells, colours = _cells(ground.places), ground.colours
        depth = _middle(ground.depths[..., None])[..., 0]
        known = np.isfinite(cells).all(axis=(-1, -2))
        order = np.argsort(np.where(known, depth, -np.inf), axis=None)[np.count_nonzero(~known) :]
        corners, fills = cells.reshape(-1, 4, 2)[order], colours.reshape(-1, 4)[order]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, not self.quick)
        painter.setPen(Qt.PenStyle.NoPen)
        for corner, (red, green, blue, _) in zip(corners.tolist(), fills.tolist(), strict=True):
            colour = QColor(red, green, blue)
            painter.setBrush(colour)
            if not self.quick:
                painter.setPen(QPen(colour.darker(MESH_DARKER), self.mesh_width))
            painter.drawConvexPolygon([QPointF(x, y) for x, y in corner])
        painter.restore()

    def paint_paths(self, painter: QPainter, width: float, height: float) -> None:
        """Draw the paths up to the step, and where every runner is; who is gone has a cross and a reason."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        places: list[tuple[Floats, Series, str, int]] = []
        starts = range(len(self.race.all_runs))
        for rival, runner in enumerate(self.race.runners):
            look = runner_look(runner.look, self.style)
            for start in reversed(starts):
                path = path_on(self.race, rival, self.step, start)
                path[:, 2] += _LIFT
                seen = self._on_paper(self.view.project(path), width, height)
                runs_seen = visible_runs(seen[:, 0], seen[:, 1], QRectF(0, 0, width, height))
                for colour, thick, dash in ((self.style.surface, 3.6, ()), (look.colour, 1.9, look.dash)):
                    pen = _pen(colour, thick * self.style.line_width, dash)
                    for x, y in runs_seen:
                        stroke(painter, x, y, pen)
                fate = rival_fate(self.race, rival, self.step, start)
                if fate or start == 0:
                    places.append((seen[-1], look, fate, start))
        for (x, y), look, fate, _ in places:
            if np.isfinite(x) and np.isfinite(y):
                painter.setPen(QPen(QColor(self.style.surface), self.style.line_width))
                painter.setBrush(QColor(look.colour))
                symbol = symbol_path("cross" if fate else look.symbol, 11)
                painter.drawPath(symbol.translated(float(x), float(y)))
        fates = [(place, fate) for start in starts for place, _, fate, own in places if fate and own == start]
        self._write_fates(painter, fates, width)
        painter.restore()

    def _write_fates(self, painter: QPainter, fates: list[tuple[Floats, str]], width: float) -> None:
        """Write beside every cross why it is there; where two lie close together, the first alone."""
        painter.setFont(self.style.font("small"))
        metrics, taken = QFontMetricsF(self.style.font("small")), list[QRectF]()
        for (x, y), words in fates:
            box = metrics.boundingRect(words).adjusted(-3, -1, 3, 1)
            for side in (-1, 1):
                box.moveCenter(QPointF(float(x), float(y) + side * metrics.height()))
                box.moveLeft(min(max(box.left(), 0.0), width - box.width()))
                if not any(box.intersects(other) for other in taken):
                    break
            else:
                continue
            taken.append(QRectF(box))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self.style.surface))
            painter.drawRoundedRect(box, 3, 3)
            painter.setPen(QColor(self.style.text))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)

    @property
    def mesh_width(self) -> float:
        """Of the lines between the cells, in points."""
        return 0.35 * self.style.line_width

    def paint_box(self, painter: QPainter, width: float, height: float) -> None:
        """Draw the edges of the floor and the names of the axes beside the two that are nearest."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        corners = self._on_paper(self.view.project(box()), width, height)
        painter.setPen(QPen(QColor(self.style.line), self.style.line_width))
        floor = corners[[0, 1, 1, 0, 0], [0, 0, 1, 1, 0], 0]
        painter.drawPolyline(QPolygonF(to_points(floor[:, 0], floor[:, 1])))
        painter.setFont(self.style.font("small"))
        painter.setPen(QColor(self.style.muted))
        metrics = QFontMetricsF(self.style.font("small"))
        depth = self.view.project(box())[:, :, 0, 2]
        terrain = self.race.terrain
        for axis, (name, (low, high)) in enumerate(zip(axis_names(terrain), terrain.domain, strict=True)):
            across = int(depth.sum(axis=axis).argmax())  # the edge that is nearer to the eye
            ends = corners[:, across, 0] if axis == 0 else corners[across, :, 0]
            # A little inwards: the two edges meet in a corner.
            for share, words in ((0.1, format_number(low, 3)), (0.5, name), (0.9, format_number(high, 3))):
                self._write(painter, metrics, ends[0] + share * (ends[1] - ends[0]), words)
        painter.restore()

    def _write(self, painter: QPainter, metrics: QFontMetricsF, place: Floats, words: str) -> None:
        box = metrics.boundingRect(words).adjusted(-2, -1, 2, 1)
        box.moveCenter(QPointF(float(place[0]), float(place[1]) + 0.75 * metrics.height()))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)

    def _on_paper(self, projected: Floats, width: float, height: float) -> Floats:
        """Return projected points as places on the paper, the box as large as it fits."""
        corners = self.view.project(box()).reshape(-1, 3)
        low, high = corners[:, :2].min(axis=0), corners[:, :2].max(axis=0)
        room = QRectF(_MARGIN, _MARGIN / 2, width - 2 * _MARGIN, height - 1.5 * _MARGIN)
        scale = min(room.width() / (high[0] - low[0]), room.height() / (high[1] - low[1]))
        middle = (low + high) / 2
        x = room.center().x() + scale * (projected[..., 0] - middle[0])
        y = room.center().y() - scale * (projected[..., 1] - middle[1])
        return np.stack([x, y], axis=-1)

    def _colours(self, points: Floats, shares: Floats) -> NDArray[np.int64]:
        """Return the colour of every cell: of its height, darker where it is turned away from the light."""
        across, along = points[:-1, 1:] - points[1:, :-1], points[1:, 1:] - points[:-1, :-1]
        normals = np.cross(across, along)
        normals /= np.linalg.norm(normals, axis=-1, keepdims=True)
        normals *= np.where(normals[..., 2:] < 0, -1.0, 1.0)
        shade = 1 - _SHADE * (1 - np.clip(normals @ _LIGHT, 0, 1))
        rgba = mapped(_middle(shares[..., None])[..., 0], self.style.sequential, 0.0, 1.0).astype(np.float64)
        rgba[..., :3] *= np.nan_to_num(shade, nan=1.0)[..., None]
        return np.rint(rgba).astype(np.int64)


def _pen(colour: str, width: float, dash: Dash) -> QPen:
    pen = QPen(QColor(colour), width)
    if dash:
        pen.setDashPattern(list(dash))
    return pen


def _cells(points: Floats) -> Floats:
    """Return the corners of every cell in a row, shape ``(rows - 1, columns - 1, 4, 2)``."""
    return np.stack([points[:-1, :-1], points[:-1, 1:], points[1:, 1:], points[1:, :-1]], axis=-2)


def _middle(points: Floats) -> Floats:
    middle: Floats = (points[:-1, :-1] + points[:-1, 1:] + points[1:, 1:] + points[1:, :-1]) / 4
    return middle
