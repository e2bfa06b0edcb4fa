"""Why there is no such worksheet."""


class SheetError(ValueError):
    """One line for the user."""
