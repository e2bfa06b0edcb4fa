"""Makes a film: finds paper for all frames, draws one after the other, and writes them into one file."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from nnviz.figures.export import ExportError, whole_file
from nnviz.figures.film.apng import ApngWriter
from nnviz.figures.film.bounds import FILM_DPI, LARGEST_SIDE
from nnviz.figures.film.frame import Caption, Paper, Pixels, framed, grown, pixels_of
from nnviz.figures.film.gif import GifWriter
from nnviz.figures.film.mp4 import Mp4Writer, load_av
from nnviz.figures.film.palette import Palette
from nnviz.figures.film.reel import Reel, ReelError, evenly
from nnviz.figures.film.webp import WebpWriter
from nnviz.figures.film.writer import FilmHead, FilmWriter
from nnviz.figures.style import Style

_SAMPLES = 8  # frames that the palette is made of
_MEASURING = 0.15  # of the work, about
_WRITERS: dict[str, Callable[[BinaryIO, FilmHead], FilmWriter]] = {
    ".gif": GifWriter,
    ".apng": ApngWriter,
    ".webp": WebpWriter,
    ".mp4": Mp4Writer,
}
FILM_ENDINGS = tuple(_WRITERS)


@dataclass(frozen=True)
class FilmOptions:
    """How large a film is, how fast, and what is said below it.

    Attributes
    ----------
    width_px, height_px : int or None
        Without both the pictures keep their natural size, at `dpi`.
    dpi : int
        Pixels per inch, which decide how large the letters are.
    frames_per_second : float or None
        None is what is usual for what is filmed.
    holds : mapping of int to float
        How many seconds the frame of a step or update is shown, by its number.
    hold_end : float
        Seconds for the last frame.
    caption : str
        ``none``, ``words`` or ``formula``, which is both.
    loop : bool
        Begin again at the end; an MP4 leaves that to its player.
    """

    width_px: int | None = None
    height_px: int | None = None
    dpi: int = FILM_DPI
    frames_per_second: float | None = None
    holds: Mapping[int, float] = field(default_factory=dict)
    hold_end: float = 2.0
    caption: Caption = "words"
    loop: bool = True


def film_ending(path: Path, *, is_film: bool = False) -> str | None:
    """Return the kind of film that a file's name asks for; None if it is none.

    A ``.png`` that is meant to be a film is an animated one.
    """
    ending = path.suffix.lower()
    if is_film and ending == ".png":
        return ".apng"
    return ending if ending in FILM_ENDINGS else None


def make_film(
    reel: Reel, style: Style, path: Path, options: FilmOptions, metadata: Mapping[str, str] | None = None
) -> Generator[float, None, None]:
    """Make a film and write it to `path`, whose ending is its kind; the file is complete or not there.

    Yields
    ------
    float
        The share of the work that is done. Closing the iterator stops it and leaves no file.

    Raises
    ------
    ExportError
        For another ending, an absurd size, a place that cannot be written, a full disk, an MP4 without PyAV.
    ReelError
        If a frame is to be held that there is not.
    """
    ending = film_ending(path, is_film=True)
    if ending is None:
        names = f"{', '.join(FILM_ENDINGS[:-1])} or {FILM_ENDINGS[-1]}"
        raise ExportError(f"“{path.name}” should end in {names}, which are the kinds of film.")
    if ending == ".mp4":
        load_av()
    seconds = frame_seconds(reel, options)
    with whole_file(path) as file:
        paper = Paper()
        for done, number in enumerate(reel.numbers):
            paper = grown(paper, reel.shoot(number, style), style, options.caption)
            yield _MEASURING * done / len(reel)
        camera = Camera(reel, style, options, paper, ending)
        samples = []
        for place in evenly(len(reel), _SAMPLES) if needs_palette(ending) else ():
            samples.append(camera.pixels(place))
            yield _MEASURING
        palette = Palette(samples) if samples else None
        writer = open_writer(file, ending, camera, palette, metadata or {})
        for place, shown in enumerate(seconds):
            writer.add(camera.pixels(place), shown)
            yield 1 - (1 - _MEASURING) * (1 - (place + 1) / len(reel))
        writer.close()


def frame_seconds(reel: Reel, options: FilmOptions) -> list[float]:
    """Return how long each frame is shown.

    Raises
    ------
    ReelError
        If a frame is to be held that there is not.
    """
    usual = 1 / (options.frames_per_second or reel.frames_per_second)
    seconds = dict.fromkeys(reel.numbers, usual)
    seconds[reel.numbers[-1]] = max(usual, options.hold_end)
    for number, held in options.holds.items():
        if number not in seconds:
            raise ReelError(f"{number} cannot be held: no frame shows it")
        seconds[number] = held
    return list(seconds.values())


class Camera:
    """Draws the frames of a reel on one kind of paper.

    Raises
    ------
    ExportError
        If the size is absurd.

    Attributes
    ----------
    width_px, height_px : int
        The size of every frame; even for an MP4, which knows no other.
    """

    def __init__(self, reel: Reel, style: Style, options: FilmOptions, paper: Paper, ending: str) -> None:
        self._reel = reel
        self._style = style
        self._options = options
        self._paper = paper
        natural = (round(side * options.dpi / 72) for side in (paper.width, paper.height))
        chosen = (options.width_px, options.height_px)
        sides = tuple(natural) if None in chosen else chosen
        grain = 2 if ending == ".mp4" else 1
        self.width_px, self.height_px = (-(-int(side or 0) // grain) * grain for side in sides)
        if max(self.width_px, self.height_px) > LARGEST_SIDE:
            raise ExportError(
                f"{self.width_px} × {self.height_px} pixels are too many for a film: "
                f"at most {LARGEST_SIDE} a side."
            )

    @property
    def frames_per_second(self) -> float:
        """How fast the film is."""
        return self._options.frames_per_second or self._reel.frames_per_second

    @property
    def loop(self) -> bool:
        """Whether it begins again at the end."""
        return self._options.loop

    def pixels(self, place: int) -> Pixels:
        """Draw a frame, by its place in the film."""
        shot = self._reel.shoot(self._reel.numbers[place], self._style)
        frame = framed(shot, self._style, self._options.caption, self._paper)
        return pixels_of(frame, self.width_px, self.height_px, self._options.dpi)


def needs_palette(ending: str) -> bool:
    """Tell whether a kind of film has a palette."""
    return ending == ".gif"


def open_writer(
    file: BinaryIO, ending: str, camera: Camera, palette: Palette | None, metadata: Mapping[str, str]
) -> FilmWriter:
    """Return what writes a camera's frames into a file."""
    head = FilmHead(
        camera.width_px, camera.height_px, camera.frames_per_second, camera.loop, palette, metadata
    )
    return _WRITERS[ending](file, head)
