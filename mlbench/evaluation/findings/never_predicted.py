"""MB223: a class that the test rows hold is never predicted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from mlbench.errors import listing, shorten
from mlbench.evaluation.findings.check import Check, NotApplicable, Seen
from mlbench.models.catalogue import BASELINE
from mlbench.models.label_metrics import aligned
from mlbench.models.multilabel import THRESHOLD
from mlbench.vocabulary import Severity, Task

if TYPE_CHECKING:
    from mlbench.evaluation.result import Evaluation

#: A class with fewer test rows is passed over.
FEWEST_ROWS = 10


def _look(evaluation: Evaluation) -> Iterator[Seen]:
    if evaluation.outputs.classes is None:
        raise NotApplicable("it predicts no classes")
    if evaluation.model.facts.recipe == BASELINE:
        raise NotApplicable("the model is the baseline")
    if evaluation.task is Task.MULTILABEL:
        yield from _labels(evaluation)
        return
    labels, counts = np.unique(evaluation.truth, return_counts=True)
    enough = labels[counts >= FEWEST_ROWS]
    if len(enough) < 2:  # noqa: PLR2004 - the other class is the one predicted
        raise NotApplicable(f"fewer than two classes have {FEWEST_ROWS} test rows")
    for label in enough[~np.isin(enough, evaluation.outputs.values)]:
        yield Seen(
            f"class {shorten(str(label), 50)}",
            f"{int(counts[labels == label][0]):,} of {len(evaluation.truth):,} test rows are of "
            "this class; the most probable class is always another one.",
            "Choose a threshold by cost, weight the class, or get more of its rows.",
        )


def _labels(evaluation: Evaluation) -> Iterator[Seen]:
    both = aligned(evaluation.truth, evaluation.outputs)
    counts = both.truth.sum(axis=0)
    enough = counts >= FEWEST_ROWS
    if not enough.any():
        raise NotApplicable(f"no label has {FEWEST_ROWS} test rows")
    never = np.flatnonzero(enough & ~both.predicted.any(axis=0))
    if len(never):
        named = [both.labels[k] for k in never]
        yield Seen(
            f"labels {listing(named, 5)}",
            f"{len(never):,} of {int(enough.sum()):,} labels with at least {FEWEST_ROWS} test rows "
            f"are never predicted, {int(counts[never].sum()):,} times in all: their probability "
            f"stays below {THRESHOLD}.",
            "Use the threshold that labels() states for each, or get more rows with them.",
        )


CHECK = Check("MB223", "class never predicted", Severity.WARNING, _look)
