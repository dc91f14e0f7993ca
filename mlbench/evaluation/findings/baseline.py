"""MB211: the interval of the gain over the baseline reaches down to 0."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mlbench.evaluation.findings.check import Check, NotApplicable, Seen
from mlbench.models.catalogue import BASELINE
from mlbench.vocabulary import Severity

if TYPE_CHECKING:
    from mlbench.evaluation.result import Evaluation


def _look(evaluation: Evaluation) -> Iterator[Seen]:
    if evaluation.model.facts.recipe == BASELINE:
        raise NotApplicable("the model is the baseline")
    measured = evaluation.measured[0]
    if not measured.is_better:
        yield Seen(
            evaluation.model.facts.title,
            f"{measured.metric.label} {measured.model} against {measured.baseline} of the dummy "
            f"baseline; the gain is {measured.gain}.",
            "Don't use this model; look for better features or more rows.",
        )


CHECK = Check("MB211", "no better than the baseline", Severity.CRITICAL, _look)
