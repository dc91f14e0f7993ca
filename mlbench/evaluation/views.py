"""The doors from an evaluation to its views: each is computed when it is first asked for."""

from __future__ import annotations

import numpy as np

from mlbench.errors import RefusedInput
from mlbench.evaluation.band import Band, band_of
from mlbench.evaluation.calibration import Calibration, calibration_of
from mlbench.evaluation.classes import Classes, classes_of
from mlbench.evaluation.costs import CostMatrix, Costs
from mlbench.evaluation.curve import LearningCurve, curve_of
from mlbench.evaluation.dependence import Dependence, dependence_of
from mlbench.evaluation.groups import Groups, groups_of
from mlbench.evaluation.importance import REPEATS, Importance, importance_of
from mlbench.evaluation.intervals import FEWEST_ROWS, Intervals, intervals_of
from mlbench.evaluation.kept import Kept
from mlbench.evaluation.label_mistakes import LabelMistakes, label_mistakes_of
from mlbench.evaluation.labels import Labels, labels_of
from mlbench.evaluation.least_cost import LeastCost, least_cost_of
from mlbench.evaluation.mistakes import Mistakes, mistakes_of
from mlbench.evaluation.residuals import PANELS, Residuals, residuals_of
from mlbench.evaluation.slice_search import slices_of
from mlbench.evaluation.slices import Slices
from mlbench.evaluation.thresholds import USUAL, Thresholds, thresholds_of
from mlbench.evaluation.top import Top, top_of
from mlbench.models.label_metrics import aligned
from mlbench.vocabulary import Task


