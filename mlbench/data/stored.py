"""A table that stays on disk, for data that does not fit the memory budget."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from mlbench.data.remarks import Event, Remark
from mlbench.vocabulary import DataKind


@dataclass(frozen=True)
class StoredTable:
    """Rows in Parquet files, in their order; what every large source becomes.

    Parameters
    ----------
    name : str
        A short name, for titles.
    parts : tuple of Path
        The files; their rows follow each other, and their schemas agree.
    rows : int
        The number of rows of all parts.
    names : mapping of str to str
        Name in the files -> name in the dataset, for the columns that are used, in order.
    target, remarks, events, left_out, kind, roles
        As those of :class:`~mlbench.data.raw.RawTable`.
    """

    name: str
    parts: tuple[Path, ...]
    rows: int
    names: Mapping[str, str]
    target: str | None = None
    remarks: tuple[Remark, ...] = ()
    events: tuple[Event, ...] = ()
    left_out: Mapping[str, str] = field(default_factory=dict)
    kind: DataKind = DataKind.TABULAR
    roles: Mapping[str, str] = field(default_factory=dict)
