"""The tree of branches: what every edit in the past has left, to open, name, compare and put away."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QSignalBlocker,
    QSize,
    Qt,
    Slot,
)
from PySide6.QtGui import QHideEvent, QIcon, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLabel,
    QLineEdit,
    QMenu,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from core.number_format import format_number
from nnviz.branches import Branch, Branches
from nnviz.figures.loss_plot import branch_look
from nnviz.segments import Segment
from nnviz.theme import Theme
from nnviz.widgets.symbol_icon import line_icon

_SEGMENT = Qt.ItemDataRole.UserRole
_CHECKED = Qt.CheckState.Checked
_INDENTATION = 14
_ROW = 42  # pixels, for two lines
_EDITOR = 26
_Index = QModelIndex | QPersistentModelIndex


class BranchesPanel(QWidget):
    """One row for every branch; a tick draws its loss beside the present one's.

    Attributes
    ----------
    items : list of QTreeWidgetItem
        The rows, from the top.
    """

    def __init__(self, branches: Branches, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = self.tr("Branches")
        self._branches = branches
        self._theme = theme
        self._shown: list[tuple[object, ...]] = []
        self.items: list[QTreeWidgetItem] = []
        self.tree = _Tree(self)
        self.tree.setAccessibleName(self.title)
        self.tree.itemActivated.connect(self._open)
        self.tree.itemChanged.connect(self._changed)
        # What is typed is taken while the row is still being edited, when nothing may be built anew.
        self.tree.itemDelegate().closeEditor.connect(self._refresh, Qt.ConnectionType.QueuedConnection)
        self.tree.customContextMenuRequested.connect(self._show_menu)
        self.hint = QLabel(
            self.tr(
                "Edit something in the past, and what came after it stays here: to open, to name, to compare."
            )
        )
        self.hint.setWordWrap(True)
        self.hint.setProperty("muted", True)
        self.hint.setContentsMargins(12, 4, 12, 8)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.tree, 1)
        layout.addWidget(self.hint)
        branches.changed.connect(self._refresh)
        theme.style_changed.connect(self._restyle)
        self._refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._branches.look(True)
        self._refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._branches.look(False)

    def stop(self) -> None:
        """End what runs in the background."""
        self._branches.stop()

    def chosen(self) -> Segment | None:
        """Return the branch whose row is in use."""
        item = self.tree.currentItem()
        return item.data(0, _SEGMENT) if item is not None else None

    def open_chosen(self) -> None:
        """Go to the chosen branch."""
        segment = self.chosen()
        if segment is not None:
            self._branches.open(segment)

    def rename_chosen(self) -> None:
        """Type another name for the chosen branch, in its row."""
        if self.tree.currentItem() is not None:
            self.tree.editItem(self.tree.currentItem(), 0)

    def rename(self, segment: Segment, name: str) -> None:
        """Call a branch something else."""
        self._branches.rename(segment, name)

    def remove_chosen(self) -> None:
        """Put the chosen branch away."""
        segment = self.chosen()
        if segment is not None:
            self._branches.remove(segment)

    @Slot(QTreeWidgetItem, int)
    def _open(self, item: QTreeWidgetItem, _column: int) -> None:
        self._branches.open(item.data(0, _SEGMENT))

    @Slot(QTreeWidgetItem, int)
    def _changed(self, item: QTreeWidgetItem, _column: int) -> None:
        segment: Segment = item.data(0, _SEGMENT)
        compared = item.checkState(0) == _CHECKED
        if compared != segment.compared:
            self._branches.compare(segment, compared)

    @Slot(QPoint)
    def _show_menu(self, place: QPoint) -> None:
        item = self.tree.itemAt(place)
        if item is not None:
            self.tree.setCurrentItem(item)
            self.menu().exec(self.tree.viewport().mapToGlobal(place))

    def menu(self) -> QMenu:
        """Return what can be done with the chosen branch."""
        menu = QMenu(self)
        segment = self.chosen()
        current = any(row.is_current for row in self._branches.rows() if row.segment is segment)
        menu.addAction(self.tr("Open"), self.open_chosen).setDisabled(current)
        menu.addAction(self.tr("Rename…"), self.rename_chosen)
        menu.addAction(self.tr("Delete"), self.remove_chosen).setDisabled(current)
        return menu

    @Slot()
    def _restyle(self) -> None:
        self._shown = []
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        """Show the tree anew if it has other rows, else only what has changed in them."""
        if not self.isVisible() or self.tree.state() == QAbstractItemView.State.EditingState:
            return
        rows = self._branches.rows()
        wanted: list[tuple[object, ...]] = [
            (row.segment, row.depth, row.name, row.is_current) for row in rows
        ]
        with QSignalBlocker(self.tree):
            if wanted != self._shown:
                self._build(rows)
                self._shown = wanted
            for row, item in zip(rows, self.items, strict=True):
                item.setText(0, f"{row.name}\n{self._numbers(row)}")
                if not row.is_current:
                    item.setCheckState(0, _CHECKED if row.segment.compared else Qt.CheckState.Unchecked)
        self.hint.setVisible(len(rows) < 2)

    def _build(self, rows: list[Branch]) -> None:
        chosen = self.chosen()
        self.tree.clear()
        self.items = []
        path: list[QTreeWidgetItem] = []
        for row in rows:
            del path[row.depth :]
            item = QTreeWidgetItem(path[-1] if path else self.tree)
            path.append(item)
            self.items.append(item)
            self._fill(item, row)
            if row.segment is chosen or (chosen is None and row.is_current):
                self.tree.setCurrentItem(item)
        self.tree.expandAll()

    def _fill(self, item: QTreeWidgetItem, row: Branch) -> None:
        item.setData(0, _SEGMENT, row.segment)
        item.setIcon(0, self._icon(row))
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
        tip = self.tr("%s\nDouble-click or Return opens it, Space compares it, F2 renames it") % row.name
        if row.is_current:
            tip = self.tr("%s\nThe branch on the screen; F2 renames it") % row.name
            font = item.font(0)
            font.setBold(True)
            item.setFont(0, font)
        item.setToolTip(0, tip)

    def _numbers(self, row: Branch) -> str:
        if not row.updates:
            return self.tr("from %d, no update done yet") % row.start
        if row.loss is None:
            done, last = row.updates - row.missing, row.start + row.updates - 1
            return self.tr("updates %d–%d: %d redone") % (row.start, last, done)
        loss = format_number(row.loss, self._theme.style.digits)
        return self.tr("updates %d–%d, loss %s") % (row.start, row.start + row.updates - 1, loss)

    def _icon(self, row: Branch) -> QIcon:
        style = self._theme.style
        if row.is_current:
            return line_icon(style.accent, ())
        look = branch_look(row.segment.number, style)
        return line_icon(look.colour, look.dash)


class _Tree(QTreeWidget):
    """The rows; Delete puts the chosen one away."""

    def __init__(self, panel: BranchesPanel) -> None:
        super().__init__()
        self._panel = panel
        self.setIndentation(_INDENTATION)
        self.setIconSize(QSize(24, 16))
        self.setRootIsDecorated(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setUniformRowHeights(True)
        self.setHeaderHidden(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(_Delegate(panel))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._panel.remove_chosen()
        else:
            super().keyPressEvent(event)


class _Delegate(QStyledItemDelegate):
    """Rows of two lines, of which the first, the name, is edited."""

    def __init__(self, panel: BranchesPanel) -> None:
        super().__init__(panel)
        self._panel = panel

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(super().sizeHint(option, index).width(), _ROW)

    def setEditorData(self, editor: QWidget, index: _Index) -> None:
        assert isinstance(editor, QLineEdit)
        editor.setText(index.data(_SEGMENT).name)
        editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: _Index) -> None:
        assert isinstance(editor, QLineEdit)
        self._panel.rename(index.data(_SEGMENT), editor.text())

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: _Index) -> None:
        super().updateEditorGeometry(editor, option, index)
        editor.resize(editor.width(), _EDITOR)
