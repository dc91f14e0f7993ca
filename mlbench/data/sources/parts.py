"""Tables in parts: a folder, a pattern, and folders named by what their rows have in common.

In ``sales/year=2024/month=5/a.parquet`` all rows have the year 2024 and the month 5: these
become columns, as Hive, Spark and DuckDB write and read them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import unquote

import pyarrow as pa
from pyarrow import parquet

from mlbench.data.reading.batches import Batches
from mlbench.data.reading.conversion import TextColumn
from mlbench.data.reading.options import ReadOptions
from mlbench.data.reading.plain import plain_type
from mlbench.data.reading.typed import Column
from mlbench.data.remarks import Remark, Topic
from mlbench.data.sources.files import is_data_file, is_parquet, open_file, readable
from mlbench.errors import DataError, listing, shorten

#: What Hive writes for a missing value.
_MISSING = "__HIVE_DEFAULT_PARTITION__"
_MAGIC = frozenset("*?[")


def has_magic(source: str) -> bool:
    """Whether a source is a pattern."""
    return not _MAGIC.isdisjoint(source)


def matching(pattern: str, base: Path) -> list[Path]:
    """Return the files that match a pattern below a folder, in order of their names."""
    path = Path(pattern)
    root = Path(path.anchor) if path.is_absolute() else base
    parts = path.relative_to(path.anchor) if path.is_absolute() else path
    return sorted(found for found in root.glob(str(parts)) if found.is_file())


def files_in(folder: Path) -> list[Path]:
    """Return the data files in a folder and below, in order; none that are hidden."""
    found = (path for path in folder.rglob("*") if path.is_file() and is_data_file(path))
    return sorted(p for p in found if not is_hidden(p.relative_to(folder)))


def is_hidden(path: Path) -> bool:
    """Whether a path below a folder is none that its user would call data."""
    return any(part.startswith((".", "_")) for part in path.parts)


def common_values(file: Path) -> dict[str, str]:
    """Return what all rows of a file have in common, by the names of its folders.

    >>> common_values(Path("sales/year=2024/a%20b=c/x.csv"))
    {'year': '2024', 'a b': 'c'}
    """
    pairs = (part.split("=", 1) for part in file.parts[:-1] if "=" in part)
    keys = {unquote(key): unquote(value) for key, value in pairs}
    return {key: "" if value == _MISSING else value for key, value in keys.items()}


class Together:
    """The rows of all files after each other.

    Parameters
    ----------
    files : sequence of Path
        The files, at least one.
    options : ReadOptions
        How each of them is read.
    """

    def __init__(self, files: Sequence[Path], options: ReadOptions) -> None:
        self.files, self.options = files, options
        self.common = [common_values(file) for file in files]
        for place, keys in enumerate(self.common):
            self._refuse_others(list(self.common[0]), list(keys), place)
        self._said: dict[tuple[Topic, str], list[str]] = {}
        self._aside = 0

    def batches(self) -> Batches:
        """Return the rows, with what the folders' names say in columns at the end."""
        first = self._open(0)
        more = list(self.common[0])

        def column(name: str, kind: pa.DataType) -> Column:
            return TextColumn(name) if name in more else first.column(name, kind)

        names = [*first.names, *more]
        pieces = self._pieces(first)
        return Batches(names, column, pieces, self._remarks, first.events, lambda: self._aside)

    def _open(self, place: int) -> Batches:
        with readable(self.files[place]):
            return open_file(self.files[place], self.options)

    def _pieces(self, first: Batches) -> Iterator[pa.RecordBatch]:
        names = first.names
        kinds = list(parquet_types(self.files, names))
        for place, file in enumerate(self.files):
            rows = first if place == 0 else self._open(place)
            self._refuse_others(names, rows.names, place)
            order = [rows.names.index(name) for name in names]
            with readable(file):
                for piece in rows.pieces:
                    columns = [piece.column(at) for at in order]
                    kinds = kinds or [column.type for column in columns]
                    yield self._whole(columns, kinds, names, place)
            for remark in rows.remarks():
                self._said.setdefault((remark.topic, remark.text), []).append(file.name)
            self._aside += rows.set_aside()

    def _whole(
        self, columns: list[pa.Array], kinds: list[pa.DataType], names: list[str], place: int
    ) -> pa.RecordBatch:
        for name, column, kind in zip(names, columns, kinds, strict=True):
            self._refuse_type(name, column.type, kind, place)
        rows = len(columns[0]) if columns else 0
        typed = [column.cast(kind) for column, kind in zip(columns, kinds, strict=True)]
        typed += [pa.repeat(value, rows) for value in self.common[place].values()]
        return pa.RecordBatch.from_arrays(typed, names=[str(at) for at in range(len(typed))])

    def _refuse_type(self, name: str, got: pa.DataType, kind: pa.DataType, place: int) -> None:
        if got != kind and not pa.types.is_null(got) and plain_type(got) != plain_type(kind):
            raise self._disagreement(
                place,
                f"hold {_word(kind)} in the column '{shorten(name, 60)}'",
                f"Got {_word(got)}.",
            )

    def _refuse_others(self, names: list[str], given: list[str], place: int) -> None:
        lacking = [name for name in names if name not in given]
        extra = [name for name in given if name not in names]
        if lacking:
            raise self._disagreement(place, f"have the columns {listing(lacking)}", "It has not.")
        if extra:
            raise self._disagreement(
                place, "have no other columns than it", f"Got {listing(extra)} besides."
            )

    def _disagreement(self, place: int, expected: str, got: str) -> DataError:
        return DataError(
            f"{shorten(str(self.files[place]), 200)} must {expected}, as {self.files[0].name}. "
            f"{got}",
            next_step="Write the parts with the same columns, or pass a pattern that leaves "
            "this one out.",
            code="DATA_PARTS",
        )

    def _remarks(self) -> list[Remark]:
        """Return what was noticed, each sentence once, with the file where it is not all."""
        said = [Remark(Topic.FILE, f"Rows of {len(self.files):,} files were put together.")]
        for (topic, text), files in self._said.items():
            rest = f" and {len(files) - 1:,} more" if len(files) > 1 else ""
            which = "" if len(files) == len(self.files) else f"{shorten(files[0], 60)}{rest}: "
            said.append(Remark(topic, which + text))
        return said


def _word(kind: pa.DataType) -> str:
    """Return a type's name as people say it."""
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return "text"
    return str(kind)


def parquet_types(files: Sequence[Path], names: list[str]) -> Iterator[pa.DataType]:
    """Give the type of each column of Parquet files: the first one that is not null, wide.

    Nothing where they are no Parquet files.
    """
    if not all(map(is_parquet, files)):
        return
    schemas = [parquet.read_schema(file) for file in files]
    for name in names:
        found = (s.field(name).type for s in schemas if name in s.names)
        kind = next((k for k in found if not pa.types.is_null(k)), pa.null())
        plain = pa.types.is_signed_integer(kind) or pa.types.is_floating(kind)
        yield plain_type(kind) if plain else kind
