"""The network in PyTorch: modules, autograd, and PyTorch's optimizers where they compute as ours do."""

from __future__ import annotations

from core.activations.base import Activation
from nnviz.exporters.code import common
from nnviz.exporters.code.dialect import PYTORCH, Writer
from nnviz.exporters.code.gradients import (
    written_activation,
    written_clipping,
    written_loss,
    written_penalty,
    written_rule,
    written_scale,
    written_slope,
)
from nnviz.exporters.code.natives import (
    PYTORCH_OPTIMIZERS,
    native_activation,
    native_loss_sum,
    native_optimizer,
)
from nnviz.exporters.code.recipe import Block, Recipe
from nnviz.exporters.code.text import comment, formula, function, indented, joined, script

_ARRAYS = common.Arrays("torch", "tensor")
_OWN_DERIVATIVE = "PyTorch has no such function that agrees with ours in value and derivative: written out."


def pytorch_script(recipe: Recipe) -> str:
    """Return a program that needs PyTorch.

    Raises
    ------
    UnwritableError
        If a formula of the network cannot be written as code.
    """
    task = recipe.task
    blocks = [
        common.data(recipe, _ARRAYS, common.data_names(recipe)),
        common.parameters(recipe, _ARRAYS),
        Block("Activations", "", _activations(recipe)),
        Block(
            "Network", "nn.Linear keeps its weights the other way round, a row per unit.", _network(recipe)
        ),
        Block("Loss", common.loss_words(recipe), _loss(recipe)),
    ]
    if task.clips:
        blocks.append(Block("Clipping", _clipping_words(recipe), _clipping(recipe)))
    blocks.append(Block("Optimizer", "", _optimizer(recipe)))
    extras = joined(common.schedule(recipe), common.order(recipe, "x_all"), common.masks(recipe))
    if extras:
        blocks.append(Block("What changes from update to update", "", extras))
    blocks.append(Block("Training", "", _training(recipe)))
    return script(common.head(recipe, "PyTorch"), [_libraries(blocks), *blocks])


def _libraries(blocks: list[Block]) -> Block:
    code = "\n".join(block.code for block in blocks)
    lines = ["import math", ""] if "math." in code else []
    lines += ["import numpy as np"] if "np." in code else []
    lines += ["import torch"]
    lines += ["import torch.nn.functional as F"] if "F." in code else []
    lines += ["from torch import nn", "", "torch.set_default_dtype(torch.float64)"]
    return Block("Libraries", "", "\n".join(lines))


def _activations(recipe: Recipe) -> str:
    return joined(*(_activation(one, name) for one, name in recipe.functions.items()))


def _activation(activation: Activation, name: str) -> str:
    slope = ", alpha" if activation.learns_slope else ""
    native = native_activation("PyTorch", activation)
    doc = f"{activation.label}: {activation.formula}"
    if native:
        return function(name, f"z{slope}", doc, [f"return {native}"])
    written = written_activation(activation, through=True)
    writer = Writer(PYTORCH)
    forward = [*writer.assign("a", written.value), "ctx.save_for_backward(z, a)", "return a"]
    back = Writer(PYTORCH)
    backward = [
        "z, a = ctx.saved_tensors",
        *back.prepare([written.back]),
        f"return {back.text(written.back)}",
    ]
    if activation.learns_slope:
        by_slope = Writer(PYTORCH).text(written_slope(activation))
        forward[-2] = "ctx.save_for_backward(z, a, alpha)"
        backward[0] = "z, a, alpha = ctx.saved_tensors"
        backward[-1] += f", torch.sum(grad_a * {by_slope}).reshape(1)"
    return _autograd(name, f"z{slope}", doc, forward, "grad_a", backward)


def _autograd(
    name: str, arguments: str, doc: str, forward: list[str], gradient: str, backward: list[str]
) -> str:
    """Return a function with a derivative of its own."""
    kind = "".join(word.capitalize() for word in name.split("_"))
    lines = [
        "@staticmethod",
        f"def forward(ctx, {arguments}):",
        *(f"    {line}" for line in forward),
        "",
        "@staticmethod",
        f"def backward(ctx, {gradient}):",
        *(f"    {line}" for line in backward),
    ]
    raw = "r" if "\\" in doc else ""
    text = f'class {kind}(torch.autograd.Function):\n    {raw}"""{doc}"""\n\n{indented(lines)}\n'
    return f"{comment(_OWN_DERIVATIVE)}\n{text}\n\n{name} = {kind}.apply\n"


