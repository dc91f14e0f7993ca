"""Real broken files: each is read rightly, with a word about what was done, or refused."""

from __future__ import annotations

import pytest

from mlbench.data.raw import RawTable
from mlbench.data.reading.options import ReadOptions
from mlbench.data.remarks import summarise
from mlbench.data.sources import read_source
from mlbench.errors import DataError

pytestmark = pytest.mark.real

#: File -> the shape it is read with, and words of its remarks; none where nothing was done.
READ = {
    "accent": ((2, 17), ["semicolon", "leading zeros", "'code_insee' (2 rows)"]),
    "ascii-notvalid": ((1, 3), []),
    "blank-cells": ((5, 2), []),
    "blank-headers": ((2, 3), ["'column_2'"]),
    "blank-rows": ((3, 3), ["Rows without any value: 1."]),
    "blank-rows-multiple": ((13, 3), ["Rows without any value: 11."]),
    "blank-rows-no-fields": ((2, 3), ["Blank lines passed over: 1."]),
    "bom": ((2, 2), ["byte order mark"]),
    "delimiter": ((2, 2), ["semicolon"]),
    "doublequote": ((5, 17), ["Blanks around the values"]),
    "duplicate-rows": ((3, 3), []),
    "encoding-issue-274": ((507, 17), []),
    "escaping": ((3, 2), ["Blanks between a separator and a quote", "backslash"]),
    "floats": ((5, 1), []),
    "issue-1009-comma": ((1, 2), ["leading zeros"]),
    "issue-1009-semicolon": ((1, 2), ["semicolon", "leading zeros"]),
    "issue-1066-largecellsize": ((19, 2), []),
    "issue-1066-smallcellsize": ((12, 2), []),
    "issue-1066-smallcellsizewithdeviation": ((12, 2), []),
    "issue-1100": ((2, 2), ["semicolon"]),
    "issue-1105-timezone": ((2, 2), ["semicolon", "converted to UTC"]),
    "issue-1109": ((3, 3), ["Blanks between a separator and a quote"]),
    "issue-1138": ((7, 4), ["semicolon", "'column_4'"]),
    "issue-1232": ((5, 7), ["semicolon", "leading zeros"]),
    "issue-1341": ((99, 51), []),
    "issue-277": ((75, 71), ["'None' was read as missing", "converted to UTC"]),
    "issue-305": ((338, 31), []),
    "issue-493": ((9, 126), []),
    "issue-825": ((2, 3), ["'2011', '2010' look like values"]),
    "issue-833": ((3, 2), []),
    "issue-844": ((2, 2), []),
    "issue-991": ((1, 3), []),
    "latin1": ((2, 2), ["from offset 20", "CP1252", "'©'"]),
    "leading-zeros": ((3, 1), ["leading zeros", "'value' (3 rows)"]),
    "matrix-with-comment": ((4, 4), ["begin with # and are no rows: 1."]),
    "number-test": ((13, 6), ["Rows without any value: 1.", "'NaN' was read as missing"]),
    "numeric-labels": ((3, 10), ["look like values"]),
    "skip-blank-at-the-end": ((1, 2), ["begin with # and are no rows: 1."]),
    "skip-rows": ((2, 2), ["begin with # and are no rows: 2."]),
    "skip-rows-before-headers": ((2, 2), ["begin with # and are no rows: 1."]),
    "table-infer-missing-values": ((7, 3), []),
    "table-unicode-headers": ((2, 2), []),
    "table-with-accents": ((638, 8), ["from offset 28", "'Année'", "semicolon", "decimal comma"]),
    "timezone": ((4, 2), ["some have an offset from UTC and some have none"]),
    "timezone-with-id": ((4, 3), ["some have an offset from UTC and some have none"]),
    "vix": ((2, 5), ["semicolon", "converted to UTC"]),
    "wide": ((3, 9074), ["look like values"]),
}
#: File -> the code it is refused with, and words of the sentence.
REFUSED = {
    "capital-invalid": ("DATA_DUPLICATE_COLUMNS", ["'name'"]),
    "chunk2.headless": ("DATA_HEADER", ["'2'", "{'header': False}"]),
    "defective-rows": ("DATA_RAGGED", ["Line 2", "3 fields", "Got 2", "1 more line"]),
    "dialect": ("DATA_RAGGED", ["Line 3", "2 fields", "Got 3"]),
    "duplicate-column": ("DATA_DUPLICATE_COLUMNS", ["'B'"]),
    "duplicate-headers": ("DATA_DUPLICATE_COLUMNS", ["'id'"]),
    "empty": ("DATA_EMPTY", ["without any text"]),
    "invalid": ("DATA_DUPLICATE_COLUMNS", ["'name'"]),
    "issue-1004-data1": ("DATA_RAGGED", ["Line 3", "4 fields", "Got 5", "1 more line"]),
    "issue-1004-data2": ("DATA_RAGGED", ["Line 2", "4 fields", "Got 2", "2 more lines"]),
    "schema-errors": ("DATA_RAGGED", ["Line 5", "3 fields", "Got 6"]),
    "structure-errors": ("DATA_RAGGED", ["Line 5", "3 fields", "Got 6"]),
    "table-infer-iso-8859-7": ("DATA_ENCODING", ["0xcb at offset 17", "'iso-8859-7'"]),
    "without-headers": ("DATA_HEADER", ["'1', 'english'", "'columns'"]),
    "without-headers-extra": ("DATA_HEADER", ["'1', 'english'"]),
    "without-rows": ("DATA_EMPTY", ["header only", "'id', 'name'"]),
}


