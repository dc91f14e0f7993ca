"""Any estimator that can be imported, as a recipe: ``package.module:Class``."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from importlib import import_module
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from sklearn.base import BaseEstimator, is_classifier, is_regressor

from mlbench.errors import RefusedInput, shorten
from mlbench.models.layout import Layout
from mlbench.models.prepare import assemble, indicators
from mlbench.models.recipe import Recipe
from mlbench.models.space import Option
from mlbench.vocabulary import Task

if TYPE_CHECKING:
    from sklearn.pipeline import Pipeline

_CLASSES = (Task.BINARY, Task.MULTICLASS, Task.MULTILABEL)


def recipe_of_path(path: str) -> Recipe:
    """Return the recipe that a path leads to, or a recipe around the estimator there.

    The estimator gets complete, scaled numbers: see
    :func:`~mlbench.models.prepare.indicators`.

    Parameters
    ----------
    path : str
        ``package.module:Class``, or ``package.module:recipe``.

    Raises
    ------
    RefusedInput
        It can't be imported, is no estimator, or states no probabilities.

    Examples
    --------
    >>> recipe_of_path("sklearn.linear_model:HuberRegressor").tasks
    (<Task.REGRESSION: 'regression'>,)
    """
    found = _imported(path)
    if isinstance(found, Recipe):
        return found
    is_estimator = inspect.isclass(found) and issubclass(found, BaseEstimator)
    estimator = _made(found, path) if is_estimator else None
    if estimator is None or not (is_classifier(estimator) or is_regressor(estimator)):
        raise RefusedInput(
            f"The path '{shorten(path)}' must lead to a classifier or regressor of "
            f"scikit-learn's kind, or to a Recipe. Got {shorten(repr(found), 60)}.",
            next_step="Name the class, as sklearn.linear_model:HuberRegressor.",
            code="RECIPE_PATH",
        )
    if is_classifier(estimator) and not hasattr(estimator, "predict_proba"):
        raise RefusedInput(
            f"A classifier must have predict_proba(). {shorten(path)} has none as it is made.",
            next_step="Choose another one; 'mlbench models recipes' lists those that state "
            "probabilities.",
            code="RECIPE_PATH",
        )
    return Recipe(
        name=path,
        title=found.__name__,
        summary=_first_line(found),
        tasks=_CLASSES if is_classifier(estimator) else (Task.REGRESSION,),
        cost="moderate",
        make=_maker(found),
        space=_settable(estimator),
    )


def _imported(path: str) -> Any:
    module, _, name = path.partition(":")
    try:
        return attrgetter(name)(import_module(module))
    except (ImportError, AttributeError, ValueError, TypeError) as error:
        raise RefusedInput(
            f"The recipe '{shorten(path)}' can't be imported: {shorten(str(error), 200)}.",
            next_step="Write it as package.module:Class, and install the package that brings it.",
            code="RECIPE_PATH",
        ) from error


def _made(found: Any, path: str) -> Any:
    try:
        return found()
    except TypeError as error:
        raise RefusedInput(
            f"The estimator '{shorten(path)}' must be made without arguments. "
            f"{shorten(str(error), 200)}.",
            next_step="Declare a recipe that makes it, and give the recipe's path.",
            code="RECIPE_PATH",
        ) from error


def _settable(estimator: Any) -> tuple[Option, ...]:
    """Return the constructor's arguments; what they take only the estimator knows."""
    values = estimator.get_params(deep=False)
    return tuple(Option(name, Any, value, "of the estimator") for name, value in values.items())


def _maker(found: Any) -> Callable[..., Pipeline]:
    # by position alone: an estimator may have arguments of these names
    def make(layout: Layout, _: Task, seed: int, n_jobs: int, /, **options: Any) -> Pipeline:
        known = {"random_state": seed, "n_jobs": n_jobs}
        own = {name: value for name, value in known.items() if options.get(name, 0) is None}
        return assemble(layout, indicators(layout, seed, scale=True), found(**{**options, **own}))

    return make


def _first_line(found: Any) -> str:
    return shorten((inspect.getdoc(found) or found.__name__).splitlines()[0], 120)
