"""The dock with the lessons."""

from nnviz.panels.lessons.panel import LessonsPanel

__all__ = ["LessonsPanel"]
