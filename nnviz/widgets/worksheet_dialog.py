"""A worksheet as it will be, page by page, before it is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from nnviz.exporters.worksheet.errors import SheetError
from nnviz.exporters.worksheet.sheet import Sheet
from nnviz.figures.export import ExportError, ExportOptions, write_atomically
from nnviz.figures.worksheet.files import SUFFIXES, sheet_content, variant_name, write_folder
from nnviz.figures.worksheet.pages import Page, pages_in_parts
from nnviz.widgets.icon_button import IconButton
from nnviz.widgets.notice import Notice
from nnviz.widgets.picture_preview import PicturePreview
from nnviz.widgets.worksheet_form import NEW, SheetChoices, WorksheetForm

_SIZE = (940, 560)
_SLICE_MS = 20  # of laying out, between which the window lives on
_PAUSE_MS = 250  # typing goes on before the pages are laid out anew


def ask_place(parent: QWidget, start: Path, is_folder: bool) -> Path | None:
    """Ask for the file, or for the folder of several."""
    if is_folder:
        chosen = QFileDialog.getExistingDirectory(
            parent, parent.tr("Folder for the sheets"), str(start.parent)
        )
    else:
        chosen, _ = QFileDialog.getSaveFileName(parent, parent.tr("Save worksheet"), str(start))
    return Path(chosen) if chosen else None


class WorksheetDialog(QDialog):
    """Shows the pages, and writes one sheet or a folder of variants.

    Parameters
    ----------
    make : callable
        Returns the sheet that is chosen; of several, the variant with this number. SheetError if there
        is none.
    choices : SheetChoices
        What to begin with.
    name : str
        What a file is called, without its ending.
    ask : callable
        Asks for the place, as `ask_place` does.

    Signals
    -------
    saved(Path)
        All is written; `choices` are those it was written with.
    """

    saved = Signal(object)

    def __init__(
        self,
        make: Callable[[SheetChoices, int], Sheet],
        choices: SheetChoices,
        name: str,
        ask: Callable[[QWidget, Path, bool], Path | None] = ask_place,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Worksheet"))
        self._make, self._name, self._ask = make, name, ask
        self._folder = choices.folder
        self._pages: list[Page] = []
        self._shown = 0
        self._target = Path()
        self._contents: dict[str, bytes] = {}
        self.form = WorksheetForm(choices)
        self.preview = PicturePreview(self.tr("Preview of a page"))
        self.error = Notice("error")
        self._arrange()
        self._later = QTimer(self, interval=_PAUSE_MS, singleShot=True)
        self._later.timeout.connect(self.lay_out)
        self._layout: Iterator[list[Page] | None] = iter(())
        self._laying = QTimer(self, interval=0)
        self._laying.timeout.connect(self._lay_out_further)
        self.form.changed.connect(self._changed)
        self._next = QTimer(self, interval=0, singleShot=True)
        self._next.timeout.connect(self._write_next)
        self.lay_out()

    @property
    def choices(self) -> SheetChoices:
        """What is chosen now."""
        return replace(self.form.choices, folder=self._folder)

    @property
    def pages(self) -> list[Page]:
        """The pages of the sheet, of several those of the first one."""
        return self._pages

    @Slot()
    def lay_out(self) -> None:
        """Begin to lay out the pages of what is chosen, or say why there are none."""
        self._later.stop()
        choices = self.choices
        several = self._is_folder(choices)
        self.save_button.setText(self.tr("Save in folder…") if several else self.tr("Save as…"))
        try:
            sheet = self._make(choices, 1)
        except SheetError as error:
            self.error.say(_sentence(error))
            self.save_button.setEnabled(False)
            self._laying.stop()
            self._pages = []
            self._show(0)
            return
        self.error.say("")
        self.save_button.setEnabled(True)
        self.place_label.setText(self.tr("Laying out the pages…"))
        self._layout = pages_in_parts(sheet, choices.paper, choices.room)
        self._laying.start()

    @Slot()
    def _lay_out_further(self) -> None:
        """Lay out for a moment; show the first page when all are there."""
        until = QDeadlineTimer(_SLICE_MS)
        for pages in self._layout:
            if pages is not None:
                self._laying.stop()
                self._pages = pages
                self._show(0)
            if until.hasExpired():
                return

    @Slot()
    def save(self) -> None:
        """Ask where to write, and begin."""
        if self._later.isActive():
            self.lay_out()
        if not self.save_button.isEnabled():
            return
        choices = self.choices
        start = Path(choices.folder) / f"{self._name}{SUFFIXES[choices.kind]}"
        path = self._ask(self, start, self._is_folder(choices))
        if path is not None:
            self.save_to(path)

    def save_to(self, path: Path) -> None:
        """Write the sheet to a file, or begin to make those of a folder, one at a time."""
        if not self._is_folder(self.choices):
            path = path if path.suffix else path.with_suffix(SUFFIXES[self.choices.kind])
        self._target, self._contents = path, {}
        self._later.stop()
        self._laying.stop()
        self.form.setEnabled(False)
        self.save_button.setEnabled(False)
        self._next.start()

    def done(self, result: int) -> None:
        """Close; sheets that are being made are given up, and none is written."""
        for timer in (self._next, self._later, self._laying):
            timer.stop()
        super().done(result)

    # Inside

    def _is_folder(self, choices: SheetChoices) -> bool:
        return choices.numbers == NEW and choices.variants > 1

    @Slot()
    def _changed(self) -> None:
        self._later.start()

    @Slot()
    def _write_next(self) -> None:
        """Make one sheet; after the last one, write all. Between them the window lives on."""
        choices = self.choices
        count = choices.variants if self._is_folder(choices) else 1
        try:
            if len(self._contents) < count:
                self._add_content(choices, count)
                self._next.start()
                return
            self._write(choices)
        except (SheetError, ExportError) as error:
            self._rest()
            self.error.say(_sentence(error))
            return
        self._rest()
        self._folder = str(self._target.absolute().parent)
        self.saved.emit(self._target)
        self.accept()

    def _add_content(self, choices: SheetChoices, count: int) -> None:
        variant = len(self._contents) + 1
        if count > 1:
            self.place_label.setText(self.tr("Making sheet %d of %d…") % (variant, count))
        sheet = self._make(choices, variant)
        name = variant_name(variant, count, choices.kind)
        self._contents[name] = sheet_content(sheet, choices.kind, choices.paper, choices.room)

    def _write(self, choices: SheetChoices) -> None:
        if self._is_folder(choices):
            write_folder(self._target, self._contents)
        else:
            (content,) = self._contents.values()
            write_atomically(self._target, content)

    def _rest(self) -> None:
        self._contents = {}
        self.form.setEnabled(True)
        self.save_button.setEnabled(True)
        self.lay_out()

    def _show(self, number: int) -> None:
        """Show a page, counted from 0."""
        count = len(self._pages)
        self._shown = max(0, min(number, count - 1))
        self.back_button.setEnabled(self._shown > 0)
        self.forth_button.setEnabled(self._shown < count - 1)
        if not count:
            self.preview.clear()
            self.place_label.setText("")
            return
        page = self._pages[self._shown]
        self.preview.show_picture(page, ExportOptions())
        words = self.tr("Page %d of %d") % (self._shown + 1, count)
        if self.choices.kind == "latex":
            words += self.tr(" as PDF; LaTeX sets its own")
        self.place_label.setText(words)

    @Slot()
    def _back(self) -> None:
        self._show(self._shown - 1)

    @Slot()
    def _forth(self) -> None:
        self._show(self._shown + 1)

    def _arrange(self) -> None:
        self.back_button = IconButton("chevron-left", self.tr("Page before"))
        self.forth_button = IconButton("chevron-right", self.tr("Page after"))
        self.back_button.clicked.connect(self._back)
        self.forth_button.clicked.connect(self._forth)
        self.place_label = QLabel()
        self.place_label.setProperty("muted", True)
        self.save_button = QPushButton(self.tr("Save as…"))
        self.save_button.setProperty("primary", True)
        self.save_button.setDefault(True)
        self.save_button.clicked.connect(self.save)
        self.cancel_button = QPushButton(self.tr("Cancel"))
        self.cancel_button.setAutoDefault(False)
        self.cancel_button.clicked.connect(self.reject)
        paging, buttons = QHBoxLayout(), QHBoxLayout()
        paging.addStretch(1)
        for widget in (self.back_button, self.place_label, self.forth_button):
            paging.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        paging.addStretch(1)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.save_button)
        left, right = QVBoxLayout(), QVBoxLayout()
        left.addWidget(self.preview, 1)
        left.addLayout(paging)
        right.addWidget(self.form)
        right.addStretch(1)
        right.addWidget(self.error)
        right.addLayout(buttons)
        for layout in (paging, buttons, left):
            layout.setSpacing(8)
        right.setSpacing(12)
        both = QHBoxLayout(self)
        both.setContentsMargins(24, 24, 24, 24)
        both.setSpacing(24)
        both.addLayout(left, 1)
        both.addLayout(right)
        self.resize(*_SIZE)
        self.save_button.setFocus()


def _sentence(error: Exception) -> str:
    """Return an error's words, which the command line puts behind a name, as a sentence."""
    words = str(error)
    return words[:1].upper() + words[1:]
