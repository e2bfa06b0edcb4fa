"""The style put on the whole program: palette, letters and the style sheet of every control."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from string import Template
from typing import Literal

from PySide6.QtCore import QObject, Qt, QTemporaryDir, Signal, Slot
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication

from nnviz.figures.fonts import load_fonts
from nnviz.figures.style import DARK, LIGHT, Style, blend
from nnviz.resources import resource

Choice = Literal["system", "light", "dark"]


class Theme(QObject):
    """Light or dark, as the system or the user says; widgets read `style` and follow `style_changed`."""

    style_changed = Signal(object)  # Style

    def __init__(self, app: QApplication, choice: Choice = "system", digits: int = LIGHT.digits) -> None:
        """Dress `app` at once."""
        super().__init__(app)
        self._app = app
        self._choice: Choice = choice
        self._digits = digits
        self._glyphs = QTemporaryDir()
        self.style: Style = LIGHT
        app.setStyle("Fusion")
        app.setFont(_screen_font(LIGHT))
        self._dress(self._wanted())
        app.styleHints().colorSchemeChanged.connect(self._follow)

    @property
    def choice(self) -> Choice:
        """What the user chose."""
        return self._choice

    def choose(self, choice: Choice) -> None:
        """Take light or dark for good, or follow the system."""
        self._choice = choice
        # The system then draws its own parts, title bars and file dialogs, to match.
        schemes = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
        self._app.styleHints().setColorScheme(schemes.get(choice, Qt.ColorScheme.Unknown))
        self._follow()

    def set_digits(self, digits: int) -> None:
        """Show numbers with this many significant digits."""
        self._digits = digits
        self._follow()

    @Slot()
    def _follow(self) -> None:
        style = self._wanted()
        if style == self.style:
            return
        if style.name != self.style.name:
            self._dress(style)
        self.style = style
        self.style_changed.emit(style)

    def _wanted(self) -> Style:
        dark = self._choice == "dark" or (
            self._choice == "system" and self._app.styleHints().colorScheme() == Qt.ColorScheme.Dark
        )
        return (DARK if dark else LIGHT).with_digits(self._digits)

    def _dress(self, style: Style) -> None:
        self.style = style
        self._app.setPalette(palette(style))
        self._app.setStyleSheet(style_sheet(style, Path(self._glyphs.path())))


def style_sheet(style: Style, glyph_folder: Path) -> str:
    """Return the style sheet; the small marks that it refers to are written into `glyph_folder`.

    Raises
    ------
    KeyError
        If the sheet asks for a colour that does not exist.
    """
    tokens = asdict(style) | {
        "faint": blend(style.surface, style.muted, 0.6),
        "hover": blend(style.surface, style.text, 0.07),
        "pressed": blend(style.surface, style.text, 0.13),
        "groove": blend(style.surface, style.outline, 0.45),
        "scroll": blend(style.surface, style.outline, 0.7),
        "accent_hover": blend(style.accent, style.text, 0.2),
    }
    glyphs = {
        "chevron_up": ("chevron-up", style.muted),
        "chevron_down": ("chevron-down", style.muted),
        "check": ("check", style.on_accent),
        "check_text": ("check", style.text),
        "minus": ("minus", style.on_accent),
        "dot": ("dot", style.on_accent),
        "x": ("x", style.muted),
        "maximize": ("maximize-2", style.muted),
    }
    for token, (name, colour) in glyphs.items():
        path = glyph_folder / f"{token}-{style.name}.svg"
        svg = resource("icons", f"{name}.svg").read_text(encoding="utf-8")
        path.write_text(svg.replace("currentColor", colour), encoding="utf-8")
        tokens[token] = path.as_posix()
    sheet = resource("theme", "app.qss").read_text(encoding="utf-8")
    return Template(sheet).substitute(tokens)


def palette(style: Style) -> QPalette:
    """Return the full palette, for what no style sheet reaches."""
    role = QPalette.ColorRole
    colours = {
        role.Window: style.background,
        role.WindowText: style.text,
        role.Base: style.surface,
        role.AlternateBase: style.raised,
        role.Text: style.text,
        role.PlaceholderText: style.muted,
        role.Button: style.raised,
        role.ButtonText: style.text,
        role.BrightText: style.bad,
        role.ToolTipBase: style.surface,
        role.ToolTipText: style.text,
        role.Highlight: style.accent,
        role.HighlightedText: style.on_accent,
        role.Accent: style.accent,
        role.Link: style.accent,
        role.LinkVisited: style.gradient,
        role.Light: style.raised,
        role.Midlight: style.line,
        role.Mid: style.outline,
        role.Dark: style.outline,
        role.Shadow: style.text,
    }
    result = QPalette()
    for which, colour in colours.items():
        result.setColor(which, QColor(colour))
    faint = QColor(blend(style.surface, style.muted, 0.6))
    for which in (role.WindowText, role.Text, role.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, which, faint)
    return result


def _screen_font(style: Style) -> QFont:
    load_fonts()
    font = QFont(style.family)
    font.setPointSize(style.normal)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font
