"""The catalogue: every recipe that is installed, by name.

Recipes are found through the entry points of the group ``mlbench.recipes``; a package
that declares one there is in the catalogue of its users. Wherever a name is taken, so is
the path of an estimator or a recipe: ``package.module:Class``.

>>> "boosting" in recipes().names
True
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

import pandas as pd

from mlbench import plugins
from mlbench.errors import MlbenchError, RefusedInput, did_you_mean, shorten
from mlbench.html_tables import text_left
from mlbench.models.by_path import recipe_of_path
from mlbench.models.recipe import Recipe
from mlbench.vocabulary import Task

GROUP = "mlbench.recipes"
#: The recipe that every other one is measured against.
BASELINE = "dummy"

#: What cells of prose get: a report breaks their lines, and begins them at the left.
_PROSE = " style='text-align:left'"
_COLUMNS = ["recipe", "title", "tasks", "cost", "for", "summary"]


@dataclass(frozen=True)
class Catalogue:
    """Recipes, the cheapest first.

    Attributes
    ----------
    items : tuple of Recipe
        Those that there are.
    broken : dict of str to str
        Those that a package declares and that can't be had, and why.
    """

    items: tuple[Recipe, ...]
    broken: dict[str, str]

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
            (r.name, r.title, ", ".join(r.tasks), r.cost, r.needs.in_words(), r.summary)
            for r in self.items
        ]
        return pd.DataFrame(rows, columns=_COLUMNS)

    def __repr__(self) -> str:
        lines = [f"{recipe.name:11} {recipe.summary}" for recipe in self.items]
        return "\n".join([*lines, *(f"{name:11} {why}" for name, why in self.broken.items())])

    def _repr_html_(self) -> str:
        with pd.option_context("display.max_colwidth", None):
            table = self.frame().drop(columns="tasks").to_html(index=False)
        return text_left(table, _PROSE)


def recipes(task: Task | str | None = None) -> Catalogue:
    """Return the recipes that packages declare, also those whose libraries are missing.

    Parameters
    ----------
    task : Task or str, optional
        Only those that can predict this: ``binary``, ``multiclass``, ``multilabel`` or
        ``regression``.

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
    found: list[Recipe] = []
    broken: dict[str, str] = {}
    for name in plugins.names(GROUP):
        try:
            found.append(plugins.load(GROUP, name))
        except MlbenchError as error:
            broken[name] = error.mistakes[0]
    fitting = [recipe for recipe in found if task is None or Task(task) in recipe.tasks]
    ordered = sorted(fitting, key=lambda r: (r.rank, r.name != BASELINE, r.name))
    return Catalogue(tuple(ordered), broken)


def find(name: str, task: Task | None = None) -> Recipe:
    """Return the recipe of a name.

    Parameters
    ----------
    name : str
        The recipe's name, or ``package.module:Class`` for an estimator or a recipe that
        can be imported.
    task : Task, optional
        What it must be able to predict.

    Raises
    ------
    RefusedInput
        No recipe goes by that name, it can't predict that, it needs what is not
        installed, or the path leads to no estimator.

    Examples
    --------
    >>> find("linear").cost
    'cheap'
    """
    recipe = recipe_of_path(name) if ":" in name else _of_name(name)
    if recipe.needs.missing():
        raise RefusedInput(
            f"The recipe '{shorten(name)}' needs {', '.join(recipe.needs.missing())}, "
            f"which is not installed.",
            next_step=f"Install it: pip install {recipe.needs.install}",
            code="RECIPE_NOT_INSTALLED",
        )
    if task is not None and task not in recipe.tasks:
        raise RefusedInput(
            f"The recipe '{shorten(name)}' predicts {', '.join(recipe.tasks)}. Got a {task} task.",
            next_step=f"Choose one of {', '.join(recipes(task).names)}.",
            code="RECIPE_TASK",
        )
    return recipe


def _of_name(name: str) -> Recipe:
    known = plugins.names(GROUP)
    if name not in known:
        raise RefusedInput(
            f"The recipe must be one of the catalogue. Got '{shorten(name)}'. "
            f"{did_you_mean(name, known)}",
            next_step="Look at mlbench.recipes() for what there is.",
            code="RECIPE_UNKNOWN",
        )
    return cast("Recipe", plugins.load(GROUP, name))
