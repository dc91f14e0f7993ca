"""The decision of least expected cost among more than two classes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.optimize import minimize_scalar

from mlbench.errors import shorten
from mlbench.evaluation.bootstrap import mean_estimate
from mlbench.evaluation.costs import CostMatrix
from mlbench.evaluation.out_of_fold import OutOfFold
from mlbench.evaluation.rates import brief, share_of
from mlbench.evaluation.view import View
from mlbench.models.metrics import Weight
from mlbench.models.outputs import Outputs
from mlbench.pictures import PALETTE, Picture, house_style
from mlbench.statements import Estimate, number_text

Numbers = npt.NDArray[np.float64]
#: Probability of what a model says can't be: trees say so of what they have not seen.
_LEAST = 1e-6
#: Logarithms of the powers that probabilities are raised to.
_POWERS = (-3.0, 3.0)
#: Classes in a picture: those that cost most.
SHOWN = 20
MOST_LIKELY, LEAST_COST = "most likely class", "least expected cost"


@dataclass(frozen=True, eq=False, repr=False)
class LeastCost(View):
    """The class of least expected cost for each row, and what that costs on the test rows.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a true class: ``class``, ``rows``, ``cost`` (the mean cost of a row of it) and
        ``cost_most_likely`` (the same where the most likely class is taken).
    choices : pandas.DataFrame
        Both ways to decide on the test rows: ``choice``, ``cost``, ``accuracy`` and ``changed``
        (the share of rows decided otherwise than by the most likely class), each an
        :class:`Estimate`.
    predicted : array of shape (rows,)
        The class decided on for each test row.
    cost : Estimate
        What a test row costs.
    saved : Estimate
        What is saved a row against the most likely class; paired.
    power : float
        What stated probabilities are raised to so that they come true; 1 where they do.
    chosen : bool
        Whether the decision was cheaper on the rows that it was chosen on; else the most
        likely class is taken.
    costs : CostMatrix
        What mistakes cost.
    source : str
        The rows that it was chosen on.
    """

    table: pd.DataFrame
    choices: pd.DataFrame
    predicted: npt.NDArray[Any]
    cost: Estimate
    saved: Estimate
    power: float
    chosen: bool
    costs: CostMatrix
    source: str

    def frame(self) -> pd.DataFrame:
        """Return one row a true class: class, rows, cost, cost_most_likely."""
        return self.table.copy()

    def shown(self) -> pd.DataFrame:
        """Return both ways to decide."""
        names = {
            "choice": "Decision",
            "cost": "Cost a row",
            "accuracy": "Accuracy",
            "changed": "Decided otherwise",
        }
        figures = self.choices.map(lambda v: brief(v) if isinstance(v, Estimate) else str(v))
        return figures.rename(columns=names)

    def note(self) -> str:
        """Return the decision, where it was chosen, and what it saves."""
        worst = np.unravel_index(int(self.costs.table.argmax()), self.costs.table.shape)
        true, taken = (shorten(str(self.costs.classes[place]), 30) for place in worst)
        dearest = number_text(float(self.costs.table.max()))
        decided = (
            "Each row is taken for the class of least expected cost"
            if self.chosen
            else "The most likely class is kept: the class of least expected cost was no cheaper"
        )
        return (
            f"Taking class {true} for {taken} costs most: {dearest}. {decided}, by probabilities "
            f"calibrated (to the power of {number_text(self.power)}) on {self.source}; no test row "
            f"was used. On {len(self.predicted):,} test rows a row costs {self.cost}, which saves "
            f"{self.saved} against the most likely class."
        )

    def plot(self) -> Picture:
        """Return what rows of each true class cost, decided both ways."""
        some = self.table.sort_values("cost_most_likely", ascending=False, kind="stable")
        some = some.head(SHOWN).iloc[::-1]
        with house_style():
            figure, axes = plt.subplots(figsize=(7.0, 1.6 + 0.4 * len(some)))
            for shift, name, label, colour in (
                (0.2, "cost_most_likely", MOST_LIKELY, PALETTE["grey"]),
                (-0.2, "cost", "as chosen", PALETTE["blue"]),
            ):
                places = np.arange(len(some)) + shift
                axes.barh(places, some[name], height=0.36, color=colour, label=label)
            axes.set_yticks(range(len(some)), some["class"])
            axes.set(xlabel="Mean cost of a row of the class", title="What mistakes cost, by class")
            axes.legend(loc="upper center", ncols=2, bbox_to_anchor=(0.5, -0.22))
            return Picture.of(figure, alt=f"Cost by true class. {self.note()}")


def least_cost_of(
    held: OutOfFold,
    truth: npt.NDArray[Any],
    outputs: Outputs,
    costs: CostMatrix,
    *,
    weight: Weight = None,
    bootstraps: int,
    confidence: float,
    seed: int,
) -> LeastCost:
    """Choose how to decide on out-of-fold predictions and see what it costs on test rows.

    Probabilities are calibrated by one power for all classes (temperature scaling, Guo et
    al. 2017), which does not change the most likely class; the class of least expected cost
    by them is decided on (Elkan 2001), unless that costs more on the rows it is chosen on.

    Parameters
    ----------
    held : OutOfFold
        Predictions of training rows that the choice is made on.
    truth, outputs : array of shape (rows,), Outputs
        Target and predictions of the test rows, which the choice is judged on.
    costs : CostMatrix
        What mistakes cost.
    weight : array of shape (rows,), optional
        How much each test row counts; all the same without.
    bootstraps : int
        Resamples of the test rows.
    confidence : float
        Coverage of the intervals, in (0, 1).
    seed : int
        Of the resamples.
    """
    power = _power(held, costs)
    before = [costs.of(held.truth, each) for each in _both(held.outputs, costs, power)]
    usual, cheap = (float(np.average(each, weights=held.weight)) for each in before)
    chosen = cheap <= usual
    likely, decided = _both(outputs, costs, power)
    decided = decided if chosen else likely
    each = {LEAST_COST: decided, MOST_LIKELY: likely}
    rows = {name: costs.of(truth, said) for name, said in each.items()}
    figure = partial(
        mean_estimate, weight=weight, bootstraps=bootstraps, confidence=confidence, seed=seed
    )
    kept = LEAST_COST if chosen else MOST_LIKELY
    lines = [
        {
            "choice": f"chosen, {kept}" if name == LEAST_COST else name,
            "cost": figure(rows[name]),
            "accuracy": share_of(said == truth, weight, confidence),
            "changed": share_of(said != likely, weight, confidence),
        }
        for name, said in each.items()
    ]
    return LeastCost(
        table=_by_class(truth, costs, rows, weight),
        choices=pd.DataFrame(lines),
        predicted=decided,
        cost=figure(rows[LEAST_COST]),
        saved=figure(rows[MOST_LIKELY] - rows[LEAST_COST]),
        power=power,
        chosen=chosen,
        costs=costs,
        source=held.note(),
    )


def _both(
    outputs: Outputs, costs: CostMatrix, power: float
) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """Return the most likely class of each row, and the one of least expected cost."""
    expected = costs.expected(raised(outputs, power))
    return outputs.values, costs.classes[expected.argmin(axis=1)]


def raised(outputs: Outputs, power: float) -> Numbers:
    """Return the probabilities of a model to a power, such that they add up to 1 again."""
    assert outputs.probabilities is not None
    logarithms = power * np.log(np.clip(outputs.probabilities, _LEAST, 1.0))
    raised = np.exp(logarithms - logarithms.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))


def _power(held: OutOfFold, costs: CostMatrix) -> float:
    """Return the power of probabilities by which what came true was most likely."""
    places = np.searchsorted(costs.classes, held.truth)
    lines = np.arange(len(places))

    def loss(logarithm: float) -> float:
        chances = raised(held.outputs, float(np.exp(logarithm)))[lines, places]
        return -float(np.average(np.log(np.clip(chances, _LEAST, 1.0)), weights=held.weight))

    found = minimize_scalar(loss, bounds=_POWERS, method="bounded", options={"xatol": 1e-4})
    return float(np.exp(found.x))


def _by_class(
    truth: npt.NDArray[Any], costs: CostMatrix, rows: dict[str, Numbers], weight: Weight
) -> pd.DataFrame:
    lines = []
    for label in costs.classes:
        member = truth == label
        counts = None if weight is None else weight[member]
        if not member.any() or (counts is not None and not counts.any()):
            continue
        usual, chosen = (
            float(np.average(rows[name][member], weights=counts))
            for name in (MOST_LIKELY, LEAST_COST)
        )
        lines.append((shorten(str(label), 24), int(member.sum()), chosen, usual))
    return pd.DataFrame(lines, columns=["class", "rows", "cost", "cost_most_likely"])
