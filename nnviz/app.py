"""The composition root: builds everything and hands it over.

The window is painted first; NumPy, the plots and the panels are imported after that, here and nowhere
before, so that the program is on the screen at once.
"""

from __future__ import annotations

import gc
import logging
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QMessageBox

from nnviz.main_window import MainWindow
from nnviz.settings import Settings
from nnviz.theme import Theme

if TYPE_CHECKING:
    from nnviz.document import Document
    from nnviz.exchange import Exchange
    from nnviz.exporting import Exporter
    from nnviz.files import Files
    from nnviz.lesson_session import LessonSession
    from nnviz.panels.base import Panel
    from nnviz.presenting import Presenter
    from nnviz.project.ink_spec import Ink
    from nnviz.session import Session
    from nnviz.worksheets import Worksheets
    from nnviz.workspaces.base import Workspace
    from nnviz.workspaces.functions import FunctionsWorkspace
    from nnviz.workspaces.network import NetworkWorkspace
    from nnviz.workspaces.neuron import NeuronWorkspace
    from nnviz.workspaces.optimizers import OptimizersWorkspace

_log = logging.getLogger(__name__)

FIRST_SAMPLE = "mazur.nnviz"
FIRST_STEP = 34  # dL/dz of the first hidden unit of Mazur's example: two paths summed, times a derivative


@dataclass(frozen=True, eq=False)
class Parts:
    """What the window is filled with."""

    document: Document
    session: Session
    files: Files
    exporter: Exporter
    presenter: Presenter
    worksheets: Worksheets
    exchange: Exchange
    theme: Theme
    settings: Settings
    network: NetworkWorkspace

    @cached_property
    def optimizers(self) -> OptimizersWorkspace:
        """The workspace Optimizers; built when it is first looked at."""
        from nnviz.workspaces.optimizers import OptimizersWorkspace

        return OptimizersWorkspace(self.document, self.session, self.theme, self.settings)

    @cached_property
    def lessons(self) -> LessonSession:
        """The lessons; read when they are first looked at."""
        from nnviz.lesson_session import LessonSession

        lessons = LessonSession(self.document, self.session, self.settings, self.session)
        lessons.read()
        return lessons

    @cached_property
    def neuron(self) -> NeuronWorkspace:
        """The workspace Neuron; built when it is first looked at."""
        from nnviz.workspaces.neuron import NeuronWorkspace

        return NeuronWorkspace(self.document, self.theme, self.settings)

    @cached_property
    def functions(self) -> FunctionsWorkspace:
        """The workspace Functions; built when it is first looked at."""
        from nnviz.workspaces.functions import FunctionsWorkspace

        return FunctionsWorkspace(self.document, self.theme)

    def workspace(self, name: str) -> Workspace:
        """Return a workspace by its name in `main_window.WORKSPACES`."""
        workspace: Workspace = getattr(self, name)
        return workspace


def run(project: str | None = None) -> int:
    """Open the window and stay until it is closed; `project` is a file, None the first sample."""
    application = QApplication(sys.argv[:1])
    starter = start(application, project)
    sys.excepthook = starter.unexpected
    code = application.exec()
    sys.excepthook = sys.__excepthook__
    gc.unfreeze()  # the interpreter takes everything down in its own order again
    return int(code)


def start(application: QApplication, project: str | None = None) -> Starter:
    """Show the empty window and fill it as soon as it is painted."""
    name_application()
    settings = Settings()
    theme = Theme(application, settings.theme, settings.digits)
    window = MainWindow(settings, theme)
    if not settings.window_geometry.isEmpty():
        window.restoreGeometry(settings.window_geometry)
    window.show()
    starter = Starter(window, settings, theme, project)
    QTimer.singleShot(0, starter.begin)
    return starter


def name_application() -> None:
    """Tell Qt the program's name, under which its settings are kept."""
    QApplication.setApplicationName("NNViz")
    QApplication.setOrganizationName("NNViz")


