"""From the document to worksheets, as the user last chose them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStandardPaths
from PySide6.QtWidgets import QWidget

from nnviz.session import Session
from nnviz.settings import Settings

if TYPE_CHECKING:
    from nnviz.exporters.worksheet.sheet import Sheet
    from nnviz.widgets.worksheet_dialog import WorksheetDialog
    from nnviz.widgets.worksheet_form import SheetChoices


class Worksheets(QObject):
    """Opens the dialog for worksheets of what the cursor stands on.

    Parameters
    ----------
    window : QWidget
        The dialog's parent.
    session : Session
        Whose update is reckoned, and which tells what was done.
    settings : Settings
        Where paper and folder are kept.
    """

    def __init__(self, window: QWidget, session: Session, settings: Settings) -> None:
        super().__init__(window)
        self._window, self._session, self._settings = window, session, settings
        self._last: SheetChoices | None = None

    def open(self) -> WorksheetDialog:
        """Open the dialog, and return it."""
        from nnviz.widgets.worksheet_dialog import WorksheetDialog  # few need it: not at the start

        path = self._session.document.path
        name = path.stem if path else self.tr("Worksheet")
        dialog = WorksheetDialog(self._sheet, self._choices(name), name, parent=self._window)
        dialog.saved.connect(lambda saved: self._saved(dialog, saved))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def _sheet(self, choices: SheetChoices, variant: int) -> Sheet:
        """Return what is chosen; SheetError if there is no such sheet."""
        from nnviz.exporters.worksheet.errors import SheetError
        from nnviz.exporters.worksheet.numbers import new_numbers, own_numbers
        from nnviz.exporters.worksheet.sheet import make_sheet
        from nnviz.widgets.worksheet_form import NEW

        moment = self._session.moment
        if choices.numbers == NEW:
            project = new_numbers(moment.project, choices.seed, variant)
            mark = self.tr("variant %d, seed %d") % (variant, choices.seed)
        elif moment.is_veiled:
            raise SheetError(self.tr("the lesson asks for these numbers: answer first, or take new ones"))
        else:
            project = own_numbers(moment.project, moment.update.before, moment.sample)
            mark = self.tr("update %d") % moment.update_number if moment.update_number else ""
        return make_sheet(project, choices.options, choices.title, mark)

    def _choices(self, title: str) -> SheetChoices:
        from nnviz.widgets.worksheet_form import SheetChoices

        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        folder = self._settings.export_folder or documents
        last = self._last or self._fitting(SheetChoices(paper=self._settings.sheet_paper))
        return replace(last, title=title, folder=folder)

    def _fitting(self, choices: SheetChoices) -> SheetChoices:
        """Return the choices with as much of the update as a sheet takes: of a large network a part."""
        from nnviz.exporters.worksheet.errors import SheetError
        from nnviz.widgets.worksheet_form import RANGES

        for steps in RANGES:
            fitting = replace(choices, options=replace(choices.options, steps=steps))
            try:
                self._sheet(fitting, 1)
            except SheetError:
                continue
            return fitting
        return choices  # the dialog says what is wrong

    def _saved(self, dialog: WorksheetDialog, path: Path) -> None:
        self._last = dialog.choices
        self._settings.sheet_paper = dialog.choices.paper
        self._settings.export_folder = dialog.choices.folder
        self._session.message.emit(self.tr("Worksheet saved as %s.") % path.name)
