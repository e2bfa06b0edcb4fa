"""Which projects are so large that one is asked before they are run, and what is said about them."""

from __future__ import annotations

from core.memory import Memory, estimate
from nnviz.project.model import Project

LARGE = 200_000  # parameters
_SAMPLES_SHARE = 10  # that many numbers of a recorded batch weigh as much as a parameter


def size_of(project: Project) -> int:
    """Return how many parameters the project has, and what its batch adds to them."""
    network = project.network.network
    samples = min(project.training.batch_size, len(project.training_samples))
    return network.parameter_count + samples * sum(network.sizes) // _SAMPLES_SHARE


def is_large(project: Project) -> bool:
    """Tell whether the project takes so much memory that this is said before it is run."""
    return size_of(project) > LARGE


def memory_of(project: Project) -> Memory:
    """Return how much memory the project takes."""
    return estimate(project.task)


def memory_words(memory: Memory) -> str:
    """Return a sentence about the memory that a project takes."""
    count = f"{memory.parameters:,}".replace(",", "\N{NO-BREAK SPACE}")
    return f"This network has {count} parameters: about {_bytes(memory.training())} while it trains."


def _bytes(number: int) -> str:
    if number >= 1e9:
        return f"{number / 1e9:.1f} GB"
    return f"{round(number / 1e6, -1):.0f} MB"
