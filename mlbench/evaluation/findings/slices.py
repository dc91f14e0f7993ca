"""MB215: a part of the rows has far more error than all of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mlbench.evaluation.findings.check import Check, NotApplicable, Seen
from mlbench.statements import Estimate, number_text
from mlbench.vocabulary import Severity

if TYPE_CHECKING:
    from mlbench.evaluation.result import Evaluation

#: Findings of slices in one evaluation.
MOST = 3


def _look(evaluation: Evaluation) -> Iterator[Seen]:
    slices = evaluation.slices()
    if slices.table.empty:
        raise NotApplicable("no part has enough test rows")
    for row in slices.far_below().head(MOST).to_dict("records"):
        error = Estimate(row["error"], row["low"], row["high"])
        yield Seen(
            str(row["slice"]),
            f"{slices.what} {error} on {row['rows']:,} rows, against "
            f"{number_text(slices.overall)} on all; {slices.looked_at:,} slices were looked at.",
            "Look at these rows; get more of their kind, or don't rely on the model there.",
        )


CHECK = Check("MB215", "weak slice", Severity.WARNING, _look)
