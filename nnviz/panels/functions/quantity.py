"""The choice between spread and mean over the layers."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from nnviz.figures.functions_view import MEAN, SPREAD
from nnviz.widgets.segments import Segments


def quantity_choice(parent: QWidget) -> Segments:
    """Return the buttons."""
    words = {
        SPREAD: (parent.tr("Spread"), parent.tr("The standard deviation over units and samples")),
        MEAN: (parent.tr("Mean"), parent.tr("The mean over units and samples")),
    }
    return Segments(parent.tr("What is shown of every layer"), words)