def read(folder, name, options=None):
    path = folder / "dirty_csv" / "frictionless" / f"{name}.csv"
    table = read_source(str(path), options or ReadOptions()).table
    assert isinstance(table, RawTable)
    said = [remark.text for remark in (*table.remarks, *summarise(table.events))]
    return table.frame, said


def test_every_file_has_an_expected_outcome(real_data):
    files = (real_data / "dirty_csv" / "frictionless").glob("*.csv")
    assert {file.stem for file in files} == READ.keys() | REFUSED.keys()
    assert len(READ) + len(REFUSED) == 63


@pytest.mark.parametrize("name", READ)
def test_file_is_read_and_what_was_done_is_said(real_data, name):
    shape, words = READ[name]
    frame, said = read(real_data, name)
    assert frame.shape == shape
    assert bool(said) == bool(words)
    for word in words:
        assert word in " ".join(said)


@pytest.mark.parametrize("name", REFUSED)
def test_file_is_refused_with_the_place_and_what_to_do(real_data, name):
    code, words = REFUSED[name]
    with pytest.raises(DataError) as caught:
        read(real_data, name)
    assert caught.value.code == code
    assert caught.value.next_step
    for word in [f"{name}.csv", *words]:
        assert word in str(caught.value)


@pytest.mark.parametrize(
    ("name", "options", "shape"),
    [
        ("table-infer-iso-8859-7", {"encoding": "iso-8859-7"}, (4, 3)),
        ("without-headers", {"header": False}, (3, 2)),
        ("chunk2.headless", {"columns": ["id", "name"]}, (1, 2)),
        ("schema-errors", {"ragged": "set-aside"}, (3, 3)),
        ("table-with-accents", {"decimal": ","}, (638, 8)),
    ],
)
def test_what_to_do_helps(real_data, cache, name, options, shape):
    assert read(real_data, name, ReadOptions.of(options))[0].shape == shape


def test_what_pandas_reads_wrongly_without_a_word_is_right(real_data):
    assert read(real_data, "leading-zeros")[0]["value"].tolist() == ["01", "002", "00003"]
    assert read(real_data, "escaping")[0]["Test"].tolist()[1:] == ['Test " line 2', 'Test " line 3']
    assert read(real_data, "issue-1109")[0]["int"].tolist()[::2] == [1, 3]
    assert read(real_data, "skip-rows")[0]["name"].tolist() == ["english", "中国人"]
    decimal = ReadOptions(decimal=",")
    assert read(real_data, "table-with-accents", decimal)[0]["RevPAR"][0] == 49.66065393
