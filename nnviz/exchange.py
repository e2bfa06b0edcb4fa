"""The network as code and data for others, and weights of others as the network."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from nnviz.document import Document
from nnviz.project import edits
from nnviz.project.errors import ProjectError
from nnviz.project.model import Project
from nnviz.session import Session
from nnviz.settings import Settings
from nnviz.theme import Theme

if TYPE_CHECKING:
    from nnviz.importers.layers import ReadNetwork  # what reads and writes is loaded when it is needed
    from nnviz.widgets.code_dialog import CodeDialog
    from nnviz.widgets.weights_dialog import WeightsDialog


class Exchange(QObject):
    """Opens the dialogs for code and weights.

    Parameters
    ----------
    window : QWidget
        The dialogs' parent.

    Signals
    -------
    message(str)
        One line for the status bar.
    """

    message = Signal(str)

    def __init__(
        self, window: QWidget, document: Document, session: Session, theme: Theme, settings: Settings
    ) -> None:
        super().__init__(window)
        self._window, self._document, self._session = window, document, session
        self._theme, self._settings = theme, settings

    def export_code(self) -> CodeDialog:
        """Open the dialog that shows the network as code, and return it."""
        from nnviz.exporters.formats import export
        from nnviz.widgets.code_dialog import CURSOR, CodeDialog

        self._session.stop()
        path = self._document.path
        name = path.stem if path else self.tr("network")
        at_cursor = self._at_cursor()
        begins = {CURSOR: at_cursor}

        def project(begin: str) -> Project:
            return begins.get(begin, self._document.project)

        words = ""
        if at_cursor.first_point().update != self._document.project.first_point().update:
            words = self.tr("At the cursor, update %d") % at_cursor.first_point().update
        dialog = CodeDialog(
            lambda key, begin: export(project(begin), key, name),
            lambda begin: _shapes(project(begin)),
            name,
            self._settings.open_folder,
            words,
            self._theme.style,
            parent=self._window,
        )
        dialog.copied.connect(lambda label: self.message.emit(self.tr("%s copied.") % label))
        dialog.saved.connect(self._saved)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def import_weights(self, path: Path | None = None) -> WeightsDialog:
        """Open the dialog that reads weights, with a file if there is one, and return it."""
        from nnviz.widgets.weights_dialog import WeightsDialog

        self._session.stop()
        layers = self._document.project.network.layers
        usual = (layers[0].activation, layers[-1].activation)
        dialog = WeightsDialog(self._take, usual, self._settings.open_folder, self._window)
        dialog.finished.connect(dialog.deleteLater)
        if path is not None:
            dialog.open_path(path)
        dialog.open()
        return dialog

    # Inside

    def _at_cursor(self) -> Project:
        """Return the project so that training goes on from the cursor."""
        moment = self._session.moment
        at_end = moment.step == len(moment.trace) - 1
        point = moment.update.after if at_end else moment.update.before
        return self._document.project.at_point(point)

    def _take(self, read: ReadNetwork) -> str:
        """Put a network in the place of the present one; return why it cannot be done, else nothing."""
        try:
            adapted = edits.set_network(self._document.project, read.layers)
            self._document.edit(self.tr("Import weights"), adapted.project)
        except ProjectError as error:
            return str(error)
        sizes = "-".join(map(str, read.sizes))
        self.message.emit(" ".join([self.tr("Imported a %s network.") % sizes, *adapted.notes]))
        return ""

    def _saved(self, path: Path) -> None:
        self._settings.open_folder = str(path.absolute().parent)
        self.message.emit(self.tr("Saved %s.") % path.name)


def _shapes(project: Project) -> str:
    """Return what a file of parameters holds, a line for each layer."""
    network = project.network.network
    lines = [
        f"{fan_in:>5} \N{RIGHTWARDS ARROW} {layer.units:<5}  {layer.activation.label}"
        for fan_in, layer in zip(network.sizes, network.layers, strict=False)
    ]
    return "\n".join([*lines, "", f"{network.parameter_count} parameters, float64"])
