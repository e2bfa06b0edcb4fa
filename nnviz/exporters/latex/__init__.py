"""The derivation of an update as LaTeX, for amsmath alone."""
