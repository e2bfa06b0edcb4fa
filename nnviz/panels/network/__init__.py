"""The panel with the drawing of the network."""

from nnviz.panels.network.panel import NetworkPanel

__all__ = ["NetworkPanel"]
