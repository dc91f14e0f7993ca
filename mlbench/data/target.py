"""The column to predict: what task it sets, and whether it can be predicted at all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from pandas.api import types

from mlbench.data.label_columns import looks_like_sets, sets_of
from mlbench.data.label_sets import label_counts
from mlbench.data.request import TaskName
from mlbench.errors import DataError, did_you_mean, listing, shorten
from mlbench.vocabulary import Task

#: A numeric target with more distinct values than this is taken as a quantity.
MOST_CLASSES = 20


@dataclass(frozen=True)
class Target:
    """The column to predict, checked.

    Parameters
    ----------
    values : pandas.Series
        Its values, one per row, none missing.
    task : Task
        What is predicted.
    note : str
        How the task was found; empty where it was given.
    """

    values: pd.Series
    task: Task
    note: str

    @property
    def name(self) -> str:
        """The column's name."""
        return str(self.values.name)


def check_target(
    frame: pd.DataFrame, name: str, asked: TaskName, *, sets: bool = False, labels_by: str = ""
) -> Target:
    """Check a target and find its task.

    Parameters
    ----------
    frame : pandas.DataFrame
        The table.
    name : str
        The target's column.
    asked : str
        A task, ``classification`` or ``auto``.
    sets : bool
        Whether the column holds sets of labels in the one form already.
    labels_by : str
        What stands between labels, for a multilabel task; found where it is left out.

    Raises
    ------
    DataError
        There is no such column, a value of it is missing or infinite, it has one class
        only, or it does not suit the task.
    """
    if name not in frame.columns:
        names = [str(column) for column in frame.columns]
        raise DataError(
            f"The target must be one of the {len(names):,} columns. Got '{shorten(name)}'. "
            f"{did_you_mean(name, names)}",
            next_step="Correct the target's name.",
            code="TARGET_UNKNOWN",
        )
    values = frame[name]
    if sets and asked not in ("auto", "classification", "multilabel"):
        raise DataError(
            f"A target of several columns sets a multilabel task. Got task '{asked}'.",
            next_step="Name one column to predict, or leave the task out.",
            code="TARGET_TASK",
        )
    _refuse_missing(values)
    is_open = not sets and asked == "auto" and types.is_string_dtype(values.dtype)
    found = is_open and (bool(labels_by) or looks_like_sets(values))
    if sets or found or asked == "multilabel":
        return _of_sets(values if sets else sets_of(values, labels_by), said=found)
    distinct = int(values.nunique())
    task, why = _find_task(values, distinct) if asked == "auto" else _given(asked, distinct)
    if distinct == 1:
        raise _single(values, task)
    _check_fit(values, distinct, task)
    if task.is_classification and types.is_float_dtype(values.dtype) and _is_whole(values):
        values = values.astype("int64")
    note = f"The task was found to be {task.value} classification" if task.is_classification else ""
    note = note or "The task was found to be regression"
    return Target(values, task, f"{note}: '{shorten(name, 60)}' {why}." if why else "")


def _of_sets(values: pd.Series, *, said: bool) -> Target:
    if (values == values.iloc[0]).all():
        raise _single(values, Task.MULTILABEL)
    name = f"'{shorten(str(values.name), 60)}'"
    counts, rows = label_counts(values), len(values)
    single = sorted(label for label, count in counts.items() if count == 1)
    every = sorted(label for label, count in counts.items() if count == rows)
    empty = int((values == "").sum())
    notes = [
        f"The task was found to be multilabel classification: {name} holds sets of "
        f"{len(counts):,} labels; task: multiclass sets that aside."
        if said
        else "",
        f"{empty:,} rows have no label of {name}." if empty else "",
        f"Only one row has the label {listing(single, 5)} of {name}." if single else "",
        f"Every row has the label {listing(every, 5)} of {name}: it is no use to predict it."
        if every
        else "",
    ]
    return Target(values, Task.MULTILABEL, " ".join(filter(None, notes)))


def _refuse_missing(values: pd.Series) -> None:
    unusable = values.isna().to_numpy()
    if types.is_float_dtype(values.dtype):
        unusable = ~np.isfinite(values.to_numpy())
    missing = int(unusable.sum())
    if not missing:
        return
    every = "all of them" if missing == len(values) else f"{missing:,} of them"
    first = int(np.flatnonzero(unusable)[0])
    raise DataError(
        f"The target '{shorten(str(values.name), 60)}' must have a finite value in each of the "
        f"{len(values):,} rows. Got a missing or infinite one in {every}, "
        f"the first in row {first + 1:,}.",
        next_step="Leave these rows out of the file, or choose another target. In a target of "
        "label sets, write [] where a row has no label.",
        code="TARGET_MISSING",
    )


def _find_task(values: pd.Series, distinct: int) -> tuple[Task, str]:
    classes = Task.BINARY if distinct <= 2 else Task.MULTICLASS  # noqa: PLR2004 - two is binary
    if types.is_bool_dtype(values.dtype):
        return classes, "is true or false"
    if types.is_datetime64_any_dtype(values.dtype):
        return Task.REGRESSION, "holds times"
    if not types.is_numeric_dtype(values.dtype):
        return classes, f"has {distinct:,} labels"
    whole = types.is_integer_dtype(values.dtype) or (classes is Task.BINARY and _is_whole(values))
    if whole and distinct <= MOST_CLASSES:
        return classes, f"has {distinct} whole numbers as values"
    if types.is_integer_dtype(values.dtype):
        return Task.REGRESSION, f"has {distinct:,} different whole numbers as values"
    return Task.REGRESSION, f"has {distinct:,} different floats as values"


def _given(asked: TaskName, distinct: int) -> tuple[Task, str]:
    if asked == "classification":
        return (Task.BINARY if distinct <= 2 else Task.MULTICLASS), ""  # noqa: PLR2004 - the same
    return Task(asked), ""


def _is_whole(values: pd.Series) -> bool:
    return bool((values == values.round()).all())


def _single(values: pd.Series, task: Task) -> DataError:
    what = "class" if task.is_classification else "value"
    what = "set of labels" if task is Task.MULTILABEL else what
    return DataError(
        f"The target '{shorten(str(values.name), 60)}' must have at least 2 different values. "
        f"Got a single {what} in all {len(values):,} rows: {listing([values.iloc[0]])}.",
        next_step="Choose another target, or data that has more than one outcome.",
        code="TARGET_SINGLE_CLASS" if task.is_classification else "TARGET_CONSTANT",
    )


def _check_fit(values: pd.Series, distinct: int, task: Task) -> None:
    name = shorten(str(values.name), 60)
    if types.is_datetime64_any_dtype(values.dtype):
        got, expected = "times", "numbers or labels"
    elif task is Task.BINARY and distinct > 2:  # noqa: PLR2004 - two is what binary means
        got, expected = f"{distinct:,} of them", "2 different values for binary classification"
    elif task is Task.MULTICLASS and distinct <= 2:  # noqa: PLR2004 - the same
        got, expected = f"{distinct} of them", "more than 2 classes for multiclass classification"
    elif task is Task.REGRESSION and (
        types.is_bool_dtype(values.dtype) or not types.is_numeric_dtype(values.dtype)
    ):
        odd = listing(values.astype("str").unique()[:3])
        got, expected = f"values such as {odd}", "numbers for regression"
    else:
        return
    raise DataError(
        f"The target '{name}' must hold {expected}. Got {got}.",
        next_step="Choose another task or another target; task='auto' looks at the target.",
        code="TARGET_TASK",
    )
