"""What holds for every data set, and what each one is."""

import numpy as np
import pytest

import core.datasets  # noqa: F401
from core.datasets.base import Dataset
from core.datasets.plane import Plane
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


@pytest.mark.parametrize("dataset", [d for d in ALL if isinstance(d, Plane)], ids=ids)
def test_generated_points(dataset):
    kind = type(dataset)
    samples = kind(samples=51, noise=0.0).make()
    assert len(samples) == 51
    assert samples.targets.sum() == 25
    noisy = kind(samples=51, noise=0.1).make()
    assert 0.05 < np.std(noisy.inputs - samples.inputs) < 0.2
    assert np.any(noisy.inputs != kind(samples=51, noise=0.1, seed=1).make().inputs)


def test_xor_is_the_exclusive_or():
    samples = Dataset.decode({"key": "xor"}).make()
    for (a, b), (y,) in zip(samples.inputs, samples.targets, strict=True):
        assert y == (a != b)


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


def test_sine_is_a_quantity():
    samples = Dataset.decode({"key": "sine", "samples": 5, "noise": 0}).make()
    assert samples.classes == ()
    np.testing.assert_allclose(samples.targets[:, 0], [0, -1, 0, 1, 0], atol=1e-15)
    noisy = Dataset.decode({"key": "sine", "samples": 1000, "noise": 0.1}).make()
    residual = noisy.targets - np.sin(np.pi * noisy.inputs)
    assert np.std(residual) == pytest.approx(0.1, rel=0.05)


def test_the_arms_of_the_spiral_are_opposite():
    samples = Dataset.decode({"key": "spiral", "noise": 0, "samples": 2000}).make()
    zero, one = samples.inputs[0::2], samples.inputs[1::2]
    np.testing.assert_allclose(zero, -one, atol=0.02)
    assert np.hypot(*samples.inputs[-1]) == pytest.approx(2)


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
