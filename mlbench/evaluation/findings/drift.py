"""MB221: residuals grow or fall along time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from mlbench.errors import shorten
from mlbench.evaluation.findings.check import Check, NotApplicable, Seen
from mlbench.evaluation.rates import difference
from mlbench.evaluation.residuals import FEWEST_IN_TIME
from mlbench.statements import number_text
from mlbench.vocabulary import Severity, Task

if TYPE_CHECKING:
    from mlbench.evaluation.result import Evaluation

#: A trend this unlikely by chance, that moves the mean by this share of the typical error.
SURE, SHARE = 0.001, 0.25


def _look(evaluation: Evaluation) -> Iterator[Seen]:
    if evaluation.task is not Task.REGRESSION:
        raise NotApplicable("its residuals are no numbers")
    residuals = evaluation.residuals()
    if residuals is None or residuals.trend is None:
        raise NotApplicable(f"nothing says the time of {FEWEST_IN_TIME} test rows")
    trend = residuals.trend
    moved = difference(trend.last, trend.first)
    typical = float(np.sqrt(np.mean((evaluation.truth - evaluation.outputs.values) ** 2)))
    assert moved.low is not None
    assert moved.high is not None
    surely = trend.p_value < SURE and (moved.low > 0 or moved.high < 0)
    if not surely or abs(moved.value) < SHARE * typical:
        return
    yield Seen(
        shorten(trend.by, 60),
        f"True minus predicted is {trend.first} in the first third of the test rows and "
        f"{trend.last} in the last, a change of {moved}; the typical error (RMSE) is "
        f"{number_text(typical)}.",
        "Train on later rows and retrain more often, or give the model a feature that carries the "
        "change.",
    )


CHECK = Check("MB221", "residuals drift over time", Severity.WARNING, _look)
