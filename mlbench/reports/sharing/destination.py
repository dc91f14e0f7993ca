"""What all destinations have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

from mlbench.errors import StoreError
from mlbench.reports.sharing.contents import Contents
from mlbench.reports.sharing.members import Tell
from mlbench.reports.sharing.register import Register


class Destination(ABC):
    """Where a publication goes.

    A destination keeps two promises. Whoever reads there, at any moment and after any
    crash, finds pages that link to nothing that is not there. And what is no publication
    of ours is never overwritten without being asked to, nor ever deleted.

    Parameters
    ----------
    shown : str
        Its address as it may be printed.
    """

    def __init__(self, shown: str) -> None:
        self.shown = shown

    @abstractmethod
    def deliver(self, added: Sequence[Contents], *, force: bool, tell: Tell) -> Register:
        """Add runs, or replace them, and return all that is there now.

        Parameters
        ----------
        added : sequence of Contents
            The runs, each for a place of its own.
        force : bool
            Publish even where something else lies; files of the same names are replaced.
        tell : callable
            Told about every file.

        Raises
        ------
        StoreError
            Something else lies there, or the place can't be written. What was there before
            is whole.
        """

    def foreign(self, what: str) -> StoreError:
        """Return the error for a place that holds something else."""
        return StoreError(
            f"{self.shown} {what}; nothing there was touched.",
            next_step="Choose another destination, or publish there all the same with --force.",
            code="NOT_A_PUBLICATION",
        )


def no_folder(shown: str) -> StoreError:
    """Return the error for a place in which nothing can lie."""
    return StoreError(
        f"A destination must be a folder, a zip or an address. Got {shown}, which is a file.",
        next_step="Choose another destination.",
        code="NOT_A_FOLDER",
    )
