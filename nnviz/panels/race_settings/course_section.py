"""Where and how long: the starts, the number of steps, and the noise on the gradient."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from core.hyper import Hyper
from nnviz.panels.race_settings.section import RaceSection, form_in
from nnviz.project.race_check import MOST_STARTS, MOST_STEPS
from nnviz.project.ranges import LARGEST_SEED
from nnviz.race import known_terrain, place_beside, race_starts
from nnviz.race_session import RaceSession
from nnviz.widgets.icon_button import IconButton
from nnviz.widgets.number_edit import NumberEdit
from nnviz.widgets.quiet import QuietCombo

_HYPERS = (
    Hyper("steps", 200, low=1, high=MOST_STEPS, help="steps of every runner"),
    Hyper("noise", 0.0, low=0, high=1e6, help="spread of what is added to every gradient, the same for all"),
    Hyper("batch", 0, low=0, high=LARGEST_SEED, help="samples of a step, the same for all; 0 takes all"),
    Hyper("seed", 0, low=0, high=LARGEST_SEED, help="of the noise or of the batches"),
)


class CourseSection(RaceSection):
    """The starts are chosen in a list; the fields show the one that is chosen."""

    def __init__(self, race: RaceSession, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Start and steps"), race, parent)
        where = "where every runner starts; a click on the surface moves it"
        self.which = QuietCombo(self.tr("Which start"))
        self.which.activated.connect(self._show_start)
        self.start = (
            NumberEdit(Hyper("start x", 0.0, help=where)),
            NumberEdit(Hyper("start y", 0.0, help=where)),
        )
        self.add_start = IconButton(
            "plus", self.tr("Add a start"), self.tr("Add a start (Shift+click on the surface)")
        )
        self.remove_start = IconButton("minus", self.tr("Remove this start"))
        self.reset = IconButton("rotate-ccw", self.tr("Reset the start"), self.tr("The surface's own start"))
        self.steps, self.noise, self.batch, self.seed = (NumberEdit(hyper) for hyper in _HYPERS)
        self._layout()
        for edit in self.start:
            edit.edited.connect(self._move_start)
        self.add_start.clicked.connect(self._add_start)
        self.remove_start.clicked.connect(self._remove_start)
        self.reset.clicked.connect(self._reset_starts)
        self.steps.edited.connect(self._choose_steps)
        self.noise.edited.connect(self._choose_noise)
        self.seed.edited.connect(self._choose_noise)
        self.batch.edited.connect(self._choose_batch)
        for edit in (*self.start, self.steps, self.noise, self.batch, self.seed):
            edit.problem_changed.connect(self.error.say)

    def _layout(self) -> None:
        choice, pair = QHBoxLayout(), QHBoxLayout()
        for row in (choice, pair):
            row.setSpacing(6)
        choice.addWidget(self.which, 1)
        for button in (self.add_start, self.remove_start, self.reset):
            choice.addWidget(button)
        for edit in self.start:
            pair.addWidget(edit)
        rows = QWidget()
        self._form = form_in(rows)
        self._form.addRow(self.tr("start"), choice)
        self._form.addRow("", pair)
        self._form.addRow(self.tr("steps"), self.steps)
        self._form.addRow(self.tr("noise"), self.noise)
        self._form.addRow(self.tr("batch"), self.batch)
        self._form.addRow(self.tr("seed"), self.seed)
        self.add(rows)

    def refresh(self) -> None:
        spec = self._race.spec
        on_network = spec.surface is None
        starts = self._starts()
        chosen = min(max(self.which.currentIndex(), 0), len(starts) - 1)
        if self.which.count() != len(starts):
            self.which.clear()
            self.which.addItems([self.tr("Start %d") % (number + 1) for number in range(len(starts))])
        self.which.setCurrentIndex(chosen)
        self._show_start()
        for widget in (*self.start, self.which):
            widget.setEnabled(spec.moves_starts)
        self.add_start.setEnabled(spec.moves_starts and len(starts) < MOST_STARTS)
        self.remove_start.setEnabled(len(starts) > 1)
        self.reset.setEnabled(bool(spec.starts))
        self.steps.set_value(spec.steps)
        self.noise.set_value(spec.noise.spread)
        self.batch.set_value(spec.batch_size)
        self.seed.set_value(spec.noise.seed)
        self._form.setRowVisible(self.noise, not on_network)
        self._form.setRowVisible(self.batch, on_network)
        self._form.setRowVisible(self.seed, bool(spec.batch_size if on_network else spec.noise.spread))

    def _starts(self) -> tuple[tuple[float, float], ...]:
        return race_starts(known_terrain(self._race.document.project, self._race.spec), self._race.spec)

    @Slot()
    def _show_start(self) -> None:
        for edit, value in zip(self.start, self._starts()[self.which.currentIndex()], strict=True):
            edit.set_value(value)
            edit.setCursorPosition(0)

    @Slot(object, str)
    def _move_start(self, _value: float, gesture: str) -> None:
        x, y = (float(edit.value) for edit in self.start)
        starts, which = list(self._starts()), self.which.currentIndex()
        starts[which] = (x, y)
        merge = f"race.start.{which}.{gesture}" if gesture else ""
        self.edit(self.tr("Move the start"), merge, starts=tuple(starts))

    @Slot()
    def _add_start(self) -> None:
        starts = self._starts()
        terrain = known_terrain(self._race.document.project, self._race.spec)
        self.edit(self.tr("Add a start"), starts=(*starts, place_beside(terrain, starts)))
        self.which.setCurrentIndex(self.which.count() - 1)
        self._show_start()

    @Slot()
    def _remove_start(self) -> None:
        starts, which = self._starts(), self.which.currentIndex()
        self.edit(self.tr("Remove a start"), starts=(*starts[:which], *starts[which + 1 :]))

    @Slot()
    def _reset_starts(self) -> None:
        self.edit(self.tr("Reset the start"), starts=())

    @Slot(object, str)
    def _choose_steps(self, steps: int, gesture: str) -> None:
        self.edit(self.tr("Change the steps"), f"race.steps.{gesture}" if gesture else "", steps=steps)

    @Slot(object, str)
    def _choose_noise(self, _value: float, gesture: str) -> None:
        noise = replace(self._race.spec.noise, spread=float(self.noise.value), seed=int(self.seed.value))
        self.edit(self.tr("Change the noise"), f"race.noise.{gesture}" if gesture else "", noise=noise)

    @Slot(object, str)
    def _choose_batch(self, size: int, gesture: str) -> None:
        self.edit(self.tr("Change the batch"), f"race.batch.{gesture}" if gesture else "", batch_size=size)
