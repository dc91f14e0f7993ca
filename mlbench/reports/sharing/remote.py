"""A publication in storage that fsspec reaches: S3, Google Cloud, SFTP, memory and others.

Who may write there, and at which endpoint, is said as these protocols want it: by their
own environment variables (``AWS_PROFILE``, ``AWS_ENDPOINT_URL``), and by fsspec's
(``FSSPEC_S3_ENDPOINT_URL``, files in ``FSSPEC_CONFIG_DIR``).
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

from mlbench.errors import RefusedInput
from mlbench.reports.sharing import register as registers
from mlbench.reports.sharing.address import Address
from mlbench.reports.sharing.archive import Archive
from mlbench.reports.sharing.contents import Contents
from mlbench.reports.sharing.destination import Destination
from mlbench.reports.sharing.members import Member, Tell, closing, files_beside, pages
from mlbench.reports.sharing.names import REGISTER
from mlbench.reports.sharing.register import Register
from mlbench.reports.sharing.remote_errors import speaking_of, unknown_protocol
from mlbench.storage import reach

#: Files sent at a time.
_TOGETHER = 8


class RemoteFolder(Destination):
    """A folder far away, or what stands for one: objects whose names start alike.

    No storage puts many files in place at once, so the order keeps the promise: files
    first, then the pages that link to them, then the register, then the index. A run that
    is published again has its files replaced one by one; what it no longer has goes last.

    Parameters
    ----------
    address : Address
        Where it is.
    """

    def __init__(self, address: Address) -> None:
        super().__init__(address.shown)
        self.address = address

    def deliver(self, added: Sequence[Contents], *, force: bool, tell: Tell) -> Register:
        """Add runs, or replace them, and return all that is there now."""
        with speaking_of(self.address):
            tell(f"looking at {self.shown}", 0, 0)
            storage, base = connect(self.address)
            there = _names(storage, base)
            old = self._register(storage, base, there, force=force)
            register = old.only(there.__contains__).with_(c.entry for c in added)
            waves = [files_beside(added), pages(added), *([m] for m in closing(register))]
            total = sum(map(len, waves))
            done = 0
            for wave in waves:
                for start in range(0, len(wave), _TOGETHER):
                    batch = wave[start : start + _TOGETHER]
                    send(storage, base, batch)
                    done += len(batch)
                    tell(f"sent {batch[-1].name}", done, total)
            _remove_old(storage, base, old, added)
        return register

    def _register(self, storage: Any, base: str, there: set[str], *, force: bool) -> Register:
        known = None
        if REGISTER in there:
            known = registers.parse(storage.cat_file(f"{base}/{REGISTER}"))
        if known is None and there and not force:
            raise self.foreign("holds something that is no publication of mlbench")
        return known or Register()


class RemoteArchive(Destination):
    """A zip far away: made here, on top of the one that is there, and sent as a whole.

    Parameters
    ----------
    address : Address
        Where it is.
    """

    def __init__(self, address: Address) -> None:
        super().__init__(address.shown)
        self.address = address

    def deliver(self, added: Sequence[Contents], *, force: bool, tell: Tell) -> Register:
        """Add runs, or replace them, and return all that is there now."""
        with speaking_of(self.address), tempfile.TemporaryDirectory() as folder:
            tell(f"looking at {self.shown}", 0, 0)
            storage, base = connect(self.address)
            local = Path(folder) / PurePosixPath(base).name
            if storage.exists(base):
                storage.get_file(base, str(local))
            register = Archive(local, self.shown).deliver(added, force=force, tell=tell)
            tell(f"sending {local.name}", 0, 0)
            storage.put_file(str(local), base)
        return register


def connect(address: Address) -> tuple[Any, str]:
    """Return the storage of an address, and the path within it.

    Raises
    ------
    StoreError
        Nobody knows the protocol.
    RefusedInput
        The address ends before it names a folder.
    """
    import fsspec  # noqa: PLC0415 - a folder or a zip needs none of it

    if address.protocol not in fsspec.available_protocols():
        raise unknown_protocol(address, fsspec.available_protocols())
    storage, path = reach(address.text)
    path = path.rstrip("/")
    if not path.strip("/"):
        raise RefusedInput(
            f"The address {address.shown} must name a folder. It ends before one.",
            next_step="Write it out, as s3://bucket/reports.",
        )
    return storage, path


def _names(storage: Any, base: str) -> set[str]:
    """Return the names of all files below a folder, relative to it."""
    try:
        found = storage.find(base)
    except FileNotFoundError:
        # a folder that is not there yet; a bucket that is not there is found when writing
        return set()
    start = base.strip("/") + "/"
    return {p.strip("/").removeprefix(start) for p in found if p.strip("/").startswith(start)}


def send(storage: Any, base: str, members: Sequence[Member]) -> None:
    """Write some files far away; the kind of their content is told by their names."""
    with _on_disk(members) as paths:
        storage.put(paths, [f"{base}/{member.name}" for member in members])


@contextmanager
def _on_disk(members: Sequence[Member]) -> Iterator[list[str]]:
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for number, member in enumerate(members):
            if isinstance(member.source, Path):
                paths.append(str(member.source))
            else:
                path = Path(folder) / f"{number}{PurePosixPath(member.name).suffix}"
                path.write_bytes(member.source())
                paths.append(str(path))
        yield paths


def _remove_old(storage: Any, base: str, old: Register, added: Sequence[Contents]) -> None:
    """Remove what runs that were published again no longer have."""
    now = {contents.entry.place: set(contents.entry.names) for contents in added}
    for entry in old.entries:
        for name in entry.names:
            if name not in now.get(entry.place, {name}):
                storage.rm_file(f"{base}/{name}")
