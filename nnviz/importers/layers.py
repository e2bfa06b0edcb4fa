"""A network that was read from a file: what is known of its layers."""

from __future__ import annotations

from dataclasses import dataclass

from nnviz.project.edits.imported import GivenLayer

DECLARED = "nnviz.activations"  # the entry of a file's metadata that names the activations


@dataclass(frozen=True, eq=False)
class ReadNetwork:
    """A chain of dense layers, and what is to be said about how it was read.

    Attributes
    ----------
    layers : tuple of GivenLayer
    notes : tuple of str
        A sentence each.
    left_out : tuple of str
        Names of what was not understood.
    """

    layers: tuple[GivenLayer, ...]
    notes: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def sizes(self) -> tuple[int, ...]:
        """Units per layer, the inputs first."""
        return (self.layers[0].weights.shape[0], *(layer.weights.shape[1] for layer in self.layers))
