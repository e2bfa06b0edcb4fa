"""A film before it is made: any frame of it, how long and how large it will be; then the work."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from nnviz.figures.export import ExportError
from nnviz.figures.film.estimate import estimated_bytes
from nnviz.figures.film.film import FilmOptions, film_ending, make_film
from nnviz.figures.film.reel import FilmSource, Reel, ReelError
from nnviz.figures.style import Style
from nnviz.widgets.export_dialog import ask_path
from nnviz.widgets.film_form import FILMS, FilmChoices, FilmForm
from nnviz.widgets.film_preview import FilmPreview
from nnviz.widgets.notice import Notice
from nnviz.widgets.slices import Slices

_SIZE = (980, 540)  # pixels
_REST_MS = 500  # without a change, before the size is estimated


class FilmTitle(NamedTuple):
    """The name that a film's file is offered (without ending), and what is noted inside the file."""

    name: str
    metadata: Mapping[str, str]


def ask_film_path(parent: QWidget, start: Path, chosen_format: str) -> Path | None:
    """Ask where to write a film."""
    return ask_path(parent, start, chosen_format, FILMS)


class FilmDialog(QDialog):
    """Shows the frames of a film, and makes it.

    Parameters
    ----------
    source : FilmSource
        What can be filmed.
    title : FilmTitle
    styles : mapping of str to Style
        What ``print``, ``light`` and ``dark`` look like.
    choices : FilmChoices
        What to begin with.
    ask : callable
        Asks for the path, as `ask_film_path` does.

    Signals
    -------
    exported(Path)
        The film was written; `choices` are those it was written with.
    """

    exported = Signal(object)

    def __init__(
        self,
        source: FilmSource,
        title: FilmTitle,
        styles: Mapping[str, Style],
        choices: FilmChoices,
        ask: Callable[[QWidget, Path, str], Path | None] = ask_film_path,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._title = title
        self._styles = styles
        self._ask = ask
        self._folder = choices.folder
        self._film: tuple[Reel, FilmOptions] | None = None
        self._path = Path()
        self.setWindowTitle(self.tr("Export film"))
        self.form = FilmForm(source, choices)
        self.preview = FilmPreview()
        self.error = Notice("error")
        self.progress = QProgressBar()
        self.progress.setRange(0, 1000)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(self.tr("How much of the film is made"))
        self.progress.hide()
        self._estimate, self._work = Slices(self), Slices(self)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._arrange()
        self._connect()
        self._show()

    @property
    def choices(self) -> FilmChoices:
        """What is chosen now."""
        return self.form.choices(self._folder)

    @property
    def is_working(self) -> bool:
        """Whether a film is being made."""
        return self._work.is_working

    def save(self) -> None:
        """Ask for a path and make the film there."""
        ending = self.form.format.value
        path = self._ask(self, Path(self._folder) / f"{self._title.name}.{ending}", ending)
        if path is not None:
            self.save_to(path)

    def save_to(self, path: Path) -> None:
        """Make the film and close; where that fails, say why and stay."""
        if not path.suffix:
            path = path.with_name(f"{path.name}.{self.form.format.value}")
        if self._film is None:
            return
        self._path = path
        self._estimate.stop()
        self._rest.stop()
        self._set_working(True)
        reel, options = self._film
        self._work.start(make_film(reel, self._style(), path, options, self._title.metadata))

    @Slot()
    def stop(self) -> None:
        """End the work; nothing is written."""
        if self._work.is_working:
            self._work.stop()
            self._set_working(False)
            self.error.say(self.tr("Stopped: no film was written."))

    def done(self, result: int) -> None:
        """End what is under way before the dialog closes."""
        self._rest.stop()
        self._estimate.stop()
        self._work.stop()
        super().done(result)

    # Inside

    def _style(self) -> Style:
        return self._styles[self.form.look.value]

    def _arrange(self) -> None:
        self.save_button = QPushButton(self.tr("Save as…"))
        self.save_button.setProperty("primary", True)
        self.save_button.setDefault(True)
        self.cancel_button = QPushButton(self.tr("Cancel"))
        self.stop_button = QPushButton(self.tr("Stop"))
        self.stop_button.hide()
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.progress, 1)
        buttons.addStretch(1)
        for button in (self.cancel_button, self.stop_button):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        buttons.addWidget(self.save_button)
        column = QVBoxLayout()
        column.setSpacing(12)
        column.addWidget(self.form)
        column.addStretch(1)
        column.addWidget(self.error)
        column.addLayout(buttons)
        both = QHBoxLayout(self)
        both.setContentsMargins(24, 24, 24, 24)
        both.setSpacing(24)
        both.addWidget(self.preview, 1)
        both.addLayout(column)
        self.resize(*_SIZE)
        self.save_button.setFocus()

    def _connect(self) -> None:
        self.form.changed.connect(self._show)
        self.save_button.clicked.connect(self.save)
        self.stop_button.clicked.connect(self.stop)
        self.cancel_button.clicked.connect(self.reject)
        self._rest.timeout.connect(self._begin_estimate)
        self._estimate.progress.connect(self.preview.show_size)
        self._estimate.finished.connect(self._tell)
        self._work.progress.connect(self._progressed)
        self._work.finished.connect(self._ended)

    @Slot()
    def _show(self) -> None:
        """Show what is chosen; what was wrong before may be right now."""
        self._estimate.stop()
        self._rest.stop()
        try:
            reel = self.form.reel()
            self._film = (reel, self.form.options(reel))
        except ReelError as error:
            self._film = None
            self.preview.show_nothing()
            self.error.say(self.tr("There is no such film: %s.") % error)
        else:
            self.error.say("")
            self.preview.show_film(reel, self._style(), self._film[1])
            self._rest.start()
        self.save_button.setEnabled(self._film is not None)

    @Slot()
    def _begin_estimate(self) -> None:
        if self._film is not None:
            reel, options = self._film
            self._estimate.start(estimated_bytes(reel, self._style(), f".{self.form.format.value}", options))

    @Slot(object)
    def _tell(self, error: Exception | None) -> None:
        """Say what stands in the way of a film; anything else is nobody's to expect."""
        if isinstance(error, ExportError | ReelError):
            self.error.say(str(error))
        elif error is not None:
            raise error

    @Slot(object)
    def _progressed(self, share: float) -> None:
        self.progress.setValue(round(1000 * share))

    @Slot(object)
    def _ended(self, error: Exception | None) -> None:
        self._set_working(False)
        if error is not None:
            self._tell(error)
            return
        self._folder = str(self._path.absolute().parent)
        ending = film_ending(self._path, is_film=True)
        assert ending is not None
        self.form.format.choose(ending[1:])
        self.exported.emit(self._path)
        self.accept()

    def _set_working(self, working: bool) -> None:
        self.form.setEnabled(not working)
        self.error.say("")
        self.progress.setValue(0)
        self.progress.setVisible(working)
        self.stop_button.setVisible(working)
        self.cancel_button.setVisible(not working)
        self.save_button.setEnabled(not working)
        if not working:
            self._rest.start()  # the estimate that gave way to the work
