"""The steps of the update as a list that folds."""

from nnviz.panels.steps.panel import StepsPanel

__all__ = ["StepsPanel"]
