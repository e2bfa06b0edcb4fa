"""Tree to LaTeX: fractions, powers, products without a sign, parentheses only where a reader needs them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from core.expression.functions import FUNCTIONS
from core.expression.tree import Call, Constant, Node, Number, Operation, Variable, fold

_SUM, _PRODUCT, _POWER, _ATOM = range(4)


class _Part(NamedTuple):
    """LaTeX, how tightly it holds together, and whether it begins with a minus."""

    latex: str
    level: int = _ATOM
    minus: bool = False

    def enclosed(self, loosest: int, *, first: bool = False) -> str:
        """Return it in parentheses if it is looser than that, or a minus would follow another sign."""
        fits = self.level >= loosest and (first or not self.minus)
        return self.latex if fits else _parentheses(self.latex)


def latex(root: Node) -> str:
    """Return a formula as LaTeX."""
    return fold(root, _part).latex


def _part(node: Node, operands: Sequence[_Part]) -> _Part:
    if isinstance(node, Number):
        return _number(node.value)
    if isinstance(node, Constant):
        return _Part(r"\pi" if node.name == "pi" else "e")
    if isinstance(node, Variable):
        return _Part(node.name if len(node.name) == 1 else _word(node.name))
    if isinstance(node, Call):
        return _call(node.name, operands)
    return _operation(node, operands)


def _word(name: str) -> str:
    escaped = name.replace("_", r"\_")
    return rf"\mathrm{{{escaped}}}"


def _number(value: float) -> _Part:
    mantissa, _, exponent = repr(value).removesuffix(".0").partition("e")
    if not exponent:
        return _Part(mantissa)
    power = rf"10^{{{int(exponent)}}}"
    return _Part(power, _POWER) if mantissa == "1" else _Part(rf"{mantissa} \cdot {power}", _PRODUCT)


def _call(name: str, operands: Sequence[_Part]) -> _Part:
    listed = ", ".join(operand.latex for operand in operands)
    match name:
        case "exp":
            return _Part(f"e^{{{listed}}}", _POWER)
        case "sqrt":
            return _Part(rf"\sqrt{{{listed}}}")
        case "abs":
            return _Part(rf"\left|{listed}\right|")
        case "choose":
            return _choice(*(operand.latex for operand in operands))
    return _Part(FUNCTIONS[name].latex + _parentheses(listed))


def _choice(a: str, b: str, where_larger: str, where_smaller: str) -> _Part:
    rows = rf"{where_larger} & {a} > {b} \\ {where_smaller} & {a} < {b}"
    return _Part(rf"\begin{{cases}} {rows} \end{{cases}}", _SUM)


def _operation(node: Operation, operands: Sequence[_Part]) -> _Part:
    if len(operands) == 1:
        return _Part(f"-{operands[0].enclosed(_PRODUCT)}", _PRODUCT, minus=True)
    left, right = operands
    match node.sign:
        case "/" if left.minus and left.level >= _PRODUCT:
            return _Part(rf"-\frac{{{left.latex[1:]}}}{{{right.latex}}}", _PRODUCT, minus=True)
        case "/":
            return _Part(rf"\frac{{{left.latex}}}{{{right.latex}}}", _PRODUCT)
        case "**":
            return _Part(f"{left.enclosed(_ATOM)}^{{{right.latex}}}", _POWER)
        case "*":
            return _product(left, right)
    after = right.enclosed(_SUM if node.sign == "+" else _PRODUCT)
    return _Part(f"{left.enclosed(_SUM, first=True)} {node.sign} {after}", _SUM, left.minus)


def _product(left: _Part, right: _Part) -> _Part:
    before, after = left.enclosed(_PRODUCT, first=True), right.enclosed(_PRODUCT)
    sign = r" \cdot " if after[0].isdigit() else r"\, "
    return _Part(before + sign + after, _PRODUCT, minus=left.minus and before == left.latex)


def _parentheses(latex: str) -> str:
    return rf"\left({latex}\right)"
