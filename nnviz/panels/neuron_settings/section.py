"""What every section of the neuron's settings is."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from nnviz.neuron_session import NeuronSession
from nnviz.project.errors import ProjectError
from nnviz.project.neuron_spec import NeuronSpec
from nnviz.widgets.section import Section


class NeuronSection(Section):
    """Shows a part of the project's neuron and edits it."""

    def __init__(self, title: str, session: NeuronSession, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self._session = session

    def refresh(self) -> None:
        """Show the neuron as it is now; signals no edit."""
        raise NotImplementedError

    def edit(self, text: str, spec: NeuronSpec, merge: str = "") -> None:
        """Take another spec over; what is refused is said here, and the widgets go back.

        Parameters
        ----------
        text : str
            What the user did, for the Edit menu.
        merge : str
            Edits with the same, non-empty key are undone as one.
        """
        try:
            self._session.edit(text, spec, merge)
            self.error.say("")
        except ProjectError as error:
            self.error.say(error.reason)
            self.refresh()
