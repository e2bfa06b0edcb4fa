"""The golden values that PyTorch gave (see tests/golden/make_golden_pytorch.py)."""

import json
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parents[1] / "golden"


def golden(family: str) -> list[dict[str, Any]]:
    """Return the cases of ``activations``, ``losses`` or ``optimizers``."""
    cases: list[dict[str, Any]] = json.loads((_FOLDER / f"{family}.json").read_text(encoding="utf-8"))[
        "cases"
    ]
    return cases


def name(values: dict[str, Any]) -> str:
    """Return a readable test id for a member's declaration."""
    return "-".join(str(value) if key == "key" else f"{key}={value}" for key, value in values.items())
