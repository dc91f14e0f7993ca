"""What of a run is published: its page, what the page links to, and nothing by accident."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mlbench.errors import StoreError, shorten
from mlbench.reports.headline import headline
from mlbench.reports.report import write_report
from mlbench.reports.sharing import links
from mlbench.reports.sharing.names import PAGE, is_safe, place_of
from mlbench.reports.sharing.register import Entry
from mlbench.store.folder import RunFolder
from mlbench.store.record import RunRecord
from mlbench.vocabulary import State

#: What is published of a run beside its page and its record.
FOLDERS = ("notebooks", "bundle")
ARTIFACTS = "artifacts"
#: Characters kept of a headline.
_HEADLINE_LIMIT = 400


@dataclass(frozen=True)
class Contents:
    """What is published of one run.

    Attributes
    ----------
    entry : Entry
        What the register says of it.
    folder : RunFolder
        Where it comes from.
    files : tuple of str
        Files beside the page, relative to the run's folder, sorted.
    left_out : tuple of str
        Files that can't be published: links out of the folder, names that are not safe.
    """

    entry: Entry
    folder: RunFolder
    files: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    def page(self) -> bytes:
        """Return the page, its links to what is not published turned into text."""
        text = self.folder.report.read_bytes().decode("utf-8", "replace")
        return links.without_dead(text, set(self.files).__contains__).encode()

    def bare_page(self) -> bytes:
        """Return the page as the only file there is."""
        text = self.folder.report.read_bytes().decode("utf-8", "replace")
        return links.without_dead(text, frozenset().__contains__).encode()


def contents_of(folder: RunFolder, record: RunRecord, *, artifacts: bool) -> Contents:
    """Look through a run's folder.

    Parameters
    ----------
    folder : RunFolder
        The run; its report is there.
    record : RunRecord
        What is known of it.
    artifacts : bool
        Whether what the steps saved is published, too.
    """
    wanted = (*FOLDERS, ARTIFACTS) if artifacts else FOLDERS
    found = {path for name in wanted for path in _below(folder.path / name)}
    found |= {folder.path / name for name in links.beside(folder.report.read_text("utf-8"))}
    found |= {folder.record_path}
    files: dict[str, int] = {}
    left_out: list[str] = []
    for path in sorted(found):
        name = os.path.relpath(path, folder.path)
        if is_safe(name) and _is_own_file(path, folder.path):
            files[name] = path.stat().st_size
        elif path.is_symlink() or path.exists():
            left_out.append(shorten(name.encode("utf-8", "replace").decode(), 120))
    sizes = {PAGE: folder.report.stat().st_size, **files}
    return Contents(_entry(record, sizes), folder, tuple(files), tuple(left_out))


def _below(folder: Path) -> Iterator[Path]:
    for base, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(base) / name for name in names if not name.startswith("."))
        yield from (link for name in folders if (link := Path(base) / name).is_symlink())


def _is_own_file(path: Path, base: Path) -> bool:
    """Whether it is a file, and none of the folders on the way to it is a link."""
    return path.is_file() and path.resolve() == base.resolve() / path.relative_to(base)


def _entry(record: RunRecord, sizes: dict[str, int]) -> Entry:
    return Entry(
        study=shorten(str(record.name), 120),
        run=shorten(str(record.run_id), 80),
        place=place_of(record),
        headline=shorten(headline(record), _HEADLINE_LIMIT),
        state=record.state,
        started=record.started or "",
        files=sizes,
    )


def make_fresh(folder: RunFolder, record: RunRecord) -> bool:
    """Write a run's report again where it is missing, or older than what it is made of.

    Returns
    -------
    bool
        Whether it was written.

    Raises
    ------
    StoreError
        It can't be written.
    """
    try:
        written = folder.report.stat().st_mtime_ns
    except FileNotFoundError:
        written = -1
    sources = [folder.record_path, folder.bundle / "model_card.md"]
    sources += [folder.notebook(n, step.name) for n, step in enumerate(record.steps, 1)]
    newest = max((p.stat().st_mtime_ns for p in sources if p.is_file()), default=0)
    # a lost run has ended since its page was written, without a word in its folder
    is_stale = written < newest or record.state is State.LOST
    if is_stale:
        write_report(folder)
    return is_stale


def refuse_unfinished(folder: RunFolder, record: RunRecord) -> None:
    """Refuse a run that goes on.

    Raises
    ------
    StoreError
        It has not ended.
    """
    if not record.state.is_final:
        raise StoreError(
            f"The run {folder.path.name} of '{shorten(str(record.name), 60)}' has not ended: "
            f"it is {record.state}.",
            next_step="Wait for its end, or publish what there is with --unfinished.",
            code="RUN_UNFINISHED",
        )
