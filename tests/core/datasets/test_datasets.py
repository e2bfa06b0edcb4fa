"""What holds for every data set, and what each one is."""

import numpy as np
import pytest

import core.datasets  # noqa: F401
from core.datasets.base import Dataset
from core.datasets.class_points import ClassPoints
from core.hyper import HyperError

ALL = [kind() for kind in Dataset.members().values()]


def ids(dataset):
    return dataset.key


@pytest.mark.parametrize("dataset", ALL, ids=ids)
def test_samples_fit_together(dataset):
    samples = dataset.make()
    assert samples.inputs.dtype == samples.targets.dtype == np.float64
    assert samples.inputs.shape == (len(samples), len(samples.input_names))
    assert samples.targets.shape == (len(samples), len(samples.target_names))
    assert np.all(np.isfinite(samples.inputs))
    if samples.classes:
        assert set(np.unique(samples.targets)) <= {0.0, 1.0}
    if len(samples.classes) > 2:
        np.testing.assert_array_equal(samples.targets.sum(axis=1), 1)


@pytest.mark.parametrize("dataset", ALL, ids=ids)
def test_samples_are_made_once_for_all_who_have_the_data_set(dataset):
    shared = dataset.made
    assert dataset.made is shared
    np.testing.assert_array_equal(shared.inputs, dataset.make().inputs)
    np.testing.assert_array_equal(shared.targets, dataset.make().targets)


@pytest.mark.parametrize("dataset", ALL, ids=ids)
def test_samples_are_read_only_and_the_same_every_time(dataset):
    samples, again = dataset.make(), dataset.make()
    assert not samples.inputs.flags.writeable
    assert not samples.targets.flags.writeable
    np.testing.assert_array_equal(samples.inputs, again.inputs)
    np.testing.assert_array_equal(samples.targets, again.targets)


@pytest.mark.parametrize("dataset", ALL, ids=ids)
def test_declarations_are_complete(dataset):
    assert dataset.label
    assert dataset.formula
    assert dataset.reference
    assert Dataset.decode(dataset.encode()) == dataset
    assert all(hyper.help for hyper in dataset.hypers())


@pytest.mark.parametrize("dataset", [d for d in ALL if isinstance(d, ClassPoints)], ids=ids)
def test_generated_points(dataset):
    kind = type(dataset)
    samples = kind(samples=51, noise=0.0).make()
    assert len(samples) == 51
    count = dataset.class_count()
    assert samples.targets.shape == (51, 1 if count == 2 else count)
    labels = samples.targets[:, 0] if count == 2 else samples.targets.argmax(axis=1)
    np.testing.assert_array_equal(labels, np.arange(51) % count)
    noisy = kind(samples=51, noise=0.1).make()
    assert 0.05 < np.std(noisy.inputs - samples.inputs) < 0.2
    assert np.any(noisy.inputs != kind(samples=51, noise=0.1, seed=1).make().inputs)


GATES = {
    "and": lambda a, b: a and b,
    "or": lambda a, b: a or b,
    "nand": lambda a, b: not (a and b),
    "xor": lambda a, b: a != b,
    "not": lambda a: not a,
}


@pytest.mark.parametrize("key", GATES)
def test_gates_are_their_truth_tables(key):
    samples = Dataset.decode({"key": key}).make()
    width = samples.inputs.shape[1]
    assert len({tuple(row) for row in samples.inputs}) == len(samples) == 2**width
    assert samples.inputs[-1].tolist() == [1] * width
    for row, (y,) in zip(samples.inputs, samples.targets, strict=True):
        assert y == GATES[key](*(bool(x) for x in row))
    assert samples.target_names == (f"x1 {key} x2" if width == 2 else f"{key} x1",)
    assert samples.input_names == ("x1", "x2")[:width]
    assert samples.classes == ("0", "1")


def test_circles_lie_inside_one_another():
    samples = Dataset.decode({"key": "circles", "noise": 0}).make()
    radius = np.hypot(*samples.inputs.T)
    np.testing.assert_allclose(radius, np.where(samples.targets[:, 0] == 1, 0.5, 1), rtol=1e-15)


