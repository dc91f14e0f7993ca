"""Reading delimited text: every cell as text first, so that nothing is changed in silence.

The cells are cut by Arrow, which is quick and strict about the number of fields. When it
refuses, the file is walked once more by Python's own csv module, to say which line it is.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
import zlib
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
from pyarrow import csv as arrow_csv

from mlbench.data.reading.dialect import SEPARATORS, find_separator, long_fields
from mlbench.data.reading.encoding import to_utf8
from mlbench.data.reading.options import AUTO, WHITESPACE, ReadOptions
from mlbench.data.remarks import Remark, Topic
from mlbench.errors import DataError, listing, shorten

#: Arrow reads in blocks of this many bytes; a record must fit into one.
BLOCK = 1 << 23
_BLANK = re.compile(rb"\n(?=\r?\n)")
SUFFIXES = (".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz", ".txt.gz")


@dataclass(frozen=True)
class Cells:
    """The cells of a file as text.

    Parameters
    ----------
    names : list of str
        The columns' names as they stand in the file; "" where there is none.
    columns : list of pyarrow.ChunkedArray
        Their cells.
    remarks : list of Remark
        What was noticed on the way.
    """

    names: list[str]
    columns: list[pa.ChunkedArray]
    remarks: list[Remark]


def read_cells(path: Path, options: ReadOptions) -> Cells:
    """Read a delimited file.

    Parameters
    ----------
    path : Path
        A ``.csv``, ``.tsv`` or ``.txt`` file, or one of these compressed by gzip.
    options : ReadOptions
        How it is read.

    Raises
    ------
    DataError
        The file is empty, is no text, or its lines differ in their number of fields.
    """
    where = path.name
    data, remarks = to_utf8(_bytes(path), options.encoding, where)
    if b"\n" not in data:
        data = data.replace(b"\r", b"\n")
    if not data.strip():
        raise _empty(f"{where} must hold a table. Got a file without any text in it.")
    separator = options.separator
    if separator == WHITESPACE:
        data, separator = b"\n".join(b"\t".join(line.split()) for line in data.splitlines()), "\t"
    elif separator == AUTO:
        separator = find_separator(data)
        if separator != ",":
            text = f"The separator was found to be a {SEPARATORS[separator]}."
            remarks.append(Remark(Topic.FILE, text))
    first, lines = _first_record(data, separator, where)
    names, skip = _names(first, lines, options, where)
    if not options.columns:
        remarks += _look_at_header(names)
    table = _parse(data, separator, names, skip, where)
    remarks += _blank_lines(data)
    return Cells(names, table.columns, remarks)


def _bytes(path: Path) -> bytes:
    try:
        data = path.read_bytes()
        return gzip.decompress(data) if path.suffix == ".gz" else data
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise DataError(
            f"{path.name} must be a file compressed by gzip. It can't be unpacked: {error}.",
            next_step="Fetch the file again, or pass the unpacked one.",
        ) from error


def _first_record(data: bytes, separator: str, where: str) -> tuple[list[str], int]:
    """Return the first record that is not blank, and the number of lines up to its end."""
    lines = io.TextIOWrapper(io.BytesIO(data), "utf-8", "surrogateescape", newline="")
    with long_fields():
        reader = csv.reader(lines, delimiter=separator)
        for record in reader:
            if record:
                return record, reader.line_num
    raise _empty(f"{where} must hold a table. Got blank lines only.")


def _names(first: list[str], lines: int, options: ReadOptions, where: str) -> tuple[list[str], int]:
    """Return the columns' names, and the number of lines before the first row."""
    header = [name.strip() for name in first]
    if not options.columns:
        return header, lines
    if len(options.columns) != len(first):
        raise DataError(
            f"The option 'columns' must name the {len(first)} columns of {where}. "
            f"Got {len(options.columns)} names.",
            next_step="Pass one name for each column.",
            code="DATA_OPTION",
        )
    return list(options.columns), lines if header == list(options.columns) else 0