def _network(recipe: Recipe) -> str:
    made: list[str] = ["super().__init__()"]
    run: list[str] = []
    for layer in recipe.layers:
        fan_in, units = recipe.network.sizes[layer - 1], recipe.network.sizes[layer]
        made += [
            f"self.layer{layer} = nn.Linear({fan_in}, {units})",
            f'self.layer{layer}.weight = nn.Parameter(parameters["W{layer}"].T.clone())',
            f'self.layer{layer}.bias = nn.Parameter(parameters["b{layer}"])',
        ]
        if recipe.activation(layer).learns_slope:
            made.append(f'self.alpha{layer} = nn.Parameter(parameters["alpha{layer}"])')
        call = recipe.call(layer).replace(f"alpha{layer}", f"self.alpha{layer}")
        run += [f"z{layer} = self.layer{layer}({recipe.handed_on(layer - 1)})", f"a{layer} = {call}"]
        if layer in recipe.dropping:
            run.append(f"dropped{layer} = a{layer} * masks[{layer}]")
    last = recipe.layers[-1]
    run.append(f"return z{last}, a{last}")
    arguments = "self, x, masks" if recipe.dropping else "self, x"
    methods = [
        *("def __init__(self):", *(f"    {line}" for line in made), ""),
        *(f"def forward({arguments}):", *(f"    {line}" for line in run), ""),
        "def named(self):",
        '    """Yield W1, b1, ... with the parameter, and what turns it as we write it."""',
    ]
    for layer in recipe.layers:
        methods += [
            f'    yield "W{layer}", self.layer{layer}.weight, lambda weight: weight.T',
            f'    yield "b{layer}", self.layer{layer}.bias, lambda bias: bias',
        ]
        if recipe.activation(layer).learns_slope:
            methods.append(f'    yield "alpha{layer}", self.alpha{layer}, lambda alpha: alpha')
    doc = '    """The layers, with the parameters from above."""'
    return joined(f"class Network(nn.Module):\n{doc}\n\n{indented(methods)}\n", "network = Network()")


def _loss(recipe: Recipe) -> str:
    loss = recipe.task.loss
    of = "z" if recipe.meets else "a"
    scale = Writer(PYTORCH).text(written_scale(loss))
    sizes = ["samples, outputs = y.shape"] if "samples" in scale else []
    native = native_loss_sum("PyTorch", loss, recipe.meets)
    total = native.replace("(o,", f"({of},") if native else f"loss_terms({of}, y).sum()"
    texts = [] if native else [_written_loss(recipe)]
    lines = [*sizes, f"loss = {scale} * {total}"]
    if recipe.task.penalises:
        texts.append(_penalty(recipe))
        shares = " + ".join(f"penalty_of(network.layer{layer}.weight).sum()" for layer in recipe.layers)
        lines.append(f"loss = loss + {shares}")
    doc = f"{loss.label}: {loss.formula}"
    return joined(*texts, function("loss_of", "z, a, y", doc, [*lines, "return loss"]))


def _written_loss(recipe: Recipe) -> str:
    loss = recipe.task.loss
    written = written_loss(loss, meets=False)
    writer, back = Writer(PYTORCH), Writer(PYTORCH)
    forward = ["ctx.save_for_backward(a, y)", *writer.prepare([written.value])]
    forward.append(f"return {writer.text(written.value)}")
    backward = ["a, y = ctx.saved_tensors", *back.prepare([written.back])]
    backward.append(f"return grad * ({back.text(written.back)}), None")
    return _autograd("loss_terms", "a, y", f"{loss.label}: its terms.", forward, "grad", backward)


def _penalty(recipe: Recipe) -> str:
    regularizer = recipe.task.regularizer
    written = written_penalty(regularizer)
    doc = f"{regularizer.label}: each weight's share. {regularizer.convention}"
    return formula("penalty_of", "w", doc, written.value, PYTORCH)


def _clipping_words(recipe: Recipe) -> str:
    words = f"{recipe.task.clipping.label}. {recipe.task.clipping.convention}".strip()
    if recipe.task.clipping.key == "norm":
        words += " PyTorch's function adds 1e-6 to the norm, so it is written out."
    return words


