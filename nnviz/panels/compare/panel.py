"""Compare with mine: arrays from elsewhere beside the update under the cursor."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from core.checking.given import Given
from core.checking.situation import LOSS, Key
from core.checking.verdict import Comparison, Departure, departure_of
from core.formula import Source
from core.training import Task
from nnviz.comparing import Compared, example_arrays, marks_of
from nnviz.figures.compare_picture import ComparePicture
from nnviz.figures.style import Style
from nnviz.importers.arrays import SUFFIXES
from nnviz.importers.errors import ArraysError
from nnviz.panels.base import Panel
from nnviz.panels.compare.empty import EmptyPage
from nnviz.panels.compare.findings import FindingsView
from nnviz.panels.compare.mapping import MappingTable
from nnviz.panels.compare.mine import Mine
from nnviz.panels.compare.template import ask_where, write_template
from nnviz.panels.compare.work import CompareWork
from nnviz.session import Session
from nnviz.settings import Settings
from nnviz.theme import Theme
from nnviz.widgets.elided_label import ElidedLabel
from nnviz.widgets.icon_button import IconButton
from nnviz.widgets.notice import Notice

_REST_MS = 120  # after a move to another update


class ComparePanel(Panel):
    """Reads arrays, says what they are and what is wrong in them.

    Signals
    -------
    marks_changed(Marks or None)
        Where they agree with the update on the screen.
    """

    name = "compare"
    marks_changed = Signal(object)

    def __init__(
        self, session: Session, theme: Theme, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.title = self.tr("Compare")
        self._session, self._theme, self._settings = session, theme, settings
        self._source = ""
        self._mine = Mine()
        self._asked: tuple[Task, int] | None = None
        self.compared: Compared | None = None
        self.work = CompareWork(self)
        self.work.arrays_read.connect(self._take)
        self.work.compared.connect(self._show_compared)
        self.work.failed.connect(self._fail)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._compare)
        self.empty = EmptyPage()
        self.empty.open_wanted.connect(self.open)
        self.empty.paste_wanted.connect(self.paste)
        self.empty.template_wanted.connect(self.save_template)
        self.empty.example_wanted.connect(self.show_example)
        self.mapping = MappingTable()
        self.mapping.meant.connect(self._mean)
        self.mapping.comparison_chosen.connect(self._go_to_comparison)
        self.findings = FindingsView()
        self.findings.place_chosen.connect(self.go_to)
        self.error = Notice("error")
        self._pages = QStackedWidget()
        self._pages.addWidget(self.empty)
        self._pages.addWidget(self._result_page())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.error)
        layout.addWidget(self._pages, 1)
        self.setAcceptDrops(True)
        paste = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self, self.paste)
        paste.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        session.moved.connect(self._moved)
        session.running_changed.connect(self._moved)
        theme.style_changed.connect(self._restyle)

    def picture(self, style: Style) -> ComparePicture:
        """Return what was found as a picture."""
        return ComparePicture(self.compared, self._mine.left_out, style)

    # What the user wants

    @Slot()
    def open(self) -> None:
        """Ask for a file and read it."""
        patterns = " ".join(f"*{suffix}" for suffix in SUFFIXES)
        path, _ = QFileDialog.getOpenFileName(
            self.window(), self.tr("Open your arrays"), self._settings.open_folder, f"Arrays ({patterns})"
        )
        if path:
            self.open_path(Path(path))

    def open_path(self, path: Path) -> None:
        """Read the arrays of a file and compare them."""
        self._begin(path.name)
        self.work.read_file(str(path))

    @Slot()
    def paste(self) -> None:
        """Read the text on the clipboard and compare the arrays in it."""
        self._begin(self.tr("pasted"))
        self.work.read_text(QGuiApplication.clipboard().text())

    @Slot()
    def show_example(self) -> None:
        """Compare gradients of this update that have a usual mistake in them."""
        self._session.stop()
        trace = self._session.trace
        self._begin(self.tr("example"))
        self._take(example_arrays(trace.task, trace.update))

    @Slot()
    def save_template(self) -> None:
        """Ask for a name and write the script that students fill in."""
        path = ask_where(self.window(), self._settings.open_folder, self._session.document.path)
        if path is not None:
            self.write_template(path)

    def write_template(self, path: Path) -> None:
        """Write the script that students fill in."""
        problem = write_template(path, self._session.trace, self._session.document.path)
        self.error.say(problem)
        if not problem:
            self._session.message.emit(self.tr("Saved %s. Run it, and open what it saves.") % path.name)

    @Slot()
    def close_arrays(self) -> None:
        """Forget the arrays."""
        self.work.stop()
        self._mine, self.compared, self._asked = Mine(), None, None
        self.error.say("")
        self._pages.setCurrentIndex(0)
        self.marks_changed.emit(None)

    @Slot(object)
    def go_to(self, place: Departure) -> None:
        """Go to the step that computes a number, and choose its node and sample."""
        moment = self._session.moment
        source = place.source if place.key != LOSS else Source("loss", moment.project.network.network.depth)
        if place.sample is not None:
            self._session.select(sample=place.sample)
        if source.unit is not None:
            self._session.select_node(source.layer, source.unit, source.origin)
        self._session.go_to_step(self._session.trace.step_of(source))

    def stop(self) -> None:
        """End what is under way."""
        self._rest.stop()
        self.work.stop()

    # Events

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._moved()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = _dropped(event)
        if path is not None:
            event.acceptProposedAction()
            self.open_path(path)

    # Inside

    def _result_page(self) -> QWidget:
        self.source_label = ElidedLabel()
        self.source_label.setProperty("muted", True)
        row = QHBoxLayout()
        row.setContentsMargins(12, 4, 8, 2)
        row.setSpacing(6)
        row.addWidget(self.source_label, 1)
        for text, action in (
            (self.tr("Open…"), self.open),
            (self.tr("Paste"), self.paste),
            (self.tr("Template…"), self.save_template),
        ):
            button = QPushButton(text)
            button.setStyleSheet("QPushButton { padding: 1px 10px; min-height: 20px; }")
            button.clicked.connect(action)
            row.addWidget(button)
        self.close_button = IconButton("x", self.tr("Forget these arrays"))
        self.close_button.clicked.connect(self.close_arrays)
        row.addWidget(self.close_button)
        columns = QSplitter(Qt.Orientation.Horizontal)
        columns.addWidget(self.mapping)
        columns.addWidget(self.findings)
        columns.setSizes([200, 300])
        columns.setStretchFactor(0, 2)
        columns.setStretchFactor(1, 3)
        columns.setChildrenCollapsible(False)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(columns, 1)
        return page

    def _begin(self, source: str) -> None:
        self.close_arrays()
        self._source = source

    @Slot(object)
    def _take(self, arrays: list[Given]) -> None:
        self._mine = Mine(arrays, self._source)
        self._pages.setCurrentIndex(1)
        self._compare()

    @Slot(str, object)
    def _mean(self, name: str, key: Key | None) -> None:
        self._mine.mean(name, key)
        self._compare()

    @Slot()
    def _moved(self) -> None:
        """Follow the cursor: what was found belongs to one update."""
        if not self._mine.arrays:
            return
        trace = self._session.trace
        is_same = self._asked == (trace.task, trace.update.before.update)
        if is_same and not self._session.is_running:
            return
        self._forget_found()
        if self._session.is_running:
            self.findings.show_words(self.tr("Training is running. Stop it to compare."))
        elif self.isVisible():
            self._rest.start()

    def _forget_found(self) -> None:
        self.work.stop()
        self._rest.stop()
        self.compared, self._asked = None, None
        self.marks_changed.emit(None)
        self.mapping.show_verdict(None, self._mine.meant, None)

    @Slot()
    def _compare(self) -> None:
        self._forget_found()
        self.error.say("")
        if self._session.horizon is not None:
            self.findings.show_words(self.tr("Answer the lesson's question first."))
            return
        trace, history = self._session.trace, self._session.history
        network, number = trace.task.network, trace.update.before.update
        self.source_label.show_text(self.tr("%s, beside update %d") % (self._mine.source, number))
        self._mine.ask(network)
        self.mapping.show_arrays(self._mine.arrays, self._mine.meant, network)
        self._asked = (trace.task, number)
        try:
            given = self._mine.given()
        except ArraysError as error:
            self._refuse(str(error))
            return
        self.findings.show_words(self.tr("Comparing…"))
        before = history.point(number - 1) if number > history.first_update else None
        self.work.compare(trace.task, trace.update, given, before)

    @Slot(object)
    def _show_compared(self, compared: Compared) -> None:
        self.compared = compared
        style = self._theme.style
        self.mapping.show_verdict(compared.verdict, self._mine.meant, style)
        self.findings.show_compared(compared, self._mine.left_out, style)
        self.marks_changed.emit(marks_of(compared.verdict))

    @Slot(str)
    def _fail(self, reason: str) -> None:
        if self._mine.arrays:
            self._refuse(reason)
        else:
            self.error.say(reason)

    def _refuse(self, reason: str) -> None:
        self.error.say(reason)
        self.findings.show_words(self.tr("Nothing was compared."))

    @Slot(object)
    def _go_to_comparison(self, comparison: Comparison) -> None:
        self.go_to(departure_of(comparison))

    @Slot()
    def _restyle(self) -> None:
        if self.compared is not None:
            self._show_compared(self.compared)


def _dropped(event: QDropEvent) -> Path | None:
    """Return the one local file that is dragged, if arrays may be in it."""
    urls = event.mimeData().urls()
    path = Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None
    return path if path is not None and path.suffix.lower() in SUFFIXES else None
