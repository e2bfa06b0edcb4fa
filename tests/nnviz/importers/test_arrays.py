"""Arrays from files of every kind, and files that promise what they do not hold."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.checking.given import EXACT, Given
from nnviz.importers import arrays
from nnviz.importers.arrays import PASTED, ArraysError, read_arrays, read_pasted

DELTA = np.array([[0.1, -2.5e-3], [1 / 3, 4.0]])
GRADIENT = np.array([0.25, 1e-9, -1.0])
SINGLE = float(np.finfo(np.float32).eps)


def by_name(given: list[Given]) -> dict[str, Given]:
    return {one.name: one for one in given}


def write(path: Path, content: bytes | str) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return path


def tensors(*entries: tuple[str, str, np.ndarray[Any, Any]], **header: Any) -> bytes:
    """Return a safetensors file; `header` overwrites its entries."""
    described: dict[str, Any] = {"__metadata__": {"format": "np"}}
    data = b""
    for name, kind, array in entries:
        raw = array.tobytes()
        described[name] = {
            "dtype": kind,
            "shape": list(array.shape),
            "data_offsets": [len(data), len(data) + len(raw)],
        }
        data += raw
    for name, entry in header.items():
        described[name] = described.get(name, {}) | entry if isinstance(entry, dict) else entry
    text = json.dumps(described).encode("utf-8")
    return struct.pack("<Q", len(text)) + text + data


def test_npz(tmp_path: Path) -> None:
    path = tmp_path / "mine.npz"
    np.savez(
        path, delta=DELTA, half=GRADIENT.astype(np.float16), single=DELTA.astype(">f4"), count=np.arange(3)
    )
    found = by_name(read_arrays(path))
    np.testing.assert_array_equal(found["delta"].values, DELTA)
    np.testing.assert_array_equal(found["single"].values, DELTA.astype(np.float32))
    assert found["count"].values.dtype == np.float64
    assert [found[name].epsilon for name in ("delta", "single", "half", "count")] == [
        EXACT,
        SINGLE,
        float(np.finfo(np.float16).eps),
        EXACT,
    ]


def test_npz_compressed_in_columns_and_a_single_npy(tmp_path: Path) -> None:
    np.savez_compressed(tmp_path / "mine.npz", delta=np.asfortranarray(DELTA))
    np.testing.assert_array_equal(read_arrays(tmp_path / "mine.npz")[0].values, DELTA)
    np.save(tmp_path / "delta2.npy", DELTA)
    (one,) = read_arrays(tmp_path / "delta2.npy")
    assert one.name == "delta2"
    np.testing.assert_array_equal(one.values, DELTA)


def test_safetensors(tmp_path: Path) -> None:
    upper = (DELTA.astype("<f4").view("<u4") >> 16).astype("<u2")
    content = tensors(
        ("double", "F64", DELTA), ("single", "F32", DELTA.astype("<f4")), ("brain", "BF16", upper)
    )
    found = by_name(read_arrays(write(tmp_path / "mine.safetensors", content)))
    assert set(found) == {"double", "single", "brain"}
    np.testing.assert_array_equal(found["double"].values, DELTA)
    assert (found["double"].epsilon, found["single"].epsilon) == (EXACT, SINGLE)
    np.testing.assert_allclose(found["brain"].values, DELTA, rtol=found["brain"].epsilon)


def test_json_of_any_nesting(tmp_path: Path) -> None:
    document = {
        "layers": [{"delta": DELTA.tolist(), "biases_gradient": GRADIENT.tolist()}, {"delta": [[1 / 7]]}],
        "loss": 0.3,
        "note": "words are left alone",
        "done": True,
    }
    found = by_name(read_arrays(write(tmp_path / "mine.json", json.dumps(document))))
    assert set(found) == {"layers.1.delta", "layers.1.biases_gradient", "layers.2.delta", "loss"}
    np.testing.assert_array_equal(found["layers.1.delta"].values, DELTA)
    assert found["loss"].values.shape == ()
    assert found["loss"].resolution is None


PRINTED = """
# what NumPy prints
delta2 = array([[ 0.1       , -0.0025    ],
       [ 0.33333333,  4.        ]])
db1 [0.25 1.0e-09 -1.]
"dW1": [[np.float64(0.5), 2],
 [3, 4]]
