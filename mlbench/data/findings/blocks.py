"""MB127: rows that come in blocks of a kind, split at random."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd

from mlbench.data.dataset import ColumnKind, Dataset
from mlbench.data.findings.look import Look, NotJudged, quoted
from mlbench.statements import Finding
from mlbench.vocabulary import Severity

#: So many blocks, of so many rows on average.
BLOCKS, ROWS = 5, 3
#: Rows of a block have much the same target from this likeness of neighbours, in [0, 1].
ALIKE = 0.5
_KINDS = (ColumnKind.NUMERIC, ColumnKind.CATEGORICAL)


def blocks(look: Look) -> Iterator[Finding | NotJudged]:
    """MB127: a column whose values come each in one block, as those of a patient or a unit."""
    dataset = look.dataset
    if dataset.split.kind not in ("random", "stratified") or dataset.target is None:
        no_target = dataset.target is None
        why = "there is no target" if no_target else "the rows are not split at random"
        yield NotJudged("MB127", why)
        return
    table = look.features[look.features["kind"].isin([str(kind) for kind in _KINDS])]
    table = table[~table.index.isin(list(dataset.roles.values()))]  # MB153 speaks of units
    likely = table["distinct"].between(BLOCKS, dataset.rows / ROWS) & (table["dtype"] != "float64")
    for name in table.index[likely.to_numpy() & (table["missing"] == 0).to_numpy()]:
        codes = pd.factorize(dataset.frame[str(name)])[0]
        # each value once, in the order of the first ones: the codes never fall
        if np.any(np.diff(codes) < 0):
            continue
        sizes = np.bincount(codes)
        shared = len(np.intersect1d(codes[dataset.train_rows], codes[dataset.test_rows]))
        likeness = _likeness(dataset, codes)
        yield Finding(
            "MB127",
            "rows in blocks, split at random",
            Severity.WARNING if likeness >= ALIKE else Severity.INFO,
            quoted(name),
            f"Each of its {len(sizes):,} values has its rows next to each other, "
            f"{np.median(sizes):.4g} in the middle; {shared:,} of them are on both sides of the "
            f"split. The target of neighbours in a block is alike by {likeness:.2f} (0 is chance).",
            "If they are people, units or sessions, split by them: split='group', split_by it.",
        )
        return


def _likeness(dataset: Dataset, codes: npt.NDArray[np.int64]) -> float:
    """Return how alike neighbours of one block are: correlation, or agreement beyond chance."""
    inside = np.flatnonzero(np.diff(codes) == 0)
    if dataset.classes is None:
        y = dataset.y.to_numpy(dtype="float64")
        one, next_one = y[inside], y[inside + 1]
        varies = one.std() > 0 and next_one.std() > 0
        return float(np.corrcoef(one, next_one)[0, 1]) if varies else 0.0
    y = pd.factorize(dataset.y)[0]
    chance = float(np.sum((np.bincount(y) / len(y)) ** 2))
    return float((np.mean(y[inside] == y[inside + 1]) - chance) / (1 - chance))
