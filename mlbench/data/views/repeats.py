"""Files that hold the same, byte by byte."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from mlbench.data.dataset import Dataset
from mlbench.data.drawing import said
from mlbench.data.media.files import files_of
from mlbench.data.views.shown import Shown, Table
from mlbench.errors import listing


def repeated_files(dataset: Dataset) -> Iterator[Shown]:
    """Yield the groups of files with the same content, the largest first."""
    files = files_of(dataset)
    if files is None:
        return
    digests = files.digests
    again = digests[digests.duplicated(keep=False)]
    if again.empty:
        yield said(f"No two of the {len(digests):,} files hold the same.")
        return
    groups = [list(ids) for ids in again.groupby(again, sort=False).groups.values()]
    groups.sort(key=len, reverse=True)
    columns: dict[str, Any] = {"files": [len(ids) for ids in groups]}
    columns["paths"] = [listing(files.paths.iloc[ids], 4) for ids in groups]
    if dataset.target is not None:
        columns["labels"] = [listing(sorted(dataset.y.iloc[ids].unique()), 4) for ids in groups]
    title = f"{len(again):,} of {len(digests):,} files hold what another one holds, byte by byte."
    yield Table(title, pd.DataFrame(columns))
