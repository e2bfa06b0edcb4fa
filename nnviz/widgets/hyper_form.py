"""A form for a member of a family: which one, and its hyperparameters.

It is made from the declarations alone; a class that is written while the program runs turns up by itself.
"""

from __future__ import annotations

from typing import Any, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.hyper import HyperError
from core.registry import Declared, Member
from nnviz.widgets.hyper_rows import HyperRows
from nnviz.widgets.quiet import QuietCombo

M = TypeVar("M", bound=Member)


class FamilyCombo(QuietCombo):
    """The labels of a family's members; asks the family again whenever it is opened or shown.

    Signals
    -------
    chosen : str
        The user chose the member with this key.
    """

    chosen = Signal(str)

    def __init__(self, family: type[Member], name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(name or family.family, parent)
        self._family = family
        self.refresh()
        self.activated.connect(self._activated)

    @property
    def key(self) -> str:
        """The key of the member that is shown."""
        return str(self.currentData())

    def set_key(self, key: str) -> None:
        """Show the member with this key."""
        if self.findData(key) < 0:
            self.refresh()
        self.setCurrentIndex(self.findData(key))

    def refresh(self) -> None:
        """Offer what the family holds now."""
        offered = [(member.label, key) for key, member in self._family.members().items()]
        if offered == [(self.itemText(i), self.itemData(i)) for i in range(self.count())]:
            return
        shown = self.currentData()
        self.clear()
        for label, key in offered:
            self.addItem(label, key)
        self.setCurrentIndex(self.findData(shown))

    def showPopup(self) -> None:
        self.refresh()
        super().showPopup()

    def showEvent(self, event: QShowEvent) -> None:
        self.refresh()
        super().showEvent(event)

    def _activated(self, index: int) -> None:
        self.chosen.emit(self.itemData(index))


class HyperForm(QWidget):
    """A combo box of a family's members above the hyperparameters of the chosen one.

    Signals
    -------
    edited : Member, str
        The member that the user made; edits with the same, non-empty key are one gesture.
    """

    edited = Signal(object, str)

    def __init__(self, family: type[Member], name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._family = family
        self.combo = FamilyCombo(family, name)
        self.rows = HyperRows()
        self.combo.chosen.connect(self._choose)
        self.rows.edited.connect(self.edited)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.combo)
        layout.addWidget(self.rows)

    def value(self) -> Member | None:
        """Return what is shown."""
        member = self.rows.member
        return member if isinstance(member, Member) else None

    def set_value(self, member: Member) -> None:
        """Show a member."""
        self.combo.set_key(member.key)
        self.combo.setToolTip((type(member).__doc__ or "").partition("\n")[0])
        self.rows.set_member(member)

    def _choose(self, key: str) -> None:
        former = self.value()
        if former is not None and former.key == key:
            return
        member = new_member(self._family, key, former)
        self.set_value(member)
        self.edited.emit(member, "")


def new_member(family: type[M], key: str, former: Declared | None) -> M:
    """Return a member with its defaults and with the words (framework, reduction) that the former one used.

    Numbers are not taken over: a good learning rate for one rule is a bad one for another.
    """
    member = family.find(key)
    words: dict[str, Any] = {}
    for hyper in member.hypers() if former else ():
        value = getattr(former, hyper.name, None)
        if isinstance(value, (str, bool)):
            try:
                words[hyper.name] = hyper.parse(value)
            except HyperError:
                continue
    return member.from_values(words)
