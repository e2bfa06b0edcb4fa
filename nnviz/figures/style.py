"""Everything a picture needs to look right: colours, letters, line widths, digits.

Colours are in Qt's spelling, ``#rrggbb``. On `background` and `surface` text colours have a contrast
of 4.5:1 and graphic ones of 3:1; `line` is for quiet separators and grids only, `outline` for the
edge of something that must be seen. NumPy is not imported here: a style is needed for the first paint.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal, NamedTuple

from PySide6.QtGui import QColor, QFont

from nnviz.figures.fonts import load_fonts

Size = Literal["small", "normal", "large"]


class Series(NamedTuple):
    """One of several curves: told apart by colour, by dashes and by symbol.

    `dash` is in line widths, as Qt has it; () is a solid line.
    """

    colour: str
    dash: tuple[float, ...]
    symbol: str


_DASHES: tuple[tuple[float, ...], ...] = (
    (),
    (6, 2.5),
    (2, 2),
    (7, 2, 1.5, 2),
    (),
    (10, 3),
    (1.2, 2.4),
    (7, 2, 1.5, 2, 1.5, 2),
    (4, 2),
)
_SYMBOLS = ("circle", "square", "diamond", "triangle", "triangle_down", "plus", "cross", "star", "hexagon")


def _series(*colours: str) -> tuple[Series, ...]:
    return tuple(Series(*parts) for parts in zip(colours, _DASHES, _SYMBOLS, strict=True))


@dataclass(frozen=True)
class Style:
    """How everything looks; `LIGHT`, `DARK` and `PRINT` are the instances.

    Attributes
    ----------
    background, surface, raised : str
        The window; a panel or a plot on it; a button or a hovered row on that.
    line, outline : str
        A quiet separator; the edge of a control.
    accent, on_accent, accent_soft : str
        The one colour of things to press, text on it, and its tint behind a selected row.
    positive, negative : str
        Blue and orange: the sign of a number (negative lines are dashed as well).
    gradient, gradient_soft : str
        Whatever flows backward.
    current, current_soft : str
        The step the cursor stands on, and its glow.
    diverging, backward, sequential : tuple of str
        Evenly spaced stops from -1 to 1, the same for what flows backward, and from low to high.
    errors : tuple of str
        Stops from a small error to a large one, for lines: each can be seen on `surface`.
    small, normal, large : int
        Letter heights in points.
    line_width : float
        Factor on every line's width.
    digits : int
        Significant digits of a number.
    """

    name: str
    dark: bool
    background: str
    surface: str
    raised: str
    text: str
    muted: str
    line: str
    outline: str
    accent: str
    on_accent: str
    accent_soft: str
    positive: str
    negative: str
    gradient: str
    gradient_soft: str
    current: str
    current_soft: str
    good: str
    bad: str
    series: tuple[Series, ...]
    diverging: tuple[str, ...]
    backward: tuple[str, ...]
    sequential: tuple[str, ...]
    errors: tuple[str, ...]
    family: str = "Inter"
    small: int = 9
    normal: int = 10
    large: int = 14
    line_width: float = 1.0
    digits: int = 4

    def font(self, size: Size = "normal", *, bold: bool = False, italic: bool = False) -> QFont:
        """Return the font for a picture whose unit is a point: tabular digits, no hinting.

        It is sized in the painter's units (Qt's "pixels"), so that it scales with the painter and
        not with the resolution of the device.
        """
        return QFont(_font(self.family, getattr(self, size), bold, italic))

    def sign_colour(self, value: float) -> str:
        """Return the colour of a number's sign; zero is muted."""
        if value == 0:
            return self.muted
        return self.positive if value > 0 else self.negative

    def cell_stops(self, *, is_gradient: bool, is_pale: bool) -> tuple[str, ...]:
        """Return the map of a matrix' cells; a pale one bears numbers in the colour of text."""
        stops = self.backward if is_gradient else self.diverging
        return tuple(blend(self.surface, stop, 0.4) for stop in stops) if is_pale else stops

    @property
    def backdrop(self) -> tuple[str, ...]:
        """The diverging map, paled, on which points in full colour stand out."""
        return tuple(blend(self.surface, stop, 0.4) for stop in self.diverging)

    def with_digits(self, digits: int) -> Style:
        """Return the same look with another number of significant digits."""
        return replace(self, digits=digits)


