"""The folds of a cross-validation while they are scored: how many, of what, with what score."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from mlbench.live.work import Work
from mlbench.models.cross_validation import axis_label, fold_picture
from mlbench.models.metrics import Metric
from mlbench.models.outputs import Outputs, outputs_of
from mlbench.pictures import Picture


class SeenFolds:
    """Count the folds of one recipe after the other.

    Parameters
    ----------
    metric : Metric
        What is scored.
    folds, recipes : int
        How many there are.
    target : str
        The column predicted.
    weight : pandas.Series, optional
        Weights of the training rows, by row id.
    """

    def __init__(
        self,
        metric: Metric,
        folds: int,
        recipes: int,
        target: str,
        weight: pd.Series | None = None,
    ) -> None:
        self.metric = metric
        self.weight = weight
        self.folds = folds
        self.target = target
        self.scores: list[tuple[str, list[float]]] = []
        self.held_out: list[tuple[npt.NDArray[np.int64], Outputs]] = []
        self.work = Work("Cross-validation", "fits", folds * recipes)

    def begin(self, title: str) -> None:
        """Go on with the next recipe, whether or not every fold of the last one was seen."""
        self.work.inner = None
        self.work.done = self.folds * len(self.scores)
        self.scores.append((title, []))
        self.held_out = []
        self._tell()

    def scored(self, score: float) -> None:
        """Count a fold."""
        self.scores[-1][1].append(score)
        self.work.done += 1
        self._tell()

    def predicted(self, rows: npt.NDArray[np.int64], outputs: Outputs) -> None:
        """Keep what was said of the rows of a fold until the next recipe begins."""
        self.held_out.append((rows, outputs))

    def broken(self) -> Picture | None:
        """Return the scores that were reached; None before the first one."""
        found = [(title, scores) for title, scores in self.scores if scores]
        if not found:
            return None
        number = sum(len(scores) for _, scores in found)
        words = f"Broken off after {number} of {self.work.total} fits. {self.metric.label} by fold"
        return fold_picture(found, 0, axis_label(self.metric, self.target), words)

    def _tell(self) -> None:
        title, scores = self.scores[-1]
        self.work.note = f"{title}, fold {min(len(scores) + 1, self.folds)} of {self.folds}"


class SeenScorer:
    """A metric as scikit-learn calls it; what it returns is the metric's figure, bit for bit.

    Parameters
    ----------
    metric : Metric
        What is scored.
    seen : SeenFolds or None
        Told of every score; not taken along into other processes.
    weight : pandas.Series, optional
        How much each row counts, by row id: the index of the rows that are scored on.
    """

    def __init__(
        self, metric: Metric, seen: SeenFolds | None, weight: pd.Series | None = None
    ) -> None:
        self.metric = metric
        self.seen = seen
        self.weight = weight

    def __reduce__(self) -> tuple[Any, ...]:
        return SeenScorer, (self.metric, None, self.weight)

    def __call__(self, estimator: Any, X: Any, y: npt.NDArray[Any]) -> float:
        """Return the figure of a fitted pipeline."""
        weight = None if self.weight is None else self.weight.loc[X.index].to_numpy()
        outputs = outputs_of(estimator, X)
        score = float(self.metric.compute(y, outputs, weight))
        if self.seen is not None:
            self.seen.predicted(X.index.to_numpy(), outputs)
            self.seen.scored(score)
        return score
