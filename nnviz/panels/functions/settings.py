"""What can be chosen beside the pictures: lists of members, single ones, and numbers."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from core.registry import Declared, Member
from nnviz.figures.functions_view import FunctionsView
from nnviz.figures.style import Style
from nnviz.functions_session import FunctionsSession
from nnviz.project.errors import ProjectError
from nnviz.theme import Theme
from nnviz.widgets.hyper_form import HyperForm
from nnviz.widgets.hyper_rows import HyperRows
from nnviz.widgets.member_list import MemberList
from nnviz.widgets.section import Section


class FunctionsSection(Section):
    """Shows a field of the FunctionsSpec and edits it."""

    def __init__(
        self, title: str, functions: FunctionsSession, field: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(title, parent)
        self._functions = functions
        self._field = field

    def show_view(self, view: FunctionsView, style: Style) -> None:
        """Show the field as it is now; signals no edit."""
        raise NotImplementedError

    def edit(self, text: str, value: Any, merge: str = "") -> None:
        """Change the field; what is refused is said here, and the widgets go back."""
        try:
            key = f"functions.{self._field}.{merge}" if merge else ""
            self._functions.edit(text, key, **{self._field: value})
            self.error.say("")
        except ProjectError as error:
            self.error.say(error.reason)
            self._functions.changed.emit()


class MembersSection(FunctionsSection):
    """Members that are shown over each other."""

    def __init__(
        self,
        title: str,
        functions: FunctionsSession,
        field: str,
        family: type[Member],
        *,
        curves: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, functions, field, parent)
        self.members = MemberList(family, title, curves=curves)
        self.members.edited.connect(self._edited)
        self.members.chosen.connect(self._chosen)
        self.add(self.members)

    def show_view(self, view: FunctionsView, style: Style) -> None:
        place = self._functions.place_of(self._field)
        self.members.show_members(getattr(view.spec, self._field), place, style)

    @Slot(object, str, str)
    def _edited(self, members: object, text: str, merge: str) -> None:
        self.edit(text, members, merge)

    @Slot(int)
    def _chosen(self, place: int) -> None:
        self._functions.choose(self._field, place)


class FormSection(FunctionsSection):
    """One member and its hyperparameters."""

    def __init__(
        self,
        title: str,
        functions: FunctionsSession,
        field: str,
        family: type[Member],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, functions, field, parent)
        self.form = HyperForm(family, title)
        self.form.edited.connect(self._edited)
        self.add(self.form)

    def show_view(self, view: FunctionsView, style: Style) -> None:
        self.form.set_value(getattr(view.spec, self._field))

    @Slot(object, str)
    def _edited(self, member: Member, merge: str) -> None:
        self.edit(self.tr("Choose %s") % member.label, member, merge)


class RowsSection(FunctionsSection):
    """Numbers that are declared together."""

    def __init__(
        self, title: str, functions: FunctionsSession, field: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(title, functions, field, parent)
        self.rows = HyperRows()
        self.rows.edited.connect(self._edited)
        self.add(self.rows)

    def show_view(self, view: FunctionsView, style: Style) -> None:
        self.rows.set_member(getattr(view.spec, self._field))

    @Slot(object, str)
    def _edited(self, numbers: Declared, merge: str) -> None:
        self.edit(self.tr("Change a number"), numbers, merge)


class SettingsColumn(QWidget):
    """Sections one below the other, scrolled where there is no room; they follow while they can be seen."""

    def __init__(
        self,
        functions: FunctionsSession,
        theme: Theme,
        sections: tuple[FunctionsSection, ...],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._functions = functions
        self._theme = theme
        self.sections = sections
        contents = QWidget()
        column = QVBoxLayout(contents)
        column.setContentsMargins(0, 4, 0, 8)
        column.setSpacing(0)
        for section in sections:
            column.addWidget(section)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidget(contents)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scroll)
        functions.changed.connect(self._refresh)
        theme.style_changed.connect(self._refresh)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        if self.isVisible():
            for section in self.sections:
                section.show_view(self._functions.view, self._theme.style)
