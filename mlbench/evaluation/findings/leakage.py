"""MB219: one feature alone predicts the target almost perfectly."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mlbench.errors import shorten
from mlbench.evaluation.findings.check import FEW_ROWS, Check, NotApplicable, Seen
from mlbench.evaluation.reference import alone
from mlbench.models.metrics import METRICS
from mlbench.statements import number_text
from mlbench.vocabulary import Severity, Task

if TYPE_CHECKING:
    from mlbench.evaluation.result import Evaluation

#: What a single feature reaches only when it knows the target, by task.
ALMOST_PERFECT = {
    Task.BINARY: ("roc_auc", 0.99),
    Task.MULTICLASS: ("roc_auc_ovr", 0.99),
    Task.MULTILABEL: ("average_precision_macro", 0.98),
    Task.REGRESSION: ("r2", 0.98),
}


def _look(evaluation: Evaluation) -> Iterator[Seen]:
    if len(evaluation.truth) < FEW_ROWS:
        raise NotApplicable(f"fewer than {FEW_ROWS} test rows")
    name, limit = ALMOST_PERFECT[evaluation.task]
    leading = evaluation.importance().table.iloc[0]
    if leading["loss"] <= 0:
        raise NotApplicable("no feature matters to it")
    feature = str(leading["feature"])
    reached = METRICS[name].compute(evaluation.truth, alone(evaluation, feature), evaluation.weight)
    if reached < limit:
        return
    yield Seen(
        shorten(feature, 60),
        f"A small model of this feature alone reaches {METRICS[name].label} "
        f"{number_text(float(reached))} on the test rows; real features seldom pass {limit}.",
        "Find out when and how it is recorded; leave it out if the target is known by then.",
    )


CHECK = Check("MB219", "leakage suspected", Severity.CRITICAL, _look)
