"""The fit of a pipeline on all training rows of a stored table, where its model can."""

from __future__ import annotations

import copy
from inspect import signature
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import numpy.typing as npt
from sklearn.compose import TransformedTargetRegressor

from mlbench.models.metrics import Weight
from mlbench.models.mlp import MLP
from mlbench.models.multilabel import LabelPredictor
from mlbench.models.streaming.blocks import Blocks
from mlbench.models.streaming.kept import Kept
from mlbench.models.target import needs_target, target_array
from mlbench.models.weights import learn

if TYPE_CHECKING:
    from sklearn.pipeline import Pipeline

    from mlbench.data.dataset import Dataset

#: Share of the sample's training rows that decide when to stop, and how many at most.
_WATCHED, _MOST_WATCHED = 0.1, 50_000
#: Most passes of a model that learns by ``partial_fit``, and passes without a gain.
_EPOCHS, _PATIENCE = 10, 2
#: Rows of a step of a network, at least: the recipe saw the sample alone.
_BATCH = 256


def can_stream(pipeline: Pipeline, *, weighted: bool = False) -> bool:
    """Whether the last step of a pipeline can learn from more rows than fit.

    Parameters
    ----------
    pipeline : Pipeline
        Not fitted yet.
    weighted : bool
        Whether rows have weights, which it must take batch by batch then.
    """
    model = pipeline.steps[-1][1]
    if isinstance(model, LabelPredictor):  # sets are written in many ways on disk
        return False
    learn_part = getattr(_inner(model), "partial_fit", None)
    if isinstance(model, MLP) or learn_part is None:
        return isinstance(model, MLP)
    return not weighted or "sample_weight" in signature(learn_part).parameters


def fit_stored(pipeline: Pipeline, dataset: Dataset, seed: int) -> int:
    """Fit a pipeline on all training rows of a dataset's stored table, in bounded memory.

    Preprocessing is fitted on the training rows of the sample. A part of these is never
    learned from: it decides when to stop, and which weights are kept. The model sees all
    other training rows, several times over.

    Parameters
    ----------
    pipeline : Pipeline
        One that :func:`can_stream`.
    dataset : Dataset
        With a stored table.
    seed : int
        Seed of the order of rows, and of those that are watched.

    Returns
    -------
    int
        How many rows it learned from.

    Raises
    ------
    DataError
        A target is missing, or has a label that the sample has not.
    """
    _, task = needs_target(dataset.target, dataset.task, "mlbench.fit()")
    assert dataset.stored is not None
    sample = dataset.X_train
    y = target_array(dataset.y_train, task)
    random = np.random.default_rng([4, seed])
    watched = np.zeros(len(sample), dtype=bool)
    number = min(_MOST_WATCHED, round(_WATCHED * len(sample)))
    watched[random.permutation(len(sample))[:number]] = True
    prepare, model = pipeline[:-1], pipeline.steps[-1][1]
    X = prepare.fit_transform(sample[~watched], y[~watched])
    weight = np.ones(len(y)) if dataset.train_weight is None else dataset.train_weight
    seen = prepare.transform(sample[watched]), y[watched], weight[watched]
    blocks = Blocks(
        stored=dataset.stored,
        kept=Kept.of(dataset, np.sort(sample.index.to_numpy()[watched])),
        features=tuple(dataset.features),
        task=task,
        classes=np.unique(y) if task.is_classification else None,
        prepare=prepare,
        width=X.shape[1],
        seed=seed,
        **_weight_words(dataset),
    )
    if isinstance(model, MLP):
        model.set_params(batch_size=max(_BATCH, model.batch_size))
        return model.fit_stored(X, y[~watched], seen, blocks)
    own = None if dataset.weight is None else weight[~watched]
    return _in_part(model, (X, y[~watched], own), seen, blocks)


def _weight_words(dataset: Dataset) -> dict[str, Any]:
    if dataset.weight is None:
        return {}
    unit = float(dataset.weight.to_numpy()[dataset.train_rows].mean())
    return {"weight": str(dataset.weight.name), "unit": unit}


def _in_part(
    model: Any,
    sample: tuple[Any, npt.NDArray[Any], Weight],
    watched: tuple[Any, npt.NDArray[Any], npt.NDArray[Any]],
    blocks: Blocks,
) -> int:
    """Fit on the sample, then go on over all rows until that no longer helps."""
    learn(model, *sample)
    inner = _inner(model, fitted=True)
    best, kept, stale, rows = model.score(*watched), copy.deepcopy(inner), 0, 0
    for epoch in range(_EPOCHS):
        rows = 0
        for chunk, targets, weight in blocks.chunks(epoch):
            words = {} if blocks.weight is None else {"sample_weight": weight}
            inner.partial_fit(chunk, _inner_targets(model, targets), **words)
            rows += len(targets)
        score = model.score(*watched)
        stale = 0 if score > best else stale + 1
        if score > best:
            best, kept = score, copy.deepcopy(inner)
        if stale == _PATIENCE:
            break
    inner.__dict__.update(kept.__dict__)
    return rows


def _inner(model: Any, *, fitted: bool = False) -> Any:
    if isinstance(model, TransformedTargetRegressor):
        return model.regressor_ if fitted else model.regressor
    return model


def _inner_targets(model: Any, targets: npt.NDArray[Any]) -> npt.NDArray[Any]:
    if isinstance(model, TransformedTargetRegressor):
        scaled = model.transformer_.transform(targets.reshape(-1, 1))
        return cast("npt.NDArray[Any]", scaled.ravel())
    return targets
