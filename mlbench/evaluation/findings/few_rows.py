"""MB216: the test rows are too few to tell models apart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mlbench.evaluation.findings.check import FEW_ROWS, Check, Seen
from mlbench.vocabulary import Severity

if TYPE_CHECKING:
    from mlbench.evaluation.result import Evaluation


def _look(evaluation: Evaluation) -> Iterator[Seen]:
    rows = len(evaluation.truth)
    if rows < FEW_ROWS:
        measured = evaluation.measured[0]
        yield Seen(
            f"{rows} test rows",
            f"{measured.metric.label} is {measured.model}: small differences can't be told.",
            "Compare recipes by cross-validation, or hold out more rows.",
        )


CHECK = Check("MB216", "few test rows", Severity.INFO, _look)
