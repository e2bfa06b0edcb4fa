"""Formulas that were typed: read by a white list, worked out on arrays, differentiated, written as LaTeX."""

from core.expression.expression import Expression
from core.expression.read import ExpressionError

__all__ = ["Expression", "ExpressionError"]
