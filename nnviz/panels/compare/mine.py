"""Somebody's arrays, and what each of them is: by its name, or as is said by hand."""

from __future__ import annotations

from collections.abc import Sequence

from core.checking.given import Given
from core.checking.separating import words
from core.checking.situation import Key
from core.network import Network
from nnviz.importers.array_names import IGNORED, guess_keys, key_name
from nnviz.importers.errors import ArraysError


class Mine:
    """The arrays of one file or text.

    Parameters
    ----------
    arrays : sequence of Given
    source : str
        Where they are from, in a word.

    Attributes
    ----------
    meant : dict of str to Key or None
        What each one is in the network that was last asked about; None is left out.
    """

    def __init__(self, arrays: Sequence[Given] = (), source: str = "") -> None:
        self.arrays, self.source = list(arrays), source
        self.meant: dict[str, Key | None] = {}
        self._by_hand: dict[str, str] = {}

    @property
    def left_out(self) -> tuple[str, ...]:
        """The names of those that are not compared."""
        return tuple(name for name, key in self.meant.items() if key is None)

    def mean(self, name: str, key: Key | None) -> None:
        """Say what an array is; None leaves it out."""
        self._by_hand[name] = IGNORED if key is None else key_name(key)

    def ask(self, network: Network) -> None:
        """Find out what each of them is in a network; what was said of layers that it lacks is left aside."""
        layers = {name: meant.rpartition(".")[2] for name, meant in self._by_hand.items()}
        known = {
            name: meant
            for name, meant in self._by_hand.items()
            if not layers[name].isdigit() or int(layers[name]) <= network.depth
        }
        self.meant = guess_keys([one.name for one in self.arrays], network, known)

    def given(self) -> dict[Key, Given]:
        """Return those that are to be compared, by what they are.

        Raises
        ------
        ArraysError
            If there is none, or if two are the same thing.
        """
        given: dict[Key, Given] = {}
        for one in self.arrays:
            key = self.meant[one.name]
            if key in given:
                both = f"{given[key].name} and {one.name} are both {words(key)}"
                raise ArraysError("", f"{both}: leave one out.")
            if key is not None:
                given[key] = one
        if not given:
            raise ArraysError("", "None of the names is known: say on the left what an array is.")
        return given
