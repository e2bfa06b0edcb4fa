"""The dialog in which columns of a file become inputs and targets."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from core.datasets.csv_table import CsvTable
from core.datasets.csv_text import DECIMALS, DELIMITERS, ENCODINGS, CsvError, CsvForm, ParsedCsv, read_csv
from core.hyper import HyperError
from nnviz.widgets.csv_preview import IGNORED, INPUT, TARGET, CsvPreview
from nnviz.widgets.notice import Notice
from nnviz.widgets.phrases import counted, some_of
from nnviz.widgets.quiet import QuietCombo

_WORDS = {
    ";": "semicolon  ;",
    "\t": "tabulator",
    ",": "comma  ,",
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "cp1252": "Windows, Latin-1",
    "utf-16": "UTF-16",
}
_DECIMAL_WORDS = {".": "point  1.5", ",": "comma  1,5"}
_SCALINGS = {"none": "as they are", "standard": "to mean 0, deviation 1", "unit": "to the range 0 to 1"}


class CsvDialog(QDialog):
    """Shows the first rows of a table, how it was understood, and what each column is for.

    Signals
    -------
    table_made : CsvTable
        The user accepted the choice.
    """

    table_made = Signal(object)

    def __init__(self, content: bytes, source: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Data from %s") % source)
        self._content, self._source = content, source
        self._form = CsvForm()
        self._parsed: ParsedCsv | None = None
        self._table: CsvTable | None = None
        self._targets: tuple[str, ...] | None = None  # for which classes or quantities were guessed
        self.encoding = self._combo(self.tr("encoding"), {name: _WORDS[name] for name in ENCODINGS})
        self.delimiter = self._combo(self.tr("columns are parted by"), {s: _WORDS[s] for s in DELIMITERS})
        self.decimal = self._combo(self.tr("decimal sign"), {s: _DECIMAL_WORDS[s] for s in DECIMALS})
        self.header = QCheckBox(self.tr("the first line names the columns"))
        self.preview = CsvPreview()
        self.quantities = QRadioButton(self.tr("quantities (regression)"))
        self.classes = QRadioButton(self.tr("classes (one output each)"))
        self.scaling = QuietCombo(self.tr("Scaling of the inputs"))
        for key, text in _SCALINGS.items():
            self.scaling.addItem(text, key)
        self.summary = QLabel()
        self.summary.setWordWrap(True)
        self.summary.setProperty("muted", True)
        self.error = Notice("error")
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self.ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.ok.setProperty("primary", True)
        self._lay_out()
        self._connect()
        self._read()

    @property
    def table(self) -> CsvTable | None:
        """The data as it is chosen now; None while something is wrong."""
        return self._table

    def accept(self) -> None:
        if self._table is not None:
            self.table_made.emit(self._table)
            super().accept()

    def _combo(self, name: str, words: dict[str, str]) -> QuietCombo:
        combo = QuietCombo(name)
        for key, text in words.items():
            combo.addItem(text, key)
        return combo

    def _lay_out(self) -> None:
        form = QGridLayout()
        form.setHorizontalSpacing(8)
        for column, combo in enumerate((self.encoding, self.delimiter, self.decimal)):
            label = QLabel(combo.accessibleName())
            label.setProperty("muted", True)
            label.setBuddy(combo)
            form.addWidget(label, 0, column)
            form.addWidget(combo, 1, column)
        form.addWidget(self.header, 2, 0, 1, 3)
        targets = QHBoxLayout()
        targets.setSpacing(16)
        targets.addWidget(QLabel(self.tr("The targets are")))
        targets.addWidget(self.quantities)
        targets.addWidget(self.classes)
        targets.addStretch(1)
        scaling = QHBoxLayout()
        label = QLabel(self.tr("Scale the inputs"))
        label.setBuddy(self.scaling)
        scaling.addWidget(label)
        scaling.addWidget(self.scaling)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addLayout(form)
        layout.addWidget(self.preview, 1)
        layout.addLayout(targets)
        layout.addLayout(scaling)
        layout.addWidget(self.summary)
        layout.addWidget(self.error)
        layout.addWidget(self.buttons)
        self.resize(680, 540)

    def _connect(self) -> None:
        for combo in (self.encoding, self.delimiter, self.decimal):
            combo.activated.connect(self._form_chosen)
        self.header.clicked.connect(self._form_chosen)
        self.preview.roles_changed.connect(self._roles_changed)
        self.classes.clicked.connect(self._check)
        self.quantities.clicked.connect(self._check)
        self.scaling.activated.connect(self._check)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)

    @Slot()
    def _form_chosen(self) -> None:
        self._form = CsvForm(
            delimiter=self.delimiter.currentData(),
            decimal=self.decimal.currentData(),
            encoding=self.encoding.currentData(),
            header=self.header.isChecked(),
        )
        self._read()

    def _read(self) -> None:
        """Read the text anew, as it is understood now."""
        try:
            self._parsed = read_csv(self._content, self._source, self._form)
        except CsvError as error:
            self._parsed = None
            self.preview.clear()
            self._fail(str(error))
            return
        parsed = self._parsed
        self.encoding.setCurrentIndex(self.encoding.findData(parsed.encoding.removesuffix("-sig")))
        self.delimiter.setCurrentIndex(self.delimiter.findData(parsed.delimiter))
        self.decimal.setCurrentIndex(self.decimal.findData(parsed.decimal))
        self.header.setChecked(parsed.header)
        self.preview.show_table(parsed)
        self._targets = None
        self._roles_changed()

    @Slot()
    def _roles_changed(self) -> None:
        targets = self.preview.columns(TARGET)
        if targets != self._targets:
            self._targets = targets
            words = len(targets) == 1 and self.preview.has_words(targets[0])
            (self.classes if words else self.quantities).setChecked(True)
            self.classes.setEnabled(len(targets) == 1)
        self._check()

    @Slot()
    def _check(self) -> None:
        """Try the choice, and say what it gives or what is wrong with it."""
        if self._parsed is None:
            return
        inputs, targets = self.preview.columns(INPUT), self.preview.columns(TARGET)
        if not inputs or not targets:
            missing = self.tr("input") if not inputs else self.tr("target")
            self._fail(self.tr("Choose at least one column as %s.") % missing)
            return
        table = CsvTable(
            source=self._source,
            columns=self._parsed.columns,
            rows=self._parsed.rows,
            inputs=inputs,
            targets=targets,
            first_line=self._parsed.first_line,
            classes=self.classes.isChecked(),
            scaling=self.scaling.currentData(),
        )
        try:
            samples = table.make()
        except (CsvError, HyperError) as error:
            self._fail(str(error))
            return
        if table.classes and len(samples.classes) < 2:
            self._fail(self.tr("Column %r has only one class; there have to be two.") % targets[0])
            return
        self._table = table
        self.error.say("")
        self.ok.setEnabled(True)
        parts = [counted(len(samples), self.tr("sample")), counted(len(inputs), self.tr("input"))]
        if table.classes:
            number = len(samples.classes)
            parts.append(f"{number} {self.tr('classes')}: {some_of(samples.classes, 8)}")
        else:
            parts.append(counted(len(targets), self.tr("target")))
        self.summary.setText(", ".join(parts))

    def _fail(self, reason: str) -> None:
        self._table = None
        self.error.say(reason)
        self.summary.setText("")
        self.ok.setEnabled(False)


__all__ = ["IGNORED", "INPUT", "TARGET", "CsvDialog"]
