"""Reading delimited text: every cell as text first, so that nothing is changed in silence.

A survey of the whole file comes first. Then the cells are cut by Arrow, which is quick and
strict about the number of fields; where quotes stand in odd places, by Python's own csv
module, which is strict about these too.
"""

from __future__ import annotations

from pathlib import Path

from mlbench.data.reading.batches import Batches, text_columns
from mlbench.data.reading.compression import Content
from mlbench.data.reading.cutting import careful_cells, quick_cells
from mlbench.data.reading.dialect import find_dialect
from mlbench.data.reading.encoding import Encoding, find_encoding
from mlbench.data.reading.header import Header, find_header
from mlbench.data.reading.lines import Comments, PlainText, plain_pieces, whole_lines
from mlbench.data.reading.odd_lines import OddLines
from mlbench.data.reading.options import ReadOptions
from mlbench.data.reading.survey import Survey, survey
from mlbench.data.remarks import Remark, Topic
from mlbench.errors import DataError

SUFFIXES = (".csv", ".tsv", ".tab", ".psv", ".ssv", ".txt", ".dat", ".data")


def read_delimited(path: Path, options: ReadOptions) -> Batches:
    """Open a delimited file.

    Parameters
    ----------
    path : Path
        A text file, also a packed one.
    options : ReadOptions
        How it is read.

    Raises
    ------
    DataError
        The file is empty, is no text, or its lines differ in their number of fields; the
        latter as late as its batches are read.
    """
    where = path.name
    content = Content(path)
    encoding = find_encoding(content, options.encoding, where)
    text, head = _plain_text(content, encoding, options, where)
    seen = survey(text, text.dialect.cut)
    if seen.is_blank:
        raise _empty(f"{where} must hold a table. Got a file without any text in it.")
    header = find_header(head, text.dialect, options, where)
    passed = _passed_over(seen, text.comments, options.comment)
    odd = OddLines(path, text, header, options)
    cells = careful_cells if seen.odd_quotes else quick_cells
    remarks = [*encoding.remarks, *_said(encoding, text, header)]
    return Batches(
        list(header.names),
        text_columns(options),
        cells(header, seen, odd),
        lambda: [*remarks, *odd.remarks(), *passed],
        set_aside=odd.set_aside,
    )


def _plain_text(
    content: Content, encoding: Encoding, options: ReadOptions, where: str
) -> tuple[PlainText, bytes]:
    """Return the text as plain lines, and its first ones."""
    start = next(plain_pieces(content, encoding, old_ends=False), b"")
    old_ends = b"\n" not in start and b"\r" in start
    first = next(whole_lines(plain_pieces(content, encoding, old_ends=old_ends)), b"")
    dialect = find_dialect(first, options.separator)
    text = PlainText(content, encoding, old_ends, dialect, options.comment, where)
    return text, next(whole_lines(text), b"")


def _said(encoding: Encoding, text: PlainText, header: Header) -> list[Remark]:
    said = []
    if encoding.nuls:
        byte = "byte was" if encoding.nuls == 1 else "bytes were"
        sentence = f"{encoding.nuls:,} NUL {byte} removed from the file."
        said.append(Remark(Topic.NUL_BYTES, sentence))
    if text.dialect.found and text.dialect.separator != ",":
        sentence = f"The separator was found to be a {text.dialect.word}."
        said.append(Remark(Topic.FILE, sentence))
    return [*said, *header.remarks]


def _passed_over(seen: Survey, comments: Comments, sign: str) -> list[Remark]:
    """Say how many lines were passed over; in quotes, blank ones would be values."""
    said = []
    if comments.lines:
        said.append(f"Lines that begin with '{sign}' and are no rows: {comments.lines:,}.")
    if not seen.quotes and (blank := seen.blank_lines - comments.between):
        said.append(f"Blank lines passed over: {blank:,}.")
    return [Remark(Topic.FILE, text) for text in said]


def _empty(sentence: str) -> DataError:
    return DataError(sentence, next_step="Pass a file with data in it.", code="DATA_EMPTY")
