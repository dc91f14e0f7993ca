"""A target of label sets, from whatever form it comes in: texts, lists, a column a label."""

from __future__ import annotations

import ast
import json
from dataclasses import replace
from fnmatch import fnmatchcase
from typing import Any

import numpy as np
import pandas as pd
from pandas.api import types

from mlbench.data.label_sets import SIGN, set_of
from mlbench.data.raw import RawTable
from mlbench.data.remarks import UNUSABLE, Event, Remark, Topic
from mlbench.data.stored import StoredTable
from mlbench.errors import DataError, did_you_mean, listing, shorten

#: What may stand between labels, and those of them that need nobody to say so.
SIGNS, PLAIN_SIGNS = ("|", ";", ","), ("|", ";")
#: Texts are taken for sets when this share of them has several labels.
SHARE = 0.05
#: So many different texts are looked at.
_LOOK = 2000


def sets_of(values: pd.Series, sign: str = "") -> pd.Series:
    """Return a column of texts or lists as sets of labels in the one form.

    Parameters
    ----------
    values : pandas.Series
        Texts without missing ones.
    sign : str
        What stands between labels; found where it is left out.

    Raises
    ------
    DataError
        The column holds no texts, no text holds two labels, or a label holds ``|``.

    Examples
    --------
    >>> sets_of(pd.Series(["b; a", "a", "[]"])).tolist()
    ['a|b', 'a', '']
    >>> sets_of(pd.Series(["['b', 'a']", "[]"])).tolist()
    ['a|b', '']
    """
    name = shorten(str(values.name), 60)
    if types.is_numeric_dtype(values.dtype) or types.is_datetime64_any_dtype(values.dtype):
        what = "numbers" if types.is_numeric_dtype(values.dtype) else "times"
        raise _refusal(
            f"The target '{name}' of a multilabel task must hold sets of labels, as "
            f"Comedy|Drama. Got {what}.",
            "Name a column for each label, as target: [toxic, insult], or choose another task.",
        )
    distinct = [str(text) for text in values.unique()]
    lists = _as_lists(distinct)
    if lists is None:
        used = sign or sign_of(distinct, SIGNS)
        if not used:
            raise _refusal(
                f"The target '{name}' of a multilabel task must hold sets of labels, with one of "
                f"{listing(SIGNS)} between them. Got single labels such as {listing(distinct, 3)}.",
                "Say what stands between labels, as read: {labels_by: '/'}; or use "
                "task: multiclass.",
            )
        lists = {text: _parts(text, used) for text in distinct}
    _refuse_signs(name, {label for labels in lists.values() for label in labels})
    return values.map({text: set_of(labels) for text, labels in lists.items()}).astype("str")


def sign_of(distinct: list[str], signs: tuple[str, ...] = PLAIN_SIGNS) -> str:
    """Return the first of the signs that stands between labels; empty for none."""
    return next((s for s in signs if any(len(_parts(t, s)) > 1 for t in distinct)), "")


def looks_like_sets(values: pd.Series) -> bool:
    """Whether a column of texts leaves little doubt that it holds sets of labels.

    Lists of texts do; those of numbers may be bounds. Other texts do when one in twenty has
    several parts, and the parts recur: there are fewer of them than there are texts.

    >>> looks_like_sets(pd.Series(["a|b", "b|c", "a|c", "a", "b", "c", "a|b|c"]))
    True
    >>> looks_like_sets(pd.Series(["Paris, France", "Rome, Italy"]))
    False
    """
    distinct = [str(text) for text in values.unique()[:_LOOK]]
    if _as_lists(distinct, (str,)) is not None:
        return True
    sign = sign_of(distinct)
    if not sign:
        return False
    parts = [_parts(text, sign) for text in distinct]
    several = values.isin([t for t, p in zip(distinct, parts, strict=True) if len(p) > 1])
    return bool(several.mean() >= SHARE) and len({p for ps in parts for p in ps}) < len(distinct)


def without_lists(table: RawTable | StoredTable, target: str | None) -> RawTable | StoredTable:
    """Return a table without columns of lists; the target alone may hold some.

    A model takes no lists, and the columns are said to be left out.
    """
    asked = target if target is not None else table.target
    lists = [event.column for event in table.events if event.topic is Topic.LISTS]
    if not lists:
        return table
    away = [name for name in lists if name != asked]
    events = tuple(
        Event(Topic.LEFT_OUT, event.column, details=(UNUSABLE,)) if event.column in away else event
        for event in table.events
        if event.topic is not Topic.LISTS or event.column in away
    )
    if isinstance(table, RawTable):
        return replace(table, frame=table.frame.drop(columns=away), events=events)
    names = {stored: name for stored, name in table.names.items() if name not in away}
    return replace(table, names=names, events=events)


