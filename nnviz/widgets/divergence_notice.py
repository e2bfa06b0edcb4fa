"""Says beside the controls that training diverged and why, and offers the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QPushButton, QWidget

from nnviz.figures.style import Style
from nnviz.widgets.notice import Notice

if TYPE_CHECKING:
    from core.diagnosis import Diagnosis
    from nnviz.widgets.diagnosis_dialog import DiagnosisDialog

_ROOMY = 560  # pixels


class DivergenceNotice(QWidget):
    """Hidden while there is nothing to say.

    Signals
    -------
    back_clicked(int)
        The end of this update is asked for: the last one whose numbers are finite.

    Attributes
    ----------
    dialog : DiagnosisDialog or None
        The whole diagnosis, while it is open.
    """

    back_clicked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._diagnosis: Diagnosis | None = None
        self._style: Style | None = None
        self.dialog: DiagnosisDialog | None = None
        self.notice = Notice("error")
        self.back_button = QPushButton()
        self.back_button.clicked.connect(self._go_back)
        self.details_button = QPushButton(self.tr("Details…"))
        self.details_button.setToolTip(self.tr("What led up to it, and how the numbers grew"))
        self.details_button.clicked.connect(self._open)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.back_button)
        buttons.addWidget(self.details_button)
        buttons.addStretch(1)
        self._parts = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._parts.setContentsMargins(0, 0, 0, 0)
        self._parts.setSpacing(6)
        self._parts.addWidget(self.notice, 1)
        self._parts.addLayout(buttons)
        self.hide()

    @property
    def message(self) -> str:
        """What is said."""
        return self.notice.message

    def say(self, diagnosis: Diagnosis) -> None:
        """Tell of a divergence."""
        self._diagnosis = diagnosis
        back = self.tr("Step back to update %d") % (diagnosis.update - 1)
        self.back_button.setText(back if diagnosis.growth.updates.size else self.tr("Step back to the start"))
        self.back_button.setToolTip(self.tr("Go to the last update whose numbers are all finite"))
        self.show()
        self._say_what_fits()

    def hush(self) -> None:
        """Say nothing any more; the details that are open stay."""
        self._diagnosis = None
        self.notice.say("")
        self.hide()

    def set_style(self, style: Style) -> None:
        """Draw in another style from now on."""
        self._style = style
        if self.dialog is not None:
            self.dialog.show_style(style)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._say_what_fits()

    def _say_what_fits(self) -> None:
        """Say what happened and why or, beside the buttons in a narrow window, that it did."""
        found = self._diagnosis
        if found is None:
            return
        place = found.update, found.place.step
        words = self.tr("Training diverged at update %d, step %d: ") % place
        words = f"{words}{found.calculation.how}. {found.rate_in_short}".rstrip()
        if self.width() >= _ROOMY:
            self._parts.setDirection(QBoxLayout.Direction.TopToBottom)
            self.notice.say(words)
        else:
            self._parts.setDirection(QBoxLayout.Direction.LeftToRight)
            self.notice.say(self.tr("Training diverged at update %d, step %d") % place)
        self.notice.setToolTip(words)

    @Slot()
    def _go_back(self) -> None:
        if self._diagnosis is not None:
            self.back_clicked.emit(self._diagnosis.update - 1)

    @Slot()
    def _open(self) -> None:
        if self._diagnosis is None or self._style is None:
            return
        if self.dialog is not None:
            self.dialog.close()
        from nnviz.widgets.diagnosis_dialog import DiagnosisDialog  # most training goes well

        self.dialog = DiagnosisDialog(self._diagnosis, self._style, self.back_button.text(), self.window())
        self.dialog.back_clicked.connect(self.back_clicked)
        self.dialog.destroyed.connect(self._closed)
        self.dialog.show()

    @Slot()
    def _closed(self) -> None:
        self.dialog = None
