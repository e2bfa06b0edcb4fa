"""The panel with the computation graph."""

from nnviz.panels.graph.panel import GraphPanel

__all__ = ["GraphPanel"]
