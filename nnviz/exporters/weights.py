"""The parameters of a network as data: NumPy's .npz, safetensors, CSV."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping

import numpy as np

from core.arrays import Array
from core.network import Network
from nnviz.exporters.names import ACTIVATIONS, declared_activations, named

_ALIGNED = 8


def npz(network: Network, theta: Array) -> bytes:
    """Return an archive of W1, b1, ..., in float64 and in our shapes: W has a row per input."""
    file = io.BytesIO()
    np.savez(file, **dict(named(network.split(theta))))  # type: ignore[arg-type]
    return file.getvalue()


def csv(network: Network, theta: Array) -> bytes:
    """Return each array under its name, a row a line, as `nnviz.importers.array_text` reads it."""
    lines = []
    for name, array in named(network.split(theta)):
        lines.append(f"{name} =")
        lines += [", ".join(map(repr, row)) for row in np.atleast_2d(array).tolist()]
    return ("\n".join(lines) + "\n").encode()


def safetensors(network: Network, theta: Array) -> bytes:
    """Return the parameters as the state dict of PyTorch's ``Sequential``, in float64.

    The names are those of a row of ``Linear`` modules with an activation behind each: ``0.weight``,
    ``0.bias``, ``2.weight``, ...; matrices lie as PyTorch has them, a row per unit. The format is described
    at https://github.com/huggingface/safetensors.
    """
    tensors: dict[str, Array] = {}
    for layer, part in enumerate(network.split(theta)):
        tensors[f"{2 * layer}.weight"] = np.ascontiguousarray(part.weights.T)
        tensors[f"{2 * layer}.bias"] = part.biases
        if part.slope.size:
            tensors[f"{2 * layer + 1}.weight"] = part.slope  # as nn.PReLU calls its slope
    sizes = "-".join(map(str, network.sizes))
    metadata = {
        "format": "pt",
        "written_by": "NNViz",
        "sizes": sizes,
        ACTIVATIONS: declared_activations(network),
    }
    return _safetensors(tensors, metadata)


def _safetensors(tensors: Mapping[str, Array], metadata: Mapping[str, str]) -> bytes:
    header: dict[str, object] = {"__metadata__": dict(metadata)}
    position = 0
    for name, array in tensors.items():
        end = position + array.nbytes
        header[name] = {"dtype": "F64", "shape": list(array.shape), "data_offsets": [position, end]}
        position = end
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % _ALIGNED)
    data = b"".join(array.astype("<f8").tobytes() for array in tensors.values())
    return len(text).to_bytes(8, "little") + text + data
