"""Pages on their own: one file a run that can be sent by e-mail."""

from __future__ import annotations

import os
from collections.abc import Sequence

from mlbench.errors import RefusedInput, StoreError
from mlbench.reports.sharing import address as addresses
from mlbench.reports.sharing.address import Address
from mlbench.reports.sharing.contents import Contents
from mlbench.reports.sharing.destination import no_folder
from mlbench.reports.sharing.folder import elsewhere
from mlbench.reports.sharing.members import Member, Tell, silent
from mlbench.reports.sharing.publish import Publication, gather
from mlbench.reports.sharing.remote import connect, send
from mlbench.reports.sharing.remote_errors import speaking_of
from mlbench.store import files
from mlbench.store.folder import RunFolder

#: What the head of every page of ours holds, within its first bytes.
_MARK = b'<meta name="generator" content="mlbench">'
_HEAD = 200_000


def publish_pages(
    folders: Sequence[RunFolder],
    destination: str,
    *,
    force: bool = False,
    unfinished: bool = False,
    tell: Tell = silent,
) -> Publication:
    """Publish the pages of runs and nothing beside them, as ``<study>-<run-id>.html``.

    Links to files that lie beside a report become plain text.

    Parameters
    ----------
    folders : sequence of RunFolder
        The runs. Reports that are missing or stale are written first.
    destination : str
        A folder or an address that fsspec knows; for a single run also a name that ends
        in ``.html``.
    force : bool
        Replace files that are no reports of mlbench.
    unfinished : bool
        Publish runs that have not ended, too.
    tell : callable
        Told what is done now, how much of it, of how much.

    Raises
    ------
    RefusedInput
        A zip, or several runs for one name.
    StoreError
        A run that goes on, another file at the destination, or a place that can't be
        written.
    """
    address = addresses.parse(destination)
    if address.is_archive:
        raise RefusedInput(
            f"A zip holds whole publications, no single pages. Got {address.shown}.",
            next_step="Leave out --single-file, or name a folder or a page.",
        )
    added = gather(folders, artifacts=False, unfinished=unfinished, tell=tell)
    if address.is_page and len(added) > 1:
        raise RefusedInput(
            f"{len(added)} runs can't have one page. Got {address.shown}.",
            next_step="Name a folder; each page gets the name of its run.",
        )
    pages = _named(address, added)
    sink = _Far(address) if address.is_remote else _Here(address)
    sink.check(list(pages), force=force)
    size = 0
    for number, (name, contents) in enumerate(pages.items(), 1):
        content = contents.bare_page()
        sink.write(name, content)
        size += len(content)
        tell(f"written {name}", number, len(pages))
    is_whole = address.is_page or len(pages) > 1
    shown = address.shown if is_whole else f"{address.shown.rstrip('/')}/{next(iter(pages))}"
    return Publication(shown, len(pages), len(pages), size, len(pages))


def _named(address: Address, added: Sequence[Contents]) -> dict[str, Contents]:
    if address.is_page:
        return {address.text.rpartition("/")[2]: added[0]}
    return {contents.entry.place.replace("/", "-") + ".html": contents for contents in added}


class _Here:
    """A folder of this machine."""

    def __init__(self, address: Address) -> None:
        self.shown = address.shown
        self.base = address.path.parent if address.is_page else address.path

    def check(self, names: Sequence[str], *, force: bool) -> None:
        if os.path.lexists(self.base) and not self.base.is_dir():
            raise no_folder(self.shown)
        for path in (self.base / name for name in names):
            if not os.path.lexists(path) or (force and path.is_file()):
                continue
            if not path.is_file() or _MARK not in path.read_bytes()[:_HEAD]:
                raise _foreign(str(path), "is no report of mlbench")

    def write(self, name: str, content: bytes) -> None:
        try:
            files.write_bytes(self.base / name, content)
        except StoreError as error:
            raise elsewhere(error) from error


class _Far:
    """A folder that fsspec reaches."""

    def __init__(self, address: Address) -> None:
        self.address = address
        with speaking_of(address):
            self.storage, path = connect(address)
        self.base = path.rpartition("/")[0] if address.is_page else path

    def check(self, names: Sequence[str], *, force: bool) -> None:
        with speaking_of(self.address):
            paths = [] if force else [f"{self.base}/{name}" for name in names]
            for path in filter(self.storage.exists, paths):
                if _MARK not in self.storage.cat_file(path, 0, _HEAD):
                    raise _foreign(self.address.shown, "holds another file of that name")

    def write(self, name: str, content: bytes) -> None:
        with speaking_of(self.address):
            send(self.storage, self.base, [Member(name, lambda: content)])


def _foreign(shown: str, what: str) -> StoreError:
    return StoreError(
        f"{shown} {what}; nothing there was touched.",
        next_step="Choose another destination, or replace it with --force.",
        code="NOT_A_REPORT",
    )
