"""The script for students, saved from the window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from core.checking.situation import Situation
from core.trace import Trace
from nnviz.exporters.check_template import TooLargeError, check_template


def ask_where(parent: QWidget, folder: str, project: Path | None) -> Path | None:
    """Ask for the script's name; None if the user does not want to."""
    start = Path(folder) / f"{project.stem if project else 'network'}_backprop.py"
    title = parent.tr("Save the student's template")
    path, _ = QFileDialog.getSaveFileName(parent, title, str(start), "Python (*.py)")
    return Path(path) if path else None


def write_template(path: Path, trace: Trace, project: Path | None) -> str:
    """Write the script for an update; return why it could not be done, empty if it was."""
    try:
        at = Situation.of(trace.task, trace.update)
        script = check_template(at, project.name if project else "PROJECT.nnviz")
        path.write_text(script, encoding="utf-8")
    except (TooLargeError, OSError) as error:
        return f"{path.name}: {getattr(error, 'strerror', None) or error}"
    return ""
