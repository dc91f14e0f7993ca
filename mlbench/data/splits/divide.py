"""From what was asked for to both sides of a split, and what is said about it."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import cast

import pandas as pd

from mlbench.data.label_sets import label_names, strata
from mlbench.data.remarks import Remark, Topic
from mlbench.data.request import Request
from mlbench.data.splits.key import key_of
from mlbench.data.splits.rows import split_rows
from mlbench.data.splits.split import GROUPED, IN_TIME, NEED_COLUMN, Parts, Split, SplitKind
from mlbench.data.target import Target
from mlbench.errors import DataError, listing, shorten
from mlbench.vocabulary import Task

#: The kinds that need classes to keep their shares.
_STRATIFIED = ("stratified", "stratified_group")


@dataclass(frozen=True)
class Divided:
    """A split that was made.

    Parameters
    ----------
    split : Split
        How.
    parts : Parts
        Which rows are on which side.
    key : pandas.Series or None
        The column that the split goes by, all rows.
    left_out : mapping of str to str
        That column and why it is no feature, where it is none.
    remarks : tuple of Remark
        What is to be said about it.
    """

    split: Split
    parts: Parts
    key: pd.Series | None
    left_out: dict[str, str]
    remarks: tuple[Remark, ...]


def divide(request: Request, frame: pd.DataFrame, target: Target | None) -> Divided:
    """Split rows as they were asked to be split.

    Raises
    ------
    DataError
        The data can't be split so.
    """
    classes = target.values if target and target.task.is_classification else None
    is_sets = target is not None and target.task is Task.MULTILABEL
    auto = "random" if classes is None else "stratified"
    kind = cast("SplitKind", auto if request.split == "auto" else request.split)
    if kind in _STRATIFIED and classes is None:
        raise DataError(
            f"A {kind} split needs a target with classes. Got "
            f"{'a regression target' if target else 'no target'}.",
            next_step="Use split='group', 'random' or 'time'.",
            code="DATA_OPTION",
        )
    how = request.split_by, request.split_gap
    split = Split(kind, request.test_fraction, request.split_seed, *how)
    key = key_of(split, frame, target.name if target else None)
    parts = split_rows(split, len(frame), _strata(classes, split) if is_sets else classes, key)
    if kind == "predefined":
        split = replace(split, test_fraction=len(parts.test) / len(frame))
    if classes is not None and classes.iloc[parts.train].nunique() < 2:  # noqa: PLR2004 - one
        raise DataError(
            f"The training rows of a {kind} split must hold at least 2 classes of "
            f"'{classes.name}'. Got {listing([classes.iloc[parts.train[0]]])} only.",
            next_step="Use split='stratified', or another test_fraction.",
            code="TARGET_SINGLE_CLASS",
        )
    goes = key is not None and kind in NEED_COLUMN and not request.split_keep
    left_out = {str(split.by): f"the rows are split by it ({kind})"} if goes else {}
    said = [f"The split was chosen to be {kind}."] if request.split == "auto" and target else []
    said += _about_key(split, parts, key)
    said += _one_sided(classes, parts, is_sets=is_sets)
    remarks = tuple(Remark(Topic.SPLIT, text) for text in said)
    return Divided(split, parts, key, left_out, remarks)


def _about_key(split: Split, parts: Parts, key: pd.Series | None) -> list[str]:
    said = []
    if key is not None:
        rows, held_out = len(key), len(parts.test)
        share = f"{held_out:,} of {rows:,} rows are held out ({100 * held_out / rows:.3g} %)"
        name = shorten(str(split.by), 60)
        if split.kind in GROUPED:
            groups, tested = key.nunique(), key.iloc[parts.test].nunique()
            said.append(f"{share}: {tested:,} of {groups:,} groups of '{name}'.")
        elif split.kind in IN_TIME:
            said.append(f"{share}: from '{name}' {key.iloc[parts.test].min()} on.")
        else:
            said.append(f"{share}, as '{name}' says.")
        rows_aside = rows - held_out - len(parts.train)
    else:
        rows_aside = 0 if split.gap is None else int(parts.test[0]) - len(parts.train)
    if rows_aside:
        said.append(
            f"{rows_aside:,} rows in the gap of {split.gap} before the test rows are set aside."
        )
    return said


def _strata(classes: pd.Series | None, split: Split) -> pd.Series:
    """Return what rows with sets of labels are parted by: the rarest label of each."""
    assert classes is not None
    rows = len(classes)
    fewer = math.floor(rows * min(split.test_fraction, 1 - split.test_fraction))
    return strata(classes, fewest=2, most=max(1, fewer)).rename(str(classes.name))


def _one_sided(classes: pd.Series | None, parts: Parts, *, is_sets: bool) -> list[str]:
    if classes is None:
        return []
    learnt, tested = (set(classes.iloc[rows].unique()) for rows in (parts.train, parts.test))
    if is_sets:
        learnt, tested = set(label_names(learnt)), set(label_names(tested))
    return [
        f"No {what} row has the {'label' if is_sets else 'class'} "
        f"{listing(sorted(these - other), 5)}."
        for these, other, what in ((tested, learnt, "training"), (learnt, tested, "test"))
        if these - other
    ]
