"""What conditions and watches may say: read by a white list, refused with the place of the error."""

import numpy as np
import pytest

from core.conditions.condition import Condition
from core.conditions.names import names_of
from core.conditions.watch import Watch
from core.expression import Expression, ExpressionError
from core.expression.functions import FUNCTIONS
from core.optimizers.base import Optimizer
from core.places.anywhere import Anywhere
from core.places.edge import Edge
from core.places.layer import WholeLayer
from core.places.node import Node
from core.places.phase import Phase
from tests.core.cases import make_network, make_task, with_extras

TASK = make_task(make_network(2, (3, "tanh"), (1, "identity")), samples=4)
ANYWHERE = Anywhere()


@pytest.mark.parametrize(
    ("text", "position", "complaint"),
    [
        ("", 0, "the formula is empty"),
        ("loss + foo", 7, "unknown name 'foo' at 7; known are loss, previous_loss, learning_rate, update, "),
        ("W3[1, 1]", 0, "unknown name 'W3' at 0"),
        ("z", 0, "z belongs to a node, and here is none: write z1[2] at 0"),
        ("1 + gradient", 4, "gradient belongs to a node or an edge"),
        ("wrong", 0, "wrong is known where the targets are classes"),
        ("number", 0, "unknown name 'number'"),
        ("W1", 0, "this is a whole array: name one of its numbers, as with [1, 1], or take its max"),
        ("2*b1", 0, "this is a whole array: name one of its numbers, as with [1]"),
        ("z1[4]", 3, "this index of z1 is a whole number from 1 to 3 at 3"),
        ("z1[0]", 3, "this index of z1"),
        ("z1[-1]", 3, "this index of z1"),
        ("z1[1.0]", 3, "this index of z1"),
        ("z1[True]", 3, "this index of z1"),
        ("z1[loss]", 3, "this index of z1"),
        ("1 + W1[1]", 4, "W1 takes 2 indices, from the unit before, to the unit at 4"),
        ("z1[1, 1]", 0, "z1 takes 1 index at 0"),
        ("loss[1]", 0, "loss is one number"),
        ("z1[1][1]", 0, "this is not part of a formula"),
        ("loss = 1", 5, "write == where two numbers are equal, at 5"),
        ("max(x=1)", 5, "write =="),
        ("!(loss > 1)", 0, "write not for '!' at 0"),
        ("loss > 1 && loss < 2", 9, "write and for '&' at 9"),
        ("loss > 1 | loss < 2", 9, "write or for '|' at 9"),
        ("~loss", 0, "write not for '~'"),
        ("loss and 1", 0, "and, or, not, any and all take comparisons"),
        ("not loss", 0, "and, or, not, any and all take comparisons"),
        ("any(z1)", 0, "and, or, not, any and all take comparisons"),
        ("1 + (loss > 1)", 0, "this takes numbers, and is given what is true or false"),
        ("loss > (1 < 2)", 0, "this takes numbers"),
        ("max(z1 > 1)", 0, "this takes numbers"),
        ("loss is 1", 0, "numbers are compared with < <= > >= == !="),
        ("loss in x", 0, "numbers are compared with"),
        ("sum(W1*z1)", 4, "these arrays do not have the same shape: 2 x 3 and 3 at 4"),
        ("norm", 0, "norm needs its argument in parentheses"),
        ("mean(loss, 1)", 0, "mean takes 1 argument"),
        ("finite(loss, 1)", 0, "finite takes 1 argument"),
        ("any()", 0, "any takes 1 argument"),
        ("loss ≥ bar", 7, "unknown name 'bar' at 7"),
        ("loss ≠ 1 and bar > 1", 13, "unknown name 'bar' at 13"),
        ("__import__('os').system('ls')", 11, '"\'" is not part of a formula'),
        ("__import__(loss)", 0, "unknown function '__import__' at 0; known are abs, all, any, "),
        ("loss.__class__", 0, "a name cannot have parts"),
        ("(lambda: loss)", 7, "':' is not part of a formula"),
        ("[loss for loss in x]", 0, "this is not part of a formula"),
        ("[1, 2]", 0, "this is not part of a formula"),
        ("loss if 1 < 2 else 3", 0, "this is not part of a formula"),
        ("loss > ", 6, "something is missing"),
        ("z1[", 2, "'[' was never closed"),
        ("a" * 10_000, 1000, "a formula has at most 1000 characters, this one 10000"),
        ("not " * 200 + "loss > 1", 0, "nested more than 100 deep"),
    ],
)
def test_what_is_no_watch_is_refused_with_its_place(text, position, complaint):
    with pytest.raises(ExpressionError) as caught:
        Watch(text, TASK)
    assert str(caught.value).startswith(complaint)
    if not str(caught.value).startswith("nested"):  # where Python's parser gives up depends on its version
        assert caught.value.position == position


