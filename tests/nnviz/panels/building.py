"""The panel Build for its tests: a project, and what a person does with the panel."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QSlider, QWidget

from core.activations.sigmoid import Sigmoid
from core.activations.tanh import Tanh
from core.datasets.xor import Xor
from core.initializers.glorot_uniform import GlorotUniform
from core.losses.bce import BinaryCrossEntropy
from core.network import Layer
from core.optimizers.sgd import SGD
from nnviz.document import Document
from nnviz.panels.build import BuildPanel
from nnviz.project.model import NetworkSpec, Project, TrainingSpec


def project() -> Project:
    layers = (Layer(4, Tanh()), Layer(1, Sigmoid()))
    network = NetworkSpec(2, layers, GlorotUniform())
    return Project(network, BinaryCrossEntropy(), SGD(learning_rate=0.5), Xor(), TrainingSpec(4))


def choose(combo: QComboBox, text: str) -> None:
    index = combo.findText(text)
    assert index >= 0, f"no {text!r} among {[combo.itemText(i) for i in range(combo.count())]}"
    combo.setCurrentIndex(index)
    combo.activated.emit(index)


def type_in(qtbot, edit: QLineEdit, text: str) -> None:
    edit.setFocus()
    edit.selectAll()
    qtbot.keyClicks(edit, text + "\r")


def click(qtbot, button: QAbstractButton) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton, pos=QPoint(8, button.height() // 2))


def shown(panel: BuildPanel) -> list[object]:
    """Return what all fields of the panel show."""
    values: list[object] = []
    for widget in panel.findChildren(QWidget):
        if widget.isHidden():
            continue
        if isinstance(widget, QLineEdit):
            values.append(widget.text())
        elif isinstance(widget, QComboBox):
            values.append(widget.currentText())
        elif isinstance(widget, QAbstractButton):
            values.append((widget.accessibleName(), widget.isChecked()))
        elif isinstance(widget, QSlider):
            values.append(widget.value())
    return values


def undo_and_redo(panel: BuildPanel, document: Document, before: Project, commands: int = 1) -> None:
    """Undo, look, redo, look: the document and every field go back and forth together."""
    QApplication.sendPostedEvents(None, 52)  # deferred deletes
    after, fields = document.project, shown(panel)
    assert after != before
    assert document.undo_stack.count() == commands
    document.undo_stack.undo()
    QApplication.sendPostedEvents(None, 52)
    assert document.project == before
    document.undo_stack.redo()
    QApplication.sendPostedEvents(None, 52)
    assert document.project == after
    assert shown(panel) == fields
