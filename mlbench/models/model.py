"""A fitted model: the pipeline, its baseline, and what is known of both."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from mlbench.errors import RefusedInput, listing, shorten
from mlbench.models.facts import ModelFacts
from mlbench.models.gallery import Gallery
from mlbench.models.learning import learning_picture
from mlbench.models.outputs import Outputs, outputs_of
from mlbench.pictures import Picture
from mlbench.vocabulary import Task

if TYPE_CHECKING:
    from sklearn.pipeline import Pipeline


@dataclass(frozen=True)
class Model:
    """A fitted model that can be asked, evaluated, saved and exported.

    Attributes
    ----------
    pipeline : sklearn.pipeline.Pipeline
        Preprocessing and model, fitted on the training rows.
    baseline : sklearn.pipeline.Pipeline
        The dummy recipe, fitted on the same rows.
    facts : ModelFacts
        What is known of it.
    """

    pipeline: Pipeline
    baseline: Pipeline
    facts: ModelFacts

    def outputs(self, frame: pd.DataFrame) -> Outputs:
        """Return everything the model says about rows, in one pass."""
        return outputs_of(self.pipeline, frame)

    def predict(self, frame: pd.DataFrame) -> pd.Series:
        """Return a label or number for each row; of a model of label sets texts like ``a|b``.

        Parameters
        ----------
        frame : pandas.DataFrame
            Rows with all features of the model, in any order; other columns are
            passed over.

        Returns
        -------
        pandas.Series
            Named after the target, with the index of `frame`.

        Raises
        ------
        DataError
            A feature is missing, or holds what it can't hold.
        """
        return pd.Series(self.outputs(frame).values, index=frame.index, name=self.facts.target)

    def predict_proba(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return the probability of each class for each row.

        Parameters
        ----------
        frame : pandas.DataFrame
            As for :meth:`predict`.

        Returns
        -------
        pandas.DataFrame
            One column a class, with the index of `frame`; each row sums to 1, but for sets
            of labels, where each label has a probability of its own.

        Raises
        ------
        RefusedInput
            The model predicts numbers.
        DataError
            As for :meth:`predict`.
        """
        outputs = self.outputs(frame)
        if outputs.probabilities is None:
            raise RefusedInput(
                f"Probabilities need a model of classes. Got one of {self.facts.task}.",
                next_step="Use predict().",
            )
        return pd.DataFrame(
            outputs.probabilities,
            index=frame.index,
            columns=pd.Index(list(self.facts.classes or ())),
        )

    def pictures(self) -> Gallery:
        """Return the pictures there are of the model itself: how it learned, if in epochs."""
        return Gallery({"learning": self.plot_learning()} if self.facts.history else {})

    def plot_learning(self) -> Picture:
        """Return the loss by epoch, for a model that learns in epochs.

        Raises
        ------
        RefusedInput
            The model does not learn so.
        """
        history = self.facts.history
        if not history:
            raise RefusedInput(
                f"A learning curve needs a model that learns in epochs. Got '{self.facts.recipe}'.",
                next_step="Fit the recipe 'mlp'.",
            )
        return learning_picture(history, kept=True)

    def summary(self) -> dict[str, str]:
        """Return what matters about the model as short texts by name."""
        facts = self.facts
        rows = {
            "Recipe": f"{facts.title} ({facts.recipe})",
            "Task": f"{facts.task}, target {facts.target}",
            "Features": f"{len(facts.features):,}",
            "Training rows": f"{facts.train_rows:,} of {facts.data}",
            "Seed": str(facts.seed),
        }
        if facts.weight is not None:
            rows["Weighted by"] = facts.weight
        rows |= facts.training
        if facts.options:
            rows["Options"] = shorten(facts.options, 400)
        if facts.seconds is not None:
            rows["Fit"] = f"{facts.seconds:.2f} s"
        if facts.classes is not None:
            what = "Labels" if facts.task is Task.MULTILABEL else "Classes"
            rows[what] = listing(facts.classes)
        return rows

    def __repr__(self) -> str:
        return "Model: " + "; ".join(f"{k.lower()} {v}" for k, v in self.summary().items())

    def _repr_html_(self) -> str:
        return summary_html(self.summary())


def summary_html(rows: dict[str, Any]) -> str:
    """Return names and texts as a table of two columns, escaped.

    >>> summary_html({"a": "<b>"})
    "<table><tbody><tr><th>a</th><td style='text-align:left'>&lt;b&gt;</td></tr></tbody></table>"
    """
    body = "".join(
        f"<tr><th>{html.escape(str(name))}</th>"
        f"<td style='text-align:left'>{html.escape(str(text))}</td></tr>"
        for name, text in rows.items()
    )
    return f"<table><tbody>{body}</tbody></table>"
