"""Faults of files, made by the tests: read rightly and said, or refused with the place."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zipfile

import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet

from mlbench.data.reading.look_alikes import look_alikes
from mlbench.data.reading.options import ReadOptions
from mlbench.data.remarks import summarise
from mlbench.data.sources import read_source

TEXT = "a,b\n1,x\n2,y\n"


def read(source, **options):
    """Return the rows, and all that was said."""
    table = read_source(source, ReadOptions.of(options)).table
    said = " ".join(remark.text for remark in (*table.remarks, *summarise(table.events)))
    return table.frame, said


def zipped(*names):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in names:
            archive.writestr(name, TEXT)
    return target.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("t.csv.gz", gzip.compress(TEXT.encode())),
        ("t.csv.bz2", bz2.compress(TEXT.encode())),
        ("t.csv.xz", lzma.compress(TEXT.encode())),
        ("t.csv.zst", pa.compress(TEXT.encode(), "zstd", asbytes=True)),
        ("t.csv.zip", zipped("inner.csv", "__MACOSX/inner.csv")),
    ],
    ids=["gz", "bz2", "xz", "zst", "zip"],  # packed files hold the time, names must not
)
def test_packed_files_are_read_and_cut_ones_refused(written, refused, name, content):
    assert read(written(content, name))[0].shape == (2, 2)
    for broken in (content[:-9], TEXT.encode()):
        with refused("DATA_INVALID", name, "can't be unpacked"):
            read(written(broken, name))


def test_archive_of_several_files_is_refused_with_their_names(written, refused):
    with refused("DATA_INVALID", "one file", "Got 2", "'b.csv'"):
        read(written(zipped("a.csv", "b.csv"), "t.csv.zip"))


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("a|b\n1|x\n2|y\n", {}),
        ("a::b\n1::x\n2::y\n", {"separator": "::"}),
        ("a^b\n1^x\n2^y\n", {"separator": "^"}),
        ('a b\n1 "x y"\n2   y \n', {"separator": "whitespace"}),
        ("a\x01b\n1\x01x\n2\x01y\n", {"separator": "\x01"}),
    ],
)
def test_any_separator_can_be_named(written, text, options):
    frame, _ = read(written(text), **options)
    assert list(frame.columns) == ["a", "b"]
    assert frame["a"].tolist() == [1, 2]


def test_blanks_are_found_to_separate_numbers_and_not_words(written):
    frame, said = read(written("a b\n1  2.5\n3 4.5\n", "t.ssv"))
    assert frame["b"].tolist() == [2.5, 4.5]
    assert "run of blanks" in said
    assert read(written("full name\nAnn Lee\nBo Ray\n"))[0].columns.tolist() == ["full name"]


def test_separator_of_several_signs_is_refused_where_its_stand_in_is_in_the_file(written, refused):
    with refused("DATA_INVALID", "0x1f"):
        read(written("a::b\n1::x\x1f\n"), separator="::")


def test_lines_above_the_table_are_passed_over_as_asked_and_refused_with_the_hint(written, refused):
    source = written("Report of March\n\na,b\n1,x\n2,y\n")
    with refused("DATA_RAGGED", "Line 3", "read={'skip': 1}"):
        read(source)
    frame, said = read(source, skip=2)
    assert frame["a"].tolist() == [1, 2]
    assert "passed over as asked: 2." in said


def test_comments_are_counted_and_lines_keep_their_numbers(written, refused):
    frame, said = read(written("# made by hand\na,b\n1,x\n#more\n2,y\n"))
    assert frame["b"].tolist() == ["x", "y"]
    assert "begin with # and are no rows: 2." in said
    assert read(written("#a,b\n1,x\n"))[0].columns.tolist() == ["#a", "b"]
    assert read(written("% note, one\na,b\n1,x\n"), comment="%")[0].shape == (1, 2)
    with refused("DATA_RAGGED", "Line 5", "Got 3"):
        read(written("% note\na,b\n1,x\n% two\n1,2,3\n"), comment="%")


def test_rows_in_are_rows_used_and_rows_set_aside_in_a_file_that_is_named(written, cache):
    source = written("a,b\n1,x\n2\n3,y\n4,5,6\n")
    frame, said = read(source, ragged="set-aside")
    assert frame["a"].tolist() == [1, 3]
    (file,) = (cache / "set-aside").iterdir()
    assert file.read_text() == "2\n4,5,6\n"
    assert str(file) in said
    assert ": 2." in said


def test_blanks_before_quotes_and_backslashes_before_them_are_repaired_and_said(written):
    frame, said = read(written('a, b\n1, "x, y"\n2, "say ""hi"""\n3, "a \\" b"\n'))
    assert frame["b"].tolist() == ["x, y", 'say "hi"', 'a " b']
    assert "Blanks between a separator and a quote" in said
    assert "backslash" in said


