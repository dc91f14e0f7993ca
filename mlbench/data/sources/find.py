"""From what was asked for to a table: whatever kind of place a source names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from mlbench import plugins
from mlbench.data.cache import cache_folder, key_of
from mlbench.data.raw import RawTable, Source
from mlbench.data.reading.columns import plain_frame
from mlbench.data.reading.gather import Gathering
from mlbench.data.reading.options import ReadOptions
from mlbench.data.remarks import Event, Topic
from mlbench.data.sources import remote
from mlbench.data.sources.database import (
    file_of,
    is_database,
    read_database,
    read_file_database,
)
from mlbench.data.sources.fetching import fetch_named
from mlbench.data.sources.files import read_file, stored_place
from mlbench.data.sources.named import NAMED
from mlbench.data.sources.parts import files_in, has_magic, matching, read_parts
from mlbench.data.stored import StoredTable
from mlbench.errors import DataError, close_match, did_you_mean, shorten
from mlbench.secrets.addresses import without_passwords
from mlbench.settings import settings

GROUP = "mlbench.sources"
_WORD = re.compile(r"([a-z][a-z0-9_+-]+):(?!//)(.*)", re.DOTALL)
Table = RawTable | StoredTable


@dataclass(frozen=True)
class Located:
    """A table, and the source by which it is found again from any folder.

    Parameters
    ----------
    table : RawTable or StoredTable
        The table.
    source : str
        The source as asked for; the absolute path where that is a file or a folder.
    """

    table: Table
    source: str


def read_source(source: str, options: ReadOptions, base: Path | None = None) -> Located:
    """Find and read a source.

    Parameters
    ----------
    source : str
        The path of a file, of a folder of files with the same columns, or a pattern such as
        ``sales/*.csv``; an address such as ``https://host/x.csv``, ``s3://bucket/x.parquet``
        or ``sqlite:///x.db``; a data set's name such as ``adult``; or ``word:rest`` such as
        ``sklearn:iris``. A relative path is looked for in `base`, in the working directory,
        and in the folder that the setting ``data`` names.
    options : ReadOptions
        How it is read.
    base : Path, optional
        The folder to look in first.

    Raises
    ------
    DataError
        It is not there, or can't be read; the sentence says what was looked for where.
    """
    found = _find(source, base)
    if found is not None:
        table, source = _read_found(found, options), str(found.resolve())
    elif is_database(source):
        table, source = _read_database(source, options, base)
    elif remote.is_address(source):
        table = _read_files(_last_part(source), remote.fetch(source), options)
    elif has_magic(source) and (files := _matching(source, base)):
        table = _read_files(Path(source).parent.name or "parts", files[0], options)
        source = files[1]
    elif word := _WORD.fullmatch(source):
        table = _read_plugin(word[1], word[2])
    elif source in NAMED:
        table = _read_named(source, options)
    else:
        raise _unknown(source, base)
    return Located(_leave_out(table, options), source)


def _places(base: Path | None) -> list[Path]:
    places = [base, Path.cwd(), settings().data]
    return list(dict.fromkeys(place for place in places if place is not None))


def _find(source: str, base: Path | None) -> Path | None:
    """Return the file of that path, or the folder where it can't be a name."""
    try:
        path = Path(source).expanduser()
        candidates = [path] if path.is_absolute() else [place / path for place in _places(base)]
        may_be_folder = source not in NAMED
        return next((c for c in candidates if c.is_file() or (may_be_folder and c.is_dir())), None)
    except (OSError, ValueError, RuntimeError):
        return None


def _read_found(path: Path, options: ReadOptions) -> Table:
    if path.is_file():
        return read_file(path, options)
    files = files_in(path)
    if not files:
        raise DataError(
            f"A data source must be a file, or a folder of data files. Got the folder "
            f"{shorten(str(path), 200)}, which has none.",
            next_step="Pass the path of a file.",
            code="DATA_NOT_FOUND",
        )
    return read_parts(path.name, files, options)


def _read_files(name: str, files: list[Path], options: ReadOptions) -> Table:
    return read_file(files[0], options) if len(files) == 1 else read_parts(name, files, options)


def _matching(source: str, base: Path | None) -> tuple[list[Path], str] | None:
    """Return the files that match a pattern, and the pattern from the root."""
    for place in _places(base):
        try:
            files = matching(source, place)
        except (ValueError, NotImplementedError):
            return None
        if files:
            return files, str(place.resolve() / source)
    return None


def _last_part(address: str) -> str:
    return without_passwords(address).rstrip("/").rpartition("/")[2] or "data"


def _read_database(source: str, options: ReadOptions, base: Path | None) -> tuple[Table, str]:
    name = without_passwords(source)
    asked = file_of(source)
    if asked is None:
        rows = read_database(source, options)
        place = cache_folder("stored") / f"{key_of(name, options.facts())}.parquet"
        return Gathering(_last_part(source), name, rows, place).table(), source
    file = _find(str(asked), base)
    if file is None or not file.is_file():
        raise _unknown(str(asked), base)
    rows = read_file_database(source, file, options)
    place = stored_place([file], options)
    found = f"{source.partition(':///')[0]}:///{file.resolve()}"
    return Gathering(file.stem, file.name, rows, place).table(), found


def _read_plugin(word: str, rest: str) -> Table:
    known = plugins.names(GROUP)
    if word not in known:
        raise DataError(
            f"There is no kind of source '{shorten(word)}:'. {did_you_mean(word, known)}",
            next_step="Correct the word before the colon, or pass the path of a file.",
            code="DATA_NOT_FOUND",
        )
    source: Source = plugins.load(GROUP, word)()
    table = source.read(rest)
    if isinstance(table, StoredTable):
        return table
    frame, events = plain_frame(table.frame, f"{word}:{rest}")
    return replace(table, frame=frame, events=(*table.events, *events))


def _read_named(name: str, options: ReadOptions) -> Table:
    entry = NAMED[name]
    table = read_file(fetch_named(name), options.over(entry.read))
    return replace(table, name=name, target=entry.target, left_out=dict(entry.left_out))


def _leave_out(table: Table, options: ReadOptions) -> Table:
    given = table.names.values() if isinstance(table, StoredTable) else table.frame.columns
    names = [str(name) for name in given]
    _refuse_unknown("drop", options.drop, names)
    _refuse_unknown("keep_text", options.keep_text, names)
    reasons = {**table.left_out, **dict.fromkeys(options.drop, "as asked")}
    events = tuple(Event(Topic.LEFT_OUT, name, details=(why,)) for name, why in reasons.items())
    said = (*table.events, *events)
    if isinstance(table, StoredTable):
        kept = {key: name for key, name in table.names.items() if name not in reasons}
        return replace(table, names=kept, events=said, left_out=reasons)
    frame = table.frame.drop(columns=list(reasons))
    return replace(table, frame=frame, events=said, left_out=reasons)


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
