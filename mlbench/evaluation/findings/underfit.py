"""MB218: the model does worse on rows it learned from than boosting does on unseen ones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mlbench.evaluation.findings.check import FEW_ROWS, Check, NotApplicable, Seen
from mlbench.statements import number_text
from mlbench.vocabulary import Severity

if TYPE_CHECKING:
    from mlbench.evaluation.result import Evaluation


def _look(evaluation: Evaluation) -> Iterator[Seen]:
    facts = evaluation.model.facts
    if len(evaluation.truth) < FEW_ROWS:
        raise NotApplicable(f"fewer than {FEW_ROWS} test rows")
    reference = evaluation.reference()
    if reference is None:
        raise NotApplicable(f"the model is {facts.title}")
    metric = reference.metric
    better = metric.gain(reference.reference.value, evaluation.train_score)
    if reference.gain.low is None or reference.gain.low <= 0 or better <= 0:
        return
    yield Seen(
        facts.title,
        f"{metric.label} {number_text(evaluation.train_score)} on its own training rows, "
        f"{evaluation.score} on test rows; boosting with default settings reaches "
        f"{reference.reference} on the same test rows, a gain of {reference.gain}.",
        "Choose a recipe that can learn more, regularise less, or give it better features.",
    )


CHECK = Check("MB218", "underfitted", Severity.WARNING, _look)
