"""The workspace Network: build, see, step, understand, train."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QTabWidget, QWidget

from nnviz.document import Document
from nnviz.panels.base import Panel
from nnviz.panels.build import BuildPanel
from nnviz.panels.data import DataPanel
from nnviz.panels.inspector import InspectorPanel
from nnviz.panels.loss import LossPanel
from nnviz.panels.network import NetworkPanel
from nnviz.panels.transport import TransportPanel
from nnviz.session import Session
from nnviz.settings import Settings
from nnviz.theme import Theme
from nnviz.widgets.framed import framed
from nnviz.workspaces.base import Workspace


class NetworkWorkspace(Workspace):
    """Build on the left, the drawing over the controls and the plots, the inspector on the right."""

    def __init__(
        self,
        document: Document,
        session: Session,
        theme: Theme,
        settings: Settings,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.title = self.tr("Network")
        self._session = session
        self.build = BuildPanel(document, session, theme, settings)
        self.network = NetworkPanel(document, session, theme, settings)
        self.transport = TransportPanel(session, theme)
        self.inspector = InspectorPanel(session, theme)
        self.loss = LossPanel(session, theme)
        self.data = DataPanel(document, session, theme)
        self.plots = QTabWidget()
        self.plots.setDocumentMode(True)
        self.plots.addTab(self.loss, self.loss.title)
        self.plots.addTab(self.data, self.data.title)
        self.inspector.source_hovered.connect(self.network.set_highlight)
        self.addWidget(framed(self.build))
        self.addWidget(self._centre())
        self.addWidget(framed(self.inspector))
        self.setCollapsible(1, False)
        self.setStretchFactor(1, 1)
        self.setSizes([288, 738, 340])

    def _centre(self) -> QWidget:
        rows = QSplitter(Qt.Orientation.Vertical)
        rows.addWidget(framed(self.network, self.transport))
        rows.addWidget(framed(self.plots))
        rows.setStretchFactor(0, 3)
        rows.setStretchFactor(1, 2)
        rows.setSizes([440, 260])
        return rows

    def panels(self) -> tuple[Panel, ...]:
        """Return the panels that can be exported."""
        return (self.network, self.inspector, self.loss, self.data)

    def stop(self) -> None:
        """End what runs by itself."""
        self.transport.bar.stop_playing()
        self._session.stop()

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

    def play(self) -> None:
        """Begin or end stepping by itself."""
        self.transport.bar.toggle_play()
