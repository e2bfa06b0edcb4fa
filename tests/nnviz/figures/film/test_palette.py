"""The colours of a GIF."""

from __future__ import annotations

import numpy as np

from nnviz.figures.film.palette import COLOURS, Palette
from tests.nnviz.figures.film.films import rgb


def test_few_colours_are_all_there() -> None:
    frame = np.arange(COLOURS, dtype=np.uint32)[None] * 65_793 % (1 << 24)
    palette = Palette([frame])
    assert len(palette.colours) == COLOURS
    np.testing.assert_array_equal(palette.colours[palette.places(frame)], frame)


def test_what_fills_areas_is_exact_and_a_small_symbol_keeps_its_hue() -> None:
    """Beside three areas, two of them nearly alike, and 4000 shades of blue there are 30 pixels of orange."""
    shades = (np.arange(4000, dtype=np.uint32) // 16) | (np.arange(4000, dtype=np.uint32) % 16) << 12
    areas = np.repeat(np.array([0xFFFFFF, 0xD0D8E0, 0xD0D8E1], np.uint32), 20_000)
    frame = np.concatenate([areas, np.repeat(shades, 9), np.full(30, 0xF08030, np.uint32)])[None]
    palette = Palette([frame])
    assert {0xFFFFFF, 0xD0D8E0, 0xD0D8E1, 0xF08030} <= set(palette.colours.tolist())
    shown = palette.colours[palette.places(frame)]
    away = np.abs(rgb(shown).astype(int) - rgb(frame).astype(int))
    assert away.max() <= 12
    assert len(palette.colours) <= COLOURS


def test_a_colour_that_no_sample_had_becomes_the_nearest() -> None:
    palette = Palette([np.array([[0x000000, 0xFF0000, 0x0000FF]], np.uint32)])
    frame = np.array([[0xF01010, 0x000020, 0x1010F0, 0xFF0000]], np.uint32)
    assert palette.colours[palette.places(frame)].tolist() == [[0xFF0000, 0x000000, 0x0000FF, 0xFF0000]]
