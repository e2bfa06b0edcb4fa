"""The steps of a perceptron's learning, explained."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from core.explain.explanation import Explanation, first_factor, sum_templates
from core.formula import Source, Term
from core.neurons.exact import dot
from core.neurons.learning import NeuronStep
from core.neurons.notation import parameter, parameter_name, place, symbol, term
from core.neurons.perceptron_rule import Theta, Visit

if TYPE_CHECKING:
    from core.neurons.perceptron_learning import PerceptronLearning

_ANSWER = {
    ">=": r"\begin{cases} 1 & <z> \ge 0 \\ 0 & <z> < 0 \end{cases}",
    ">": r"\begin{cases} 1 & <z> > 0 \\ 0 & <z> \le 0 \end{cases}",
}
_ONLINE_POCKET = r"\begin{cases} <c> & <r> > <r_p>, <c> > <c_p> \\ <c_p> & \text{otherwise} \end{cases}"


class PerceptronWords:
    """What is said about one step.

    Parameters
    ----------
    learning : PerceptronLearning
    step : NeuronStep
    """

    def __init__(self, learning: PerceptronLearning, step: NeuronStep) -> None:
        self.learning = learning
        self.rule = learning.rule
        self.neuron = learning.neuron
        self.step = step
        self.visits = learning.visits(step.epoch)
        self.before, self.after = learning.around(step)
        self.visit: Visit = self.visits[-1 if step.example is None else step.example]

    def explain(self) -> Explanation:
        """Explain the step by its kind."""
        said: Explanation = getattr(self, f"_{self.step.kind}")()
        return said

    def _product(self) -> Explanation:
        count = (self.step.origin or 0) + 1
        theta, row = self.before.theta, self.rule.rows[self.visit.sample]
        return self._say(
            f"Weighted sum: term {count} of {len(row) - 1}",
            "The input counts as much as its weight says; a negative weight makes it count against.",
            (f"s_{{{count}}}", place("z")),
            self._products(count),
            self._read_products(count),
            self.rule.z_value(dot(theta[:count], row[:count])),
        )

    def _bias(self) -> Explanation:
        inputs = len(self.before.theta) - 1
        return self._say(
            f"z of example {self.visit.sample + 1}",
            "The bias is added last: the weight of an input that is always 1. On one side of the line z = 0 "
            "the answer is yes, on the other no.",
            (None, place("z")),
            (*self._products(inputs), "+ <(b)>"),
            {**self._read_products(inputs), "b": self._theta_term(None)},
            self._z,
        )

    def _activation(self) -> Explanation:
        zero = "yes" if self.neuron.at_zero == ">=" else "no"
        return self._say(
            f"The answer is {'yes' if self.visit.output else 'no'}",
            f"Only the sign of z counts, not its size. z = 0 is taken for {zero}, by convention.",
            (None, place("a")),
            (_ANSWER[self.neuron.at_zero],),
            {"z": term(place("z"), self._z)},
            float(self.visit.output),
        )

    def _error(self) -> Explanation:
        whys = {
            0: "The answer is right: nothing will change.",
            1: "It should be yes: w and b will move so that z rises here.",
            -1: "It should be no: w and b will move so that z falls here.",
        }
        return self._say(
            f"Example {self.visit.sample + 1} is answered {'wrongly' if self.visit.error else 'rightly'}",
            whys[self.visit.error],
            (None, place("error")),
            ("<y> - <(a)>",),
            {
                "y": term(place("target"), float(self.rule.targets[self.visit.sample])),
                "a": term(place("a"), float(self.visit.output)),
            },
            float(self.visit.error),
        )

    def _share(self) -> Explanation:
        number, terms = (self.step.example or 0) + 1, self._error_times_input()
        input_factor = "" if self.step.origin is None else r" \cdot <(x)>"
        templates: tuple[str, ...] = (f"<e>{input_factor}",)
        if number > 1:
            former = self._gathered_term(self.visits[number - 2].gathered, number - 1)
            terms["former"] = replace(former, source=None)  # stands nowhere: the sum is not complete
            templates = ("<former>", f"+ <(e)>{input_factor}")
        gathered = self._gathered_term(self.visit.gathered, number)
        return self._say(
            f"Gathered for {parameter_name(self.step.origin)}: {number} of {len(self.visits)}",
            "The batch rule changes nothing yet: it adds up what every example of the epoch asks for.",
            (gathered.symbol, place("gathered", self.step.origin)),
            templates,
            terms,
            gathered.value,
        )

    def _change(self) -> Explanation:
        rate = Term(r"\eta", self.neuron.learning_rate)
        if self.step.example is None:
            terms = {"rate": rate, "sum": self._gathered_term(self.visit.gathered, len(self.visits))}
            template, why = r"<rate> \cdot <(sum)>", "All changes of the epoch at once."
        else:
            terms = {"rate": rate, **self._error_times_input()}
            template, why = r"<rate> \cdot <(e)>", _change_words(self.visit.error)
            if self.step.origin is not None:
                template += r" \cdot <(x)>"
        change = self._change_value()
        name = parameter_name(self.step.origin)
        target = place("change", self.step.origin)
        return self._say(f"Change of {name}", why, (None, target), (template,), terms, change)

    def _theta(self) -> Explanation:
        target = place("theta", self.step.origin)
        return self._say(
            f"New value of {parameter_name(self.step.origin)}",
            "The line turns and shifts with it." if self._change_value() else "It stays as it is.",
            (None, target),
            ("<old> + <(change)>",),
            {
                "old": self._theta_term(self.step.origin),
                "change": term(place("change", self.step.origin), self._change_value()),
            },
            self._of(self.rule.theta_values(self.after.theta)),
        )

    def _pocket(self) -> Explanation:
        former, now = self.before.pocket, self.after.pocket
        assert former is not None
        assert now is not None
        numbers = {"c_p": ("c_p", former.correct), "c": ("c", self.rule.correct(self.before.theta))}
        template = r"\max\left(<c>, <c_p>\right)"
        if self.step.example is not None:
            numbers |= {"r": ("r", self.after.run), "r_p": ("r_p", former.run)}
            template = _ONLINE_POCKET
        taken = "these weights go in" if now != former else "it keeps what it has"
        return self._say(
            f"Pocket: {taken}, {now.correct} of {len(self.visits)} right",
            "c is how many of all examples the present weights get right, r how many right answers in a row "
            "they have given; the index p is for those in the pocket. Only better weights go in."
            if self.step.example is not None
            else "The weights of this epoch go in if they get more of all examples right (c).",
            ("c_p'", place("pocket")),
            (template,),
            {name: Term(latex, float(value)) for name, (latex, value) in numbers.items()},
            float(now.correct),
        )

    def _mistakes(self) -> Explanation:
        errors = {f"e{k}": Term(f"e^{{[{v.sample + 1}]}}", float(v.error)) for k, v in enumerate(self.visits)}
        count, epoch = self.learning.mistakes[self.step.epoch], self.step.epoch
        last = epoch == len(self.learning.mistakes) - 1
        return self._say(
            f"Epoch {epoch + 1}: {count} mistake{'' if count == 1 else 's'}",
            self.learning.verdict if last else "The learning goes on until an epoch has no mistake.",
            (None, place("mistakes")),
            sum_templates([rf"\left|<{name}>\right|" for name in errors]),
            errors,
            float(count),
        )

    def _say(
        self,
        title: str,
        why: str,
        defines: tuple[str | None, Source],
        templates: tuple[str, ...],
        terms: dict[str, Term],
        result: float,
    ) -> Explanation:
        left, target = defines
        shown = symbol(target) if left is None else left
        return Explanation(self.step.index, title, why, shown, templates, terms, result, target)

    @property
    def _z(self) -> float:
        return self.rule.z_value(self.visit.z)

    def _of(self, theta: tuple[float, ...]) -> float:
        """Return the step's own entry of something in theta's shape."""
        return theta[-1 if self.step.origin is None else self.step.origin]

    def _change_value(self) -> float:
        return self._of(self.rule.theta_values(self.rule.change(self.visit.gathered)))

    def _theta_term(self, origin: int | None) -> Term:
        values = self.rule.theta_values(self.before.theta)
        return term(parameter(origin), values[-1 if origin is None else origin])

    def _input_term(self, origin: int) -> Term:
        return term(place("x", origin), float(self.learning.samples.inputs[self.visit.sample, origin]))

    def _products(self, count: int) -> tuple[str, ...]:
        return sum_templates([rf"{first_factor(f'x{k}', k)} \cdot <(w{k})>" for k in range(count)])

    def _read_products(self, count: int) -> dict[str, Term]:
        inputs = {f"x{k}": self._input_term(k) for k in range(count)}
        return inputs | {f"w{k}": self._theta_term(k) for k in range(count)}

    def _error_times_input(self) -> dict[str, Term]:
        terms = {"e": term(place("error"), float(self.visit.error))}
        if self.step.origin is not None:
            terms["x"] = self._input_term(self.step.origin)
        return terms

    def _gathered_term(self, gathered: Theta, count: int) -> Term:
        name = "b" if self.step.origin is None else str(self.step.origin + 1)
        value = self.rule.input_value(gathered[-1 if self.step.origin is None else self.step.origin])
        return Term(f"G_{{{name}}}^{{[{count}]}}", value, place("gathered", self.step.origin))


def _change_words(error: int) -> str:
    if not error:
        return "The answer was right: nothing changes."
    direction = "towards" if error > 0 else "away from"
    return f"Learning rate times error times input: the weights move {direction} the example."
