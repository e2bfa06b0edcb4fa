"""What is said about a neuron at a moment: its steps for the inspector, and how the learning ends."""

from __future__ import annotations

from core.neurons.limits import Limits, limits
from core.neurons.perceptron_learning import PerceptronLearning
from core.neurons.sigmoid_learning import SigmoidLearning
from core.neurons.threshold_sweep import ThresholdSweep
from core.neurons.two_layer import TwoLayerWalk
from core.number_format import format_number
from nnviz.figures.inspection import Inspection
from nnviz.figures.neuron_course import bound_words
from nnviz.neuron_moment import NeuronMoment
from nnviz.project.neuron_spec import NeuronSpec

_MOST_OTHERS = 12
_SQUARE = "(R/\N{GREEK SMALL LETTER GAMMA})\N{SUPERSCRIPT TWO}"
_OTHER_BOUND = f"It is {_SQUARE} for the online rule from zero weights; here start and rule count, too."


def inspection_of(moment: NeuronMoment) -> Inspection:
    """Return the step, and before it the numbers of the same example that are complete, the newest first."""
    main, learning = moment.explanation, moment.learning
    if main is None:
        return Inspection()
    earlier = (
        step
        for step in reversed(learning.block(moment.cursor, learning.focus))
        if step < moment.cursor and learning[step].completes
    )
    others = (learning.explain(step) for step in list(earlier)[:_MOST_OTHERS])
    return Inspection(main, None, tuple(one for one in others if one.target != main.target))


def place_words(moment: NeuronMoment) -> str:
    """Return where in the learning the moment is, in a few words."""
    learning, epoch = moment.learning, moment.epoch
    if moment.cursor < 0:
        return "at the start"
    example = "" if moment.sample is None else f", example {moment.sample + 1}"
    if isinstance(learning, ThresholdSweep):
        return f"threshold {format_number(learning.thresholds[epoch])}{example.replace('example', 'row')}"
    if isinstance(learning, TwoLayerWalk):
        return f"row {epoch + 1}"
    words = f"epoch {epoch + 1}{example}"
    made = moment.mistakes
    return words if made is None else f"{words}; {made} mistake{'' if made == 1 else 's'} so far"


def limits_of(spec: NeuronSpec) -> Limits:
    """Return what one McCulloch-Pitts neuron can do with a truth table."""
    return limits(spec.samples, getattr(spec.neuron, "inhibition", "absolute"))


def outcome_words(moment: NeuronMoment) -> tuple[str, ...]:
    """Return how the learning ends, in a paragraph each."""
    learning = moment.learning
    if isinstance(learning, ThresholdSweep):
        return _sweep_words(moment.spec, learning)
    if isinstance(learning, TwoLayerWalk):
        count = len(learning.net.hidden)
        plural = "neuron knows one row" if count == 1 else "neurons know one row each"
        return (
            f"Two layers compute any truth table: {count} hidden {plural} that should fire, and the output "
            "fires if one of them does.",
        )
    if isinstance(learning, PerceptronLearning):
        return _perceptron_words(learning)
    assert isinstance(learning, SigmoidLearning)
    first, last = (format_number(float(learning.losses[place])) for place in (0, -1))
    wrong = int(
        (
            (learning.neuron.value(moment.spec.samples.inputs, learning.path[-1]) >= 0.5)
            != (moment.spec.samples.targets[:, 0] >= 0.5)
        ).sum()
    )
    return (
        f"The loss falls from {first} to {last} in {learning.epochs} epochs. "
        if learning.losses[-1] < learning.losses[0]
        else f"The loss goes from {first} to {last} in {learning.epochs} epochs: it does not fall. ",
        f"{wrong} of {len(moment.spec.targets)} examples are then on the wrong side of a = 0.5.",
    )


def _sweep_words(spec: NeuronSpec, learning: ThresholdSweep) -> tuple[str, ...]:
    if learning.possible:
        return (learning.verdict,)
    return learning.verdict, limits_of(spec).words


def _perceptron_words(learning: PerceptronLearning) -> tuple[str, ...]:
    words = [learning.verdict]
    bound, margin = bound_words(learning), learning.found_margin
    if bound:
        is_plain = learning.neuron.rule == "online" and not learning.path[0].any()
        words.append(f"{bound}: {_SQUARE}." if is_plain else f"{bound}. {_OTHER_BOUND}")
    if margin is not None and margin.distance is not None:
        words.append(f"The nearest example is {format_number(margin.distance)} from the line.")
    pocket = learning.states[-1].pocket
    if pocket is not None:
        total = len(learning.samples)
        words.append(f"The weights in the pocket get {pocket.correct} of {total} examples right.")
    return tuple(words)
