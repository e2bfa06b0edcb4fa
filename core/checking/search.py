"""Tries which conventions and mistakes, alone and in pairs, make of our numbers theirs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, product
from typing import TypeAlias

from core.checking.agreement import Numbers
from core.checking.candidates import candidates, compatible, plant
from core.checking.conventions import OWN, Convention, conventions, reductions
from core.checking.given import Given
from core.checking.reading import Reading
from core.checking.situation import LOSS, Key, Situation
from core.checking.verdict import CONVENTION, MISTAKE, Explanation
from core.mistakes.base import Mistake

Tick: TypeAlias = Callable[[], object]

_MOST_MISTAKES, _MOST_KEPT = 4, 4  # in an explanation, and explanations that are followed further


def go_on() -> None:
    """Let the search go on."""


@dataclass(frozen=True, eq=False)
class Search:
    """What could explain one reading of the arrays.

    Attributes
    ----------
    reading : Reading
    tick : callable
        Called at every try; what it raises ends the search.
    """

    reading: Reading
    tick: Tick = go_on

    @cached_property
    def _situated(self) -> dict[Convention, Situation]:
        return {}

    @cached_property
    def order(self) -> tuple[Key, ...]:
        """The given arrays in the order of computation."""
        return tuple(self.reading.comparisons)

    @cached_property
    def mistakes(self) -> list[Mistake]:
        """Every mistake at every place where it can be made."""
        return candidates(self.reading.at)

    @cached_property
    def conventions(self) -> list[Convention]:
        """All conventions that make a difference, and under which what is right here is right as well.

        Where the way forward is wrong, one that makes none with the right numbers may make one with theirs.
        """
        given, compared = self.reading.given, self.reading.comparisons
        ours = {key: Given(comparison.ours, "") for key, comparison in compared.items()}
        wrong = [n for n, comparison in enumerate(compared.values()) if not comparison.is_right]
        right = self.order[: wrong[0]]
        forward = self.order[wrong[0]].quantity in ("z", "a", LOSS.quantity)
        bases = ((one, self._numbers(one, ())) for one in conventions(self.reading.at) if not one.is_own)
        return [
            one
            for one, base in bases
            if base.fit(given, right) and (forward or not base.fit(ours, self.order))
        ]

    @cached_property
    def reductions(self) -> list[Convention]:
        """Those that differ in the loss's factor, or in where its mean is taken, alone."""
        others = list(reductions(self.reading.at))
        return [convention for convention in self.conventions if convention in others]

    def convention_alone(self) -> list[Explanation]:
        """Return the conventions that explain everything, those that differ in fewest things."""
        found = self._explain((convention, ()) for convention in self.conventions)
        fewest = min((len(one.convention.words) for one in found), default=0)
        return [one for one in found if len(one.convention.words) == fewest]

    def single(self, convention: Convention = OWN) -> list[Explanation]:
        """Return the mistakes that explain everything alone."""
        return self._explain((convention, (mistake,)) for mistake in self.mistakes)

    def single_elsewhere(self) -> list[Explanation]:
        """Return the same under another convention, one that differs in one thing."""
        simple = [convention for convention in self.conventions if len(convention.words) == 1]
        return [one for convention in simple for one in self.single(convention)]

    def pairs(self, convention: Convention = OWN) -> list[Explanation]:
        """Return the pairs of mistakes that explain everything together."""
        return self._explain((convention, pair) for pair in self._likely_pairs(convention))

    def pairs_that_meet(self) -> list[Explanation]:
        """Return the pairs of which one changes the first wrong array, and the other one how it does that."""
        return self._explain((OWN, pair) for pair in self._meeting_pairs())

    def pairs_elsewhere(self) -> list[Explanation]:
        """Return the same under another reduction."""
        return [one for convention in self.reductions for one in self.pairs(convention)]

    def several(self) -> list[Explanation]:
        """Return more than two mistakes that explain everything, found one array after the other."""
        return [one for one in self._grown if self._reach(one.mistakes) == len(self.order)]

    def beginnings(self) -> tuple[list[Explanation], Key | None]:
        """Return mistakes that explain the first wrong array at least, and the first that they do not."""
        found = [one for one in self._grown if one.mistakes]
        return found, self.order[self._reach(found[0].mistakes)] if found else None

    @cached_property
    def _grown(self) -> list[Explanation]:
        """Mistakes added as long as each of them explains an array more; those that get furthest."""
        furthest: list[tuple[Mistake, ...]] = [()]
        while True:
            longer = {frozenset(more): more for assumed in furthest for more in self._longer(assumed)}
            if not longer:
                break
            reach = max(map(self._reach, longer.values()))
            furthest = [more for more in longer.values() if self._reach(more) == reach][:_MOST_KEPT]
            if reach == len(self.order):
                break
        return [self._partly(mistakes) for mistakes in furthest]

    def _longer(self, assumed: tuple[Mistake, ...]) -> Iterator[tuple[Mistake, ...]]:
        """Yield the mistakes with one or two more, if that explains the next array."""
        if len(assumed) >= _MOST_MISTAKES:
            return
        reach = self._reach(assumed)
        alone, changing, _ = self._sorted_out(OWN, assumed)
        more: Iterable[tuple[Mistake, ...]] = [(one,) for one in alone]
        if not alone:
            more = (pair for pair in combinations(changing, 2) if compatible(*pair))
        yield from (assumed + added for added in more if self._reach(assumed + added) > reach)

    def _reach(self, mistakes: tuple[Mistake, ...]) -> int:
        """Return how many arrays are explained before the first that is not."""
        numbers, given = self._numbers(OWN, mistakes), self.reading.given
        wrong = (n for n, key in enumerate(self.order) if not numbers.fit(given, (key,)))
        return next(wrong, len(self.order))

    def _partly(self, mistakes: tuple[Mistake, ...]) -> Explanation:
        given = {key: self.reading.given[key] for key in self.order[: self._reach(mistakes)]}
        return Explanation(OWN, mistakes, self._numbers(OWN, mistakes).deviation(given))

    def _numbers(self, convention: Convention, mistakes: tuple[Mistake, ...]) -> Numbers:
        self.tick()
        if convention not in self._situated:
            self._situated[convention] = convention.situated(self.reading.at)
        at = self._situated[convention]
        return Numbers(at, self.order, self.reading.epsilon, plant(mistakes), convention)

    def _explain(self, tries: Iterable[tuple[Convention, tuple[Mistake, ...]]]) -> list[Explanation]:
        found, given, order = [], self.reading.given, list(self.order)
        for convention, mistakes in tries:
            numbers = self._numbers(convention, mistakes)
            misfit = numbers.misfit(given, order)
            if misfit is None:
                found.append(Explanation(convention, mistakes, numbers.deviation(given)))
            else:  # the next guess is likely to fail at the same array
                order.remove(misfit)
                order.insert(0, misfit)
        return found

    def _likely_pairs(self, convention: Convention) -> Iterator[tuple[Mistake, Mistake]]:
        """Yield the pairs of which one explains the first wrong array, or of which both change it."""
        alone, changing, others = self._sorted_out(convention)
        pairs = [(one, other) for one in alone for other in (*changing, *others)]
        for one, other in (*pairs, *combinations(alone, 2), *combinations(changing, 2)):
            if compatible(one, other):
                yield one, other

    def _meeting_pairs(self) -> Iterator[tuple[Mistake, Mistake]]:
        """Yield the pairs of which only one changes the first wrong array and does not explain it alone.

        An epsilon in the wrong place is seen in dL/da if the weights are updated too early.
        """
        _, changing, others = self._sorted_out(OWN)
        yield from (pair for pair in product(changing, others) if compatible(*pair))

    def _sorted_out(
        self, convention: Convention, assumed: tuple[Mistake, ...] = ()
    ) -> tuple[list[Mistake], list[Mistake], list[Mistake]]:
        """Return the mistakes that explain the first wrong array, that change it otherwise, and the rest.

        They are added to those that are assumed. Those that spoil an array before it, which is right, are
        left out.
        """
        alone: list[Mistake] = []
        changing: list[Mistake] = []
        others: list[Mistake] = []
        given, base = self.reading.given, self._numbers(convention, assumed)
        place = next((n for n, key in enumerate(self.order) if not base.fit(given, (key,))), None)
        if place is None:
            return alone, changing, others
        first, before = self.order[place], self.order[:place]
        for mistake in self.mistakes:
            if not all(compatible(mistake, one) for one in assumed):
                continue
            numbers = self._numbers(convention, (*assumed, mistake))
            if not numbers.fit(given, [key for key in before if _changes(numbers, base, key)]):
                continue
            if not _changes(numbers, base, first):
                others.append(mistake)
            elif numbers.fit(given, (first,)):
                alone.append(mistake)
            else:
                changing.append(mistake)
        return alone, changing, others


def _changes(numbers: Numbers, base: Numbers, key: Key) -> bool:
    """Tell whether a mistake changes an array at all."""
    array, right = numbers.array(key), base.array(key)
    if array is None or right is None:
        return array is not right
    return array.shape != right.shape or bool((array != right).any())


LEVELS = (
    (CONVENTION, Search.convention_alone),
    (MISTAKE, Search.single),
    (MISTAKE, Search.single_elsewhere),
    (MISTAKE, Search.pairs),
    (MISTAKE, Search.pairs_elsewhere),
    (MISTAKE, Search.pairs_that_meet),
    (MISTAKE, Search.several),
)
"""What is tried, the simplest first: whoever counts another way is not accused."""
