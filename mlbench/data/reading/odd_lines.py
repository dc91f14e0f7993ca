"""Lines whose number of fields is not that of the others: comments, set aside, or refused."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from mlbench.data.cache import cache_folder, file_state, key_of
from mlbench.data.reading.dialect import long_fields
from mlbench.data.reading.header import COMMENT, Header
from mlbench.data.reading.lines import PlainText, whole_lines
from mlbench.data.reading.options import SET_ASIDE, ReadOptions
from mlbench.data.remarks import Remark, Topic
from mlbench.errors import DataError, shorten
from mlbench.store.files import write_text


class OddLines:
    """What becomes of lines with another number of fields than the table has columns.

    Parameters
    ----------
    path : Path
        The file.
    text : PlainText
        Its text.
    header : Header
        The columns.
    options : ReadOptions
        How the file is read.
    """

    def __init__(self, path: Path, text: PlainText, header: Header, options: ReadOptions) -> None:
        self.path, self.text, self.header = path, text, header
        self._may_set_aside = options.ragged == SET_ASIDE
        self._asked = options.ragged, options.skip, options.comment
        self.begin()

    def begin(self) -> None:
        """Forget what was found, for the text is read again."""
        self._comments, self._lines = len(self.header.comments), list[str]()
        self._quotes: list[str] = []

    def repaired(self, text: str) -> None:
        """Remember what was done about quotes."""
        self._quotes.append(text)

    def passed_over(self, line: str) -> bool:
        """Whether reading goes on after a line that does not fit; it is remembered."""
        if line.startswith(COMMENT):
            self._comments += 1
        elif self._may_set_aside:
            self._lines.append(line)
        else:
            return False
        return True

    def set_aside(self) -> int:
        """Return the number of lines that were set aside."""
        return len(self._lines)

    def remarks(self) -> list[Remark]:
        """Return what is said of such lines; those set aside are written to their file."""
        said = list(self._quotes)
        if self._comments:
            said.append(f"Lines that begin with {COMMENT} and are no rows: {self._comments:,}.")
        if self._lines:
            key = key_of(file_state(self.path), list(self._asked))
            place = cache_folder("set-aside") / f"{key[:8]}-{self.path.name}.txt"
            write_text(place, "\n".join(self._lines) + "\n")
            said.append(
                f"Lines with another number of fields, set aside as asked in {place}: "
                f"{len(self._lines):,}."
            )
        return [Remark(Topic.FILE, text) for text in said]

    def refusal(self, reason: str) -> DataError:
        """Return the error that names the first line that does not fit."""
        width = len(self.header.names)
        line, found, wrong = self._first_wrong(width)
        if not wrong:
            return DataError(
                f"{self.path.name} can't be read as a table: {shorten(reason, 200)}.",
                next_step="Look at the quotes and separators of the file.",
            )
        rest = wrong - 1
        differ = "line differs" if rest == 1 else "lines differ"
        others = f" {rest:,} more {differ}." if rest else ""
        return DataError(
            f"Line {line:,} of {self.path.name} must have {width} fields, as the first line has. "
            f"Got {found}.{others}",
            next_step=_advice(found, width),
            code="DATA_RAGGED",
        )

    def _first_wrong(self, width: int) -> tuple[int, int, int]:
        """Return the first line that does not fit, its fields, and the number of such lines."""
        first = fields = wrong = 0
        with long_fields():
            reader = csv.reader(self.text_lines(), delimiter=self.text.dialect.cut)
            for record in reader:
                if record and len(record) != width and not record[0].startswith(COMMENT):
                    wrong += 1
                    if wrong == 1:
                        first, fields = self.header.lines + reader.line_num, len(record)
        return first, fields, wrong

    def text_lines(self) -> Iterator[str]:
        """Give the lines below the header, with their ends."""
        skip = self.header.lines
        for lines in whole_lines(self.text):
            for line in io.StringIO(lines.decode("utf-8", "surrogateescape"), newline="\n"):
                if skip:
                    skip -= 1
                else:
                    yield line

    def refuse_open_quote(self) -> None:
        """Refuse a quote that is never closed.

        Raises
        ------
        DataError
            There is one; the sentence names the line of its record.
        """
        start = 1
        with long_fields():
            reader = csv.reader(self.text_lines(), delimiter=self.text.dialect.cut, strict=True)
            try:
                for _ in reader:
                    start = reader.line_num + 1
            except csv.Error as error:
                if "unexpected end" in str(error):
                    raise self.open_quote(self.header.lines + start) from None

    def stray_quote(self, line: int) -> DataError:
        """Return the error that names the line where a quote stands within a quoted value."""
        return DataError(
            f"{self.path.name} must double each quote within a quoted value. "
            f"Got a single one in the record of line {line:,}.",
            next_step="Double the quote, or remove it.",
            code="DATA_QUOTES",
        )

    def open_quote(self, line: int) -> DataError:
        """Return the error that names the line where a quote is opened and never closed."""
        return DataError(
            f"{self.path.name} must close every quote that it opens. "
            f"Got one in the record of line {line:,} that is never closed.",
            next_step="Close the quote, or double it where it is part of the value.",
            code="DATA_RAGGED",
        )


def _advice(found: int, width: int) -> str:
    if width == 1 and found > 1:
        return (
            "Where the table begins further down, pass the lines above it, as read={'skip': 1}; "
            "else name the separator, as read={'separator': ';'}."
        )
    return (
        "Correct the line, name the separator, as read={'separator': ';'}, or let such lines "
        "be set aside, as read={'ragged': 'set-aside'}."
    )
