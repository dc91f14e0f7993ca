"""How a class is decided on by what a model says of it, in a form that is kept with a model."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator

from mlbench.errors import shorten
from mlbench.evaluation.costs import CostMatrix
from mlbench.evaluation.least_cost import raised
from mlbench.models.outputs import Outputs
from mlbench.statements import number_text


class Rule(BaseEstimator):  # type: ignore[misc]
    """What decides on a class instead of the largest probability.

    For two classes it is a threshold; for more the expected cost of each class.

    Parameters
    ----------
    model : str
        Which model it is for, see :func:`mlbench.evaluation.band.mark_of`.
    source : str
        The rows that it was chosen on, as half a sentence.
    threshold : float, optional
        From which probability of the last of two classes on it is decided on, in [0, 1].
    table : array of shape (classes, classes), optional
        The cost of a row by its true class (line) and the one decided on (column).
    power : float
        What probabilities are raised to before they are weighed with costs.
    """

    def __init__(
        self,
        model: str,
        source: str,
        threshold: float | None = None,
        table: npt.NDArray[np.float64] | None = None,
        power: float = 1.0,
    ) -> None:
        self.model = model
        self.source = source
        self.threshold = threshold
        self.table = table
        self.power = power

    def __sklearn_is_fitted__(self) -> bool:
        return True

    def decide(self, outputs: Outputs) -> npt.NDArray[Any]:
        """Return the class of each row.

        Parameters
        ----------
        outputs : Outputs
            What the model says of the rows.

        Examples
        --------
        >>> stated = np.array([[0.6, 0.4], [0.9, 0.1]])
        >>> said = Outputs(np.array(["no", "no"]), stated, np.array(["no", "yes"]))
        >>> Rule("of a doctest", "no rows", threshold=0.3).decide(said).tolist()
        ['yes', 'no']
        """
        assert outputs.classes is not None
        if self.table is None:
            assert self.threshold is not None
            return np.asarray(outputs.classes[(outputs.score >= self.threshold).astype(np.intp)])
        costs = CostMatrix(outputs.classes, self.table)
        expected = costs.expected(raised(outputs, self.power))
        return np.asarray(outputs.classes[expected.argmin(axis=1)])

    def in_words(self, positive: object) -> str:
        """Return what is decided, as a clause; `positive` is the last of two classes.

        >>> Rule("of a doctest", "no rows", threshold=0.3).in_words("yes")
        'class yes is decided on from a probability of 0.3 on'
        """
        if self.table is None:
            cut = number_text(float(self.threshold or 0.0))
            return (
                f"class {shorten(str(positive), 60)} is decided on from a probability of {cut} on"
            )
        return (
            "the class of least expected cost is decided on, by probabilities to the power of "
            f"{number_text(self.power)}"
        )
