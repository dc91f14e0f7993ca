"""The catalogue: every recipe that is installed, by name.

Recipes are found through the entry points of the group ``mlbench.recipes``; a package
that declares one there is in the catalogue of its users.

>>> "boosting" in recipes().names
True
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast

import pandas as pd

from mlbench import plugins
from mlbench.errors import RefusedInput, did_you_mean, shorten
from mlbench.vocabulary import Task

if TYPE_CHECKING:
    from sklearn.pipeline import Pipeline

    from mlbench.models.layout import Layout

GROUP = "mlbench.recipes"
#: The recipe that every other one is measured against.
BASELINE = "dummy"

Cost = Literal["cheap", "moderate", "dear"]
_COSTS: tuple[Cost, ...] = ("cheap", "moderate", "dear")


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
        ``make(layout, task, seed, n_jobs)`` returns an unfitted scikit-learn pipeline
        that takes rows of the dataset as a frame. It does not look at the rows.
    """

    name: str
    title: str
    summary: str
    tasks: tuple[Task, ...]
    cost: Cost
    make: Callable[[Layout, Task, int, int], Pipeline]

    @property
    def rank(self) -> int:
        """0 for the cheapest; the simpler of two recipes has the lower rank."""
        return _COSTS.index(self.cost)


@dataclass(frozen=True)
class Catalogue:
    """Recipes, the cheapest first."""

    items: tuple[Recipe, ...]

    def __iter__(self) -> Iterator[Recipe]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    @property
    def names(self) -> list[str]:
        """The names that recipes are asked for by."""
        return [recipe.name for recipe in self.items]

    def frame(self) -> pd.DataFrame:
        """Return one row a recipe."""
        rows = [
            {
                "recipe": recipe.name,
                "title": recipe.title,
                "tasks": ", ".join(recipe.tasks),
                "cost": recipe.cost,
                "summary": recipe.summary,
            }
            for recipe in self.items
        ]
        return pd.DataFrame(rows, columns=["recipe", "title", "tasks", "cost", "summary"])

    def __repr__(self) -> str:
        return "\n".join(f"{recipe.name:10} {recipe.summary}" for recipe in self.items)

    def _repr_html_(self) -> str:
        return self.frame().to_html(index=False)


def recipes(task: Task | str | None = None) -> Catalogue:
    """Return the installed recipes.

    Parameters
    ----------
    task : Task or str, optional
        Only those that can predict this: ``binary``, ``multiclass`` or ``regression``.

    Returns
    -------
    Catalogue

    Raises
    ------
    RefusedInput
        There is no such task.

    Examples
    --------
    >>> recipes("regression").names[0]
    'dummy'
    """
    known = [str(each) for each in Task]
    if task is not None and task not in known:
        raise RefusedInput(
            f"The task must be one of {', '.join(known)}. Got '{shorten(str(task))}'.",
            next_step=did_you_mean(str(task), known),
        )
    found = list(plugins.load_all(GROUP).values())
    fitting = [recipe for recipe in found if task is None or Task(task) in recipe.tasks]
    return Catalogue(tuple(sorted(fitting, key=lambda r: (r.rank, r.name != BASELINE, r.name))))


def find(name: str, task: Task | None = None) -> Recipe:
    """Return the recipe of a name.

    Parameters
    ----------
    name : str
        The recipe's name.
    task : Task, optional
        What it must be able to predict.

    Raises
    ------
    RefusedInput
        No recipe goes by that name, or it can't predict that.

    Examples
    --------
    >>> find("linear").cost
    'cheap'
    """
    known = plugins.names(GROUP)
    if name not in known:
        raise RefusedInput(
            f"The recipe must be one of the catalogue. Got '{shorten(name)}'. "
            f"{did_you_mean(name, known)}",
            next_step="Look at mlbench.recipes() for what there is.",
            code="RECIPE_UNKNOWN",
        )
    recipe = cast("Recipe", plugins.load(GROUP, name))
    if task is not None and task not in recipe.tasks:
        raise RefusedInput(
            f"The recipe '{name}' predicts {', '.join(recipe.tasks)}. Got a {task} task.",
            next_step=f"Choose one of {', '.join(recipes(task).names)}.",
            code="RECIPE_TASK",
        )
    return recipe