def _clipping(recipe: Recipe) -> str:
    writer = Writer(PYTORCH)
    lines = [
        "g = torch.cat([parameter.grad.flatten() for parameter in network.parameters()])",
        *writer.assign("clipped", written_clipping(recipe.task)),
        "sizes = [parameter.numel() for parameter in network.parameters()]",
        "for parameter, part in zip(network.parameters(), clipped.split(sizes)):",
        "    parameter.grad = part.view_as(parameter)",
    ]
    return function("clip", "network", f"{recipe.task.clipping.label}: {recipe.task.clipping.formula}", lines)


def _optimizer(recipe: Recipe) -> str:
    optimizer = recipe.task.optimizer
    native = native_optimizer(PYTORCH_OPTIMIZERS, optimizer) if recipe.is_new else ""
    if native:
        made = f"optimizer = torch.optim.{native.format('network.parameters(), ')}"
        return f"learning_rate = {optimizer.learning_rate!r}\n{made}"  # type: ignore[attr-defined]
    writer = Writer(PYTORCH)
    lines = ["theta_old = parameter.detach().clone()", "g = parameter.grad", "slots = self.state[parameter]"]
    lines += [f'{slot}_old = slots["{slot}"]' for slot in optimizer.slots()]
    for name, result in written_rule(optimizer).items():
        lines += writer.assign(name, result)
    lines += [f'slots["{slot}"] = {slot}' for slot in optimizer.slots()] + ["parameter.copy_(theta)"]
    step = [
        'learning_rate = self.param_groups[0]["lr"]',
        "self.t += 1",
        "t = self.t",
        'for parameter in self.param_groups[0]["params"]:',
        *(f"    {line}" for line in lines),
    ]
    start = ['super().__init__(network.parameters(), {"lr": learning_rate})']
    start += [f"self.t = {recipe.point.optimizer_steps}"]
    start += ["for name, parameter, turned in network.named():"] if optimizer.slots() else []
    start += [
        f'    self.state[parameter]["{slot}"] = turned(state["{slot}"][name]).clone()'
        for slot in optimizer.slots()
    ]
    methods = [
        *("def __init__(self, network):", *(f"    {line}" for line in start), ""),
        *("@torch.no_grad()", "def step(self):", *(f"    {line}" for line in step)),
    ]
    words = f"{optimizer.label}. {optimizer.convention}"
    words += (
        " PyTorch's own does not compute this, so it is written out."
        if recipe.is_new
        else " It goes on from the middle of a training, with what it remembers, so it is written out."
    )
    doc = f'    """One step of {optimizer.label}, as its rule is written."""'
    made_class = f"class Written(torch.optim.Optimizer):\n{doc}\n\n{indented(methods)}\n"
    settings = common.settings(recipe, made_class)
    stated = common.state(recipe, _ARRAYS) if optimizer.slots() else ""
    return joined(comment(words), settings, stated, made_class, "optimizer = Written(network)")


def _training(recipe: Recipe) -> str:
    arguments = "x, masks" if recipe.dropping else "x"
    first = recipe.point.update
    body = (
        ["masks = {layer: torch.from_numpy(mask) for layer, mask in masks.items()}"]
        if recipe.dropping
        else []
    )
    body += [
        f"z, a = network({arguments})",
        "loss = loss_of(z, a, y)",
        "optimizer.zero_grad()",
        "loss.backward()",
        f"if update == {first}:",
        '    show("loss", loss)',
        "    for name, parameter, turned in network.named():",
        '        show(f"d{name}", turned(parameter.grad))',
        *(["clip(network)"] if recipe.task.clips else []),
    ]
    if recipe.task.varies_rate:
        body.append(f'optimizer.param_groups[0]["lr"] = {common.rate(recipe)}')
    body.append("optimizer.step()")
    show = function(
        "show", "name, value", "Print a number or an array with all its digits.",
        ['print(name, "=", value.detach().tolist())'],
    )  # fmt: skip
    after = [
        f'print("after update", {first + recipe.updates - 1})',
        "for name, parameter, turned in network.named():",
        "    show(name, turned(parameter))",
    ]
    return joined(show, f'print("update", {first})', "\n".join([*common.loop(recipe, body), *after]))
