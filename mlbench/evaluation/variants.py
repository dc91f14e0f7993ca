"""Predictions for many variants of the same rows, made together.

A pipeline spends most of a call on its way in, whatever the number of rows: a hundred calls for
a hundred rows each take twenty times as long as one call for ten thousand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from mlbench.models.outputs import Outputs, outputs_of

#: So many cells are predicted at once; it bounds the memory, not the figures.
CELLS = 1_000_000

#: Columns by name that stand in for those of the rows, one value a row.
Variant = Mapping[str, pd.Series]


def outputs_of_variants(
    pipeline: Any, rows: pd.DataFrame, variants: Sequence[Variant]
) -> Iterator[Outputs]:
    """Yield what a fitted pipeline predicts for each variant of some rows, in their order.

    Parameters
    ----------
    pipeline : object
        A fitted scikit-learn pipeline.
    rows : pandas.DataFrame of shape (rows, features)
        The rows as they are.
    variants : sequence of mapping of str to pandas.Series
        The columns that differ, by name.

    Examples
    --------
    >>> from sklearn.dummy import DummyRegressor
    >>> rows = pd.DataFrame({"x": [1.0, 2.0]})
    >>> mean = DummyRegressor().fit(rows, [1.0, 3.0])
    >>> [each.values.tolist() for each in outputs_of_variants(mean, rows, [{}, {"x": -rows["x"]}])]
    [[2.0, 2.0], [2.0, 2.0]]
    """
    count = len(rows)
    size = max(1, CELLS // max(rows.size, 1))
    for begin in range(0, len(variants), size):
        together = variants[begin : begin + size]
        outputs = outputs_of(pipeline, _stacked(rows, together))
        for place in range(len(together)):
            yield outputs.of_rows(slice(place * count, (place + 1) * count))


def _stacked(rows: pd.DataFrame, variants: Sequence[Variant]) -> pd.DataFrame:
    """Return the variants one under the other."""
    frame = rows.iloc[np.tile(np.arange(len(rows)), len(variants))]
    frame = frame.reset_index(drop=True)
    changed = dict.fromkeys(name for variant in variants for name in variant)
    return frame.assign(**{name: _column(frame[name], name, variants) for name in changed})


def _column(stacked: pd.Series, name: str, variants: Sequence[Variant]) -> pd.Series:
    """Return a column of all variants; `stacked` is that of the rows, as often as there are some.

    What lies between two variants that differ in it is one piece, however many lie there.
    """
    count = len(stacked) // len(variants)
    pieces, done = [], 0
    for place, variant in enumerate(variants):
        if name in variant:
            pieces += [stacked.iloc[done : place * count], variant[name]]
            done = (place + 1) * count
    pieces.append(stacked.iloc[done:])
    return pd.concat([piece for piece in pieces if len(piece)] or pieces, ignore_index=True)
