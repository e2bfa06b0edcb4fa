"""AMSGrad."""

from dataclasses import dataclass

from core.optimizers.adam import Adam


@dataclass(frozen=True)
class AMSGrad(Adam):
    """Adam that divides by the largest mean square so far, so that its steps never grow again."""

    key, label = "amsgrad", "AMSGrad"
    formula = (
        r"v^{\max}_t = \max(v^{\max}_{t-1}, v_t) \qquad"
        r" \theta_t = \theta_{t-1} - \eta\, \frac{\hat{m}_t}{\sqrt{\hat{v}^{\max}_t} + \epsilon}"
    )
    reference = "Reddi, Kale and Kumar, On the convergence of Adam and beyond, 2018"
    keeps_maximum = True
