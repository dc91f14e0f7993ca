"""Reading delimited files: what is refused, what is repaired, and that both are said."""

from __future__ import annotations

import gzip
import json
from functools import partial

import pyarrow as pa
import pytest

from mlbench.data import load as room
from mlbench.data.reading.delimited import read_delimited
from mlbench.data.reading.options import ReadOptions
from mlbench.errors import DataError

#: Half of a handful of rows are held out, so that both sides have each class.
load = partial(room.load, test_fraction=0.5)


def notes(dataset):
    return " ".join(dataset.notes)


def test_western_words_tell_their_encoding_which_is_said_with_offset_and_option(written):
    dataset = load(written("name,y\ncaf\xe9,1\nbar,0\nn\xe9e,1\nbar,0\n".encode("latin-1")), "y")
    assert dataset.frame["name"].tolist() == ["café", "bar", "née", "bar"]
    for words in ("from offset 10", "CP1252", "'café', 'née'", "read={'encoding': 'latin-1'}"):
        assert words in notes(dataset)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("name,y\n\u039b\u03b5\u03c9\u03bd\u03af\u03b4\u03b1\u03c2,1\n", "iso-8859-7"),
        ("name,y\nŁódź,1\nKošice,0\n", "cp1250"),
    ],
)
def test_other_one_byte_encodings_are_refused_with_encoding_offset_and_option(
    written, refused, text, encoding
):
    with refused("DATA_ENCODING", "UTF-8", "at offset 7", "read={'encoding': 'cp1252'}", "Greek"):
        load(written(text.encode(encoding)), "y")


def test_latin1_file_is_read_when_its_encoding_is_named(written):
    source = written("name,y\ncaf\xe9,1\nbar,0\ncaf\xe9,1\nbar,0\n".encode("latin-1"))
    assert "café" in load(source, "y", read={"encoding": "latin-1"}).frame["name"].tolist()


def test_wrong_named_encoding_is_refused_with_that_encoding(written, refused):
    source = written("a,y\n\xe9,1\n".encode("latin-1"))
    with refused("DATA_ENCODING", "ASCII", "offset 4"):
        load(source, read={"encoding": "ascii"})


@pytest.mark.parametrize(("given", "meant"), [("latin-2x", "latin-1"), ("utf8-8", "utf-8")])
def test_unknown_encoding_is_refused_with_a_close_match(written, refused, given, meant):
    with refused("DATA_OPTION", given, meant):
        load(written("a,y\n1,2\n"), read={"encoding": given})


def test_codec_that_is_no_text_encoding_is_refused(written, refused):
    with refused("DATA_OPTION", "rot13"):
        load(written("a,y\n1,2\n"), read={"encoding": "rot13"})


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be", "utf-32"])
def test_byte_order_mark_decides_the_encoding_and_is_noted(written, encoding):
    text = "näme,y\nå,1\nb,0\nå,1\nb,0\n"
    mark = "\ufeff" if encoding == "utf-16-be" else ""
    dataset = load(written((mark + text).encode(encoding)), "y")
    assert dataset.features == ["näme"]
    assert "byte order mark" in notes(dataset)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_is_found_and_noted(written, encoding):
    dataset = load(written("name,y\nå,1\nb,0\nå,1\nb,0\n".encode(encoding)), "y")
    assert dataset.frame["name"].tolist() == ["å", "b", "å", "b"]
    assert encoding.upper() in notes(dataset)


def test_empty_file_is_refused(written, refused):
    with refused("DATA_EMPTY", "empty.csv"):
        load(written("", "empty.csv"))


def test_file_of_blank_lines_is_refused_as_empty(written, refused):
    with refused("DATA_EMPTY"):
        load(written("\n \n\n"))


@pytest.mark.parametrize("text", ["a,b,y\n", "a,b,y", '"a\nz",b,y\r\n', "\n\na,y\n\n"])
def test_header_only_file_is_refused_as_empty(written, refused, text):
    with refused("DATA_EMPTY", "header only"):
        load(written(text), "y")


def test_ragged_row_is_refused_with_line_expected_and_found(written, refused):
    with refused("DATA_RAGGED", "Line 3", "2 fields", "Got 3", "1 more line differs"):
        load(written("a,b\n1,2\n3,4,5\n6,7\n8\n"))


