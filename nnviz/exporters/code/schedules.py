"""A schedule of the learning rate as a function in plain Python, from its own source."""

from __future__ import annotations

import ast
import inspect
import textwrap
from types import FunctionType
from typing import Any

from core.schedules.base import Schedule

NAME = "schedule"


class _Written(ast.NodeTransformer):
    """Puts numbers in the place of hyperparameters, and notes which helpers are called."""

    def __init__(self, schedule: Schedule, known: dict[str, Any]) -> None:
        self._values, self._known = schedule.encode(), known
        self.helpers: dict[str, FunctionType] = {}

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.value, ast.Name) and node.value.id == "self":
            if node.attr not in self._values:
                raise ValueError(f"self.{node.attr} is no hyperparameter")
            return ast.Constant(self._values[node.attr])
        return node

    def visit_Name(self, node: ast.Name) -> ast.AST:
        found = self._known.get(node.id)
        if isinstance(found, FunctionType):
            self.helpers[node.id] = found
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        is_float = isinstance(node.func, ast.Name) and node.func.id == "float"
        return node.args[0] if is_float else node


def schedule_code(schedule: Schedule, first: int, updates: int) -> list[str]:
    """Return the functions that a schedule is made of; the last one is called `NAME`.

    One that was not read from a file, or that needs more than `math`, is written as the list of its factors.

    Parameters
    ----------
    first, updates : int
        For which updates the list is.
    """
    try:
        return _from_source(schedule)
    except (OSError, TypeError, ValueError):
        factors = [schedule.factor(update) for update in range(first, first + updates)]
        doc = f"{schedule.label}: its factors from update {first} on, as they were computed."
        return [f'def {NAME}(update):\n    """{doc}"""\n    return {factors!r}[update - {first}]']


def _from_source(schedule: Schedule) -> list[str]:
    method = type(schedule).factor
    written = _Written(schedule, method.__globals__)
    made = _function(method, written)
    made.name = NAME
    made.args.args = made.args.args[1:]
    helpers = [_function(helper, written) for helper in list(written.helpers.values())]
    doc = ast.Expr(ast.Constant(f"{schedule.label}: the factor on the learning rate, updates from 0."))
    made.body[0] = doc
    return [ast.unparse(ast.fix_missing_locations(one)) for one in (*helpers, made)]


def _function(method: Any, written: _Written) -> ast.FunctionDef:
    tree = ast.parse(textwrap.dedent(inspect.getsource(method))).body[0]
    if not isinstance(tree, ast.FunctionDef):
        raise ValueError("no plain function")
    for argument in tree.args.args:
        argument.annotation = None
    tree.returns = None
    for node in ast.walk(tree):
        if isinstance(node, ast.AnnAssign):
            raise ValueError("an annotated variable")
    changed = written.visit(tree)
    assert isinstance(changed, ast.FunctionDef)
    return changed