"""


@pytest.mark.parametrize(
    "text",
    ["[[0.1, -0.0025], [0.33333333, 4]]", "0.1, -0.0025\n0.33333333, 4", "[[0.1 -0.0025]\n [0.33333333 4.]]"],
)
def test_pasted_numbers_need_no_name(text: str) -> None:
    (one,) = read_pasted(text)
    assert one.name == PASTED
    np.testing.assert_allclose(one.values, DELTA, atol=5e-9)
    first, second = read_pasted(f"{text}\ndW1 = [1, 2]")
    assert (first.name, second.name) == (PASTED, "dW1")


def test_what_numpy_prints(tmp_path: Path) -> None:
    found = by_name(read_pasted(PRINTED))
    np.testing.assert_allclose(found["delta2"].values, DELTA, atol=5e-9)
    np.testing.assert_array_equal(found["db1"].values, GRADIENT)
    np.testing.assert_array_equal(found["dW1"].values, [[0.5, 2], [3, 4]])
    assert by_name(read_arrays(write(tmp_path / "mine.txt", PRINTED))).keys() == found.keys()


def test_a_table_with_a_row_per_line(tmp_path: Path) -> None:
    table = "dW1,0.1,0.2\ndW1,0.3,0.4\nloss;0.5\n"
    found = by_name(read_arrays(write(tmp_path / "mine.csv", "\ufeff" + table)))
    np.testing.assert_array_equal(found["dW1"].values, [[0.1, 0.2], [0.3, 0.4]])
    np.testing.assert_array_equal(found["loss"].values, [0.5])


def test_how_exact_written_numbers_are() -> None:
    fixed = by_name(read_pasted("delta1 [[0.5933 0.0003] [12.3456 0.7]]"))["delta1"]
    assert fixed.epsilon == SINGLE
    np.testing.assert_allclose(fixed.resolution, np.full((2, 2), 0.5e-4), rtol=1e-5)
    significant = by_name(read_pasted("delta1 1.234e-05 0.7514"))["delta1"]
    np.testing.assert_allclose(significant.resolution, [0.5e-8, 0.5e-4], rtol=1e-5)
    whole = by_name(read_pasted("delta1 0.12345678901234567 0.5"))["delta1"]
    assert (whole.epsilon, whole.resolution) == (EXACT, None)
    simple = by_name(read_pasted("a1 0.12345678 0.2\ndelta1 0.5 0.25"))
    assert simple["delta1"].resolution is None
    assert simple["a1"].resolution is not None


def npy(header: str, data: bytes = b"") -> bytes:
    text = header.encode("latin1")
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text + data


def archive(**members: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(f"{name}.npy", content)
    return file.getvalue()


def pickled() -> bytes:
    file = io.BytesIO()
    np.savez(file, dW1=np.array([[1.0], [2.0, 3.0]], dtype=object))
    return file.getvalue()


F8 = "{{'descr': '<f8', 'fortran_order': False, 'shape': {}}}"
HOSTILE = {
    "five_gigabytes.npz": (
        archive(dW1=npy(F8.format("(625000000,)"))),
        "dW1: the header promises 5000000000 bytes of shape (625000000,), there are 0",
    ),
    "negative.npz": (archive(dW1=npy(F8.format("(-1, -1)"), bytes(8))), "dW1: the header promises 8 bytes"),
    "overflow.npy": (npy(F8.format("(2**62, 4)")), "overflow: the header is damaged"),
    "objects.npz": (pickled(), "dW1: holds Python objects, not numbers: save np.asarray(..., dtype=float)"),
    "words.npz": (
        archive(dW1=npy(F8.format("(1,)").replace("<f8", "<U1"), b"a   ")),
        "dW1: expected numbers, got",
    ),
    "complex.npz": (
        archive(dW1=npy(F8.format("(1,)").replace("<f8", "<c8"), bytes(8))),
        "dW1: expected numbers, got the type complex64",
    ),
    "no_header.npz": (archive(dW1=npy("import os")), "dW1: the header is damaged"),
    "no_magic.npz": (archive(dW1=b"hello"), "dW1: the header is damaged"),
    "later.npy": (b"\x93NUMPY\x09\x00" + bytes(20), "later: a version of the format that is not known"),
    "cut.npz": (archive(dW1=npy(F8.format("(1,)"), bytes(8)))[:60], "the archive is damaged"),
    "text.npz": (b"dW1, 1", "not a .npz file of NumPy"),
    "empty.npz": (archive(), "not a .npz file of NumPy"),
    "short.safetensors": (b"\x01\x02", "the header promises 513 bytes, the file has 0"),
    "long.safetensors": (struct.pack("<Q", 2**63) + b"{}", "the header promises 9223372036854775808 bytes"),
    "no_json.safetensors": (struct.pack("<Q", 2) + b"{x", "the header is damaged: line 1"),
    "a_list.safetensors": (struct.pack("<Q", 2) + b"[]", "the header is damaged: expected an object"),
    "twice.safetensors": (
        struct.pack("<Q", 15) + b'{"a":1,"a":2  }',
        "the header is damaged: a: the entry stands there twice",
    ),
    "outside.safetensors": (
        tensors(("dW1", "F64", DELTA), dW1={"data_offsets": [0, 640]}),
        "dW1: bytes 0 to 640 of 32 do not hold F64 of shape (2, 2)",
    ),
    "backwards.safetensors": (
        tensors(("dW1", "F64", DELTA), dW1={"data_offsets": [32, 0]}),
        "dW1: bytes 32 to 0 of 32 do not hold",
    ),
    "wrong_size.safetensors": (
        tensors(("dW1", "F64", DELTA), dW1={"shape": [2, 3]}),
        "dW1: bytes 0 to 32 of 32",
    ),
    "negative.safetensors": (
        tensors(("dW1", "F64", DELTA), dW1={"shape": [-2, -2]}),
        "dW1: shape or data_offsets",
    ),
    "type.safetensors": (tensors(("dW1", "F8", DELTA)), "dW1: the type 'F8' is not read; known are F64, F32"),
    "no_entry.safetensors": (tensors(dW1=3), "dW1: the entry in the header is no object"),
    "nan.json": ('{"dW1": [1, NaN]}', "dW1[1]: expected a finite number"),
    "ragged.json": ('{"dW1": [[1, 2], [3]]}', "dW1: its rows have different lengths"),
    "words.json": ('{"dW1": [1, "2"]}', "dW1[1]: expected a number, got '2'"),
    "deep.json": ('{"a":' + "[" * 100_000 + "]" * 100_000 + "}", "nested too deep"),
    "broken.json": ('{"dW1": [1, ', "line 1, column 13: not JSON"),
    "nothing.json": ("{}", "there is no array in it"),
    "nothing.csv": ("", "there is no array in it"),
    "numbers.csv": ("1,2,3", "line 1: expected a name, such as dW1, before the numbers"),
    "words.csv": ("dW1, 1, two", "line 1: 'two' of dW1 is not a number"),
    "ragged.csv": ("dW1, 1, 2\ndW1, 3", "line 1: the rows of dW1 have different lengths"),
    "no_numbers.csv": ("dW1\ndb1, 1", "line 1: dW1 has no numbers"),
    "latin.csv": ("db1, 1 é".encode("latin1"), "not UTF-8 text (byte 7)"),
    "mine.pdf": (b"%PDF", "expected a file ending in .npz, .npy, .json, .csv, .txt or .safetensors"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_wrong_is_said_in_one_line(name: str, tmp_path: Path) -> None:
    content, message = HOSTILE[name]
    path = write(tmp_path / name, content)
    with pytest.raises(ArraysError) as caught:
        read_arrays(path)
    line = str(caught.value)
    assert line.startswith(f"{path}: {message}")
    assert "\n" not in line


def test_a_small_archive_with_much_in_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nnviz.importers.npz._LARGEST", 1000)
    path = write(tmp_path / "bomb.npz", archive(dW1=npy(F8.format("(1000,)"), bytes(8000))))
    with pytest.raises(ArraysError, match="MB of arrays are too large"):
        read_arrays(path)


def test_files_that_cannot_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ArraysError, match="cannot be read: No such file"):
        read_arrays(tmp_path / "none.npz")
    with pytest.raises(ArraysError, match=r"cannot be read: Is a directory|not a file"):
        read_arrays(tmp_path)
    monkeypatch.setattr(arrays, "LARGEST_FILE", 3)
    with pytest.raises(ArraysError, match="MB are too large"):
        read_arrays(write(tmp_path / "large.csv", "dW1, 1"))
