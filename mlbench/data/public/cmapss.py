"""C-MAPSS: simulated turbofan engines that run until they fail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from mlbench.data.public.place import listed, place_of, variant_of
from mlbench.data.raw import PART, RawTable
from mlbench.data.reading.options import WHITESPACE, ReadOptions
from mlbench.data.remarks import Remark, Topic
from mlbench.data.sources import read_small
from mlbench.data.sources.listed import Listed
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
#: What is learnt from and what is tested on by the data set's own split.
OFFICIAL = (PARTS[""], PARTS["test"])
#: What is known of it without reading it.
LISTED = Listed(
    NAME, rows=20_631, test_rows=13_096, target=TARGET, origin="Saxena and others 2008, NASA"
)


class CmapssSource:
    """``cmapss_fd001``: 100 engines to their failure; ``:test``: 100 others, cut off before.

    ``split: predefined`` takes both. ``:test_FD003`` has engines of a second fault mode. The
    target ``RUL``, the cycles left, is reckoned from each engine's last cycle. Source: Saxena
    et al. 2008, NASA.
    """

    def listed(self) -> list[Listed]:
        """Return what ``mlbench data list`` shows."""
        return listed(LISTED, f"{FOLDER}/{OFFICIAL[0].file}")

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
        text = f"The target '{TARGET}' is each engine's last cycle minus the cycle of the row"
        if part.left:
            text += f", plus the cycles left after it by {part.left}"
        return _of_engines(f"{NAME} {name}".strip(), _with_target(table, part), (f"{text}.",))

    def read_parts(self, name: str, options: ReadOptions, places: Sequence[Path]) -> RawTable:
        """Return the engines to train on, then the others to test on, which are numbered on.

        Raises
        ------
        DataError
            They are not in the data folder, or one of the parts was asked for.
        """
        options.only(("drop",), NAME)
        variant_of(NAME, name, {"": ""})
        train, test = (_with_target(_table(p.file, COLUMNS), p) for p in OFFICIAL)
        before = int(train.frame["unit"].max())
        frames = [train.frame.assign(part="train"), test.frame.assign(part="test")]
        frames[1]["unit"] += before
        frame = pd.concat(frames, ignore_index=True).astype({PART: "str"})
        learnt, tested = OFFICIAL
        first = (
            f"{learnt.file} is the part to train on and {tested.file} the part to test on, as "
            f"'{PART}' says; the {frame['unit'].max() - before:,} engines of the latter are "
            f"others, and were numbered from {before + 1:,}."
        )
        second = (
            f"The target '{TARGET}' is each engine's last cycle minus the cycle of the row, plus "
            f"the cycles left after it by {tested.left} for those to test on."
        )
        whole = _of_engines(NAME, replace(train, frame=frame), (first, second))
        return replace(whole, roles={**whole.roles, PART: PART})


def _of_engines(name: str, table: RawTable, said: tuple[str, ...]) -> RawTable:
    return replace(
        table,
        name=name,
        target=TARGET,
        kind=DataKind.SERIES,
        roles={"unit": "unit", "time": "cycle"},
        remarks=(*table.remarks, *(Remark(Topic.FILE, text) for text in said)),
    )


def _with_target(table: RawTable, part: Part) -> RawTable:
    last = table.frame.groupby("unit")["cycle"].transform("max")
    target = last - table.frame["cycle"]
    if part.left:
        target += _left(part.left, table.frame["unit"])
    return replace(table, frame=table.frame.assign(**{TARGET: target}))


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
