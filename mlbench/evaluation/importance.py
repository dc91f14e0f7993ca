"""Permutation importance (Breiman 2001): what the score loses when a feature is shuffled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
import pandas as pd

from mlbench.errors import shorten
from mlbench.evaluation.variants import Variant, outputs_of_variants
from mlbench.evaluation.view import View
from mlbench.evaluation.weighted import weighted_metric
from mlbench.models.metrics import Metric
from mlbench.models.model import Model
from mlbench.models.threads import fitting_threads
from mlbench.pictures import PALETTE, Picture, house_style
from mlbench.statements import number_text

#: No more rows than this are shuffled; they are a seeded sample.
ROWS = 2000
#: No more features than this are shuffled: the ones that go with the predictions most.
FEATURES = 40
#: Shuffles of each feature, unless others are asked for.
REPEATS = 5
#: Features in a picture.
SHOWN = 15


@dataclass(frozen=True, eq=False, repr=False)
class Importance(View):
    """What the score loses without each feature.

    Attributes
    ----------
    metric : Metric
        The score; a loss in it is positive whatever its direction.
    table : pandas.DataFrame
        ``feature``, ``loss`` and ``sd`` over the repeats; the largest loss first.
    rows, features, repeats : int
        Rows used, features the model has, and shuffles of each.
    score : float
        The score of these rows as they are.
    """

    metric: Metric
    table: pd.DataFrame
    rows: int
    features: int
    repeats: int
    score: float

    def frame(self) -> pd.DataFrame:
        """Return one row a feature: feature, loss, sd."""
        return self.table.copy()

    def plot(self) -> Picture:
        """Return the features that matter most."""
        top = self.table.head(SHOWN).iloc[::-1]
        names = [shorten(str(name), 32) for name in top["feature"]]
        with house_style():
            figure, axes = plt.subplots(figsize=(7.2, 1.2 + 0.3 * len(top)))
            axes.barh(
                range(len(top)),
                top["loss"],
                xerr=top["sd"],
                color=PALETTE["blue"],
                error_kw={"ecolor": PALETTE["grey"], "elinewidth": 1.2},
            )
            axes.set_yticks(range(len(top)), names)
            axes.grid(visible=False, axis="y")
            axes.axvline(0, color=PALETTE["grey"], linewidth=0.8)
            axes.set(xlabel=f"Loss in {self.metric.label} when the feature is shuffled")
            axes.set(title="What the model relies on")
            said = "; ".join(
                f"{shorten(str(row['feature']), 32)} {number_text(row['loss'])}"
                for row in self.table.head(3).to_dict("records")
            )
            return Picture.of(
                figure, alt=f"Loss in {self.metric.label} by shuffled feature; the largest: {said}."
            )

    def note(self) -> str:
        """Return what was computed, in a sentence."""
        shown = len(self.table)
        features = f"{shown} of {self.features:,} features" if shown < self.features else "features"
        return (
            f"Permutation importance of {features}, on {self.rows:,} test rows, "
            f"{self.repeats} shuffles each."
        )

    def shown(self) -> pd.DataFrame:
        """Return the features that matter most."""
        return pd.DataFrame(
            {
                "Feature": [shorten(str(name), 32) for name in self.table["feature"]],
                f"Loss in {self.metric.label}": self.table["loss"],
                "Spread of the shuffles": self.table["sd"],
            }
        )


def importance_of(
    model: Model,
    X: pd.DataFrame,
    truth: npt.NDArray[Any],
    score: npt.NDArray[np.float64],
    metric: Metric,
    *,
    weight: npt.NDArray[np.float64] | None = None,
    repeats: int,
    seed: int,
) -> Importance:
    """Shuffle the features of test rows, one by one, and see what the score loses.

    The figures are those of :func:`sklearn.inspection.permutation_importance`; all shuffles
    are predicted together.

    Parameters
    ----------
    model : Model
        The fitted model.
    X : pandas.DataFrame of shape (rows, features)
        Test rows.
    truth, score : arrays of shape (rows,)
        Their target, and what the model says of them as one number.
    metric : Metric
        What is measured.
    weight : array of shape (rows,), optional
        How much each row counts; all the same without.
    repeats : int
        Shuffles of each feature, in [1, inf).
    seed : int
        Seed of sample and shuffles, in [0, inf).
    """
    rows = np.sort(np.random.default_rng(seed).permutation(len(X))[:ROWS])
    known = [feature.name for feature in model.facts.features]
    sample = X[known].iloc[rows]
    chosen = _most_related(sample, score[rows])
    weighed = None if weight is None else weight[rows]
    orders = _orders(len(sample), repeats, seed)
    variants: list[Variant] = [{}]
    variants += [{name: _in_order(sample[name], by)} for name in chosen for by in orders]
    every_row = np.ones((1, len(sample)))
    with fitting_threads(sample):
        # hundreds of figures of small samples: the metrics of resamples are quicker there
        scores = np.concatenate([
            weighted_metric(metric.name, truth[rows], outputs, weighed)(every_row)
            for outputs in outputs_of_variants(model.pipeline, sample, variants)
        ])  # fmt: skip
    lost = (scores[0] - scores[1:]).reshape(len(chosen), repeats)
    lost = lost if metric.greater_is_better else -lost
    table = pd.DataFrame(
        {"feature": chosen, "loss": lost.mean(axis=1), "sd": lost.std(axis=1)}
    ).sort_values("loss", ascending=False, kind="stable", ignore_index=True)
    return Importance(metric, table, len(sample), len(known), repeats, float(scores[0]))


def _orders(rows: int, repeats: int, seed: int) -> list[npt.NDArray[np.intp]]:
    """Return the orders that rows are shuffled into: scikit-learn's, the same for each feature."""
    random = np.random.RandomState(np.random.RandomState(seed).randint(np.iinfo(np.int32).max + 1))
    place, now, orders = np.arange(rows), np.arange(rows), []
    for _ in range(repeats):
        random.shuffle(place)
        now = now[place]  # what is shuffled is the shuffled column
        orders.append(now)
    return orders


def _in_order(column: pd.Series, order: npt.NDArray[np.intp]) -> pd.Series:
    return column.iloc[order].set_axis(column.index)


def _most_related(sample: pd.DataFrame, score: npt.NDArray[np.float64]) -> list[str]:
    """Return the features whose ranks go with the predictions most, in their own order."""
    names = [str(name) for name in sample.columns]
    if len(names) <= FEATURES:
        return names
    numbers = {
        name: sample[name] if sample[name].dtype.kind in "fiub" else pd.factorize(sample[name])[0]
        for name in names
    }
    ranks = pd.DataFrame(numbers, index=sample.index).astype(np.float64).rank().fillna(0.0)
    centred = ranks.to_numpy() - ranks.to_numpy().mean(axis=0)
    wanted = pd.Series(score).rank().to_numpy()
    wanted = wanted - wanted.mean()
    scale = np.sqrt((centred**2).sum(axis=0) * (wanted**2).sum())
    related = np.abs(wanted @ centred) / np.where(scale > 0, scale, np.inf)
    kept = np.sort(np.argsort(-related, kind="stable")[:FEATURES])
    return [names[place] for place in kept]
