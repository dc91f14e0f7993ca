"""One call for a named recipe and for the automatic search: what a template goes through."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from mlbench.errors import RefusedInput
from mlbench.models.cross_validation import CrossValidation
from mlbench.models.gallery import Gallery
from mlbench.models.keras_fit.place import BACKENDS
from mlbench.models.model import Model
from mlbench.models.search.result import Search
from mlbench.models.search.search import search
from mlbench.models.training import fit
from mlbench.models.validation import cross_validate
from mlbench.statements import Findings

if TYPE_CHECKING:
    from mlbench.data.dataset import Dataset

#: The recipe that stands for the search.
AUTO = "auto"


@dataclass(frozen=True)
class Choice:
    """A recipe that was named or found, with the scores that speak for it.

    Attributes
    ----------
    tried : CrossValidation or Search
        The scores of a named recipe and of those beside it, or the whole search.
    fit : callable
        Returns the model, fitted on all training rows.
    """

    tried: CrossValidation | Search
    fit: Callable[[], Model]

    def frame(self) -> pd.DataFrame:
        """Return one row a recipe, or one a trial."""
        return self.tried.frame()

    def scores(self) -> pd.DataFrame:
        """Return one row a fold, one column a recipe."""
        return self.tried.scores()

    def pictures(self) -> Gallery:
        """Return the scores by fold and, of a search, the scores against the time."""
        return self.tried.pictures()

    def findings(self) -> Findings:
        """Return what the scores say."""
        return self.tried.findings()

    def out_of_fold(self, model: Model) -> pd.DataFrame:
        """Return what was said of training rows by models that had not seen them.

        Parameters
        ----------
        model : Model
            What :attr:`fit` returned.

        Returns
        -------
        pandas.DataFrame
            For :func:`mlbench.evaluate`, which then fits nothing again to choose a threshold
            or the width of an interval; see :meth:`mlbench.models.held_out.HeldOut.frame`.
        """
        return self.tried.held_out.frame(model)

    def record(self) -> dict[str, Any]:
        """Return what a step records of it: ``step.record(**choice.record())``."""
        return self.tried.record()

    def __repr__(self) -> str:
        return repr(self.tried)

    def _repr_html_(self) -> str:
        return self.tried._repr_html_()


def choose(
    recipe: str,
    dataset: Dataset,
    *,
    options: Mapping[str, Any] | None = None,
    compare: Sequence[str] = (),
    keras_backend: str = BACKENDS[0],
    budget_s: float = 60.0,
    trials: int | None = None,
    metric: str = "auto",
    folds: int = 5,
    seed: int = 0,
    n_jobs: int = 0,
) -> Choice:
    """Score a named recipe beside others, or find the best one.

    Parameters
    ----------
    recipe : str
        A recipe of the catalogue or the path of an estimator, which is cross-validated; or
        ``auto``, which searches.
    dataset : Dataset
        Only its training rows are used.
    options : mapping, optional
        What is set of a named recipe.
    compare : sequence of str
        Recipes scored beside a named one.
    keras_backend : {'tensorflow', 'torch'}
        What networks are computed with.
    budget_s, trials, n_jobs
        Of the search; see :func:`~mlbench.models.search.search.search`.
    metric, folds, seed
        Of both.

    Returns
    -------
    Choice

    Raises
    ------
    RefusedInput
        What :func:`~mlbench.models.validation.cross_validate` or the search refuse; options
        for ``auto``.

    Examples
    --------
    >>> from mlbench.data.load import load
    >>> choice = choose("linear", load("sklearn:iris", "target"), options={"C": 10.0}, folds=2)
    >>> choice.fit().facts.options
    {'C': 10.0}
    """
    if recipe != AUTO:
        scored = cross_validate(
            recipe,
            dataset,
            options=options,
            compare=compare,
            keras_backend=keras_backend,
            metric=metric,
            folds=folds,
            seed=seed,
        )
        how: dict[str, Any] = {"options": options, "keras_backend": keras_backend, "seed": seed}
        return Choice(scored, lambda: fit(recipe, dataset, **how))
    if options:
        raise RefusedInput(
            "The recipe 'auto' sets the options of recipes itself. "
            f"Got options for {', '.join(map(repr, options))}.",
            next_step="Leave the options out, or name a recipe.",
        )
    found = search(
        dataset,
        budget_s=budget_s,
        trials=trials,
        # left as it is by default, so that the process for fits comes out of a warm kernel
        keras_backend=None if keras_backend == BACKENDS[0] else keras_backend,
        metric=metric,
        folds=folds,
        seed=seed,
        n_jobs=n_jobs,
    )
    return Choice(found, lambda: found.model)