class Views(Kept):
    """What an evaluation can tell beyond its scores.

    A view that a task has no use for is refused; one that these rows are too few for is
    None.
    """

    def importance(self, repeats: int = REPEATS) -> Importance:
        """Return what the main metric loses without each feature.

        Parameters
        ----------
        repeats : int
            Shuffles of each feature, in [1, inf).
        """
        return self._once(
            "importance" if repeats == REPEATS else f"importance {repeats}",
            lambda: importance_of(
                self.model,
                self.X,
                self.truth,
                self.outputs.score,
                self.measured[0].metric,
                weight=self.weight,
                repeats=repeats,
                seed=self.options.seed,
            ),
        )

    def dependence(self) -> Dependence | None:
        """Return what predictions do as each of the leading features moves."""
        options, leading = self.options, self._leading()
        return self._once(
            "dependence",
            lambda: dependence_of(self.model, self.X, leading, options.depth, options.seed),
        )

    def calibration(self) -> Calibration:
        """Return stated probabilities against what came true."""
        self._needs("calibration", Task.BINARY, Task.MULTICLASS, Task.MULTILABEL)
        return self._once(
            "calibration",
            lambda: calibration_of(self.truth, self.outputs, self.options.confidence, self.weight),
        )

    def thresholds(self) -> Thresholds | None:
        """Return the threshold of least cost, chosen on training rows."""
        self._needs("thresholds", Task.BINARY)
        return self._once("thresholds", self._thresholds)

    def least_cost(self) -> LeastCost | None:
        """Return the decision of least expected cost, chosen on training rows."""
        self._needs("least_cost", Task.MULTICLASS)
        return self._once("least cost", self._least_cost)

    def top(self) -> Top | None:
        """Return precision, recall and lift of the rows with the highest scores."""
        self._needs("top", Task.BINARY)
        confidence = self.options.confidence
        return self._once("top", lambda: top_of(self.truth, self.outputs, confidence, self.weight))

    def classes(self) -> Classes:
        """Return how often each class is found, and what it is taken for."""
        self._needs("classes", Task.BINARY, Task.MULTICLASS)
        return self._once(
            "classes",
            lambda: classes_of(self.truth, self.outputs, self.options.confidence, self.weight),
        )

    def labels(self) -> Labels:
        """Return how often each label is found, and its threshold chosen on training rows."""
        self._needs("labels", Task.MULTILABEL)
        return self._once(
            "labels",
            lambda: labels_of(
                self.truth,
                self.outputs,
                self.out_of_fold(),
                self.options.confidence,
                self.weight,
            ),
        )

    def intervals(self) -> Intervals | None:
        """Return prediction intervals of the test rows, and how often they hold the truth."""
        self._needs("intervals", Task.REGRESSION)
        return self._once("intervals", self._intervals)

    def band(self) -> Band | None:
        """Return what makes prediction intervals, to be kept with the model."""
        self._needs("band", Task.REGRESSION)
        return self._once("band", self._band)

    def residuals(self) -> Residuals | None:
        """Return residuals along time and the leading features."""
        self._needs("residuals", Task.REGRESSION)
        facts = {feature.name: feature for feature in self.model.facts.features}
        features = [facts[name] for name in self._leading()[:PANELS]]
        left_over = np.asarray(self.truth - self.outputs.values, dtype=np.float64)
        return self._once(
            "residuals",
            lambda: residuals_of(self.dataset, left_over, features, self.options.confidence),
        )

    def slices(self) -> Slices:
        """Return errors by part of the rows, found automatically; the worst first."""
        return self._once("slices", lambda: self._slices(named=False))

    def named_slices(self) -> Slices | None:
        """Return errors by the features that were asked for; None when none was."""
        return self._once(
            "named slices",
            lambda: self._slices(named=True) if self.options.slices else None,
        )

    def groups(self) -> Groups | None:
        """Return figures by the group that was asked for; None without one.

        None, too, for sets of labels, which the figures of groups don't speak of.
        """
        return self._once("groups", self._groups)

    def mistakes(self) -> Mistakes | LabelMistakes:
        """Return the rows that the model is most wrong about."""
        return self._once("mistakes", self._mistakes)

    def curve(self) -> LearningCurve | None:
        """Return the score against the number of training rows."""
        options = self.options
        return self._once(
            "curve",
            lambda: curve_of(
                self.model,
                self.dataset,
                self.measured[0].metric,
                self.outputs,
                train_score=self.train_score,
                depth=options.depth,
                confidence=options.confidence,
                seed=options.seed,
            ),
        )

    def _leading(self) -> list[str]:
        return [str(name) for name in self.importance().table["feature"]]

    def _thresholds(self) -> Thresholds | None:
        held, options = self.out_of_fold(), self.options
        if held is None:
            return None
        return thresholds_of(
            held,
            self.truth,
            self.outputs,
            options.costs if isinstance(options.costs, Costs) else Costs(),
            weight=self.weight,
            bootstraps=options.bootstraps,
            confidence=options.confidence,
            seed=options.seed,
        )

    def _least_cost(self) -> LeastCost | None:
        held, options = self.out_of_fold(), self.options
        if not isinstance(options.costs, CostMatrix):
            raise RefusedInput(
                "least_cost() needs costs of mistakes. Got none.",
                next_step="Pass costs={'true class': {'predicted class': 5}} to evaluate().",
            )
        if held is None:
            return None
        return least_cost_of(
            held,
            self.truth,
            self.outputs,
            options.costs,
            weight=self.weight,
            bootstraps=options.bootstraps,
            confidence=options.confidence,
            seed=options.seed,
        )

    def _band(self) -> Band | None:
        held, options = self.out_of_fold(), self.options
        if held is None or len(held.truth) < FEWEST_ROWS:
            return None
        facts = self.model.facts
        return band_of(held, self.dataset, facts, coverage=options.coverage, seed=options.seed)

    def _intervals(self) -> Intervals | None:
        band = self.band()
        if band is None:
            return None
        return intervals_of(
            band,
            self.X,
            self.truth,
            self.outputs.values,
            target=str(self.dataset.target),
            confidence=self.options.confidence,
        )

    def _mistakes(self) -> Mistakes | LabelMistakes:
        about = self.X, self.truth, self.outputs, self._leading()
        if self.task is Task.MULTILABEL:
            return label_mistakes_of(*about)
        return mistakes_of(*about, self.model.facts.target)

    def _slices(self, *, named: bool) -> Slices:
        if self.outputs.probabilities is None:
            errors = np.abs(np.asarray(self.outputs.values - self.truth, dtype=np.float64))
            what = f"Mean absolute error, units of {self.model.facts.target}"
        elif self.outputs.sets is not None:
            both = aligned(self.truth, self.outputs)
            errors = (both.truth != both.predicted).sum(axis=1).astype(np.float64)
            what = "Wrong labels of a row"
        else:
            errors = (self.outputs.values != self.truth).astype(np.float64)
            what = "Share of wrong predictions"
        features = self.options.slices if named else self.model.facts.features
        confidence = self.options.confidence
        return slices_of(self.X, errors, features, what=what, confidence=confidence, named=named)

    def _groups(self) -> Groups | None:
        feature = self.options.group
        if feature is None or self.task is Task.MULTILABEL:
            return None
        chosen = self.thresholds() if self.task is Task.BINARY else None
        return groups_of(
            self.X[feature.name],
            feature,
            self.truth,
            self.outputs,
            threshold=USUAL if chosen is None else chosen.chosen,
            confidence=self.options.confidence,
        )
