"""What is watched: formulas with their value now and their course over the updates."""

from nnviz.panels.watches.panel import WatchesPanel

__all__ = ["WatchesPanel"]
