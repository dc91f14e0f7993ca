"""The overview: what columns hold and how they go together, as tables and pictures."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from mlbench.data import plots
from mlbench.data.association import associate, correlate, has_association
from mlbench.data.codes import telling
from mlbench.data.dataset import ColumnKind, Dataset
from mlbench.data.describe import describe, describe_stored
from mlbench.data.drawing import said
from mlbench.data.label_plots import draw_labels
from mlbench.data.scan.association import associate_stored
from mlbench.data.scan.distributions import distributions
from mlbench.data.scan.figures import ColumnFigures
from mlbench.data.scan.rows import Family
from mlbench.data.scan.scan import scan
from mlbench.data.scan.target import count_target
from mlbench.errors import shorten
from mlbench.html_tables import text_left
from mlbench.pictures import Picture
from mlbench.statements import number_text
from mlbench.vocabulary import Task

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
    figures : mapping of str to ColumnFigures, optional
        What a scan of the files said, where a sample of the rows is held.

    Examples
    --------
    >>> from mlbench.data.load import load
    >>> look = overview(load("sklearn:iris"))
    >>> str(look.frame().loc["petal width (cm)", "kind"])
    'numeric'
    >>> look.association().index[0].startswith("petal")
    True
    """

    dataset: Dataset
    columns: pd.DataFrame
    figures: Mapping[str, ColumnFigures] | None = None

    def frame(self) -> pd.DataFrame:
        """Return one row a column: role, kind, dtype, missing, distinct, range, top value.

        See :func:`mlbench.data.describe.describe` for the columns of the table.
        """
        return self.columns.copy()

    @cached_property
    def _association(self) -> pd.DataFrame:
        is_sets = self.dataset.task is Task.MULTILABEL
        if self.figures is not None and not is_sets and has_association(self.dataset):
            return associate_stored(self.dataset, self.figures)
        return associate(self.dataset)

    def association(self) -> pd.DataFrame:
        """Return how strongly each feature goes with the target, the strongest first.

        Returns
        -------
        pandas.DataFrame
            Indexed by ``feature``: ``kind``, ``mutual_information`` in nats, ``strength``
            in [0, 1]. Of at most 300 features; estimated on at most 5,000 training rows,
            or counted over all of them where they are on disk. Empty without a target.
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
        names = telling(self.dataset)
        if not names:
            return said("No feature has values to draw; the views show what the rows are about.")
        drawn = distributions(self.dataset, names[:limit], self._ends(names[:limit]))
        return plots.draw_distributions(drawn, self.dataset)

    def _ends(self, names: list[str]) -> dict[str, ColumnFigures]:
        """Return what is known of those columns of numbers that are in memory."""
        if self.dataset.whole is not self.dataset.frame:
            return {}
        numbers = [name for name in names if self.dataset.kinds[name] is ColumnKind.NUMERIC]
        return {
            str(name): ColumnFigures(
                str(name), Family.NUMBER, about["dtype"], len(self.dataset.frame), about["missing"],
                minimum=about["minimum"], maximum=about["maximum"],
            )
            for name, about in self.columns.loc[numbers].to_dict("index").items()
            if np.isfinite([about["minimum"], about["maximum"]]).all()
        }  # fmt: skip

    def plot_target(self) -> Picture:
        """Draw how the target is distributed; of labels also which go together."""
        name = self.dataset.target
        if self.dataset.task is Task.MULTILABEL:
            return draw_labels(self.dataset)
        return plots.draw_target(name, count_target(self.dataset) if name is not None else None)

    def plot_correlations(self, limit: int = 20) -> Picture:
        """Draw the rank correlations between the numeric columns with the largest."""
        return plots.draw_correlations(self.correlations(limit))

    def plot_association(self, limit: int = 15) -> Picture:
        """Draw how strongly the features go with the target, the `limit` strongest."""
        table = self._association
        if "label" in table and not table.empty:
            named = [f"{n}: {label}" if label else str(n) for n, label in table["label"].items()]
            table = table.set_axis(named)
        return plots.draw_association(table, limit, self.dataset.target)

    def __repr__(self) -> str:
        table = _rendered(self.frame().head(SHOWN))
        return f"{self._title()}\n{table.to_string(max_colwidth=24)}"

    def _repr_html_(self) -> str:
        table = text_left(_rendered(self.frame().head(SHOWN)).to_html(index_names=False, border=0))
        rest = len(self.columns) - SHOWN
        more = f"<p>and {rest:,} more columns; frame() has all of them</p>" if rest > 0 else ""
        return f"<div><p>{html.escape(self._title())}</p>{table}{more}</div>"

    def _title(self) -> str:
        missing = int(self.columns["missing"].fillna(0).sum())
        rows = self.dataset.all_rows
        cells = rows * max(self.dataset.frame.shape[1], 1)
        about = ". All rows were looked at; estimates are marked ~" if self.figures else ""
        return (
            f"{rows:,} rows, {len(self.columns):,} columns, "
            f"{missing:,} missing values ({100 * missing / max(cells, 1):.3g} % of all){about}"
        )


def overview(dataset: Dataset) -> Overview:
    """Look at each column of a dataset.

    Parameters
    ----------
    dataset : Dataset
        All rows are described, those on disk where a sample of them is held; what
        concerns the target, or relations between columns, is taken from the training rows
        alone.

    Returns
    -------
    Overview
    """
    if dataset.whole is dataset.frame:
        return Overview(dataset, describe(dataset))
    figures = scan(dataset.whole, list(map(str, dataset.frame.columns))).columns
    return Overview(dataset, describe_stored(dataset, figures), figures)


def _rendered(table: pd.DataFrame) -> pd.DataFrame:
    shown = pd.DataFrame(index=[shorten(str(name), 40) for name in table.index])
    for name in table.columns[table.notna().any().to_numpy()]:
        cells = [_cell(value) for value in table[name]]
        if name != "estimates":
            shown[name.replace("_percent", " %")] = _marked(cells, table, name)
    return shown


def _marked(cells: list[str], table: pd.DataFrame, name: str) -> list[str]:
    """Mark the figures that are estimates."""
    if "estimates" not in table.columns:
        return cells
    estimates = table["estimates"].fillna("").str.split(", ")
    what = name.removesuffix("_percent")
    return [
        f"~{cell}" if cell and what in names else cell
        for cell, names in zip(cells, estimates, strict=True)
    ]


def _cell(value: Any) -> str:
    if pd.isna(value):
        return ""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return number_text(value)
    return shorten(str(value), 30)
