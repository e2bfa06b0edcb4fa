"""A picture as TikZ: the drawing of its SVG, line by line, with letters as letters.

The letters are those of the document that it is set in, in their size on the drawing, each text centred
where it stands there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from xml.etree import ElementTree

from PySide6.QtGui import QFont, QFontMetricsF

from nnviz.exporters.latex_text import escape

_SVG = "{http://www.w3.org/2000/svg}"
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?")
_COMMAND = re.compile(r"([MLCZ])([^MLCZ]*)")
_SEMIBOLD = 600
_LETTER = 10.0  # the size of normal letters in an article, in points


class NoTikzError(ValueError):
    """A picture holds what TikZ does not draw."""


def tikz_document(svg: bytes, title: str) -> str:
    """Return a document whose page is the picture.

    Raises
    ------
    NoTikzError
        If the picture holds pixels, as a heat-map does.
    """
    root = ElementTree.fromstring(svg)
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    colours: dict[str, str] = {}
    drawn = list(_drawn(root, {}, colours))
    defined = [rf"\definecolor{{{name}}}{{HTML}}{{{hue}}}" for hue, name in colours.items()]
    return "\n".join(
        [
            f"% {_plain(title)}: what stands from tikzpicture to tikzpicture is the drawing.",
            r"\documentclass{article}",
            r"\usepackage[utf8]{inputenc}",
            r"\usepackage{tikz}",
            rf"\usepackage[paperwidth={width:.3f}bp, paperheight={height:.3f}bp, margin=0bp]{{geometry}}",
            *defined,
            r"\begin{document}",
            r"\hoffset=-1in\voffset=-1in\setbox0=\hbox{%",
            r"\begin{tikzpicture}[x=1bp, y=-1bp, line cap=butt, line join=bevel,",
            r"  every node/.style={anchor=base, inner sep=0pt, font=\sffamily}]",
            rf"\useasboundingbox (0,0) rectangle ({width:.3f},{height:.3f});",
            *drawn,
            r"\end{tikzpicture}}\shipout\box0",
            r"\end{document}",
            "",
        ]
    )


def _plain(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)


def _drawn(node: ElementTree.Element, inherited: Mapping[str, str], colours: dict[str, str]) -> Iterator[str]:
    for child in node:
        look = {**inherited, **child.attrib}
        name = child.tag.removeprefix(_SVG)
        if name == "g":
            yield from _drawn(child, look, colours)
        elif name == "image":
            raise NoTikzError("this picture holds pixels, which TikZ does not draw; take PDF or SVG")
        elif name == "text":
            yield from _text(child.text or "", look, colours)
        elif name in ("path", "polyline", "polygon", "rect", "circle", "ellipse"):
            yield from _shape(name, look, colours)


def _matrix(look: Mapping[str, str]) -> tuple[float, ...]:
    found = _NUMBER.findall(look.get("transform", "matrix(1,0,0,1,0,0)").partition("(")[2])
    return tuple(map(float, found))


def _place(x: float, y: float, matrix: tuple[float, ...]) -> str:
    a, b, c, d, e, f = matrix
    return f"({a * x + c * y + e:.3f},{b * x + d * y + f:.3f})"


def _scale(matrix: tuple[float, ...]) -> float:
    a, b, c, d, _, _ = matrix
    return float(abs(a * d - b * c) ** 0.5)


def _colour(hue: str, colours: dict[str, str]) -> str:
    key = hue.removeprefix("#").upper()
    if key == "BLACK":
        key = "000000"
    return colours.setdefault(key, f"nnviz{len(colours)}")


def _shape(name: str, look: Mapping[str, str], colours: dict[str, str]) -> Iterator[str]:
    matrix = _matrix(look)
    options = []
    if look.get("fill", "none") != "none" and float(look.get("fill-opacity", 1)) > 0:
        options.append(f"fill={_colour(look['fill'], colours)}")
        if look.get("fill-rule") == "evenodd":
            options.append("even odd rule")
        options += _opacity("fill opacity", look.get("fill-opacity", "1"))
    if look.get("stroke", "none") != "none" and float(look.get("stroke-opacity", 1)) > 0:
        options.append(f"draw={_colour(look['stroke'], colours)}")
        width = float(look.get("stroke-width", 1)) * _scale(matrix)
        options.append(f"line width={width:.3f}bp")
        dashes = [float(one) * _scale(matrix) for one in _NUMBER.findall(look.get("stroke-dasharray", ""))]
        if dashes:
            parts = (f"{'on' if place % 2 == 0 else 'off'} {one:.2f}bp" for place, one in enumerate(dashes))
            options.append(f"dash pattern={' '.join(parts)}")
        options += _opacity("draw opacity", look.get("stroke-opacity", "1"))
    if options:
        yield rf"\path[{', '.join(options)}] {_outline(name, look, matrix)};"


def _opacity(name: str, value: str) -> list[str]:
    return [f"{name}={float(value):.3f}"] if float(value) < 1 else []


def _outline(name: str, look: Mapping[str, str], matrix: tuple[float, ...]) -> str:
    if name == "path":
        return " ".join(_segments(look["d"], matrix))
    if name in ("polyline", "polygon"):
        numbers = list(map(float, _NUMBER.findall(look["points"])))
        places = [_place(*pair, matrix) for pair in zip(numbers[::2], numbers[1::2], strict=True)]
        return " -- ".join(places) + (" -- cycle" if name == "polygon" else "")
    if name == "rect":
        x, y, width, height = (float(look.get(key, 0)) for key in ("x", "y", "width", "height"))
        return f"{_place(x, y, matrix)} rectangle {_place(x + width, y + height, matrix)}"
    across, up = (float(look.get(key, look.get("r", 0))) * _scale(matrix) for key in ("rx", "ry"))
    centre = _place(float(look["cx"]), float(look["cy"]), matrix)
    return f"{centre} ellipse [x radius={across:.3f}bp, y radius={up:.3f}bp]"


def _segments(path: str, matrix: tuple[float, ...]) -> Iterator[str]:
    for command, text in _COMMAND.findall(path):
        numbers = list(map(float, _NUMBER.findall(text)))
        places = [_place(*pair, matrix) for pair in zip(numbers[::2], numbers[1::2], strict=True)]
        if command == "M":
            yield places[0]
        elif command == "L":
            yield from (f"-- {place}" for place in places)
        elif command == "C":
            for first in range(0, len(places), 3):
                one, two, end = places[first : first + 3]
                yield f".. controls {one} and {two} .. {end}"
        else:
            yield "-- cycle"


def _text(text: str, look: Mapping[str, str], colours: dict[str, str]) -> Iterator[str]:
    text = text.strip("\n")
    if not text.strip():  # Qt writes empty ones
        return
    matrix, size = _matrix(look), float(look["font-size"])
    font = QFont(look.get("font-family", ""))
    font.setPixelSize(max(1, round(size)))
    weight = int(look.get("font-weight", 400))
    font.setWeight(QFont.Weight(weight))
    middle = float(look["x"]) + QFontMetricsF(font).horizontalAdvance(text) * size / font.pixelSize() / 2
    scale = size * _scale(matrix) / _LETTER
    shape = r"\bfseries " if weight >= _SEMIBOLD else ""
    shape += r"\itshape " if look.get("font-style") == "italic" else ""
    options = f"text={_colour(look.get('fill', '#000000'), colours)}, scale={scale:.3f}"
    yield rf"\node[{options}] at {_place(middle, float(look['y']), matrix)} {{{shape}{escape(text)}}};"
