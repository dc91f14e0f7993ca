"""What boosting with default settings reaches on the same rows: a yardstick, quickly fitted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mlbench.evaluation.bootstrap import measure
from mlbench.evaluation.moments import some_rows
from mlbench.models.build import build
from mlbench.models.catalogue import BASELINE
from mlbench.models.metrics import Metric
from mlbench.models.outputs import Outputs, on_classes_of, outputs_of
from mlbench.models.target import target_array
from mlbench.models.threads import fitting_threads
from mlbench.models.weights import learn
from mlbench.statements import Estimate

if TYPE_CHECKING:
    from mlbench.evaluation.result import Evaluation

#: The recipe that models are held against.
REFERENCE = "boosting"
#: It is fitted on no more cells of the table.
CELLS = 1_000_000
_BOOTSTRAPS = 200


@dataclass(frozen=True)
class Reference:
    """The reference beside the model, on the same test rows.

    Attributes
    ----------
    metric : Metric
        What is measured.
    reference : Estimate
        What the reference reaches.
    gain : Estimate
        By how much it is better than the model; paired.
    """

    metric: Metric
    reference: Estimate
    gain: Estimate


def reference_of(evaluation: Evaluation) -> Reference | None:
    """Fit the reference on at most a million cells of the training rows and measure it.

    None for a model that is the reference itself, or the baseline.
    """
    if evaluation.model.facts.recipe in (REFERENCE, BASELINE):
        return None
    outputs = _fitted(evaluation, list(evaluation.dataset.features))
    options = evaluation.options
    [measured] = measure(
        [evaluation.measured[0].metric],
        evaluation.truth,
        outputs,
        evaluation.outputs,
        weight=evaluation.weight,
        bootstraps=_BOOTSTRAPS,
        confidence=options.confidence,
        seed=options.seed,
    )
    return Reference(measured.metric, measured.model, measured.gain)


def alone(evaluation: Evaluation, feature: str) -> Outputs:
    """Return what the reference says of the test rows when it sees one feature alone."""
    return _fitted(evaluation, [feature])


def _fitted(evaluation: Evaluation, features: list[str]) -> Outputs:
    options = evaluation.options
    dataset = replace(
        evaluation.dataset, kinds={name: evaluation.dataset.kinds[name] for name in features}
    )
    most = min(options.depth.rows, max(1, CELLS // len(features)))
    rows = some_rows(dataset, most, options.seed)
    X = dataset.X_train.iloc[rows]
    y = target_array(dataset.y_train, evaluation.task)[rows]
    pipeline, weight = build(REFERENCE, dataset, options.seed), dataset.train_weight
    with fitting_threads(X):
        learn(pipeline, X, y, None if weight is None else weight[rows])
        return on_classes_of(evaluation.model.pipeline, outputs_of(pipeline, dataset.X_test))
