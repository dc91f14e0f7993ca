"""What a source names: files, a database, a data set of a name, or a word with a colon."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from mlbench import plugins
from mlbench.data.sources import remote
from mlbench.data.sources.database import file_of, is_database
from mlbench.data.sources.fetching import fetch_named
from mlbench.data.sources.files import stem
from mlbench.data.sources.named import NAMED
from mlbench.data.sources.parts import files_in, has_magic, matching
from mlbench.errors import DataError, close_match, did_you_mean, shorten
from mlbench.secrets.addresses import without_passwords
from mlbench.settings import settings

GROUP = "mlbench.sources"
_WORD = re.compile(r"([a-z][a-z0-9_+-]+):(.*)", re.DOTALL)


@dataclass(frozen=True)
class Found:
    """What a source names.

    Parameters
    ----------
    name : str
        A short name, for titles.
    source : str
        The source by which it is found again from any folder.
    files : tuple of Path
        The files to read, or the file of a database.
    database : str
        The address of a database.
    word : str
        The word before a colon, for a source that a package brings.
    places : tuple of Path
        The folders that such a source looks for relative paths in, in this order.
    """

    name: str
    source: str
    files: tuple[Path, ...] = ()
    database: str = ""
    word: str = ""
    places: tuple[Path, ...] = ()


def find_source(source: str, base: Path | None = None) -> Found:
    """Find what a source names; a file at an address is fetched.

    Parameters
    ----------
    source : str
        As :func:`~mlbench.data.sources.find.read_source` takes it.
    base : Path, optional
        The folder to look in first.

    Raises
    ------
    DataError
        It is not there; the sentence says what was looked for where.
    """
    found = _find(source, base)
    if found is not None:
        is_file = found.is_file()
        files = [found] if is_file else _in_folder(found)
        name = stem(found) if is_file else found.name
        return Found(name, str(found.resolve()), tuple(files))
    if is_database(source):
        return _database(source, base)
    if remote.is_address(source) and source.partition(":")[0] not in plugins.names(GROUP):
        fetched = remote.fetch(source)
        name = stem(fetched[0]) if len(fetched) == 1 else _last_part(source)
        return Found(name, source, tuple(fetched))
    if has_magic(source) and (match := _matching(source, base)):
        return Found(Path(source).parent.name or "parts", match[1], tuple(match[0]))
    word = _WORD.fullmatch(source)
    if word is not None:
        return Found(word[2], source, word=_known_word(word[1]), places=tuple(_places(base)))
    if source in NAMED:
        return Found(source, source, (fetch_named(source),))
    if source in plugins.names(GROUP):
        return Found("", source, word=source, places=tuple(_places(base)))
    raise _unknown(source, base)


def _places(base: Path | None) -> list[Path]:
    places = [base, Path.cwd(), settings().data]
    return list(dict.fromkeys(place for place in places if place is not None))


def _find(source: str, base: Path | None) -> Path | None:
    """Return the file of that path, or the folder where it can't be a name."""
    try:
        path = Path(source).expanduser()
        candidates = [path] if path.is_absolute() else [place / path for place in _places(base)]
        may_be_folder = source not in NAMED and source not in plugins.names(GROUP)
        return next((c for c in candidates if c.is_file() or (may_be_folder and c.is_dir())), None)
    except (OSError, ValueError, RuntimeError):
        return None


def _in_folder(folder: Path) -> list[Path]:
    files = files_in(folder)
    if not files:
        raise DataError(
            f"A data source must be a file, or a folder of data files. Got the folder "
            f"{shorten(str(folder), 200)}, which has none.",
            next_step="Pass the path of a file.",
            code="DATA_NOT_FOUND",
        )
    return files


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


def _database(source: str, base: Path | None) -> Found:
    asked = file_of(source)
    if asked is None:
        return Found(_last_part(source), source, database=source)
    file = _find(str(asked), base)
    if file is None or not file.is_file():
        raise _unknown(str(asked), base)
    address = f"{source.partition(':///')[0]}:///{file.resolve()}"
    return Found(file.stem, address, (file,), database=address)


def _known_word(word: str) -> str:
    known = plugins.names(GROUP)
    if word not in known:
        raise DataError(
            f"There is no kind of source '{shorten(word)}:'. {did_you_mean(word, known)}",
            next_step="Correct the word before the colon, or pass the path of a file.",
            code="DATA_NOT_FOUND",
        )
    return word


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
