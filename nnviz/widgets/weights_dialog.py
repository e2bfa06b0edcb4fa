"""Weights from elsewhere: what was read, seen before it takes the place of the network."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from core.activations.base import Activation
from nnviz.importers.errors import ArraysError
from nnviz.importers.layers import ReadNetwork
from nnviz.importers.weights import SUFFIXES, read_pasted_weights, read_weights
from nnviz.widgets.notice import Notice
from nnviz.widgets.quiet import QuietCombo

_SIZE, _COMBO_WIDTH = (620, 440), 150
_HINT = (
    "Weights and biases of a chain of dense layers: safetensors (a state dict of PyTorch), npz, ONNX, JSON, "
    "CSV; or paste nested lists, [[W1, b1], [W2, b2]]. Their shapes decide the network."
)


class WeightsDialog(QDialog):
    """Reads a file or the clipboard, shows the layers, and asks for activations that were not named.

    Parameters
    ----------
    take : callable
        Puts the network in the place of the present one; returns why it cannot be done, else nothing.
    usual : tuple of Activation
        Of hidden layers and of the output layer, where the file names none.
    folder : str
        Where files are looked for.
    """

    def __init__(
        self,
        take: Callable[[ReadNetwork], str],
        usual: tuple[Activation, Activation],
        folder: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Import weights"))
        self._take, self._folder = take, folder
        self.network: ReadNetwork | None = None
        self.open_button = QPushButton(self.tr("Open file…"))
        self.open_button.clicked.connect(self.choose_file)
        self.paste_button = QPushButton(self.tr("Paste"))
        self.paste_button.setToolTip(self.tr("Read the text on the clipboard"))
        self.paste_button.clicked.connect(self.paste)
        self.source = QLabel()
        self.source.setProperty("muted", True)
        self.layers = QTableWidget(0, 4)
        self.layers.setAccessibleName(self.tr("Layers that were read"))
        self.layers.setHorizontalHeaderLabels(
            [self.tr("Layer"), self.tr("Inputs"), self.tr("Units"), self.tr("Activation")]
        )
        self.layers.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.layers.verticalHeader().hide()
        self.layers.setStyleSheet("QTableView::item { padding: 0 6px; }")
        self.layers.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.hidden = self._combo(self.tr("Hidden layers"), usual[0])
        self.output = self._combo(self.tr("Output layer"), usual[1])
        self._usual = {self.hidden: usual[0], self.output: usual[1]}
        self.notes = QLabel()
        self.notes.setWordWrap(True)
        self.notes.setProperty("muted", True)
        self.error = Notice("error")
        buttons = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(buttons.Ok | buttons.Cancel)
        self.ok = self.buttons.button(buttons.Ok)
        self.ok.setText(self.tr("Import"))
        self.ok.setProperty("primary", True)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self._arrange()
        self._show(None, "")

    def accept(self) -> None:
        """Hand over the layers with the activations that are chosen; say why where that fails."""
        if self.network is None:
            return
        problem = self._take(self.chosen(self.network))
        self.error.say(problem)
        if not problem:
            super().accept()

    def chosen(self, network: ReadNetwork) -> ReadNetwork:
        """Return a network with the chosen activations where it names none."""
        layers = []
        for place, layer in enumerate(network.layers):
            combo = self.output if place == len(network.layers) - 1 else self.hidden
            layers.append(layer._replace(activation=layer.activation or self._activation(combo)))
        return replace(network, layers=tuple(layers))

    @Slot()
    def choose_file(self) -> None:
        """Ask for a file and read it."""
        patterns = " ".join(f"*{suffix}" for suffix in SUFFIXES)
        name, _ = QFileDialog.getOpenFileName(
            self, self.tr("Import weights"), self._folder, f"Weights ({patterns})"
        )
        if name:
            self.open_path(Path(name))

    def open_path(self, path: Path) -> None:
        """Read a file."""
        self._folder = str(path.parent)
        self._read(lambda: read_weights(path), path.name)

    @Slot()
    def paste(self) -> None:
        """Read the text on the clipboard."""
        text = QGuiApplication.clipboard().text()
        self._read(lambda: read_pasted_weights(text), self.tr("pasted"))

    # Inside

    def _combo(self, name: str, usual: Activation) -> QuietCombo:
        combo = QuietCombo(name)
        for key, member in Activation.members().items():
            combo.addItem(member.label, key)
        combo.setMinimumWidth(_COMBO_WIDTH)
        combo.setCurrentIndex(combo.findData(usual.key))
        combo.activated.connect(self._fill)
        return combo

    def _activation(self, combo: QuietCombo) -> Activation:
        usual, key = self._usual[combo], combo.currentData()
        return usual if usual.key == key else Activation.find(key)()

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        for button in (self.open_button, self.paste_button):
            button.setAutoDefault(False)
            head.addWidget(button)
        head.addWidget(self.source, 1)
        self._choices = QWidget()
        grid = QGridLayout(self._choices)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        self._hidden_label = QLabel(self.hidden.accessibleName())
        for column, label in enumerate((self._hidden_label, QLabel(self.output.accessibleName()))):
            combo = (self.hidden, self.output)[column]
            label.setBuddy(combo)
            grid.addWidget(label, 0, 2 * column)
            grid.addWidget(combo, 0, 2 * column + 1)
        grid.setColumnStretch(4, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addLayout(head)
        layout.addWidget(self.layers, 1)
        layout.addWidget(self._choices)
        layout.addWidget(self.notes)
        layout.addWidget(self.error)
        layout.addWidget(self.buttons)
        self.resize(*_SIZE)

    def _read(self, read: Callable[[], ReadNetwork], source: str) -> None:
        try:
            network, problem = read(), ""
        except ArraysError as error:
            network, problem = None, str(error)
        self._show(network, source)
        self.error.say(problem)

    def _show(self, network: ReadNetwork | None, source: str) -> None:
        self.network = network
        self.source.setText(source)
        unknown = [] if network is None else [layer.activation is None for layer in network.layers]
        self._choices.setVisible(any(unknown))
        for widget in (self._hidden_label, self.hidden):
            widget.setVisible(any(unknown[:-1]))
        self.notes.setText(self.tr(_HINT) if network is None else " ".join(network.notes))
        self.notes.setVisible(bool(self.notes.text()))
        self.ok.setEnabled(network is not None)
        self._fill()

    @Slot()
    def _fill(self) -> None:
        layers = () if self.network is None else self.chosen(self.network).layers
        self.layers.setRowCount(len(layers))
        for row, layer in enumerate(layers):
            assert layer.activation is not None
            slope = "" if layer.slope is None else self.tr(", slope %.4g") % layer.slope
            inputs, units = layer.weights.shape
            cells = (str(row + 1), str(inputs), str(units), f"{layer.activation.label}{slope}")
            for column, text in enumerate(cells):
                self.layers.setItem(row, column, QTableWidgetItem(text))
