"""What races where, a section each."""

from nnviz.panels.race_settings.panel import RaceSettingsPanel

__all__ = ["RaceSettingsPanel"]
