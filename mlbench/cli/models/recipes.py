"""``mlbench models recipes``: the recipes there are, and what can be set of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

if TYPE_CHECKING:
    from mlbench.models.recipe import Recipe
    from mlbench.models.space import Option


def recipes(
    recipe: Annotated[
        Optional[str],
        typer.Argument(help="Show what can be set of this one; also package.module:Class."),
    ] = None,
    task: Annotated[
        Optional[str],
        typer.Option("--task", help="Only those for binary, multiclass, multilabel or regression."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List the recipes, the cheapest first, or what can be set of one.

    Example: mlbench models recipes boosting
    """
    from mlbench.cli.tables import print_json, print_table
    from mlbench.models.catalogue import find
    from mlbench.models.catalogue import recipes as catalogue
    from mlbench.vocabulary import Task

    if recipe is not None:
        found = find(recipe, Task(task) if task in list(Task) else None)
        if json:
            print_json(_facts(found))
            return
        typer.echo(f"{found.title}: {found.summary}\n")
        print_table(
            ["option", "takes", "default", "searched", "meaning"],
            [_row(option) for option in found.space],
        )
        return
    listed = catalogue(task)
    for name, why in listed.broken.items():
        typer.echo(f"Note: the recipe '{name}' can't be had: {why}", err=True)
    if json:
        print_json([_facts(each) for each in listed])
        return
    print_table(
        ["recipe", "cost", "tasks", "for", "summary"],
        [
            (each.name, each.cost, _tasks(each), each.needs.in_words(), each.summary)
            for each in listed
        ],
    )


def _tasks(recipe: Recipe) -> str:
    from mlbench.vocabulary import Task

    return "all" if set(recipe.tasks) == set(Task) else ", ".join(map(str, recipe.tasks))


def _row(option: Option) -> tuple[str, ...]:
    facts = _option(option)
    return tuple(str(facts[name]) for name in ("name", "takes", "default", "searched", "help"))


def _option(option: Option) -> dict[str, Any]:
    from mlbench.parameters.types import in_words

    searched = "yes" if option.choices else ""
    if option.within is not None:
        low, high = option.within
        searched = f"{low:g} to {high:g}{' by orders of magnitude' if option.log else ''}"
    return {
        "name": option.name,
        "takes": in_words(option.type),
        "default": "by the data" if callable(option.default) else option.default,
        "searched": searched,
        "help": option.help,
        "tasks": list(map(str, option.tasks)),
    }


def _facts(recipe: Recipe) -> dict[str, Any]:
    return {
        "name": recipe.name,
        "title": recipe.title,
        "summary": recipe.summary,
        "tasks": list(map(str, recipe.tasks)),
        "cost": recipe.cost,
        "for": recipe.needs.in_words(),
        "installed": not recipe.needs.missing(),
        "automatic": recipe.automatic,
        "options": [_option(option) for option in recipe.space],
    }
