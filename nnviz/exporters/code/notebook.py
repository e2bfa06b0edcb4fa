"""The NumPy program as a Jupyter notebook: its parts as cells, with text between them.

The format is described at https://nbformat.readthedocs.io, version 4.5.
"""

from __future__ import annotations

import json
from typing import Any

from nnviz.exporters.code import common
from nnviz.exporters.code.numpy_script import numpy_blocks
from nnviz.exporters.code.recipe import Recipe


def notebook(recipe: Recipe) -> str:
    """Return the notebook's JSON.

    Raises
    ------
    UnwritableError
        If a formula of the network cannot be written as code.
    """
    first, _, rest = common.head(recipe, "NumPy").strip().partition("\n")
    cells = [_markdown(f"# {first}\n\n{rest.strip()}\n\n{_formulas(recipe)}")]
    for block in numpy_blocks(recipe):
        cells += [_markdown(f"## {block.title}\n\n{block.text}".strip()), _code(block.code)]
    for place, cell in enumerate(cells):
        cell["id"] = f"cell-{place}"
    document = {
        "cells": cells,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _formulas(recipe: Recipe) -> str:
    """Return the formulas of the network, for MathJax."""
    task = recipe.task
    lines = [f"- {task.loss.label}: ${task.loss.formula}$"]
    lines += [f"- {one.label}: ${one.formula}$, ${one.derivative_formula}$" for one in recipe.functions]
    if task.penalises:
        lines.append(f"- {task.regularizer.label}: ${task.regularizer.formula}$")
    if task.clips:
        lines.append(f"- Clipping: ${task.clipping.formula}$")
    if task.varies_rate:
        lines.append(f"- {task.schedule.label}: ${task.schedule.formula}$")
    lines.append(f"- {task.optimizer.label}: ${task.optimizer.formula}$")
    return "\n".join(lines)


def _markdown(text: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": text.splitlines(keepends=True)}


def _code(text: str) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {},
        "outputs": [],
        "source": text.strip().splitlines(keepends=True),
    }
