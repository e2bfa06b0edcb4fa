"""Which kind of neuron, with its formula."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from core.formula import fill
from core.neurons.base import Neuron
from nnviz.figures.formula import formula_ink
from nnviz.figures.style import Style
from nnviz.neuron_session import NeuronSession
from nnviz.panels.neuron_settings.section import NeuronSection
from nnviz.project.neuron_presets import with_model
from nnviz.theme import Theme
from nnviz.widgets.formula_view import FormulaView
from nnviz.widgets.hyper_form import FamilyCombo
from nnviz.widgets.muted_label import muted_label

_EM = 13.0


class ModelSection(NeuronSection):
    """The combo box offers the family; what a kind is about is said below it."""

    def __init__(self, session: NeuronSession, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Neuron"), session, parent)
        self.combo = FamilyCombo(Neuron, self.tr("Kind of neuron"))
        self.combo.chosen.connect(self._choose)
        self.words = muted_label(self.tr("What it does"))
        self.formula = FormulaView(_EM, patient=True)
        for widget in (self.combo, self.words, self.formula):
            self.add(widget)
        theme.style_changed.connect(self._restyle)
        self._restyle(theme.style)

    def refresh(self) -> None:
        kind = type(self._session.spec.neuron)
        self.combo.set_key(kind.key)
        self.combo.setToolTip("\n\n".join(kind.notes))
        self.words.setText((kind.__doc__ or "").partition("\n")[0])
        self.words.show()
        first, *rest = kind.formula.split(r"\qquad")  # where there is no room they stand below one another
        self.formula.set_formula(fill((first, *(rf"\quad {part}" for part in rest)), {}, None))
        self.formula.setToolTip(kind.reference)

    @Slot(str)
    def _choose(self, key: str) -> None:
        spec = self._session.spec
        after = with_model(spec, key)
        self.edit(self.tr("Choose the neuron"), after)
        if (after.inputs, after.targets) != (spec.inputs, spec.targets):
            self.error.say(
                self.tr("The examples were replaced: this neuron knows only 0 and 1. Undo brings them back.")
            )

    @Slot(object)
    def _restyle(self, style: Style) -> None:
        self.formula.set_ink(formula_ink(style))
