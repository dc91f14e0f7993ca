"""A table to click through: skrub's report over a sample of the rows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from skrub import TableReport

from mlbench.data.dataset import Dataset
from mlbench.errors import RefusedInput, shorten

#: At most this many columns are shown; what goes together is looked for among up to this many.
COLUMNS = 60
ASSOCIATED = 30
_INDENTATION = re.compile(r"\n\s+(?=<|\}|[\w-]+=['\"])")
#: The report counts and draws all rows of the sample, and lists this many of them.
SHOWN = 20


@dataclass(frozen=True, eq=False)
class TableView:
    """A sample of a dataset's rows, as a table to click through.

    The table is one piece of HTML that loads nothing from elsewhere.

    Parameters
    ----------
    sample : pandas.DataFrame
        The rows shown, in the order of the file.
    title : str
        What is shown, of how much.
    pictures : bool
        Whether the values of each column are drawn in it.
    """

    sample: pd.DataFrame
    title: str
    pictures: bool = False

    @cached_property
    def _html(self) -> str:
        report = TableReport(
            self.sample,
            title=self.title,
            verbose=0,
            n_rows=min(len(self.sample), SHOWN),
            plot_distributions=self.pictures,
            compute_associations=self.sample.shape[1] <= ASSOCIATED,
        )
        return without_indentation(str(report.html_snippet()))

    def frame(self) -> pd.DataFrame:
        """Return the rows shown."""
        return self.sample

    def __repr__(self) -> str:
        return self.title

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/html": self._html, "text/plain": self.title}


def without_indentation(page: str) -> str:
    r"""Return HTML without the blanks before tags, attributes and closing braces.

    Nearly half of such a table is indentation, and a notebook holds each line by itself.

    >>> without_indentation("<p\n\n   class='a'>\n  two\n  lines\n </p>")
    "<p\nclass='a'>\n  two\n  lines\n</p>"
    """
    return _INDENTATION.sub("\n", page)


def table_report(dataset: Dataset, rows: int = 1000, *, pictures: bool = False) -> TableView:
    """Show a dataset as a table to click through, by skrub's TableReport.

    Parameters
    ----------
    dataset : Dataset
        The dataset.
    rows : int
        The most rows shown, from 10: a sample with a fixed seed.
    pictures : bool
        Whether the values of each column are drawn too, which takes a second for 30 columns.
        :meth:`mlbench.data.overview.Overview.plot_distributions` draws them by class.

    Returns
    -------
    TableView

    Raises
    ------
    RefusedInput
        Fewer than 10 rows were asked for.
    """
    if isinstance(rows, bool) or not isinstance(rows, int) or rows < 10:  # noqa: PLR2004 - see above
        raise RefusedInput(
            f"The 'rows' of table_report() must be a whole number from 10. Got {shorten(rows)}.",
            next_step="Pass a number such as 1000.",
        )
    frame = dataset.frame
    if len(frame) > rows:
        chosen = np.random.default_rng(0).choice(len(frame), rows, replace=False)
        frame = frame.iloc[np.sort(chosen)]
    width = dataset.frame.shape[1]
    if width > COLUMNS:
        last = [dataset.target] if dataset.target is not None else []
        frame = frame[[*dataset.features[: COLUMNS - len(last)], *last]]
    columns = f", {frame.shape[1]:,} of {width:,} columns" if width > COLUMNS else ""
    title = f"{dataset.name}: {len(frame):,} of {dataset.all_rows:,} rows{columns}"
    return TableView(frame, title, pictures)
