"""A seeded sample of a stored table, as large as memory allows; rare classes keep their rows.

A row is drawn by a hash of the seed and of its id: those with the lowest hashes are taken.
So the sample depends on nothing but the rows and the seed, neither on how the rows are cut
into files and batches nor on the number of threads.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from mlbench.data.remarks import Remark, Topic
from mlbench.data.scan.batches import ROW, Ids, batches, frame_of_batches
from mlbench.data.scan.layout import layout_of
from mlbench.data.stored import StoredTable
from mlbench.data.target import MOST_CLASSES
from mlbench.errors import listing
from mlbench.live.watch import watched
from mlbench.live.work import Work

#: A class keeps at least so many of its rows, as long as it has them.
RARE = 200
#: More classes than this are no strata.
STRATA = 1000
#: What building a frame takes beside the frame itself, as a share of it.
_BUILDING = 0.5
_LOOK = 20_000
_SCALE = float(2**64)


@dataclass(frozen=True)
class Sample:
    """Some rows of a stored table.

    Parameters
    ----------
    frame : pandas.DataFrame
        The rows in their order, with an index from 0.
    ids : numpy.ndarray of int64
        The row id in the stored table of each.
    remark : Remark or None
        What was drawn of how much; None where these are all rows.
    """

    frame: pd.DataFrame
    ids: Ids
    remark: Remark | None


def draw(stored: StoredTable, target: str | None, task: str, seed: int, memory: int) -> Sample:
    """Draw as many rows of a stored table as fit into memory.

    Parameters
    ----------
    stored : StoredTable
        The table.
    target : str, optional
        The column to predict; where it holds classes, each keeps its share, and a rare one
        at least 200 rows.
    task : str
        The task as it was asked for; a column of a regression holds no classes.
    seed : int
        The seed of the choice, from 0.
    memory : int
        Bytes that the frame may take, from 1.
    """
    most = max(1, int(memory / (1 + _BUILDING) / _row_size(stored)))
    if most >= stored.rows:
        ids = np.arange(stored.rows, dtype=np.int64)
        return Sample(_frame(stored, ids), ids, None)
    known = target is not None and target in stored.names.values()
    counts = _classes(stored, str(target), task) if known else {}
    shares = _shares(counts, stored.rows, most)
    ids = _drawn(stored, target if counts else None, counts, shares, seed)
    return Sample(_frame(stored, ids), ids, _remark(stored, len(ids), counts, shares, seed))


def _row_size(stored: StoredTable) -> float:
    """Return the bytes that a row takes in a frame."""
    # the same rows however they are cut into parts
    first = np.arange(min(_LOOK, stored.rows), dtype=np.int64)
    frame = frame_of_batches(list(batches(stored, only=first)), layout_of(stored))
    return max(1.0, float(frame.memory_usage(index=False, deep=True).sum()) / len(frame))


def _frame(stored: StoredTable, ids: Ids) -> pd.DataFrame:
    pieces = []
    with watched(Work(f"Reading {len(ids):,} rows", "rows", total=len(ids))) as work:
        for piece in batches(stored, only=ids):
            pieces.append(piece)
            work.done += len(piece)
    return frame_of_batches(pieces, layout_of(stored)).reset_index(drop=True)


def _classes(stored: StoredTable, target: str, task: str) -> dict[Any, int]:
    """Return the rows of each class; nothing where the target is a quantity."""
    plain = next(column.plain for column in layout_of(stored) if column.name == target)
    labelled = pa.types.is_string(plain) or pa.types.is_boolean(plain)
    asked = task in ("classification", "binary", "multiclass")
    if task == "regression" or not (labelled or asked or pa.types.is_integer(plain)):
        return {}
    most = STRATA if labelled or asked else MOST_CLASSES
    counts: dict[Any, int] = {}
    for batch in batches(stored, [target]):
        for pair in batch.column(0).value_counts().to_pylist():
            counts[pair["values"]] = counts.get(pair["values"], 0) + pair["counts"]
        if len(counts) > most:
            return {}
    return counts


def _shares(counts: Mapping[Any, int], rows: int, most: int) -> dict[Any, int]:
    """Return how many rows each class gets; a sole class None where there are none."""
    if not counts:
        return {None: most}
    least = min(RARE, most // (2 * len(counts)))
    return {
        label: min(count, max(least, count * most // rows, 1)) for label, count in counts.items()
    }


def _drawn(
    stored: StoredTable,
    target: str | None,
    counts: Mapping[Any, int],
    shares: Mapping[Any, int],
    seed: int,
) -> Ids:
    labels = list(shares)
    wanted = np.array([shares[label] for label in labels])
    there = np.array([counts.get(label, stored.rows) for label in labels])
    # the lowest hashes of a class lie below this but for one case in a thousand million
    below = np.minimum(1.0, (wanted + 6 * np.sqrt(wanted) + 40) / there)
    found: list[tuple[Ids, Ids, npt.NDArray[np.float64]]] = []
    for ids, codes in _coded(stored, target, labels):
        drawn = _hashes(ids, seed)
        near = drawn < below[codes]
        found.append((ids[near], codes[near], drawn[near]))
    ids, codes, drawn = (np.concatenate(parts) for parts in zip(*found, strict=True))
    chosen = []
    for code, count in enumerate(wanted):
        own = np.flatnonzero(codes == code)
        chosen.append(ids[own[np.argsort(drawn[own], kind="stable")[:count]]])
    return np.sort(np.concatenate(chosen))


def _coded(stored: StoredTable, target: str | None, labels: list[Any]) -> Any:
    """Go through the ids of all rows with the place of each one's class."""
    if target is None:
        step = 1_000_000
        for begin in range(0, stored.rows, step):
            ids = np.arange(begin, min(begin + step, stored.rows), dtype=np.int64)
            yield ids, np.zeros(len(ids), dtype=np.int64)
        return
    places = {label: place for place, label in enumerate(labels)}
    for batch in batches(stored, [target]):
        coded = batch.column(0).dictionary_encode(null_encoding="encode")
        own = np.array([places[label] for label in coded.dictionary.to_pylist()], dtype=np.int64)
        yield batch.column(ROW).to_numpy(), own[coded.indices.to_numpy()]


def _hashes(ids: Ids, seed: int) -> npt.NDArray[np.float64]:
    """Return a number in [0, 1) for each row: SplitMix64 (Steele et al. 2014) of seed and id."""
    start = np.uint64(seed * 0xD1342543DE82EF95 % 2**64)
    with np.errstate(over="ignore"):
        z = (ids.astype(np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15) + start
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return (z ^ (z >> np.uint64(31))).astype(np.float64) / _SCALE


def _remark(
    stored: StoredTable,
    held: int,
    counts: Mapping[Any, int],
    shares: Mapping[Any, int],
    seed: int,
) -> Remark:
    how = ", each class by itself" if counts else ""
    text = (
        f"{held:,} of {stored.rows:,} rows are held in memory, drawn by seed {seed}{how}; "
        "figures about all rows are taken from the files."
    )
    fair = held / stored.rows
    more = [label for label, count in counts.items() if shares[label] > 1.1 * count * fair]
    if more:
        text += f" Rare classes keep more than their share: {listing(more, 5)}."
    return Remark(Topic.SAMPLE, text)
