"""The workspace Functions: activations, softmax, losses, initializers and schedules, alive."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QSplitter, QTabWidget, QVBoxLayout, QWidget

from core.activations.base import Activation
from core.initializers.base import Initializer
from core.losses.base import Loss
from core.schedules.base import Schedule
from nnviz.document import Document
from nnviz.functions_session import FunctionsSession
from nnviz.panels import functions as parts
from nnviz.panels.base import Panel
from nnviz.theme import Theme
from nnviz.widgets.sheet import Sheet
from nnviz.workspaces.base import Workspace

PANELS = {
    "activations": ("activation-curves", "activation-point"),
    "layers": ("activation-stack", "activation-layers"),
    "softmax": ("softmax", "softmax-jacobian", "softmax-point"),
    "losses": ("loss-prediction", "loss-logit", "loss-edges", "loss-point", "loss-logit-point"),
    "initializers": ("initializer-stack", "initializer-table"),
    "schedules": ("schedule-curves", "schedule-point"),
}
"""Every topic, with the names of its panels: a topic is built when it is first looked at."""

TOPICS = tuple(PANELS)
_WIDTHS = [236, 764, 350]  # pixels
_SMALL, _TEN, _ALL = 1, 10, 10**6  # steps of a point


class Page(NamedTuple):
    """One topic: its settings, the pictures in the middle, and those on the right.

    With `beside`, each picture in the middle has one of the right beside it, or all the room for itself.
    """

    settings: parts.SettingsColumn
    middle: tuple[Panel, ...]
    right: tuple[Panel, ...]
    beside: tuple[Panel | None, ...] = ()


class FunctionsWorkspace(Workspace):
    """A tab for each topic: what is shown on the left, its curves in the middle, the numbers on the right.

    The keys that step through time elsewhere move the point along the curves here. Its `name` has the topic
    in it, so that the panels to present are chosen for each.
    """

    def __init__(self, document: Document, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = self.tr("Functions")
        self.session = FunctionsSession(document, self)
        self.session.changed.connect(self.shown_changed)
        self._theme = theme
        self.topics = QTabWidget()
        self.topics.setDocumentMode(True)
        self.topics.setAccessibleName(self.tr("Kinds of functions"))
        self.topics.currentChanged.connect(self._show_topic)
        self.pages: dict[str, Page] = {}
        self.middles: dict[str, QTabWidget | None] = {}
        self._columns: dict[str, QVBoxLayout] = {}
        self._has_settings = True
        self._settings_sheets: list[Sheet] = []
        self._makers = {
            "activations": (self.tr("Activations"), self._activations),
            "layers": (self.tr("Layers"), self._layers),
            "softmax": (self.tr("Softmax"), self._softmax),
            "losses": (self.tr("Losses"), self._losses),
            "initializers": (self.tr("Initializers"), self._initializers),
            "schedules": (self.tr("Schedules"), self._schedules),
        }
        for topic in TOPICS:
            title, _ = self._makers[topic]
            place = QWidget()
            self._columns[topic] = QVBoxLayout(place)
            self._columns[topic].setContentsMargins(0, 0, 0, 0)
            self.topics.addTab(place, title)
        self.addWidget(self.topics)

    @property
    def topic(self) -> str:
        """The topic that is shown, one of `TOPICS`."""
        return TOPICS[self.topics.currentIndex()]

    def choose_topic(self, topic: str) -> None:
        """Show a topic."""
        self.topics.setCurrentIndex(TOPICS.index(topic))

    def panels(self) -> tuple[Panel, ...]:
        """Return the panels of the topics that were looked at, those of the one that is shown first."""
        ordered = sorted(self.pages, key=lambda topic: topic != self.topic)
        return tuple(panel for topic in ordered for panel in self._panels_of(topic))

    def show_panel(self, name: str) -> None:
        """Show the topic of a panel, and the panel or what it stands beside."""
        topic = next((topic for topic, names in PANELS.items() if name in names), self.topic)
        self.choose_topic(topic)
        page, tabs = self.pages[topic], self.middles[topic]
        if tabs is None:
            return
        for place, shown in enumerate(zip(page.middle, page.beside, strict=True)):
            if name in [panel.name for panel in shown if panel is not None]:
                tabs.setCurrentIndex(place)

    def give_room(self, given: bool) -> None:
        """Take the settings of every topic away, or bring them back."""
        self._has_settings = not given
        for sheet in self._settings_sheets:
            sheet.setVisible(self._has_settings)

    def position(self) -> tuple[int, int]:
        """Return 0 and 0: there is no time here."""
        return 0, 0

    def words(self) -> str:
        """Say in a line what is looked at."""
        shown, title = self._shown(self.topic), self.topics.tabText(self.topics.currentIndex())
        point = shown.point_words() if isinstance(shown, parts.PlotsPanel) else ""
        return f"{title}: {point}" if point else title

    def stop(self) -> None:
        """End what runs by itself: nothing does."""

    @Slot(int)
    def _show_topic(self, place: int) -> None:
        """Build a topic when it is first looked at: all of them take a second."""
        topic = TOPICS[place]
        self.name = f"functions-{topic}"
        if topic in self.pages:
            self.shown_changed.emit()
            return
        _, make = self._makers[topic]
        self.pages[topic] = make()
        laid_out = self._laid_out(topic, self.pages[topic])
        self._columns[topic].addWidget(laid_out)
        laid_out.show()
        for panel in self._panels_of(topic):
            self.panel_added.emit(panel)
        self.shown_changed.emit()

    # The topics

    def _activations(self) -> Page:
        settings = self._settings(
            self._members(self.tr("Activations"), "activations", Activation, curves=True),
            parts.RowsSection(self.tr("Point"), self.session, "point"),
        )
        curves = parts.ActivationCurvesPanel(self.session, self._theme)
        return Page(settings, (curves,), (parts.ActivationPointPanel(self.session, self._theme),))

    def _layers(self) -> Page:
        settings = self._settings(
            self._members(self.tr("Activations"), "activations", Activation, curves=True),
            parts.FormSection(self.tr("Initializer"), self.session, "initializer", Initializer),
            parts.RowsSection(self.tr("Layers"), self.session, "stack"),
        )
        stack = parts.ActivationStackPanel(self.session, self._theme)
        return Page(settings, (stack,), (parts.ActivationTablePanel(self.session, self._theme),))

    def _softmax(self) -> Page:
        settings = self._settings(
            parts.RowsSection(self.tr("Temperature"), self.session, "heat"),
            parts.LogitsSection(self.tr("Logits"), self.session),
        )
        right = (
            parts.JacobianPanel(self.session, self._theme),
            parts.SoftmaxPointPanel(self.session, self._theme),
        )
        return Page(settings, (parts.SoftmaxBarsPanel(self.session, self._theme),), right)

    def _losses(self) -> Page:
        settings = self._settings(
            self._members(self.tr("Losses"), "losses", Loss),
            parts.RowsSection(self.tr("Target and point"), self.session, "loss_point"),
        )
        middle = (
            parts.LossPredictionsPanel(self.session, self._theme),
            parts.LossLogitsPanel(self.session, self._theme),
            parts.LossEdgesPanel(self.session, self._theme),
        )
        right = (
            parts.LossPointPanel(self.session, self._theme),
            parts.LossLogitPointPanel(self.session, self._theme),
        )
        return Page(settings, middle, right, beside=(right[0], right[1], None))

    def _initializers(self) -> Page:
        settings = self._settings(
            self._members(self.tr("Initializers"), "initializers", Initializer),
            parts.FormSection(self.tr("Activation"), self.session, "activation", Activation),
            parts.RowsSection(self.tr("Layers"), self.session, "stack"),
        )
        stack = parts.InitializerStackPanel(self.session, self._theme)
        return Page(settings, (stack,), (parts.InitializerTablePanel(self.session, self._theme),))

    def _schedules(self) -> Page:
        settings = self._settings(
            self._members(self.tr("Schedules"), "schedules", Schedule),
            parts.RowsSection(self.tr("Time"), self.session, "time"),
        )
        curves = parts.ScheduleCurvesPanel(self.session, self._theme)
        return Page(settings, (curves,), (parts.SchedulePointPanel(self.session, self._theme),))

    def _members(self, title: str, field: str, family: type, *, curves: bool = False) -> parts.MembersSection:
        return parts.MembersSection(title, self.session, field, family, curves=curves)

    def _settings(self, *sections: parts.FunctionsSection) -> parts.SettingsColumn:
        return parts.SettingsColumn(self.session, self._theme, sections)

    def _laid_out(self, topic: str, page: Page) -> QSplitter:
        columns = QSplitter(Qt.Orientation.Horizontal)
        rows = QSplitter(Qt.Orientation.Vertical)
        sheets = {panel: Sheet(panel) for panel in page.right}
        for sheet in sheets.values():
            rows.addWidget(sheet)

        def show_beside(place: int) -> None:
            for panel, sheet in sheets.items():
                sheet.setVisible(panel is page.beside[place])
            rows.setVisible(page.beside[place] is not None)

        settings = Sheet(page.settings)
        settings.setVisible(self._has_settings)
        self._settings_sheets.append(settings)
        columns.addWidget(settings)
        columns.addWidget(Sheet(self._middle(topic, page)))
        columns.addWidget(rows)
        tabs = self.middles[topic]
        if tabs is not None:
            tabs.currentChanged.connect(show_beside)
            show_beside(0)
        columns.setCollapsible(1, False)
        columns.setStretchFactor(1, 1)
        columns.setSizes(_WIDTHS)
        return columns

    def _middle(self, topic: str, page: Page) -> QWidget:
        """Return the one picture, or a tab for each."""
        self.middles[topic] = None
        if len(page.middle) == 1:
            return page.middle[0]
        tabs = QTabWidget()
        tabs.setDocumentMode(True)
        for panel in page.middle:
            tabs.addTab(panel, panel.title)
        self.middles[topic] = tabs
        return tabs

    def _panels_of(self, topic: str) -> tuple[Panel, ...]:
        """Return a topic's panels, the one that is shown in the middle first."""
        page, shown = self.pages[topic], self._shown(topic)
        middle = sorted(page.middle, key=lambda panel: panel is not shown)
        return (*middle, *page.right)

    def _shown(self, topic: str) -> QWidget:
        tabs = self.middles[topic]
        return self.pages[topic].middle[0] if tabs is None else tabs.currentWidget()

    # The moves, as the window's keys ask for them

    def _step(self, steps: int) -> None:
        shown = self._shown(self.topic)
        if isinstance(shown, parts.PlotsPanel):
            shown.step(steps)

    def over(self) -> None:
        """Move the point on by a little."""
        self._step(_SMALL)

    def back_over(self) -> None:
        """Move the point back by a little."""
        self._step(-_SMALL)

    def out(self) -> None:
        """Move the point on by ten times as much."""
        self._step(_TEN)

    def back_out(self) -> None:
        """Move the point back by ten times as much."""
        self._step(-_TEN)

    def to_start(self) -> None:
        """Move the point to the left end."""
        self._step(-_ALL)

    def to_end(self) -> None:
        """Move the point to the right end."""
        self._step(_ALL)
