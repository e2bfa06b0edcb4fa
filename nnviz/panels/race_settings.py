"""What races where: the terrain, the start, the number of steps, and the rivals."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFormLayout, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from core.hyper import Hyper
from core.surfaces.base import Surface
from core.surfaces.expression import TypedSurface
from nnviz.figures.race_plot import parameter_name
from nnviz.project.errors import ProjectError
from nnviz.project.race_check import MOST_STEPS
from nnviz.project.race_spec import OWN_LOSS
from nnviz.race import race_starts, race_terrain, suggested_runners
from nnviz.race_session import RaceSession
from nnviz.theme import Theme
from nnviz.widgets.icon_button import IconButton
from nnviz.widgets.number_edit import NumberEdit
from nnviz.widgets.quiet import QuietCombo
from nnviz.widgets.rival_list import RivalList
from nnviz.widgets.section import Section

_MOST_CHOICES = 1000  # parameters to choose from; of a larger network the ones nearest to the output


class RaceSettingsPanel(QWidget):
    """Edits the project's race; every change can be undone."""

    def __init__(self, race: RaceSession, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._race = race
        self._theme = theme
        self._terrain_section = self._make_terrain()
        self._course_section = self._make_course()
        self._rivals_section = self._make_rivals()
        column = QVBoxLayout()
        column.setContentsMargins(0, 4, 0, 8)
        column.setSpacing(0)
        for section in (self._terrain_section, self._course_section, self._rivals_section):
            column.addWidget(section)
        column.addStretch(1)
        contents = QWidget()
        contents.setLayout(column)
        scroll = QScrollArea()
        scroll.setWidget(contents)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scroll)
        race.spec_changed.connect(self._refresh)
        race.document.changed.connect(self._refresh)
        race.raced.connect(self._show_rivals)
        race.moved.connect(self._show_rivals)
        theme.style_changed.connect(self._show_rivals)
        self._refresh()

    def _make_terrain(self) -> Section:
        section = Section(self.tr("Surface"))
        self.terrain = QuietCombo(self.tr("Surface"))
        self.terrain.activated.connect(self._choose_terrain)
        self.axes = (QuietCombo(self.tr("Horizontal parameter")), QuietCombo(self.tr("Vertical parameter")))
        self._axes_rows = QWidget()
        form = _form(self._axes_rows)
        for letter, combo in zip("xy", self.axes, strict=True):
            combo.activated.connect(self._choose_axes)
            form.addRow(letter, combo)
        section.add(self.terrain)
        section.add(self._axes_rows)
        return section

    def _make_course(self) -> Section:
        section = Section(self.tr("Start and steps"))
        self.start = (
            NumberEdit(Hyper("start x", 0.0, help="where all rivals start")),
            NumberEdit(Hyper("start y", 0.0, help="where all rivals start")),
        )
        self.steps = NumberEdit(Hyper("steps", 200, low=1, high=MOST_STEPS, help="steps of every rival"))
        self.reset = IconButton("rotate-ccw", self.tr("Reset the start"), self.tr("The surface's own start"))
        self.reset.clicked.connect(self._reset_start)
        pair = QHBoxLayout()
        pair.setSpacing(6)
        for edit in self.start:
            edit.edited.connect(self._choose_start)
            pair.addWidget(edit)
        pair.addWidget(self.reset)
        self.steps.edited.connect(self._choose_steps)
        rows = QWidget()
        form = _form(rows)
        form.addRow(self.tr("start"), pair)
        form.addRow(self.tr("steps"), self.steps)
        section.add(rows)
        for edit in (*self.start, self.steps):
            edit.problem_changed.connect(section.error.say)
        return section

    def _make_rivals(self) -> Section:
        section = Section(self.tr("Rivals"))
        self.rivals = RivalList()
        self.rivals.edited.connect(self._choose_rivals)
        self.rivals.suggest.clicked.connect(self._suggest)
        section.add(self.rivals)
        return section

    # What is shown

    @Slot()
    def _refresh(self) -> None:
        spec, project = self._race.spec, self._race.document.project
        self._offer_terrains()
        self.terrain.setCurrentIndex(self.terrain.findData(spec.terrain))
        self._axes_rows.setVisible(spec.surface is None)
        if spec.surface is None:
            self._offer_parameters()
            for combo, axis in zip(self.axes, spec.plane.axes, strict=True):
                combo.setCurrentIndex(combo.findData(axis))
        start = race_starts(race_terrain(project, spec), spec)[0]
        for edit, value in zip(self.start, start, strict=True):
            edit.set_value(value)
            edit.setCursorPosition(0)
        self.reset.setEnabled(bool(spec.starts))
        self.steps.set_value(spec.steps)
        self._show_rivals()

    @Slot()
    def _show_rivals(self) -> None:
        race, spec = self._race.race, self._race.spec
        is_current = race is not None and race.runs.rivals == tuple(runner.rival for runner in spec.racing)
        self.rivals.show_rivals(
            spec.runners, self._theme.style, race if is_current else None, self._race.step
        )

    def _offer_terrains(self) -> None:
        # A typed formula belongs to the command line: a project names a surface by its key alone.
        surfaces = {key: found for key, found in Surface.members().items() if found is not TypedSurface}
        offered = [(surface.label, key) for key, surface in surfaces.items()]
        offered.append((self.tr("Loss of the network"), OWN_LOSS))
        if [data for _, data in offered] == [self.terrain.itemData(k) for k in range(self.terrain.count())]:
            return
        self.terrain.clear()
        for label, key in offered:
            self.terrain.addItem(label, key)

    def _offer_parameters(self) -> None:
        network = self._race.document.project.network.network
        count = network.parameter_count
        offered = {*range(max(0, count - _MOST_CHOICES), count), *self._race.spec.plane.axes}
        names = [(parameter_name(network, index), index) for index in sorted(offered)]
        for combo in self.axes:
            if names != [(combo.itemText(k), combo.itemData(k)) for k in range(combo.count())]:
                combo.clear()
                for name, index in names:
                    combo.addItem(name, index)

    # What the user chooses

    def _edit(self, section: Section, text: str, merge: str = "", **changes: Any) -> None:
        try:
            self._race.edit(text, merge, **changes)
            section.error.say("")
        except ProjectError as error:
            section.error.say(error.reason)
            self._refresh()

    @Slot(int)
    def _choose_terrain(self, index: int) -> None:
        """Go to another terrain; rivals that were suggested for the old one are suggested anew."""
        key, spec, project = self.terrain.itemData(index), self._race.spec, self._race.document.project
        if key == spec.terrain:
            return
        surface = None if key == OWN_LOSS else Surface.find(key)()
        changes: dict[str, Any] = {"surface": surface, "starts": ()}
        if spec.runners == suggested_runners(race_terrain(project, spec)):
            changes["runners"] = suggested_runners(race_terrain(project, replace(spec, surface=surface)))
        self._edit(self._terrain_section, self.tr("Choose surface"), **changes)

    @Slot()
    def _choose_axes(self) -> None:
        """Slice along two parameters; choosing the one that the other axis has swaps them."""
        x, y = (combo.currentData() for combo in self.axes)
        axes = self._race.spec.plane.axes[::-1] if x == y else (x, y)
        plane = replace(self._race.spec.plane, axes=axes)
        self._edit(self._terrain_section, self.tr("Choose parameters"), plane=plane, starts=())

    @Slot(object, str)
    def _choose_start(self, _value: float, gesture: str) -> None:
        start = tuple(float(edit.value) for edit in self.start)
        merge = f"race.start.{gesture}" if gesture else ""
        self._edit(self._course_section, self.tr("Move the start"), merge, starts=(start,))

    @Slot()
    def _reset_start(self) -> None:
        self._edit(self._course_section, self.tr("Reset the start"), starts=())

    @Slot(object, str)
    def _choose_steps(self, steps: int, gesture: str) -> None:
        merge = f"race.steps.{gesture}" if gesture else ""
        self._edit(self._course_section, self.tr("Change the steps"), merge, steps=steps)

    @Slot(object, str, str)
    def _choose_rivals(self, rivals: object, text: str, merge: str) -> None:
        self._edit(self._rivals_section, text, merge, runners=rivals)

    @Slot()
    def _suggest(self) -> None:
        terrain = race_terrain(self._race.document.project, self._race.spec)
        self._edit(self._rivals_section, self.tr("Suggest rivals"), runners=suggested_runners(terrain))


def _form(parent: QWidget) -> QFormLayout:
    form = QFormLayout(parent)
    form.setContentsMargins(0, 0, 0, 0)
    form.setHorizontalSpacing(10)
    form.setVerticalSpacing(6)
    form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    return form
