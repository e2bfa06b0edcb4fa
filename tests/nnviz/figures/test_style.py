import numpy as np
import pytest
from PySide6.QtGui import QColor, QFontInfo, QFontMetricsF

from nnviz.figures.plot import SYMBOLS
from nnviz.figures.style import DARK, LIGHT, STYLES, Style, blend

TEXTS = ("text", "muted", "accent", "positive", "negative", "gradient", "good", "bad")
GRAPHICS = ("outline", "current")
SOFT = ("accent_soft", "gradient_soft", "current_soft")
styles = pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)


def contrast(first: str, second: str) -> float:
    """WCAG 2.2, contrast ratio."""
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    channels = np.array(QColor(colour).getRgbF()[:3])
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


@styles
@pytest.mark.parametrize("role", TEXTS)
@pytest.mark.parametrize("ground", ["background", "surface", "raised"])
def test_text_colours_can_be_read(style: Style, role: str, ground: str) -> None:
    assert contrast(getattr(style, role), getattr(style, ground)) >= 4.5


@styles
@pytest.mark.parametrize("ground", ["background", "surface"])
def test_graphic_colours_can_be_seen(style: Style, ground: str) -> None:
    colours = [getattr(style, role) for role in GRAPHICS] + [series.colour for series in style.series]
    assert min(contrast(colour, getattr(style, ground)) for colour in colours) >= 3


@styles
def test_errors_can_be_seen_and_stand_out_the_more_the_larger_they_are(style: Style) -> None:
    contrasts = [contrast(stop, style.surface) for stop in style.errors]
    assert min(contrasts) >= 3
    assert contrasts == sorted(contrasts)


@styles
def test_text_can_be_read_on_tinted_rows_and_on_the_accent(style: Style) -> None:
    assert min(contrast(style.text, getattr(style, role)) for role in SOFT) >= 4.5
    assert contrast(style.on_accent, style.accent) >= 4.5


# Viénot's and Machado's matrices for full colour blindness, linear RGB (Machado et al. 2009).
BLINDNESS = {
    "normal": np.eye(3),
    "protan": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deutan": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]]
    ),
    "tritan": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]]
    ),
}


def _oklab(linear: np.ndarray) -> np.ndarray:
    """Björn Ottosson's perceptual colour space (2020)."""
    cones = np.cbrt(
        np.clip(linear, 0, 1)
        @ np.array(
            [
                [0.4122214708, 0.2119034982, 0.0883024619],
                [0.5363325363, 0.6806995451, 0.2817188376],
                [0.0514459929, 0.1073969566, 0.6299787005],
            ]
        )
    )
    return cones @ np.array(
        [
            [0.2104542553, 1.9779984951, 0.0259040371],
            [0.7936177850, -2.4285922050, 0.7827717662],
            [-0.0040720468, 0.4505937099, -0.8086757660],
        ]
    )


@pytest.mark.parametrize("style", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("eye", BLINDNESS)
def test_nine_curves_are_told_apart_by_every_eye(style: Style, eye: str) -> None:
    rgb = np.array([QColor(series.colour).getRgbF()[:3] for series in style.series])
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    seen = _oklab(linear @ BLINDNESS[eye].T)
    distances = np.linalg.norm(seen[:, None] - seen[None], axis=-1)[np.triu_indices(9, 1)]
    assert distances.min() > 0.06


def test_curves_differ_without_colour_too() -> None:
    assert {series.symbol for series in LIGHT.series} == set(SYMBOLS)
    assert len({series.dash for series in LIGHT.series}) >= 8


@pytest.mark.usefixtures("qapp")
def test_letters_are_the_shipped_ones_with_digits_of_one_width() -> None:
    font = LIGHT.font("normal")
    assert QFontInfo(font).family() == "Inter"
    assert QFontInfo(LIGHT.font(bold=True)).weight() == 600
    assert QFontInfo(LIGHT.font(italic=True)).italic()
    metrics = QFontMetricsF(font)
    assert len({metrics.horizontalAdvance(digit * 10) for digit in "0123456789"}) == 1


def test_a_sign_has_its_colour() -> None:
    colours = [LIGHT.sign_colour(value) for value in (2.0, -2.0, 0.0)]
    assert colours == [LIGHT.positive, LIGHT.negative, LIGHT.muted]


def test_blend_is_what_translucent_paint_would_give() -> None:
    assert blend("#000000", "#ffffff", 0.0) == "#000000"
    assert blend("#000000", "#ff0000", 0.5) == "#800000"
