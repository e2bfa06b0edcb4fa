"""Members of a family that are shown over each other: a list with their looks, and a form for one."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from core.registry import Member
from nnviz.figures.functions_view import member_look, member_name
from nnviz.figures.style import Style
from nnviz.widgets.hyper_form import HyperForm
from nnviz.widgets.icon_button import IconButton
from nnviz.widgets.symbol_icon import symbol_icon

_ROW = 26
_MOST_ROWS = 6  # more are scrolled

Members = tuple[Member, ...]


class MemberList(QWidget):
    """Shows members and lets the user add, remove, move and change them.

    Parameters
    ----------
    family : type of Member
        The menu that adds one asks it anew whenever it is opened.
    name : str
        What is listed.
    curves : bool
        Offer only what works unit by unit, and so has a curve.

    Signals
    -------
    edited(tuple of Member, str, str)
        The members that the user made, what was done in words, and the key of the gesture.
    chosen(int)
        The user looks at another one.
    """

    edited = Signal(object, str, str)
    chosen = Signal(int)

    def __init__(
        self, family: type[Member], name: str, *, curves: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._family, self._curves = family, curves
        self._members: Members = ()
        self.list = QListWidget()
        self.list.setAccessibleName(name)
        self.list.setIconSize(QSize(32, 16))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.currentRowChanged.connect(self._choose)
        self.menu = QMenu(self)
        self.menu.aboutToShow.connect(self.fill_menu)
        self.add = QPushButton(self.tr("Add"))
        self.add.setAccessibleName(self.tr("Add to %s") % name)
        self.add.setMenu(self.menu)
        self.up = IconButton("chevron-up", self.tr("Move the chosen one up"))
        self.down = IconButton("chevron-down", self.tr("Move the chosen one down"))
        self.remove = IconButton("trash-2", self.tr("Remove the chosen one"))
        self.up.clicked.connect(self._move_up)
        self.down.clicked.connect(self._move_down)
        self.remove.clicked.connect(self._remove)
        buttons = QHBoxLayout()
        buttons.setSpacing(2)
        buttons.addWidget(self.add)
        buttons.addStretch(1)
        for button in (self.up, self.down, self.remove):
            buttons.addWidget(button)
        self.form = HyperForm(family, self.tr("Chosen of %s") % name)
        self.form.edited.connect(self._change)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.list)
        layout.addLayout(buttons)
        layout.addWidget(self.form)

    def show_members(self, members: Members, place: int, style: Style) -> None:
        """Show the members, and the form of one; signals nothing."""
        self._members = members
        with QSignalBlocker(self.list):
            while self.list.count() > len(members):
                self.list.takeItem(self.list.count() - 1)
            while self.list.count() < len(members):
                self.list.addItem(QListWidgetItem())
            for position, member in enumerate(members):
                look, item = member_look(position, style), self.list.item(position)
                item.setIcon(symbol_icon(look.colour, look.symbol, look.dash))
                item.setText(member_name(member))
                item.setToolTip(_about(member))
                item.setSizeHint(QSize(0, _ROW))
            self.list.setCurrentRow(min(place, len(members) - 1))
        self.list.setFixedHeight(max(1, min(len(members), _MOST_ROWS)) * _ROW + 6)
        self._show_form()

    @Slot()
    def fill_menu(self) -> None:
        """Offer every member of the family, and all of them at once."""
        self.menu.clear()
        offered = [kind for kind in self._family.members().values() if self._has_curve(kind)]
        for kind in offered:
            action = self.menu.addAction(kind.label)
            action.triggered.connect(partial(self._add, kind))
        self.menu.addSeparator()
        self.menu.addAction(self.tr("All of them"), partial(self._add_all, offered))

    def _has_curve(self, kind: type[Member]) -> bool:
        return not self._curves or bool(getattr(kind, "elementwise", True))

    def _show_form(self) -> None:
        row = self.list.currentRow()
        is_chosen = 0 <= row < len(self._members)
        self.form.setVisible(is_chosen)
        self.remove.setEnabled(is_chosen)
        self.up.setEnabled(is_chosen and row > 0)
        self.down.setEnabled(is_chosen and row < len(self._members) - 1)
        if is_chosen:
            self.form.set_value(self._members[row])

    # What the user does

    @Slot(int)
    def _choose(self, row: int) -> None:
        self._show_form()
        if row >= 0:
            self.chosen.emit(row)

    def _add(self, kind: type[Member], *_: Any) -> None:
        before = len(self._members)
        self.edited.emit((*self._members, kind()), self.tr("Add %s") % kind.label, "")
        if len(self._members) > before:
            self.list.setCurrentRow(before)

    def _add_all(self, offered: list[type[Member]]) -> None:
        """Show every member, those that are shown already as they are."""
        shown = {type(member) for member in self._members}
        others = [kind() for kind in offered if kind not in shown]
        self.edited.emit((*self._members, *others), self.tr("Show all"), "")

    @Slot()
    def _remove(self) -> None:
        row = self.list.currentRow()
        left = (*self._members[:row], *self._members[row + 1 :])
        self.edited.emit(left, self.tr("Remove %s") % self._members[row].label, "")

    @Slot()
    def _move_up(self) -> None:
        self._move(-1)

    @Slot()
    def _move_down(self) -> None:
        self._move(1)

    def _move(self, by: int) -> None:
        row, members = self.list.currentRow(), list(self._members)
        members.insert(row + by, members.pop(row))
        self.edited.emit(tuple(members), self.tr("Move %s") % members[row + by].label, "")
        self.list.setCurrentRow(row + by)

    @Slot(object, str)
    def _change(self, member: Member, merge: str) -> None:
        row = self.list.currentRow()
        members = (*self._members[:row], member, *self._members[row + 1 :])
        self.edited.emit(members, self.tr("Change %s") % member.label, f"{row}.{merge}" if merge else "")


def _about(member: Member) -> str:
    """Return what a member is and where it comes from; its name may be too long for the list."""
    what = (type(member).__doc__ or "").partition("\n")[0]
    return f"{member_name(member)}\n{what}\n{member.reference}"
