"""Small films to test with, and their files read by another program."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageSequence
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

from core.optimizers.adam import Adam
from core.optimizers.sgd import SGD
from core.rival import Rival
from core.surfaces.himmelblau import Himmelblau
from nnviz.figures.film.reel import RaceSource, Reel, Shot
from nnviz.figures.race_pictures import RacePictures
from nnviz.figures.style import PRINT, Style
from nnviz.project.race_spec import RaceSpec, Runner
from nnviz.race_run import finished


@dataclass(frozen=True)
class Block:
    """A picture of one block of colour, at a place."""

    place: float
    colour: str = "#2050c0"
    size: tuple[float, float] = (60.0, 40.0)
    description: str = "a block"

    def paint(self, painter: QPainter, width: float, height: float) -> None:
        painter.fillRect(QRectF(self.place, 10, 8, 12), QColor(self.colour))


def moving_block(places: Sequence[float], speed: float = 10) -> Reel:
    """Return a film of a block that goes from place to place."""
    return Reel(range(len(places)), lambda k, style: Shot(Block(places[k]), f"block at {places[k]}"), speed)


def race_source(steps: int = 40, *optimizers: SGD | Adam) -> RaceSource:
    """Return the films of a small race on Himmelblau's function."""
    chosen = optimizers or (SGD(learning_rate=0.002), Adam(learning_rate=0.1))
    runners = tuple(Runner(Rival(optimizer)) for optimizer in chosen)
    race = finished(None, RaceSpec(Himmelblau(), runners, steps=steps))
    return RaceSource(race, RacePictures(race).from_above)


def frames_in(path: Path) -> tuple[list[np.ndarray], list[float]]:
    """Return the frames that Pillow finds in a file as (height, width, 3), and their milliseconds."""
    with Image.open(path) as film:
        pairs = [
            (np.array(frame.convert("RGB")), float(frame.info["duration"]))
            for frame in ImageSequence.Iterator(film)
        ]
    frames, times = zip(*pairs, strict=True)
    return list(frames), list(times)


def rgb(pixels: np.ndarray) -> np.ndarray:
    """Return pixels of 0x00rrggbb as (height, width, 3)."""
    return np.stack([pixels >> 16, pixels >> 8 & 0xFF, pixels & 0xFF], axis=-1).astype(np.uint8)


STYLE: Style = PRINT
