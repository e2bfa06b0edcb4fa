"""Reading CSV without questions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.datasets.csv_text import CsvError, CsvForm, read_csv


@pytest.mark.parametrize(
    ("text", "delimiter", "decimal", "header", "rows"),
    [
        ("a,b\n1,2.5\n3,4\n", ",", ".", True, ((1, 2.5), (3, 4))),
        ("a;b\n1,5;2\n", ";", ",", True, ((1.5, 2),)),
        ("1,5;2,5\n3,5;4\n", ";", ",", False, ((1.5, 2.5), (3.5, 4))),
        ("a\tb\n1\t2\n", "\t", ".", True, ((1, 2),)),
        ("5.1,3.5,setosa\n4.9,3.0,setosa\n", ",", ".", False, ((5.1, 3.5, "setosa"), (4.9, 3.0, "setosa"))),
        ('name,x\n"Smith, J; jr",1\n', ",", ".", True, (("Smith, J; jr", 1),)),
        ('a,b\n"1,5",2\n', ",", ",", True, ((1.5, 2),)),
        ("x\r\n1\r\n2\r\n", ";", ".", True, ((1,), (2,))),
        ("a,b\n-1e-3,+.5\n", ",", ".", True, ((-1e-3, 0.5),)),
        ("a,b\n1_000,nan\n", ",", ".", True, (("1_000", "nan"),)),
        ("a,b\n1e999,2\n", ",", ".", True, (("1e999", 2),)),
    ],
)
def test_what_is_detected(text, delimiter, decimal, header, rows):
    parsed = read_csv(text)
    assert (parsed.delimiter, parsed.decimal, parsed.header) == (delimiter, decimal, header)
    assert parsed.rows == rows


def test_a_dot_beside_decimal_commas_is_no_decimal_point():
    assert read_csv("a;b\n1.500;2,5\n").rows == (("1.500", 2.5),)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(encoding):
    parsed = read_csv("größe,b\n1,2\n".encode(encoding))
    assert parsed.columns == ("größe", "b")
    assert parsed.encoding == encoding
    assert parsed.rows == ((1, 2),)


def test_names_and_lines():
    assert read_csv("1,2\n3,4\n").columns == ("column 1", "column 2")
    assert read_csv("\n\na,b\n1,2\n\n;\n".replace(";", ",")).first_line == 4
    assert read_csv("id,,c\n1,2,3\n").columns == ("id", "column 2", "c")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "f.csv: the file is empty"),
        (b"\xef\xbb\xbf \n", "f.csv: the file is empty"),
        ("a,b\n", "f.csv: there are no rows below the header"),
        ("a,b,c,d\n1,2,3,4\n1,2,3\n1,2,3,4\n", "f.csv, line 3: has 3 cells, the others 4"),
        ("a,b\n1,2\n3\n", "f.csv, line 3: has 1 cell, the others 2"),
        ("a,b\n1,2\n\n3,4\n", "f.csv, line 3: is empty"),
        ("a,a\n1,2\n", "f.csv, line 1: 2 columns are called 'a'"),
        ('a,b\n"1,2\n3,4\n', "f.csv, line 3: unexpected end of data"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "f.csv: this is not a text file"),
        (b"PK\x03\x04\x81", "f.csv: this is not a text file"),
        (b"\xff\xfea", "f.csv: this is not a text file"),
    ],
)
def test_what_cannot_be_used_is_named(content, message):
    with pytest.raises(CsvError) as error:
        read_csv(content, "f.csv")
    assert str(error.value) == message


def test_too_many_cells_are_refused():
    with pytest.raises(CsvError, match="has 1001 x 2000 cells; at most 2000000 are possible"):
        read_csv((",".join(["1"] * 2000) + "\n") * 1001)


@given(st.binary(max_size=200) | st.text(max_size=200))
def test_whatever_comes_is_read_or_refused(content):
    try:
        parsed = read_csv(content)
    except CsvError:
        return
    assert all(len(row) == len(parsed.columns) for row in parsed.rows)


def test_what_was_detected_can_be_overruled():
    text = "1,2;3,4\n5,6;7,8\n"
    assert read_csv(text).rows == ((1.2, 3.4), (5.6, 7.8))
    assert read_csv(text, form=CsvForm(decimal=".", header=False)).rows == (("1,2", "3,4"), ("5,6", "7,8"))
    assert read_csv(text, form=CsvForm(delimiter=",")).rows == ((1.0, "2;3", 4.0), (5.0, "6;7", 8.0))
    assert read_csv(text, form=CsvForm(header=True)).columns == ("1,2", "3,4")
    assert read_csv("ä,b\n1,2\n".encode(), form=CsvForm(encoding="cp1252")).columns == ("Ã¤", "b")


def test_a_chosen_encoding_that_fails_is_named():
    with pytest.raises(CsvError, match="this is not utf-8 text"):
        read_csv("ä,b\n1,2\n".encode("cp1252"), form=CsvForm(encoding="utf-8"))
