"""An update, derived with its numbers: by terms, by units, or by layers as matrices."""

from __future__ import annotations

from collections.abc import Iterator

from core.explain import explain
from core.trace import Step, Trace
from nnviz.exporters.latex.matrices import matrix_section
from nnviz.exporters.latex.pages import HEAD, TAIL, display, of_formula
from nnviz.exporters.latex_text import escape

GRAINS = {"term": "every product", "node": "every number of a unit", "layer": "every layer, as matrices"}
DEPTHS = {
    "formulas": "formulas in symbols",
    "numbers": "and with their numbers",
    "words": "and why, in words",
}
_DIGITS = 6
_PHASES = {
    "forward": "Forward pass",
    "loss": "Loss",
    "backward": "Backward pass",
    "update": "Update of the parameters",
}


def derivation(trace: Trace, sample: int = 0, grain: str = "node", depth: str = "words") -> Iterator[str]:
    """Yield an article with one section, piece by piece.

    Parameters
    ----------
    trace : Trace
    sample : int
        Whose numbers are shown, from 0; by layers those of all samples are.
    grain, depth : str
        One of `GRAINS`, and of `DEPTHS`.
    """
    yield HEAD
    network = trace.task.network
    number = trace.update.before.update
    sizes = "-".join(map(str, network.sizes))
    yield f"\\section*{{Update {number} of a {sizes} network}}\n\n"
    whose = f"Sample {sample + 1} of {len(trace.update.batch)}. " if grain != "layer" else ""
    activations = ", ".join(layer.activation.label for layer in network.layers)
    task = trace.task
    yield (
        f"{whose}Activations: {escape(activations)}. Loss: {escape(task.loss.label)}. "
        f"Optimizer: {escape(task.optimizer.label)}.\n"
    )
    yield from matrix_section(trace, depth) if grain == "layer" else _steps(trace, sample, grain, depth)
    yield TAIL


def _steps(trace: Trace, sample: int, grain: str, depth: str) -> Iterator[str]:
    phase = ""
    for index in range(len(trace)):
        step = trace[index]
        if grain == "node" and not _completes(step):
            continue
        if step.phase != phase:
            phase = step.phase
            yield f"\n\\subsection*{{{_PHASES[phase]}}}\n"
        told = explain(trace, index, sample)
        words = f" {escape(told.why)}" if depth == "words" else ""
        yield f"\n\\paragraph{{{escape(told.title)}.}}{words}\n"
        lines = of_formula(told.symbols, with_left=True)
        if depth != "formulas":
            lines += of_formula(told.numbers(_DIGITS), with_left=False)
        yield display(lines)


def _completes(step: Step) -> bool:
    """Tell whether a step gives a number that goes on, and not a sum so far."""
    return step.is_last_term and step.kind not in ("product", "jacobian_term")
