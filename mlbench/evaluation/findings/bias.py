"""MB224: predictions are too low or too high on the whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from mlbench.evaluation.findings.check import FEW_ROWS, Check, NotApplicable, Seen
from mlbench.evaluation.rates import mean
from mlbench.statements import number_text
from mlbench.vocabulary import Severity, Task

if TYPE_CHECKING:
    from mlbench.evaluation.result import Evaluation

#: The mean residual may be this share of the typical error.
SHARE = 0.25


def _look(evaluation: Evaluation) -> Iterator[Seen]:
    if evaluation.task is not Task.REGRESSION:
        raise NotApplicable("it predicts no numbers")
    if len(evaluation.truth) < FEW_ROWS:
        raise NotApplicable(f"fewer than {FEW_ROWS} test rows")
    residuals = evaluation.truth - evaluation.outputs.values
    found = mean(residuals, evaluation.options.confidence, evaluation.weight)
    typical = float(np.sqrt(np.average(residuals**2, weights=evaluation.weight)))
    assert found.low is not None
    assert found.high is not None
    if abs(found.value) < SHARE * typical or found.low <= 0 <= found.high:
        return
    yield Seen(
        f"too {'low' if found.value > 0 else 'high'}",
        f"True minus predicted is {found} on average over {len(residuals):,} test rows; the "
        f"typical error (RMSE) is {number_text(typical)}.",
        "Look for a change of level between training and test rows; train on later rows.",
    )


CHECK = Check("MB224", "predictions off in one direction", Severity.WARNING, _look)
