import numpy as np

from nnviz.figures.colour_map import colours_between, mapped


def test_a_colour_map_reaches_its_ends_and_lets_unknown_places_shine_through() -> None:
    values = np.array([-3.0, -1.0, 0.0, 7.0, np.nan, np.inf])
    assert mapped(values, ("#000000", "#ffffff"), -1.0, 1.0).tolist() == [
        [0, 0, 0, 255],
        [0, 0, 0, 255],
        [128, 128, 128, 255],
        [255, 255, 255, 255],
        [0, 0, 0, 0],
        [0, 0, 0, 0],
    ]


def test_colours_between_the_stops_are_evenly_spaced() -> None:
    assert colours_between(("#000000", "#ffffff"), 3) == ("#000000", "#808080", "#ffffff")
    assert colours_between(("#ff0000", "#00ff00", "#0000ff"), 3) == ("#ff0000", "#00ff00", "#0000ff")
