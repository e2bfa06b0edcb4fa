"""NNViz: a debugger for backpropagation that teaches."""

__version__ = "0.1.0"
