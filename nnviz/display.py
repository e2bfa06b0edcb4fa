"""Whether there is a screen, before Qt is asked for one."""

from __future__ import annotations

import os
import sys


def has_display() -> bool:
    """Tell whether Qt will find a screen; where it finds none, it ends the process."""
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return not sys.platform.startswith("linux") or any(os.environ.get(name) for name in names)
