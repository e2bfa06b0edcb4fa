"""A project's own loss as a terrain: the options that choose a plane through it, and how it is trained on."""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import get_args

from nnviz.command_line.common import whole, within
from nnviz.command_line.errors import CommandError
from nnviz.project import file
from nnviz.project.model import Project
from nnviz.project.race_spec import PlaneKind, PlaneSpec, RaceSpec
from nnviz.project.ranges import LARGEST_SEED
from nnviz.race import first_axes

ON_A_PROJECT = {"axes": "--axes", "plane": "--plane", "batch": "--batch"}


def add_own_loss(parser: argparse.ArgumentParser, seeded: str) -> None:
    """Declare the options; `seeded` says what --seed is of."""
    parser.add_argument(
        "--batch",
        metavar="N",
        type=whole,
        help="samples of every step on a project; 0 takes all (the default)",
    )
    parser.add_argument("--seed", metavar="N", type=whole, help=f"of {seeded} (default: 0)")
    parser.add_argument(
        "--plane",
        choices=get_args(PlaneKind),
        help="which plane of a project's parameters: two of them, two random directions, or the principal "
        "axes of the first runner's path",
    )
    parser.add_argument(
        "--axes", metavar="I,J", type=axes, help="the project's two parameters, by place in theta from 0"
    )


def axes(text: str) -> tuple[int, int]:
    """Return two places in theta from ``I,J``; for argparse."""
    parts = text.split(",")
    if len(parts) != 2:
        raise argparse.ArgumentTypeError(f"expected two places in theta as I,J, got {text!r}")
    return whole(parts[0]), whole(parts[1])


def refuse_on_surface(command: str, arguments: argparse.Namespace) -> None:
    """Refuse what only a project has.

    Raises
    ------
    CommandError
        If it was given.
    """
    for name, option in ON_A_PROJECT.items():
        if getattr(arguments, name) is not None:
            raise CommandError(f"{command}: {option} belongs to a PROJECT")


def on_project(command: str, arguments: argparse.Namespace) -> tuple[Project, RaceSpec]:
    """Return the project, and what its file and the command line say about a race on its own loss.

    Raises
    ------
    CommandError, ProjectError
        If the file cannot be read, or an option does not fit the project.
    """
    project = file.load(arguments.project)
    spec = project.race or RaceSpec(None, plane=PlaneSpec(axes=first_axes(project.network.network)))
    if spec.surface is not None:
        spec = replace(spec, surface=None, starts=())
    if arguments.batch is not None:
        samples = project.task.samples
        spec = replace(spec, batch_size=within(f"{command}: --batch", arguments.batch, 0, samples))
    return project, replace(spec, plane=_plane(command, project, spec.plane, arguments))


def with_seed(command: str, spec: RaceSpec, arguments: argparse.Namespace) -> RaceSpec:
    """Return the race with the seed of its noise and of its batches, where one is given.

    Raises
    ------
    CommandError
        If it is too large.
    """
    if arguments.seed is None:
        return spec
    seed = within(f"{command}: --seed", arguments.seed, 0, LARGEST_SEED)
    return replace(spec, noise=replace(spec.noise, seed=seed))


def _plane(command: str, project: Project, plane: PlaneSpec, arguments: argparse.Namespace) -> PlaneSpec:
    if arguments.plane is not None:
        plane = replace(plane, kind=arguments.plane)
    if arguments.axes is not None:
        if plane.kind != "parameters":
            raise CommandError(
                f"{command}: --axes belongs to --plane parameters, and the plane is {plane.kind}"
            )
        plane = replace(plane, axes=arguments.axes)
    if arguments.seed is not None:
        plane = replace(plane, seed=arguments.seed)
    if arguments.optimizer:
        plane = replace(plane, runner=0)
    count = project.network.network.parameter_count
    if max(plane.axes) >= count or len(set(plane.axes)) == 1:
        raise CommandError(f"{command}: --axes: expected two different numbers from 0 to {count - 1}")
    return plane