def _look_at_header(names: list[str]) -> list[Remark]:
    numbers = [name for name in names if _is_number(name)]
    if not numbers:
        return []
    text = (
        f"The first line was read as column names, though {listing(numbers, 3)} "
        "look like values; for a file without a header pass the option columns."
    )
    return [Remark(Topic.HEADER, text)]


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _parse(data: bytes, separator: str, names: list[str], skip: int, where: str) -> pa.Table:
    start = 0
    for _ in range(skip):
        start = data.find(b"\n", start) + 1 or len(data)
    rows = pa.py_buffer(data).slice(start)
    if not data[start:].strip():
        raise _empty(
            f"{where} must have rows below its header. Got the header only: {listing(names, 5)}."
        )
    try:
        table = _arrow(rows, separator, len(names), min(len(data) + 1, BLOCK))
    except pa.ArrowInvalid as error:
        if "straddl" not in str(error):
            raise _ragged(data, separator, len(names), where, str(error)) from None
        table = _arrow(rows, separator, len(names), len(data) + 1)
    if data.count(b'"') % 2:
        _refuse_open_quote(data, separator, where)
    return table


def _arrow(rows: pa.Buffer, separator: str, width: int, block: int) -> pa.Table:
    keys = [str(position) for position in range(width)]
    return arrow_csv.read_csv(
        pa.BufferReader(rows),
        read_options=arrow_csv.ReadOptions(column_names=keys, block_size=block),
        parse_options=arrow_csv.ParseOptions(delimiter=separator, newlines_in_values=True),
        convert_options=arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(keys, pa.string()), strings_can_be_null=False
        ),
    )


def _ragged(data: bytes, separator: str, width: int, where: str, reason: str) -> DataError:
    lines = io.TextIOWrapper(io.BytesIO(data), "utf-8", "surrogateescape", newline="")
    with long_fields():
        reader = csv.reader(lines, delimiter=separator)
        widths = ((reader.line_num, len(record)) for record in reader if record)
        wrong = [(line, found) for line, found in widths if found != width]
    if not wrong:
        return DataError(
            f"{where} can't be read as a table: {shorten(reason, 200)}.",
            next_step="Look at the quotes and separators of the file.",
        )
    line, found = wrong[0]
    more = len(wrong) - 1
    others = f" {more:,} more {'line differs' if more == 1 else 'lines differ'}." if more else ""
    return DataError(
        f"Line {line:,} of {where} must have {width} fields, as the first line has. "
        f"Got {found}.{others}",
        next_step="Correct the line, or name the separator, as read={'separator': ';'}.",
        code="DATA_RAGGED",
    )


def _refuse_open_quote(data: bytes, separator: str, where: str) -> None:
    lines = io.TextIOWrapper(io.BytesIO(data), "utf-8", "surrogateescape", newline="")
    start = 1
    with long_fields():
        reader = csv.reader(lines, delimiter=separator, strict=True)
        try:
            for _ in reader:
                start = reader.line_num + 1
        except csv.Error as error:
            if "unexpected end" not in str(error):
                return
            raise DataError(
                f"{where} must close every quote that it opens. "
                f"Got one in the record of line {start:,} that is never closed.",
                next_step="Close the quote, or double it where it is part of the value.",
                code="DATA_RAGGED",
            ) from None


def _blank_lines(data: bytes) -> list[Remark]:
    """Say how many blank lines were passed over; in quotes they would be values."""
    if b'"' in data or not (b"\n\n" in data or b"\n\r\n" in data):
        return []
    count = len(_BLANK.findall(data.strip()))
    return [Remark(Topic.FILE, f"Blank lines passed over: {count:,}.")] if count else []


def _empty(sentence: str) -> DataError:
    return DataError(sentence, next_step="Pass a file with data in it.", code="DATA_EMPTY")
