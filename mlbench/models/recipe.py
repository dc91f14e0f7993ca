"""A recipe: a named, configurable estimator, and what it says of itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Literal

from mlbench.models.layout import FEW_CATEGORIES, Layout
from mlbench.models.multilabel import of_label_sets
from mlbench.models.space import Option, defaults
from mlbench.vocabulary import Task

if TYPE_CHECKING:
    from sklearn.pipeline import Pipeline

Cost = Literal["cheap", "moderate", "dear"]
COSTS: tuple[Cost, ...] = ("cheap", "moderate", "dear")


@dataclass(frozen=True)
class Needs:
    """What data a recipe is for; the automatic search leaves it out of any other.

    Parameters
    ----------
    max_rows, max_columns : int, optional
        The most training rows and features for which a fit is of use in the time it takes.
    dirty : bool
        Whether it is for texts and for categories of many values alone.
    packages : tuple of str
        Modules that must be installed.
    install : str
        What ``pip install`` is called with for these.
    slow : tuple of str
        Modules that a fit imports and that take seconds; a search imports them once for all
        of its fits. ``{keras_backend}`` in a name stands for what networks are computed with.
    """

    max_rows: int | None = None
    max_columns: int | None = None
    dirty: bool = False
    packages: tuple[str, ...] = ()
    install: str = ""
    slow: tuple[str, ...] = ()

    def missing(self) -> list[str]:
        """Return the modules that are not installed."""
        return [name for name in self.packages if find_spec(name) is None]

    def unmet(self, layout: Layout) -> str:
        """Return why data of a layout is not for the recipe; empty when it is."""
        if self.missing():
            return f"{', '.join(self.missing())} is not installed"
        if self.max_rows is not None and layout.rows > self.max_rows:
            return f"it is for up to {self.max_rows:,} rows, there are {layout.rows:,}"
        if self.max_columns is not None and len(layout.kinds) > self.max_columns:
            return f"it is for up to {self.max_columns:,} features, there are {len(layout.kinds):,}"
        if self.dirty and not layout.text and not layout.beyond(FEW_CATEGORIES):
            return "it is for texts and many categories, there are none"
        return ""

    def in_words(self) -> str:
        """Return what data it is for; empty when for any."""
        parts = [
            f"up to {self.max_rows:,} rows" if self.max_rows else "",
            f"up to {self.max_columns:,} features" if self.max_columns else "",
            "texts, many categories" if self.dirty else "",
            f"not installed: pip install {self.install}" if self.missing() else "",
        ]
        return "; ".join(filter(None, parts))


@dataclass(frozen=True)
class Recipe:
    """A named, configurable estimator of the catalogue.

    Parameters
    ----------
    name : str
        What it is asked for by: ``boosting``.
    title : str
        What it is called in reports: ``Histogram gradient boosting``.
    summary : str
        What it does and when it serves, in one sentence.
    tasks : tuple of Task
        What it can predict.
    cost : {'cheap', 'moderate', 'dear'}
        How much computing a fit takes, relative to the others.
    make : callable
        ``make(layout, task, seed, n_jobs, **options)`` returns an unfitted scikit-learn
        pipeline that takes rows of the dataset as a frame. It does not look at the rows.
        For sets of labels it returns a classifier of one label; what takes no more is fitted
        for each of them.
        It gets a value for every option of `space` that the task has.
    space : tuple of Option
        What can be set of it, and where the automatic search looks.
    needs : Needs
        What data it is for.
    automatic : bool
        Whether the automatic search tries it.
    trusted : mapping of str to str
        Types that a saved model of it holds beyond those of scikit-learn, by their exact
        name, and why each is harmless.
    """

    name: str
    title: str
    summary: str
    tasks: tuple[Task, ...]
    cost: Cost
    make: Callable[..., Pipeline]
    space: tuple[Option, ...] = ()
    needs: Needs = Needs()
    automatic: bool = True
    trusted: Mapping[str, str] = field(default_factory=dict)

    @property
    def rank(self) -> int:
        """0 for the cheapest; the simpler of two recipes has the lower rank."""
        return COSTS.index(self.cost)

    def build(
        self,
        layout: Layout,
        task: Task,
        seed: int,
        n_jobs: int = 1,
        options: Mapping[str, Any] | None = None,
    ) -> Pipeline:
        """Return the pipeline, not fitted yet; `options` win over the defaults."""
        values = {**defaults(self.space, task, layout), **(options or {})}
        if task is Task.MULTILABEL:
            made = self.make(replace(layout, label_sets=True), task, seed, n_jobs, **values)
            return of_label_sets(made)
        return self.make(layout, task, seed, n_jobs, **values)
