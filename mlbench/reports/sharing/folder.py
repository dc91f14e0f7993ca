"""A publication in a folder of this machine."""

from __future__ import annotations

import fcntl
import glob
import os
import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from mlbench.errors import StoreError
from mlbench.reports.sharing import register as registers
from mlbench.reports.sharing.contents import Contents
from mlbench.reports.sharing.destination import Destination, no_folder
from mlbench.reports.sharing.members import Member, Tell, closing, files_beside, pages
from mlbench.reports.sharing.names import REGISTER
from mlbench.reports.sharing.register import Register
from mlbench.store import files, folders


class Folder(Destination):
    """A folder: each run is made beside its place and then put there as a whole.

    A folder that does not exist is made under another name and renamed when it is whole.
    Whatever else lies in the folder stays as it is.

    Parameters
    ----------
    path : Path
        The folder.
    shown : str
        The same, as it was typed.
    """

    def __init__(self, path: Path, shown: str) -> None:
        super().__init__(shown)
        self.path = path

    def deliver(self, added: Sequence[Contents], *, force: bool, tell: Tell) -> Register:
        """Add runs, or replace them, and return all that is there now."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            if not os.path.lexists(self.path):
                with _holding(self.path.absolute().parent, tell):
                    if not os.path.lexists(self.path):  # nobody was quicker
                        return self._make(added, tell)
            if not self.path.is_dir():
                raise no_folder(self.shown)
            with _holding(self.path, tell):
                return self._fill(self.path, self._register(force=force), added, tell)
        except OSError as error:
            raise elsewhere(files.store_error(self.path, error)) from error
        except StoreError as error:
            raise elsewhere(error) from error

    def _make(self, added: Sequence[Contents], tell: Tell) -> Register:
        parent, start = self.path.absolute().parent, f".{self.path.name}."
        for left in parent.glob(f"{glob.escape(start)}*.partial"):  # of one that was killed
            shutil.rmtree(left, ignore_errors=True)
        folder = parent / f"{start}{secrets.token_hex(4)}.partial"
        folder.mkdir()
        try:
            register = self._fill(folder, Register(), added, tell)
            folder.rename(self.path)
            files.sync_folder(parent)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        return register

    def _register(self, *, force: bool) -> Register:
        try:
            known = registers.parse((self.path / REGISTER).read_bytes())
        except FileNotFoundError:
            known = None
        if known is None and not force and any(p.name[0] != "." for p in self.path.iterdir()):
            raise self.foreign("holds something that is no publication of mlbench")
        return known or Register()

    def _fill(self, base: Path, old: Register, added: Sequence[Contents], tell: Tell) -> Register:
        for left in base.glob(".*.partial"):  # of one that was killed
            shutil.rmtree(left, ignore_errors=True)
        staging = base / f".{secrets.token_hex(4)}.partial"
        try:
            _write([*files_beside(added), *pages(added)], staging, tell)
            for contents in added:
                place = contents.entry.place
                folders.put_in_place(staging / place, base / place)
                tell(f"put {place} in place", 0, 0)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
        register = old.only(lambda page: (base / page).is_file())
        register = register.with_(contents.entry for contents in added)
        _write(closing(register), base, tell)
        return register


def _write(members: Sequence[Member], base: Path, tell: Tell) -> None:
    for number, member in enumerate(members, 1):
        with (
            files.replacing(base / member.name) as temporary,
            member.open() as source,
            temporary.open("wb") as target,
        ):
            shutil.copyfileobj(source, target, 1 << 20)
        tell(f"written {member.name}", number, len(members))


@contextmanager
def _holding(folder: Path, tell: Tell) -> Iterator[None]:
    """Hold a folder for one publication at a time; the lock ends with its process."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        _lock(descriptor, tell)
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int, tell: Tell) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        tell("waiting for another publication to end", 0, 0)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
    except OSError:
        return  # some network file systems lock no folders


def elsewhere(error: StoreError) -> StoreError:
    """Return an error with a next step that fits a publication."""
    if error.code != "NOT_WRITABLE":
        return error
    step = "Publish to a place that can be written."
    return StoreError(*error.mistakes, next_step=step, code=error.code)
