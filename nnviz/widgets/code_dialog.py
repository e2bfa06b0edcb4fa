"""The network as code or as data: seen before it is copied or written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from nnviz.exporters.formats import FORMATS, Format, TooLargeError, UnwritableError
from nnviz.figures.style import Style
from nnviz.project.whole_file import write_whole
from nnviz.widgets.code_view import CodeView
from nnviz.widgets.notice import Notice
from nnviz.widgets.segments import Segments

_SIZE = (960, 540)
_LIST_WIDTH, _ROW_HEIGHT = 132, 28
START, CURSOR = "start", "cursor"


def ask_path(parent: QWidget, start: Path, form: Format) -> Path | None:
    """Ask where to write; None if the user does not want to."""
    pattern = f"{form.label} (*{form.suffix})"
    name, _ = QFileDialog.getSaveFileName(parent, parent.tr("Export code or weights"), str(start), pattern)
    return Path(name) if name else None


class CodeDialog(QDialog):
    """Lists the kinds of files and shows what each would hold.

    Parameters
    ----------
    make : callable
        Returns the content from a format's key and ``start`` or ``cursor``, from which training goes on.
    shapes : callable
        Returns in words what a file of data holds, from the same choice.
    name : str
        What the file is offered to be called, without its ending.
    folder : str
        Where it is offered to lie.
    cursor : str
        The cursor in a few words; empty where it is at the start.
    style : Style
    ask : callable
        Asks for the path, as `ask_path` does.

    Signals
    -------
    copied(str)
        The content is on the clipboard; the format's label.
    saved(Path)
        It was written.
    """

    copied = Signal(str)
    saved = Signal(object)

    def __init__(
        self,
        make: Callable[[str, str], bytes],
        shapes: Callable[[str], str],
        name: str,
        folder: str,
        cursor: str,
        style: Style,
        ask: Callable[[QWidget, Path, Format], Path | None] = ask_path,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Export code or weights"))
        self._make, self._shapes, self._ask = make, shapes, ask
        self._name, self._folder = name, folder
        self._content = b""
        self.formats = QListWidget()
        self.formats.setAccessibleName(self.tr("Kind of file"))
        self.formats.setFixedWidth(_LIST_WIDTH)
        self.formats.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for key, form in FORMATS.items():
            item = QListWidgetItem(form.label)
            item.setData(Qt.ItemDataRole.UserRole, key)
            item.setToolTip(form.help)
            item.setSizeHint(QSize(0, _ROW_HEIGHT))
            self.formats.addItem(item)
        self.help = QLabel()
        self.help.setProperty("muted", True)
        words = {
            START: (self.tr("From the start"), self.tr("The parameters that the project begins with")),
            CURSOR: (cursor or START, self.tr("The parameters and the optimizer's state at the cursor")),
        }
        self.begin = Segments(self.tr("Where training begins"), words)
        self.begin.setVisible(bool(cursor))
        self.view = CodeView(self.tr("Preview"), style)
        self.error = Notice("error")
        self._arrange()
        self.formats.currentRowChanged.connect(self._show)
        self.begin.chosen.connect(self._show)
        self.formats.setCurrentRow(0)

    @property
    def key(self) -> str:
        """The chosen format."""
        return str(self.formats.currentItem().data(Qt.ItemDataRole.UserRole))

    def choose(self, key: str) -> None:
        """Choose a format."""
        self.formats.setCurrentRow(list(FORMATS).index(key))

    @Slot()
    def copy(self) -> None:
        """Put the text on the clipboard."""
        QGuiApplication.clipboard().setText(self._content.decode())
        self.copied.emit(FORMATS[self.key].label)

    @Slot()
    def save(self) -> None:
        """Ask for a path and write there; where that fails, say why and stay."""
        form = FORMATS[self.key]
        path = self._ask(self, Path(self._folder) / f"{self._name}{form.suffix}", form)
        if path is None:
            return
        path = path if path.suffix else path.with_name(f"{path.name}{form.suffix}")
        try:
            write_whole(path, self._content)
        except OSError as error:
            words = self.tr("%s cannot be written: %s.") % (path.name, error.strerror or error)
            self.error.say(words)
            return
        self.saved.emit(path)
        self.accept()

    # Inside

    def _arrange(self) -> None:
        self.copy_button = QPushButton(self.tr("Copy"))
        self.copy_button.clicked.connect(self.copy)
        self.save_button = QPushButton(self.tr("Save as…"))
        self.save_button.setProperty("primary", True)
        self.save_button.setDefault(True)
        self.save_button.clicked.connect(self.save)
        self.cancel_button = QPushButton(self.tr("Cancel"))
        self.cancel_button.clicked.connect(self.reject)
        for button in (self.copy_button, self.cancel_button):
            button.setAutoDefault(False)
        head = QHBoxLayout()
        head.addWidget(self.help, 1)
        head.addWidget(self.begin)
        column = QVBoxLayout()
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.view, 1)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self.formats)
        row.addLayout(column, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        for button in (self.copy_button, self.cancel_button, self.save_button):
            buttons.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addLayout(row, 1)
        layout.addWidget(self.error)
        layout.addLayout(buttons)
        self.resize(*_SIZE)

    @Slot()
    def _show(self) -> None:
        """Show what the chosen file would hold, or why there can be none."""
        form, begin = FORMATS[self.key], self.begin.value
        self.help.setText(form.help)
        try:
            self._content, problem = self._make(self.key, begin), ""
        except (TooLargeError, UnwritableError) as error:
            self._content, problem = b"", str(error)
        self.error.say(problem)
        text = self._content.decode() if form.is_text else "" if problem else self._shapes(begin)
        self.view.show_text(text, is_python=form.suffix == ".py")
        self.save_button.setEnabled(not problem)
        self.copy_button.setEnabled(form.is_text and not problem)
