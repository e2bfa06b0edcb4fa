"""The optimizer of a Keras program: Keras' own where it computes as ours does, else our rule in its frame."""

from __future__ import annotations

from nnviz.exporters.code import common
from nnviz.exporters.code.dialect import KERAS, Writer
from nnviz.exporters.code.gradients import written_rule
from nnviz.exporters.code.natives import KERAS_OPTIMIZERS, keras_clipping, native_optimizer
from nnviz.exporters.code.recipe import Recipe
from nnviz.exporters.code.text import comment, indented, joined


def keras_optimizer(recipe: Recipe) -> str:
    """Return the statements that make the optimizer; it keeps the gradients of its first update."""
    optimizer = recipe.task.optimizer
    native = native_optimizer(KERAS_OPTIMIZERS, optimizer) if recipe.is_new else ""
    clipping = keras_clipping(recipe.task.clipping)
    clips = recipe.task.clips and not clipping
    apply = [
        "def apply(self, grads, trainable_variables=None):",
        "    if not first_gradients:",
        "        first_gradients.extend(ops.convert_to_numpy(gradient) for gradient in grads)",
        f"    return super().apply({'clip(grads)' if clips else 'grads'}, trainable_variables)",
    ]
    if native:
        name, arguments = native.format("").removesuffix(")").split("(", 1)
        doc = f'    """{optimizer.label}, which keeps the gradients of its first update."""'
        shown = f"class Shown(keras.optimizers.{name}):\n{doc}\n\n{indented(apply)}\n"
        settings = f"learning_rate = {optimizer.learning_rate!r}\nfirst_gradients = []"  # type: ignore[attr-defined]
        more = f", {clipping}" if clipping else ""
        return joined(settings, shown, f"optimizer = Shown({arguments}{more})")
    return _written_optimizer(recipe, apply, clipping)


def _written_optimizer(recipe: Recipe, apply: list[str], clipping: str) -> str:
    optimizer = recipe.task.optimizer
    writer = Writer(KERAS)
    lines = [
        f't = ops.cast(self.iterations, "float64") + {float(recipe.point.optimizer_steps + 1)}',
        "theta_old, g = ops.convert_to_tensor(variable), gradient",
    ]
    if optimizer.slots():
        lines.append("place = self._get_variable_index(variable)")
    lines += [f'{slot}_old = ops.convert_to_tensor(self.kept["{slot}"][place])' for slot in optimizer.slots()]
    for name, result in written_rule(optimizer).items():
        lines += writer.assign(name, result)
    lines += [f'self.assign(self.kept["{slot}"][place], {slot})' for slot in optimizer.slots()]
    lines.append("self.assign(variable, theta)")
    methods = [
        *apply,
        "",
        "def build(self, variables):",
        "    super().build(variables)",
        "    self.kept = {slot: [] for slot in state}",
        "    for slot in state:",
        "        for name, variable in zip(parameters, variables):",
        "            self.kept[slot].append(self.add_variable_from_reference(variable, name=slot))",
        "            self.kept[slot][-1].assign(state[slot][name])",
        "",
        "def update_step(self, gradient, variable, learning_rate):",
        *(f"    {line}" for line in lines),
    ]
    words = f"{optimizer.label}. {optimizer.convention} " + (
        "Keras' own does not compute this, so it is written out."
        if recipe.is_new
        else "It goes on from the middle of a training, with what it remembers, so it is written out."
    )
    doc = f'    """{optimizer.label}, as its rule is written; it keeps the gradients of its first update."""'
    made = f"class Written(keras.optimizers.Optimizer):\n{doc}\n\n{indented(methods)}\n"
    settings = f"{common.settings(recipe, made)}\nfirst_gradients = []"
    more = f", {clipping}" if clipping else ""
    call = f'optimizer = Written(learning_rate, name="written"{more})'
    return joined(comment(words), settings, common.state(recipe, common.NUMPY_ARRAYS), made, call)
