"""The target column as the plain array that scikit-learn learns from."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.api import types

from mlbench.errors import RefusedInput
from mlbench.vocabulary import Task


def target_array(column: pd.Series, task: Task) -> npt.NDArray[Any]:
    """Return a target as an array of numbers or of plain labels.

    Parameters
    ----------
    column : pandas.Series of shape (rows,)
        The target, without missing values.
    task : Task
        What is predicted: numbers become float64, labels keep their type, sets of labels
        stay texts.

    Returns
    -------
    numpy.ndarray of shape (rows,)
        Of float64, int64, bool or text.

    Examples
    --------
    >>> target_array(pd.Series(["no", "yes"]), Task.BINARY).dtype.kind
    'U'
    """
    if task is Task.REGRESSION:
        return column.to_numpy(dtype=np.float64)
    if types.is_bool_dtype(column.dtype):
        return column.to_numpy(dtype=bool)
    if types.is_integer_dtype(column.dtype):
        return column.to_numpy(dtype=np.int64)
    if types.is_float_dtype(column.dtype):
        return column.to_numpy(dtype=np.float64)
    return column.astype(str).to_numpy(dtype=np.str_)


def plain_labels(classes: npt.NDArray[Any]) -> list[Any]:
    """Return class labels as plain Python values, in their sorted order."""
    return [label.item() if hasattr(label, "item") else label for label in classes]


def needs_target(target: str | None, task: Task | None, what: str) -> tuple[str, Task]:
    """Return the target and task of a dataset that has them.

    Raises
    ------
    RefusedInput
        The dataset was loaded without a target.
    """
    if target is None or task is None:
        raise RefusedInput(
            f"{what} needs a dataset with a target column. Got one without.",
            next_step="Load it with target='...', the name of the column to predict.",
        )
    return target, task