def build(
    window: MainWindow, settings: Settings, theme: Theme, project: str | None = None, *, asleep: bool = False
) -> Parts:
    """Build the document, the session and the workspaces, and fill the window with them.

    With `asleep` the workspace Network waits for its `wake` with all that is not needed at first.

    Raises
    ------
    ProjectError
        If the project cannot be opened; the window stays empty.
    """
    from nnviz.consent import Consent
    from nnviz.document import Document
    from nnviz.exchange import Exchange
    from nnviz.exporting import Exporter
    from nnviz.files import Files
    from nnviz.presenting import Presenter
    from nnviz.project import file
    from nnviz.project.ink import ink_at
    from nnviz.project.ink_spec import InkPlace
    from nnviz.project.size import is_large
    from nnviz.resources import resource
    from nnviz.session import Session
    from nnviz.worksheets import Worksheets
    from nnviz.workspaces.network import NetworkWorkspace

    path, sample = Path(project) if project else None, resource("samples") / FIRST_SAMPLE
    opened, branches = file.read(path or sample)
    # Until the user agrees, the first sample is shown.
    waits = any(map(is_large, (opened, *(branch.project for branch in branches))))
    if waits:
        document = Document(file.load(sample), None, window)
    else:
        document = Document(opened, path, window, branches)
    session = Session(document, window)
    session.segments.set_budget(settings.history_megabytes * 2**20)
    if path is None or waits:
        session.go_to_step(FIRST_STEP)
    network = NetworkWorkspace(document, session, theme, settings, asleep=asleep)

    def compare(arrays: Path | None) -> None:
        window.choose_workspace("network")
        network.compare_with(arrays)

    def ink_on(panel: Panel) -> Ink | None:
        return ink_at(document.project, InkPlace(panel.name, *window.workspace.position()))

    exchange = Exchange(window, document, session, theme, settings)
    parts = Parts(
        document=document,
        session=session,
        files=Files(
            window, document, session, settings, network.import_csv, compare, exchange.import_weights
        ),
        exporter=Exporter(window, session, theme, settings, ink_on),
        presenter=Presenter(document, theme, settings, window),
        worksheets=Worksheets(window, session, settings),
        exchange=exchange,
        theme=theme,
        settings=settings,
        network=network,
    )
    window.fill(parts)
    Consent(window, document)
    if waits:
        document.load(opened, path, branches=branches)
    return parts


def settle(parts: Parts) -> None:
    """Make what follows quick: no full pass of the collector over what stays, formulas set beforehand."""
    gc.freeze()  # such a pass takes 40 ms
    inspector = parts.network.inspector
    # The tables of the formulas' font stay, too: as many objects as there were before.
    inspector.warmer.done.connect(gc.freeze, Qt.ConnectionType.SingleShotConnection)
    inspector.warm_up()
    parts.document.loaded.connect(parts.network.inspector.warm_up)


class Starter(QObject):
    """Fills the window after its first paint, and tells of what nobody expected.

    Signals
    -------
    painted()
        The empty window is on the screen.
    ready()
        The project is on the screen, with its numbers.
    """

    painted = Signal()
    ready = Signal()

    def __init__(self, window: MainWindow, settings: Settings, theme: Theme, project: str | None) -> None:
        super().__init__(window)
        self.window = window
        self._settings = settings
        self._theme = theme
        self._project = project

    def begin(self) -> None:
        """Build the program into the painted window."""
        QApplication.processEvents()  # the first paint comes before the imports that take most of the start
        self.painted.emit()
        from nnviz.project.errors import ProjectError

        try:
            parts = build(self.window, self._settings, self._theme, self._project, asleep=True)
        except ProjectError as error:
            parts = build(self.window, self._settings, self._theme, asleep=True)
            QMessageBox.warning(self.window, "NNViz", self.tr("The project cannot be opened.\n\n%s") % error)
        QApplication.processEvents()
        self.ready.emit()
        parts.network.wake()
        settle(parts)

    def unexpected(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """Log an exception that nobody caught, and tell the user; the window goes on."""
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        _log.error("unexpected %s", kind.__name__, exc_info=(kind, error, trace))
        self.window.show_message(
            self.tr("Something went wrong inside NNViz: %s. Your project is unchanged.") % error
        )
