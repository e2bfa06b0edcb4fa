"""Why training diverged, in full: the sentences, and how the numbers grew."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPushButton, QVBoxLayout, QWidget

from core.diagnosis import Diagnosis
from nnviz.figures.growth_plot import growth_plot
from nnviz.figures.style import Style
from nnviz.widgets.plot_view import PlotView

_SIZE = (560, 520)


class DiagnosisDialog(QDialog):
    """Lies beside the window's work and waits for nobody.

    Signals
    -------
    back_clicked(int)
        The end of this update is asked for: the last one whose numbers are finite.
    """

    back_clicked = Signal(int)

    def __init__(self, diagnosis: Diagnosis, style: Style, back_text: str, parent: QWidget | None = None):
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Why training diverged"))
        self.resize(*_SIZE)
        self._diagnosis = diagnosis
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(10)
        for sentence in diagnosis.sentences:
            column.addWidget(_paragraph(f"{sentence[:1].upper()}{sentence[1:]}"))
        self.view = PlotView(self.tr("How the numbers grew before training diverged"))
        column.addWidget(self.view, 1)
        self.back_button = QPushButton(back_text)
        self.back_button.clicked.connect(self._go_back)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.addButton(self.back_button, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.close)
        column.addWidget(buttons)
        self.show_style(style)

    @Slot(object)
    def show_style(self, style: Style) -> None:
        """Draw the plot in another style."""
        self.view.show_plot(growth_plot(self._diagnosis.growth, style), style)

    @Slot()
    def _go_back(self) -> None:
        self.back_clicked.emit(self._diagnosis.update - 1)
        self.close()


def _paragraph(text: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
