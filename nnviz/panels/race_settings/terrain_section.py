"""The ground: a surface with its settings, a typed formula, or the network's own loss over a plane."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from core.formula import formula_of
from core.hyper import Hyper
from core.surfaces.base import Surface
from nnviz.figures.race_plot import parameter_name
from nnviz.panels.race_settings.section import RaceSection, form_in
from nnviz.project.race_spec import OWN_LOSS, PlaneKind
from nnviz.project.ranges import LARGEST_SEED
from nnviz.race import known_terrain, suggested_runners
from nnviz.race_session import RaceSession
from nnviz.widgets.fold import Fold
from nnviz.widgets.formula_view import FormulaView
from nnviz.widgets.hyper_rows import HyperRows
from nnviz.widgets.number_edit import NumberEdit
from nnviz.widgets.quiet import QuietCombo

_EM = 14.0
_MOST_CHOICES = 1000  # parameters to choose from; of a larger network the ones nearest to the output


class TerrainSection(RaceSection):
    """Which surface, and what belongs to it."""

    def __init__(self, race: RaceSession, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Surface"), race, parent)
        self.terrain = QuietCombo(self.tr("Surface"))
        self.terrain.activated.connect(self._choose_terrain)
        self.rows = HyperRows()
        self.rows.edited.connect(self._change_surface)
        self.kind = QuietCombo(self.tr("Plane"))
        for kind, words in self._kinds().items():
            self.kind.addItem(words, kind)
        self.kind.activated.connect(self._choose_kind)
        self.axes = (QuietCombo(self.tr("Horizontal parameter")), QuietCombo(self.tr("Vertical parameter")))
        for combo in self.axes:
            combo.activated.connect(self._choose_axes)
        directions = Hyper("seed", 0, low=0, high=LARGEST_SEED, help="of the two random directions")
        self.seed = NumberEdit(directions, self.tr("Seed of the directions"))
        self.seed.edited.connect(self._choose_seed)
        self.runner = QuietCombo(self.tr("Whose path"))
        self.runner.activated.connect(self._choose_runner)
        self._plane = QWidget()
        self._form = form_in(self._plane)
        self._form.addRow(self.tr("plane"), self.kind)
        for letter, combo in zip("xy", self.axes, strict=True):
            self._form.addRow(letter, combo)
        self._form.addRow(self.tr("seed"), self.seed)
        self._form.addRow(self.tr("path of"), self.runner)
        self.formula = FormulaView(_EM, patient=True)
        self.slopes = FormulaView(_EM, patient=True), FormulaView(_EM, patient=True)
        self.gradient = Fold(self.tr("Gradient"))
        self.gradient.say(self.tr("both slopes"))
        self.gradient.fold(False)
        for view in self.slopes:
            self.gradient.add(view)
        for widget in (self.terrain, self.rows, self._plane, self.formula, self.gradient):
            self.add(widget)

    def _kinds(self) -> dict[PlaneKind, str]:
        return {
            "parameters": self.tr("Two parameters"),
            "random": self.tr("Random directions"),
            "path": self.tr("Along a path"),
        }

    def refresh(self) -> None:
        spec = self._race.spec
        self._offer_terrains()
        self.terrain.setCurrentIndex(self.terrain.findData(spec.terrain))
        self.rows.setVisible(spec.surface is not None)
        self._plane.setVisible(spec.surface is None)
        self._show_formulas()
        if spec.surface is not None:
            self.rows.set_member(spec.surface)
            return
        self._offer_parameters()
        self._offer_runners()
        self.kind.setCurrentIndex(self.kind.findData(spec.plane.kind))
        for combo, axis in zip(self.axes, spec.plane.axes, strict=True):
            combo.setCurrentIndex(combo.findData(axis))
        self.seed.set_value(spec.plane.seed)
        self.runner.setCurrentIndex(spec.plane.runner)
        shown = {"parameters": self.axes, "random": (self.seed,), "path": (self.runner,)}
        for kind, widgets in shown.items():
            for widget in widgets:
                self._form.setRowVisible(widget, kind == spec.plane.kind)

    def _show_formulas(self) -> None:
        """Show the height as a formula and, of a typed one, both of its slopes."""
        surface = self._race.spec.surface
        ground = known_terrain(self._race.document.project, self._race.spec) if surface is None else surface
        slopes = () if surface is None else surface.slope_formulas
        self.formula.set_formula(formula_of(ground.formula))
        self.gradient.setVisible(bool(slopes))
        for view, slope in zip(self.slopes, slopes, strict=False):
            view.set_formula(formula_of(slope))

    def _offer_terrains(self) -> None:
        offered = [(surface.label, key) for key, surface in Surface.members().items()]
        _offer(self.terrain, [*offered, (self.tr("Loss of the network"), OWN_LOSS)])

    def _offer_parameters(self) -> None:
        network = self._race.document.project.network.network
        count = network.parameter_count
        offered = {*range(max(0, count - _MOST_CHOICES), count), *self._race.spec.plane.axes}
        names = [(parameter_name(network, index), index) for index in sorted(offered)]
        for combo in self.axes:
            _offer(combo, names)

    def _offer_runners(self) -> None:
        _offer(self.runner, [(name, place) for place, name in enumerate(self._race.runner_names())])

    @Slot(int)
    def _choose_terrain(self, index: int) -> None:
        """Go to another terrain; runners that were suggested for the old one are suggested anew."""
        key, spec, project = self.terrain.itemData(index), self._race.spec, self._race.document.project
        if key == spec.terrain:
            return
        surface = None if key == OWN_LOSS else Surface.find(key)()
        changes: dict[str, Any] = {"surface": surface, "starts": ()}
        if spec.runners == suggested_runners(known_terrain(project, spec)):
            changes["runners"] = suggested_runners(known_terrain(project, replace(spec, surface=surface)))
        self.edit(self.tr("Choose surface"), **changes)

    @Slot(object, str)
    def _change_surface(self, surface: Surface, merge: str) -> None:
        self.edit(self.tr("Change the surface"), f"race.{merge}" if merge else "", surface=surface)

    def _edit_plane(self, text: str, **changes: Any) -> None:
        self.edit(text, plane=replace(self._race.spec.plane, **changes), starts=())

    @Slot()
    def _choose_kind(self) -> None:
        self._edit_plane(self.tr("Choose the plane"), kind=self.kind.currentData())

    @Slot()
    def _choose_axes(self) -> None:
        """Slice along two parameters; choosing the one that the other axis has swaps them."""
        x, y = (combo.currentData() for combo in self.axes)
        axes = self._race.spec.plane.axes[::-1] if x == y else (x, y)
        self._edit_plane(self.tr("Choose parameters"), axes=axes)

    @Slot(object, str)
    def _choose_seed(self, seed: int, _gesture: str) -> None:
        self._edit_plane(self.tr("Draw other directions"), seed=seed)

    @Slot()
    def _choose_runner(self) -> None:
        self._edit_plane(self.tr("Choose the path of the plane"), runner=self.runner.currentData())


def _offer(combo: QuietCombo, choices: list[tuple[str, Any]]) -> None:
    """Let a combo box offer these, made anew only where they are others."""
    if choices != [(combo.itemText(k), combo.itemData(k)) for k in range(combo.count())]:
        combo.clear()
        for words, data in choices:
            combo.addItem(words, data)
