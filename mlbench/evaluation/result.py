"""The result of an evaluation: computed once, looked at through many doors."""

from __future__ import annotations

import html
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy.typing as npt
import pandas as pd

from mlbench.errors import shorten
from mlbench.evaluation.ahead import Ahead
from mlbench.evaluation.band import mark_of
from mlbench.evaluation.bootstrap import Measured
from mlbench.evaluation.costs import CostMatrix, Costs
from mlbench.evaluation.doors import PictureDoors
from mlbench.evaluation.findings import checked
from mlbench.evaluation.findings.check import Checked
from mlbench.evaluation.options import Options
from mlbench.evaluation.reference import Reference, reference_of
from mlbench.evaluation.rule import Rule
from mlbench.evaluation.sections import Sections
from mlbench.html_tables import text_left
from mlbench.models.model import Model
from mlbench.models.outputs import Outputs
from mlbench.statements import Estimate, Findings, number_text
from mlbench.vocabulary import Task

if TYPE_CHECKING:
    from mlbench.data.dataset import Dataset


@dataclass(frozen=True, eq=False)
class Evaluation(PictureDoors, Sections):
    """How good a model is on the test rows, beside its baseline.

    Attributes
    ----------
    model : Model
        What was evaluated.
    dataset : Dataset
        The data that it was trained on, with its test rows.
    X : pandas.DataFrame of shape (rows, features)
        The test rows; the index holds the row ids.
    truth : array of shape (rows,)
        Their target.
    outputs : Outputs
        What the model says of them.
    measured : tuple of Measured
        Every metric of the task, the main one first.
    train_score : float
        The main metric on the training rows.
    options : Options
        What it was asked for.
    given_out_of_fold : pandas.DataFrame or None
        Predictions for training rows that the cross-validation has left.
    """

    model: Model
    dataset: Dataset
    X: pd.DataFrame
    truth: npt.NDArray[Any]
    outputs: Outputs
    measured: tuple[Measured, ...]
    train_score: float
    options: Options
    given_out_of_fold: pd.DataFrame | None = field(default=None, repr=False)
    _kept: dict[str, Any] = field(default_factory=dict, init=False, repr=False)
    _ahead: Ahead | None = field(default=None, repr=False)

    @property
    def score(self) -> Estimate:
        """The main metric with its interval."""
        return self.measured[0].model

    @property
    def baseline(self) -> Estimate:
        """The main metric of the dummy baseline."""
        return self.measured[0].baseline

    def frame(self) -> pd.DataFrame:
        """Return one row a metric: value and interval, beside the baseline's.

        Returns
        -------
        pandas.DataFrame
            ``metric``, ``value``, ``low``, ``high``, ``baseline``, ``baseline_low``,
            ``baseline_high`` and ``better``: whether the interval of the paired
            difference lies above 0.
        """
        return pd.DataFrame(
            [
                {
                    "metric": m.metric.name,
                    "value": m.model.value,
                    "low": m.model.low,
                    "high": m.model.high,
                    "baseline": m.baseline.value,
                    "baseline_low": m.baseline.low,
                    "baseline_high": m.baseline.high,
                    "better": m.is_better,
                }
                for m in self.measured
            ]
        )

    @cached_property
    def predictions(self) -> pd.DataFrame:
        """One row a test row: row id, truth, prediction, probability of each class, weight."""
        table = {"row": self.X.index, "truth": self.truth, "prediction": self.outputs.values}
        if self.outputs.probabilities is not None:
            assert self.outputs.classes is not None
            for column, label in enumerate(self.outputs.classes):
                table[f"probability_{label}"] = self.outputs.probabilities[:, column]
        if self.weight is not None:
            table["weight"] = self.weight
        return pd.DataFrame(table)

    def reference(self) -> Reference | None:
        """Return what boosting with default settings reaches; None when the model is that."""
        return self._once("reference", lambda: reference_of(self))

    def checks(self) -> Checked:
        """Return every check with what came of it, also where it could not be made."""
        return self._once("checks", lambda: checked(self))

    def findings(self) -> Findings:
        """Return what the evaluation says about the model, the gravest first."""
        return self.checks().findings

    def artifacts(self) -> dict[str, object]:
        """Return what a step keeps of it: ``step.save_all(evaluation.artifacts())``.

        Returns
        -------
        dict
            ``predictions``, ``importance`` and ``slices``; of numbers ``intervals``, with
            which the exported bundle gives them too; where costs were stated ``decision``,
            by which the bundle predicts.
        """
        band = self.band() if self.task is Task.REGRESSION else None
        rule = self.rule()
        return {
            "predictions": self.predictions,
            "importance": self.importance().frame(),
            "slices": self.slices().frame(),
            **({} if band is None else {"intervals": band}),
            **({} if rule is None else {"decision": rule}),
        }

    def rule(self) -> Rule | None:
        """Return how classes are decided on by the costs that were stated.

        None where none were, where there are too few rows to choose on, and where the most
        likely class was found to cost least.
        """
        mark, costs = mark_of(self.model.facts), self.options.costs
        if isinstance(costs, Costs) and (chosen := self.thresholds()) is not None:
            return Rule(mark, chosen.source, threshold=chosen.chosen)
        if isinstance(costs, CostMatrix) and (decided := self.least_cost()) is not None:
            table, power = costs.table, decided.power
            return Rule(mark, decided.source, None, table, power) if decided.chosen else None
        return None

    def record(self) -> dict[str, Any]:
        """Return what a step records of it: ``step.record(**evaluation.record())``.

        Returns
        -------
        dict
            Every metric by name as an estimate; ``metric``, ``score``, ``baseline`` and
            ``greater_is_better`` of the main one; ``recipe``, ``recipe_title``, ``task``,
            ``test_rows`` and ``findings``; of two classes ``threshold``, and where costs
            were stated ``cost_a_row`` and ``cost_saved``; of numbers ``interval_coverage`` and
            ``interval_width``.
        """
        return {
            **{m.metric.name: m.model for m in self.measured},
            "metric": self.measured[0].metric.name,
            "score": self.score,
            "baseline": self.baseline,
            "greater_is_better": self.measured[0].metric.greater_is_better,
            "recipe": self.model.facts.recipe,
            "recipe_title": self.model.facts.title,
            "task": str(self.model.facts.task),
            "test_rows": len(self.truth),
            "findings": self.findings(),
            **({} if self.dataset.weight is None else {"weight": str(self.dataset.weight.name)}),
            **self._chosen(),
        }

    def _chosen(self) -> dict[str, Any]:
        stated = self.options.costs is not None
        if self.task is Task.BINARY and (chosen := self.thresholds()) is not None:
            cost = {"cost_a_row": chosen.choices["cost"].iloc[0], "cost_saved": chosen.saved}
            return {"threshold": chosen.chosen, **(cost if stated else {})}
        if self.task is Task.MULTICLASS and stated and (decided := self.least_cost()) is not None:
            return {"cost_a_row": decided.cost, "cost_saved": decided.saved}
        if self.task is Task.REGRESSION and (intervals := self.intervals()) is not None:
            return {"interval_coverage": intervals.coverage, "interval_width": intervals.width}
        return {}

    def headline(self) -> str:
        """Return the result in a sentence."""
        label, rows = self.measured[0].metric.label, len(self.truth)
        return (
            f"{self.model.facts.title} reaches {label} {self.score} on {rows:,} held-out rows; "
            f"the dummy baseline reaches {number_text(self.baseline.value)}."
        )

    def __repr__(self) -> str:
        table = self.frame().to_string(index=False, float_format=number_text)
        return "\n".join(filter(None, [self.headline(), table, self._weighed()]))

    def _repr_html_(self) -> str:
        rows = [
            {
                "Metric": m.metric.label,
                self.model.facts.title: str(m.model),
                "Dummy baseline": str(m.baseline),
                "Gain": str(m.gain),
            }
            for m in self.measured
        ]
        table = text_left(pd.DataFrame(rows).to_html(index=False))
        options = self.options
        how = f"{options.confidence:.0%} intervals from {options.bootstraps:,} bootstrap resamples."
        words = "".join(f"<p>{html.escape(text)}</p>" for text in (how, self._weighed()) if text)
        return f"<p>{html.escape(self.headline())}</p>{table}{words}"

    def _weighed(self) -> str:
        """Return which figures count rows by their weight; empty where all count the same."""
        if self.dataset.weight is None:
            return ""
        name = shorten(str(self.dataset.weight.name), 60)
        return (
            f"Rows count by their weight '{name}' in this table, calibration, decisions, "
            "importance and the learning curve; slices, groups, residuals, intervals and single "
            "mistakes count rows as they are."
        )
