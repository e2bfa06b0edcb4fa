"""What the front matter of a lesson's files may hold: TOML between two lines of three plus signs.

Every key is described in docs/lessons.md. What stands here is its shape; whether an expression can be read,
or a unit exists, is seen when the step is set up (`nnviz.lessons.stage`).
"""

from __future__ import annotations

from typing import Any, Literal

from msgspec import Struct, field

_NETWORK = ("network", "inspector", "loss", "data", "graph", "gradients", "steps", "matrices")
_RACE = ("race", "race-surface", "race-basins", "race-sensitivity", "race-heights", "race-state", "race-step")
_FUNCTIONS = (
    *("activation-curves", "activation-point", "activation-stack", "activation-layers"),
    *("softmax", "softmax-jacobian", "softmax-point"),
    *("loss-prediction", "loss-logit", "loss-edges", "loss-point", "loss-logit-point"),
    *("initializer-stack", "initializer-table", "schedule-curves", "schedule-point"),
)
_NEURON = tuple(
    f"neuron{part}"
    for part in ("", "-plane", "-step", "-table", "-course", "-surface", "-slope", "-variants")
)
PANELS = {  # as the command line calls them
    "network": (*_NETWORK, "compare", "watches", "breakpoints"),
    "optimizers": _RACE,
    "neuron": _NEURON,
    "functions": _FUNCTIONS,
}
WORKSPACES = tuple(PANELS)
KEPT = ("data", "loss", "split", "features")


class CursorHead(Struct, frozen=True, forbid_unknown_fields=True):
    """Where the cursor stands: in an update, before or after the step at which a number becomes known."""

    update: int | None = None
    before: str = ""
    after: str = ""
    step: int | None = None
    at: Literal["start", "end"] = "start"


class PredictHead(Struct, frozen=True, forbid_unknown_fields=True):
    """A number to be typed, or one of several sentences to be chosen, before it is shown.

    `answer` is an expression for the number. Of `choices`, conditions in the order of the sentences, exactly
    one holds; `right` is the place of the right one, from 1, where no condition can tell.
    """

    answer: str = ""
    choices: tuple[str, ...] = ()
    right: int = 0
    at: int | None = None
    tolerance: float | None = None


class SolutionHead(Struct, frozen=True, forbid_unknown_fields=True):
    """One way to make it happen: what is changed, and where the cursor goes then."""

    change: dict[str, Any] = field(default_factory=dict)
    cursor: CursorHead = field(default_factory=CursorHead)


class MakeHead(Struct, frozen=True, forbid_unknown_fields=True):
    """A condition that the student brings about; `keep` names parts of the project that have to stay."""

    condition: str
    solution: SolutionHead
    keep: tuple[str, ...] = KEPT


class SpotHead(Struct, frozen=True, forbid_unknown_fields=True):
    """A planted mistake, and those that are offered, the planted one among them."""

    plant: dict[str, Any]
    candidates: tuple[dict[str, Any], ...]


class StepHead(Struct, frozen=True, forbid_unknown_fields=True):
    """The state that a step sets, and what it asks."""

    project: str = ""
    workspace: str = "network"
    panel: str = ""
    change: dict[str, Any] = field(default_factory=dict)
    cursor: CursorHead = field(default_factory=CursorHead)
    sample: int = 1
    select: str = ""
    highlight: str = ""
    predict: PredictHead | None = None
    make: MakeHead | None = None
    spot: SpotHead | None = None


class LessonHead(Struct, frozen=True, forbid_unknown_fields=True):
    """What holds for a whole lesson.

    `order` sorts the list; `headings` are those of the source text that it brings to life.
    """

    project: str
    order: int = 1000
    headings: tuple[str, ...] = ()