def test_line_number_of_a_ragged_row_counts_lines_within_quotes(written, refused):
    with refused("DATA_RAGGED", "Line 5", "Got 1"):
        load(written('a,b\n"x\ny\nz",2\n3\n'))


def test_quote_that_is_never_closed_is_refused_with_its_line(written, refused):
    with refused("DATA_RAGGED", "line 3"):
        load(written('a,b\n1,"two"\n2,"three\n3,4\n5,6\n'))


def test_nul_bytes_are_removed_and_counted(written):
    dataset = load(written(b"a,y\nfo\0o,1\nbar,0\nfo\0o,1\nbar,0\n"), "y")
    assert dataset.frame["a"].tolist() == ["foo", "bar", "foo", "bar"]
    assert "2 NUL bytes" in notes(dataset)


def test_duplicate_column_names_are_refused_and_listed(written, refused):
    with refused("DATA_DUPLICATE_COLUMNS", "'a', 'b'"):
        load(written("a,b,a,b,y\n1,2,3,4,0\n"))


@pytest.mark.parametrize(
    ("separator", "word"), [(";", "semicolon"), ("\t", "tab"), ("|", "vertical bar")]
)
def test_separator_is_found_and_noted(written, separator, word):
    text = "a,b,y\n1.5,x,0\n2.5,z,1\n3.5,x,0\n4.5,z,1\n".replace(",", separator)
    dataset = load(written(text), "y")
    assert dataset.features == ["a", "b"]
    assert f"a {word}" in notes(dataset)


def test_semicolons_win_over_decimal_commas(written):
    dataset = load(written("a;b;y\n1,5;2,5;0\n3,5;4,5;1\n5,5;6,5;0\n7,5;8,5;1\n"), "y")
    assert dataset.features == ["a", "b"]
    assert dataset.frame["a"].tolist()[0] == "1,5"


def test_separator_can_be_given(written):
    text = "a b  y\n1 2  0\n3 4  1 \n5  6 0\n7 8 1\n"
    assert load(written(text), "y", read={"separator": "whitespace"}).features == ["a", "b"]
    assert load(written(text.replace("  ", " ").replace(" \n", "\n")), "y",
                read={"separator": " "}).rows == 4  # fmt: skip


@pytest.mark.parametrize("option", [{"seperator": ";"}, {"separator": ";;;;"}, {"missing": 3}])
def test_bad_read_options_are_refused_before_the_file_is_opened(workplace, refused, option):
    with refused("DATA_OPTION", "separator" if "missing" not in option else "missing"):
        load("nowhere.csv", read=option)


def test_names_can_be_given_for_a_file_without_header(written):
    source = written("1,x,0\n2,z,1\n3,x,0\n4,z,1\n")
    dataset = load(source, "y", read={"columns": ["a", "b", "y"]})
    assert dataset.rows == 4
    assert dataset.features == ["a", "b"]


def test_names_that_stand_in_the_file_are_not_read_as_a_row(written):
    source = written("a,y\n1,0\n2,1\n3,0\n4,1\n")
    assert load(source, "y", read={"columns": ["a", "y"]}).rows == 4


def test_wrong_number_of_names_is_refused(written, refused):
    with refused("DATA_OPTION", "3 columns", "2 names"):
        load(written("1,x,0\n2,z,1\n"), read={"columns": ["a", "b"]})


def test_first_line_that_looks_like_values_is_refused_with_the_options(written, refused):
    source = written("39,Bachelors,0\n50,HS-grad,1\n38,Masters,0\n52,HS-grad,1\n")
    with refused("DATA_HEADER", "'39', 'Bachelors', '0'", "{'header': False}", "'columns'"):
        load(source)
    assert load(source, read={"header": False}).features == ["column_1", "column_2", "column_3"]
    assert load(source, read={"header": True}).features == ["39", "Bachelors", "0"]


def test_names_that_are_numbers_are_noted_beside_a_name_and_taken_when_pandas_made_them(written):
    assert "look like values" in notes(load(written("city,2010\nRome,1\nBonn,2\n")))
    assert load(written("0,1\n5,6\n7,8\n")).features == ["0", "1"]


