"""Files as their plain bytes, whatever packed them."""

from __future__ import annotations

import bz2
import gzip
import lzma
import shutil
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO, Any

import pyarrow as pa

from mlbench.errors import DataError, listing, shorten
from mlbench.store.files import replacing

#: Bytes that are read at a time.
CHUNK = 1 << 22
#: How a file that gzip has packed begins.
_GZIP = b"\x1f\x8b"
#: A file of at most so many chunks is read and unpacked once only.
KEPT = 8


def _zstd(path: Path) -> IO[bytes]:
    stream: IO[bytes] = pa.input_stream(str(path), compression="zstd")
    return stream


def _only_member(path: Path) -> IO[bytes]:
    archive = zipfile.ZipFile(path)
    # what archives of macOS bring along is no data
    members = [m for m in archive.namelist() if not m.endswith("/") and "__MACOSX/" not in m]
    if len(members) != 1:
        raise DataError(
            f"{path.name} must hold one file. Got {len(members):,}: {listing(members, 5)}.",
            next_step="Unpack it, and pass one of the files.",
        )
    return archive.open(members[0])


_OPENERS: dict[str, Callable[[Path], Any]] = {
    ".gz": gzip.open,
    ".bz2": bz2.open,
    ".xz": lzma.open,
    ".zst": _zstd,
    ".zip": _only_member,
}
PACKED = tuple(_OPENERS)
_WORDS = {".gz": "gzip", ".bz2": "bzip2", ".xz": "xz", ".zst": "zstandard", ".zip": "zip"}
_BROKEN = (EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, RuntimeError, OSError)


def plain_name(path: Path) -> str:
    """Return a file's name without what says how it is packed.

    >>> plain_name(Path("x/rows.csv.gz"))
    'rows.csv'
    """
    return path.name.removesuffix(path.suffix) if path.suffix.lower() in PACKED else path.name


def pack_again(path: Path) -> None:
    """Compress a file by gzip, unless it is: its name says so, but it was unpacked on its way.

    Servers may give a ``.gz`` file with the header ``Content-Encoding: gzip``, and what
    fetches it then takes that for a matter of the transport.
    """
    with path.open("rb") as plain:
        if plain.read(len(_GZIP)) == _GZIP:
            return
        plain.seek(0)
        with replacing(path) as temporary, gzip.open(temporary, "wb", compresslevel=1) as packed:
            shutil.copyfileobj(plain, packed, CHUNK)


class Content:
    """The plain bytes of a file, to go through more than once; a small file is kept.

    Parameters
    ----------
    path : Path
        The file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._kept: list[bytes] | None = None

    def __iter__(self) -> Iterator[bytes]:
        """Give some bytes at a time, at most 4 MiB.

        Raises
        ------
        DataError
            The file is packed, and can't be unpacked.
        """
        if self._kept is None:
            self._kept = list(islice(_chunks(self.path), KEPT + 1))
        yield from self._kept if len(self._kept) <= KEPT else _chunks(self.path)


def _chunks(path: Path) -> Iterator[bytes]:
    with _opened(path) as stream:
        while data := stream.read(CHUNK):
            yield data


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    suffix = path.suffix.lower()
    if suffix not in _OPENERS:
        with path.open("rb") as stream:
            yield stream
        return
    path.open("rb").close()  # what the system says against it is told as such
    try:
        with _OPENERS[suffix](path) as stream:
            yield stream
    except _BROKEN as error:
        raise DataError(
            f"{path.name} must be a file compressed by {_WORDS[suffix]}. "
            f"It can't be unpacked: {shorten(str(error), 200)}.",
            next_step="Fetch the file again, or pass the unpacked one.",
        ) from error
