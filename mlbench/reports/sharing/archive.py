"""A publication in a zip: the same bytes for the same runs."""

from __future__ import annotations

import shutil
import stat
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import IO

from mlbench.errors import StoreError, shorten
from mlbench.reports.sharing import register as registers
from mlbench.reports.sharing.contents import Contents
from mlbench.reports.sharing.destination import Destination
from mlbench.reports.sharing.folder import elsewhere
from mlbench.reports.sharing.members import Member, Tell, closing, files_beside, pages
from mlbench.reports.sharing.names import REGISTER
from mlbench.reports.sharing.register import Register
from mlbench.store import files

#: The earliest time that a zip can hold: files of a publication bear no time of their own.
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_PERMISSIONS = stat.S_IFREG | 0o644
_UNIX = 3


class Archive(Destination):
    """A zip: written beside its place as a whole, then put there.

    Its names are those that :func:`~mlbench.reports.sharing.names.is_safe` lets pass, of
    runs that were there before as well, so nothing of it unpacks outside its folder.

    Parameters
    ----------
    path : Path
        The zip.
    shown : str
        The same, as it was typed.
    """

    def __init__(self, path: Path, shown: str) -> None:
        super().__init__(shown)
        self.path = path

    def deliver(self, added: Sequence[Contents], *, force: bool, tell: Tell) -> Register:
        """Add runs, or replace them, and return all that is there now."""
        known = self._register(force=force)
        try:
            with ExitStack() as stack:
                old = stack.enter_context(zipfile.ZipFile(self.path)) if known.entries else None
                temporary = stack.enter_context(files.replacing(self.path))
                register = known.with_(contents.entry for contents in added)
                new = [*files_beside(added), *pages(added), *closing(register)]
                kept = _kept(old, register, {contents.entry.place for contents in added})
                _write(temporary, [*kept, *new], tell)
        except StoreError as error:
            raise elsewhere(error) from error
        except (zipfile.BadZipFile, zlib.error) as error:
            raise StoreError(
                f"{self.shown} is damaged: {shorten(str(error), 200)}.",
                next_step="Remove it, then publish all of its runs again.",
                code="PUBLICATION_DAMAGED",
            ) from error
        return register

    def _register(self, *, force: bool) -> Register:
        """Return what the zip that is there holds."""
        if not self.path.exists():
            return Register()
        try:
            with zipfile.ZipFile(self.path) as old:
                known = registers.parse(old.read(REGISTER))
                names = set(old.namelist())
        except (zipfile.BadZipFile, zlib.error, KeyError):
            known = None
        if known is None:
            if not force:
                raise self.foreign("is no publication of mlbench")
            return Register()
        return Register(tuple(e for e in known.entries if names.issuperset(e.names)))


def _kept(old: zipfile.ZipFile | None, register: Register, replaced: set[str]) -> Iterator[Member]:
    """Yield the files of runs that stay as they are."""
    for entry in register.entries:
        if old is not None and entry.place not in replaced:
            for name in entry.names:
                yield Member(name, lambda name=name: old.read(name))  # type: ignore[misc]


def _write(path: Path, members: Sequence[Member], tell: Tell) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, member in enumerate(sorted(members, key=lambda m: m.name), 1):
            info = zipfile.ZipInfo(member.name, _NO_TIME)
            info.create_system, info.external_attr = _UNIX, _PERMISSIONS << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            with (
                member.open() as source,
                archive.open(info, "w", force_zip64=_is_big(source)) as to,
            ):
                shutil.copyfileobj(source, to, 1 << 20)
            tell(f"packed {member.name}", number, len(members))


def _is_big(source: IO[bytes]) -> bool:
    size = source.seek(0, 2)
    source.seek(0)
    return size > zipfile.ZIP64_LIMIT // 2
