"""Errors by slice: the parts of the test rows where a model is worse than elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from mlbench.errors import shorten
from mlbench.evaluation.rates import brief
from mlbench.evaluation.view import SHOWN, View
from mlbench.pictures import PALETTE, Picture, house_style
from mlbench.statements import Estimate, number_text

#: A slice is far below the others with this much of the error of all rows.
FAR = 1.5


@dataclass(frozen=True, eq=False, repr=False)
class Slices(View):
    """Errors by slice of the test rows.

    Attributes
    ----------
    table : pandas.DataFrame
        ``slice``, ``feature``, ``rows``, ``error`` with its interval ``low`` to ``high``,
        ``ratio`` to the error of all rows, and ``sure``: whether it is far above it beyond
        what the worst of so many slices shows by chance; the worst slice first.
    overall : float
        The error of all rows.
    what : str
        What the error is: ``Share of wrong predictions`` or ``Mean absolute error ...``.
    looked_at : int
        Slices that have enough rows, pairs among them.
    left_out : int
        Slices of a single feature with too few rows to say anything.
    confidence : float
        Coverage of the intervals.
    named : tuple of str
        The features that were asked for; empty when they were found automatically.
    """

    table: pd.DataFrame
    overall: float
    what: str
    looked_at: int
    left_out: int
    confidence: float
    named: tuple[str, ...] = ()

    def frame(self) -> pd.DataFrame:
        """Return one row a slice, the worst first."""
        return self.table.copy()

    def far_below(self) -> pd.DataFrame:
        """Return the slices that surely have half as much error again as all rows."""
        return self.table[self.table["sure"]]

    def shown(self) -> pd.DataFrame:
        """Return the slices with their intervals."""
        lines = self.table.to_dict("records")
        return pd.DataFrame(
            {
                "Slice": [line["slice"] for line in lines],
                "Rows": [f"{line['rows']:,}" for line in lines],
                "Error": [
                    brief(Estimate(line["error"], line["low"], line["high"])) for line in lines
                ],
                "Ratio to all": [number_text(line["ratio"]) for line in lines],
            }
        )

    def note(self) -> str:
        """Return the error of all rows, the worst slice, and what was looked at."""
        overall = f"{self.what}: {number_text(self.overall)} over all test rows"
        if self.table.empty:
            return f"{overall}; no slice has enough rows."
        worst = self.table.iloc[0]
        left = f", {self.left_out:,} more have too few rows" if self.left_out else ""
        return (
            f"{overall}; the worst slice is {worst['slice']} with {number_text(worst['error'])}. "
            f"{self.looked_at:,} slices looked at{left}; {int(self.table['sure'].sum()):,} surely "
            f"have more than {FAR} times the error of all rows."
        )

    def plot(self) -> Picture:
        """Return the worst slices with their intervals, beside the error of all rows."""
        worst = self.table.head(SHOWN).iloc[::-1]
        with house_style():
            figure, axes = plt.subplots(figsize=(7.6, 1.5 + 0.4 * max(len(worst), 1)))
            places = np.arange(len(worst))
            spread = [worst["error"] - worst["low"], worst["high"] - worst["error"]]
            axes.errorbar(
                worst["error"],
                places,
                xerr=np.clip(np.asarray(spread), 0, None),
                fmt="o",
                color=PALETTE["vermillion"],
                ecolor=PALETTE["grey"],
                capsize=2,
                elinewidth=1.2,
            )
            axes.axvline(self.overall, color=PALETTE["blue"], linestyle=":", label="all test rows")
            labels = [f"{row.slice} ({row.rows:,} rows)" for row in worst.itertuples()]
            labels = [label.replace(" and ", ",\n") for label in labels]
            axes.set_yticks(places, labels, fontsize=8)
            title = f"The {len(worst)} worst slices" if len(worst) else "No slice has enough rows"
            by = f" by {', '.join(self.named)}" if self.named else ""
            axes.set(xlabel=self.what, title=shorten(f"{title}{by}", 60))
            axes.set_xlim(left=0)
            axes.legend(loc="lower right")
            return Picture.of(figure, alt=self.note())
