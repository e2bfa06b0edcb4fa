import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QImage

from nnviz.resources import resource
from nnviz.widgets.icons import icon

NAMES = sorted(path.stem for path in resource("icons").glob("*.svg"))

pytestmark = pytest.mark.usefixtures("qapp")


def drawn(image: QImage, colour: str) -> int:
    """Return how many pixels have been painted, all of them in this colour."""
    image = image.convertToFormat(QImage.Format.Format_ARGB32)
    solid = [
        pixel.name()
        for x in range(image.width())
        for y in range(image.height())
        if (pixel := image.pixelColor(x, y)).alpha() == 255
    ]
    assert set(solid) <= {QColor(colour).name()}
    return len(solid)


@pytest.mark.parametrize("name", NAMES)
def test_every_icon_is_drawn_in_the_colour_asked_for(name: str) -> None:
    assert drawn(icon(name, "#ff0000").pixmap(QSize(48, 48)).toImage(), "#ff0000") > 10


def test_an_icon_is_sharp_at_two_hundred_percent() -> None:
    pixmap = icon("play", "#000000").pixmap(QSize(20, 20), 2.0)
    assert pixmap.size() == QSize(40, 40)
    assert drawn(pixmap.toImage(), "#000000") > 60


def test_a_disabled_icon_is_paler() -> None:
    pixmap = icon("play", "#000000").pixmap(QSize(20, 20), QIcon.Mode.Disabled)
    assert drawn(pixmap.toImage(), "#000000") == 0


def test_an_icon_is_made_once() -> None:
    assert icon("play", "#000000") is icon("play", "#000000")


def test_an_unknown_icon_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        icon("no-such-icon", "#000000")
