"""The forward pass in NumPy: what a fitted network says, and how far off it is."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from mlbench.models.keras_fit.plan import Array, Weights

#: Rows that are passed at once.
_BLOCK = 65_536
#: Slots of an embedding: of a missing category (code -2), of an unknown one (-1), of the first.
_MISSING, _UNKNOWN, FIRST = 0, 1, 2


def forward(X: Array, weights: Weights) -> Array:
    """Return the raw outputs of a network of embeddings and rectified dense layers.

    Parameters
    ----------
    X : float32 array of shape (rows, columns)
        The codes of categories first, then numbers. A code that has no slot is unknown.
    weights : (list of array, list of (kernel, bias))
        An embedding a categorical column; every dense layer, the last one without rectifier.

    Returns
    -------
    float32 array of shape (rows, outputs)

    Examples
    --------
    >>> one = np.ones((1, 1), np.float32)
    >>> forward(one, ([], [(-one, 0 * one[0]), (one, 2 * one[0])]))
    array([[2.]], dtype=float32)
    """
    tables, layers = weights
    parts = [table[slots_of(X[:, column], len(table))] for column, table in enumerate(tables)]
    rows = np.concatenate([*parts, X[:, len(tables) :]], axis=1) if parts else X
    for number, (kernel, bias) in enumerate(layers, start=1):
        rows = rows @ kernel + bias
        if number < len(layers):
            rows = np.maximum(rows, 0)
    return rows


def slots_of(codes: Array, slots: int) -> npt.NDArray[np.int64]:
    """Return the row of an embedding that each code stands for.

    >>> slots_of(np.array([-2, -1, 0, 7], np.float32), 4).tolist()
    [0, 1, 2, 1]
    """
    found = codes.astype(np.int64) + FIRST
    return np.where((found >= _MISSING) & (found < slots), found, _UNKNOWN)


def with_unseen(table: Array, codes: Array) -> Array:
    """Return an embedding whose slots that no training row has stand for a mean category.

    Parameters
    ----------
    table : float32 array of shape (slots, width)
        As it was trained.
    codes : float32 array of shape (rows,)
        Of the training rows.

    >>> with_unseen(np.array([[9], [9], [1], [3]], np.float32), np.array([0, 1], np.float32))
    array([[2.],
           [2.],
           [1.],
           [3.]], dtype=float32)
    """
    counts = np.bincount(slots_of(codes, len(table)), minlength=len(table))
    mean = (counts @ table.astype(np.float64)) / counts.sum()
    return np.where(counts[:, None] > 0, table, mean.astype(np.float32))


def loss(X: Array, y: npt.NDArray[np.generic], weight: Array, weights: Weights) -> float:
    """Return the mean loss of rows: cross-entropy of labels or indicators, or squared error."""
    total = 0.0
    for start in range(0, len(X), _BLOCK):
        part = slice(start, start + _BLOCK)
        outputs = forward(X[part], weights).astype(np.float64)
        if y.ndim > 1:
            true = y[part].astype(np.float64)
            losses = (np.logaddexp(0, outputs) - true * outputs).mean(axis=1)
        elif y.dtype.kind == "i":
            highest = outputs.max(axis=1)
            spread = np.log(np.exp(outputs - highest[:, None]).sum(axis=1))
            said = outputs[np.arange(len(outputs)), y[part].astype(np.int64)]
            losses = highest + spread - said
        else:
            losses = (outputs[:, 0] - y[part].astype(np.float64)) ** 2
        total += float(losses @ weight[part])
    return total / float(weight.sum())
