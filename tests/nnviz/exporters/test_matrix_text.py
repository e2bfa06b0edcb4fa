"""Matrices as text, read again."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.exporters.matrix_text import FORMATS, csv, latex, numpy

NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
ROWS = st.integers(1, 4).flatmap(
    lambda columns: st.lists(st.lists(NUMBERS, min_size=columns, max_size=columns), min_size=1, max_size=4)
)


@given(ROWS)
def test_every_digit_comes_back_from_csv(rows: list[list[float]]) -> None:
    read = [[float(cell) for cell in line.split(",")] for line in csv(rows).splitlines()]
    assert read == rows


@given(ROWS)
def test_every_digit_comes_back_from_numpy(rows: list[list[float]]) -> None:
    read = eval(numpy(rows), {"np": np})
    assert read.shape == (len(rows), len(rows[0]))
    assert read.tolist() == rows


@given(ROWS)
def test_every_digit_comes_back_from_latex(rows: list[list[float]]) -> None:
    assert latex_rows(latex(rows)) == rows


def latex_rows(text: str) -> list[list[float]]:
    inside = re.fullmatch(r"\\begin\{bmatrix\}\n(.*)\n\\end\{bmatrix\}", text, re.DOTALL)
    assert inside is not None
    plain = re.sub(r" \\cdot 10\^\{(-?\d+)\}", r"e\1", inside[1])
    return [[float(cell) for cell in line.split("&")] for line in plain.split(r"\\")]


def test_the_three_formats_of_a_small_matrix() -> None:
    rows = [[0.15, -0.25], [1e-05, 2.0]]
    assert csv(rows) == "0.15,-0.25\n1e-05,2.0\n"
    assert numpy(rows) == "np.array([[0.15, -0.25],\n          [1e-05, 2.0]])"
    assert latex(rows) == ("\\begin{bmatrix}\n  0.15 & -0.25 \\\\\n  1 \\cdot 10^{-5} & 2.0\n\\end{bmatrix}")


def test_a_bias_is_a_vector_in_numpy() -> None:
    assert numpy([[0.35, 0.6]], is_vector=True) == "np.array([0.35, 0.6])"


@pytest.mark.parametrize("name", FORMATS)
def test_what_is_not_computed_is_empty_and_what_is_not_finite_is_named(name: str) -> None:
    text = FORMATS[name]([[1.0, None, math.nan, math.inf, -math.inf]])
    expected = {
        "CSV": "1.0,,nan,inf,-inf\n",
        "NumPy": "np.array([[1.0, np.nan, np.nan, np.inf, -np.inf]])",
        "LaTeX": "\\begin{bmatrix}\n  1.0 &  & \\mathrm{NaN} & \\infty & -\\infty\n\\end{bmatrix}",
    }
    assert text == expected[name]
