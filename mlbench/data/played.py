"""The rows of a dataset with the columns that play a role."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from mlbench.data.dataset import Dataset


@dataclass(frozen=True, eq=False)
class Played:
    """Rows, and which of their columns play a role.

    Parameters
    ----------
    frame : pandas.DataFrame
        All rows of the dataset that are held.
    roles : mapping of str to str
        Role -> column, for columns that are in the frame: one without a value in the
        training rows was left out of it.
    """

    frame: pd.DataFrame
    roles: Mapping[str, str]

    def column(self, role: str) -> pd.Series | None:
        """Return the column that plays a role; None where there is none."""
        return self.frame[self.roles[role]] if role in self.roles else None

    def columns(self, *roles: str) -> list[pd.Series]:
        """Return the columns that play these roles; none at all where one of them is missing."""
        found = [self.column(role) for role in roles]
        present = [column for column in found if column is not None]
        return present if len(present) == len(roles) else []


def played(dataset: Dataset) -> Played:
    """Return the rows of a dataset with the columns that play a role."""
    frame, key = dataset.frame, dataset.split_key
    if key is not None and key.name not in frame:  # groups and parts are no features
        frame = frame.assign(**{str(key.name): key})
    return Played(frame, {r: column for r, column in dataset.roles.items() if column in frame})
