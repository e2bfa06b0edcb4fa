"""What the workspace Functions shows: the pictures of each page, and the settings beside them."""

from nnviz.panels.functions.activations import (
    ActivationCurvesPanel,
    ActivationPointPanel,
    ActivationStackPanel,
    ActivationTablePanel,
)
from nnviz.panels.functions.base import FunctionsPanel
from nnviz.panels.functions.initializers import InitializerStackPanel, InitializerTablePanel
from nnviz.panels.functions.losses import (
    LossEdgesPanel,
    LossLogitPointPanel,
    LossLogitsPanel,
    LossPointPanel,
    LossPredictionsPanel,
)
from nnviz.panels.functions.plots import PlotsPanel
from nnviz.panels.functions.schedules import ScheduleCurvesPanel, SchedulePointPanel
from nnviz.panels.functions.settings import (
    FormSection,
    FunctionsSection,
    MembersSection,
    RowsSection,
    SettingsColumn,
)
from nnviz.panels.functions.softmax import JacobianPanel, SoftmaxBarsPanel, SoftmaxPointPanel
from nnviz.panels.functions.softmax_settings import LogitsSection

__all__ = [
    "ActivationCurvesPanel",
    "ActivationPointPanel",
    "ActivationStackPanel",
    "ActivationTablePanel",
    "FormSection",
    "FunctionsPanel",
    "FunctionsSection",
    "InitializerStackPanel",
    "InitializerTablePanel",
    "JacobianPanel",
    "LogitsSection",
    "LossEdgesPanel",
    "LossLogitPointPanel",
    "LossLogitsPanel",
    "LossPointPanel",
    "LossPredictionsPanel",
    "MembersSection",
    "PlotsPanel",
    "RowsSection",
    "ScheduleCurvesPanel",
    "SchedulePointPanel",
    "SettingsColumn",
    "SoftmaxBarsPanel",
    "SoftmaxPointPanel",
]