def with_one_column(table: RawTable, target: str | None) -> RawTable:
    """Return a table in which columns of single labels have become one of label sets.

    Parameters
    ----------
    table : RawTable
        As it was read.
    target : str, optional
        A column; or several, joined by ``|``; or a pattern such as ``label_*``.

    Raises
    ------
    DataError
        A column is not there, has missing values, or holds more than true and false.
    """
    columns = _label_columns(table, target)
    if not columns:
        return table
    assert target is not None
    members = np.column_stack([_flags(table.frame[name]) for name in columns])
    sets = [set_of(label for label, is_in in zip(columns, row, strict=True) if is_in)
            for row in members]  # fmt: skip
    frame = table.frame.drop(columns=columns).assign(**{target: pd.Series(sets, dtype="str")})
    text = f"The target is the set of those of {len(columns):,} columns that are true: "
    remark = Remark(Topic.TASK, f"{text}{listing(columns, 5)}.", dict.fromkeys(columns, 0))
    away = dict.fromkeys(columns, "it is a label of the target")
    return replace(
        table,
        frame=frame,
        remarks=(*table.remarks, remark),
        left_out={**table.left_out, **away},
    )


def _label_columns(table: RawTable, target: str | None) -> list[str]:
    known = [str(name) for name in table.frame.columns]
    if target is None or target in known:
        return []
    if SIGN not in target:
        found = [name for name in known if fnmatchcase(name, target)]
        return found if len(found) > 1 else []
    asked = list(dict.fromkeys(target.split(SIGN)))
    for name in asked:
        if name not in known:
            raise DataError(
                f"Each column of the target must be one of the {len(known):,} columns. "
                f"Got '{shorten(name)}'. {did_you_mean(name, known)}",
                next_step="Correct the name.",
                code="TARGET_UNKNOWN",
            )
    if table.stored is not None and len(table.frame) < table.stored.rows:
        raise _refusal(
            "A target of several columns needs all rows in memory. Got a sample of "
            f"{len(table.frame):,} of {table.stored.rows:,}.",
            "Write the labels into one column, or raise the setting 'data_memory'.",
        )
    return asked


def _flags(column: pd.Series) -> Any:
    name = shorten(str(column.name), 60)
    gone = column.isna()
    if gone.any():
        raise DataError(
            f"The label column '{name}' must have a value in each of the {len(column):,} rows. "
            f"Got a missing one in {int(gone.sum()):,} of them, the first in row "
            f"{int(np.flatnonzero(gone)[0]) + 1:,}.",
            next_step="Leave these rows out, or write 0 where the label does not apply.",
            code="TARGET_MISSING",
        )
    plain = types.is_bool_dtype(column.dtype) or types.is_numeric_dtype(column.dtype)
    if not plain or not column.isin([0, 1]).all():
        raise _refusal(
            f"The label column '{name}' must hold true and false, or 0 and 1. Got values such as "
            f"{listing(column.unique(), 3)}.",
            "Leave it out of the target, or write 1 where the label applies.",
        )
    return column.to_numpy(dtype=bool)


def _as_lists(
    distinct: list[str], of: tuple[type, ...] = (str, int, float)
) -> dict[str, list[str]] | None:
    """Return what texts hold that are lists; None where one of them is no list of such."""
    found = {}
    for text in distinct:
        bare = text.strip()
        if not (bare.startswith("[") and bare.endswith("]")):
            return None
        labels = _read(bare, of)
        if labels is None:
            return None
        found[text] = labels
    return found or None


def _read(text: str, of: tuple[type, ...]) -> list[str] | None:
    for read in (json.loads, ast.literal_eval):
        try:
            values = read(text)
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            continue
        plain = isinstance(values, list) and all(isinstance(value, of) for value in values)
        return [label for value in values if (label := str(value).strip())] if plain else None
    return None


def _parts(text: str, sign: str) -> list[str]:
    if text.strip() == "[]":
        return []
    return [part for part in map(str.strip, text.split(sign)) if part]


def _refuse_signs(name: str, labels: set[str]) -> None:
    odd = sorted(label for label in labels if SIGN in label)
    if odd:
        raise _refusal(
            f"A label of '{name}' can't hold '{SIGN}', which stands between labels. "
            f"Got {listing(odd, 3)}.",
            "Rename these labels.",
        )


def _refusal(sentence: str, next_step: str) -> DataError:
    return DataError(sentence, next_step=next_step, code="TARGET_TASK")
