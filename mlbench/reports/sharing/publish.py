"""The door of the room: runs in, a publication out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mlbench.errors import RefusedInput, StoreError, listing
from mlbench.reports.sharing import address as addresses
from mlbench.reports.sharing.address import Address
from mlbench.reports.sharing.archive import Archive
from mlbench.reports.sharing.contents import (
    Contents,
    contents_of,
    make_fresh,
    refuse_unfinished,
)
from mlbench.reports.sharing.destination import Destination
from mlbench.reports.sharing.folder import Folder
from mlbench.reports.sharing.members import Tell, silent
from mlbench.reports.sharing.names import INDEX
from mlbench.reports.sharing.remote import RemoteArchive, RemoteFolder
from mlbench.store.folder import RunFolder


@dataclass(frozen=True)
class Publication:
    """What was published.

    Attributes
    ----------
    address : str
        What to open; without credentials.
    runs, files, size : int
        Runs and files written, and their bytes.
    held : int
        Runs that the publication holds now.
    left_out : tuple of str
        Files that could not be published.
    """

    address: str
    runs: int
    files: int
    size: int
    held: int
    left_out: tuple[str, ...] = ()


def publish(
    folders: Sequence[RunFolder],
    destination: str,
    *,
    artifacts: bool = False,
    force: bool = False,
    unfinished: bool = False,
    tell: Tell = silent,
) -> Publication:
    """Publish the reports of runs with all that their pages link to.

    Parameters
    ----------
    folders : sequence of RunFolder
        The runs. Reports that are missing or stale are written first.
    destination : str
        A folder, a file ending in ``.zip``, or an address that fsspec knows.
    artifacts : bool
        Publish what the steps saved, too.
    force : bool
        Publish even where something else lies.
    unfinished : bool
        Publish runs that have not ended, too.
    tell : callable
        Told what is done now, how much of it, of how much.

    Raises
    ------
    RefusedInput
        A destination that can't be meant, or two runs for one place.
    StoreError
        A run that goes on, something else at the destination, or a place that can't be
        written. What was there before is whole.
    """
    place = destination_of(addresses.parse(destination))
    added = gather(folders, artifacts=artifacts, unfinished=unfinished, tell=tell)
    register = place.deliver(added, force=force, tell=tell)
    is_archive = isinstance(place, (Archive, RemoteArchive))
    return Publication(
        address=place.shown if is_archive else f"{place.shown.rstrip('/')}/{INDEX}",
        runs=len(added),
        files=sum(len(contents.entry.files) for contents in added),
        size=sum(contents.entry.size for contents in added),
        held=len(register.entries),
        left_out=tuple(name for contents in added for name in contents.left_out),
    )


def destination_of(address: Address) -> Destination:
    """Return the destination that an address means.

    Raises
    ------
    RefusedInput
        It names a page.
    """
    if address.is_page:
        raise RefusedInput(
            f"A publication needs a folder or a zip. Got {address.shown}, which names a page.",
            next_step="Add --single-file for one page, or name a folder.",
        )
    if address.is_remote:
        return RemoteArchive(address) if address.is_archive else RemoteFolder(address)
    kind = Archive if address.is_archive and not address.path.is_dir() else Folder
    return kind(address.path, address.shown)


def gather(
    folders: Iterable[RunFolder], *, artifacts: bool, unfinished: bool, tell: Tell
) -> list[Contents]:
    """Return what is published of each run, its report fresh.

    Raises
    ------
    StoreError
        A run that goes on, or one that can't be read.
    RefusedInput
        Two runs that would have the same place.
    """
    unique = {folder.path.resolve(): folder for folder in folders}
    records = [(folder, folder.read()) for folder in unique.values()]
    for folder, record in records:
        if not unfinished:
            refuse_unfinished(folder, record)
    found: dict[str, Contents] = {}
    for folder, record in records:
        tell(f"looking at {folder.path.name}", 0, 0)
        make_fresh(folder, record)
        contents = contents_of(folder, record, artifacts=artifacts)
        if contents.entry.place in found:
            paths = [str(found[contents.entry.place].folder.path), str(folder.path)]
            raise RefusedInput(
                f"Two runs have the same name and id: {listing(paths)}.",
                next_step="Publish them to different destinations.",
            )
        found[contents.entry.place] = contents
    if not found:
        raise StoreError("There is no run to publish.", next_step="List them with 'mlbench runs'.")
    return list(found.values())
