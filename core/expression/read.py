"""Text to tree: Python's own parser, and then a white list of what a formula may hold.

The text is never run. ``^`` is ``**``: it binds tighter than a minus on its left and groups from the
right, so that ``-x^2`` is -(x^2) and ``2^3^2`` is 2^9.
"""

from __future__ import annotations

import ast
import math
import warnings
from collections.abc import Iterable, Sequence
from functools import reduce
from typing import ClassVar

from core.expression.functions import FUNCTIONS, SYNONYMS
from core.expression.tree import Call, Constant, Node, Number, Operation, Variable

LONGEST = 1000  # characters
DEEPEST = 100  # operations inside one another
CONSTANTS = ("pi", "e")
_OPERATORS: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Pow: "**",
}
# As the program itself writes them, and as they come out of other documents.
_TYPESET = str.maketrans({"\N{MINUS SIGN}": "-", "\N{MULTIPLICATION SIGN}": "*", "\N{MIDDLE DOT}": "*"})
# What Python writes with more signs.
_LONGER = {
    "^": "**",
    "\N{LESS-THAN OR EQUAL TO}": "<=",
    "\N{GREATER-THAN OR EQUAL TO}": ">=",
    "\N{NOT EQUAL TO}": "!=",
}
_REFUSED: dict[type[ast.AST], str] = {
    ast.Attribute: "a name cannot have parts after a dot",
    ast.Tuple: "a comma stands only between the arguments of a function",
}


class ExpressionError(ValueError):
    """A text that is no formula.

    Attributes
    ----------
    message : str
        What is wrong, with its place.
    position : int
        The place in the text, counted from 0.
    """

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message, position)
        self.message = message
        self.position = position

    def __str__(self) -> str:
        return self.message


def read(text: str, variables: Sequence[str]) -> Node:
    """Return the tree of a formula of the given variables; these go before the constants pi and e.

    Raises
    ------
    ExpressionError
        If the text is no formula.
    """
    return Reader(text, variables).tree()


class Reader:
    """Reads one text.

    Parameters
    ----------
    text : str
    variables : sequence of str
        The names that it may hold.

    Attributes
    ----------
    punctuation : str
        The signs that it may hold, beside letters and digits.
    """

    punctuation: ClassVar[str] = "+-*/^(),._"

    def __init__(self, text: str, variables: Sequence[str]) -> None:
        self._text = text
        self._variables = variables
        plain = "".join(" " if sign.isspace() else sign for sign in text.translate(_TYPESET))
        self._indent = len(plain) - len(plain.lstrip())
        self._source = "".join(_LONGER.get(sign, sign) for sign in plain.strip())

    def tree(self) -> Node:
        """Return what was read.

        Raises
        ------
        ExpressionError
            If the text is no formula.
        """
        if len(self._text) > LONGEST:
            raise ExpressionError(
                f"a formula has at most {LONGEST} characters, this one {len(self._text)}", LONGEST
            )
        if not self._source:
            raise ExpressionError("the formula is empty", 0)
        self._check_signs(self._text.translate(_TYPESET))
        body = self._parsed()
        self._check_depth(body)
        return self._node(body)

    def _check_signs(self, text: str) -> None:
        for position, sign in enumerate(text):
            if not (sign.isalnum() or sign.isspace() or sign in self.punctuation):
                raise self._error(f"{sign!r} is not part of a formula", position)

    def _parsed(self) -> ast.expr:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of "1or x", which is refused anyway
                return ast.parse(self._source, mode="eval").body
        except SyntaxError as error:
            raise self._syntax_error(error) from None
        except (RecursionError, MemoryError):
            raise ExpressionError(f"nested more than {DEEPEST} deep", 0) from None

    def _syntax_error(self, error: SyntaxError) -> ExpressionError:
        if not error.offset or error.offset > len(self._source):
            return self._error("something is missing", self._original(len(self._source)))
        position = self._original(error.offset - 1)
        reason = error.msg.partition(".")[0]
        if "literal" in reason or reason == "invalid syntax":
            reason = "not understood (a product is written 2*x)"
        return self._error(reason, position)

    def _check_depth(self, body: ast.expr) -> None:
        waiting: list[tuple[ast.AST, int]] = [(body, 0)]
        while waiting:
            node, depth = waiting.pop()
            if depth > DEEPEST:
                raise self._at(body, f"nested more than {DEEPEST} deep")
            waiting += [(child, depth + 1) for child in ast.iter_child_nodes(node)]

    def _node(self, node: ast.expr) -> Node:
        match node:
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
                return Operation(_OPERATORS[type(op)], (self._node(left), self._node(right)))
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return Operation("-", (self._node(operand),))
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return self._node(operand)
            case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
                return self._number(node, value)
            case ast.Name(id=name):
                return self._name(node, name)
            case ast.Call():
                return self._call(node)
        raise self._at(node, _REFUSED.get(type(node), "this is not part of a formula"))

    def _number(self, node: ast.expr, value: float) -> Node:
        try:
            size = float(value)
        except OverflowError:
            size = math.inf
        if math.isinf(size):
            raise self._at(node, "a number that is too large")
        return Number(size)

    def _name(self, node: ast.expr, name: str) -> Node:
        if name in self._variables:
            return Variable(name)
        if name in CONSTANTS:
            return Constant(name)
        if name in FUNCTIONS or name in SYNONYMS:
            raise self._at(node, f"{name} needs its argument in parentheses")
        raise self._unknown(node, name)

    def _unknown(self, node: ast.AST, name: str) -> ExpressionError:
        return self._at(node, f"unknown name {name!r}", f"known are {', '.join(self._variables)}")

    def _call(self, call: ast.Call) -> Node:
        if not isinstance(call.func, ast.Name):
            raise self._at(call.func, "only functions are followed by ( (a product is written 2*x)")
        name = SYNONYMS.get(call.func.id, call.func.id)
        if name in self._variables or name in CONSTANTS:
            raise self._at(call.func, f"{name!r} is no function (a product is written {name}*(...))")
        if name not in self._functions():
            known = ", ".join(sorted((*self._functions(), *SYNONYMS)))
            raise self._at(call.func, f"unknown function {name!r}", f"known are {known}")
        if call.keywords:
            raise self._at(call, f"{name} takes its arguments without names")
        return self._applied(call, name)

    def _functions(self) -> Iterable[str]:
        return FUNCTIONS

    def _applied(self, call: ast.Call, name: str) -> Node:
        expected, given = FUNCTIONS[name].operands, len(call.args)
        if given < expected or (given > expected != 2):
            asked = {1: "1 argument", 2: "2 arguments or more"}.get(expected, f"{expected} arguments")
            raise self._at(call, f"{name} takes {asked}")
        operands = [self._node(argument) for argument in call.args]
        if expected != 2:
            return Call(name, tuple(operands))
        return reduce(lambda first, second: Call(name, (first, second)), operands)

    def _at(self, node: ast.AST, reason: str, hint: str = "") -> ExpressionError:
        """Return the error for a node; the parser counts the bytes before it."""
        before = self._source.encode()[: getattr(node, "col_offset", 0)]
        return self._error(reason, self._original(len(before.decode())), hint)

    def _error(self, reason: str, position: int, hint: str = "") -> ExpressionError:
        return ExpressionError(f"{reason} at {position}" + (f"; {hint}" if hint else ""), position)

    def _original(self, place: int) -> int:
        """Return the place in the text of a place in the source, where ``^`` has become two signs."""
        position = self._indent
        while position < len(self._text) and place > 0:
            place -= len(_LONGER.get(self._text[position], " "))
            position += 1
        return position
