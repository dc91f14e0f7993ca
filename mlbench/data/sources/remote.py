"""Files at an address: fetched once, and again when they have changed."""

from __future__ import annotations

import errno
import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from mlbench.data.cache import cache_folder, key_of
from mlbench.data.reading.compression import pack_again
from mlbench.data.sources.files import is_data_file
from mlbench.data.sources.parts import has_magic, is_hidden
from mlbench.data.sources.remote_errors import CutOffError, refusal_of
from mlbench.errors import MlbenchError
from mlbench.secrets.addresses import without_passwords
from mlbench.storage import reach
from mlbench.store.files import replacing

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_WEB = re.compile(r"https?://", re.IGNORECASE)
#: What servers tell of a file that changes with its content.
_SIGNS = ("ETag", "etag", "Last-Modified", "LastModified", "md5Hash", "mtime", "size")
#: Files that are fetched at a time.
_TOGETHER = 8
#: Seconds that a server of the web may be silent; how long a whole file takes is up to it.
PATIENCE = 60.0


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
        An address that fsspec knows, as ``https://host/x.csv``, ``s3://bucket/*.parquet`` or
        ``s3://bucket/sales`` for all data files below it.

    Raises
    ------
    DataError
        There is no such file, or it can't be fetched. No sentence shows a password.
    """
    try:
        system, place = reach(source, **_options(source))
        found = _found(system, place, is_web=_WEB.match(source) is not None)
        if not found:
            raise FileNotFoundError(source)  # noqa: TRY301 - told like one that is missing
        with ThreadPoolExecutor(_TOGETHER) as pool:
            return list(pool.map(partial(_fetched, system), found))
    except MlbenchError:
        raise
    except Exception as error:  # noqa: BLE001 - each kind of storage has errors of its own
        raise refusal_of(source, error) from None


def _options(source: str) -> dict[str, Any]:
    """Return what a web server is given: time for a large file, but not to be silent."""
    if not _WEB.match(source):
        return {}
    from aiohttp import ClientTimeout  # noqa: PLC0415 - nobody waits for it without an address

    timeout = ClientTimeout(total=None, sock_connect=PATIENCE, sock_read=PATIENCE)
    return {"client_kwargs": {"timeout": timeout}}


def _found(system: Any, place: str, *, is_web: bool) -> list[Mapping[str, Any]]:
    """Return what the storage says of each file that is meant, in order of their names."""
    # an address of the web may have a question mark that is no pattern
    if has_magic(place) and not is_web:
        about = system.glob(place, detail=True)
        return [about[name] for name in sorted(about) if about[name]["type"] == "file"]
    about = system.info(place)
    if about["type"] != "directory":
        return [about]
    inside = system.find(place, detail=True)
    below = {name: Path(name).relative_to(Path(place)) for name in sorted(inside)}
    return [inside[n] for n, path in below.items() if is_data_file(path) and not is_hidden(path)]


def _fetched(system: Any, about: Mapping[str, Any]) -> Path:
    place = str(about["name"])
    signs = [str(about.get(sign)) for sign in _SIGNS]
    folder = cache_folder("remote") / key_of(without_passwords(place), signs)
    name = _local_name(place)
    # an address such as /latest says nothing of the format; where it leads to may
    name = name if is_data_file(name) else _local_name(str(about.get("url") or place))
    file = folder / name
    if not file.is_file():
        with replacing(file) as temporary:
            _bring(system, place, temporary, about.get("size"))
            # a server that names an encoding for it names no size of the file
            if name.suffix.lower() == ".gz" and about.get("size") is None:
                pack_again(temporary)
    return file


def _bring(system: Any, place: str, file: Path, size: object) -> None:
    try:
        system.get_file(place, str(file))
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise  # this disk has something against it, not the server
        raise refusal_of(place, error) from None
    got = file.stat().st_size
    if isinstance(size, int) and got < size:
        raise CutOffError(got, size)


def _local_name(place: str) -> Path:
    """Return a file's name, with those folders that say what its rows have in common.

    >>> _local_name("https://host/year=2024/x.csv?page=1")
    PosixPath('year=2024/x.csv')
    """
    path = unquote(urlsplit(place).path if "://" in place else place)
    *folders, name = [part for part in path.split("/") if part not in ("", ".", "..")] or ["data"]
    return Path(*(folder for folder in folders if "=" in folder), name)
