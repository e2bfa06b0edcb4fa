"""Where execution stops: breakpoints with their conditions."""

from nnviz.panels.breakpoints.panel import BreakpointsPanel

__all__ = ["BreakpointsPanel"]
