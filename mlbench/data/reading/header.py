"""The names of a delimited file's columns, and where its rows begin."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from mlbench.data.reading.dialect import Dialect, is_number, long_fields
from mlbench.data.reading.options import AUTO, ReadOptions
from mlbench.data.remarks import Remark, Topic
from mlbench.errors import DataError, listing, shorten

#: What a line begins with that is a comment for most programs.
COMMENT = "#"


@dataclass(frozen=True)
class Header:
    """The names of the columns.

    Parameters
    ----------
    names : tuple of str
        As they stand in the file; "" where there is none.
    lines : int
        The lines before the first row.
    comments : tuple of int
        The lines above the header that were taken for comments, counted from 1.
    remarks : tuple of Remark
        What was noticed.
    """

    names: tuple[str, ...]
    lines: int
    comments: tuple[int, ...] = ()
    remarks: tuple[Remark, ...] = ()


def find_header(head: bytes, dialect: Dialect, options: ReadOptions, where: str) -> Header:
    """Find the names and the first row.

    Parameters
    ----------
    head : bytes
        The first lines of the text.
    dialect : Dialect
        How lines are cut into fields.
    options : ReadOptions
        How the file is read.
    where : str
        The file's name, for errors.

    Raises
    ------
    DataError
        There is no line, the names that were passed don't fit, or the first line looks
        like values.
    """
    comments: list[int] = []
    first: list[str] = []
    before = lines = 0
    for lines, record in _records(head, dialect, options.skip):
        if _is_comment(record, dialect):
            comments.append(lines)
            before = lines
        else:
            first = record
            break
    if not first:
        raise DataError(
            f"{where} must hold a table. Got no line below the {before:,} that were passed over.",
            next_step="Pass a file with data in it.",
            code="DATA_EMPTY",
        )
    said = [Remark(Topic.FILE, f"Lines above the table, passed over as asked: {options.skip:,}.")]
    header = _named([name.strip() for name in first], lines, max(before, options.skip), options)
    if options.header == AUTO and not options.columns:
        _refuse_values(first, where)
        header = _look_at(header)
    _check_given(first, options, where)
    remarks = (*(said if options.skip else []), *header.remarks)
    return Header(header.names, header.lines, tuple(comments), remarks)


def _records(head: bytes, dialect: Dialect, skip: int) -> Iterator[tuple[int, list[str]]]:
    """Give records that are not blank, each with the number of lines up to its end."""
    lines = io.TextIOWrapper(io.BytesIO(head), "utf-8", "surrogateescape", newline="")
    for _ in range(skip):
        lines.readline()
    with long_fields():
        reader = csv.reader(lines, delimiter=dialect.cut, skipinitialspace=True)
        for record in reader:
            if record:
                yield skip + reader.line_num, record


def _is_comment(record: list[str], dialect: Dialect) -> bool:
    return record[0].startswith(COMMENT) and len(record) != dialect.width


def _named(first: list[str], lines: int, before: int, options: ReadOptions) -> Header:
    if options.columns:
        is_header = options.header != "no" and first == list(options.columns)
        skip_it = is_header or options.header == "yes"
        return Header(options.columns, lines if skip_it else before)
    if options.header == "no":
        names = tuple(f"column_{place}" for place in range(1, len(first) + 1))
        return Header(names, before)
    return Header(tuple(first), lines)


def _check_given(first: list[str], options: ReadOptions, where: str) -> None:
    if options.columns and len(options.columns) != len(first):
        raise DataError(
            f"The option 'columns' must name the {len(first)} columns of {where}. "
            f"Got {len(options.columns)} names.",
            next_step="Pass one name for each column.",
            code="DATA_OPTION",
        )


def _refuse_values(first: list[str], where: str) -> None:
    """Refuse a first line that begins with a value, but not the numbers pandas names by."""
    if not is_number(first[0]) or first == [str(place) for place in range(len(first))]:
        return
    raise DataError(
        f"The first line of {where} must name the columns. Got {listing(first, 4)}, which look "
        "like values.",
        next_step="Pass read={'header': False}, or the names as read={'columns': [...]}; where "
        "these are the names, read={'header': True}.",
        code="DATA_HEADER",
    )


def _look_at(header: Header) -> Header:
    numbers = [name for name in header.names if is_number(name)]
    if not numbers:
        return header
    text = (
        f"The first line was read as column names, though {listing(numbers, 3)} "
        "look like values; for a file without a header pass the option columns."
    )
    return Header(header.names, header.lines, remarks=(Remark(Topic.HEADER, shorten(text, 400)),))
