"""Weighing the best trials against each other, by what they said of rows they had not seen.

Ensemble selection (Caruana et al. 2004): the trial that helps the average most is added, again
and again. What the average is worth is measured on folds that its weights were not chosen on.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from mlbench.models.candidate import Stack
from mlbench.models.outputs import Outputs
from mlbench.models.search.hunt import Hunt
from mlbench.models.search.trial import Trial

#: At most so many trials are weighed, in so many steps.
_MOST, _STEPS = 12, 20
#: It ends after so many steps that are no better than the best one so far. At first one is
#: enough; where there is time for it, a look is taken at what comes after, since of figures that
#: count rows, such as accuracy, many averages have the same.
_PATIENCES = (1, 4)

_Members = tuple[int, ...]


class _TimeUp(Exception):
    """Weighing takes longer than there is time."""


class Weighing:
    """Averages of trials, and what they are worth on every fold.

    Parameters
    ----------
    hunt : Hunt
        The search.
    trials : sequence of Trial
        Those that can be members.
    """

    def __init__(self, hunt: Hunt, trials: Sequence[Trial]) -> None:
        self.hunt = hunt
        self.trials = list(trials)
        self.until = hunt.clock.until(hunt.reserve())
        self._known: dict[_Members, npt.NDArray[np.float64]] = {}

    def worth(self, members: _Members) -> npt.NDArray[np.float64]:
        """Return the worth of an average on every fold, greater being better."""
        if members not in self._known:
            if time.monotonic() > self.until:
                raise _TimeUp
            sign = 1.0 if self.hunt.metric.greater_is_better else -1.0
            scores = [self._score(members, fold) for fold in self.hunt.first]
            self._known[members] = sign * np.array(scores)
        return self._known[members]

    def _score(self, members: _Members, fold: int) -> float:
        outputs = [self.trials[place].outputs[fold] for place in members]
        material, rows = self.hunt.material, self.hunt.parts[fold][1]
        weight = material.weight_of(rows)
        return float(self.hunt.metric.compute(material.y[rows], _averaged(outputs), weight))

    def best(self, folds: Sequence[int], patience: int) -> _Members:
        """Return the members that do best on some folds, of all steps the best one's."""
        members: _Members = ()
        best: _Members = ()
        reached = -np.inf
        for _ in range(_STEPS):
            options = [tuple(sorted((*members, place))) for place in range(len(self.trials))]
            worths = [float(self.worth(option)[folds].mean()) for option in options]
            # of equals one that is not in yet: what is there twice changes nothing
            top = max(range(len(worths)), key=lambda k: (worths[k], -members.count(k), -k))
            members = options[top]
            if worths[top] > reached:
                best, reached = members, worths[top]
            elif len(members) - len(best) >= patience:
                break
        return best

    def honest(self, patience: int) -> npt.NDArray[np.float64]:
        """Return the worth on every fold of the members chosen on the others."""
        every = list(self.hunt.first)
        chosen = [
            self.best([other for other in every if other != fold], patience) for fold in every
        ]
        return np.array([self.worth(members)[fold] for fold, members in enumerate(chosen)])

    def weighed(self) -> tuple[_Members, npt.NDArray[np.float64]] | None:
        """Return the members and what they are worth, as far as there is time; None without."""
        found = None
        for patience in _PATIENCES:
            try:
                found = self.best(list(self.hunt.first), patience), self.honest(patience)
            except _TimeUp:
                break
        return found


def stack(hunt: Hunt, winner: Trial) -> Trial:
    """Return a stack of the best trials if it is better than the winner, else the winner."""
    able = [t for t in hunt.done if t is not hunt.baseline and t.outputs][:_MOST]
    if len(able) < 2 or hunt.folds < 2:  # noqa: PLR2004 - one is no stack, one fold no proof
        return winner
    found = Weighing(hunt, able).weighed()
    if found is None:
        hunt.notes.append("The best were not weighed against each other: the time was up.")
        return winner
    counts, honest = Counter(found[0]), found[1]
    if len(counts) == 1:
        return winner
    total = sum(counts.values())
    members = [(able[place], count / total) for place, count in counts.most_common()]
    trial = hunt.begin("stack", Stack(tuple((t.candidate, weight) for t, weight in members)))
    sign = 1.0 if hunt.metric.greater_is_better else -1.0
    trial.scores = {fold: float(sign * each) for fold, each in enumerate(honest)}
    trial.outputs = {
        fold: _averaged([able[place].outputs[fold] for place in found[0]]) for fold in hunt.first
    }
    trial.seconds = {fold: sum(t.seconds[fold] for t, _ in members) for fold in hunt.first}
    if hunt.refit_seconds(trial) > hunt.clock.left():
        hunt.end(trial, "stopped", "its fits would take longer than the time that is left")
        return winner
    hunt.end(trial, "done")
    is_better = hunt.worth(trial, hunt.first) > hunt.worth(winner, hunt.first)
    return trial if is_better else winner


def _averaged(outputs: Sequence[Outputs]) -> Outputs:
    first = outputs[0]
    if first.probabilities is None or first.classes is None:
        return Outputs(np.mean([each.values for each in outputs], axis=0))
    mean = np.mean([np.asarray(each.probabilities) for each in outputs], axis=0)
    if first.sets is not None:
        return Outputs.of_labels(mean, first.classes)
    return Outputs(first.classes[mean.argmax(axis=1)], mean, first.classes)
