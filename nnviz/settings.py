"""What the program remembers about its user, typed, each setting declared once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, Literal, TypeVar, cast, overload

from PySide6.QtCore import QByteArray, QSettings

from nnviz.figures.film.bounds import LARGEST_SIDE, LONGEST_HOLD, SMALLEST_SIDE

ThemeChoice = Literal["system", "light", "dark"]
CaptionChoice = Literal["none", "words", "formula"]

SPEEDS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0)  # of playing, in steps a second
HISTORY_MEGABYTES = (16, 64, 256, 1024, 4096)

PRESENTING_SCALES = (1.0, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0)

_MOST_RECENT = 10
T = TypeVar("T")


@dataclass(frozen=True)
class _Setting(Generic[T]):
    """One value in the file; what is missing there, unreadable or not allowed is the default."""

    key: str
    default: T
    choices: tuple[Any, ...] = ()
    low: float | None = None
    high: float | None = None

    @overload
    def __get__(self, settings: None, owner: type) -> _Setting[T]: ...
    @overload
    def __get__(self, settings: Settings, owner: type) -> T: ...
    def __get__(self, settings: Settings | None, owner: type) -> T | _Setting[T]:
        if settings is None:
            return self
        try:
            # An INI file keeps text only; Qt's own conversion would turn "abc" into 0.
            value = self._read(settings.store.value(self.key))
        except (KeyError, TypeError, ValueError):
            return self.default
        return value if self._allowed(value) else self.default

    def __set__(self, settings: Settings, value: T) -> None:
        if not self._allowed(value):
            raise ValueError(f"{self.key} cannot be {value!r}")
        settings.store.setValue(self.key, value)

    def _read(self, stored: Any) -> T:
        kind: Any = type(self.default)
        if stored is None:
            return self.default
        if kind is bool:
            return cast(T, {"true": True, "false": False}[str(stored).lower()])
        return cast(T, stored if isinstance(stored, kind) else kind(str(stored)))

    def _allowed(self, value: Any) -> bool:
        if self.choices:
            return value in self.choices
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)


class Settings:
    """The user's choices, kept by the operating system, or in `file` (INI) for a test.

    Reading one never fails; setting one to a value that is not allowed raises ValueError.
    """

    theme = _Setting[ThemeChoice]("look/theme", "system", choices=("system", "light", "dark"))
    digits = _Setting("look/digits", 4, low=2, high=17)
    animate_steps = _Setting("look/animate_steps", True)
    history_megabytes = _Setting("history/megabytes", 256, choices=HISTORY_MEGABYTES)
    play_speed = _Setting("play/speed", 2.0, choices=SPEEDS)
    neuron_speed = _Setting("play/neuron_speed", 2.0, choices=SPEEDS)
    race_speed = _Setting("play/race_speed", 30.0, choices=SPEEDS)
    open_folder = _Setting("folders/open", "")
    export_folder = _Setting("folders/export", "")
    export_format = _Setting("export/format", "png", choices=("png", "svg", "pdf", "tex"))
    export_width_mm = _Setting("export/width_mm", 120.0, low=1.0, high=2000.0)
    export_dpi = _Setting("export/dpi", 300, low=36, high=2400)
    export_transparent = _Setting("export/transparent", False)
    sheet_paper = _Setting("export/sheet_paper", "a4", choices=("a4", "letter"))
    export_theme = _Setting("export/theme", "print", choices=("print", "light", "dark"))
    presenting_scale = _Setting("present/scale", 1.5, choices=PRESENTING_SCALES)
    opengl = _Setting("look/opengl", False)
    opengl_pending = _Setting("look/opengl_pending", False)  # set while it is opened: a driver may crash
    film_format = _Setting("film/format", "gif", choices=("gif", "apng", "webp", "mp4"))
    film_width_px = _Setting("film/width_px", 800, low=SMALLEST_SIDE, high=LARGEST_SIDE)
    film_height_px = _Setting("film/height_px", 600, low=SMALLEST_SIDE, high=LARGEST_SIDE)
    film_caption = _Setting[CaptionChoice]("film/caption", "words", choices=("none", "words", "formula"))
    film_hold_end = _Setting("film/hold_end", 2.0, low=0.0, high=LONGEST_HOLD)
    film_loop = _Setting("film/loop", True)
    window_geometry = _Setting("window/geometry", QByteArray())
    window_state = _Setting("window/state", QByteArray())
    workspace = _Setting("window/workspace", "")
    lesson_progress = _Setting("lessons/progress", "")

    def __init__(self, file: Path | None = None) -> None:
        """Open the settings; nothing is written before something is set."""
        if file is None:
            self.store = QSettings("NNViz", "NNViz")
        else:
            self.store = QSettings(str(file), QSettings.Format.IniFormat)

    @property
    def recent_files(self) -> list[Path]:
        """The projects opened last, newest first, those that still exist, at most ten."""
        return [path for path in self._recent() if path.is_file()][:_MOST_RECENT]

    def presented_panels(self, workspace: str) -> list[str]:
        """Return the names of the panels that are presented of a workspace; empty before any was chosen."""
        return [name for name in str(self.store.value(f"present/{workspace}") or "").split(" ") if name]

    def set_presented_panels(self, workspace: str, names: list[str]) -> None:
        """Keep which panels are presented of a workspace."""
        self.store.setValue(f"present/{workspace}", " ".join(names))

    def add_recent_file(self, path: Path) -> None:
        """Put `path` first among the recent files."""
        path = path.absolute()
        paths = [path, *(other for other in self._recent() if other != path)]
        self.store.setValue("files/recent", [str(p) for p in paths[: 2 * _MOST_RECENT]])

    @property
    def lesson_folders(self) -> list[Path]:
        """Folders with lessons of the user's own."""
        return _paths(self.store.value("lessons/folders"))

    @lesson_folders.setter
    def lesson_folders(self, folders: list[Path]) -> None:
        self.store.setValue("lessons/folders", [str(folder) for folder in folders])

    def _recent(self) -> list[Path]:
        return _paths(self.store.value("files/recent"))


def _paths(stored: object) -> list[Path]:
    # Qt gives a list of one as a plain string.
    names = [stored] if isinstance(stored, str) else cast(list[str], stored or [])
    return [Path(name) for name in names]
