"""Which neuron learns what, a section each."""

from nnviz.panels.neuron_settings.panel import NeuronSettingsPanel

__all__ = ["NeuronSettingsPanel"]
