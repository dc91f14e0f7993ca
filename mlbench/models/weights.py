"""How sample weights reach the estimator that learns, wherever it stands in a pipeline.

scikit-learn hands weights on by the name of a step, and not into the members of an ensemble
that are pipelines themselves. Its metadata routing would, but wants every transformer of a
pipeline to say what it does with weights, and keeps that in the model. Here the last step
alone takes them: preprocessing is learned from rows as they are.
"""

from __future__ import annotations

from typing import Any

import numpy.typing as npt
from sklearn.compose import TransformedTargetRegressor
from sklearn.pipeline import Pipeline
from sklearn.utils.validation import has_fit_parameter

from mlbench.errors import RefusedInput
from mlbench.models.metrics import Weight

_KEY = "sample_weight"
#: Why the search leaves a recipe out.
TAKES_NONE = "it takes no sample weights"


class Member(Pipeline):  # type: ignore[misc]
    """A pipeline within an ensemble, which takes sample weights as an estimator does.

    Examples
    --------
    >>> from sklearn.dummy import DummyRegressor
    >>> member = Member([("model", DummyRegressor())])
    >>> member.fit([[0], [0]], [1.0, 5.0], sample_weight=[3, 1]).predict([[0]])
    array([2.])
    """

    def fit(self, X: Any, y: Any = None, sample_weight: Any = None) -> Member:
        """Fit it; the weights go to the last step."""
        super().fit(X, y, **fit_words(self, sample_weight))
        return self


def member_of(pipeline: Pipeline) -> Member:
    """Return a recipe's pipeline as a member, without its intake: its rows have been there."""
    return Member(pipeline.steps[1:])


def takes_weights(estimator: Any) -> bool:
    """Whether what learns in an estimator takes sample weights.

    Parameters
    ----------
    estimator : estimator
        A pipeline, an ensemble of pipelines, or a single estimator; fitted or not.
    """
    if isinstance(estimator, Pipeline):
        return takes_weights(estimator.steps[-1][1])
    if isinstance(estimator, TransformedTargetRegressor):
        return takes_weights(estimator.regressor)
    members = getattr(estimator, "estimators", None)
    if isinstance(members, list):
        return all(takes_weights(member) for _, member in members)
    inner = getattr(estimator, "estimator", None)
    return has_fit_parameter(estimator, _KEY) and (inner is None or takes_weights(inner))


def learn(estimator: Any, X: Any, y: npt.NDArray[Any], weight: Weight = None) -> Any:
    """Fit an estimator, each row counting by its weight, and return it.

    Parameters
    ----------
    estimator : estimator
        One that :func:`takes_weights` where there are weights.
    X, y : frame or array of shape (rows, columns), array of shape (rows,)
        What is learned from.
    weight : array of shape (rows,), optional
        In [0, inf). They are brought to mean 1 first, so that a penalty of the model means
        the same in any unit of the weights.

    Raises
    ------
    ValueError
        All weights are 0.
    """
    if weight is None:
        return estimator.fit(X, y)
    if not weight.any():
        raise ValueError("all rows to learn from have weight 0")
    return estimator.fit(X, y, **fit_words(estimator, weight / weight.mean()))


def fit_words(estimator: Any, weight: Weight) -> dict[str, Any]:
    """Return the keywords of an estimator's fit that bring weights to what learns."""
    return {} if weight is None else {_key(estimator): weight}


def refuse_weightless(estimator: Any, name: str, weight: Weight) -> None:
    """Refuse an estimator that would pass weights over.

    Raises
    ------
    RefusedInput
        There are weights, and what learns takes none.
    """
    if weight is not None and not takes_weights(estimator):
        raise RefusedInput(
            f"The data have sample weights, which the recipe '{name}' does not take.",
            next_step="Choose another recipe, or leave 'weight' out of the data.",
            code="WEIGHT_NOT_TAKEN",
        )


def _key(estimator: Any) -> str:
    if isinstance(estimator, Pipeline):
        name, last = estimator.steps[-1]
        return f"{name}__{_KEY if isinstance(last, Member) else _key(last)}"
    if isinstance(estimator, TransformedTargetRegressor):
        return _key(estimator.regressor)
    return _KEY
