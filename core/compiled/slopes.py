"""The derivatives of all hidden layers in one call.

At the size of a small network a call costs more than its arithmetic, and the derivatives of several layers
with the same activation depend on nothing but what the forward pass left side by side.
"""

from __future__ import annotations

from typing import Any

from core.activations.base import Activation
from core.compiled.lowered import Joined
from core.compiled.record import Node, Recorder, Symbol
from core.network import Network


def shared_slopes(recorder: Recorder, network: Network, z: Node, a: Node) -> Node | None:
    """Return f'(z) of all hidden layers, if they are several with the same elementwise f.

    Parameters
    ----------
    recorder : Recorder
    network : Network
    z, a : Node
        Those of all hidden layers, side by side.
    """
    activations = {layer.activation for layer in network.layers[:-1]}
    if len(activations) != 1 or network.depth < 3:
        return None
    (activation,) = activations
    if type(activation).backward is not Activation.backward or activation.learns_slope:
        return None
    derivative: Any = activation.derivative
    try:
        node: Node = derivative(Symbol(recorder, z), Symbol(recorder, a)).node
    except (TypeError, AttributeError):  # it does what no symbol can do
        return None
    is_computed = node.operation is not None and not isinstance(node.operation, Joined)
    return node if is_computed else None
