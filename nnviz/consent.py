"""Asks before a project is run that takes very much memory."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from nnviz.document import Document
from nnviz.project.size import memory_of, memory_words
from nnviz.widgets.question_bar import QuestionBar


class Consent(QObject):
    """Shows what the document waits with, and hands back the answer.

    Parameters
    ----------
    window : QWidget
        Where it is asked.
    """

    def __init__(self, window: QWidget, document: Document) -> None:
        super().__init__(window)
        self.bar = QuestionBar(window)
        self._document = document
        self.bar.answered.connect(self._answered)
        document.waiting_changed.connect(self._refresh)

    @Slot()
    def _refresh(self) -> None:
        waiting = self._document.waiting
        if waiting is None:
            self.bar.hide()
            return
        is_edit = waiting.text != ""
        self.bar.ask(memory_words(memory_of(waiting.project)), waiting.text if is_edit else self.tr("Open"))

    @Slot(bool)
    def _answered(self, yes: bool) -> None:
        if yes:
            self._document.agree()
        else:
            self._document.decline()
