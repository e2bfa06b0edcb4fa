"""One step of an update, as `core.trace` has them.

The kinds of step are

===================== ======================================================================
product               x times w, added to the sum so far (origin: the unit of the layer before)
bias                  the bias added: z
activation            a = f(z)
dropout               a times its mask: what the next layer gets
exponential           softmax: e to the z of one unit (less the row's largest)
exponential_sum       softmax: their sum
quotient              softmax: a
loss_term             the loss of one output
loss                  the loss of the batch
penalty               the regularizer's penalty, and
objective             both together: only where there is a penalty
grad_a_term           one path's share of dL/da (origin: the unit of the layer after, None at the output);
                      in a layer with dropout, of dL by what the next layer got
dropout_gradient      dL/da, the mask times that
derivative            f'(z)
jacobian_term         softmax: one path's share of dL/dz (origin: the unit whose a it goes through)
delta                 dL/dz by the chain rule
shortcut              dL/dz of loss and activation together; the one that is used where it exists
weight_gradient_term  one sample's share of dL/dw (origin: the unit before; term: the sample); after the
                      samples, where there is one, the penalty's
slope_gradient_term   one unit's share in one sample of dL by the slope that the layer learns
bias_gradient_term    one sample's share of dL/db
quantity              one named quantity of the optimizer (origin None: of the bias; unit None: of the slope)
===================== ======================================================================
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """One step of an update.

    Attributes
    ----------
    index : int
        Its place in the trace, from 0.
    phase : str
        ``forward``, ``loss``, ``backward`` or ``update``.
    kind : str
        See the module's table.
    layer : int
        From 1; at the loss, the output's.
    unit : int or None
        From 0; None for a step of the whole layer.
    origin : int or None
        The other end of the edge that the step runs along (see the table).
    term, terms : int
        Which run's step it is, from 0, and how many there are.
    """

    index: int
    phase: str
    kind: str
    layer: int
    unit: int | None
    origin: int | None
    term: int
    terms: int

    @property
    def is_last_term(self) -> bool:
        """Whether the step completes its number."""
        return self.term == self.terms - 1
