"""Tree to text; reading the text gives the same tree again."""

from __future__ import annotations

from collections.abc import Sequence

from core.expression.tree import Call, Constant, Node, Number, Operation, Variable, fold

# How tightly a part holds together: what is looser than its place allows is put in parentheses.
_SUM, _PRODUCT, _NEGATIVE, _POWER, _ATOM = range(5)
_LEVELS = {"+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT, "**": _POWER}
Written = tuple[str, int]


def write(root: Node) -> str:
    """Return a formula as text, with no more parentheses than it needs."""
    return fold(root, _written)[0]


def _written(node: Node, operands: Sequence[Written]) -> Written:
    if isinstance(node, Number):
        return repr(node.value).removesuffix(".0"), _ATOM
    if isinstance(node, Constant):
        return node.name, _ATOM
    if isinstance(node, Variable):
        indices = f"[{', '.join(str(index + 1) for index in node.indices)}]" if node.indices else ""
        return node.name + indices, _ATOM
    if isinstance(node, Call):
        return f"{node.name}({', '.join(text for text, _ in operands)})", _ATOM
    return _operation(node, operands)


def _operation(node: Operation, operands: Sequence[Written]) -> Written:
    level = _LEVELS[node.sign]
    if len(operands) == 1:
        return f"-{_enclosed(operands[0], _NEGATIVE)}", _NEGATIVE
    left, right = operands
    if node.sign == "**":
        return f"{_enclosed(left, _ATOM)}**{_enclosed(right, _NEGATIVE)}", level
    space = " " if level == _SUM else ""
    return f"{_enclosed(left, level)}{space}{node.sign}{space}{_enclosed(right, level + 1)}", level


def _enclosed(part: Written, loosest: int) -> str:
    text, level = part
    return text if level >= loosest else f"({text})"
