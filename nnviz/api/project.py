"""An opened project, and its training as far as it was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.diagnosis import diagnose
from core.history import History
from core.training import DivergenceError
from nnviz.api.errors import Error
from nnviz.api.moment import Moment
from nnviz.moments import moment_at

if TYPE_CHECKING:
    from nnviz.project import model


class Project:
    """An opened project; `load` makes one. It shows itself as its network.

    Attributes
    ----------
    name : str
        That of its file.
    """

    def __init__(self, recipe: model.Project, name: str) -> None:
        self.name = name
        self._recipe = recipe
        self._history = History(recipe.task, recipe.first_point())

    def __repr__(self) -> str:
        return f"<Project {self.name}: {_sizes(self._recipe)}>"

    def _repr_svg_(self) -> str:
        return self.at(step=-1)._repr_svg_()

    def at(self, update: int | None = None, step: int | None = None, sample: int = 0) -> Moment:
        """Return a moment of training; what lies before it is trained once.

        Parameters
        ----------
        update : int or None
            Its number; None is the project's first one.
        step : int or None
            The step just done, -1 before the first one; None is the update's last one.
        sample : int
            Row of the batch whose numbers are shown.

        Raises
        ------
        Error
            If there is no such update, step or sample, or training diverges before it.
        """
        history = self._history
        try:
            number = history.first_update if update is None else update
            return Moment(moment_at(self._recipe, history, number, step, sample), self.name)
        except IndexError as error:
            raise Error(f"{self.name}: {error}") from error
        except DivergenceError as error:
            why = diagnose(history, error.update).words
            raise Error(f"{self.name}: training diverges: {why}") from error


def _sizes(recipe: model.Project) -> str:
    return "-".join(map(str, recipe.network.network.sizes))
