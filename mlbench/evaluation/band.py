"""What makes prediction intervals of predictions, in a form that is kept with a model."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from mapie.conformity_scores import ResidualNormalisedScore
from sklearn.base import BaseEstimator

from mlbench.errors import RefusedInput
from mlbench.evaluation.out_of_fold import OutOfFold
from mlbench.models.build import build
from mlbench.models.facts import ModelFacts
from mlbench.models.threads import fitting_threads

if TYPE_CHECKING:
    from mlbench.data.dataset import Dataset

Numbers = npt.NDArray[np.float64]

#: The coverage that intervals are made for, when nobody asks for another.
COVERAGE = 0.9
#: Which part of the out-of-fold rows learns how large errors are; the others set the width.
SPREAD_SHARE = 0.4
#: How intervals come to be, for manifests and cards.
METHOD = "split conformal, widths that follow the size of errors (Lei et al. 2018)"


class Band(BaseEstimator):  # type: ignore[misc]
    """Prediction intervals around the predictions of one model.

    An interval is the prediction, less and more a multiple of how large an error is expected
    for the row. The multiple is a quantile of what it was on rows that the models predicting
    them had not seen.

    Parameters
    ----------
    spread : Pipeline
        Fitted: what the logarithm of an error is expected to be, by the features of a row.
    scores : array of shape (rows,)
        Errors by what was expected of them, in rising order.
    coverage : float
        The coverage intervals are made for when nobody asks for another, in (0, 1).
    model : str
        Which model it is for, see :func:`mark_of`.
    source : str
        The rows that it comes from, as half a sentence.
    """

    def __init__(
        self, spread: Any, scores: Numbers, coverage: float, model: str, source: str
    ) -> None:
        self.spread = spread
        self.scores = scores
        self.coverage = coverage
        self.model = model
        self.source = source

    def __sklearn_is_fitted__(self) -> bool:
        return True

    @property
    def widest(self) -> float:
        """The largest coverage that so many rows can promise, in (0, 1)."""
        return len(self.scores) / (len(self.scores) + 1)

    def bounds(
        self, predicted: Numbers, X: pd.DataFrame, coverage: float | None = None
    ) -> tuple[Numbers, Numbers]:
        """Return the lower and the upper end of the interval of each row.

        Parameters
        ----------
        predicted : array of shape (rows,)
            What the model predicts for the rows.
        X : pandas.DataFrame of shape (rows, features)
            The rows.
        coverage : float, optional
            How often the truth should lie inside, in (0, 1).

        Raises
        ------
        RefusedInput
            A coverage that can't be, or more than so few rows can promise.
        DataError
            A feature is missing, or holds what it can't hold.
        """
        reach = self._multiple(self.coverage if coverage is None else coverage)
        with fitting_threads(X):
            expected = np.exp(np.asarray(self.spread.predict(X), dtype=np.float64))
        return predicted - reach * expected, predicted + reach * expected

    def _multiple(self, coverage: float) -> float:
        if not 0 < coverage < 1:
            raise RefusedInput(
                f"The coverage must be in (0, 1). Got {coverage}.",
                next_step=f"Pass coverage={COVERAGE}.",
            )
        place = math.ceil((len(self.scores) + 1) * coverage - 1e-9)
        if place > len(self.scores):
            raise RefusedInput(
                f"The coverage must be at most {self.widest:.4g}: the intervals come from "
                f"{len(self.scores):,} rows. Got {coverage}.",
                next_step="Ask for less, or train on more rows.",
            )
        return float(self.scores[place - 1])


def band_of(
    held: OutOfFold, dataset: Dataset, facts: ModelFacts, *, coverage: float, seed: int
) -> Band:
    """Return what makes prediction intervals, from out-of-fold errors.

    A small boosting learns from a part of the rows how large errors are, so that intervals
    are wide where the model errs much; the other rows set the width. Scores are MAPIE's.

    Parameters
    ----------
    held : OutOfFold
        Predictions of at least 60 training rows.
    dataset : Dataset
        Where the features come from.
    facts : ModelFacts
        Of the model that intervals are for.
    coverage : float
        The coverage to make them for when nobody asks for another, in (0, 1).
    seed : int
        Of the part and of the boosting.
    """
    made = ResidualNormalisedScore(
        build("boosting", dataset, seed), split_size=SPREAD_SHARE, random_state=seed
    )
    with fitting_threads(held.X):
        scores = made.get_conformity_scores(held.truth, held.outputs.score, X=held.X)
    known = np.sort(scores[np.isfinite(scores)])
    return Band(made.residual_estimator_, known, coverage, mark_of(facts), held.note())


def mark_of(facts: ModelFacts) -> str:
    """Return what tells a model from others: its recipe, what is set of it, its data."""
    told = {
        "recipe": facts.recipe,
        "options": facts.options,
        "seed": facts.seed,
        "fingerprint": facts.fingerprint,
        "split": facts.split,
        "weight": facts.weight,
    }
    return json.dumps(told, sort_keys=True, default=str)
