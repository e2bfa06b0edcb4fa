"""The basins of the chosen runner: which minimum it reaches from every start, and how fast."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QCoreApplication, QPoint, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from core.basins import Basins, basins_in_parts
from core.rival import Rival
from core.surfaces.base import Surface
from nnviz.figures.basins_plot import BASINS_RESOLUTION, BASINS_SIZE, NO_BASINS, basins_plot
from nnviz.figures.picture import Picture
from nnviz.figures.plot_painter import PlotPicture
from nnviz.figures.style import Style
from nnviz.panels.base import Panel
from nnviz.race import runner_name
from nnviz.race_session import RaceSession
from nnviz.theme import Theme
from nnviz.widgets.notice import Notice
from nnviz.widgets.plot_view import PlotView
from nnviz.workers import Job

_MOST_KEPT = 24

Question = tuple[Surface, Rival, int]


class RaceBasinsPanel(Panel):
    """Computes when it is looked at, from coarse to fine; a click on a pixel races from there.

    Signals
    -------
    start_chosen(float, float)
        A pixel was clicked.
    """

    name = "race-basins"
    start_chosen = Signal(float, float)

    def __init__(self, race: RaceSession, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = self.tr("Basins")
        self._race = race
        self._theme = theme
        self._known: dict[Question, Basins] = {}
        self._asked: Question | None = None
        self._job: Job | None = None
        self.view = PlotView(self.tr("Where every start ends"))
        self.view.setToolTip(self.tr("Click to race from there"))
        self.view.clicked.connect(self.start_chosen)
        self.view.context_menu_requested.connect(self._show_menu)
        self.notice = Notice("note")
        self.progress = QProgressBar()
        self.progress.setAccessibleName(self.tr("How many starts have been run"))
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(4)
        self.progress.setRange(0, 1000)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(8)
        for widget in (self.view, self.progress, self.notice):
            layout.addWidget(widget, 1 if widget is self.view else 0)
        for signal in (race.spec_changed, race.runner_changed):
            signal.connect(self._ask)
        theme.style_changed.connect(self._show_basins)
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self.stop)

    @property
    def basins(self) -> Basins | None:
        """What is known of the chosen runner's basins."""
        return None if self._asked is None else self._known.get(self._asked)

    def picture(self, style: Style) -> Picture:
        """Return the whole map as a picture, however long it takes."""
        question = self._question()
        if question is None:
            return PlotPicture(NO_BASINS, style, BASINS_SIZE)
        found = self._known.get(question)
        if found is None or found.known < 1:
            *_, found = _parts(question)
        return PlotPicture(basins_plot(found, style, title=self._title()), style, BASINS_SIZE)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ask()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.stop()

    @Slot()
    def stop(self) -> None:
        """End what runs in the background; what is known stays."""
        if self._job is not None:
            job, self._job = self._job, None
            job.stop()
            job.deleteLater()

    # Inside

    def _question(self) -> Question | None:
        """Return whose basins are asked for; None where there are none."""
        spec, runner = self._race.spec, self._race.runner
        if spec.surface is None or not 0 <= runner < len(spec.runners):
            return None
        return spec.surface, spec.runners[runner].rival, spec.steps

    @Slot()
    def _ask(self) -> None:
        if not self.isVisible():
            return
        self.stop()
        self._asked = self._question()
        self.notice.say(self._reason())
        known = self.basins
        if self._asked is not None and (known is None or known.known < 1):
            self._job = Job(_parts(self._asked), self)
            self._job.progress.connect(self._progressed)
            self._job.finished.connect(self._ended)
            self._job.start()
        self._show_basins()

    def _reason(self) -> str:
        if self._race.spec.surface is None:
            return self.tr("Basins are those of a surface: of a network's loss the minima are not known.")
        return "" if self._asked else self.tr("Choose a runner: its basins appear here.")

    @Slot(object)
    def _progressed(self, results: list[Basins]) -> None:
        if self._asked is None:
            return
        self._known.pop(self._asked, None)
        self._known[self._asked] = results[-1]
        while len(self._known) > _MOST_KEPT:
            self._known.pop(next(iter(self._known)))
        self._show_basins()

    @Slot(object)
    def _ended(self, error: Exception | None) -> None:
        if self._job is not None:
            self._job.deleteLater()
        self._job = None
        self._show_basins()
        if error is not None:
            raise error

    @Slot()
    def _show_basins(self) -> None:
        if not self.isVisible():
            return
        style, basins = self._theme.style, self.basins
        self.progress.setVisible(self._job is not None)
        self.progress.setValue(0 if basins is None else round(1000 * basins.known))
        plot = NO_BASINS if basins is None else basins_plot(basins, style, title=self._title())
        self.view.show_plot(plot, style)

    def _title(self) -> str:
        spec, runner = self._race.spec, self._race.runner
        assert spec.surface is not None
        return f"{spec.surface.label}: {runner_name(spec.runners[runner])}"

    @Slot(QPoint)
    def _show_menu(self, place: QPoint) -> None:
        self.context_menu().exec(place)


def _parts(question: Question) -> Iterator[Basins]:
    surface, rival, steps = question
    return basins_in_parts(surface, rival, BASINS_RESOLUTION, steps)
