"""Evaluation of a fitted model on the rows it has not seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from mlbench.cores import usable_cores
from mlbench.errors import RefusedInput, listing, shorten
from mlbench.evaluation.ahead import Ahead
from mlbench.evaluation.band import COVERAGE
from mlbench.evaluation.bootstrap import measure
from mlbench.evaluation.options import checked_options
from mlbench.evaluation.result import Evaluation
from mlbench.models.metrics import choose_metric, metrics_for
from mlbench.models.model import Model
from mlbench.models.outputs import outputs_of
from mlbench.models.target import needs_target, target_array
from mlbench.models.training import split_facts

if TYPE_CHECKING:
    from mlbench.data.dataset import Dataset

__all__ = ["Evaluation", "evaluate"]

#: No more training rows are scored to see what was learned by heart.
TRAIN_ROWS = 50_000


def evaluate(
    model: Model,
    dataset: Dataset,
    *,
    metric: str = "auto",
    bootstraps: int = 500,
    confidence: float = 0.95,
    seed: int = 0,
    depth: str = "quick",
    costs: Sequence[float] | Mapping[Any, Mapping[Any, float]] | None = None,
    coverage: float = COVERAGE,
    slices: Sequence[str] = (),
    group: str | None = None,
    out_of_fold: pd.DataFrame | None = None,
    n_jobs: int = 1,
) -> Evaluation:
    """Evaluate a model on the test rows of the dataset it was trained on.

    Parameters
    ----------
    model : Model
        The fitted model.
    dataset : Dataset
        The same data under the same split as in training, so that no test row was
        trained on.
    metric : str
        The main metric: ``auto`` or one of the task. The usual others are measured too.
    bootstraps : int
        Resamples for the intervals, in [50, inf).
    confidence : float
        Coverage of the intervals, in (0, 1).
    seed : int
        Of resamples and samples, in [0, inf).
    depth : {"quick", "full"}
        How many rows, folds and features the dear parts take.
    costs : sequence of two floats, or mapping, optional
        What mistakes cost. For two classes what a miss and what a false alarm cost, each above
        0. For any classes true class -> predicted class -> cost from 0, as
        ``{"sick": {"healthy": 20}}``; a mistake that is not named costs 1.
    coverage : float
        Coverage of prediction intervals, in (0, 1); for numbers.
    slices : sequence of str
        Features to slice errors by, besides those found automatically.
    group : str, optional
        The feature whose groups are compared.
    out_of_fold : pandas.DataFrame, optional
        Predictions for training rows that the cross-validation has left
        (``choice.out_of_fold(model)``). Without them, or where they speak for another model,
        the model is fitted again on parts of the training rows when they are needed.
    n_jobs : int
        Processes that views are computed in, this one included, in [0, inf); 0 for as many as
        there are cores. With two and more, the views that take long are computed beside this one
        from now on, where a kernel server runs.

    Returns
    -------
    Evaluation

    Raises
    ------
    RefusedInput
        Other data or another split than in training, an unknown metric, feature or class, or
        a number out of its range.

    Notes
    -----
    Intervals are percentiles of bootstrap resamples of the test rows (Efron 1979). The
    same resamples serve model and baseline, so their difference is paired. All other views
    are computed when they are first asked for.

    Examples
    --------
    >>> from mlbench.data.load import load
    >>> from mlbench.models.training import fit
    >>> iris = load("sklearn:iris", "target")
    >>> result = evaluate(fit("linear", iris), iris, bootstraps=50)
    >>> result.measured[0].metric.label
    'Balanced accuracy'
    """
    _, task = needs_target(dataset.target, dataset.task, "mlbench.evaluate()")
    options = checked_options(
        model,
        bootstraps=bootstraps,
        confidence=confidence,
        seed=seed,
        depth=depth,
        costs=costs,
        coverage=coverage,
        slices=slices,
        group=group,
    )
    _check_jobs(n_jobs)
    _check_same_data(model, dataset)
    main = choose_metric(metric, task)
    X, truth = dataset.X_test, target_array(dataset.y_test, task)
    outputs = model.outputs(X)
    usual = (each for each in metrics_for(task) if not each.on_request)
    others = [each for each in usual if each.name != main.name]
    measured = measure(
        [main, *others],
        truth,
        outputs,
        outputs_of(model.baseline, X),
        weight=dataset.test_weight,
        bootstraps=bootstraps,
        confidence=confidence,
        seed=seed,
    )
    chosen = np.sort(np.random.default_rng(seed).permutation(len(dataset.train_rows))[:TRAIN_ROWS])
    learned, weight = target_array(dataset.y_train, task)[chosen], dataset.train_weight
    weighed = None if weight is None else weight[chosen]
    evaluation = Evaluation(
        model=model,
        dataset=dataset,
        X=X,
        truth=truth,
        outputs=outputs,
        measured=tuple(measured),
        train_score=main.score(model.pipeline, dataset.X_train.iloc[chosen], learned, weighed),
        options=options,
        given_out_of_fold=out_of_fold,
    )
    return replace(evaluation, _ahead=Ahead.of(evaluation, n_jobs or usable_cores()))


def _check_jobs(n_jobs: int) -> None:
    if n_jobs < 0:
        raise RefusedInput(
            f"The 'n_jobs' of an evaluation must be a whole number >= 0. Got {n_jobs}.",
            next_step="Pass n_jobs=0 for as many processes as there are cores.",
        )


def _check_same_data(model: Model, dataset: Dataset) -> None:
    facts = model.facts
    known = set(dataset.features)
    missing = [feature.name for feature in facts.features if feature.name not in known]
    if facts.target != dataset.target or missing:
        lacks = f", without {listing(missing)}" if missing else ""
        raise RefusedInput(
            f"The dataset must have the target '{shorten(facts.target, 60)}' and the features of "
            f"the model. Got target '{shorten(str(dataset.target), 60)}'{lacks}.",
            next_step=f"Load the data that the model was trained on: {facts.data}.",
            code="DATA_DIFFERS",
        )
    if facts.fingerprint != dataset.fingerprint:
        raise RefusedInput(
            f"The dataset must be the one the model was trained on, with fingerprint "
            f"{facts.fingerprint[:12]}. Got {dataset.fingerprint[:12]}: some test rows may have "
            "been trained on.",
            next_step="Load the same data, or fit the model again on this one.",
            code="DATA_DIFFERS",
        )
    split = split_facts(dataset)
    if facts.split != split:
        wanted, got = (", ".join(f"{k} {v}" for k, v in s.items()) for s in (facts.split, split))
        raise RefusedInput(
            f"The split must be the one of the training: {wanted}. Got {got}: some test rows "
            "were trained on.",
            next_step="Load the data with the same task, split, test_fraction and split_seed.",
            code="SPLIT_DIFFERS",
        )
