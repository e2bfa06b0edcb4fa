"""The dialog in which a mistake is chosen to be planted, or drawn and hidden."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from core.checking.planting import Planting
from core.hyper import Hyper
from core.mistakes.base import Mistake
from nnviz.figures.style import Style
from nnviz.widgets.formula_pair import FormulaPair
from nnviz.widgets.hyper_rows import new_seed
from nnviz.widgets.notice import Notice
from nnviz.widgets.number_edit import NumberEdit
from nnviz.widgets.quiet import QuietCombo
from nnviz.widgets.segments import Segments

_SIZE = (760, 460)
_LIST_WIDTH = 300
_SEED = Hyper("seed", 0, low=0, help="the same seed always draws the same mistake")
_CHOSEN, _HIDDEN = "chosen", "hidden"


class PlantDialog(QDialog):
    """Lists the mistakes that can be made, each with its reason and its two formulas.

    Parameters
    ----------
    candidates : sequence of Mistake
        Every mistake at every place.
    draw : callable
        Returns the mistake of a seed; ValueError if there is none.
    style : Style
        Of the formulas.

    Signals
    -------
    planted(Planting)
        The user accepted.
    """

    planted = Signal(object)

    def __init__(
        self,
        candidates: Sequence[Mistake],
        draw: Callable[[int], Mistake],
        style: Style,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Plant a mistake"))
        self._draw, self._style = draw, style
        self._by_member: dict[str, list[Mistake]] = {}
        for mistake in candidates:
            self._by_member.setdefault(mistake.label, []).append(mistake)
        words = {
            _CHOSEN: (self.tr("One that I choose"), self.tr("Its name stands above the network")),
            _HIDDEN: (self.tr("A hidden one"), self.tr("It is drawn by a seed, and is to be found")),
        }
        self.kind = Segments(self.tr("Which mistake"), words)
        self.kind.chosen.connect(self._show_page)
        self.pages = QStackedWidget()
        self.pages.addWidget(self._chosen_page())
        self.pages.addWidget(self._hidden_page())
        self.error = Notice("error")
        buttons = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(buttons.Ok | buttons.Cancel)
        self.buttons.button(buttons.Ok).setText(self.tr("Plant"))
        self.buttons.button(buttons.Ok).setProperty("primary", True)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addWidget(self.kind)
        layout.addWidget(self.pages, 1)
        layout.addWidget(self.error)
        layout.addWidget(self.buttons)
        self.resize(*_SIZE)
        self.names.setCurrentRow(0)

    @property
    def mistake(self) -> Mistake:
        """The mistake that is chosen in the list, at the place that is chosen beside it."""
        return self._places()[self.place.currentIndex()]

    def accept(self) -> None:
        """Hand over what is chosen, or what the seed draws."""
        if self.kind.value == _CHOSEN:
            planting = Planting((self.mistake,))
        else:
            try:
                planting = Planting((self._draw(int(self.seed.value)),), hidden=True)
            except ValueError as error:
                self.error.say(str(error))
                return
        self.planted.emit(planting)
        super().accept()

    # Inside

    def _chosen_page(self) -> QWidget:
        self.names = QListWidget()
        self.names.setAccessibleName(self.tr("Mistakes"))
        self.names.setFixedWidth(_LIST_WIDTH)
        self.names.addItems(list(self._by_member))
        self.names.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.names.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.names.currentRowChanged.connect(self._show_mistake)
        self.names.itemActivated.connect(self.accept)
        self.title = QLabel()
        self.title.setProperty("heading", True)
        self.why = QLabel()
        self.place = QuietCombo(self.tr("Where"))
        self.place.currentIndexChanged.connect(self._show_formulas)
        self.formulas = FormulaPair(self.tr("As it should be"), self.tr("As it will be"))
        column = QVBoxLayout()
        column.setSpacing(12)
        for label in (self.title, self.why):
            label.setWordWrap(True)
        for widget in (self.title, self.why, self.place, self.formulas):
            column.addWidget(widget)
        column.addStretch(1)
        page = QWidget()
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addWidget(self.names)
        row.addLayout(column, 1)
        return page

    def _hidden_page(self) -> QWidget:
        words = QLabel(
            self.tr(
                "One of the %d mistakes that can be made in this network is drawn, one that shows within "
                "three updates. Nobody is told which: the line above the network says that there is one, "
                "and the project's file does not give it away at a glance. Reveal tells its name.\n\n"
                "To find it, step through an update and look at the checks in the inspector, or save the "
                "numbers of the update (nnviz values) and compare them."
            )
            % len(self._by_member)
        )
        words.setWordWrap(True)
        self.seed = NumberEdit(_SEED, self.tr("Seed"))
        self.seed.setFixedWidth(200)
        self.seed.choose(new_seed())
        self.seed.setToolTip(_SEED.help)
        self.seed.problem_changed.connect(self._say_problem)
        row = QHBoxLayout()
        row.addWidget(QLabel(self.tr("Seed")))
        row.addWidget(self.seed)
        row.addStretch(1)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(words)
        column.addLayout(row)
        column.addStretch(1)
        return page

    @Slot(str)
    def _say_problem(self, problem: str) -> None:
        self.error.say(problem)

    @Slot(str)
    def _show_page(self, kind: str) -> None:
        self.pages.setCurrentIndex(0 if kind == _CHOSEN else 1)
        self.error.say("")

    def _places(self) -> list[Mistake]:
        return self._by_member[self.names.currentItem().text()]

    @Slot(int)
    def _show_mistake(self, _row: int) -> None:
        places = self._places()
        self.title.setText(places[0].label)
        self.why.setText(places[0].why)
        self.place.blockSignals(True)
        self.place.clear()
        self.place.addItems([mistake.place for mistake in places])
        self.place.blockSignals(False)
        self.place.setVisible(len(places) > 1)
        self._show_formulas(0)

    @Slot(int)
    def _show_formulas(self, _index: int) -> None:
        self.formulas.show_formulas(*self.mistake.formulas(), self._style)
