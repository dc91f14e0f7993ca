"""Files at an address: fetched once, and again when they have changed."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import fsspec

from mlbench.data.cache import cache_folder, key_of
from mlbench.data.sources.parts import has_magic
from mlbench.errors import DataError, shorten
from mlbench.secrets.addresses import without_passwords
from mlbench.store.files import replacing

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
#: What servers tell of a file that changes with its content.
_SIGNS = ("ETag", "etag", "Last-Modified", "LastModified", "md5Hash", "mtime", "size")
#: Bytes that are fetched at a time.
CHUNK = 1 << 22


def is_address(source: str) -> bool:
    """Whether a source is the address of a file.

    >>> is_address("s3://bucket/x.csv"), is_address("sklearn:iris")
    (True, False)
    """
    return _ADDRESS.match(source) is not None


def fetch(source: str) -> list[Path]:
    """Return the files at an address, on this machine.

    Parameters
    ----------
    source : str
        An address that fsspec knows, as ``https://host/x.csv`` or ``s3://bucket/*.parquet``.

    Raises
    ------
    DataError
        There is no such file, or it can't be fetched. No sentence shows a password.
    """
    try:
        system, place = fsspec.core.url_to_fs(source)
        # an address of the web may have a question mark that is no pattern
        is_pattern = has_magic(place) and not source.lower().startswith("http")
        places = sorted(system.glob(place)) if is_pattern else [place]
        if not places:
            raise FileNotFoundError(source)  # noqa: TRY301 - told like one that is missing
        return [_fetched(system, one) for one in places]
    except DataError:
        raise
    except Exception as error:  # noqa: BLE001 - each kind of storage has errors of its own
        raise _refusal(source, error) from None


def _fetched(system: Any, place: str) -> Path:
    about = system.info(place)
    signs = [str(about.get(sign)) for sign in _SIGNS]
    folder = cache_folder("remote") / key_of(without_passwords(str(place)), signs)
    file = folder / _local_name(str(place))
    if not file.is_file():
        with (
            replacing(file) as temporary,
            system.open(place, "rb") as stream,
            temporary.open("wb") as out,
        ):
            shutil.copyfileobj(stream, out, CHUNK)
    return file


def _local_name(place: str) -> Path:
    """Return a file's name, with those folders that say what its rows have in common.

    >>> _local_name("https://host/year=2024/x.csv?page=1")
    PosixPath('year=2024/x.csv')
    """
    path = unquote(urlsplit(place).path if "://" in place else place)
    *folders, name = [part for part in path.split("/") if part not in ("", ".", "..")] or ["data"]
    return Path(*(folder for folder in folders if "=" in folder), name)


def _refusal(source: str, error: Exception) -> DataError:
    where = shorten(without_passwords(source), 200)
    # fsspec calls all that goes wrong with the web a missing file, and keeps the cause
    error = error.__cause__ if isinstance(error.__cause__, Exception) else error
    status = getattr(error, "status", None)
    if isinstance(error, FileNotFoundError) or status in (404, 410):
        return DataError(
            f"There is no file at {where}.",
            next_step="Correct the address.",
            code="DATA_NOT_FOUND",
        )
    if isinstance(error, ImportError):
        reason = f"it needs a package that is not installed ({error})"
    elif status is not None:
        reason = f"the server answered {status}"
    else:
        reason = without_passwords(f"{type(error).__name__}: {error}")
    return DataError(
        f"{where} can't be fetched: {shorten(reason, 200)}.",
        next_step="Check the address, the network, and what the server wants to know of you.",
        code="DATA_REMOTE",
    )
