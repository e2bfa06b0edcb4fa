"""Text to tree, for conditions and watches: a formula that may compare, and name one number of an array.

Beyond `core.expression.read` there are ``< <= > >= == !=`` (also in a row, ``0 < a < 1``), ``and``, ``or``,
``not``, ``finite(x)``, numbers of an array as ``W2[1, 3]``, counted from 1, and reductions of one argument:
``max min mean sum norm`` of numbers, ``any all`` of comparisons. What is a number and what is true or false
are two things, and a whole array stands only inside a reduction.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise
from typing import ClassVar

from core.expression.functions import FINITE, FUNCTIONS
from core.expression.read import ExpressionError, Reader
from core.expression.reductions import LOGICAL, REDUCTIONS, is_reduction
from core.expression.tree import COMPARISONS, LOGIC, Call, Node, Operation, Variable, operands_of

_COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}
_LOGIC: dict[type[ast.boolop], str] = {ast.And: "and", ast.Or: "or"}
_WORDS = {"&": "and", "|": "or", "~": "not"}


@dataclass(frozen=True)
class Name:
    """What a name stands for.

    Attributes
    ----------
    sizes : tuple of int
        How far each index of an array goes; empty for one number.
    is_truth : bool
        Whether it is true or false instead of a number.
    of_spot : bool
        Whether it is another one at every node or edge that is looked at.
    """

    sizes: tuple[int, ...] = ()
    is_truth: bool = False
    of_spot: bool = False


class ConditionReader(Reader):
    """Reads one condition or watch.

    Parameters
    ----------
    text : str
    names : mapping of str to Name
        Those that it may hold.
    absent : mapping of str to str
        Names that it may not hold, and why.
    """

    punctuation: ClassVar[str] = Reader.punctuation + "<>=![]≤≥≠"

    def __init__(self, text: str, names: Mapping[str, Name], absent: Mapping[str, str]) -> None:
        super().__init__(text, tuple(names))
        self._names = names
        self._absent = absent
        self._types: dict[int, Name] = {}  # by the identity of a node of the tree, which lives as long

    def condition(self) -> Node:
        """Return what was read, which is true or false.

        Raises
        ------
        ExpressionError
            If it is no condition.
        """
        root = self.tree()
        if not self._types[id(root)].is_truth:
            raise self._error("a condition compares, as in loss > 1; this is a number", 0)
        return root

    def watch(self) -> Node:
        """Return what was read, a number or true or false.

        Raises
        ------
        ExpressionError
            If it is neither.
        """
        return self.tree()

    def tree(self) -> Node:
        """Return what was read, but no whole array."""
        root = super().tree()
        sizes = self._types[id(root)].sizes
        if sizes:
            first = f"[{', '.join('1' for _ in sizes)}]"
            raise self._error(
                f"this is a whole array: name one of its numbers, as with {first}, or take its max, min, "
                "mean, sum or norm",
                0,
            )
        return root

    # Reading

    def _check_signs(self, text: str) -> None:
        for sign, word in _WORDS.items():
            if sign in text:
                raise self._error(f"write {word} for {sign!r}", text.index(sign))
        for position, (before, sign, after) in enumerate(zip(f" {text}", text, f"{text[1:]} ", strict=False)):
            if sign == "=" and before not in "<>=!" and after != "=":
                raise self._error("write == where two numbers are equal,", position)
            if sign == "!" and after != "=":
                raise self._error("write not for '!'", position)
        super()._check_signs(text)

    def _functions(self) -> Iterable[str]:
        return {*FUNCTIONS, *REDUCTIONS, FINITE}

    def _node(self, node: ast.expr) -> Node:
        made = self._made(node)
        self._type(made, node)
        return made

    def _made(self, node: ast.expr) -> Node:
        match node:
            case ast.Compare(left=left, ops=ops, comparators=others):
                return self._comparisons(node, ops, [left, *others])
            case ast.BoolOp(op=op, values=values):
                return _joined(_LOGIC[type(op)], [self._node(value) for value in values])
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return Operation("not", (self._node(operand),))
            case ast.Subscript(value=ast.Name(id=name), slice=index):
                return self._element(node, name, index)
        return super()._node(node)

    def _comparisons(self, node: ast.expr, ops: Sequence[ast.cmpop], sides: Sequence[ast.expr]) -> Node:
        if not all(type(op) in _COMPARISONS for op in ops):
            raise self._at(node, "numbers are compared with < <= > >= == !=; something else stands here")
        signs = [_COMPARISONS[type(op)] for op in ops]
        pairs = pairwise([self._node(side) for side in sides])
        return _joined("and", [Operation(sign, pair) for sign, pair in zip(signs, pairs, strict=True)])

    def _element(self, node: ast.Subscript, name: str, index: ast.expr) -> Node:
        self._name(node.value, name)
        sizes = self._names[name].sizes if name in self._names else ()
        if not sizes:
            raise self._at(node, f"{name} is one number: nothing stands in [ ] after it")
        given = index.elts if isinstance(index, ast.Tuple) else [index]
        if len(given) != len(sizes):
            asked = (
                "1 index" if len(sizes) == 1 else f"{len(sizes)} indices, from the unit before, to the unit"
            )
            raise self._at(node, f"{name} takes {asked}")
        return Variable(name, tuple(map(self._index, given, sizes, [name] * len(given))))

    def _index(self, node: ast.expr, size: int, name: str) -> int:
        value = node.value if isinstance(node, ast.Constant) else None
        if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= size:
            raise self._at(node, f"this index of {name} is a whole number from 1 to {size}")
        return value - 1

    def _name(self, node: ast.expr, name: str) -> Node:
        if name in self._absent:
            raise self._at(node, self._absent[name])
        if name in REDUCTIONS or name == FINITE:
            raise self._at(node, f"{name} needs its argument in parentheses")
        return super()._name(node, name)

    def _unknown(self, node: ast.AST, name: str) -> ExpressionError:
        return self._at(node, f"unknown name {name!r}", f"known are {', '.join(_shortened(self._variables))}")

    def _applied(self, call: ast.Call, name: str) -> Node:
        if name == FINITE or name in REDUCTIONS:
            if len(call.args) == 1:
                return Call(name, (self._node(call.args[0]),))
            if name not in FUNCTIONS:
                raise self._at(call, f"{name} takes 1 argument")
        return super()._applied(call, name)

    # What is a number, and what is true or false

    def _type(self, node: Node, place: ast.expr) -> Name:
        """Return what a part is; `place` is where an error is shown."""
        if id(node) not in self._types:
            operands = [self._type(operand, place) for operand in operands_of(node)]
            self._types[id(node)] = self._type_of(node, operands, place)
        return self._types[id(node)]

    def _type_of(self, node: Node, operands: Sequence[Name], place: ast.expr) -> Name:
        if isinstance(node, Variable):
            name = self._names[node.name]
            return Name(() if node.indices else name.sizes, name.is_truth, name.of_spot)
        if not isinstance(node, (Operation, Call)):
            return Name()
        sign = node.sign if isinstance(node, Operation) else node.name
        needs_truth = sign in LOGIC or sign in LOGICAL
        for operand in operands:
            self._check_kind(operand, needs_truth, place)
        is_truth = needs_truth or sign in COMPARISONS or sign == FINITE
        of_spot = any(operand.of_spot for operand in operands)
        sizes = self._common_sizes(operands, of_spot, place)
        return Name(() if is_reduction(node) else sizes, is_truth, of_spot)

    def _check_kind(self, operand: Name, needs_truth: bool, place: ast.expr) -> None:
        if needs_truth and not operand.is_truth:
            raise self._at(place, "and, or, not, any and all take comparisons, as in loss > 1, no numbers")
        if operand.is_truth and not needs_truth:
            raise self._at(place, "this takes numbers, and is given what is true or false")

    def _common_sizes(self, operands: Sequence[Name], of_spot: bool, place: ast.expr) -> tuple[int, ...]:
        found = {operand.sizes for operand in operands if operand.sizes}
        if len(found) > 1:
            shapes = " and ".join(sorted(" x ".join(map(str, sizes)) for sizes in found))
            raise self._at(place, f"these arrays do not have the same shape: {shapes}")
        if found and of_spot:
            raise self._at(place, "a whole array does not go together with what every node or edge has")
        return found.pop() if found else ()


def _joined(sign: str, parts: Sequence[Node]) -> Node:
    return reduce(lambda first, second: Operation(sign, (first, second)), parts)


def _shortened(names: Iterable[str]) -> list[str]:
    """Return names for a message: those of the layers from the first to the last, without the optimizer's."""
    ranges: dict[str, list[str]] = {}
    for name in names:
        stem = name.rstrip("0123456789")
        if stem == name or "_" not in name:
            ranges.setdefault(name if stem == name else f"{stem}1", []).append(name)
    return [found[0] if len(found) == 1 else f"{found[0]} to {found[-1]}" for found in ranges.values()]
