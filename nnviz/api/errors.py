"""What goes wrong in a script."""


class Error(Exception):
    """What cannot be done, and why, in one line."""