@lru_cache(maxsize=64)
def _font(family: str, pixels: int, bold: bool, italic: bool) -> QFont:
    load_fonts()
    font = QFont(family)
    font.setPixelSize(pixels)
    font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    font.setItalic(italic)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


@lru_cache(maxsize=4096)
def blend(under: str, over: str, share: float) -> str:
    """Return the opaque colour of `over` laid on `under` with the opacity `share`.

    Painting translucent lines is fifty times slower than painting their blend.
    """
    low, high = QColor(under), QColor(over)
    pairs = ((low.red(), high.red()), (low.green(), high.green()), (low.blue(), high.blue()))
    return QColor(*(round(a + (b - a) * share) for a, b in pairs)).name()


LIGHT = Style(
    name="light",
    dark=False,
    background="#f3f4f7",
    surface="#ffffff",
    raised="#f8f9fb",
    text="#1a1f2b",
    muted="#586073",
    line="#dfe2e9",
    outline="#7e8595",
    accent="#0b7574",
    on_accent="#ffffff",
    accent_soft="#dcefee",
    positive="#2463cf",
    negative="#b04c06",
    gradient="#9c2f97",
    gradient_soft="#f6e3f5",
    current="#6b8a00",
    current_soft="#e8f3b4",
    good="#177245",
    bad="#c0303e",
    series=_series(
        "#3b61e7",
        "#b34321",
        "#3d948b",
        "#a637b7",
        "#1c2b5e",
        "#9c8710",
        "#683b8a",
        "#831c2b",
        "#7f84c8",
    ),
    diverging=("#b04c06", "#e08a4a", "#f5c9a5", "#fbfbfc", "#b4cff6", "#6699e6", "#2463cf"),
    backward=("#5a3fb0", "#9183cc", "#cfc9e8", "#fbfbfc", "#f0cbee", "#cf86cb", "#9c2f97"),
    sequential=("#8fb9d3", "#aecfe0", "#cbe1ea", "#e3edf0", "#f5f4ee"),
    errors=("#6f97ad", "#5b7fb5", "#6a5cb0", "#8c3089", "#8f0f33"),
)

DARK = Style(
    name="dark",
    dark=True,
    background="#12151b",
    surface="#191d25",
    raised="#222732",
    text="#e7eaf1",
    muted="#a2a9ba",
    line="#2c323e",
    outline="#6f788b",
    accent="#4cc4bd",
    on_accent="#07201f",
    accent_soft="#173a3c",
    positive="#74a9ff",
    negative="#f0954a",
    gradient="#e080dc",
    gradient_soft="#42264a",
    current="#c3dc4a",
    current_soft="#3d4617",
    good="#55c78c",
    bad="#f2747d",
    series=_series(
        "#bcc5f2",
        "#ec8d4c",
        "#63e5a7",
        "#e083e1",
        "#abaf98",
        "#e1cf4c",
        "#9d75fc",
        "#d8425e",
        "#549caa",
    ),
    diverging=("#f0954a", "#a8622b", "#58371f", "#1b1f27", "#213c66", "#3f6db5", "#74a9ff"),
    backward=("#b28cff", "#6b529f", "#392d52", "#1b1f27", "#452748", "#8a4887", "#e080dc"),
    sequential=("#101c2e", "#16293f", "#1d3850", "#264961", "#345f78"),
    errors=("#5f7f94", "#6c93c9", "#a294e0", "#ea8fc6", "#ffb199"),
)

PRINT = replace(
    LIGHT, name="print", background="#ffffff", raised="#ffffff", small=7, normal=8, large=10, line_width=0.75
)

STYLES = {style.name: style for style in (LIGHT, DARK, PRINT)}
