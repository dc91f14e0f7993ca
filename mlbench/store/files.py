"""Writing files so that no reader ever sees half of one.

Every file is written under a temporary name in its own folder, synced, and renamed
over the old one; then the folder is synced. A crash leaves the old version or the
new one, and a full disk leaves the old one.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mlbench.errors import StoreError
from mlbench.vocabulary import Json


@contextmanager
def replacing(path: Path, *, synced: bool = True) -> Iterator[Path]:
    """Give a temporary path to write to, and put it in place of `path` at the end.

    Parameters
    ----------
    path : Path
        The file to be written; its folder is made when it is missing.
    synced : bool
        Whether it has to outlast a crash of the machine; one that nobody needs then is
        written in a tenth of the time.

    Raises
    ------
    StoreError
        The disk is full, or the place can't be written.
    """
    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".", suffix=".partial", dir=path.parent)
        os.close(handle)
        temporary = Path(name)
        yield temporary
        _put_in_place(temporary, path, synced=synced)
    except OSError as error:
        raise store_error(path, error) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def _put_in_place(temporary: Path, path: Path, *, synced: bool) -> None:
    if synced:
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
    temporary.chmod(0o666 & ~_umask())
    temporary.replace(path)
    if synced:
        sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder outlive a crash."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _umask() -> int:
    current = os.umask(0o022)
    os.umask(current)
    return current


def store_error(path: Path, error: OSError) -> StoreError:
    """Return the sentence for a place that could not be written."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return StoreError(
            f"There is no room left on the disk to write {path}; its last version is kept.",
            next_step="Free some space, then run the same command again.",
            code="DISK_FULL",
        )
    return StoreError(
        f"{path} can't be written: {error.strerror or error}.",
        next_step="Choose a folder that can be written, with --runs or MLBENCH_RUNS.",
        code="NOT_WRITABLE",
    )


def write_bytes(path: Path, content: bytes, *, synced: bool = True) -> None:
    """Write a file as a whole or not at all; see :func:`replacing`."""
    with replacing(path, synced=synced) as temporary:
        temporary.write_bytes(content)


def write_text(path: Path, text: str) -> None:
    """Write a UTF-8 text file as a whole or not at all."""
    write_bytes(path, text.encode("utf-8", "surrogatepass"))


def write_json(path: Path, value: Json, *, synced: bool = True) -> None:
    """Write a JSON file as a whole or not at all; NaN and infinity are refused."""
    text = json.dumps(value, indent=1, ensure_ascii=False, allow_nan=False)
    write_bytes(path, (text + "\n").encode("utf-8", "backslashreplace"), synced=synced)


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file's content in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
