"""The space of a recipe as Optuna draws from it."""

from __future__ import annotations

from collections.abc import Sequence

from optuna.distributions import (
    BaseDistribution,
    CategoricalDistribution,
    FloatDistribution,
    IntDistribution,
)

from mlbench.models.space import Option
from mlbench.vocabulary import Task


def distributions(space: Sequence[Option], task: Task) -> dict[str, BaseDistribution]:
    """Return what the search draws from, by the name of the option."""
    return {
        each.name: _distribution(each) for each in space if each.is_searched and task in each.tasks
    }


def _distribution(option: Option) -> BaseDistribution:
    if option.within is None:
        return CategoricalDistribution(option.choices)
    low, high = option.within
    if option.is_whole:
        return IntDistribution(int(low), int(high), log=option.log)
    return FloatDistribution(float(low), float(high), log=option.log)
