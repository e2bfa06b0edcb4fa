"""The panel with every layer's gradients."""

from nnviz.panels.gradients.panel import GradientsPanel

__all__ = ["GradientsPanel"]
