"""Work out a LaTeX formula that holds numbers, reading it as a person does.

Braces are invisible on paper, so they group nothing here either: a power of ``{-2}`` or a minus before
``{-2}`` is refused, because a reader would see ``-2^2`` and ``3 - -2``.
"""

import math
import operator
import re
from collections.abc import Callable

_TOKEN = re.compile(r"\\left|\\right|\\begin\{cases\}|\\end\{cases\}|\\\\|\\[A-Za-z]+|\d+\.?\d*|[^\s]")
_FUNCTIONS: dict[str, Callable[[float], float]] = {
    r"\sin": math.sin,
    r"\cos": math.cos,
    r"\tanh": math.tanh,
    r"\ln": lambda x: math.log(x) if x else -math.inf,
    r"\sigma": lambda z: 1 / (1 + math.exp(-z)),
    r"\Phi": lambda z: 0.5 * math.erfc(-z / math.sqrt(2)),
}
_CHOICES: dict[str, Callable[..., float]] = {r"\max": max, r"\min": min}
_CONSTANTS = {"e": math.e, r"\pi": math.pi}
_CLOSING = {"(": ")", "[": "]", "|": "|"}
_RELATIONS: dict[str, Callable[[float, float], bool]] = {
    ">": operator.gt,
    "<": operator.lt,
    r"\le": operator.le,
    r"\ge": operator.ge,
    "=": operator.eq,
}


def latex_value(latex: str, **constants: float) -> float:
    """Return the value of a formula; ValueError if it does not read as one; `constants` are letters."""
    named = {name if len(name) == 1 else rf"\{name}": value for name, value in constants.items()}
    reader = _Reader(_TOKEN.findall(latex.replace("{-}", "-").replace(r"\,", "")), _CONSTANTS | named)
    value = reader.sum()
    if reader.next is not None:
        raise ValueError(f"{reader.next!r} is left over in {latex}")
    return value


class _Reader:
    def __init__(self, tokens: list[str], constants: dict[str, float]) -> None:
        self.tokens = tokens
        self.constants = constants
        self.place = 0

    @property
    def next(self) -> str | None:
        return self.tokens[self.place] if self.place < len(self.tokens) else None

    def take(self, expected: str | None = None) -> str:
        token = self.next
        if token is None or (expected is not None and token != expected):
            raise ValueError(f"expected {expected}, found {token} in {' '.join(self.tokens)}")
        self.place += 1
        return token

    def sum(self) -> float:
        if self.next in ("+", "-"):
            total = 0.0
        else:
            total = self.product(first=True)
        while self.next in ("+", "-"):
            sign = 1 if self.take() == "+" else -1
            total += sign * self.product(first=False)
        return total

    def product(self, *, first: bool) -> float:
        value = self.power(first=first)
        while self.next in (r"\cdot", "/") or self.starts_factor():
            if self.next == "/":
                self.take()
                value /= self.power(first=False)
                continue
            if self.next == r"\cdot":
                self.take()
            value *= self.power(first=False)
        return value

    def starts_factor(self) -> bool:
        token = self.next or ""
        known = token in _FUNCTIONS or token in _CHOICES or token in self.constants
        return known or token in ("{", "(", r"\left", r"\frac", r"\sqrt") or token[:1].isdigit()

    def power(self, *, first: bool) -> float:
        start = self.place
        value = self.factor()
        content = [token for token in self.tokens[start : self.place] if token not in "{}"]
        bare_minus = content[0] == "-"
        if bare_minus and not first:
            raise ValueError(f"a negative number without parentheses in {' '.join(self.tokens)}")
        if self.next != "^":
            return value
        if self.tokens[start] == "{" and len(content) > 1 and content[0] not in (r"\left", "("):
            raise ValueError(f"a power of something without parentheses in {' '.join(self.tokens)}")
        self.take()
        return value ** (self.group() if self.next == "{" else float(self.take()))

    def factor(self) -> float:
        token = self.next or ""
        if token == "{":
            return self.group()
        self.take()
        if token[0].isdigit():
            return float(token)
        if token in self.constants:
            return self.constants[token]
        if token in ("(", r"\left"):
            return self.bracket(token)
        if token == r"\frac":
            return self.group() / self.group()
        if token == r"\sqrt":
            return math.sqrt(self.group())
        if token in _FUNCTIONS:
            return _FUNCTIONS[token](self.bracket(self.take()))
        if token in _CHOICES:
            return self.choice(token)
        if token == r"\begin{cases}":
            return self.cases()
        raise ValueError(f"cannot read {token!r} in {' '.join(self.tokens)}")

    def group(self) -> float:
        self.take("{")
        value = self.sum()
        self.take("}")
        return value

    def bracket(self, opened: str) -> float:
        kind = self.take() if opened == r"\left" else opened
        value = self.sum()
        if opened == r"\left":
            self.take(r"\right")
        self.take(_CLOSING[kind])
        return abs(value) if kind == "|" else value

    def choice(self, token: str) -> float:
        tall = self.next == r"\left"
        if tall:
            self.take()
        self.take("(")
        values = [self.sum()]
        while self.next == ",":
            self.take()
            values.append(self.sum())
        if tall:
            self.take(r"\right")
        self.take(")")
        return _CHOICES[token](values)

    def cases(self) -> float:
        chosen: list[float] = []
        while True:
            value_at = self.place
            self.place = self.tokens.index("&", value_at) + 1
            holds = self.condition(otherwise=not chosen)
            after = self.place
            if holds:
                self.place = value_at
                chosen.append(self.sum())
                self.take("&")
                self.place = after
            if self.take() == r"\end{cases}":
                break
        if len(chosen) != 1:
            raise ValueError(f"{len(chosen)} cases hold in {' '.join(self.tokens)}")
        return chosen[0]

    def condition(self, *, otherwise: bool) -> bool:
        if self.next == r"\text":
            self.place = self.tokens.index("}", self.place) + 1
            return otherwise
        holds = self.comparison()
        while self.next == ",":
            self.take()
            holds = self.comparison() and holds
        return holds

    def comparison(self) -> bool:
        left, holds = self.sum(), True
        while self.next in _RELATIONS:
            relation = _RELATIONS[self.take()]
            right = self.sum()
            holds, left = holds and relation(left, right), right
        return holds
