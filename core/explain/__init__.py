"""A step in words, in symbols and with its numbers."""

from core.explain.blanks import answer, with_blanks
from core.explain.explain import explain, explain_node
from core.explain.explanation import Explanation

__all__ = ["Explanation", "answer", "explain", "explain_node", "with_blanks"]
