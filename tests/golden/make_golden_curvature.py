"""Write the golden curvatures of networks' losses: products with the Hessian, and its outer eigenvalues.

Run by hand with the dependency group "golden" installed: ``python tests/golden/make_golden_curvature.py``.
Networks, samples and parameters are those of ``landscape.json``; PyTorch makes the whole Hessian
(``torch.func.hessian``) and finds its eigenvalues (``torch.linalg.eigvalsh``).
"""

import json
from pathlib import Path

import torch
from make_golden_landscape import loss_of
from torch.func import hessian

HERE = Path(__file__).parent


def curvature(case: dict) -> dict:
    """Return the answers for one case of ``landscape.json``, at both ends of its path."""
    layers = [tuple(layer) for layer in case["layers"]]
    network = (case["inputs"], layers, case["loss"])
    x, y = torch.tensor(case["x"]), torch.tensor(case["y"])
    found = []
    for theta in (case["path"]["points"][0], case["path"]["points"][-1]):
        whole = hessian(loss_of)(torch.tensor(theta), x, y, network, len(x))
        vector = torch.randn(len(theta))
        values = torch.linalg.eigvalsh((whole + whole.T) / 2)
        found.append(
            {
                "vector": vector.tolist(),
                "product": (whole @ vector).tolist(),
                "lowest": float(values[0]),
                "highest": float(values[-1]),
            }
        )
    return {"points": found}


def main() -> None:
    """Write curvature.json."""
    torch.set_default_dtype(torch.float64)
    torch.manual_seed(7)
    cases = json.loads((HERE / "landscape.json").read_text(encoding="utf-8"))["cases"]
    document = {"torch": torch.__version__.split("+")[0], "cases": [curvature(case) for case in cases]}
    (HERE / "curvature.json").write_text(json.dumps(document) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
