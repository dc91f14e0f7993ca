"""What can be set of a recipe: typed, ranged declarations, as in a parameters cell.

One declaration serves two ends: it says what a person may set, and where the automatic
search looks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from mlbench.errors import RefusedInput
from mlbench.models.layout import Layout
from mlbench.parameters import types
from mlbench.parameters.contract import Contract, Parameter
from mlbench.vocabulary import Task


@dataclass(frozen=True)
class Option:
    """One thing that can be set of a recipe.

    Parameters
    ----------
    name : str
        What it is set by; mostly the name that the estimator gives it.
    type : Any
        What it takes, by the types of a parameters cell:
        ``Annotated[float, Gt(0), Le(1)]``, ``Literal["gini", "entropy"]``, ``bool``.
    default : Any
        Its value when it isn't set; or a function of the layout that says so.
    help : str
        What it means, in a few words.
    within : tuple of float, optional
        The closed range that the search draws a number from. Without one a number is not
        searched; a choice always is.
    log : bool
        Whether the range is searched by orders of magnitude.
    tasks : tuple of Task
        Where it applies.
    """

    name: str
    type: Any
    default: Any | Callable[[Layout], Any]
    help: str
    within: tuple[float, float] | None = None
    log: bool = False
    tasks: tuple[Task, ...] = tuple(Task)

    def value(self, layout: Layout) -> Any:
        """Return the default for data of a layout."""
        return self.default(layout) if callable(self.default) else self.default

    @property
    def choices(self) -> tuple[Any, ...]:
        """The values of a choice; none for a number."""
        return (False, True) if self.type is bool else types.choices(self.type)

    @property
    def is_whole(self) -> bool:
        """Whether it takes whole numbers alone."""
        return self.type is int or int in get_args(self.type)

    @property
    def is_searched(self) -> bool:
        """Whether the automatic search draws it."""
        return bool(self.choices) or self.within is not None


def defaults(space: Sequence[Option], task: Task, layout: Layout) -> dict[str, Any]:
    """Return the values of all options of a task when none is set."""
    return {each.name: each.value(layout) for each in space if task in each.tasks}


def check_options(
    recipe: str, space: Sequence[Option], task: Task | None, given: Mapping[str, Any]
) -> None:
    """Check what is set of a recipe.

    Raises
    ------
    RefusedInput
        An option that the recipe does not have, or a value that it can't take: a sentence
        for each.

    Examples
    --------
    >>> check_options("mine", [Option("depth", int, 3, "levels")], None, {"depth": 4})
    """
    parameters = tuple(
        Parameter(each.name, each.type, None if callable(each.default) else each.default, each.help)
        for each in space
        if task is None or task in each.tasks
    )
    mistakes = Contract(recipe, parameters, what="recipe").mistakes(given)
    if mistakes:
        raise RefusedInput(
            *mistakes,
            next_step=f"See what can be set: mlbench models recipes {recipe}",
            code="RECIPE_OPTIONS",
        )
