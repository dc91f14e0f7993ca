"""Reading JSON: one record a line, or one array of records."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any

import pyarrow as pa

from mlbench.data.reading.batches import Batches
from mlbench.data.reading.compression import Content
from mlbench.data.reading.encoding import find_encoding
from mlbench.data.reading.lines import plain_pieces, whole_lines
from mlbench.data.reading.options import ReadOptions
from mlbench.data.reading.values import ValueColumn, batch_of
from mlbench.data.remarks import Remark, Topic
from mlbench.errors import DataError, listing, shorten

SUFFIXES = (".jsonl", ".ndjson", ".json")
#: Records of one batch.
RECORDS = 10_000
#: More fields than this are no table.
_WIDEST = 100_000


def read_json(path: Path, options: ReadOptions) -> Batches:
    """Open a file of JSON records.

    A field that holds a record gives columns such as ``place.city``; lists are left out, but
    for those of texts, which can be sets of labels.
    The file is gone through twice: the first time for the names of all fields.

    Raises
    ------
    DataError
        A line is no record; the sentence names it.
    """
    content = Content(path)
    encoding = find_encoding(content, options.encoding, path.name)

    def records() -> Iterator[dict[str, Any]]:
        pieces = plain_pieces(content, encoding, old_ends=False)
        return (flat(record) for record in _records(pieces, path.name))

    names: dict[str, int] = {}
    count = 0
    for record in records():
        count += 1
        for name in record:
            names[name] = names.get(name, 0) + 1
        if len(names) > _WIDEST:
            raise _no_table(path.name, count)
    sparse = [name for name, rows in names.items() if rows < count]
    said = [*encoding.remarks, *_said(list(names), sparse)]
    pieces = _batches(records(), list(names))
    return Batches(
        list(names), lambda name, _: ValueColumn(name, options.missing), pieces, lambda: list(said)
    )


def flat(record: dict[str, Any], before: str = "") -> dict[str, Any]:
    """Return a record with the fields of inner records beside its own.

    >>> flat({"a": 1, "b": {"c": 2}})
    {'a': 1, 'b.c': 2}
    """
    fields: dict[str, Any] = {}
    for name, value in record.items():
        if isinstance(value, dict):
            fields |= flat(value, f"{before}{name}.")
        else:
            fields[before + name] = value
    return fields


def _batches(records: Iterator[dict[str, Any]], names: list[str]) -> Iterator[pa.RecordBatch]:
    while some := list(islice(records, RECORDS)):
        yield batch_of([[record.get(name) for record in some] for name in names])


def _records(pieces: Iterable[bytes], where: str) -> Iterator[dict[str, Any]]:
    lines = whole_lines(pieces)
    first = next(lines, b"")
    while first and not first.strip():
        first = next(lines, b"")
    together = chain([first], lines)
    if first.lstrip().startswith(b"["):
        yield from _of_array(b"".join(together), where)
        return
    number = 0
    for block in together:
        for line in block.split(b"\n"):
            number += 1
            if line.strip():
                yield _record(line, number, where)
        number -= 1  # the block ends where the next one begins


def _record(line: bytes, number: int, where: str) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except ValueError as error:
        raise DataError(
            f"Line {number:,} of {where} must be a JSON record. It can't be read: "
            f"{shorten(str(error), 100)}.",
            next_step="Correct the line; each record must stand on a line of its own.",
            code="DATA_JSON",
        ) from None
    if not isinstance(record, dict):
        raise DataError(
            f"Line {number:,} of {where} must be a JSON record. Got {shorten(record)}.",
            next_step='Write each line as {"name": value, ...}.',
            code="DATA_JSON",
        )
    return record


def _of_array(text: bytes, where: str) -> Iterator[dict[str, Any]]:
    try:
        records = json.loads(text)
    except ValueError as error:
        raise DataError(
            f"{where} must be an array of JSON records. It can't be read: "
            f"{shorten(str(error), 100)}.",
            next_step="Correct the file, or write one record a line.",
            code="DATA_JSON",
        ) from None
    for place, record in enumerate(records, start=1):
        if not isinstance(record, dict):
            raise DataError(
                f"Record {place:,} of {where} must have named fields. Got {shorten(record)}.",
                next_step='Write each record as {"name": value, ...}.',
                code="DATA_JSON",
            )
        yield record


def _no_table(where: str, records: int) -> DataError:
    return DataError(
        f"The records of {where} must have the same fields. "
        f"Got more than {_WIDEST:,} different ones in {records:,} records.",
        next_step="Pass a file in which a field has the same name in each record.",
        code="DATA_JSON",
    )


def _said(names: list[str], sparse: list[str]) -> list[Remark]:
    said = []
    inner = [name for name in names if "." in name]
    if inner:
        text = f"Fields of inner records became columns of their own: {listing(inner, 5)}."
        said.append(Remark(Topic.FILE, text))
    if sparse:
        text = f"Fields that not all records have are missing there: {listing(sparse, 5)}."
        said.append(Remark(Topic.FILE, text))
    return said
