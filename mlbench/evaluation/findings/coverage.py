"""MB222: prediction intervals hold the truth more often or less often than they claim."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mlbench.evaluation.findings.check import Check, NotApplicable, Seen
from mlbench.evaluation.intervals import FEWEST_ROWS
from mlbench.vocabulary import Severity, Task

if TYPE_CHECKING:
    from mlbench.evaluation.result import Evaluation

#: The coverage may be off by so much.
OFF_BY = 0.03


def _look(evaluation: Evaluation) -> Iterator[Seen]:
    if evaluation.task is not Task.REGRESSION:
        raise NotApplicable("it predicts no numbers")
    intervals = evaluation.intervals()
    if intervals is None:
        raise NotApplicable(f"fewer than {FEWEST_ROWS} training rows to make intervals from")
    coverage, asked = intervals.coverage, intervals.asked
    assert coverage.low is not None
    assert coverage.high is not None
    off = asked - coverage.value
    if abs(off) <= OFF_BY or coverage.low <= asked <= coverage.high:
        return
    kind = (
        "narrow: the test rows are harder than"
        if off > 0
        else "wide: the test rows are easier than"
    )
    yield Seen(
        f"{asked:.0%} prediction intervals",
        f"They hold the truth in {coverage} of {len(intervals.rows):,} test rows. They are too "
        f"{kind} the training rows that set their width.",
        "Look for a change between training and test rows; set the width on the latest rows.",
    )


CHECK = Check("MB222", "interval coverage off", Severity.WARNING, _look)
