"""The table of metrics and the confusion matrices."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QRectF

from core.datasets.split import Split
from core.datasets.table import Table
from core.metrics import Metrics
from nnviz.evaluation import Evaluation, evaluation_words, measures
from nnviz.figures.data_figure import data_figure, metrics_picture
from nnviz.figures.export import ExportOptions, rasterise
from nnviz.figures.metrics_picture import MetricsPicture
from nnviz.figures.style import DARK, LIGHT, PRINT
from nnviz.project import edits
from tests.nnviz.sessions import sample, session_at

pytestmark = pytest.mark.usefixtures("qapp")


def confused(loss: float, *rows: tuple[int, ...]) -> Metrics:
    table = np.array(rows)
    return Metrics(loss, "argmax", float(np.trace(table) / table.sum()), table)


TWO = Evaluation(confused(0.25, (8, 2), (1, 9)), confused(0.5, (3, 1), (2, 4)))


class Seen(MetricsPicture):
    """Keeps the words that are painted, with their place."""

    words: list[tuple[str, QRectF]]

    def _text(self, painter, box, text, side, *, muted=False):
        self.words.append((text, box))
        super()._text(painter, box, text, side, muted=muted)


def painted(
    evaluation: Evaluation, classes: tuple[str, ...], width: float = 0.0, height: float = 0.0
) -> list[tuple[str, QRectF]]:
    picture = Seen(evaluation, classes, PRINT)
    object.__setattr__(picture, "words", [])
    natural = picture.size
    size = (math.ceil(width or natural[0]), math.ceil(height or natural[1]))
    rasterise(picture, *size, ExportOptions(dpi=72))
    return picture.words


def test_every_number_is_in_its_column() -> None:
    words = painted(TWO, ("no", "yes"))
    texts = [text for text, _ in words]
    assert texts[:8] == ["training", "test", "loss", "0.25", "0.5", "accuracy", "85.0%", "70.0%"]
    places = {text: box.right() for text, box in words[:8]}
    assert places["training"] == places["0.25"] == places["85.0%"] < places["test"] == places["0.5"]


def test_the_matrices_have_the_truth_in_rows_and_the_test_samples_first() -> None:
    texts = [text for text, _ in painted(TWO, ("no", "yes"))]
    first, second = (k for k, text in enumerate(texts) if text.endswith("predicted →"))
    assert texts[first].startswith("test: true ↓")
    assert texts[first + 1 : second] == ["no", "yes", "no", "3", "1", "yes", "2", "4"]
    assert texts[second + 1 :] == ["no", "yes", "no", "8", "2", "yes", "1", "9"]


def test_what_does_not_fit_is_left_out_and_the_test_samples_stay_longest() -> None:
    picture = MetricsPicture(TWO, ("no", "yes"), PRINT)
    width, height = picture.size
    for share, titles in ((1.0, 2), (0.7, 1), (0.3, 0)):
        words = painted(TWO, ("no", "yes"), width, share * height)
        assert sum(text.endswith("predicted →") for text, _ in words) == titles
        assert all(box.bottom() <= share * height + 1 for _, box in words)
    beside = painted(TWO, ("no", "yes"), 3 * width, 0.75 * height)
    assert sum(text.endswith("predicted →") for text, _ in beside) == 2


def test_many_classes_are_no_matrix() -> None:
    classes = tuple(map(str, range(13)))
    evaluation = Evaluation(confused(0.5, *np.eye(13, dtype=int).tolist()), None)
    texts = [text for text, _ in painted(evaluation, classes)]
    assert texts == ["training", "loss", "0.5", "accuracy", "100.0%"]


def test_quantities_have_their_share_of_the_variance() -> None:
    evaluation = Evaluation(Metrics(0.25, r_squared=0.75), Metrics(0.5))
    assert [text for text, _ in painted(evaluation, ())] == [
        *("training", "test", "loss", "0.25", "0.5", "R²", "0.75", ""),
    ]
    assert measures(evaluation.training) == {"loss": "0.25", "R²": "0.75"}
    assert evaluation_words(evaluation) == "loss 0.25, test 0.5 · R² 0.75"


def test_the_words_tell_both_parts_and_the_rule() -> None:
    picture = MetricsPicture(TWO, ("no", "yes"), LIGHT)
    assert picture.description == (
        "training: loss 0.25, accuracy 85.0%. test: loss 0.5, accuracy 70.0%. "
        "The class with the largest output counts; of equal ones, the first."
    )
    assert evaluation_words(TWO) == "loss 0.25, test 0.5 · accuracy 85.0%, test 70.0%"
    alone = MetricsPicture(replace_test(TWO), ("no", "yes"), LIGHT)
    assert "test" not in alone.description


def replace_test(evaluation: Evaluation) -> Evaluation:
    return evaluation._replace(test=None)


def test_classes_that_were_typed_in_are_named_by_their_targets() -> None:
    project = replace(sample("xor-2-4-1"), data=Table(((0.0, 1.0), (1.0, 1.0)), ((1.0,), (0.0,))))
    picture = metrics_picture(session_at(project, 0).moment, LIGHT)
    assert picture.classes == ("y1 = 0", "y1 = 1")
    named = metrics_picture(session_at(sample("iris-4-8-3"), 0).moment, LIGHT)
    assert named.classes == ("setosa", "versicolor", "virginica")


@pytest.mark.parametrize("style", [LIGHT, DARK], ids=lambda style: style.name)
def test_the_figure_is_plot_and_metrics_side_by_side(style) -> None:
    project = edits.set_split(sample("xor-2-4-1"), Split(0.5)).project
    figure = data_figure(session_at(project, 3).moment, style)
    width, height = figure.size
    assert width > figure.plot.size[0] + figure.metrics.size[0]
    assert height >= figure.plot.size[1]
    assert figure.description.startswith(figure.plot.description)
    assert not rasterise(figure, round(width), round(height), ExportOptions(dpi=72)).isNull()
