"""Breakpoints looked at step by step, number by number: slow, and with nothing of the fast way in it."""

from __future__ import annotations

import ast
import math
import operator

import numpy as np

from core.trace import Trace

OPERATORS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}
REDUCTIONS = {"max": np.max, "min": np.min, "mean": np.mean, "sum": np.sum, "norm": np.linalg.norm}
NODE_NAMES = {"z", "a", "da", "delta", "b", "saturated"}
SPOT_NAMES = NODE_NAMES | {"w", "gradient", "theta", "change", "m"}


def has_samples(name):
    """Tell whether there is one number for each sample."""
    return name.rstrip("0123456789") in NODE_NAMES - {"b"}


class Knowledge:
    """What of an update is known after some of its steps; an unknown number is None."""

    def __init__(self, trace, previous_loss):
        self.network, update = trace.task.network, trace.update
        self.numbers = {
            ("previous_loss",): previous_loss,
            ("update",): update.before.update,
            ("epoch",): update.before.epoch,
        }
        self.samples = len(update.batch)
        self.trace, self.recording = trace, update.recording
        self.theta = self.network.split(update.before.theta)
        self.gradient = self.network.split(update.recording.gradient)
        self.quantities = {name: self.network.split(v) for name, v in update.quantities.items()}
        self.has_shortcut = any(trace[i].kind == "shortcut" for i in range(len(trace)))

    def learn(self, step):
        """Take in what a step has computed."""
        layer, unit, origin = step.layer, step.unit, step.origin
        recording, theta = self.recording, self.theta[layer - 1]
        match step.kind:
            case "product":
                self.numbers["w", layer, unit, origin] = theta.weights[origin, unit]
            case "bias":
                self.numbers["b", layer, unit] = theta.biases[unit]
                self._learn_samples("z", recording.z, layer, unit)
            case "activation" | "quotient":
                self._learn_samples("a", recording.a, layer, unit)
            case "loss" if not recording.penalty:
                self.numbers["loss",] = recording.loss
            case "objective":
                self.numbers["loss",] = recording.loss
            case "grad_a_term" if step.is_last_term:
                self._learn_samples("da", recording.grad_a, layer, unit)
            case "delta" if layer < self.network.depth or not self.has_shortcut:
                self._learn_samples("delta", recording.delta, layer, unit)
            case "shortcut":
                self._learn_samples("delta", recording.delta, layer, unit)
            case "weight_gradient_term" if step.is_last_term:
                value = self.gradient[layer - 1].weights[origin, unit]
                self.numbers["gradient", layer, unit, origin] = value
            case "bias_gradient_term" if step.is_last_term:
                self.numbers["gradient", layer, unit, None] = self.gradient[layer - 1].biases[unit]
            case "quantity":
                name = list(self.quantities)[step.term]
                part = self.quantities[name][layer - 1]
                value = part.biases[unit] if origin is None else part.weights[origin, unit]
                self.numbers[name, layer, unit, origin] = value

    def _learn_samples(self, name, arrays, layer, unit):
        for sample in range(self.samples):
            self.numbers[name, layer, unit, sample] = arrays[layer][sample, unit]

    def number(self, name, spot, sample):
        """Return a number of a spot (layer, unit, origin), None while it is unknown."""
        if (name,) in self.numbers or spot is None or name == "loss":
            return self.numbers.get((name,))
        layer, unit, origin = spot
        if name == "saturated":
            a = self.numbers.get(("a", layer, unit, sample))
            low, high = self.network.layers[layer - 1].activation.output_range
            if a is None or math.isinf(high - low):
                return None if a is None else False
            return bool(a <= low + 0.01 * (high - low) or a >= high - 0.01 * (high - low))
        if name == "b":
            return self.numbers.get(("b", layer, unit))
        if name in NODE_NAMES:
            return self.numbers.get((name, layer, unit, sample))
        return self.numbers.get((name, layer, unit, origin))

    def element(self, name, indices, sample):
        """Return one number of an array: ``W2[1, 3]``."""
        stem, layer = name.rstrip("0123456789"), int(name[-1])
        unit = indices[-1] - 1
        origin = indices[0] - 1 if len(indices) == 2 else None
        stem = {"W": "w", "dW": "gradient", "db": "gradient"}.get(stem, stem)
        return self.number(stem, (layer, unit, origin), sample)

    def elements(self, name):
        """Return all numbers of an array, of all samples."""
        stem, layer = name.rstrip("0123456789"), int(name[-1])
        fan_in, units = self.network.sizes[layer - 1 : layer + 1]
        if stem in ("W", "dW"):
            places = [(i + 1, j + 1) for i in range(fan_in) for j in range(units)]
        else:
            places = [(j + 1,) for j in range(units)]
        samples = range(self.samples if has_samples(name) else 1)
        return [self.element(name, place, sample) for place in places for sample in samples]


