"""A member of a family that is seldom changed, behind one line."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QWidget

from core.registry import Member
from nnviz.widgets.fold import Fold
from nnviz.widgets.hyper_form import HyperForm


class MemberFold(Fold):
    """Its form, and the sentence on the convention that is in use.

    Signals
    -------
    edited : Member, str
        The member that the user made, and the gesture.
    """

    edited = Signal(object, str)

    def __init__(self, family: type[Member], title: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self.form = HyperForm(family, title)
        self.form.edited.connect(self.edited)
        self.convention = quiet_words()
        self.add(self.form)
        self.add(self.convention)

    def show_member(self, member: Any) -> None:
        """Show a member, which has a `convention`."""
        self.form.set_value(member)
        self.say(within(member.label))
        say_quietly(self.convention, member.convention)


def within(label: str) -> str:
    """Return a label as it is written within a sentence: ``By norm`` as ``by norm``, ``L2`` as it is."""
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


def quiet_words() -> QLabel:
    """Return a label for a sentence that explains."""
    label = QLabel()
    label.setProperty("muted", True)
    label.setWordWrap(True)
    return label


def say_quietly(label: QLabel, words: str) -> None:
    """Say this; a convention that is not said is hidden."""
    label.setText(words)
    label.setVisible(bool(words))
