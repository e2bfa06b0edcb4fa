"""A figure that shows itself, and is written to files."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import nnviz
from nnviz.api.errors import Error

if TYPE_CHECKING:  # Qt is loaded for the first figure
    from nnviz.figures.picture import Picture


def ready_to_draw() -> None:
    """See to it that Qt can draw.

    Raises
    ------
    Error
        If it cannot.
    """
    try:
        from nnviz.figures import application
    except ImportError as error:  # Qt's own libraries may be missing
        raise Error(f"cannot draw: {error}") from error
    try:
        application.ready_to_draw()
    except RuntimeError as error:
        raise Error(f"cannot draw: {error}") from error


class Figure:
    """A picture that can be shown, and written as PNG, SVG or PDF.

    Attributes
    ----------
    title : str
        What it shows, noted inside the file.
    """

    def __init__(self, picture: Picture, title: str, background: str) -> None:
        self.title = title
        self._picture = picture
        self._background = background

    def __repr__(self) -> str:
        return f"<Figure {self.title}>"

    def _repr_svg_(self) -> str:
        return self.svg()

    @property
    def description(self) -> str:
        """What it shows in words: an alternative text."""
        return self._picture.description

    def svg(
        self, width_mm: float | None = None, height_mm: float | None = None, *, transparent: bool = False
    ) -> str:
        """Return the figure as SVG; without a width in its own size, without a height in its proportions.

        Raises
        ------
        Error
            For a size that is not positive.
        """
        from nnviz.figures.export import ExportOptions, svg_text

        options = ExportOptions(width_mm, height_mm, transparent=transparent, background=self._background)
        with _told():
            return svg_text(self._picture, options, self._metadata)

    def save(
        self,
        path: str | os.PathLike[str],
        width_mm: float | None = None,
        height_mm: float | None = None,
        *,
        dpi: int = 300,
        transparent: bool = False,
    ) -> None:
        """Write the figure; the ending, ``.png``, ``.svg`` or ``.pdf``, is the kind of file.

        The file is whole or not there, and what was there before stays if it cannot be written.

        Raises
        ------
        Error
            For another ending, an absurd size, a place that cannot be written, a full disk.
        """
        from nnviz.figures.export import ExportOptions, export_picture

        options = ExportOptions(width_mm, height_mm, dpi, transparent, self._background)
        with _told():
            export_picture(self._picture, Path(path), options, self._metadata)

    @property
    def _metadata(self) -> dict[str, str]:
        return {"Title": self.title, "Software": f"NNViz {nnviz.__version__}"}


@contextmanager
def _told() -> Iterator[None]:
    """Tell what goes wrong in an export as an `Error`."""
    from nnviz.figures.export import ExportError

    try:
        yield
    except ExportError as error:
        raise Error(str(error)) from error
