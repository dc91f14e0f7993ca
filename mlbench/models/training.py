"""Training: a recipe or a pipeline of one's own, fitted on the training rows."""

from __future__ import annotations

import time
from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

from sklearn.base import clone
from sklearn.pipeline import Pipeline

from mlbench.errors import RefusedInput, shorten
from mlbench.live.watch import watched
from mlbench.live.work import Work
from mlbench.models.build import build
from mlbench.models.candidate import STACK
from mlbench.models.catalogue import BASELINE, find
from mlbench.models.facts import ModelFacts, features_of, labels_of, versions
from mlbench.models.intake import Intake
from mlbench.models.keras_fit.place import on_backend
from mlbench.models.layout import Layout
from mlbench.models.live_curve import broken_off
from mlbench.models.model import Model
from mlbench.models.multilabel import of_label_sets
from mlbench.models.streaming.fit import can_stream, fit_stored
from mlbench.models.target import needs_target, target_array
from mlbench.models.threads import fitting_threads
from mlbench.models.trained import training_words
from mlbench.models.weights import learn, refuse_weightless
from mlbench.pictures import Picture
from mlbench.vocabulary import Task

if TYPE_CHECKING:
    from mlbench.data.dataset import Dataset


#: The recipe name of a pipeline of one's own.
CUSTOM = "custom"


def fit(
    pipeline_or_name: Pipeline | str,
    dataset: Dataset,
    *,
    options: Mapping[str, Any] | None = None,
    keras_backend: str | None = None,
    seed: int = 0,
) -> Model:
    """Fit a model on the training rows of a dataset.

    Parameters
    ----------
    pipeline_or_name : str or estimator
        A recipe of the catalogue, or a scikit-learn estimator of your own; it is
        cloned, not changed, and gets the columns as
        :class:`~mlbench.models.intake.Intake` hands them on.
    dataset : Dataset
        Only its training rows are used: all of those on disk, where there are more than
        it holds and the model learns in batches; else those that it holds.
    options : mapping, optional
        What is set of a recipe; ``mlbench models recipes NAME`` shows what can be.
    keras_backend : {'tensorflow', 'torch'}, optional
        What networks are computed with; without effect on other models.
    seed : int
        Seed of a recipe, in [0, inf).

    Returns
    -------
    Model

    Raises
    ------
    RefusedInput
        There is no such recipe, it can't do the task, or there is nothing to learn from.
    TrainingDiverged
        The loss of a network became infinite or NaN.

    Notes
    -----
    A fit that takes longer than two seconds is seen while it goes, with the curve of a
    network; at its end the output is empty again, for the model has its own picture.

    Examples
    --------
    >>> from mlbench.data.load import load
    >>> fit("linear", load("sklearn:iris", "target")).facts.title
    'Linear model'
    """
    _, task = needs_target(dataset.target, dataset.task, "mlbench.fit()")
    pipeline, recipe, title = pipeline_of(pipeline_or_name, dataset, seed, options)
    on_backend(pipeline, keras_backend)
    refuse_weightless(pipeline, recipe, dataset.train_weight)
    X, y = dataset.X_train, target_array(dataset.y_train, task)
    learned, weighted = None, dataset.weight is not None
    start = time.perf_counter()
    work = Work(f"Fitting {title}")
    with watched(work, lambda: _broken_off(work)), fitting_threads(X):
        if dataset.stored is not None and can_stream(pipeline, weighted=weighted):
            learned = fit_stored(pipeline, dataset, seed)
        else:
            learn(pipeline, X, y, dataset.train_weight)
    return model_of(
        pipeline,
        dataset,
        recipe=recipe,
        title=title,
        options=options,
        seed=seed,
        seconds=time.perf_counter() - start,
        streamed=learned,
    )


def model_of(
    pipeline: Pipeline,
    dataset: Dataset,
    *,
    recipe: str,
    title: str,
    options: Mapping[str, Any] | None,
    seed: int,
    seconds: float,
    streamed: int | None = None,
) -> Model:
    """Return a fitted pipeline as a model, with its baseline and what is known of it.

    `streamed` rows were read from disk; none where it learned from those that are held.
    """
    target, task = needs_target(dataset.target, dataset.task, "A model")
    X = dataset.X_train
    y, weight = target_array(dataset.y_train, task), dataset.train_weight
    baseline = learn(build(BASELINE, dataset, seed), X, y, weight)
    classes = labels_of(pipeline, task)
    facts = ModelFacts(
        recipe=recipe,
        title=title,
        task=task,
        target=target,
        classes=classes,
        positive=classes[-1] if classes and task is Task.BINARY else None,
        features=features_of(dataset, list(Layout.of(dataset).kinds)),
        fingerprint=dataset.fingerprint,
        data=dataset.name,
        split=split_facts(dataset),
        train_rows=len(X) if streamed is None else streamed,
        seconds=seconds,
        seed=seed,
        versions=versions() | _library_versions(recipe, options or {}),
        history=_history(pipeline),
        options=dict(options or {}),
        training=training_words(_last(pipeline), dataset, streamed),
        weight=None if dataset.weight is None else str(dataset.weight.name),
    )
    return Model(pipeline, baseline, facts)


def _library_versions(recipe: str, options: Mapping[str, Any]) -> dict[str, str]:
    """Return the versions of the libraries that a recipe, or the members of a stack, need."""
    members = [each["recipe"] for each in options["members"]] if recipe == STACK else [recipe]
    packages = [p for name in members if name != CUSTOM for p in find(name).needs.packages]
    return {name: str(import_module(name).__version__) for name in packages}


def pipeline_of(
    pipeline_or_name: Pipeline | str,
    dataset: Dataset,
    seed: int,
    options: Mapping[str, Any] | None = None,
) -> tuple[Pipeline, str, str]:
    """Return an unfitted pipeline with the name and title it goes by."""
    if isinstance(pipeline_or_name, str):
        title = find(pipeline_or_name, dataset.task).title
        pipeline = build(pipeline_or_name, dataset, seed, options=options)
        return pipeline, pipeline_or_name, title
    if options:
        raise RefusedInput(
            f"Options are set of a recipe, not of a pipeline. Got {shorten(dict(options))}.",
            next_step="Set them on the pipeline itself.",
        )
    last = _last(pipeline_or_name)
    if dataset.task is not Task.REGRESSION and not hasattr(pipeline_or_name, "predict_proba"):
        raise RefusedInput(
            f"A classifier must have predict_proba(). {type(last).__name__} has none as it is.",
            next_step="Set it to state probabilities, or wrap it in CalibratedClassifierCV.",
        )
    # the same first step as in the recipes, so that rows of any origin look the same
    intake = Intake(Layout.of(dataset).kinds)
    made = Pipeline([("intake", intake), ("model", clone(pipeline_or_name))])
    if dataset.task is Task.MULTILABEL:
        made = of_label_sets(made)
    return made, CUSTOM, type(last).__name__


def _last(pipeline: Any) -> Any:
    while hasattr(pipeline, "steps"):
        pipeline = pipeline.steps[-1][1]
    return pipeline


def split_facts(dataset: Dataset) -> dict[str, Any]:
    """Return a dataset's split as it is kept with a model."""
    return dataset.split.facts()


def _broken_off(work: Work) -> Picture | None:
    """Return what a network had learned when its fit broke off; of others nothing is seen."""
    last = work.chain[-1]
    return broken_off(last.curves, last.total) if last.curves else None


def _history(pipeline: Any) -> dict[str, list[float]]:
    history = getattr(_last(pipeline), "history_", {})
    return history if isinstance(history, dict) else {}