def test_blank_column_name_is_replaced_by_its_position_and_noted(written):
    dataset = load(written("a,,y\n1,2,0\n3,4,1\n5,6,0\n7,8,1\n"), "y")
    assert dataset.features == ["a", "column_2"]
    assert "column_2" in notes(dataset)


def test_blanks_around_names_and_values_are_removed_and_noted(written):
    dataset = load(written("a, b ,y\n1, x,0\n2,z ,1\n3,x,0\n4,z,1\n"), "y")
    assert dataset.frame["b"].tolist() == ["x", "z", "x", "z"]
    assert "'b' (2 rows)" in notes(dataset)


def test_blank_lines_are_passed_over_and_counted(written):
    dataset = load(written("a,y\n1,0\n\n2,1\n\n\n3,0\n4,1\n\n"), "y")
    assert dataset.rows == 4
    assert "Blank lines passed over: 3" in notes(dataset)


def test_gzip_is_read_and_broken_gzip_is_refused(written, refused):
    data = gzip.compress(b"a,y\n1,0\n2,1\n3,0\n4,1\n")
    assert load(written(data, "t.csv.gz"), "y").name == "t"
    with refused("DATA_INVALID", "gzip"):
        load(written(data[:20], "cut.csv.gz"))
    with refused("DATA_INVALID", "gzip"):
        load(written(b"a,y\n1,0\n", "plain.csv.gz"))


def test_old_line_ends_are_read(written):
    assert load(written(b"a,y\r1,0\r2,1\r3,0\r4,1\r"), "y").rows == 4
    assert load(written(b"a,y\r\n1,0\r\n2,1\r\n3,0\r\n4,1\r\n"), "y").features == ["a"]


def test_fields_longer_than_a_block_of_the_reader_are_read(written):
    long = "x" * 9_000_000
    dataset = load(written(f'a,y\n"{long}",0\nb,1\nc,0\nd,1\n'), "y")
    assert len(dataset.frame["a"][0]) == len(long)


@pytest.mark.real
def test_csv_spectrum_is_read_as_its_expected_json(real_data):
    folder = real_data / "dirty_csv" / "csv_spectrum"
    files = sorted((folder / "csvs").glob("*.csv"))
    assert len(files) == 11
    for file in files:
        expected = json.loads((folder / "json" / f"{file.stem}.json").read_text())
        cells = read_delimited(file, ReadOptions(separator=","))
        whole = pa.Table.from_batches(cells.pieces)
        columns = [column.to_pylist() for column in whole.columns]
        rows = [dict(zip(cells.names, row, strict=True)) for row in zip(*columns, strict=True)]
        assert rows == expected, file.name


@pytest.mark.real
@pytest.mark.parametrize(
    ("file", "code"),
    [
        ("capital-invalid.csv", "DATA_DUPLICATE_COLUMNS DATA_RAGGED DATA_ENCODING"),
        ("defective-rows.csv", "DATA_RAGGED"),
        ("duplicate-headers.csv", "DATA_DUPLICATE_COLUMNS"),
        ("empty.csv", "DATA_EMPTY"),
        ("structure-errors.csv", "DATA_RAGGED DATA_DUPLICATE_COLUMNS"),
        ("table-infer-iso-8859-7.csv", "DATA_ENCODING"),
        ("without-rows.csv", "DATA_EMPTY"),
    ],
)
def test_broken_files_are_refused_with_their_reason(real_data, file, code):
    with pytest.raises(DataError) as caught:
        load(str(real_data / "dirty_csv" / "frictionless" / file))
    assert caught.value.code in code.split()


@pytest.mark.real
def test_every_dirty_file_gives_a_dataset_or_one_clear_sentence(real_data):
    for file in sorted((real_data / "dirty_csv" / "frictionless").glob("*.csv")):
        refusal, dataset = None, None
        try:
            dataset = load(str(file))
        except DataError as error:
            refusal = error
        shown = dataset._repr_html_() if refusal is None else str(refusal)
        assert len(shown) < 20_000, file.name
        assert refusal is None or refusal.next_step, file.name