@pytest.mark.parametrize(
    ("text", "place", "position", "complaint"),
    [
        ("loss", ANYWHERE, 0, "a condition compares, as in loss > 1; this is a number"),
        ("", ANYWHERE, 0, "anywhere needs a condition"),
        ("z > 0 and w > 0", ANYWHERE, 10, "w belongs to an edge and z to a node: not in one condition at 10"),
        ("abs(w) > 1", Node(1, 2), 4, "w belongs to an edge, and here is none"),
        ("abs(z) > 1", Edge(1, 2, 1), 4, "z belongs to a node, and here is none"),
        ("z + max(z1) > 0 and z + z1 > 0", ANYWHERE, 20, "a whole array does not go together with"),
        ("max(z1 + z) > 0", ANYWHERE, 4, "a whole array does not go together with"),
        ("abs(a) > 1 and delta > 0", Phase("forward"), 15, "delta comes after the forward phase at 15"),
        ("theta > 0", Phase("backward"), 0, "theta comes after the backward phase"),
        ("a1[1] > 0 and dW1[1, 1] > 0", Phase("loss"), 14, "dW1 comes after the loss phase"),
    ],
)
def test_what_is_no_condition_of_a_place_is_refused(text, place, position, complaint):
    with pytest.raises(ExpressionError) as caught:
        Condition(text, place, TASK)
    assert str(caught.value).startswith(complaint)
    assert caught.value.position == position


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("abs(gradient) < 1e-6", ANYWHERE),
        ("0 <= a <= 1 or a == 2 or not a != 3", Node(1, 1)),
        ("max(abs(gradient)) < 1e-6", WholeLayer(1)),
        ("finite(w) and abs(w) > 1", Edge(2, 3, 1)),
        ("(loss > previous_loss)", Phase("update")),
        ("loss ≤ 2^3 and epoch ≥ 1 and update ≠ 7", ANYWHERE),
        ("all(saturated)", ANYWHERE),
        ("  ", Node(1, 1)),
    ],
)
def test_what_is_a_condition(text, place):
    assert Condition(text, place, TASK).text == text


def test_a_surface_still_compares_nothing():
    with pytest.raises(ExpressionError, match="'<' is not part of a formula at 2"):
        Expression.parse("x < y", ("x", "y"))
    for text in ("x and y", "not x", "norm(x)", "max(x)"):
        with pytest.raises(ExpressionError):
            Expression.parse(text, ("x", "y"))


@pytest.mark.parametrize("key", sorted(Optimizer.members()))
def test_no_optimizer_names_a_quantity_as_something_else_is_named(key):
    task = with_extras("norm", key)
    before = set(names_of(make_task(make_network(2, (3, "tanh"), (1, "identity")))))
    own = {quantity.name for quantity in task.quantities()}
    assert not own & (before - {"change", "theta"})
    named = names_of(task)
    for name in own - set(FUNCTIONS):
        assert named[name].quantity == name
        assert named[f"{name}_W1"].quantity == name


def test_how_often_a_text_is_read_changes_nothing():
    first, again = (Watch("norm(dW1)/(1 + abs(b2[1]))", TASK) for _ in range(2))
    assert first.of_losses is again.of_losses is False
    assert Watch("loss/previous_loss - learning_rate", TASK).of_losses
    assert not np.any([Watch(text, TASK).of_losses for text in ("W1[1, 1]", "loss + z1[1]")])
