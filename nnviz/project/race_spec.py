"""What races where: a part of the project."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from core.optimizers.base import Optimizer
from core.rival import Noise, Rival

if TYPE_CHECKING:
    from core.surfaces.base import Surface  # most projects have no race: the surfaces need not be loaded

OWN_LOSS = "network"  # the terrain that is no surface
Place = tuple[float, float]
PlaneKind = Literal["parameters", "random", "path"]


@dataclass(frozen=True)
class LookSpec:
    """How a runner is drawn: places in the style's row of colours, dashes and symbols, from 0.

    None takes what the runner's own place in the list gives.
    """

    colour: int | None = None
    dash: int | None = None
    symbol: int | None = None

    def at(self, position: int) -> LookSpec:
        """Return the look of a runner at a position in the list, with nothing left open."""
        chosen = (self.colour, self.dash, self.symbol)
        return LookSpec(*(position if own is None else own for own in chosen))


@dataclass(frozen=True)
class Runner:
    """A rival as the user keeps it.

    Attributes
    ----------
    name : str
        The user's own; empty for one that its settings give.
    hidden : bool
        Whether it stays in the list and does not race.
    """

    rival: Rival
    name: str = ""
    look: LookSpec = field(default_factory=LookSpec)
    hidden: bool = False


@dataclass(frozen=True)
class PlaneSpec:
    """The plane through a network's parameters that a race over its loss is looked at on.

    Attributes
    ----------
    kind : str
        ``parameters``: two of them; ``random``: two directions normalised by filters; ``path``: the principal
        axes of one runner's path.
    axes : pair of int
        The two positions in theta.
    seed : int
        Of the random directions.
    runner : int
        Whose path, counted from 0 among all of the list.
    """

    kind: PlaneKind = "parameters"
    axes: tuple[int, int] = (0, 1)
    seed: int = 0
    runner: int = 0


@dataclass(frozen=True)
class RaceSpec:
    """What races where, in the workspace Optimizers.

    Attributes
    ----------
    surface : Surface or None
        None for the open network's own loss.
    runners : tuple of Runner
    starts : tuple of pair of float
        Where every runner starts; none for the surface's own start, or the network's parameters.
    steps : int
    noise : Noise
        On the gradient of a surface; its seed is also that of the batches of a network.
    batch_size : int
        Samples of every step on a network; 0 for all of them.
    plane : PlaneSpec
    """

    surface: Surface | None = field(default_factory=lambda: first_surface())
    runners: tuple[Runner, ...] = ()
    starts: tuple[Place, ...] = ()
    steps: int = 200
    noise: Noise = field(default_factory=Noise)
    batch_size: int = 0
    plane: PlaneSpec = field(default_factory=PlaneSpec)

    @property
    def terrain(self) -> str:
        """The surface's key, or `OWN_LOSS`."""
        return OWN_LOSS if self.surface is None else self.surface.key

    @property
    def moves_starts(self) -> bool:
        """Whether starts can be chosen; a plane along a path begins where training does."""
        return self.surface is not None or self.plane.kind != "path"

    @property
    def racing(self) -> tuple[Runner, ...]:
        """The runners that are not hidden, each with the look that its position gives."""
        looks = (runner.look.at(position) for position, runner in enumerate(self.runners))
        shown = (replace(runner, look=look) for runner, look in zip(self.runners, looks, strict=True))
        return tuple(runner for runner in shown if not runner.hidden)

    @property
    def optimizers(self) -> tuple[Optimizer, ...]:
        """What each of them steps by."""
        return tuple(runner.rival.optimizer for runner in self.racing)

    def with_runners(self, runners: tuple[Runner, ...]) -> RaceSpec:
        """Return the race of other runners; a plane along a path stays with its runner if it can."""
        place = self.plane.runner
        if place < len(self.runners):
            whose = self.runners[place]
            place = next((k for k, runner in enumerate(runners) if runner is whose), place)
        plane = replace(self.plane, runner=min(place, max(len(runners) - 1, 0)))
        return replace(self, runners=runners, plane=plane)

    def anew_on_network(self) -> RaceSpec:
        """Return the race from the network's parameters; one over a surface keeps its starts."""
        return replace(self, starts=()) if self.surface is None else self

    def with_axes(self, axes: tuple[int, int]) -> RaceSpec:
        """Return the race over the plane of two other parameters."""
        return replace(self, plane=replace(self.plane, axes=axes))


def first_surface() -> Surface:
    """Return what is raced on where nothing is chosen."""
    from core.surfaces.rosenbrock import Rosenbrock

    return Rosenbrock()
