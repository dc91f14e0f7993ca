"""Setting the promising recipes: Optuna proposes, folds decide, most trials end early."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from mlbench.models.candidate import Candidate
from mlbench.models.catalogue import find
from mlbench.models.search.distributions import distributions
from mlbench.models.search.hunt import Hunt
from mlbench.models.search.screening import promising
from mlbench.models.search.trial import Trial
from mlbench.models.space import defaults

if TYPE_CHECKING:
    import optuna

#: Candidates that go through the folds together; always as many, on one core or on many.
_ROUND = 4
#: Which of the promising recipes a round's candidates are of, the best being 0.
_PATTERN = (0, 0, 1, 2)
#: So many recipes are set.
_RECIPES = 3
#: Not set is a recipe of which one candidate would take this share of the time left.
_DEAR = 0.25
#: Draws at random before the sampler goes by what was found.
_AT_RANDOM = 3
#: One fit may take this share of the time left, or so many times what the best one takes, or
#: so many seconds.
_ONE, _TIMES, _LEAST = 0.2, 4.0, 2.0


class Tuner:
    """Proposes what to set of one recipe, by a tree-structured Parzen estimator.

    Parameters
    ----------
    recipe : str
        The recipe.
    hunt : Hunt
        The search.
    """

    def __init__(self, recipe: str, hunt: Hunt) -> None:
        import optuna  # noqa: PLC0415 - a named recipe is fitted without

        self.recipe = recipe
        self.hunt = hunt
        self._space = distributions(find(recipe).space, hunt.material.task)
        optuna.logging.set_verbosity(optuna.logging.WARNING)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
            sampler = optuna.samplers.TPESampler(
                seed=hunt.material.seed,
                n_startup_trials=_AT_RANDOM,
                multivariate=True,
                constant_liar=True,
            )
        self._study = optuna.create_study(
            direction="maximize", sampler=sampler, pruner=optuna.pruners.NopPruner()
        )
        self._asked: dict[int, optuna.Trial] = {}
        self._tell_defaults()

    @property
    def can_tune(self) -> bool:
        """Whether there is anything to set."""
        return bool(self._space)

    def ask(self) -> Trial:
        """Return an open trial."""
        asked = self._study.ask(self._space)
        trial = self.hunt.begin("tuned", Candidate(self.recipe, dict(asked.params)))
        self._asked[trial.number] = asked
        return trial

    def tell(self, trial: Trial) -> None:
        """Hear how a trial ended; one that was stopped counts by the folds it has."""
        import optuna  # noqa: PLC0415 - it is there already

        asked = self._asked.pop(trial.number)
        if trial.scores:
            self._study.tell(asked, self._value(trial))
        else:
            self._study.tell(asked, state=optuna.trial.TrialState.FAIL)

    def _value(self, trial: Trial) -> float:
        """Return its worth as if all folds were as hard as those it has."""
        best, folds = self.hunt.best, [fold for fold in trial.scores if fold in self.hunt.first]
        behind = self.hunt.worth(trial, folds) - self.hunt.worth(best, folds)
        return self.hunt.worth(best, self.hunt.first) + behind

    def _tell_defaults(self) -> None:
        import optuna  # noqa: PLC0415 - it is there already

        space, material = find(self.recipe).space, self.hunt.material
        standard = defaults(space, material.task, material.layout)
        params = {name: _nearest(drawn, standard[name]) for name, drawn in self._space.items()}
        first = next((t for t in self.hunt.done if t.candidate == Candidate(self.recipe)), None)
        if first is not None and None not in params.values():
            worth = self.hunt.worth(first, self.hunt.first)
            self._study.add_trial(
                optuna.trial.create_trial(params=params, distributions=self._space, value=worth)
            )


def _nearest(drawn: Any, value: Any) -> Any:
    """Return the value that is drawn from and comes nearest; None when nothing does."""
    if value is None or not hasattr(drawn, "low"):
        return value
    return min(max(value, drawn.low), drawn.high)


def tune(hunt: Hunt, reserve: float) -> None:
    """Try further settings of the promising recipes until time or trials are used up.

    Parameters
    ----------
    hunt : Hunt
        The search, every recipe screened.
    reserve : float
        Seconds to leave for what comes after, besides the last fit.
    """
    tuners: dict[str, Tuner] = {}
    while hunt.room >= 1 and hunt.clock.left(hunt.reserve() + reserve) > 0:
        names = in_time(hunt, promising(hunt), reserve)[:_RECIPES]
        for name in names:
            tuners.setdefault(name, Tuner(name, hunt))
        able = [tuners[name] for name in names if tuners[name].can_tune]
        if not able:
            return
        chosen = [able[place % len(able)] for place in _PATTERN[: int(min(_ROUND, hunt.room))]]
        asked = [(tuner, tuner.ask()) for tuner in chosen]
        _race(hunt, [trial for _, trial in asked])
        for tuner, trial in asked:
            tuner.tell(trial)


def in_time(hunt: Hunt, names: Sequence[str], reserve: float) -> list[str]:
    """Return the recipes of which a candidate is done soon enough; the best one in any case.

    Parameters
    ----------
    hunt : Hunt
        The search.
    names : sequence of str
        Recipes, the best first.
    reserve : float
        Seconds to leave for what comes after, besides the last fit.
    """
    left = _DEAR * hunt.clock.left(hunt.reserve() + reserve) * hunt.crew.workers
    took: dict[str, float] = {}
    for trial in hunt.done:
        took.setdefault(trial.candidate.recipe, trial.took)
    return [name for name in names if name == names[0] or took[name] <= left]


def _race(hunt: Hunt, trials: Sequence[Trial]) -> None:
    """Take trials through the folds, one at first, then two at a time."""
    folds = list(hunt.first)
    for stage in (folds[:1], folds[1:3], folds[3:]):
        usual = hunt.best.took / len(hunt.best.seconds)
        limit = max(_LEAST, _TIMES * usual, _ONE * hunt.clock.left(hunt.reserve()))
        hunt.run(trials, stage, limit)
        seen = folds[: folds.index(stage[-1]) + 1] if stage else folds
        if stage and seen != folds:
            hunt.drop_hopeless(trials, seen)
    hunt.complete(trials)
