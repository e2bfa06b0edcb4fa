"""The section Data: where the samples come from."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QDialog, QFileDialog, QLabel, QPushButton, QWidget

from core.datasets.base import Dataset, Samples
from core.datasets.csv_table import CsvTable
from core.datasets.split import Split
from core.datasets.table import Table
from nnviz.panels.build.editing import BuildSection, Editing
from nnviz.panels.build.parts_folds import FeaturesFold, SplitFold
from nnviz.project import edits
from nnviz.project.model import Project
from nnviz.settings import Settings
from nnviz.widgets.hyper_form import FamilyCombo, new_member
from nnviz.widgets.hyper_rows import HyperRows
from nnviz.widgets.phrases import counted, some_of

CSV_FILTER = "Tables (*.csv *.tsv *.txt);;All files (*)"
LARGEST_CSV = 64 * 1024**2  # bytes; its rows are kept in the project
_MOST_TYPED = 200  # samples; more than that nobody edits by hand


class DataSection(BuildSection):
    """A data set with its hyperparameters, a table that is typed in, or a file."""

    def __init__(self, editing: Editing, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Data"), editing, parent)
        self._settings = settings
        self.dialog: QDialog | None = None
        self.combo = FamilyCombo(Dataset, self.tr("Data set"))
        self.combo.chosen.connect(self._chosen)
        self.rows = HyperRows()
        self.rows.edited.connect(self._edited)
        self.change = QPushButton()
        self.change.clicked.connect(self._change_clicked)
        self.summary = QLabel()
        self.summary.setWordWrap(True)
        self.summary.setProperty("muted", True)
        self.split = SplitFold(self.tr("Test samples"))
        self.split.edited.connect(self._split_edited)
        self.features = FeaturesFold(self.tr("Features"))
        self.features.edited.connect(self._features_edited)
        for widget in (self.combo, self.rows, self.change, self.summary, self.split, self.features):
            self.add(widget)

    def show_project(self, project: Project) -> None:
        data = project.data
        self.combo.set_key(data.key)
        self.rows.set_member(data)
        self.change.setVisible(isinstance(data, (Table, CsvTable)))
        self.change.setText(
            self.tr("Edit the table\N{HORIZONTAL ELLIPSIS}")
            if isinstance(data, Table)
            else self.tr("Choose a file\N{HORIZONTAL ELLIPSIS}")
        )
        self.summary.setText(_summary(project.samples, data))
        self.split.show_project(project)
        self.features.show_project(project)

    def import_csv(self, path: Path | None = None) -> None:
        """Show the dialog that imports a table; without a path ask for the file first."""
        if path is None:
            chosen, _ = QFileDialog.getOpenFileName(
                self, self.tr("Open a table"), self._settings.open_folder, CSV_FILTER
            )
            if not chosen:
                return
            path = Path(chosen)
            self._settings.open_folder = str(path.parent)
        try:
            content = _read(path)
        except OSError as error:
            self.error.say(f"{path.name}: {error.strerror or error}")
            return
        from nnviz.widgets.csv_dialog import CsvDialog  # not before it is wanted: it takes time to load

        dialog = CsvDialog(content, path.name, self)
        dialog.table_made.connect(self._table_made)
        self._open(dialog)

    def edit_table(self) -> None:
        """Show the dialog for typed samples; it begins with the present ones if they are few."""
        from nnviz.widgets.table_dialog import TableDialog

        dialog = TableDialog(_as_table(self._editing.project.original), self)
        dialog.table_made.connect(self._table_made)
        self._open(dialog)

    def _open(self, dialog: QDialog) -> None:
        self.error.say("")
        self.dialog = dialog
        dialog.finished.connect(self._dialog_finished)
        dialog.open()

    @Slot()
    def _dialog_finished(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None

    @Slot(str)
    def _chosen(self, key: str) -> None:
        data = self._editing.project.data
        self.combo.set_key(data.key)  # until there are samples, the old ones stay
        if key == Table.key:
            self.edit_table()
        elif key == CsvTable.key:
            self.import_csv()
        elif key != data.key:
            self._set_data(new_member(Dataset, key, data), "")

    @Slot()
    def _change_clicked(self) -> None:
        if isinstance(self._editing.project.data, Table):
            self.edit_table()
        else:
            self.import_csv()

    @Slot(object)
    def _table_made(self, data: Dataset) -> None:
        self._set_data(data, "")

    @Slot(object, str)
    def _edited(self, data: Dataset, merge: str) -> None:
        self._set_data(data, merge)

    @Slot(object, str)
    def _split_edited(self, split: Split, merge: str) -> None:
        text = self.tr("Change the test samples")
        self.edit(text, lambda project: edits.set_split(project, split), merge)

    @Slot(object)
    def _features_edited(self, features: tuple[str, ...]) -> None:
        self.edit(self.tr("Change the features"), lambda project: edits.set_features(project, features))

    def _set_data(self, data: Dataset, merge: str) -> None:
        self.edit(self.tr("Change the data"), lambda project: edits.set_data(project, data), merge)


def _read(path: Path) -> bytes:
    """Return the file's content; OSError if it cannot be read or is too large to be kept."""
    size = path.stat().st_size
    if size > LARGEST_CSV:
        raise OSError(
            0, f"{size / 1024**2:.0f} MB are too large; at most {LARGEST_CSV // 1024**2} are possible"
        )
    return path.read_bytes()


def _as_table(samples: Samples) -> Table:
    """Return the samples as a table, if there are few enough to be edited by hand."""
    if len(samples) > _MOST_TYPED:
        return Table()
    return Table(tuple(map(tuple, samples.inputs.tolist())), tuple(map(tuple, samples.targets.tolist())))


def _summary(samples: Samples, data: Dataset) -> str:
    parts = [counted(len(samples), "sample")]
    if isinstance(data, CsvTable):
        parts.append(f"from {data.source}")
    if samples.classes:
        parts.append(f"classes {some_of(samples.classes)}")
    else:
        parts.append(f"targets {some_of(samples.target_names)}")
    return " \N{MIDDLE DOT} ".join(parts)
