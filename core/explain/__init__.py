"""A step in words, in symbols and with its numbers."""

from core.explain.explain import explain, explain_node
from core.explain.explanation import Explanation

__all__ = ["Explanation", "explain", "explain_node"]
