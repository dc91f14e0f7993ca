"""From what was asked for to a table: a file, a name, or ``word:rest``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from mlbench import plugins
from mlbench.data.raw import RawTable, Source
from mlbench.data.reading import delimited
from mlbench.data.reading.columns import clean_names, frame_of, plain_frame
from mlbench.data.reading.conversion import convert
from mlbench.data.reading.options import ReadOptions
from mlbench.data.reading.parquet import read_parquet
from mlbench.data.remarks import Event, Topic
from mlbench.data.sources.named import NAMED, NamedTable
from mlbench.errors import DataError, close_match, did_you_mean, listing, shorten
from mlbench.settings import settings

GROUP = "mlbench.sources"
PARQUET = (".parquet", ".pq")
_WORD = re.compile(r"([a-z][a-z0-9_+-]+):(.*)", re.DOTALL)


@dataclass(frozen=True)
class Located:
    """A table, and the source by which it is found again from any folder.

    Parameters
    ----------
    table : RawTable
        The table.
    source : str
        The source as asked for; the absolute path where that is a file.
    """

    table: RawTable
    source: str


def read_source(source: str, options: ReadOptions, base: Path | None = None) -> Located:
    """Find and read a source.

    Parameters
    ----------
    source : str
        The path of a file, a data set's name such as ``adult``, or ``word:rest`` such
        as ``sklearn:iris``. A relative path is looked for in `base`, in the working
        directory, and in the folder that the setting ``data`` names.
    options : ReadOptions
        How a file is read.
    base : Path, optional
        The folder to look in first.

    Raises
    ------
    DataError
        It is not there, or can't be read; the sentence says what was looked for where.
    """
    file = _find(source, base)
    word = _WORD.fullmatch(source)
    if file is not None:
        table, found = _read_file(file, options), str(file.resolve())
    elif word is not None:
        table, found = _read_plugin(word[1], word[2]), source
    elif source in NAMED:
        table, found = _read_named(source, NAMED[source], options), source
    else:
        raise _unknown(source, base)
    return Located(_leave_out(table, options), found)


def _places(base: Path | None) -> list[Path]:
    places = [base, Path.cwd(), settings().data]
    return list(dict.fromkeys(place for place in places if place is not None))


def _find(source: str, base: Path | None) -> Path | None:
    try:
        path = Path(source).expanduser()
        candidates = [path] if path.is_absolute() else [place / path for place in _places(base)]
        found = next((c for c in candidates if c.exists() and (c.is_file() or c.suffix)), None)
    except (OSError, ValueError, RuntimeError):
        return None
    if found is not None and not found.is_file():
        raise DataError(
            f"A data source must be a file. Got the folder {shorten(str(found), 200)}.",
            next_step="Pass one of the files in it.",
            code="DATA_NOT_FOUND",
        )
    return found


def _read_file(path: Path, options: ReadOptions) -> RawTable:
    name = path.name.lower()
    try:
        if name.endswith(delimited.SUFFIXES):
            return _read_delimited(path, options)
        if name.endswith(PARQUET):
            return _read_parquet(path)
    except OSError as error:
        raise DataError(
            f"{shorten(str(path), 200)} can't be read: {error.strerror or error}.",
            next_step="Make the file readable, or pass another one.",
            code="DATA_NOT_FOUND",
        ) from error
    raise DataError(
        f"A data file must end in {listing([*delimited.SUFFIXES[:3], '.csv.gz', '.parquet'])}. "
        f"Got '{shorten(path.name)}'.",
        next_step="Save the table as CSV or Parquet.",
        code="DATA_FORMAT",
    )


def _read_delimited(path: Path, options: ReadOptions) -> RawTable:
    cells = delimited.read_cells(path, options)
    names, events = clean_names(cells.names, path.name)
    _refuse_unknown("keep_text", options.keep_text, names)
    columns = []
    for name, column in zip(names, cells.columns, strict=True):
        keep = name in options.keep_text
        values, found = convert(name, column, options.missing, keep_text=keep)
        columns.append(values)
        events += found
    return RawTable(
        _stem(path), frame_of(names, columns), remarks=tuple(cells.remarks), events=tuple(events)
    )


def _read_parquet(path: Path) -> RawTable:
    table, events = read_parquet(path)
    names, found = clean_names(table.column_names, path.name)
    if not table.num_rows or not names:
        raise DataError(
            f"{path.name} must have rows and columns. Got {table.num_rows:,} rows of "
            f"{len(names):,} columns that can be used.",
            next_step="Pass a file with data in it.",
            code="DATA_EMPTY",
        )
    return RawTable(_stem(path), frame_of(names, table.columns), events=(*found, *events))


def _stem(path: Path) -> str:
    stem = path.name.removesuffix(".gz")
    return stem.rpartition(".")[0] or stem


def _read_plugin(word: str, rest: str) -> RawTable:
    known = plugins.names(GROUP)
    if word not in known:
        raise DataError(
            f"There is no kind of source '{shorten(word)}:'. {did_you_mean(word, known)}",
            next_step="Correct the word before the colon, or pass the path of a file.",
            code="DATA_NOT_FOUND",
        )
    source: Source = plugins.load(GROUP, word)()
    table = source.read(rest)
    frame, events = plain_frame(table.frame, f"{word}:{rest}")
    return replace(table, frame=frame, events=(*table.events, *events))


def _read_named(name: str, entry: NamedTable, options: ReadOptions) -> RawTable:
    folder = settings().data
    path = folder / entry.path if folder else None
    if path is None or not path.is_file():
        missing = f"{path} is not there" if path else "no such folder is set"
        raise DataError(
            f"The data set '{name}' must lie in the data folder, but {missing}.",
            next_step=f"Set MLBENCH_DATA to the folder that holds {entry.path}.",
            code="DATA_NOT_FOUND",
        )
    table = _read_file(path, options.over(entry.read))
    return replace(table, name=name, target=entry.target, left_out=dict(entry.left_out))


def _leave_out(table: RawTable, options: ReadOptions) -> RawTable:
    names = [str(name) for name in table.frame.columns]
    _refuse_unknown("drop", options.drop, names)
    reasons = {**table.left_out, **dict.fromkeys(options.drop, "as asked")}
    events = tuple(Event(Topic.LEFT_OUT, name, details=(why,)) for name, why in reasons.items())
    frame = table.frame.drop(columns=list(reasons))
    return replace(table, frame=frame, events=(*table.events, *events), left_out=reasons)


def _refuse_unknown(option: str, asked: Iterable[str], names: list[str]) -> None:
    for name in asked:
        if name not in names:
            raise DataError(
                f"The option '{option}' must name columns of the data. Got '{shorten(name)}'. "
                f"{did_you_mean(name, names)}",
                next_step="Correct the name.",
                code="DATA_OPTION",
            )


def _unknown(source: str, base: Path | None) -> DataError:
    places = _places(base)
    shown = ", ".join(shorten(str(place), 120) for place in places)
    if Path(source).suffix or "/" in source:
        beside = [str(file.name) for place in places for file in _siblings(place / source)]
        match = close_match(Path(source).name, beside)
        hint = f" Did you mean '{match}'?" if match else ""
        sentence = f"There is no file '{shorten(source, 200)}' in {shown}.{hint}"
    else:
        known = [*NAMED, *(f"{word}:..." for word in plugins.names(GROUP))]
        sentence = (
            f"'{shorten(source)}' is no file in {shown}, and no data set of that name is known. "
            f"{did_you_mean(source, known)}"
        )
    return DataError(
        sentence,
        next_step="Pass the path of a file, or a named source such as sklearn:iris.",
        code="DATA_NOT_FOUND",
    )


def _siblings(path: Path) -> list[Path]:
    try:
        return sorted(path.parent.iterdir())[:1000]
    except OSError:
        return []