def test_backslashes_that_are_values_stay(written):
    frame, _ = read(written('a,b\n1,C:\\temp\n2,5" disk\n'))
    assert frame["b"].tolist() == ["C:\\temp", '5" disk']


def test_single_quotes_within_quotes_are_refused_with_their_line(written, refused):
    with refused("DATA_QUOTES", "line 3", "Double the quote"):
        read(written('a,b\n1,x\n2,"a "b" c"\n3,y\n'))


def test_mixed_offsets_are_brought_to_utc_and_mixed_kinds_of_time_stay_text(written):
    offsets = "a\n2024-01-01T12:00:00Z\n2024-01-01T12:00:00+02:00\n"
    frame, said = read(written(offsets))
    assert (frame["a"][0] - frame["a"][1]) == pd.Timedelta("2h")
    assert "converted to UTC" in said
    frame, said = read(written(offsets.replace("Z", "")))
    assert str(frame["a"].dtype) == "str"
    assert "some have none" in said


def test_decimal_commas_are_said_and_read_as_asked(written):
    source = written("a;b\n1,5;x\n-2,25;y\n3;z\n")
    assert "decimal comma" in read(source)[1]
    assert read(source, decimal=",")[0]["a"].tolist() == [1.5, -2.25, 3.0]
    assert read(source, decimal=",")[1] == "The separator was found to be a semicolon."


def test_names_that_look_alike_are_said(written):
    _, said = read(written("price,pri\u0441e,date\n1,2,3\n"))
    assert "look like others" in said
    assert look_alikes(["caf\u00e9", "cafe\u0301"]) == ["café", "cafe\u0301"]
    assert look_alikes(["a", "a\u200b"]) == ["a", "a\u200b"]
    assert look_alikes(["an née", "ціна", "价格", "m²"]) == []


def test_one_row_one_column_and_both_are_read(written):
    assert read(written("a\n1\n"))[0].shape == (1, 1)
    assert read(written("a,b\n1,2"))[0].shape == (1, 2)
    assert read(written("a\n1\n\n2\n"))[0].shape == (2, 1)


def test_a_hundred_megabytes_in_one_line_are_read_or_refused_briefly(written, refused):
    long = b"x" * 100_000_000
    frame, _ = read(written(b"a,b\n1,y\n2," + long + b"\n3,z\n"))
    assert len(frame["b"][1]) == len(long)
    with refused("DATA_EMPTY", "header only"):
        read(written(long))


def test_infinite_numbers_and_integers_past_64_bits_keep_their_value(written):
    frame, said = read(written("a,b\ninf,18446744073709551616\n-Infinity,1\n"))
    assert frame["a"].tolist() == [float("inf"), float("-inf")]
    assert frame["b"][0] == "18446744073709551616"
    assert "2^53" in said


def test_parquet_that_is_cut_or_broken_inside_is_refused(workplace, written, refused):
    frame = pd.DataFrame({"a": range(100_000)})
    frame.to_parquet("t.parquet")
    content = (workplace / "t.parquet").read_bytes()
    with refused("DATA_INVALID", "cut.parquet", "Parquet"):
        read(written(content[:-1000], "cut.parquet"))
    broken = content[:100] + b"\xff" * 50_000 + content[50_100:]
    with refused("DATA_INVALID", "broken.parquet", "can't be read"):
        read(written(broken, "broken.parquet"))


def test_doubled_index_of_pandas_does_no_harm(workplace):
    frame = pd.DataFrame({"a": [1, 2, 3]}, index=[7, 7, 7])
    frame.to_parquet("t.parquet")
    assert read("t.parquet")[0].index.tolist() == [0, 1, 2]


def test_nested_names_in_parquet_do_not_hide_plain_columns(workplace):
    table = pa.table({"s": [{"x": 1}], "a": [5]})
    parquet.write_table(table, "t.parquet")
    frame, said = read("t.parquet")
    assert frame["a"].tolist() == [5]
    assert "'s'" in said
