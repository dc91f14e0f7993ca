"""MB212: much of what was gained on the training rows is lost on the test rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mlbench.evaluation.findings.check import Check, NotApplicable, Seen
from mlbench.statements import number_text
from mlbench.vocabulary import Severity

if TYPE_CHECKING:
    from mlbench.evaluation.result import Evaluation

#: A model that keeps less than this share of its gain over the baseline has overfitted.
KEPT_SHARE = 0.8


def _look(evaluation: Evaluation) -> Iterator[Seen]:
    measured = evaluation.measured[0]
    metric, base = measured.metric, measured.baseline.value
    in_training = metric.gain(evaluation.train_score, base)
    in_test = metric.gain(measured.model.value, base)
    if not in_training > 0:
        raise NotApplicable("it gains nothing on its training rows")
    if in_test >= KEPT_SHARE * in_training:
        return
    low, high = measured.model.low, measured.model.high
    if low is not None and high is not None and low <= evaluation.train_score <= high:
        return
    yield Seen(
        evaluation.model.facts.title,
        f"{metric.label} {number_text(evaluation.train_score)} on training rows, "
        f"{measured.model} on test rows: "
        f"{max(in_test, 0) / in_training:.0%} of the gain over the baseline is kept.",
        "Regularise more, choose a simpler recipe, or get more rows.",
    )


CHECK = Check("MB212", "overfitted", Severity.WARNING, _look)
