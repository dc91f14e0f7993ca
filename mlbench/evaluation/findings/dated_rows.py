"""MB217: the rows carry dates, and the test rows lie between the training rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mlbench.data.kinds import ColumnKind
from mlbench.errors import shorten
from mlbench.evaluation.findings.check import Check, NotApplicable, Seen
from mlbench.evaluation.moments import in_time
from mlbench.vocabulary import Severity

if TYPE_CHECKING:
    from mlbench.evaluation.result import Evaluation


def _look(evaluation: Evaluation) -> Iterator[Seen]:
    features = evaluation.model.facts.features
    dated = [feature.name for feature in features if feature.kind == ColumnKind.DATETIME]
    if not dated:
        raise NotApplicable("no feature is a date")
    if in_time(evaluation.dataset):
        return
    yield Seen(
        shorten(dated[0], 60),
        f"The rows carry dates and were split by '{evaluation.dataset.split.kind}': test rows lie "
        "between training rows, which flatters a model of the future.",
        "Use split='time' when later rows are to be predicted from earlier ones.",
    )


CHECK = Check("MB217", "dated rows, split at random", Severity.INFO, _look)
