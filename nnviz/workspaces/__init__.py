"""One file per workspace: which panels, where."""
