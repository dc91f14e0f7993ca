"""Views of an evaluation that other processes compute while this one shows the first ones.

What a process has begun with is waited for; what it has not come to is computed here when it
is asked for, as if there were no other process. So is everything else that one can't do.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from mlbench.evaluation.companion import Companion
from mlbench.live.watch import watched
from mlbench.live.work import Work
from mlbench.models.search.memory import available
from mlbench.settings import settings

if TYPE_CHECKING:
    from mlbench.evaluation.result import Evaluation

T = TypeVar("T")

#: What one process computes, in this order; a later one may need an earlier one.
CHAINS = (("curve", "slices", "reference"), ("importance", "dependence"))
#: What one process alone computes of few test rows, of so few cells: in the order that notebooks
#: ask for it, as all of it is there before.
FEW_CHAIN, _FEW_CELLS = ("importance", "slices", "curve", "reference"), 100_000
#: A process holds the data once more while it computes with as much again; all of them
#: together may take so much of what is free.
_COPIES, _MEMORY_SHARE = 3, 0.5
_TITLES = {
    "importance": "What the model relies on",
    "dependence": "What predictions do as a feature moves",
    "curve": "Learning curve",
    "slices": "Errors by part of the rows",
    "reference": "What boosting reaches on the same rows",
}


class Ahead:
    """Processes that compute the views that take long.

    Parameters
    ----------
    companions : list of Companion
        The processes.
    """

    def __init__(self, companions: list[Companion]) -> None:
        self._companions = companions

    @classmethod
    def of(cls, evaluation: Evaluation, processes: int) -> Ahead | None:
        """Begin with the views of an evaluation in other processes.

        Parameters
        ----------
        evaluation : Evaluation
            What is pickled for them, as it stands.
        processes : int
            How many there may be, this one included; with one nothing is begun.
        """
        count = min(processes - 1, len(CHAINS))
        if count < 1 or settings().memory_limit:  # what is beside is within no limit
            return None
        data = int(evaluation.dataset.frame.memory_usage().sum())
        if count * _COPIES * data > _MEMORY_SHARE * available():
            return None
        try:
            content = pickle.dumps(evaluation, pickle.HIGHEST_PROTOCOL)
        except Exception:  # noqa: BLE001 - what a pipeline of somebody else raises
            return None
        return cls([Companion(names, content) for names in _chains(evaluation.X.size, count)])

    def __del__(self) -> None:
        """End what is computed for an evaluation that nobody has any more."""
        for companion in self._companions:
            companion.end()

    def take(self, name: str, compute: Callable[[], T]) -> T:
        """Return a view from the process that has begun with it; else compute it here."""
        for companion in self._companions:
            if companion.has_begun(name):
                with watched(Work(_TITLES[name], note="in a process beside this one")):
                    found: Any = companion.wait(name)
                if found:
                    return found[0]  # type: ignore[no-any-return]
        return compute()


def _chains(cells: int, processes: int) -> tuple[tuple[str, ...], ...]:
    """Return what each of some processes computes, for so many cells of test rows."""
    if processes == 1 and cells < _FEW_CELLS:
        return (FEW_CHAIN,)
    return CHAINS[:processes]
