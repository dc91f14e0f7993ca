"""Formats besides delimited text: JSON, Excel, Arrow."""

from __future__ import annotations

import gzip
import io
import json
import zipfile

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import feather, ipc, parquet
from pyarrow import table as arrow_table

from mlbench.data.load import load
from mlbench.data.reading.options import ReadOptions
from mlbench.data.remarks import summarise
from mlbench.data.sources import read_source

RECORDS = [
    {"id": 1, "name": "Ann", "at": "2024-01-01T10:00:00", "place": {"city": "Rome"}, "tags": []},
    {"id": 2, "name": None, "at": "2024-01-02T10:00:00", "place": {"city": "Bonn", "zip": "053"}},
    {"id": 3, "name": "12", "at": "2024-01-03T10:00:00", "score": 0.5, "place": {}},
]
_SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'


def read(source, **options):
    table = read_source(source, ReadOptions.of(options)).table
    said = " ".join(remark.text for remark in (*table.remarks, *summarise(table.events)))
    return table.frame, said


def cell(value):
    if isinstance(value, str):
        return f'<c t="inlineStr"><is><t>{value}</t></is></c>'
    kind = ' t="b"' if isinstance(value, bool) else ""
    return f"<c{kind}><v>{int(value) if isinstance(value, bool) else value}</v></c>"


def write_excel(path, **sheets):
    """Write an Excel file by hand, a sheet for each list of rows."""
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    names = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"/>' for n, name in enumerate(sheets, 1)
    )
    links = "".join(
        f'<Relationship Id="r{n}" Type="{relations}/worksheet" Target="worksheets/s{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    package = "http://schemas.openxmlformats.org/package/2006"
    with zipfile.ZipFile(path, "w") as book:
        book.writestr(
            "xl/workbook.xml",
            '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
            f'xmlns:r="{relations}"><sheets>{names}</sheets></workbook>',
        )
        root = f'<Relationship Id="r1" Type="{relations}/officeDocument" Target="xl/workbook.xml"/>'
        top = f'<Relationships xmlns="{package}/relationships">{root}</Relationships>'
        book.writestr("_rels/.rels", top)
        book.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{package}/relationships">{links}</Relationships>',
        )
        for n, rows in enumerate(sheets.values(), 1):
            body = "".join(f"<row>{''.join(map(cell, row))}</row>" for row in rows)
            book.writestr(f"xl/worksheets/s{n}.xml", f"{_SHEET}{body}</sheetData></worksheet>")
    return path


@pytest.mark.parametrize("form", ["lines", "array", "packed"])
def test_json_gives_columns_of_inner_records_and_leaves_lists_out_and_says_both(written, form):
    if form == "array":
        source = written(json.dumps(RECORDS, indent=1), "t.json")
    else:
        lines = "\n".join(map(json.dumps, RECORDS)).encode()
        packed = form == "packed"
        source = written(gzip.compress(lines) if packed else lines, f"t.jsonl{'.gz' * packed}")
    frame, said = read(source)
    columns = ["id", "name", "at", "place.city", "tags", "place.zip", "score"]
    assert frame.columns.tolist() == columns
    kept = load(source).frame.columns.tolist()
    assert kept == [name for name in columns if name not in ("tags", "score")]  # score is empty
    assert frame.dtypes.astype(str).tolist()[:4] == ["int64", "str", "datetime64[us]", "str"]
    assert frame["name"].dropna().tolist() == ["Ann", "12"]
    assert frame["place.zip"].dropna().tolist() == ["053"]
    for words in ("inner records", "'place.city'", "not all records have", "'tags'"):
        assert words in said


def test_json_values_of_mixed_type_become_text_and_are_noted(written):
    frame, said = read(written('{"a": 1}\n{"a": "x"}\n{"a": true}\n', "t.jsonl"))
    assert frame["a"].tolist() == ["1", "x", "true"]
    assert "mixed" in said


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"a": 1}\n{"a": \n', ["Line 2", "t.jsonl"]),
        ('{"a": 1}\n\n[1]\n', ["Line 3", "Got [1]"]),
        ("[1, 2]", ["Record 1", "Got 1"]),
        ('[{"a": 1}', ["array"]),
    ],
)
def test_broken_json_is_refused_with_its_line(written, refused, text, words):
    with refused("DATA_JSON", *words):
        read(written(text, "t.jsonl"))


def test_empty_json_is_refused(written, refused):
    with refused("DATA_EMPTY"):
        read(written("", "t.jsonl"))


def test_excel_sheets_are_read_by_name_with_whole_numbers_whole(workplace, refused):
    rows = [["id", "name", "", "ok"], [1, "Ann", 0.5, True], [2, "007", "", False]]
    write_excel("book.xlsx", First=[["Title"], [""], *rows], Second=[["x"], [5]])
    frame, said = read("book.xlsx", skip=1)
    assert frame.columns.tolist() == ["id", "name", "column_3", "ok"]
    assert frame.dtypes.astype(str).tolist() == ["int64", "str", "float64", "bool"]
    assert frame["name"].tolist() == ["Ann", "007"]
    for words in ("first sheet 'First'", "'Second'", "Blank lines passed over: 1", "'column_3'"):
        assert words in said
    assert read("book.xlsx", sheet="Second")[0]["x"].tolist() == [5]
    with refused("DATA_OPTION", "Did you mean 'Second'?"):
        read("book.xlsx", sheet="second")


def test_broken_and_empty_excel_files_are_refused(workplace, written, refused):
    with refused("DATA_INVALID", "Excel"):
        read(written(b"PK no", "book.xlsx"))
    write_excel("none.xlsx", Only=[])
    with refused("DATA_EMPTY", "'Only'"):
        read("none.xlsx")


def test_both_kinds_of_arrow_files_are_read_and_broken_ones_refused(workplace, written, refused):
    frame = pd.DataFrame({"a": [1, 2], "b": ["x", None]})
    feather.write_feather(frame, "t.feather")
    table = arrow_table({"a": [1, 2], "b": ["x", None]})
    with ipc.new_stream("t.arrow", table.schema) as stream:
        stream.write_table(table)
    pd.testing.assert_frame_equal(read("t.feather")[0], read("t.arrow")[0])
    with refused("DATA_INVALID", "Arrow"):
        read(written((workplace / "t.feather").read_bytes()[:50], "cut.feather"))


@pytest.mark.parametrize("memory", [2**30, 300_000])
def test_damaged_page_of_a_file_that_keeps_sums_is_refused(written, refused, little_memory, memory):
    """Other damage than this breaks what packs the page, and shows by itself."""
    frame = pd.DataFrame({"a": np.random.default_rng(0).normal(size=50_000)})
    rows, out = pa.Table.from_pandas(frame), io.BytesIO()
    parquet.write_table(rows, out, write_page_checksum=True, row_group_size=10_000)
    content = bytearray(out.getvalue())
    content[200_000] ^= 255
    little_memory(memory)
    with refused("DATA_INVALID", "sums.parquet must be a Parquet file", "page"):
        load(written(bytes(content), "sums.parquet"))
