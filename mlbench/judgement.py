"""How two sets of predictions for the same rows are judged against each other.

The science wing makes a judgement, reports and gates read it, so it lives below both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from mlbench.statements import Estimate


@dataclass(frozen=True)
class JudgedMetric:
    """One metric of two models on the same rows.

    Parameters
    ----------
    name, label : str
        The metric, and what it is called in tables.
    reference, other : Estimate
        The figures with their intervals.
    gain : Estimate
        By how much the other one is better, resample by resample; below 0 it is worse.
    """

    name: str
    label: str
    reference: Estimate
    other: Estimate
    gain: Estimate

    @property
    def verdict(self) -> str:
        """``better``, ``worse``, or ``noise``: the interval of the gain holds 0."""
        low, high = self.gain.low, self.gain.high
        if low is None or high is None:
            return "noise"
        return "better" if low > 0 else "worse" if high < 0 else "noise"

    def to_json(self) -> dict[str, Any]:
        """Return the form that is printed."""
        figures = {name: getattr(self, name).to_json() for name in ("reference", "other", "gain")}
        return {"name": self.name, "label": self.label, **figures, "verdict": self.verdict}


@dataclass(frozen=True)
class SignificanceTest:
    """A test of one hypothesis.

    Parameters
    ----------
    name : str
        The test, as ``McNemar``.
    source : str
        Who described it.
    p_value : float
        Of the hypothesis that the two models are equal, in [0, 1].
    statement : str
        What was counted, as one sentence.
    """

    name: str
    source: str
    p_value: float
    statement: str


@dataclass(frozen=True)
class Judgement:
    """What the predictions of two models for the same rows say.

    Parameters
    ----------
    rows : int
        Rows that both have predicted.
    metrics : tuple of JudgedMetric
        The main one first.
    tests : tuple of SignificanceTest
        Those that apply to the task.
    reason : str
        Why nothing could be judged; empty when it could.
    notes : tuple of str
        What a reader must know of how it was judged.
    """

    rows: int = 0
    metrics: tuple[JudgedMetric, ...] = ()
    tests: tuple[SignificanceTest, ...] = ()
    reason: str = ""
    notes: tuple[str, ...] = ()

    def to_json(self) -> Mapping[str, Any]:
        """Return the form that is printed."""
        return {
            "rows": self.rows,
            "metrics": [metric.to_json() for metric in self.metrics],
            "tests": [asdict(test) for test in self.tests],
            "reason": self.reason,
            "notes": list(self.notes),
        }
