"""Why a command cannot do what it was asked for."""


class CommandError(Exception):
    """One line for the user."""
