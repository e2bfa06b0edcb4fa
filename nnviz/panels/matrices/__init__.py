"""The numbers of a layer as matrices."""

from nnviz.panels.matrices.panel import MatricesPanel

__all__ = ["MatricesPanel"]
