"""Finds steps by words, "delta", "hidden 2", "layer 2 dL/dw", without going through them.

The words are compared with those of each part of the layout, of which there are a few per layer; a number
after a word fixes the layer, the unit, the other end of an edge or the sample. What fits is then a row of
steps at equal distances, in which the next one is found by arithmetic.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from core.trace_layout import Part, Section
from nnviz.figures.step_titles import parameter_symbol
from nnviz.figures.step_words import StepWords

_TOKEN = re.compile(r"[^\W\d_]+|\d+")
_SPELLED = str.maketrans({"δ": " delta ", "∂": "d", "′": ""})
_UNIT_NAMES = frozenset({"unit", "hidden", "output", "neuron"})
_ORIGIN_NAMES = frozenset({"x", "input", "from", "path", "term"})
_IDLE = frozenset({"of", "the", "to", "unit", "layer", "from", "term", "neuron"})  # where no number follows
_STRUCTURE = frozenset({*_UNIT_NAMES, "input", "path", "term", "sample", "layer", "of", "the", "from", "to"})
_SYMBOLS = {
    "product": "w",
    "bias": "b",
    "activation": "a",
    "quotient": "a",
    "loss_term": "l",
    "loss": "l",
    "weight_gradient_term": "dl dw",
    "bias_gradient_term": "dl db",
    "slope_gradient_term": "dl",
    "objective": "l",
}
_OVER_SAMPLES = ("weight_gradient_term", "bias_gradient_term")
_RUNNING_SUMS = ("grad_a_term", "jacobian_term")
_PHASE, _LAYER, _NODE, _RUN, _TERM = range(5)


class Wanted(NamedTuple):
    """A word to look for and the number that follows it; one of the two may be missing."""

    word: str
    number: int | None


class Places(NamedTuple):
    """Steps at equal distances: `outer` times `inner` of them, from `first` on."""

    first: int
    outer: int
    outer_stride: int
    inner: int
    inner_stride: int

    @property
    def total(self) -> int:
        """How many there are."""
        return self.outer * self.inner

    def before(self, step: int) -> int:
        """Return how many of them lie before a step."""
        ahead = max(step - self.first, 0)
        row = min(ahead // self.outer_stride, self.outer)
        inside = -(-(ahead - row * self.outer_stride) // self.inner_stride)
        return row * self.inner + (min(inside, self.inner) if row < self.outer else 0)

    def step(self, number: int) -> int:
        """Return one of them, counted from 0."""
        row, inside = divmod(number, self.inner)
        return self.first + row * self.outer_stride + inside * self.inner_stride


@dataclass
class _Found:
    """How far a part of the layout fits, and what the numbers fix in it."""

    depth: int = _PHASE
    unit: int | None = None
    run: int | None = None
    term: int | None = None


@dataclass(frozen=True)
class _Piece:
    """Runs of a part of a section that are described by the same words.

    `term` is the one of a run's terms that it stands for, if each has words of its own; `run_words` are
    then those of all of them.
    """

    section: Section
    part: Part
    runs: range
    term: int | None
    run_words: frozenset[str]
    term_words: frozenset[str]


class StepSearch:
    """The steps of an update that some words name: the end of each row that they fit.

    Parameters
    ----------
    words : StepWords
    text : str
        What was typed. A number alone names a step, counted from 1.
    """

    def __init__(self, words: StepWords, text: str) -> None:
        self._places = tuple(_Finder(words, read(text)).places())

    @property
    def total(self) -> int:
        """How many steps are found."""
        return sum(places.total for places in self._places)

    def before(self, step: int) -> int:
        """Return how many of them lie before a step."""
        return sum(places.before(step) for places in self._places)

    def next(self, step: int) -> int | None:
        """Return the first one after a step; from the last one, the first of all."""
        after = [p.step(p.before(step + 1)) for p in self._places if p.before(step + 1) < p.total]
        return min(after or [p.first for p in self._places], default=None)

    def previous(self, step: int) -> int | None:
        """Return the last one before a step; from the first one, the last of all."""
        before = [p.step(p.before(step) - 1) for p in self._places if p.before(step)]
        return max(before or [p.step(p.total - 1) for p in self._places], default=None)


class _Finder:
    """Compares what is wanted with the parts of an update's layout."""

    def __init__(self, words: StepWords, wanted: tuple[Wanted, ...]) -> None:
        self._trace = words.trace
        self._network = words.trace.task.network
        self._words = words
        self._wanted = wanted

    def places(self) -> set[Places]:
        """Return all that fits, each step once."""
        if len(self._wanted) == 1 and not self._wanted[0].word:
            step = (self._wanted[0].number or 0) - 1
            return {Places(step, 1, 1, 1, 1)} if 0 <= step < len(self._trace) else set()
        if not self._wanted:
            return set()
        pieces = (piece for section in self._trace.layout.sections for piece in self._pieces(section))
        return {self._places_of(piece, fit) for piece in pieces if (fit := self._fit(piece)) is not None}

    def _fit(self, piece: _Piece) -> _Found | None:
        """Compare a piece with all that is wanted."""
        found = _Found()
        for wanted in self._wanted:
            depth = self._depth_of_word(piece, wanted)
            if depth is None:
                return None
            if wanted.number is not None:
                slot = self._take_number(piece, wanted, found)
                if slot is None:
                    return None
                depth = max(depth, slot)
            found.depth = max(found.depth, depth)
        return found

    def _depth_of_word(self, piece: _Piece, wanted: Wanted) -> int | None:
        """Return how deep in the tree the word is first said; None if nowhere."""
        word, section = wanted.word, piece.section
        is_output = section.layer == self._network.depth
        if word in ("hidden", "output"):
            return _LAYER if is_output == (word == "output") else None
        if wanted.number is not None and word in (*_UNIT_NAMES, *_ORIGIN_NAMES, "layer", "sample", ""):
            return _PHASE if word not in ("x", "input") or section.layer == 1 else None
        if _says({section.phase}, word):
            return _PHASE
        if word == "sample":
            return _TERM if piece.part.kind in _OVER_SAMPLES and piece.part.terms > 1 else None
        if _says(piece.run_words, word):
            return _RUN
        return _TERM if _says(piece.term_words, word) else None

    def _take_number(self, piece: _Piece, wanted: Wanted, found: _Found) -> int | None:
        """Fix what the number after a word counts; None if there is no such layer, unit, edge or sample."""
        word, place, part = wanted.word, (wanted.number or 0) - 1, piece.part
        if word == "layer":
            has_row = piece.section.layer == wanted.number and piece.section.phase != "loss"
            return _LAYER if has_row else None
        if word == "sample":
            has_samples = part.kind in _OVER_SAMPLES and part.terms > 1
            samples = range(len(self._trace.update.batch))
            return _TERM if has_samples and _fixes(found, "term", place, samples) else None
        if word in _ORIGIN_NAMES:
            runs_back = part.kind in _RUNNING_SUMS and word not in ("path", "term")
            has_origin = part.repeat > 1 and not piece.section.whole_layer and not runs_back
            return _RUN if has_origin and _fixes(found, "run", place, piece.runs) else None
        if piece.section.whole_layer:
            return _RUN if part.repeat > 1 and _fixes(found, "run", place, piece.runs) else None
        return _NODE if _fixes(found, "unit", place, range(piece.section.nodes)) else None

    def _places_of(self, piece: _Piece, found: _Found) -> Places:
        section, part = piece.section, piece.part
        if found.depth <= _LAYER:
            block = self._trace.block(section.start, "phase" if found.depth == _PHASE else "layer")
            return Places(block[-1], 1, 1, 1, 1)
        node = section.start + (found.unit or 0) * section.node_length
        nodes = section.nodes if found.unit is None else 1
        if found.depth == _NODE:
            return Places(node + section.node_length - 1, nodes, section.node_length, 1, 1)
        runs = piece.runs if found.run is None else range(found.run, found.run + 1)
        if part.kind in _RUNNING_SUMS and found.run is None:
            runs = runs[-1:]
        first = node + (section.offset(part.kind) or 0) + runs[0] * part.terms
        term = piece.term if found.term is None else found.term
        if found.depth == _TERM and term is None:
            return Places(first, nodes, section.node_length, len(runs) * part.terms, 1)
        term = part.terms - 1 if found.depth == _RUN or term is None else term
        return Places(first + term, nodes, section.node_length, len(runs), part.terms)

    def _pieces(self, section: Section) -> Iterator[_Piece]:
        """Yield what has words of its own: each part; the optimizer's, for weights and for the bias."""
        for part in section.parts:
            if part.kind != "quantity":
                words = self._said(section, part, 0, part.terms - 1)
                yield _Piece(section, part, range(part.repeat), None, words, frozenset())
                continue
            weights = 0 if section.whole_layer else part.repeat - 1
            for runs in filter(None, (range(weights), range(weights, part.repeat))):
                symbol = parameter_symbol(self._trace[self._step(section, part, runs[0], 0)])
                said = [self._said(section, part, runs[0], term) | {symbol} for term in range(part.terms)]
                common = frozenset.intersection(*said)
                for term, words in enumerate(said):
                    yield _Piece(section, part, runs, term, common, words - common)

    def _step(self, section: Section, part: Part, run: int, term: int) -> int:
        """Return a step of the first node of a section."""
        return section.start + (section.offset(part.kind) or 0) + run * part.terms + term

    def _said(self, section: Section, part: Part, run: int, term: int) -> frozenset[str]:
        """Return the words about a step of a part, without those that say where it is."""
        title = self._words.explanation(self._step(section, part, run, term)).title
        said = _tokens(f"{title} {_SYMBOLS.get(part.kind, '')}")
        said += [word for word in part.kind.split("_") if len(word) > 1]
        return frozenset(word for word in said if not word.isdigit()) - _STRUCTURE


def read(text: str) -> tuple[Wanted, ...]:
    """Return the words that are typed, each with the number after it; what says nothing is left out."""
    wanted: list[Wanted] = []
    for token in _tokens(text):
        if not token.isdigit():
            wanted.append(Wanted(token, None))
        elif wanted and wanted[-1].number is None:
            wanted[-1] = Wanted(wanted[-1].word, int(token))
        else:
            wanted.append(Wanted("", int(token)))
    return tuple(w for w in wanted if w.number is not None or w.word not in _IDLE)


def _tokens(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text).lower().translate(_SPELLED)
    return _TOKEN.findall(plain)


def _says(said: frozenset[str] | set[str], word: str) -> bool:
    """Tell whether a word is among those that are said, or begins one; a single letter is a symbol."""
    return word in said or (len(word) > 1 and any(other.startswith(word) for other in said))


def _fixes(found: _Found, slot: str, place: int, possible: range) -> bool:
    """Fix a unit, run or term; False if it is not possible, or fixed to another one."""
    if place not in possible or getattr(found, slot) not in (None, place):
        return False
    setattr(found, slot, place)
    return True
