"""Somebody's arrays beside ours."""

from nnviz.panels.compare.panel import ComparePanel

__all__ = ["ComparePanel"]
