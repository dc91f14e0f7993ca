"""Cross-validation of a recipe, beside the baseline and others, on the training rows."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.model_selection import cross_validate as sk_cross_validate

from mlbench.data.splits.folds import Folds, most_folds
from mlbench.data.splits.folds import folds as folds_of
from mlbench.errors import DataError, MlbenchError, RefusedInput, shorten
from mlbench.live.watch import watched
from mlbench.models.catalogue import BASELINE, find
from mlbench.models.cross_validation import CrossValidation, FoldScores
from mlbench.models.held_out import HeldOut
from mlbench.models.keras_fit.place import on_backend
from mlbench.models.metrics import choose_metric
from mlbench.models.seen_folds import SeenFolds, SeenScorer
from mlbench.models.target import needs_target, target_array
from mlbench.models.threads import fitting_threads
from mlbench.models.training import pipeline_of
from mlbench.models.weights import fit_words, refuse_weightless
from mlbench.vocabulary import Task

if TYPE_CHECKING:
    from sklearn.pipeline import Pipeline

    from mlbench.data.dataset import Dataset

_FEWEST_FOLDS = 2


def cross_validate(
    name_or_pipeline: Pipeline | str,
    dataset: Dataset,
    *,
    options: Mapping[str, Any] | None = None,
    compare: Sequence[str] = (),
    keras_backend: str | None = None,
    metric: str = "auto",
    folds: int = 5,
    seed: int = 0,
) -> CrossValidation:
    """Score a recipe, the dummy baseline and other recipes over the same folds.

    Parameters
    ----------
    name_or_pipeline : str or estimator
        The recipe in question, or a scikit-learn estimator of your own.
    dataset : Dataset
        Only its training rows are used; the test rows stay unseen.
    options : mapping, optional
        What is set of the recipe; ``mlbench models recipes NAME`` shows what can be.
    compare : sequence of str
        Recipes to score beside it. One that fails is left out and named.
    keras_backend : {'tensorflow', 'torch'}, optional
        What networks are computed with; without effect on other models.
    metric : str
        ``auto`` or a metric of the task.
    folds : int
        Number of folds, in [2, training rows]. Lowered, and said so, when a class has
        fewer members.
    seed : int
        Seed of the folds and of the recipes, in [0, inf).

    Returns
    -------
    CrossValidation

    Raises
    ------
    RefusedInput
        An unknown recipe or metric, or a number of folds that can't be.
    DataError
        A class with a single training row: it can't be in two folds.

    Notes
    -----
    Folds keep the promise of the split, by :func:`mlbench.data.splits.folds.folds`: groups
    stay whole and time goes on; else they are stratified for classes, and random otherwise.
    What takes longer than two seconds is seen while it goes; interrupted, it leaves a
    picture of the scores it reached.

    Examples
    --------
    >>> from mlbench.data.load import load
    >>> result = cross_validate("linear", load("sklearn:iris", "target"), folds=3)
    >>> [row.recipe for row in result.rows]
    ['linear', 'dummy']
    """
    _, task = needs_target(dataset.target, dataset.task, "mlbench.cross_validate()")
    chosen = choose_metric(metric, task)
    for other in compare:
        find(other, task)
    X, y = dataset.X_train, target_array(dataset.y_train, task)
    number, notes = fold_number(dataset, y, task, folds)
    parts = folds_of(dataset, number, seed)
    main, name, title = pipeline_of(name_or_pipeline, dataset, seed, options)
    on_backend(main, keras_backend)
    refuse_weightless(main, name, dataset.train_weight)
    others = [each for each in dict.fromkeys([*compare, BASELINE]) if each != name]
    seen = SeenFolds(chosen, number, 1 + len(others), str(dataset.target), weights_by_row(dataset))
    failed: dict[str, str] = {}
    with watched(seen.work, seen.broken):
        rows = [_scored(main, name, title, X, y, parts, seen)]
        held_out = HeldOut(tuple(seen.held_out))
        for other in others:
            pipeline, _, other_title = pipeline_of(other, dataset, seed)
            on_backend(pipeline, keras_backend)
            try:
                refuse_weightless(pipeline, other, dataset.train_weight)
                rows.append(_scored(pipeline, other, other_title, X, y, parts, seen))
            except (MlbenchError, ValueError, TypeError, ArithmeticError, MemoryError) as error:
                failed[other] = shorten(str(error), 200)
    return CrossValidation(
        metric=chosen,
        rows=tuple(rows),
        folds=number,
        train_rows=len(X),
        target=str(dataset.target),
        failed=failed,
        notes=tuple(notes),
        held_out=held_out,
    )


def _scored(
    pipeline: Any,
    name: str,
    title: str,
    X: Any,
    y: npt.NDArray[Any],
    parts: Folds,
    seen: SeenFolds,
) -> FoldScores:
    seen.begin(title)
    with warnings.catch_warnings(), fitting_threads(X):
        # a model that did not converge is seen in its scores
        warnings.simplefilter("ignore", category=UserWarning)
        found = sk_cross_validate(
            pipeline,
            X,
            y,
            cv=parts,
            params=fit_words(pipeline, None if seen.weight is None else seen.weight.to_numpy()),
            scoring=SeenScorer(seen.metric, seen, seen.weight),
            error_score="raise",
        )
    return FoldScores(
        recipe=name,
        title=title,
        scores=tuple(float(score) for score in found["test_score"]),
        fit_seconds=float(np.mean(found["fit_time"])),
    )


def weights_by_row(dataset: Dataset) -> pd.Series | None:
    """Return the weights of the training rows by row id; None where all count the same."""
    weight = dataset.train_weight
    return None if weight is None else pd.Series(weight, index=dataset.X_train.index)


def fold_number(
    dataset: Dataset, y: npt.NDArray[Any], task: Task, folds: int
) -> tuple[int, list[str]]:
    """Return how many folds there can be, and why fewer than asked for.

    Raises
    ------
    RefusedInput
        A number of folds that can't be.
    DataError
        A class with a single training row: it can't be in two folds.
    """
    if not _FEWEST_FOLDS <= folds <= len(y):
        raise RefusedInput(
            f"The number of folds must be in [2, {len(y):,}], the training rows. Got {folds}.",
            next_step="Pass folds=5.",
        )
    if task.is_classification and task is not Task.MULTILABEL:
        _check_rarest(y)
    most, why = most_folds(dataset)
    if _FEWEST_FOLDS <= most < folds:
        return most, [f"{most} folds instead of {folds}: {why}."]
    return folds, []


def _check_rarest(y: npt.NDArray[Any]) -> None:
    labels, counts = np.unique(y, return_counts=True)
    rarest = int(counts.argmin())
    label, count = shorten(str(labels[rarest]), 60), int(counts[rarest])
    if count < _FEWEST_FOLDS:
        raise DataError(
            f"Cross-validation needs 2 training rows of each class. "
            f"Class '{label}' has {count} in {len(y):,}.",
            next_step="Leave the rows of this class out, or merge it with another one.",
            code="CLASS_TOO_SMALL",
        )