class Walker:
    """Works a condition out at one spot and sample after another."""

    def __init__(self, text, place):
        self.root = ast.parse(text, mode="eval").body
        self.whole = place.whole
        self.reductions = {}  # at the present step

    def value(self, node, known, spots, spot, sample):
        """Return a value, None while it is not known; `or` and `and` may be known before their operands."""

        def of(part):
            return self.value(part, known, spots, spot, sample)

        match node:
            case ast.Constant(value=value):
                return value
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return None if of(operand) is None else -of(operand)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return None if of(operand) is None else not of(operand)
            case ast.BinOp(left=left, op=op, right=right):
                pair = of(left), of(right)
                return None if None in pair else OPERATORS[type(op)](*pair)
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                pair = of(left), of(right)
                return None if None in pair else bool(OPERATORS[type(op)](*pair))
            case ast.BoolOp(op=op, values=values):
                return settled([of(v) for v in values], isinstance(op, ast.Or))
            case ast.Name(id=name):
                return known.number(name, spot, sample)
            case ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=index)):
                return known.element(name, (index,), sample)
            case ast.Subscript(value=ast.Name(id=name), slice=ast.Tuple(elts=elements)):
                return known.element(name, [e.value for e in elements], sample)
            case ast.Call(func=ast.Name(id="abs"), args=[operand]):
                return None if of(operand) is None else abs(of(operand))
            case ast.Call(func=ast.Name(id="finite"), args=[operand]):
                return None if of(operand) is None else bool(np.isfinite(of(operand)))
            case ast.Call(func=ast.Name(id=name), args=[operand]):
                key = (node, None if self.whole else spot)
                if key not in self.reductions:
                    self.reductions[key] = self.reduced(name, operand, known, spots, spot)
                return self.reductions[key]
        raise AssertionError(ast.dump(node))

    def reduced(self, name, operand, known, spots, spot):
        """Return a reduction: over an array, else over the samples and, in a whole place, the spots."""
        if isinstance(operand, ast.Name) and operand.id[-1].isdigit():
            values = known.elements(operand.id)
        else:
            names = {node.id for node in ast.walk(operand) if isinstance(node, ast.Name)}
            over = spots if self.whole and names & SPOT_NAMES else [spot]
            samples = range(known.samples if any(map(has_samples, names)) else 1)
            values = [self.value(operand, known, spots, one, sample) for one in over for sample in samples]
        if name in ("any", "all"):
            return settled(values, name == "any")
        return None if None in values else REDUCTIONS[name](values)


def settled(values, by):
    """Return what `or` (by True) or `and` (by False) of some values is, as far as it is known."""
    if by in values:
        return by
    return None if None in values else not by


def spots_of(text, place, network):
    """Return the spots (layer, unit, origin) that a condition is looked at, [None] for the update."""
    names = {node.id for node in ast.walk(ast.parse(text, mode="eval")) if isinstance(node, ast.Name)}
    kind = "node" if names & NODE_NAMES else "edge" if "w" in names else None
    if kind is None and names & {"gradient", "theta", "change", "m"}:
        kind = {"node": "node", "edge": "edge"}.get(place.key, "parameter")
    if kind is None:
        return [None]
    found = []
    for layer in range(1, network.depth + 1):
        fan_in, units = network.sizes[layer - 1 : layer + 1]
        origins = {"node": [None], "edge": range(fan_in), "parameter": [*range(fan_in), None]}[kind]
        found += [(layer, unit, origin) for unit in range(units) for origin in origins]
    match place.key:
        case "node":
            return [spot for spot in found if spot[:2] == (place.layer, place.unit - 1)]
        case "edge":
            return [s for s in found if s == (place.layer, place.unit - 1, place.origin - 1)]
        case "layer":
            return [spot for spot in found if spot[0] == place.layer]
    return found


def steps_of(trace, text, place, previous_loss):
    """Return the steps of an update at which a breakpoint hits, in their order."""
    stops = places_of(trace, place)
    if not text:
        return stops
    known, walker = Knowledge(trace, previous_loss), Walker(text, place)
    spots = spots_of(text, place, trace.task.network)
    waiting = [(spot, sample) for spot in spots for sample in range(known.samples)]
    hits = set()
    phase = [i for i in range(len(trace)) if place.key != "phase" or trace[i].phase == place.phase]
    for index in range(len(trace)):
        before = len(known.numbers)
        known.learn(trace[index])
        if index and len(known.numbers) == before:
            continue
        walker.reductions.clear()
        met = [pair for pair in waiting if walker.value(walker.root, known, spots, *pair) is True]
        waiting = [pair for pair in waiting if pair not in met]
        for spot, _ in met:
            later = [stop for stop in stops if stop >= index]
            if spot is not None:
                later = [step for step in phase if step >= index] if place.key == "phase" else [index]
            hits |= set(later[:1])
    return sorted(hits)


def places_of(trace, place):
    """Return the steps that end what happens at a place."""
    last, length = {}, len(trace)
    for index in range(length):
        step = trace[index]
        match place.key:
            case "anywhere":
                last[index] = index
            case "phase" if step.phase == place.phase:
                last[0] = index
            case "layer" if step.layer == place.layer and step.phase != "loss":
                last[step.phase] = index
            case "node" if step.layer == place.layer and step.unit in (place.unit - 1, None):
                block = trace.block(index, "node")
                last[block.start] = block[-1]
            case "edge" if (step.layer, step.unit, step.origin) == (
                place.layer,
                place.unit - 1,
                place.origin - 1,
            ):
                if step.kind in ("product", "weight_gradient_term", "quantity"):
                    last[step.phase] = index
    return sorted(last.values())


def walk(recorded, task, breakpoints, previous_loss=math.nan):
    """Return every (update, step, breakpoint) at which one hits, in the order of time."""
    found = []
    for update in recorded:
        trace = Trace(task, update)
        for number, one in enumerate(breakpoints):
            if one.enabled:
                steps = steps_of(trace, one.condition, one.place, previous_loss)
                found += [(update.before.update, step, number) for step in steps]
        previous_loss = update.recording.loss
    return sorted(found)
