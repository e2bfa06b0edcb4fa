"""The basins of the chosen runner: where it gets from every start, and how fast."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QCoreApplication, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from core.basins import Basins
from core.hyper import Hyper
from core.landscape import Slice
from core.network_basins import NetworkBasins
from nnviz.figures.basins_plot import BASINS_SIZE, NO_BASINS, basins_plot, legend_line
from nnviz.figures.network_basins_plot import GOAL, LOSS, Look, network_basins_plot
from nnviz.figures.picture import Picture
from nnviz.figures.plot import Plot
from nnviz.figures.plot_painter import PlotPicture
from nnviz.figures.race_plot import axis_names
from nnviz.figures.style import Style
from nnviz.panels.base import Panel
from nnviz.race import runner_name
from nnviz.race_maps import LossBasins, SurfaceBasins, Training, first_goal
from nnviz.race_session import RaceSession
from nnviz.race_words import map_words
from nnviz.theme import Theme
from nnviz.widgets.muted_label import muted_label
from nnviz.widgets.notice import Notice
from nnviz.widgets.number_edit import NumberEdit
from nnviz.widgets.plot_view import PlotView
from nnviz.widgets.segments import Segments
from nnviz.widgets.thin_progress import ThinProgress
from nnviz.workers import Job

_MOST_KEPT = 24
_HIGHEST_GOAL = 1e9
_ROOMY = 520  # pixels: there is room for a legend beside the map

Question = SurfaceBasins | LossBasins
Found = Basins | NetworkBasins


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
        self._known: dict[Question, Found] = {}
        self._asked: Question | None = None
        self._job: Job | None = None
        self._look: Look = LOSS
        self._goal: float | None = None
        self.view = PlotView(self.tr("Where every start ends"))
        self.view.clicked.connect(self._choose_start)
        self.view.context_menu_requested.connect(self._show_menu)
        looks: dict[str, tuple[str, str]] = {
            LOSS: (self.tr("Loss"), self.tr("How low the loss is after the last step")),
            GOAL: (self.tr("Steps to a loss"), self.tr("After how many steps the loss is at the goal")),
        }
        self.looks = Segments(self.tr("What the map shows"), looks)
        self.looks.choose(LOSS)
        self.looks.chosen.connect(self._choose_look)
        low_enough = Hyper("goal", 0.1, low=0, high=_HIGHEST_GOAL, help="the loss that is low enough")
        self.goal = NumberEdit(low_enough)
        self._goal_words = QLabel(self.tr("of"))
        self.goal.edited.connect(self._choose_goal)
        self.words = muted_label(self.tr("What the map means"))
        self.words.setTextFormat(Qt.TextFormat.RichText)
        self.notice = Notice("note")
        self.goal.problem_changed.connect(self.notice.say)
        self.progress = ThinProgress(self.tr("How many starts have been run"))
        self._lay_out()
        for signal in (race.spec_changed, race.runner_changed, race.raced, race.working_changed):
            signal.connect(self._ask)
        theme.style_changed.connect(self._show_basins)
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self.stop)

    def _lay_out(self) -> None:
        self._row = QWidget()
        row = QHBoxLayout(self._row)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.looks)
        row.addWidget(self._goal_words)
        row.addWidget(self.goal)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(8)
        for widget in (self._row, self.view, self.progress, self.words, self.notice):
            layout.addWidget(widget, 1 if widget is self.view else 0)

    @property
    def basins(self) -> Found | None:
        """What is known of the chosen runner's basins."""
        return None if self._asked is None else self._known.get(self._asked)

    def picture(self, style: Style) -> Picture:
        """Return the whole map as a picture, however long it takes."""
        if self._race.spec.surface is None:
            self._race.finished_race()  # its plane is the map's
        question = self._question()
        if question is None:
            return PlotPicture(NO_BASINS, style, BASINS_SIZE)
        found = self._known.get(question)
        if found is None or found.known < 1:
            *_, found = (part for part in question.parts() if part is not None)
        return PlotPicture(self._plot(found, style), style, BASINS_SIZE)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ask()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_basins()

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
            self.progress.hide()

    # Inside

    def _question(self) -> Question | None:
        """Return whose basins are asked for; None where there are none."""
        spec, runner = self._race.spec, self._race.runner
        if not 0 <= runner < len(spec.runners):
            return None
        rival = spec.runners[runner].rival
        if spec.surface is not None:
            return SurfaceBasins(spec.surface, rival, spec.steps)
        terrain = self._slice()
        if terrain is None:
            return None
        goal = first_goal(terrain) if self._goal is None else self._goal
        training = Training.of(self._race.document.project, spec, rival)
        return LossBasins.of(training, terrain.plane, goal)

    @Slot()
    def _ask(self) -> None:
        if not self.isVisible():
            return
        on_network = self._race.spec.surface is None
        self._row.setVisible(on_network)
        waits = on_network and self._slice() is None and not self._race.problem
        if waits and isinstance(self._asked, LossBasins):
            self.stop()  # the plane is known when the race has been run: until then what is shown stays
            return
        question = self._question()
        if question != self._asked or self._job is None:
            self._begin(question)
        self._show_basins()

    def _slice(self) -> Slice | None:
        """Return the network's loss over the plane of the race, once that has been run."""
        race = self._race.race
        if race is None or self._race.is_stale or self._race.is_working:
            return None
        return race.terrain if isinstance(race.terrain, Slice) else None

    def _begin(self, question: Question | None) -> None:
        self.stop()
        self._asked = question
        self.notice.say(self._reason())
        if isinstance(question, LossBasins):
            self.goal.set_value(question.goal)
        known = self.basins
        if question is not None and (known is None or known.known < 1):
            self._job = Job(question.parts(), self)
            self._job.progress.connect(self._progressed)
            self._job.finished.connect(self._ended)
            self._job.start()

    def _reason(self) -> str:
        if self._race.problem:
            return self.tr("There is no map: %s.") % self._race.problem
        if not self._race.spec.runners:
            return self.tr("Choose a runner: its basins appear here.")
        return ""

    @Slot(object)
    def _progressed(self, results: list[Found | None]) -> None:
        found = [result for result in results if result is not None]
        if self._asked is None or not found:
            return
        self._known.pop(self._asked, None)
        self._known[self._asked] = found[-1]
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
        known = 0.0 if basins is None else basins.known
        self.progress.show_share(None if self._job is None else known)
        plot = NO_BASINS if basins is None else self._plot(basins, style)
        beside = self.view.width() >= _ROOMY
        self.view.show_plot(plot if beside else replace(plot, legend=False), style)
        meaning = "" if self._asked is None else map_words(self._race.spec, self._parameters())
        told = ("" if beside else legend_line(plot), meaning)
        self.words.setText("<br>".join(filter(None, told)))
        self.words.setVisible(bool(self.words.text()))
        for widget in (self._goal_words, self.goal):
            widget.setVisible(self._look == GOAL)
        self.view.setToolTip(self.tr("Click to race from there") if self._race.spec.moves_starts else "")

    def _plot(self, found: Found, style: Style) -> Plot:
        spec, runner = self._race.spec, self._race.runner
        name = runner_name(spec.runners[runner])
        if isinstance(found, Basins):
            assert spec.surface is not None
            return basins_plot(found, style, title=f"{spec.surface.label}: {name}")
        terrain = self._slice()
        axes = ("x", "y") if terrain is None else axis_names(terrain)
        return network_basins_plot(found, self._look, style, axes, f"{Slice.label}: {name}")

    def _parameters(self) -> int:
        """Return in how many a runner on the network moves."""
        return self._race.document.project.network.network.parameter_count

    @Slot(float, float)
    def _choose_start(self, x: float, y: float) -> None:
        if self._race.spec.moves_starts:
            self.start_chosen.emit(x, y)

    @Slot(str)
    def _choose_look(self, look: Look) -> None:
        self._look = look
        self._show_basins()

    @Slot(object, str)
    def _choose_goal(self, goal: float, _gesture: str) -> None:
        self._goal = float(goal)
        self._ask()

    @Slot(QPoint)
    def _show_menu(self, place: QPoint) -> None:
        self.context_menu().exec(place)
