"""Every view of the workspace Network and how it is held to the truth: a new view is one more entry."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from nnviz.workspaces.network import NetworkWorkspace
from tests.nnviz.walks.numbers import hold_graph, hold_inspector, hold_matrices, hold_network, hold_steps
from tests.nnviz.walks.plots import hold_data, hold_gradients, hold_loss, hold_transport
from tests.nnviz.walks.side import hold_branches, hold_breakpoints, hold_watches
from tests.nnviz.walks.truth import Now
from tests.nnviz.walks.verdicts import hold_banner, hold_compare, hold_marks, hold_notice

# By the workspace's attribute.
VIEWS: dict[str, Callable[[Any, Now], None]] = {
    "network": hold_network,
    "transport": hold_transport,
    "inspector": hold_inspector,
    "loss": hold_loss,
    "data": hold_data,
    "graph": hold_graph,
    "gradients": hold_gradients,
    "steps": hold_steps,
    "matrices": hold_matrices,
    "compare": hold_compare,
    "watches": hold_watches,
    "breakpoint_list": hold_breakpoints,
    "branches": hold_branches,
}
# What is there only while it has something to say, by what it is called.
REMARKS: dict[str, Callable[[NetworkWorkspace, Now], None]] = {
    "the marks of the comparison": hold_marks,
    "the line about planted mistakes": hold_banner,
    "the notice of divergence": hold_notice,
}


def hold_views(workspace: NetworkWorkspace, now: Now, names: Collection[str] = VIEWS) -> list[str]:
    """Hold those of the views that are on the screen to the truth; return their names."""
    shown = [name for name in names if getattr(workspace, name).isVisible()]
    for name in shown:
        try:
            VIEWS[name](getattr(workspace, name), now)
        except AssertionError as error:
            raise AssertionError(f"{name} shows something else: {error}") from error
    for name, hold in REMARKS.items():
        try:
            hold(workspace, now)
        except AssertionError as error:
            raise AssertionError(f"{name}: {error}") from error
    return shown
