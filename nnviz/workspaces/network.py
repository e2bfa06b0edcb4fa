"""The workspace Network: build, see, step, understand, train."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QSplitter, QTabWidget, QWidget

from core.formula import Source
from nnviz.breakpoint_session import BreakpointSession
from nnviz.document import Document
from nnviz.panels.base import Panel
from nnviz.panels.inspector import InspectorPanel
from nnviz.panels.loss import LossPanel
from nnviz.panels.network import NetworkPanel
from nnviz.panels.planting import PlantingBanner
from nnviz.panels.transport import TransportPanel
from nnviz.session import Session
from nnviz.settings import Settings
from nnviz.theme import Theme
from nnviz.widgets.sheet import Sheet
from nnviz.workspaces.base import Workspace


class NetworkWorkspace(Workspace):
    """Build on the left, the drawing over the controls and the plots, the inspector on the right.

    Parameters
    ----------
    asleep : bool
        Show no more than the drawing with its numbers, the controls and the loss before `wake` is called:
        the rest takes as long again to load.
    """

    name = "network"

    def __init__(
        self,
        document: Document,
        session: Session,
        theme: Theme,
        settings: Settings,
        *,
        asleep: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.title = self.tr("Network")
        self._document = document
        self._session = session
        self._theme = theme
        self._settings = settings
        self.breakpoints = BreakpointSession(document, session, self)
        self.network = NetworkPanel(document, session, theme, settings)
        self.network.breakpoint_toggled.connect(self.breakpoints.toggle_at)
        self.transport = TransportPanel(session, theme, settings)
        self.inspector = InspectorPanel(session, theme, asleep=True)
        self.loss = LossPanel(session, theme)
        self.banner = PlantingBanner(document, session, theme)
        self.plots = _tabs()
        self.plots.addTab(self.loss, self.loss.title)
        self.inspector.source_hovered.connect(self.network.set_highlight)
        self._left = Sheet()
        self.addWidget(self._left)
        self.addWidget(self._centre())
        self.addWidget(self._right())
        self.setCollapsible(1, False)
        self.setStretchFactor(1, 1)
        self.setSizes([288, 738, 340])
        self._panels: list[Panel] = [self.network, self.inspector, self.loss]
        session.moved.connect(self.shown_changed)
        if not asleep:
            self.wake()

    def wake(self) -> None:
        """Build what does not have to be there at first: the build panel, the data, the formulas."""
        from nnviz.branches import Branches
        from nnviz.panels.branches import BranchesPanel
        from nnviz.panels.breakpoints import BreakpointsPanel
        from nnviz.panels.build import BuildPanel
        from nnviz.panels.compare import ComparePanel
        from nnviz.panels.data import DataPanel
        from nnviz.panels.gradients import GradientsPanel
        from nnviz.panels.graph import GraphPanel
        from nnviz.panels.matrices import MatricesPanel
        from nnviz.panels.steps import StepsPanel
        from nnviz.panels.watches import WatchesPanel

        self.build = BuildPanel(self._document, self._session, self._theme, self._settings)
        self._left.add(self.build)
        self.data = DataPanel(self._document, self._session, self._theme)
        self.graph = GraphPanel(self._session, self._theme)
        self.graph.source_hovered.connect(self.network.set_highlight)
        self.inspector.source_hovered.connect(self.graph.set_highlight)
        self.gradients = GradientsPanel(self._session, self._theme)
        self.steps = StepsPanel(self._session, self._theme)
        self.matrices = MatricesPanel(self._session, self._theme)
        self.compare = ComparePanel(self._session, self._theme, self._settings)
        self.compare.marks_changed.connect(self.network.set_marks)
        for panel in (self.data, self.graph, self.gradients, self.steps, self.matrices, self.compare):
            self._add_tab(self.plots, panel)
        self.watches = WatchesPanel(self._document, self._session, self._theme)
        self._add_tab(self.side, self.watches)
        self.breakpoint_list = BreakpointsPanel(self.breakpoints)
        self._add_tab(self.side, self.breakpoint_list)
        self.breakpoints.hit_at.connect(self._show_hit)
        self.branches = BranchesPanel(Branches(self._session, self), self._theme)
        self.side.addTab(self.branches, self.branches.title)
        self._side_sheet.setVisible(self.side.count() > 0)
        self.inspector.wake()

    def light(self, source: Source | None) -> None:
        """Light the place of a number that is spoken of elsewhere; None lights none."""
        self.network.set_highlight(source)
        self.graph.set_highlight(source)

    def _add_tab(self, tabs: QTabWidget, panel: Panel) -> None:
        tabs.addTab(panel, panel.title)
        self._panels.append(panel)
        self.panel_added.emit(panel)

    def import_csv(self, path: Path | None) -> None:
        """Show the dialog that imports a table; None asks for the file."""
        self.build.import_csv(path)

    def compare_with(self, path: Path | None) -> None:
        """Show the arrays of a file beside the update under the cursor; None asks for the file."""
        self.plots.setCurrentWidget(self.compare)
        if path is None:
            self.compare.open()
        else:
            self.compare.open_path(path)

    def _centre(self) -> QWidget:
        rows = QSplitter(Qt.Orientation.Vertical)
        rows.addWidget(Sheet(self.network, self.network.checking.strip, self.transport))
        rows.addWidget(Sheet(self.plots))
        rows.setStretchFactor(0, 3)
        rows.setStretchFactor(1, 2)
        rows.setSizes([440, 260])
        return rows

    def _right(self) -> QWidget:
        """Put the inspector over what is kept an eye on: a tab each, once there is any."""
        self.side = _tabs()
        self._side_sheet = Sheet(self.side)
        self._side_sheet.hide()
        rows = QSplitter(Qt.Orientation.Vertical)
        rows.addWidget(Sheet(self.inspector))
        rows.addWidget(self._side_sheet)
        rows.setStretchFactor(0, 1)
        rows.setSizes([450, 250])
        return rows

    def panels(self) -> tuple[Panel, ...]:
        """Return the panels that can be exported."""
        return tuple(self._panels)

    def position(self) -> tuple[int, int]:
        """Return the update and the step under the cursor."""
        return self._session.cursor.update, self._session.cursor.step

    def words(self) -> str:
        """Say in a line where the cursor stands."""
        update, step = self.position()
        where = self.tr("update %d, step %d of %d") % (update, step + 1, len(self._session.trace))
        title = self.inspector.step_title()
        return f"{where}: {title}" if title else where

    def stop(self) -> None:
        """End what runs by itself."""
        self.transport.bar.stop_playing()
        self.network.checking.checker.stop()
        self._session.stop()
        self.compare.stop()
        self.branches.stop()

    # The moves, as the window's keys ask for them

    def over(self) -> None:
        """Step forward."""
        self._session.over()

    def back_over(self) -> None:
        """Step back."""
        self._session.back_over()

    def into(self) -> None:
        """Step forward by a finer grain."""
        self._session.into()

    def back_into(self) -> None:
        """Step back by a finer grain."""
        self._session.back_into()

    def out(self) -> None:
        """Step forward by a coarser grain."""
        self._session.out()

    def back_out(self) -> None:
        """Step back by a coarser grain."""
        self._session.back_out()

    def to_start(self) -> None:
        """Go before the first step."""
        self._session.to_start()

    def to_end(self) -> None:
        """Finish the update."""
        self._session.to_end()

    def to_selected(self) -> None:
        """Run to the chosen node or edge."""
        self._session.to_selected()

    def back_to_selected(self) -> None:
        """Run back to the chosen node or edge."""
        self._session.to_selected(-1)

    @Slot()
    def _show_hit(self) -> None:
        self.transport.bar.stop_playing()  # it would step away from the hit
        self.side.setCurrentWidget(self.breakpoint_list)

    def run_on(self) -> None:
        """Train until a breakpoint hits."""
        self.breakpoints.run_on()

    def run_back(self) -> None:
        """Go back until a breakpoint hits."""
        self.breakpoints.run_back()

    def toggle_breakpoint(self) -> None:
        """Set a breakpoint at the chosen node or edge or at this step, or take it away."""
        self.breakpoints.toggle()

    def play(self) -> None:
        """Begin or end stepping by itself."""
        self.transport.bar.toggle_play()

    def play_back(self) -> None:
        """Begin or end stepping back by itself."""
        self.transport.bar.toggle_play(-1)


def _tabs() -> QTabWidget:
    tabs = QTabWidget()
    tabs.setDocumentMode(True)
    return tabs
