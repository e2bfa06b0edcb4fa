"""Where several pictures stand side by side on one screen."""

from __future__ import annotations

from PySide6.QtCore import QRectF

_FIRST_SHARE = 0.62  # of the width, for the picture that the others explain


def tile(area: QRectF, count: int, gap: float) -> list[QRectF]:
    """Return a rectangle for each of `count` pictures: the first on the left, large, the others beside it.

    On an area that is taller than wide, the first one stands above.
    """
    if count <= 1:
        return [QRectF(area)] * count
    others = count - 1
    if area.width() >= area.height():
        wide = (area.width() - gap) * _FIRST_SHARE
        first = QRectF(area.x(), area.y(), wide, area.height())
        left, height = first.right() + gap, (area.height() - gap * (others - 1)) / others
        rest = [
            QRectF(left, area.y() + place * (height + gap), area.right() - left, height)
            for place in range(others)
        ]
        return [first, *rest]
    tall = (area.height() - gap) * _FIRST_SHARE
    first = QRectF(area.x(), area.y(), area.width(), tall)
    top, width = first.bottom() + gap, (area.width() - gap * (others - 1)) / others
    return [
        first,
        *(
            QRectF(area.x() + place * (width + gap), top, width, area.bottom() - top)
            for place in range(others)
        ),
    ]
