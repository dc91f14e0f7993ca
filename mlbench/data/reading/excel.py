"""Reading a sheet of an Excel or OpenDocument file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import python_calamine as calamine

from mlbench.data.reading.batches import ROWS, Batches
from mlbench.data.reading.options import ReadOptions
from mlbench.data.reading.values import ValueColumn, batch_of
from mlbench.data.remarks import Remark, Topic
from mlbench.errors import DataError, did_you_mean, listing, shorten

SUFFIXES = (".xlsx", ".xls", ".xlsb", ".xlsm", ".ods")


def read_excel(path: Path, options: ReadOptions) -> Batches:
    """Open a sheet.

    The first line that holds something, below those that are passed over by the option
    ``skip``, has the names.

    Raises
    ------
    DataError
        The file is no such file, or has no such sheet.
    """
    try:
        with calamine.CalamineWorkbook.from_path(path) as book:
            sheets = list(book.sheet_names)
            name = _sheet(sheets, options.sheet, path.name)
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except (calamine.CalamineError, calamine.PasswordError) as error:
        raise DataError(
            f"{path.name} must be an Excel file. It can't be read: {shorten(str(error), 200)}.",
            next_step="Save it again as .xlsx without a password, or as CSV.",
        ) from error
    filled = [row for row in rows[options.skip :] if any(cell != "" for cell in row)]
    if not filled:
        raise DataError(
            f"The sheet '{shorten(name)}' of {path.name} must hold a table. Got an empty one.",
            next_step=f"Name another sheet, as read={{'sheet': ...}}: {listing(sheets)}.",
            code="DATA_EMPTY",
        )
    names, body = _header(filled, options)
    said = _said(name, sheets, len(rows) - options.skip - len(filled), options)
    return Batches(
        names, lambda column, _: ValueColumn(column, options.missing), _batches(body), lambda: said
    )


def _sheet(sheets: list[str], asked: str, where: str) -> str:
    if not asked:
        return sheets[0]
    if asked not in sheets:
        raise DataError(
            f"The option 'sheet' must name a sheet of {where}. Got '{shorten(asked)}'. "
            f"{did_you_mean(asked, sheets)}",
            next_step="Correct the name.",
            code="DATA_OPTION",
        )
    return asked


def _header(filled: list[list[Any]], options: ReadOptions) -> tuple[list[str], Sequence[list[Any]]]:
    first = [_plain(cell) for cell in filled[0]]
    if options.columns:
        return list(options.columns), filled[first == list(options.columns) :]
    if options.header == "no":
        return [f"column_{place}" for place in range(1, len(first) + 1)], filled
    return ["" if cell is None else str(cell) for cell in first], filled[1:]


def _batches(rows: Sequence[list[Any]]) -> Iterator[pa.RecordBatch]:
    for start in range(0, len(rows), ROWS):
        columns = zip(*rows[start : start + ROWS], strict=True)
        yield batch_of([[_plain(cell) for cell in column] for column in columns])


def _plain(cell: Any) -> Any:
    """Return a cell's value; a sheet keeps whole numbers as floats, and nothing as ""."""
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    return None if cell == "" else cell


def _said(name: str, sheets: list[str], blank: int, options: ReadOptions) -> list[Remark]:
    said = []
    if len(sheets) > 1 and not options.sheet:
        others = listing([sheet for sheet in sheets if sheet != name], 5)
        text = f"The first sheet '{shorten(name, 60)}' was read; the file also has {others}."
        said.append(Remark(Topic.FILE, text))
    if options.skip:
        text = f"Lines above the table, passed over as asked: {options.skip:,}."
        said.append(Remark(Topic.FILE, text))
    if blank:
        said.append(Remark(Topic.FILE, f"Blank lines passed over: {blank:,}."))
    return said
