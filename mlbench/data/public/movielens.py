"""MovieLens, the small one: stars that people gave to films."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from mlbench.data.public.place import listed, place_of, variant_of
from mlbench.data.raw import RawTable
from mlbench.data.reading.options import ReadOptions
from mlbench.data.remarks import Remark, Topic
from mlbench.data.sources import read_small
from mlbench.data.sources.listed import Listed
from mlbench.errors import DataError, listing, shorten
from mlbench.vocabulary import DataKind

NAME = "ml_latest_small"
ROLES = {"user": "userId", "item": "movieId", "value": "rating", "time": "timestamp"}
#: What is known of it without reading it.
LISTED = Listed(
    NAME,
    rows=100_836,
    target="rating",
    licence="GroupLens' terms",
    origin="Harper and Konstan 2015",
)


class MovieLensSource:
    """``ml_latest_small``: 100,836 ratings of 9,724 films by 610 people.

    ``read: {join: movies.csv}`` brings each film's title and genres along. Source: Harper
    and Konstan 2015; GroupLens' terms.
    """

    def listed(self) -> list[Listed]:
        """Return what ``mlbench data list`` shows."""
        return listed(LISTED, f"{NAME}/ratings.csv")

    def read_with(self, name: str, options: ReadOptions, places: Sequence[Path]) -> RawTable:
        """Return the ratings.

        Raises
        ------
        DataError
            They are not in the data folder, or what is to be joined does not fit.
        """
        options.only(("join", "drop"), NAME)
        path = place_of(NAME, variant_of(NAME, name, {"": f"{NAME}/ratings.csv"}))
        table = read_small(str(path), ReadOptions())
        table = replace(table, name=NAME, target="rating", kind=DataKind.RATINGS, roles=dict(ROLES))
        return joined(table, path.parent, options.join) if options.join else table


def joined(table: RawTable, folder: Path, file: str) -> RawTable:
    """Return a table with the columns of another one beside its own, row by row.

    Parameters
    ----------
    table : RawTable
        Its rows and their order stay.
    folder : Path
        Where the other table lies.
    file : str
        The other table; it must share one column with the first, each value once.

    Raises
    ------
    DataError
        They share no column or several, or a value stands in it twice.
    """
    other = read_small(file, ReadOptions(), folder).frame
    shared = [str(name) for name in other.columns if name in table.frame.columns]
    if len(shared) != 1 or other[shared[0]].duplicated().any():
        got = listing(shared) if shared else "none"
        raise DataError(
            f"{shorten(file)} must share one column with {table.name}, each value once. Got {got}.",
            next_step="Join a table that has one row for each item, or leave the option out.",
            code="DATA_OPTION",
        )
    frame = table.frame.merge(other, on=shared[0], how="left", validate="many_to_one")
    without = int((~table.frame[shared[0]].isin(other[shared[0]])).sum())
    lost = f"; {without:,} rows have no match" if without else ""
    text = f"{shorten(file)} was joined on '{shared[0]}'{lost}."
    roles = {**table.roles, "title": "title"} if "title" in other.columns else table.roles
    remarks = (*table.remarks, Remark(Topic.FILE, text))
    return replace(table, frame=frame, roles=roles, remarks=remarks)
