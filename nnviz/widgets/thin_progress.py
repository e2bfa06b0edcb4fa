"""A quiet bar below a picture that is still being computed."""

from __future__ import annotations

from PySide6.QtWidgets import QProgressBar

_STEPS = 1000


class ThinProgress(QProgressBar):
    """Shows a share; hidden while nothing is computed."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setTextVisible(False)
        self.setFixedHeight(4)
        self.setRange(0, _STEPS)
        self.hide()

    def show_share(self, share: float | None) -> None:
        """Show how much is done; None hides the bar."""
        self.setValue(round(_STEPS * (share or 0.0)))
        self.setVisible(share is not None)
