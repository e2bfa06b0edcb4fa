"""The panel in which a network is built: data, layers, loss, optimizer, training."""

from nnviz.panels.build.panel import BuildPanel

__all__ = ["BuildPanel"]
