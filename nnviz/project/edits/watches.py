"""What is watched."""

from __future__ import annotations

from dataclasses import replace

from nnviz.project.model import Project


def add_watch(project: Project, text: str) -> Project:
    """Return the project with one more watch, the last one; one that is there already stays where it is."""
    text = text.strip()
    return project if text in project.watches else replace(project, watches=(*project.watches, text))


def set_watch(project: Project, place: int, text: str) -> Project:
    """Return the project with another watch in a place."""
    watches = list(project.watches)
    watches[place] = text.strip()
    return replace(project, watches=tuple(watches))


def remove_watch(project: Project, place: int) -> Project:
    """Return the project without the watch in a place."""
    return replace(project, watches=project.watches[:place] + project.watches[place + 1 :])
