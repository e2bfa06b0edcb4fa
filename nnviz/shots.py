"""Pictures of the real window, drawn without a screen: for the docs and for looking at every change."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QEvent, QTemporaryDir
from PySide6.QtWidgets import QApplication

from nnviz.app import Parts, build, name_application
from nnviz.main_window import MainWindow
from nnviz.resources import resource
from nnviz.settings import Settings
from nnviz.theme import Choice, Theme

_TOPICS = {"functions": "activations", "layers": "layers", "softmax": "softmax", "losses": "losses"}
_SCENES = ("network", "training", "optimizers", "neuron", *_TOPICS)
_TRAINED = ("spiral-2-8-8-1.nnviz", 3000)
_TURNED = 420  # the step at which the perceptron's line has turned for the last time
_SETTLE_MS = 1500


def render(
    folder: Path, sizes: Iterable[tuple[int, int]], themes: Iterable[Choice], project: Path | None = None
) -> list[Path]:
    """Draw every workspace in every size and theme as ``SCENE-WIDTHxHEIGHT-THEME.png``.

    Raises
    ------
    OSError
        If the folder cannot be written.
    """
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        application = QApplication(sys.argv[:1])
    name_application()
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for theme in themes:
        for size in sizes:
            for scene in _SCENES:
                path = folder / f"{scene}-{size[0]}x{size[1]}-{theme}.png"
                dress = Theme(application, theme)
                _draw(scene, size, dress, project, path)
                dress.deleteLater()
                _delete_closed()
                written.append(path)
    application.processEvents()
    return written


def _draw(scene: str, size: tuple[int, int], theme: Theme, project: Path | None, path: Path) -> None:
    remembered = QTemporaryDir()
    settings = Settings(Path(remembered.filePath("settings.ini")))
    window = MainWindow(settings, theme)
    window.resize(*size)
    window.show()
    parts = build(window, settings, theme, str(project) if project else None)
    _set_scene(scene, parts, window)
    _settle()
    if not window.grab().save(str(path)):
        raise OSError(f"{path} cannot be written")
    parts.document.undo_stack.setClean()
    window.close()
    window.deleteLater()


def _set_scene(scene: str, parts: Parts, window: MainWindow) -> None:
    if scene == "optimizers":
        window.choose_workspace("optimizers")
    if scene == "neuron":
        window.choose_workspace("neuron")
        parts.neuron.plots.setCurrentWidget(parts.neuron.course)
        parts.neuron.neuron_session.go_to(_TURNED)
    if scene in _TOPICS:
        window.choose_workspace("functions")
        parts.functions.choose_topic(_TOPICS[scene])
    if scene == "training":
        name, updates = _TRAINED
        if parts.document.path is None:
            parts.files.open_sample(resource("samples") / name)
        parts.network.plots.setCurrentIndex(1)
        parts.session.train(updates)
        _wait_for(parts)


def _wait_for(parts: Parts) -> None:
    while parts.session.is_running:
        QApplication.processEvents()


def _delete_closed() -> None:
    """Delete what was closed: windows that stay would be dressed again for every next picture.

    Events of this kind wait for an event loop, and there is none.
    """
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def _settle(milliseconds: int = _SETTLE_MS) -> None:
    """Let the timers run that refine a picture after a moment of rest."""
    deadline = QDeadlineTimer(milliseconds)
    while not deadline.hasExpired():
        QApplication.processEvents()
