"""Every edit of a project as a pure function: the project before, the project after.

An edit of the network's shape keeps the parameters of all that stays. An edit of the shape, the data, a
parameter, the initializer or the seed begins anew, so that a saved point in training (`Project.state`)
does not survive it. What a caller passes is checked by `nnviz.project.check` where the project is taken
over; only what cannot even be built raises here.
"""

from nnviz.project.edits.adapted import Adapted
from nnviz.project.edits.computation import set_activation, set_dropout, set_loss, set_regularizer
from nnviz.project.edits.data import set_data, set_features, set_split
from nnviz.project.edits.imported import GivenLayer, set_network
from nnviz.project.edits.shape import add_layer, add_unit, remove_layer, remove_unit, set_inputs, set_units
from nnviz.project.edits.start import reinitialise, set_initializer, set_parameter, set_seed
from nnviz.project.edits.training import (
    reveal_planted,
    set_batch_size,
    set_clipping,
    set_optimizer,
    set_planted,
    set_schedule,
    set_shuffle,
    set_stop,
    set_training_seed,
)
from nnviz.project.edits.watches import add_watch, remove_watch, set_watch

__all__ = [
    "Adapted",
    "GivenLayer",
    "add_layer",
    "add_unit",
    "add_watch",
    "reinitialise",
    "remove_layer",
    "remove_unit",
    "remove_watch",
    "reveal_planted",
    "set_activation",
    "set_batch_size",
    "set_clipping",
    "set_data",
    "set_dropout",
    "set_features",
    "set_initializer",
    "set_inputs",
    "set_loss",
    "set_network",
    "set_optimizer",
    "set_parameter",
    "set_planted",
    "set_regularizer",
    "set_schedule",
    "set_seed",
    "set_shuffle",
    "set_split",
    "set_stop",
    "set_training_seed",
    "set_units",
    "set_watch",
]
