"""What an evaluation is made of, and what it keeps of what was computed from it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from mlbench.errors import RefusedInput
from mlbench.evaluation.ahead import Ahead
from mlbench.evaluation.bootstrap import Measured
from mlbench.evaluation.options import Options
from mlbench.evaluation.out_of_fold import OutOfFold, handed_on, out_of_fold
from mlbench.models.model import Model
from mlbench.models.outputs import Outputs
from mlbench.vocabulary import Task

if TYPE_CHECKING:
    from mlbench.data.dataset import Dataset

T = TypeVar("T")


class Kept:
    """A model on test rows: its figures, and views that are computed once."""

    model: Model
    dataset: Dataset
    X: pd.DataFrame
    truth: npt.NDArray[Any]
    outputs: Outputs
    measured: tuple[Measured, ...]
    train_score: float
    options: Options
    given_out_of_fold: pd.DataFrame | None
    _kept: dict[str, Any]
    _ahead: Ahead | None

    @property
    def task(self) -> Task:
        """What the model predicts."""
        return self.model.facts.task

    @property
    def weight(self) -> npt.NDArray[np.float64] | None:
        """How much each test row counts, with mean 1; None where all count the same."""
        return self.dataset.test_weight

    def out_of_fold(self) -> OutOfFold | None:
        """Return predictions for training rows by models that have not seen them."""
        return self._once("out of fold", self._out_of_fold)

    def _out_of_fold(self) -> OutOfFold | None:
        given, options = self.given_out_of_fold, self.options
        found = None if given is None else handed_on(given, self.model, self.dataset)
        return found or out_of_fold(self.model, self.dataset, options.depth, options.seed)

    def _once(self, name: str, compute: Callable[[], T]) -> T:
        if name not in self._kept:
            ahead = self._ahead
            self._kept[name] = compute() if ahead is None else ahead.take(name, compute)
        return self._kept[name]  # type: ignore[no-any-return]

    def _needs(self, view: str, *tasks: Task) -> None:
        if self.task not in tasks:
            raise RefusedInput(
                f"{view}() needs a task of {' or '.join(tasks)}. Got {self.task}.",
                next_step="Ask for reliability() or decisions(), which choose by the task.",
            )
