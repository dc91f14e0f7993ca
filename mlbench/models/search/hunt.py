"""What all phases of a search share: the trials so far, the folds, the clock, the processes."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from mlbench.live.work import Work
from mlbench.models.candidate import Candidate, Stack
from mlbench.models.metrics import Metric
from mlbench.models.search.clock import Clock
from mlbench.models.search.crew import Crew
from mlbench.models.search.libraries import import_beside
from mlbench.models.search.task import Job, Material, Rows
from mlbench.models.search.trial import Outcome, Phase, Trial

#: Folds of one cross-validation, each as training rows and rows to score on.
Parts = list[tuple[Rows, Rows]]
#: A trial goes on while it is among the best third of those that came as far (Li et al. 2020).
_THIRD = 3
#: So many trials of a recipe keep what they predicted.
KEPT = 3
#: What refitting is taken to need beyond its estimate.
_CARE = 1.5
#: Bytes of a fitted pipeline that are read in a second.
_READ = 1e8
#: No more than this share of the budget is kept for the last fit.
_MOST_RESERVED = 0.3


@dataclass
class Hunt:
    """The state of a search.

    Attributes
    ----------
    material : Material
        What fits can see.
    metric : Metric
        What scores are.
    parts : list
        The folds; those of repeated cross-validations follow the first.
    folds : int
        How many belong to the first one.
    crew : Crew
        Where fits go on.
    clock : Clock
        How much time there is.
    most : int or None
        How many trials there may be.
    work : Work
        What is shown while it goes on.
    trials : list of Trial
        In the order they were begun.
    notes : list of str
        What was decided on the way.
    """

    material: Material
    metric: Metric
    parts: Parts
    folds: int
    crew: Crew
    clock: Clock
    most: int | None
    work: Work
    trials: list[Trial] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def begin(self, phase: Phase, candidate: Candidate | Stack) -> Trial:
        """Open a trial."""
        trial = Trial(len(self.trials) + 1, phase, candidate)
        self.trials.append(trial)
        return trial

    def end(self, trial: Trial, outcome: Outcome, why: str = "") -> None:
        """Close a trial."""
        trial.end(outcome, why, self.clock.elapsed)
        best = self.best
        self.work.curves["best so far"] = [*self.work.curves.get("best so far", []), best.mean]
        self.work.note = f"{len(self.trials)} tried, best {best.candidate.title} {best.mean:.4g}"

    @property
    def first(self) -> range:
        """The folds of the first cross-validation."""
        return range(self.folds)

    @property
    def baseline(self) -> Trial:
        """The dummy, which is always the first."""
        return self.trials[0]

    @property
    def done(self) -> list[Trial]:
        """The trials that have every fold, the best first; of equals the earlier one."""
        found = [each for each in self.trials if each.is_done]
        return sorted(found, key=lambda each: (-self.worth(each, self.first), each.number))

    @property
    def best(self) -> Trial:
        """The best of them; the baseline is always there."""
        return self.done[0] if self.done else self.baseline

    @property
    def furthest(self) -> Trial:
        """The best of those with all folds; when none has all of them, of those with some."""
        if self.best is not self.baseline:
            return self.best
        some = [t for t in self.trials if 0 in t.scores and self.skill(t, [0]) > 0]
        return max(some, key=lambda t: (self.skill(t, [0]), -t.number), default=self.baseline)

    @property
    def room(self) -> float:
        """How many trials may still be begun."""
        begun = sum(trial.outcome != "left out" for trial in self.trials)
        return math.inf if self.most is None else self.most - begun

    def worth(self, trial: Trial, folds: Iterable[int]) -> float:
        """Return the mean score over some folds, greater being better."""
        mean = float(np.mean([trial.scores[fold] for fold in folds]))
        return mean if self.metric.greater_is_better else -mean

    def skill(self, trial: Trial, folds: Sequence[int]) -> float:
        """Return the mean gain over the baseline on some folds."""
        return self.worth(trial, folds) - self.worth(self.baseline, folds)

    def run(self, trials: Sequence[Trial], folds: Sequence[int], limit: float = math.inf) -> None:
        """Score open trials on folds; every trial that can't be is closed."""
        asked = [(trial, fold) for trial in trials if trial.is_open for fold in folds]
        jobs = [
            Job(trial.candidate, *self.parts[fold], keep=self._keep(trial, fold))
            for trial, fold in asked
        ]
        answers = self.crew.run(jobs, until=self.clock.until(self.reserve()), limit=limit)
        for (trial, fold), answer in zip(asked, answers, strict=True):
            if trial.is_open:
                trial.take(fold, answer, self.clock.elapsed)

    def _keep(self, trial: Trial, fold: int) -> str:
        """Return where the pipeline of a first fold is kept, for the case that time runs out."""
        return str(self.crew.keeping(trial.number)) if fold == 0 and self.clock.budget else ""

    def complete(self, trials: Sequence[Trial]) -> None:
        """Close the trials that have every fold as done; keep the predictions of the best."""
        for trial in trials:
            if trial.is_open and all(fold in trial.scores for fold in self.first):
                self.end(trial, "done")
                import_beside(trial.candidate)
        kept: Counter[str] = Counter()
        for trial in self.done:
            kept[trial.candidate.recipe] += 1
            if kept[trial.candidate.recipe] > KEPT:
                trial.outputs.clear()
                self.crew.keeping(trial.number).unlink(missing_ok=True)

    def drop_hopeless(self, trials: Sequence[Trial], folds: Sequence[int]) -> None:
        """Stop the trials that are not among the best third of all that came as far.

        The best of each recipe goes on as well: it may be what a stack is better with.
        """
        came = [t for t in self.trials if all(fold in t.scores for fold in folds)]
        ranked = sorted((self.worth(t, folds) for t in came), reverse=True)
        bar = ranked[math.ceil(len(ranked) / _THIRD) - 1] if ranked else -math.inf
        tops: dict[str, float] = {}
        for trial in came:
            name = trial.candidate.recipe
            tops[name] = max(self.worth(trial, folds), tops.get(name, -math.inf))
        for trial in trials:
            of_its_kind = min(bar, tops.get(trial.candidate.recipe, bar))
            if trial.is_open and self.worth(trial, folds) < of_its_kind:
                seen = "the first fold" if len(folds) == 1 else f"the first {len(folds)} folds"
                self.end(trial, "stopped", f"not among the best third on {seen}")

    def lower(self, folds: int) -> None:
        """Use so many folds from now on, and of what was scored no others."""
        del self.parts[folds:]
        self.folds = folds
        for trial in self.trials:
            trial.forget(folds)

    def refit_seconds(self, trial: Trial) -> float:
        """Return what a fit on all training rows is going to take, by the fits so far."""
        rows = sum(len(self.parts[fold][0]) for fold in trial.scores)
        return trial.took / max(1, rows) * len(self.material.y)

    def reserve(self) -> float:
        """Return the seconds to keep for the last fit: of the best, and of two beside it."""
        if self.clock.budget is None:
            return 0.0
        recipes: dict[str, float] = {}
        for trial in [self.furthest, *self.done]:
            recipes.setdefault(trial.candidate.recipe, self.refit_seconds(trial))
        needed = _CARE * sum(list(recipes.values())[:_THIRD])
        needed += self.clock.share(0.02) + self.clock.closing
        return min(needed, self.clock.share(_MOST_RESERVED))

    def reading(self, trial: Trial) -> float:
        """Return the seconds that reading the fitted pipeline of a trial may take."""
        kept = self.crew.keeping(trial.number)
        return kept.stat().st_size / _READ if kept.is_file() else 0.0
