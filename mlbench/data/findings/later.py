"""MB128: times after the moment that a row speaks of."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
from pandas.api import types

from mlbench.data.dataset import ColumnKind
from mlbench.data.findings.look import Look, NotJudged, bounded, quoted
from mlbench.statements import Finding
from mlbench.vocabulary import Severity

#: From this share of the rows it is no slip, and the fewest rows.
SHARE, FEWEST = 0.05, 10


def later_times(look: Look) -> Iterator[Finding | NotJudged]:
    """MB128: a time that lies after the row's own, which the split or the data's kind names."""
    dataset = look.dataset
    moment = _moment(look)
    if moment is None or dataset.target is None:
        yield NotJudged("MB128", "no column says when a row's target is to be told")
        return
    found = []
    for name, kind in dataset.kinds.items():
        if kind is not ColumnKind.DATETIME or name == moment.name:
            continue
        ahead = dataset.frame[name] - moment
        late = ahead[ahead > pd.Timedelta(0)]
        present = int(ahead.notna().sum())
        if len(late) < max(FEWEST, SHARE * present):
            continue
        found.append(
            Finding(
                "MB128",
                "times after the row's own",
                Severity.WARNING,
                quoted(name),
                f"{len(late):,} of {present:,} values lie after '{moment.name}' of their row, by "
                f"{late.median()} in the middle, first in row {int(late.index[0]) + 1:,}.",
                "If it is only known later, leave it out; planned times may stay.",
            )
        )
    yield from bounded(found)


def _moment(look: Look) -> pd.Series | None:
    dataset = look.dataset
    role = dataset.roles.get("time")
    column = dataset.split_key if dataset.split_key is not None else dataset.frame.get(role or "")
    is_time = column is not None and types.is_datetime64_any_dtype(column.dtype)
    return column if is_time else None
