"""What is asked of a process that fits, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from mlbench.models.candidate import Candidate, Stack
from mlbench.models.catalogue import find
from mlbench.models.intake import Intake
from mlbench.models.keras_fit.place import BACKENDS
from mlbench.models.layout import Layout
from mlbench.models.metrics import Weight
from mlbench.models.outputs import Outputs
from mlbench.vocabulary import Task

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Material:
    """All that a fit can see: training rows, and nothing of the rows held out.

    Attributes
    ----------
    X : pandas.DataFrame of shape (training rows, features)
        The features.
    y : numpy.ndarray of shape (training rows,)
        The target.
    layout : Layout
        Columns by the preparation they need.
    task : Task
        What is predicted.
    metric : str
        What scores are.
    seed : int
        Seed of every fit.
    weight : numpy.ndarray of shape (training rows,), optional
        How much each row counts; all the same without.
    keras_backend : str, optional
        What networks are computed with; without, what each recipe says.
    """

    X: pd.DataFrame
    y: npt.NDArray[Any]
    layout: Layout
    task: Task
    metric: str
    seed: int
    weight: Weight = None
    keras_backend: str | None = None

    def weight_of(self, rows: Rows) -> Weight:
        """Return how much some rows count; None where all count the same."""
        return None if self.weight is None else self.weight[rows]

    @cached_property
    def taken_in(self) -> pd.DataFrame:
        """The features as :class:`~mlbench.models.intake.Intake` hands them on."""
        return Intake(self.layout.kinds).transform(self.X)


@dataclass(frozen=True)
class Job:
    """One fit, and what for.

    Attributes
    ----------
    candidate : Candidate or Stack
        What is fitted.
    train : array of int64
        Positions of the rows to learn from.
    test : array of int64 or None
        Positions of the rows to score on; None to get the fitted pipeline.
    threads : int
        Threads it may use.
    keep : str
        The file that the fitted pipeline is kept in besides; empty for none.
    """

    candidate: Candidate | Stack
    train: Rows
    test: Rows | None
    threads: int = 1
    keep: str = ""

    def modules(self, keras_backend: str | None) -> tuple[str, ...]:
        """Return the modules that its fit imports besides those of every recipe."""
        if not isinstance(self.candidate, Candidate):
            return ()
        backend = keras_backend or BACKENDS[0]
        needs = find(self.candidate.recipe).needs
        return (*needs.packages, *(name.format(keras_backend=backend) for name in needs.slow))


@dataclass(frozen=True)
class Answer:
    """What came of a fit.

    Attributes
    ----------
    score : float
        The metric; NaN without one.
    seconds : float
        What it took, scoring included.
    outputs : Outputs or None
        What was predicted for the rows scored on.
    pipeline : Pipeline or None
        The fitted pipeline, when it was asked for.
    stopped : str
        Why it was ended from outside; empty when it wasn't.
    failed : str
        What it raised; empty when it didn't.
    """

    score: float = float("nan")
    seconds: float = 0.0
    outputs: Outputs | None = None
    pipeline: Any = None
    stopped: str = ""
    failed: str = ""

    @property
    def is_good(self) -> bool:
        """Whether it came to its end."""
        return not self.stopped and not self.failed
