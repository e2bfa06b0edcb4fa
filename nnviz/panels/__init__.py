"""One panel per file; panels never import one another."""
