"""Every view of the workspace Network and how it is held to the truth: a new view is one more entry."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nnviz.workspaces.network import NetworkWorkspace
from tests.nnviz.walks.numbers import hold_graph, hold_inspector, hold_matrices, hold_network, hold_steps
from tests.nnviz.walks.plots import hold_data, hold_gradients, hold_loss, hold_transport
from tests.nnviz.walks.truth import Now

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
}


def hold_views(workspace: NetworkWorkspace, now: Now) -> list[str]:
    """Hold every view that is on the screen to the truth; return their names."""
    held = []
    for name, hold in VIEWS.items():
        panel = getattr(workspace, name)
        if panel.isVisible():
            try:
                hold(panel, now)
            except AssertionError as error:
                raise AssertionError(f"{name} shows something else: {error}") from error
            held.append(name)
    return held
