"""The doors from an evaluation to its pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy.typing as npt

from mlbench.errors import RefusedInput
from mlbench.evaluation import class_plots, number_plots
from mlbench.evaluation.options import Options
from mlbench.models.gallery import Gallery
from mlbench.models.model import Model
from mlbench.models.outputs import Outputs
from mlbench.pictures import Picture

if TYPE_CHECKING:
    from mlbench.data.dataset import Dataset


class PictureDoors:
    """What an evaluation can draw from its predictions; each picture is drawn when asked for."""

    model: Model
    truth: npt.NDArray[Any]
    outputs: Outputs
    options: Options
    dataset: Dataset

    def plots(self) -> Gallery:
        """Return the pictures that fit the task."""
        if self.outputs.probabilities is None:
            return Gallery({"predicted": self.plot_predicted(), "residuals": self.plot_residuals()})
        if self.outputs.sets is not None:
            roc, precision = self.plot_roc(), self.plot_precision_recall()
            return Gallery({"precision_recall": precision, "roc": roc})
        return Gallery(
            {
                "roc": self.plot_roc(),
                "precision_recall": self.plot_precision_recall(),
                "confusion": self.plot_confusion(),
            }
        )

    def plot_roc(self) -> Picture:
        """Return ROC curves, one a class where there are more than two."""
        return class_plots.plot_roc(
            self.truth, self._classified("plot_roc"), self.dataset.test_weight
        )

    def plot_precision_recall(self) -> Picture:
        """Return curves of precision against recall."""
        outputs = self._classified("plot_precision_recall")
        return class_plots.plot_precision_recall(self.truth, outputs, self.dataset.test_weight)

    def plot_confusion(self) -> Picture:
        """Return the confusion matrix."""
        if self.outputs.sets is not None:
            raise RefusedInput(
                "plot_confusion() needs one class a row. Got sets of labels.",
                next_step="Use labels(), which has a line for each label.",
            )
        return class_plots.plot_confusion(self.truth, self._classified("plot_confusion"))

    def plot_predicted(self) -> Picture:
        """Return predicted against true numbers."""
        truth, predicted, target = self._numbers("plot_predicted")
        return number_plots.plot_predicted(truth, predicted, target, self.options.seed)

    def plot_residuals(self) -> Picture:
        """Return residuals against predictions, and their distribution."""
        truth, predicted, target = self._numbers("plot_residuals")
        return number_plots.plot_residuals(truth, predicted, target, self.options.seed)

    def _classified(self, what: str) -> Outputs:
        if self.outputs.probabilities is None:
            raise RefusedInput(
                f"{what}() needs a model of classes. Got one of {self.model.facts.task}.",
                next_step="Use plots(), which chooses by the task.",
            )
        return self.outputs

    def _numbers(self, what: str) -> tuple[Any, Any, str]:
        if self.outputs.probabilities is not None:
            raise RefusedInput(
                f"{what}() needs a model of numbers. Got one of {self.model.facts.task}.",
                next_step="Use plots(), which chooses by the task.",
            )
        return self.truth, self.outputs.values, self.model.facts.target
