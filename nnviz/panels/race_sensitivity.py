"""How high the chosen runner ends, over its learning rate and one other hyperparameter."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QCoreApplication, QPoint, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from core.hyper import Hyper, HyperError
from core.landscape import Slice
from core.number_format import format_number
from core.optimizers.base import Optimizer
from core.rival import Rival
from core.sensitivity import Sensitivity
from nnviz.figures.picture import Picture
from nnviz.figures.plot import Plot
from nnviz.figures.plot_painter import PlotPicture
from nnviz.figures.sensitivity_plot import NO_SENSITIVITY, sensitivity_plot
from nnviz.figures.style import Style
from nnviz.panels.base import Panel
from nnviz.project.errors import ProjectError
from nnviz.race import runner_name
from nnviz.race_maps import LossSensitivity, SurfaceSensitivity, sensitivity_of
from nnviz.race_session import RaceSession
from nnviz.race_words import map_words
from nnviz.sensitivity_grid import second_hypers
from nnviz.theme import Theme
from nnviz.widgets.muted_label import muted_label
from nnviz.widgets.notice import Notice
from nnviz.widgets.plot_view import PlotView
from nnviz.widgets.quiet import QuietCombo
from nnviz.widgets.thin_progress import ThinProgress
from nnviz.workers import Job

_COMBO_WIDTH = 150  # "initial accumulator" is the longest name

Question = SurfaceSensitivity | LossSensitivity


class RaceSensitivityPanel(Panel):
    """Computes when it is looked at; a click gives the runner the values that were clicked."""

    name = "race-sensitivity"

    def __init__(self, race: RaceSession, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = self.tr("Sensitivity")
        self._race = race
        self._theme = theme
        self._asked: Question | None = None
        self._found: Sensitivity | None = None
        self._job: Job | None = None
        self.hyper = QuietCombo(self.tr("Hyperparameter beside the learning rate"))
        self.hyper.activated.connect(self._ask)
        self.view = PlotView(self.tr("Height after the last step over two hyperparameters"))
        self.view.setToolTip(self.tr("Click to give the runner these values"))
        self.view.clicked.connect(self._take)
        self.view.context_menu_requested.connect(self._show_menu)
        self.progress = ThinProgress(self.tr("How many runs are done"))
        self.words = muted_label(self.tr("What is drawn over the map"))
        self.notice = Notice("note")
        row = QHBoxLayout()
        row.addWidget(QLabel(self.tr("Learning rate against")))
        self.hyper.setMinimumWidth(_COMBO_WIDTH)
        row.addWidget(self.hyper, 1)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(8)
        layout.addLayout(row)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.progress)
        layout.addWidget(self.words)
        layout.addWidget(self.notice)
        for signal in (race.spec_changed, race.runner_changed, race.raced):
            signal.connect(self._ask)
        theme.style_changed.connect(self._show)
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self.stop)

    @property
    def found(self) -> Sensitivity | None:
        """What is known so far."""
        return self._found

    def picture(self, style: Style) -> Picture:
        """Return the whole map as a picture, however long it takes."""
        question = self._question()
        if question is None:
            return PlotPicture(NO_SENSITIVITY, style)
        found = self._found
        if found is None or question != self._asked or found.known < 1:
            *_, found = (part for part in question.parts() if part is not None)
        return PlotPicture(self._plot(found, style), style)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ask()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.stop()

    @Slot()
    def stop(self) -> None:
        """End what runs in the background."""
        if self._job is not None:
            job, self._job = self._job, None
            job.stop()
            job.deleteLater()
            self.progress.hide()

    # Inside

    def _rival(self) -> Rival | None:
        spec, runner = self._race.spec, self._race.runner
        return spec.runners[runner].rival if 0 <= runner < len(spec.runners) else None

    def _question(self) -> Question | None:
        """Return what is asked for; None where there is nothing to look at."""
        spec, rival = self._race.spec, self._rival()
        hypers = second_hypers(rival.optimizer) if rival else ()
        if rival is None or not hypers:
            return None
        self._offer(hypers)
        return sensitivity_of(self._race.document.project, spec, rival, str(self.hyper.currentData()))

    def _offer(self, hypers: tuple[Hyper, ...]) -> None:
        names = [hyper.name for hyper in hypers]
        if names != [self.hyper.itemData(k) for k in range(self.hyper.count())]:
            chosen = self.hyper.currentData()
            self.hyper.clear()
            for hyper in hypers:
                self.hyper.addItem(hyper.name.replace("_", " "), hyper.name)
            self.hyper.setCurrentIndex(max(self.hyper.findData(chosen), 0))

    @Slot()
    def _ask(self) -> None:
        if not self.isVisible():
            return
        question = self._question()
        self.notice.say(self._reason(question))
        if question == self._asked and (self._job is not None or self._found is not None):
            return
        self.stop()
        self._asked, self._found = question, None
        if question is not None:
            self._job = Job(question.parts(), self)
            self._job.progress.connect(self._progressed)
            self._job.finished.connect(self._ended)
            self._job.start()
        self._show()

    def _reason(self, question: Question | None) -> str:
        if question is None:
            return self.tr("Choose a runner with a hyperparameter beside the learning rate.")
        return ""

    @Slot(object)
    def _progressed(self, results: list[Sensitivity | None]) -> None:
        for found in [result for result in results if result is not None][-1:]:
            self._found = found
            self._show()

    @Slot(object)
    def _ended(self, error: Exception | None) -> None:
        if self._job is not None:
            self._job.deleteLater()
        self._job = None
        self._show()
        if error is not None:
            raise error

    @Slot()
    def _show(self) -> None:
        if self.isVisible():
            style, found = self._theme.style, self._found
            plot = NO_SENSITIVITY if found is None else self._plot(found, style)
            self.progress.show_share(None if self._job is None else 0.0 if found is None else found.known)
            self.words.setText("" if found is None else self._told(found))
            self.words.setVisible(found is not None)
            # Beside the map a legend would leave it no room.
            self.view.show_plot(replace(plot, legend=False), style)

    def _told(self, found: Sensitivity) -> str:
        """Say what is drawn over the map."""
        told = [self.tr("The star is this runner.")]
        for line, edge in zip((self.tr("dashed"), self.tr("dotted")), found.edges, strict=False):
            inside = (edge.rates >= found.rates[0]) & (edge.rates <= found.rates[-1])
            edge_words = (
                self.tr("The %s line is the edge of stability %s") % (line, edge.where)
                if inside.any()
                else self.tr("The edge of stability %s lies beyond the map") % edge.where
            )
            curvature = self.tr("the largest curvature there is %s.") % format_number(edge.curvature, 4)
            told.append(f"{edge_words}: {curvature}")
        spec = self._race.spec
        if spec.surface is not None and spec.noise.spread:
            told.append(map_words(spec, 0))
        return " ".join(told)

    def _plot(self, found: Sensitivity, style: Style) -> Plot:
        rival, spec = self._rival(), self._race.spec
        assert rival is not None
        optimizer = rival.optimizer
        hyper = next(hyper for hyper in optimizer.hypers() if hyper.name == found.name)
        current = (float(optimizer.learning_rate), float(getattr(optimizer, found.name)))  # type: ignore[attr-defined]
        ground = Slice.label if spec.surface is None else spec.surface.label
        title = f"{ground}: {runner_name(spec.runners[self._race.runner])}"
        return sensitivity_plot(found, current, style, log=hyper.log, title=title)

    @Slot(float, float)
    def _take(self, rate: float, other: float) -> None:
        spec, place, rival = self._race.spec, self._race.runner, self._rival()
        if self._found is None or rival is None:
            return
        values = {"learning_rate": float(f"{rate:.2g}"), self._found.name: float(f"{other:.3g}")}
        try:
            chosen = Optimizer.decode({**rival.optimizer.encode(), **values})
            runner = replace(spec.runners[place], rival=replace(rival, optimizer=chosen))
            runners = (*spec.runners[:place], runner, *spec.runners[place + 1 :])
            self._race.edit(self.tr("Change runner"), runners=runners)
        except (HyperError, ProjectError) as error:
            self.notice.say(error.reason)

    @Slot(QPoint)
    def _show_menu(self, place: QPoint) -> None:
        self.context_menu().exec(place)
