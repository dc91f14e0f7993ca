"""Lines cut into cells: quickly by Arrow, or carefully where quotes stand in odd places."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

import pyarrow as pa
from pyarrow import csv as arrow_csv

from mlbench.data.reading.dialect import long_fields
from mlbench.data.reading.header import Header
from mlbench.data.reading.odd_lines import OddLines
from mlbench.data.reading.survey import Survey
from mlbench.errors import DataError

#: Arrow reads in blocks of this many bytes; a record must fit into one.
BLOCK = 1 << 23
#: Cells of one batch where Python cuts the lines.
CELLS = 500_000


def quick_cells(header: Header, seen: Survey, odd: OddLines) -> Iterator[pa.RecordBatch]:
    """Give the cells as Arrow cuts them, in columns that are named by their position.

    Raises
    ------
    DataError
        A line has another number of fields, or a quote is never closed.
    """
    given, block = 0, min(seen.size + 1, BLOCK)
    while True:
        odd.begin()
        passed = 0
        try:
            for batch in _opened(header, odd, block):
                new = batch.slice(max(0, given - passed))
                passed += batch.num_rows
                if new.num_rows:
                    given += new.num_rows
                    yield new
            break
        except pa.ArrowInvalid as error:
            if "straddl" not in str(error) or block > seen.size:
                raise odd.refusal(str(error)) from None
            # a record is longer than a block: all is read again, what was given is left out
            block = min(seen.size + 1, block * 8)
    if seen.quotes % 2:
        odd.refuse_open_quote()


def _opened(header: Header, odd: OddLines, block: int) -> Iterable[pa.RecordBatch]:
    keys = [str(position) for position in range(len(header.names))]

    def handle(row: arrow_csv.InvalidRow) -> str:
        return "skip" if odd.passed_over(row.text) else "error"

    below = _Stream(_below(odd.text, header.lines))
    if not below.has_more():
        return ()
    batches: Iterable[pa.RecordBatch] = arrow_csv.open_csv(
        pa.PythonFile(below, mode="r"),
        read_options=arrow_csv.ReadOptions(column_names=keys, block_size=block, use_threads=False),
        parse_options=arrow_csv.ParseOptions(
            delimiter=odd.text.dialect.cut, newlines_in_values=True, invalid_row_handler=handle
        ),
        convert_options=arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(keys, pa.string()),
            strings_can_be_null=False,
            check_utf8=False,
        ),
    )
    return batches


def _below(pieces: Iterable[bytes], lines: int) -> Iterator[bytes]:
    """Give a text from a line on."""
    for piece in pieces:
        start = 0
        while lines and start >= 0:
            start = piece.find(b"\n", start) + 1
            lines -= bool(start)
            start = start or -1
        if start >= 0 and not lines:
            yield piece[start:]


class _Stream(io.RawIOBase):
    """Pieces of a text as a file that Arrow reads from."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        super().__init__()
        self._pieces, self._rest = pieces, b""

    def readable(self) -> bool:
        return True

    def has_more(self) -> bool:
        """Whether anything but blank lines comes."""
        while not self._rest.strip():
            piece = next(self._pieces, None)
            if piece is None:
                return False
            self._rest += piece
        return True

    def read(self, size: int = -1) -> bytes:
        """Return so many bytes, fewer only at the end."""
        parts, length = [self._rest], len(self._rest)
        while size < 0 or length < size:
            piece = next(self._pieces, None)
            if piece is None:
                break
            parts.append(piece)
            length += len(piece)
        whole = b"".join(parts)
        given = whole if size < 0 else whole[:size]
        self._rest = whole[len(given) :]
        return given


def careful_cells(header: Header, seen: Survey, odd: OddLines) -> Iterator[pa.RecordBatch]:
    """Give the cells as Python's csv module cuts them.

    Blanks between a separator and a quote belong to neither field, and a backslash before a
    quote makes it part of the value where nothing else can be meant.

    Raises
    ------
    DataError
        A line has another number of fields, or its quotes can't be told apart.
    """
    escaped = seen.backslashes and not _is_well_formed(_records(odd, escaped=False))
    odd.begin()
    if seen.blanks_before:
        odd.repaired("Blanks between a separator and a quote were passed over.")
    if escaped:
        odd.repaired("Quotes with a backslash before them were read as part of the values.")
    width, waiting = len(header.names), list[list[str]]()
    for record in _records(odd, escaped=escaped):
        if len(record) == width:
            waiting.append(record)
        elif not odd.passed_over(odd.text.dialect.cut.join(record)):
            raise odd.refusal("")
        if len(waiting) * width >= CELLS:
            yield _batch(waiting)
            waiting = []
    if waiting:
        yield _batch(waiting)


def _batch(records: list[list[str]]) -> pa.RecordBatch:
    columns = [pa.array(cells, pa.string()) for cells in zip(*records, strict=True)]
    return pa.RecordBatch.from_arrays(columns, names=[str(p) for p in range(len(columns))])


def _is_well_formed(records: Iterable[list[str]]) -> bool:
    try:
        for _ in records:
            pass
    except DataError:
        return False
    return True


def _records(odd: OddLines, *, escaped: bool) -> Iterator[list[str]]:
    lines = odd.text_lines()
    if escaped:
        lines = (line.replace('\\"', '""') for line in lines)
    start = 1
    with long_fields():
        reader = csv.reader(
            lines, delimiter=odd.text.dialect.cut, skipinitialspace=True, strict=True
        )
        try:
            for record in reader:
                start = reader.line_num + 1
                if record:
                    yield record
        except csv.Error as error:
            line = odd.header.lines + start
            if "unexpected end" in str(error):
                raise odd.open_quote(line) from None
            raise odd.stray_quote(line) from None
