"""Opening and saving: the dialogs, the recent files, what is dropped, and "save changes?"."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from nnviz.document import Document
from nnviz.project import file
from nnviz.project.branches import SavedBranch, fitting
from nnviz.project.errors import ProjectError
from nnviz.resources import resource
from nnviz.saved_segments import to_save
from nnviz.session import Session
from nnviz.settings import Settings

FILTER = "NNViz projects (*.nnviz)"
CSV_SUFFIXES = (".csv", ".tsv", ".txt")
MODEL_SUFFIX = ".onnx"
ARRAY_SUFFIXES = (".npz", ".npy", ".json", ".safetensors")  # a table of arrays is dropped on their panel


class Files(QObject):
    """Reads and writes the document for the window.

    Parameters
    ----------
    window : QWidget
        The dialogs' parent.
    import_csv : callable
        Shows the dialog that imports a table: with a path, or with None after asking for one.
    compare : callable
        Shows the arrays of a file beside those of the update, as `import_csv` a table.
    import_weights : callable
        Shows the network of a file before it takes the place of the present one.

    Signals
    -------
    message(str)
        One line for the status bar.
    opened()
        A project was opened.
    """

    message = Signal(str)
    opened = Signal()

    def __init__(
        self,
        window: QWidget,
        document: Document,
        session: Session,
        settings: Settings,
        import_csv: Callable[[Path | None], object],
        compare: Callable[[Path | None], object],
        import_weights: Callable[[Path | None], object],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._document = document
        self._session = session
        self._settings = settings
        self._import_csv = import_csv
        self._compare = compare
        self._import_weights = import_weights

    @staticmethod
    def samples() -> list[tuple[str, Path]]:
        """Return title and path of the sample projects."""
        folder = resource("samples")
        return [(path.stem.replace("-", " "), path) for path in sorted(folder.glob("*.nnviz"))]

    def open(self) -> None:
        """Ask for a project and open it."""
        if not self.may_discard():
            return
        name, _ = QFileDialog.getOpenFileName(
            self._window, self.tr("Open project"), self._settings.open_folder, FILTER
        )
        if name:
            self._load(Path(name), Path(name))

    def open_path(self, path: Path) -> None:
        """Open a project by its path, after asking about unsaved changes."""
        if self.may_discard():
            self._load(path, path)

    def open_sample(self, path: Path) -> None:
        """Open a sample as a new, untitled project."""
        if self.may_discard():
            self._load(path, None)

    def open_dropped(self, path: Path) -> None:
        """Open a project, a table, somebody's arrays or model that were dropped on the window."""
        if path.suffix.lower() in CSV_SUFFIXES:
            self._import_csv(path)
        elif path.suffix.lower() in ARRAY_SUFFIXES:
            self._compare(path)
        elif path.suffix.lower() == MODEL_SUFFIX:
            self._import_weights(path)
        else:
            self.open_path(path)

    def import_csv(self) -> None:
        """Ask for a table and import it."""
        self._import_csv(None)

    def compare(self) -> None:
        """Ask for somebody's arrays and compare them."""
        self._compare(None)

    def save(self) -> bool:
        """Save under the project's name, or ask for one; False if nothing was saved."""
        if self._document.path is None:
            return self.save_as()
        return self._write(self._document.path)

    def save_as(self) -> bool:
        """Ask for a name and save; False if nothing was saved."""
        path = self._ask_where(self.tr("Save project"))
        return path is not None and self._write(path)

    def save_trained(self) -> bool:
        """Save a copy that goes on from the cursor: parameters, optimizer state, place in the epoch."""
        path = self._ask_where(self.tr("Save project with its training state"))
        if path is None:
            return False
        moment = self._session.moment
        at_end = moment.step == len(moment.trace) - 1
        point = moment.update.after if at_end else moment.update.before
        trained = self._document.project.at_point(point)
        return self._try(lambda: file.save(trained, path), path, self.tr("Saved %s.") % path.name)

    def may_discard(self) -> bool:
        """Ask what to do with unsaved changes; False if the user wants to stay.

        A lesson ends first: what is asked about is the user's own project.
        """
        self._document.take_back()
        if not self._document.is_modified:
            return True
        buttons = QMessageBox.StandardButton
        answer = QMessageBox.question(
            self._window,
            self.tr("Save changes?"),
            self.tr("The project was changed. Save it before going on?"),
            buttons.Save | buttons.Discard | buttons.Cancel,
            buttons.Save,
        )
        if answer == buttons.Save:
            return self.save()
        return answer == buttons.Discard

    # Inside

    def _load(self, path: Path, name: Path | None) -> None:
        try:
            project, branches = file.read(path)
        except ProjectError as error:
            self._complain(self.tr("%s cannot be opened.") % path.name, str(error))
            return

        def shown() -> None:
            if name is not None:
                self._remember(path)
            self.message.emit(project.notes or self.tr("Opened %s.") % path.name)
            self.opened.emit()

        self._document.load(project, name, shown, branches)

    def _write(self, path: Path) -> bool:
        branches, words = self._branches()
        return self._try(lambda: self._document.save(path, branches), path, words % path.name)

    def _branches(self) -> tuple[Sequence[SavedBranch], str]:
        """Return the branches that are saved with the project, and what is said about it."""
        project, branches = self._document.project, to_save(self._session.segments)
        if branches and project.planted is not None and project.planted.hidden:
            # What was trained without the mistake would give it away.
            return (), self.tr("Saved %s, without its branches: they would give the hidden mistake away.")
        kept = fitting(branches, project)
        if len(kept) < len(branches):
            words = self.tr("Saved %%s without %d of its branches: all together are too large.")
            return kept, words % (len(branches) - len(kept))
        return kept, self.tr("Saved %s.")

    def _try(self, write: Callable[[], None], path: Path, words: str) -> bool:
        try:
            write()
        except (OSError, ProjectError) as error:
            self._complain(
                self.tr("%s cannot be saved; nothing was changed on disk.") % path.name, str(error)
            )
            return False
        self._remember(path)
        self.message.emit(words)
        return True

    def _ask_where(self, title: str) -> Path | None:
        start = self._document.path or Path(self._settings.open_folder) / "network.nnviz"
        name, _ = QFileDialog.getSaveFileName(self._window, title, str(start), FILTER)
        if not name:
            return None
        path = Path(name)
        return path if path.suffix else path.with_suffix(".nnviz")

    def _remember(self, path: Path) -> None:
        self._settings.open_folder = str(path.parent)
        self._settings.add_recent_file(path)

    def _complain(self, what: str, why: str) -> None:
        box = QMessageBox(
            QMessageBox.Icon.Warning, "NNViz", what, QMessageBox.StandardButton.Ok, self._window
        )
        box.setInformativeText(why)
        box.exec()
