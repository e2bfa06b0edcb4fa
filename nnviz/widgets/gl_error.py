"""Why OpenGL cannot draw; without OpenGL, so that who does not use it loads none of it."""


class GlError(Exception):
    """There is no OpenGL that can be used: the message says why."""