def test_moons_are_half_circles():
    samples = Dataset.decode({"key": "moons", "noise": 0}).make()
    one = samples.targets[:, 0] == 1
    lower, upper = samples.inputs[one], samples.inputs[~one]
    np.testing.assert_allclose(np.hypot(*upper.T), 1)
    np.testing.assert_allclose(np.hypot(*(lower - [1, 0.5]).T), 1)
    assert np.all(upper[:, 1] >= 0)
    assert np.all(lower[:, 1] <= 0.5)


def test_clouds_lie_around_their_centres():
    samples = Dataset.decode({"key": "blobs", "samples": 4000, "noise": 0.4}).make()
    for label, centre in ((0, -1), (1, 1)):
        cloud = samples.inputs[samples.targets[:, 0] == label]
        np.testing.assert_allclose(cloud.mean(axis=0), centre, atol=0.03)
        np.testing.assert_allclose(cloud.std(axis=0), 0.4, rtol=0.05)


@pytest.mark.parametrize(
    ("key", "heights"),
    [
        ("sine", [0, -1, 0, 1, 0]),
        ("cosine", [-1, 0, 1, 0, -1]),
        ("step", [0, 0, 1, 1, 1]),
        ("line", [-0.3, -0.05, 0.2, 0.45, 0.7]),
    ],
)
def test_curves_are_quantities_with_noise(key, heights):
    samples = Dataset.decode({"key": key, "samples": 5, "noise": 0}).make()
    assert samples.classes == ()
    assert samples.inputs[:, 0].tolist() == [-1, -0.5, 0, 0.5, 1]
    np.testing.assert_allclose(samples.targets[:, 0], heights, atol=1e-15)
    noisy = Dataset.decode({"key": key, "samples": 1000, "noise": 0.1}).make()
    plain = Dataset.decode({"key": key, "samples": 1000, "noise": 0}).make()
    assert np.std(noisy.targets - plain.targets) == pytest.approx(0.1, rel=0.05)
    other = Dataset.decode({"key": key, "samples": 1000, "noise": 0.1, "seed": 1}).make()
    assert np.any(noisy.targets != other.targets)


def test_the_plane_is_flat_with_noise():
    values = {"key": "plane", "slope1": 2, "slope2": -3, "offset": 0.5, "samples": 1000}
    plain = Dataset.decode(values | {"noise": 0}).make()
    np.testing.assert_allclose(plain.targets[:, 0], plain.inputs @ [2, -3] + 0.5, rtol=1e-12, atol=1e-15)
    noisy = Dataset.decode(values | {"noise": 0.1}).make()
    np.testing.assert_array_equal(noisy.inputs, plain.inputs)
    assert np.std(noisy.targets - plain.targets) == pytest.approx(0.1, rel=0.05)
    assert np.any(noisy.inputs != Dataset.decode(values | {"seed": 1}).make().inputs)
    assert np.abs(plain.inputs).max() <= 1
    assert np.all(np.abs(plain.inputs.mean(axis=0)) < 0.05)


def test_xor_clouds_have_the_pattern_of_the_exclusive_or():
    samples = Dataset.decode({"key": "xor_cloud", "samples": 400, "noise": 0}).make()
    assert {tuple(row) for row in samples.inputs} == {(-1, -1), (-1, 1), (1, -1), (1, 1)}
    np.testing.assert_array_equal(samples.targets[:, 0] == 1, samples.inputs[:, 0] != samples.inputs[:, 1])
    assert 60 < np.sum(np.all(samples.inputs == 1, axis=1)) < 140


@pytest.mark.parametrize("clouds", [2, 3, 10])
def test_many_clouds_lie_evenly_on_a_circle(clouds):
    samples = Dataset.decode({"key": "gaussians", "clouds": clouds, "samples": 100, "noise": 0}).make()
    assert samples.classes == tuple(str(label) for label in range(clouds))
    centres = samples.inputs[:clouds]
    expected = np.exp(2j * np.pi * np.arange(clouds) / clouds)
    np.testing.assert_allclose(centres[:, 0] + 1j * centres[:, 1], expected, atol=1e-15)


