"""A network drawn with what LaTeX has without a package: its picture environment."""

from __future__ import annotations

from collections.abc import Iterator

from core.explain.notation import symbol
from core.formula import Source
from core.number_format import latex_number
from nnviz.exporters.worksheet.sheet import Sheet

_WIDTH, _HEIGHT = 150.0, 70.0  # millimetres
_RADIUS = 5.0
_MOST_UNITS = 10  # in a layer; more would touch one another
_LABEL = (11.0, 4.0)  # the room that a weight takes


def drawing(sheet: Sheet) -> str:
    """Return the picture: units, edges, and weights as far as there is room; empty if it is too large."""
    network, theta = sheet.trace.task.network, sheet.trace.update.before.theta
    sizes = network.sizes
    if max(sizes) > _MOST_UNITS:
        return ""
    lines: list[str] = []
    for layer, part in enumerate(network.split(theta), start=1):
        lines += _edges(sizes, layer, part.weights.tolist())
    for layer, size in enumerate(sizes):
        for unit in range(size):
            x, y = _place(sizes, layer, unit)
            name = symbol(Source("a" if layer else "x", layer, unit))
            lines.append(_text(x, y, rf"\circle{{{2 * _RADIUS:g}}}"))
            lines.append(_text(x, y, rf"\makebox(0,0){{\small$\mathstrut {name}$}}"))
    body = "\n".join(lines)
    return (
        f"{{\\setlength{{\\unitlength}}{{1mm}}\n\\begin{{center}}\\begin{{picture}}({_WIDTH:g},{_HEIGHT:g})\n"
        f"{body}\n\\end{{picture}}\\end{{center}}}}\n"
    )


def _edges(sizes: tuple[int, ...], layer: int, weights: list[list[float]]) -> Iterator[str]:
    share = _label_share(sizes[layer - 1], sizes[layer])
    for origin, row in enumerate(weights):
        for unit, weight in enumerate(row):
            (x0, y0), (x1, y1) = _place(sizes, layer - 1, origin), _place(sizes, layer, unit)
            x0, x1 = x0 + _RADIUS, x1 - _RADIUS
            if share is None:
                yield _line((x0, y0), (x1, y1))
                continue
            gap = _LABEL[0] / 2 / (x1 - x0)
            ends = [(x0 + (x1 - x0) * t, y0 + (y1 - y0) * t) for t in (0, share - gap, share, share + gap, 1)]
            yield _line(ends[0], ends[1])
            yield _line(ends[3], ends[4])
            yield _text(*ends[2], rf"\makebox(0,0){{\footnotesize${latex_number(weight, 3)}$}}")


def _label_share(origins: int, units: int) -> float | None:
    """Return how far along their edges the weights stand without covering one another; None if nowhere.

    There the edges from one unit have spread, but do not reach those from the next one.
    """
    if units == 1:
        return 0.3 if 0.7 * _HEIGHT / origins >= _LABEL[1] else None
    between, spread = _HEIGHT / origins, _HEIGHT * (units - 1) / units
    share = min(0.3, (between - _LABEL[1]) / (between + spread)) if origins > 1 else 0.3
    return share if share * _HEIGHT / units >= _LABEL[1] else None


def _place(sizes: tuple[int, ...], layer: int, unit: int) -> tuple[float, float]:
    x = _RADIUS + (_WIDTH - 2 * _RADIUS) * layer / (len(sizes) - 1)
    return x, _HEIGHT * (1 - (unit + 0.5) / sizes[layer])


def _line(start: tuple[float, float], end: tuple[float, float]) -> str:
    """Return a straight line: \\line has only a few slopes, a curve has all."""
    points = (start, ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2), end)
    return r"\qbezier" + "".join(f"({x:.2f},{y:.2f})" for x, y in points)


def _text(x: float, y: float, what: str) -> str:
    return rf"\put({x:.2f},{y:.2f}){{{what}}}"
