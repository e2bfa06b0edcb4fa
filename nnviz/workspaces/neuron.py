"""The workspace Neuron: the three neurons of history, and how each comes to its answer."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QTabWidget, QWidget

from nnviz.document import Document
from nnviz.figures.neuron_words import place_words
from nnviz.neuron_session import NeuronSession
from nnviz.panels.base import Panel
from nnviz.panels.neuron.drawing import NeuronPanel
from nnviz.panels.neuron.outcome import OutcomeView
from nnviz.panels.neuron.plane import PlanePanel
from nnviz.panels.neuron.plots import CoursePanel, SlopePanel
from nnviz.panels.neuron.step import NeuronStepPanel
from nnviz.panels.neuron.surface import LossSurfacePanel
from nnviz.panels.neuron.table import ExamplesPanel
from nnviz.panels.neuron.transport import NeuronTransport
from nnviz.panels.neuron.variants import VariantsPanel
from nnviz.panels.neuron_settings import NeuronSettingsPanel
from nnviz.settings import Settings
from nnviz.theme import Theme
from nnviz.widgets.sheet import Sheet
from nnviz.workspaces.base import Workspace


class NeuronWorkspace(Workspace):
    """Settings on the left; neuron and plane over the controls and the plots; the inspector on the right."""

    name = "neuron"

    def __init__(
        self, document: Document, theme: Theme, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.title = self.tr("Neuron")
        self.neuron_session = NeuronSession(document, self)
        session = self.neuron_session
        self.settings = NeuronSettingsPanel(session, theme)
        self.neuron = NeuronPanel(session, theme)
        self.plane = PlanePanel(session, theme)
        self.table = ExamplesPanel(session, theme)
        self.course = CoursePanel(session, theme)
        self.surface = LossSurfacePanel(session, theme)
        self.slope = SlopePanel(session, theme)
        self.variants = VariantsPanel(session, theme)
        self.inspector = NeuronStepPanel(session, theme)
        self.inspector.source_hovered.connect(self.neuron.set_highlight)
        self.outcome = OutcomeView(session)
        self.transport = NeuronTransport(session, theme, settings)
        self.plots = _tabs()
        for panel in (self.table, self.course, self.surface, self.slope, self.variants):
            self.plots.addTab(panel, panel.title)
        self.addWidget(Sheet(self.settings))
        self.addWidget(self._centre())
        self.addWidget(self._right())
        self.setCollapsible(1, False)
        self.setStretchFactor(1, 1)
        self.setSizes([270, 736, 330])
        session.spec_changed.connect(self._offer_plots)
        for changed in (session.learned, session.moved):
            changed.connect(self.shown_changed)
        self._offer_plots()

    def panels(self) -> tuple[Panel, ...]:
        """Return the panels that can be exported."""
        return (
            self.neuron,
            self.plane,
            self.inspector,
            self.table,
            self.course,
            self.surface,
            self.slope,
            self.variants,
        )

    def position(self) -> tuple[int, int]:
        """Return 0, as there are no updates, and the step of the learning."""
        return 0, self.neuron_session.cursor

    def words(self) -> str:
        """Say in a line where the cursor stands."""
        session = self.neuron_session
        where = self.tr("step %d of %d") % (session.cursor + 1, session.length)
        return f"{where}: {place_words(session.moment)}" if session.is_current else where

    def stop(self) -> None:
        """End what runs by itself or in the background."""
        self.transport.bar.stop_playing()
        self.neuron_session.stop()

    @Slot()
    def _offer_plots(self) -> None:
        """Offer the plots that the neuron has something to show in."""
        key = self.neuron_session.spec.neuron.key
        for panel, owner in (
            (self.surface, "sigmoid_neuron"),
            (self.slope, "sigmoid_neuron"),
            (self.variants, "perceptron"),
        ):
            self.plots.setTabVisible(self.plots.indexOf(panel), key == owner)

    def _centre(self) -> QWidget:
        pictures = QWidget()
        side_by_side = QHBoxLayout(pictures)
        side_by_side.setContentsMargins(0, 0, 0, 0)
        side_by_side.setSpacing(0)
        for panel in (self.neuron, self.plane):
            side_by_side.addWidget(panel, 1)
        rows = QSplitter(Qt.Orientation.Vertical)
        rows.addWidget(Sheet(pictures, self.transport))
        rows.addWidget(Sheet(self.plots))
        rows.setStretchFactor(0, 3)
        rows.setStretchFactor(1, 2)
        rows.setSizes([410, 290])
        return rows

    def _right(self) -> QWidget:
        rows = QSplitter(Qt.Orientation.Vertical)
        rows.addWidget(Sheet(self.inspector))
        rows.addWidget(Sheet(self.outcome))
        rows.setStretchFactor(0, 1)
        rows.setSizes([390, 310])
        return rows

    # The moves, as the window's keys ask for them

    def over(self) -> None:
        """Go on by the grain."""
        self.neuron_session.over()

    def back_over(self) -> None:
        """Go back by the grain."""
        self.neuron_session.back_over()

    def into(self) -> None:
        """Go on by the next finer grain."""
        self.neuron_session.into()

    def back_into(self) -> None:
        """Go back by the next finer grain."""
        self.neuron_session.back_into()

    def out(self) -> None:
        """Go on by the next coarser grain."""
        self.neuron_session.out()

    def back_out(self) -> None:
        """Go back by the next coarser grain."""
        self.neuron_session.back_out()

    def to_start(self) -> None:
        """Go before the first step."""
        self.neuron_session.to_start()

    def to_end(self) -> None:
        """Go to the last step."""
        self.neuron_session.to_end()

    def to_selected(self) -> None:
        """Go to the chosen example."""
        self.neuron_session.to_selected()

    def back_to_selected(self) -> None:
        """Go back to the chosen example."""
        self.neuron_session.to_selected(-1)

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
