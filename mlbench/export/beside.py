"""What goes with a model in a bundle: what makes intervals, and what decides on a class."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from mlbench.errors import RefusedInput, shorten
from mlbench.evaluation.band import Band, mark_of
from mlbench.evaluation.rule import Rule
from mlbench.export.rows import answers
from mlbench.models.facts import ModelFacts
from mlbench.models.model import Model
from mlbench.models.outputs import Outputs
from mlbench.vocabulary import Json


@dataclass(frozen=True)
class Beside:
    """What goes with a model.

    Attributes
    ----------
    band : Band or None
        What makes prediction intervals.
    rule : Rule or None
        What decides on a class; without one the most likely class is predicted.
    """

    band: Band | None = None
    rule: Rule | None = None

    def check(self, facts: ModelFacts) -> None:
        """Refuse what was made for another model.

        Raises
        ------
        RefusedInput
            It was.
        """
        for what, part in (("intervals", self.band), ("decision rule", self.rule)):
            if part is not None and part.model != mark_of(facts):
                raise RefusedInput(
                    f"The {what} of a bundle must be made for its model. Got what was made for "
                    f"another one: {shorten(part.model, 120)}.",
                    next_step="Evaluate this model again, then export it.",
                    code="OTHER_MODEL",
                )

    def outputs(self, model: Model, frame: pd.DataFrame) -> Outputs:
        """Return what a model says of rows, its classes as the rule decides."""
        said = model.outputs(frame)
        return said if self.rule is None else replace(said, values=self.rule.decide(said))

    def said(self, model: Model, frame: pd.DataFrame) -> dict[str, Json]:
        """Return all that is said of rows, as plain values."""
        outputs = self.outputs(model, frame)
        bounds = None if self.band is None else self.band.bounds(outputs.values, frame)
        return answers(outputs, bounds)
