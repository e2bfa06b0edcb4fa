"""The one family of letters, shipped because a bare machine has none."""

from __future__ import annotations

from functools import cache

from PySide6.QtGui import QFontDatabase

from nnviz.resources import resource


@cache
def load_fonts() -> None:
    """Make the shipped fonts known to Qt, once; a QGuiApplication must exist.

    Raises
    ------
    FileNotFoundError
        If a font is missing or unreadable: a picture set in whatever else the machine has would
        look right here and wrong elsewhere.
    """
    fonts = sorted(resource("fonts").glob("*.otf"))
    if not fonts:
        raise FileNotFoundError(f"no fonts in {resource('fonts')}")
    for path in fonts:
        if QFontDatabase.addApplicationFont(str(path)) < 0:
            raise FileNotFoundError(f"Qt cannot read the font {path}")
