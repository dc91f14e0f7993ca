"""C-MAPSS: simulated turbofan engines that run until they fail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from mlbench.data.public.place import place_of, variant_of
from mlbench.data.raw import RawTable
from mlbench.data.reading.options import WHITESPACE, ReadOptions
from mlbench.data.remarks import Remark, Topic
from mlbench.data.sources import read_small
from mlbench.errors import DataError
from mlbench.vocabulary import DataKind

NAME, FOLDER = "cmapss_fd001", "cmapss_fd001"
TARGET = "RUL"
COLUMNS = (
    *("unit", "cycle"),
    *(f"setting_{number}" for number in range(1, 4)),
    *(f"sensor_{number}" for number in range(1, 22)),
)


@dataclass(frozen=True)
class Part:
    """One file of the data set.

    Parameters
    ----------
    file : str
        The cycles.
    left : str
        The cycles that each engine has left after its last one; "" where it failed then.
    """

    file: str
    left: str = ""


PARTS = {
    "": Part("train_FD001.txt"),
    "test": Part("test_FD001.txt", "RUL_FD001.txt"),
    "test_FD003": Part("test_FD003.txt", "RUL_FD003.txt"),
}


class CmapssSource:
    """``cmapss_fd001``: 100 engines to their failure; ``:test``: 100 others, cut off before.

    ``:test_FD003`` has engines of a second fault mode. The target ``RUL``, the cycles left,
    is reckoned from each engine's last cycle. Source: Saxena et al. 2008, NASA.
    """

    def read_with(self, name: str, options: ReadOptions, places: Sequence[Path]) -> RawTable:
        """Return one row a cycle of an engine.

        Raises
        ------
        DataError
            They are not in the data folder.
        """
        options.only(("drop",), NAME)
        part = variant_of(NAME, name, PARTS)
        table = _table(part.file, COLUMNS)
        last = table.frame.groupby("unit")["cycle"].transform("max")
        target = last - table.frame["cycle"]
        text = f"The target '{TARGET}' is each engine's last cycle minus the cycle of the row"
        if part.left:
            target += _left(part.left, table.frame["unit"])
            text += f", plus the cycles left after it by {part.left}"
        return replace(
            table,
            name=f"{NAME} {name}".strip(),
            frame=table.frame.assign(**{TARGET: target}),
            target=TARGET,
            kind=DataKind.SERIES,
            roles={"unit": "unit", "time": "cycle"},
            remarks=(*table.remarks, Remark(Topic.FILE, f"{text}.")),
        )


def _table(file: str, columns: tuple[str, ...]) -> RawTable:
    path = place_of(NAME, f"{FOLDER}/{file}")
    return read_small(str(path), ReadOptions(separator=WHITESPACE, columns=columns))


def _left(file: str, units: pd.Series) -> pd.Series:
    """Return for each row what its engine has left after its last cycle."""
    values = _table(file, ("left",)).frame["left"]
    if len(values) != units.max():
        raise DataError(
            f"{file} must have a line for each of the {units.max():,} engines. "
            f"Got {len(values):,}.",
            next_step="See whether the files belong together.",
            code="DATA_INVALID",
        )
    return units.map(values.set_axis(range(1, len(values) + 1)))
