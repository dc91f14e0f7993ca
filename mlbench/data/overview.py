"""The overview: what columns hold and how they go together, as tables and pictures."""

from __future__ import annotations

import html
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from mlbench.data import plots
from mlbench.data.association import associate, correlate
from mlbench.data.dataset import Dataset
from mlbench.data.describe import describe
from mlbench.errors import shorten
from mlbench.pictures import Picture
from mlbench.statements import number_text

#: So many columns are shown; the others are counted.
SHOWN = 40


@dataclass(frozen=True, eq=False)
class Overview:
    """What is in a dataset, column by column.

    Parameters
    ----------
    dataset : Dataset
        The dataset.
    columns : pandas.DataFrame
        One row a column, as :func:`mlbench.data.describe.describe` makes it.

    Examples
    --------
    >>> from mlbench.data.dataset import load
    >>> look = overview(load("sklearn:iris"))
    >>> str(look.frame().loc["petal width (cm)", "kind"])
    'numeric'
    >>> look.association().index[0].startswith("petal")
    True
    """

    dataset: Dataset
    columns: pd.DataFrame

    def frame(self) -> pd.DataFrame:
        """Return one row a column: role, kind, dtype, missing, distinct, range, top value.

        See :func:`mlbench.data.describe.describe` for the columns of the table.
        """
        return self.columns.drop(columns="pattern")

    @cached_property
    def _association(self) -> pd.DataFrame:
        return associate(self.dataset)

    def association(self) -> pd.DataFrame:
        """Return how strongly each feature goes with the target, the strongest first.

        Returns
        -------
        pandas.DataFrame
            Indexed by ``feature``: ``kind``, ``mutual_information`` in nats, ``strength``
            in [0, 1]; estimated on at most 5,000 training rows and 300 features. Empty
            without a target.
        """
        return self._association.copy()

    def correlations(self, limit: int = 20) -> pd.DataFrame:
        """Return Spearman's rank correlations between the numeric columns with the largest.

        Parameters
        ----------
        limit : int
            The most columns returned, from 2.
        """
        return correlate(self.dataset, limit)

    def plot_missing(self, limit: int = 20) -> Picture:
        """Draw the share of missing values of the columns that have the most."""
        return plots.draw_missing(self.columns, limit)

    def plot_distributions(self, limit: int = 12) -> Picture:
        """Draw how the values of the first `limit` features are distributed, by class."""
        return plots.draw_distributions(self.dataset, limit)

    def plot_target(self) -> Picture:
        """Draw how the target is distributed."""
        return plots.draw_target(self.dataset)

    def plot_correlations(self, limit: int = 20) -> Picture:
        """Draw the rank correlations between the numeric columns with the largest."""
        return plots.draw_correlations(self.correlations(limit))

    def plot_association(self, limit: int = 15) -> Picture:
        """Draw how strongly the features go with the target, the `limit` strongest."""
        return plots.draw_association(self._association, limit, self.dataset.target)

    def __repr__(self) -> str:
        table = _rendered(self.frame().head(SHOWN))
        return f"{self._title()}\n{table.to_string(max_colwidth=24)}"

    def _repr_html_(self) -> str:
        table = _rendered(self.frame().head(SHOWN)).to_html(index_names=False, border=0)
        rest = len(self.columns) - SHOWN
        more = f"<p>and {rest:,} more columns; frame() has all of them</p>" if rest > 0 else ""
        return f"<div><p>{html.escape(self._title())}</p>{table}{more}</div>"

    def _title(self) -> str:
        missing = int(self.columns["missing"].fillna(0).sum())
        cells = self.dataset.rows * max(self.dataset.frame.shape[1], 1)
        return (
            f"{self.dataset.rows:,} rows, {len(self.columns):,} columns, "
            f"{missing:,} missing values ({100 * missing / max(cells, 1):.3g} % of all)"
        )


def overview(dataset: Dataset) -> Overview:
    """Look at each column of a dataset.

    Parameters
    ----------
    dataset : Dataset
        All rows are described; what concerns the target, or relations between columns,
        is taken from the training rows alone.

    Returns
    -------
    Overview
    """
    return Overview(dataset, describe(dataset))


def _rendered(table: pd.DataFrame) -> pd.DataFrame:
    shown = pd.DataFrame(index=[shorten(str(name), 40) for name in table.index])
    for name in table.columns[table.notna().any().to_numpy()]:
        shown[name.replace("_percent", " %")] = [_cell(value) for value in table[name]]
    return shown


def _cell(value: Any) -> str:
    if pd.isna(value):
        return ""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return number_text(value)
    return shorten(str(value), 30)
