"""A matrix as text to paste: every number keeps all its digits, what is not computed stays empty."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

Rows = Sequence[Sequence[float | None]]


def csv(rows: Rows, *, is_vector: bool = False) -> str:
    """Return lines of numbers with decimal points, separated by commas."""
    return "".join(",".join("" if value is None else repr(value) for value in row) + "\n" for row in rows)


def numpy(rows: Rows, *, is_vector: bool = False) -> str:
    """Return an expression for Python; a vector has one dimension."""
    lines = [f"[{', '.join(map(_python, row))}]" for row in rows]
    if is_vector and len(lines) == 1:
        return f"np.array({lines[0]})"
    between = ",\n" + " " * len("np.array([")
    return f"np.array([{between.join(lines)}])"


def latex(rows: Rows, *, is_vector: bool = False) -> str:
    """Return a ``bmatrix``, for mathematics mode with amsmath."""
    lines = (" & ".join(map(_latex, row)) for row in rows)
    return "\\begin{bmatrix}\n" + " \\\\\n".join(f"  {line}" for line in lines) + "\n\\end{bmatrix}"


FORMATS: dict[str, Callable[..., str]] = {"CSV": csv, "NumPy": numpy, "LaTeX": latex}


def _python(value: float | None) -> str:
    if value is None or math.isnan(value):
        return "np.nan"
    if math.isinf(value):
        return "np.inf" if value > 0 else "-np.inf"
    return repr(value)


def _latex(value: float | None) -> str:
    if value is None:
        return ""
    if math.isnan(value):
        return r"\mathrm{NaN}"
    if math.isinf(value):
        return r"\infty" if value > 0 else r"-\infty"
    mantissa, _, exponent = repr(value).partition("e")
    return rf"{mantissa} \cdot 10^{{{int(exponent)}}}" if exponent else mantissa
