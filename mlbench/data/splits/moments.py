"""Splits in the order of time: what is tested comes after what is learnt from."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from mlbench.data.splits.key import gap_of
from mlbench.data.splits.split import Gap, Parts, Split
from mlbench.errors import DataError


def by_order(split: Split, held_out: int, rows: int, key: pd.Series | None) -> Parts:
    """Hold out the last rows by time, and set aside those in the gap before them.

    Rows of the same moment are on the same side.
    """
    moments, gap = moments_of(split, rows, key)
    ordered = np.sort(moments)
    first = ordered[rows - held_out]
    later = ordered[np.searchsorted(ordered, first, side="right") :]
    held = rows - int(np.searchsorted(ordered, first))
    # rows of one moment all go along, or stay, whichever comes closer to what was asked for
    if (len(later) and held - held_out > held_out - len(later)) or held == rows:
        first = later[0] if len(later) else first
    test = moments >= first
    train = before(moments, first, gap)
    if not train.any():
        raise _nothing_before(split, int(test.sum()), rows)
    return Parts(np.flatnonzero(train), np.flatnonzero(test))


def moments_of(split: Split, rows: int, key: pd.Series | None) -> tuple[npt.NDArray[Any], Gap]:
    """Return the place of each row in time, and the gap in the same unit."""
    gap = gap_of(split, key)
    if key is None:
        return np.arange(rows), gap
    values = key.to_numpy()
    return (values.astype("datetime64[us]") if values.dtype.kind == "M" else values), gap


def before(moments: npt.NDArray[Any], first: Any, gap: Gap) -> npt.NDArray[np.bool_]:
    """Return which rows lie further before a moment than the gap."""
    earlier: npt.NDArray[np.bool_] = moments < first - gap
    return earlier


def _nothing_before(split: Split, held_out: int, rows: int) -> DataError:
    gap = f" and the gap of {split.gap}" if split.gap else ""
    by = f" of '{split.by}'" if split.by else ""
    return DataError(
        f"A {split.kind} split must leave rows to train on before the {held_out:,} last{by}"
        f"{gap}. Got none of {rows:,}.",
        next_step="Use a smaller gap or test_fraction, or more moments.",
        code="DATA_TOO_SMALL",
    )
