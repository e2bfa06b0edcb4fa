"""The mathematics font with digits that are all alike to the typesetter.

The font's digits differ a little in outline, kerning and, in exponents and indices, even in width. A
formula whose numbers change at every step would tremble, and could not be set once and then filled with
other digits. Here every digit takes the same room, so that only the outline differs.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from ziafont.fonttypes import BBox
from ziafont.glyph import SimpleGlyph
from ziafont.tables import Coverage
from ziamath.mathfont import MathFont
from ziamath.nodes.nodetools import subglyph
from ziamath.zmath import loadedfonts

DIGITS = "0123456789"
FONT_NAME = "tabular digits"
EM = 20.0
"""Size in points at which formulas are set, before they are scaled."""


class TabularFont(MathFont):
    """A mathematics font in which every digit has the same width, box and kerning.

    Attributes
    ----------
    alphabets : tuple of tuple of int
        The glyph numbers of 0 to 9 in text size, and those drawn for exponents and indices.
    """

    def __init__(self, path: str) -> None:
        self._even: dict[int, SimpleGlyph] = {}
        self._widths: dict[int, int] = {}
        super().__init__(path, EM)
        text = [self.glyph(digit) for digit in DIGITS]
        script = [subglyph(glyph, self) for glyph in text]
        self.alphabets = tuple(tuple(glyph.index for glyph in row) for row in (text, script))
        self._level(text)
        self._level(script)
        zeros = {index: row[0] for row in self.alphabets for index in row}
        for table in (self.math.kernInfo, self.math.topAccentAttachment):
            table.coverage = _EvenCoverage(table.coverage, zeros)

    def glyph_fromid(self, glyphid: int) -> SimpleGlyph:
        """Return the glyph; a digit stands in the middle of the common width."""
        return self._even.get(glyphid) or super().glyph_fromid(glyphid)

    def advance(self, glyph: int, glyph2: int | None = None) -> int:
        """Return the width of a glyph in font units."""
        return self._widths.get(glyph) or super().advance(glyph, glyph2)

    def _level(self, digits: list[SimpleGlyph]) -> None:
        widths = [self.advance(glyph.index) for glyph in digits]
        mean = round(sum(widths) / len(widths))
        low = min(glyph.bbox.ymin for glyph in digits)
        high = max(glyph.bbox.ymax for glyph in digits)
        for glyph, width in zip(digits, widths, strict=True):
            shift = (mean - width) / 2
            outline = [operator.xform(1, 0, 0, 1, shift, 0, 1, 1) for operator in glyph.operators]
            self._even[glyph.index] = SimpleGlyph(glyph.index, outline, BBox(0, mean, low, high), self)
            self._widths[glyph.index] = mean


class _EvenCoverage:
    """Tells a table of the font which entry is a glyph's, and names every digit's that of zero."""

    def __init__(self, coverage: Coverage, zeros: dict[int, int]) -> None:
        self._coverage = coverage
        self._zeros = zeros

    def covidx(self, glyphid: int) -> int | None:
        return self._coverage.covidx(self._zeros.get(glyphid, glyphid))


@cache
def tabular_font() -> TabularFont:
    """Return the font, read on first use and registered under `FONT_NAME` with the typesetter."""
    font = TabularFont(str(files("ziamath.fonts") / "STIXTwoMath-Regular.ttf"))
    loadedfonts[FONT_NAME] = font
    return font
