"""Losses: over the prediction, over z behind a sigmoid, at a point, and at the edges."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QWidget

from core.explain import Explanation
from core.number_format import format_number
from nnviz.figures.functions_pictures import loss_logit_point, loss_point
from nnviz.figures.functions_view import FunctionsView
from nnviz.figures.loss_curves import (
    edge_table,
    logit_plots,
    prediction_plots,
    prediction_range,
    refused_words,
    slowness_words,
)
from nnviz.figures.plot import Plot
from nnviz.figures.style import Style
from nnviz.figures.table_picture import TablePicture
from nnviz.functions_session import FunctionsSession
from nnviz.panels.functions.cards import CardsPanel
from nnviz.panels.functions.plots import STEPS, PlotsPanel
from nnviz.panels.functions.tables import TablePanel
from nnviz.theme import Theme


class LossPredictionsPanel(PlotsPanel):
    """Losses and their slopes over the prediction, for the chosen target."""

    name = "loss-prediction"

    def __init__(self, functions: FunctionsSession, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(functions, theme, parent)
        self.title = self.tr("Over the prediction")
        self.add_views(
            self.tr("Losses over the prediction"),
            self.tr("Slopes of the losses over the prediction"),
            tooltip=self.tr("Drag a mark to move the prediction, or click; the wheel zooms"),
        )

    def plots(self, view: FunctionsView, style: Style) -> tuple[Plot, ...]:
        return prediction_plots(view, style)

    def words_of(self, view: FunctionsView, style: Style) -> str:
        return refused_words(view)

    def move_to(self, number: int, x: float, y: float, merge: str) -> None:
        point, (low, high) = self._functions.spec.loss_point, prediction_range(self._functions.view)
        point = replace(point, prediction=min(max(x, low), high))
        self.edit(self.tr("Move the prediction"), merge and f"prediction.{merge}", loss_point=point)

    def point_words(self) -> str:
        return f"a = {format_number(self._functions.spec.loss_point.prediction)}"

    def step(self, steps: int) -> None:
        low, high = prediction_range(self._functions.view)
        prediction = self._functions.spec.loss_point.prediction
        self.move_to(0, round(prediction + steps * (high - low) / (2 * STEPS), 12), 0.0, "keys")


class LossLogitsPanel(PlotsPanel):
    """Losses and their slopes over z, with a sigmoid in between: who learns slowly where."""

    name = "loss-logit"

    def __init__(self, functions: FunctionsSession, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(functions, theme, parent)
        self.title = self.tr("Behind a sigmoid")
        self.add_views(
            self.tr("Losses over z"),
            self.tr("Slopes of the losses over z"),
            tooltip=self.tr("Drag a mark to move z, or click; the wheel zooms"),
        )

    def plots(self, view: FunctionsView, style: Style) -> tuple[Plot, ...]:
        return logit_plots(view, style)

    def words_of(self, view: FunctionsView, style: Style) -> str:
        return " ".join(filter(None, (slowness_words(view, style), refused_words(view))))

    def move_to(self, number: int, x: float, y: float, merge: str) -> None:
        point = self._functions.spec.loss_point
        point = replace(point, z=min(max(x, -point.half), point.half))
        self.edit(self.tr("Move z"), merge and f"loss_z.{merge}", loss_point=point)

    def point_words(self) -> str:
        return f"z = {format_number(self._functions.spec.loss_point.z)}"

    def step(self, steps: int) -> None:
        point = self._functions.spec.loss_point
        self.move_to(0, round(point.z + steps * point.half / STEPS, 12), 0.0, "keys")


class LossEdgesPanel(TablePanel):
    """Every way to compute each loss, at a perfect and at a hopeless prediction."""

    name = "loss-edges"

    def __init__(self, functions: FunctionsSession, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(functions, theme, parent)
        self.title = self.tr("At 0 and 1")
        self.view.setAccessibleName(self.tr("Losses at predictions of exactly 0 and 1"))

    def table(self, view: FunctionsView, style: Style) -> TablePicture:
        return edge_table(view, style)

    def words_of(self, view: FunctionsView, style: Style) -> str:
        return self.tr(
            "The prediction is exactly 1 or 0, as the sigmoid of ±1000 is. As the books write it, a perfect "
            "one costs 0 × ∞, which is no number. PyTorch holds the logarithms at −100, Keras clips the "
            "probability by 1e-7: the loss is finite then, but no gradient comes back. From logits, it does."
        )


class LossPointPanel(CardsPanel):
    """The chosen loss and its slope, with the numbers at the prediction."""

    name = "loss-point"

    def __init__(self, functions: FunctionsSession, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(functions, theme, parent)
        self.title = self.tr("At the prediction")
        self.empty.setText(
            self.tr("Choose a loss that takes such a target and prediction: its formulas appear here.")
        )

    def explanations(self, view: FunctionsView) -> tuple[Explanation, ...]:
        return loss_point(view)


class LossLogitPointPanel(CardsPanel):
    """The chosen loss behind a sigmoid and its slope by z, with the numbers."""

    name = "loss-logit-point"

    def __init__(self, functions: FunctionsSession, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(functions, theme, parent)
        self.title = self.tr("At z")
        self.empty.setText(self.tr("Choose a loss that takes such a target: its formulas appear here."))

    def explanations(self, view: FunctionsView) -> tuple[Explanation, ...]:
        return loss_logit_point(view)