def test_the_arms_of_the_spiral_are_opposite():
    samples = Dataset.decode({"key": "spiral", "noise": 0, "samples": 2000}).make()
    zero, one = samples.inputs[0::2], samples.inputs[1::2]
    np.testing.assert_allclose(zero, -one, atol=0.02)
    assert np.hypot(*samples.inputs[-1]) == pytest.approx(2)


@pytest.mark.parametrize("arms", [2, 3, 4, 5])
def test_the_arms_of_the_spiral_are_evenly_turned(arms):
    spiral = Dataset.decode({"key": "spiral", "noise": 0, "samples": 1000 * arms, "arms": arms})
    samples = spiral.make()
    assert len(samples.classes) == arms
    position = samples.inputs[:, 1] + 1j * samples.inputs[:, 0]
    turn = np.exp(-1j * spiral.turns * np.pi * np.abs(position))
    expected = np.exp(2j * np.pi * (np.arange(1000 * arms) % arms) / arms)
    np.testing.assert_allclose((position * turn)[1:] / np.abs(position[1:]), expected[1:], atol=1e-12)


def test_iris_is_fishers():
    samples = Dataset.decode({"key": "iris"}).make()
    assert samples.inputs.shape == (150, 4)
    assert samples.classes == ("setosa", "versicolor", "virginica")
    np.testing.assert_array_equal(samples.targets.sum(axis=0), 50)
    # The means of the three species as Fisher printed them (1936, table II).
    means = [samples.inputs[50 * k : 50 * (k + 1)].mean(axis=0) for k in range(3)]
    expected = [[5.006, 3.428, 1.462, 0.246], [5.936, 2.770, 4.260, 1.326], [6.588, 2.974, 5.552, 2.026]]
    np.testing.assert_allclose(means, expected, rtol=1e-12)
    # The two rows that are wrong in the copy at UCI.
    assert samples.inputs[34].tolist() == [4.9, 3.1, 1.5, 0.2]
    assert samples.inputs[37].tolist() == [4.9, 3.6, 1.4, 0.1]


def test_table_makes_what_was_typed():
    dataset = Dataset.decode({"key": "table", "inputs": [[1, 2], [3, 4]], "targets": [[0], [1.5]]})
    samples = dataset.make()
    assert samples.inputs.tolist() == [[1, 2], [3, 4]]
    assert samples.targets.tolist() == [[0], [1.5]]
    assert samples.input_names == ("x1", "x2")


GOOD = {"key": "table", "inputs": [[1, 2], [3, 4], [5, 6], [7, 8]], "targets": [[0], [1], [0], [1]]}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"inputs": [[1, 2], [3, 4], [5, 6], [7]]}, r"data.inputs[3]: has 1 numbers, the first row 2"),
        ({"inputs": [[1, 2], [3, "x"]]}, r"data.inputs[1][1]: expected a number, got 'x'"),
        ({"inputs": [[1, True]]}, r"data.inputs[0][1]: expected a number, got True"),
        ({"inputs": [[1, float("nan")]]}, r"data.inputs[0][1]: is not a finite number"),
        ({"inputs": [[1, 10**400]]}, r"data.inputs[0][1]: is not a finite number"),
        ({"inputs": []}, r"data.inputs: is empty"),
        ({"inputs": [[]]}, r"data.inputs[0]: is empty"),
        ({"inputs": "12"}, r"data.inputs: expected a list, got str"),
        ({"targets": [[0], [1]]}, r"data.targets: has 2 rows, inputs has 4"),
        ({"noise": 1}, r"data.noise: Table has no such entry; known: inputs, targets"),
        (
            {"inputs": [[0.0] * 2001] * 1000},
            r"data.inputs: has 1000 x 2001 cells; at most 2000000 are possible",
        ),
    ],
)
def test_table_refuses_what_does_not_fit(change, message):
    with pytest.raises(HyperError) as error:
        Dataset.decode(GOOD | change, "data")
    assert str(error.value) == message


def test_table_needs_both_matrices():
    with pytest.raises(HyperError, match=r"^data\.targets: is missing$"):
        Dataset.decode({"key": "table", "inputs": [[1]]}, "data")
