"""The moves and their keys: the menu, the sheet of shortcuts and the docs read this one table."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt


@dataclass(frozen=True)
class Move:
    """A move of the debugger.

    Attributes
    ----------
    text : str
        As the menu names it.
    method : str
        The workspace's method.
    keys : tuple of str
    """

    text: str
    method: str
    keys: tuple[str, ...] = ()


MOVES: tuple[Move | None, ...] = (
    Move("Over: to the end of this block, or of the next", "over", ("F10",)),
    Move("Into: by the next finer grain", "into", ("F11",)),
    Move("Out: by the next coarser grain", "out", ("Shift+F11",)),
    Move("To the end of the update", "to_end"),
    Move("Continue until a breakpoint hits", "run_on", ("F5",)),
    Move("Run to the chosen node or edge", "to_selected", ("F4",)),
    None,
    Move("Back over", "back_over", ("Ctrl+F10",)),
    Move("Back into", "back_into", ("Ctrl+F11",)),
    Move("Back out", "back_out", ("Ctrl+Shift+F11",)),
    Move("Back to the start of the update", "to_start"),
    Move("Back until a breakpoint hits", "run_back", ("Ctrl+F5",)),
    Move("Back to the chosen node or edge", "back_to_selected", ("Shift+F4",)),
    None,
    Move("Breakpoint at the chosen node or edge, or at this step", "toggle_breakpoint", ("F9",)),
    Move("Play or pause", "play"),
    Move("Play back or pause", "play_back", ("Shift+Space",)),
)

PLAIN_KEYS = {
    Qt.Key.Key_Space: "play",
    Qt.Key.Key_Right: "over",
    Qt.Key.Key_Left: "back_over",
    Qt.Key.Key_Home: "to_start",
    Qt.Key.Key_End: "to_end",
}
PLAIN_KEY_WORDS = (
    ("Space", "Play or pause"),
    ("Right", "Step on"),
    ("Left", "Step back"),
    ("Home", "To the start"),
    ("End", "To the end"),
)
OTHER_KEYS = (
    ("Ctrl+R", "Run training, or stop it"),
    ("Ctrl+U", "Train one update"),
    ("Ctrl+Shift+U", "Train one epoch"),
    ("Ctrl+Z", "Undo"),
    ("Ctrl+Shift+Z", "Redo"),
    ("Ctrl+O", "Open a project"),
    ("Ctrl+S", "Save"),
    ("Ctrl+K", "Check every gradient, or take the check away"),
    ("Ctrl+L", "Open the lessons, or leave them"),
    ("Ctrl+I", "Import a CSV file"),
    ("Ctrl+E", "Export the figure of the panel in use"),
    ("Ctrl+Shift+E", "Export a film of the panel in use"),
    ("Ctrl+Shift+C", "Copy the figure of the panel in use"),
    ("Ctrl+Alt+E", "Export the network as code, or its weights"),
    ("Ctrl+F", "Find a step, where the list of steps is shown"),
    ("F3, Shift+F3", "The next step that was found, the former one"),
    ("Ctrl+1 to Ctrl+4", "Change the workspace"),
    ("F12", "Present the chosen panels on the full screen"),
    ("F1", "This sheet"),
)
PRESENTING_KEYS = (
    ("Page Down, Page Up", "Step on, step back (also a presenter's remote)"),
    ("+, −", "Larger or smaller letters and lines"),
    ("P", "Pen: write over the panels, or put it away"),
    ("1 to 5", "Pen in another colour"),
    ("L", "Pointer, or put it away"),
    ("C", "Wipe what is written at this step"),
    ("B, .", "Black screen, or back"),
    ("T", "Start the clock, or take it away"),
    ("Esc", "End the presentation"),
)
