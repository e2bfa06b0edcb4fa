"""The data and what the network makes of it: a plane, a curve, or predictions, by the number of inputs."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QPoint, Qt, QTimer, Slot
from PySide6.QtGui import QAction, QPalette, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from core.arrays import Array
from core.datasets.base import Samples
from core.datasets.table import Table
from core.training import Point
from nnviz.document import Document
from nnviz.evaluation import evaluation_words, is_quick
from nnviz.figures.data_figure import data_figure, data_plot, metrics_picture
from nnviz.figures.data_plane import COARSE, FINE
from nnviz.figures.metrics_picture import MetricsPicture
from nnviz.figures.picture import Picture
from nnviz.figures.samples import output_unit, point_at, predict
from nnviz.figures.style import Style
from nnviz.figures.veiled_picture import VEILED, VeiledPicture
from nnviz.moment import Moment
from nnviz.panels.base import MomentPanel
from nnviz.project.errors import ProjectError
from nnviz.session import Session
from nnviz.theme import Theme
from nnviz.widgets.axis_choice import AxisChoice
from nnviz.widgets.class_choice import ClassChoice
from nnviz.widgets.metrics_view import MetricsView
from nnviz.widgets.muted_label import muted_label
from nnviz.widgets.notice import Notice
from nnviz.widgets.plot_view import PlotView

_REST = 150  # milliseconds without a move, after which the plane is drawn finely
_REACH = 10  # pixels around a sample that count as the sample
_MOST_ROWS = 5000  # of a table that one still wants to edit
_LOWEST_PLOT = 90  # pixels; it shares its height with the foot
_NARROWEST_PLOT = 380  # pixels; with less, the metrics are said in words below it


class DataPanel(MomentPanel):
    """Shows the samples; a click chooses one of the batch or, in a table, adds one."""

    name = "data"

    def __init__(
        self, document: Document, session: Session, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.title = self.tr("Data")
        self._document = document
        self._session = session
        self._theme = theme
        self._fine: Point | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST)
        self._rest.timeout.connect(self._refine)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.setAutoFillBackground(True)
        self.view = PlotView(self.tr("Data and predictions"))
        self.view.setToolTip(self.tr("Click on a sample to see its numbers, elsewhere to add one"))
        self.view.setMinimumHeight(_LOWEST_PLOT)
        self.view.clicked.connect(self._clicked)
        self.view.context_menu_requested.connect(self._show_menu)
        self.metrics = MetricsView()
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(self.view, 1)
        left.addWidget(self._make_foot())
        self._open = QWidget()
        row = QHBoxLayout(self._open)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(left, 1)
        row.addWidget(self.metrics)
        self.veil = muted_label(self.tr("Why the data are hidden"))
        self.veil.setText(VEILED)
        self.veil.setMargin(16)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._open, 1)
        layout.addWidget(self.veil, 1, Qt.AlignmentFlag.AlignTop)
        session.moved.connect(self._refresh)
        document.changed.connect(self._show_controls)
        theme.style_changed.connect(self._restyle)
        self._restyle()

    def picture_of(self, moment: Moment, style: Style) -> Picture:
        """Return what is shown as a picture, drawn finely."""
        if moment.is_veiled:
            return VeiledPicture(style)
        return data_figure(moment, style, self.axes.axes)

    def menu_actions(self) -> list[QAction]:
        """Offer to convert generated data."""
        convert = QAction(self.convert.text(), self)
        convert.setEnabled(self._can_convert())
        convert.triggered.connect(self._convert)
        return [convert]

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_metrics()

    # What is shown

    def _make_foot(self) -> QWidget:
        self.notice = Notice("note")
        self.words = QLabel()
        self.words.setProperty("muted", True)
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.axes = AxisChoice()
        self.axes.changed.connect(self._refresh)
        self.classes = ClassChoice(self.tr("New points:"))
        self.convert = QPushButton(self.tr("Convert to table"))
        self.convert.setToolTip(self.tr("Keep these samples as a table: then a click adds a point"))
        self.convert.setAccessibleName(self.convert.text())
        self.convert.clicked.connect(self._convert)
        self._foot = QWidget()
        row = QHBoxLayout(self._foot)
        row.setContentsMargins(12, 2, 12, 6)
        row.setSpacing(8)
        row.addWidget(self.notice, 1)
        row.addWidget(self.words, 1)
        row.addStretch(0)
        for widget in (self.axes, self.classes, self.convert):
            row.addWidget(widget)
        return self._foot

    def _say(self, message: str) -> None:
        """Say this, or nothing; the foot is there only while something is in it."""
        self.notice.say(message)
        self._place_metrics()

    def _place_metrics(self) -> None:
        """Show the metrics beside the plot, or where that leaves it no room, their words below it."""
        has_room = self.width() - self.metrics.sizeHint().width() >= _NARROWEST_PLOT
        self.metrics.setVisible(has_room)
        self.words.setVisible(not has_room and self.notice.isHidden())
        parts = (self.notice, self.words, self.axes, self.classes, self.convert)
        self._foot.setVisible(not all(part.isHidden() for part in parts))

    @property
    def _samples(self) -> Samples:
        """All samples, with the inputs that the data have."""
        return self._document.project.original

    @property
    def _inputs(self) -> int:
        return self._samples.inputs.shape[1]

    @Slot()
    def _refresh(self) -> None:
        if not self.isVisible():
            return
        moment, style = self._session.moment, self._theme.style
        self.veil.setVisible(moment.is_veiled)
        self._open.setVisible(not moment.is_veiled)
        if moment.is_veiled:
            return
        is_fine = point_at(moment) is self._fine
        plot = data_plot(moment, style, FINE if is_fine else COARSE, self.axes.axes)
        self.view.show_plot(plot, style)
        if is_fine or is_quick(moment.project):
            self._show_metrics(metrics_picture(moment, style))
        if not is_fine:
            self._rest.start()

    def _show_metrics(self, picture: MetricsPicture) -> None:
        self.metrics.show_metrics(picture)
        self.words.setText(evaluation_words(picture.evaluation, picture.style.digits))
        self.words.setToolTip(picture.description)
        self._place_metrics()

    @Slot()
    def _refine(self) -> None:
        self._fine = point_at(self._session.moment)
        self._refresh()

    @Slot()
    def _restyle(self) -> None:
        self._show_controls()
        self._refresh()

    @Slot()
    def _show_controls(self) -> None:
        samples, data = self._samples, self._document.project.data
        classes, in_plane = samples.class_count > 0, self._inputs <= 2
        self.axes.set_names(samples.input_names)
        self.axes.setVisible(not in_plane and classes)
        self.classes.set_samples(samples, self._theme.style)
        self.classes.setVisible(in_plane and classes and isinstance(data, Table))
        self.convert.hide()
        self._say("")

    def _can_convert(self) -> bool:
        project = self._document.project
        is_small = len(project.samples) <= _MOST_ROWS
        return self._inputs <= 2 and not isinstance(project.data, Table) and is_small

    # What a click does

    @Slot(float, float)
    def _clicked(self, x: float, y: float) -> None:
        row = self._sample_at(x, y)
        if row is not None:
            self._choose(row)
        elif self._inputs > 2:
            self._say("")
        elif isinstance(self._document.project.data, Table):
            self._add(x, y)
        elif self._can_convert():
            self.convert.show()
            self._say(self.tr("To add points with a click, first convert the data to a table."))
        else:
            self._say(self.tr("There are too many samples for a table: points cannot be added."))

    def _places(self) -> Array:
        """Return where every sample is drawn, shape ``(samples, 2)``."""
        moment, samples = self._session.moment, self._samples
        unit = output_unit(moment)
        if self._inputs == 1:
            return np.column_stack([samples.inputs[:, 0], samples.targets[:, 0]])
        if self._inputs == 2 or samples.class_count:
            return samples.inputs[:, (0, 1) if self._inputs == 2 else self.axes.axes]
        outputs = predict(moment.trace.task.network, point_at(moment), samples.inputs)
        return np.column_stack([samples.targets[:, unit], outputs[:, unit]])

    def _sample_at(self, x: float, y: float) -> int | None:
        """Return the sample nearest to a place, if it is near on the screen."""
        places = self._places()
        origin = self.view.place_of(x, y)
        scale = self.view.place_of(x + 1, y + 1) - origin
        distance = np.hypot((places[:, 0] - x) * scale.x(), (places[:, 1] - y) * scale.y())
        nearest = int(np.nanargmin(np.where(np.isfinite(distance), distance, np.inf)))
        return nearest if distance[nearest] <= _REACH else None

    def _choose(self, row: int) -> None:
        is_test = self._document.project.is_test
        if is_test[row]:
            self._say(self.tr("This sample is kept for testing: it is in no batch."))
            return
        number = int(np.count_nonzero(~is_test[:row]))
        rows = np.flatnonzero(self._session.moment.update.batch == number)
        if rows.size:
            self._session.select(sample=int(rows[0]))
            self._say("")
            return
        self._say(self.tr("Sample %d is not in the batch of this update.") % (number + 1))

    def _add(self, x: float, y: float) -> None:
        data, samples = self._document.project.data, self._samples
        assert isinstance(data, Table)
        x, y = self._rounded(x, y)
        inputs = (x,) if self._inputs == 1 else (x, y)
        if samples.class_count:
            target = self.classes.target
        elif self._inputs == 1 and samples.targets.shape[1] == 1:
            target = (y,)
        else:
            self._say(self.tr("These targets are quantities: add rows in the table under Build."))
            return
        self._edit(self.tr("Add point"), Table((*data.inputs, inputs), (*data.targets, target)))

    def _rounded(self, x: float, y: float) -> tuple[float, float]:
        """Return a place with no more decimals than a pixel tells apart."""
        here, there = self.view.place_of(x, y), self.view.place_of(x + 1, y + 1)
        pixels = abs(there.x() - here.x()), abs(there.y() - here.y())
        across, up = (max(0, math.ceil(math.log10(count))) for count in pixels)
        return round(x, across), round(y, up)

    @Slot()
    def _convert(self) -> None:
        samples = self._samples
        rows = (tuple(map(tuple, array.tolist())) for array in (samples.inputs, samples.targets))
        self._edit(self.tr("Convert to table"), Table(*rows))

    def _edit(self, text: str, data: Table) -> None:
        try:
            self._document.edit(text, replace(self._document.project, data=data))
        except ProjectError as error:
            self._say(error.reason)

    @Slot(QPoint)
    def _show_menu(self, place: QPoint) -> None:
        self.context_menu().exec(place)
