"""What a fit makes of a loss that stands still: a lower rate, the end, the best weights.

Keras has callbacks that decide so. They compare two numbers by calls of the backend and read
all weights again for it, which takes longer than an epoch of a small network.
"""

from __future__ import annotations

from mlbench.models.keras_fit.plan import Array, Plan

#: The rate is halved after this share of the patience, and goes no lower than this part.
_PLATEAU, _HALF, _LOWEST = 0.5, 0.5, 0.01
#: A loss that is better by less than this still stands still, as far as the rate goes.
_CLEARLY = 1e-4


class Patience:
    """Decides between epochs, as ``ReduceLROnPlateau`` and ``EarlyStopping`` of Keras do.

    Parameters
    ----------
    plan : Plan
        Says the first rate and how long to wait.

    Attributes
    ----------
    rate : float
        The learning rate of the next epoch, in (0, inf).
    is_over : bool
        Whether the loss has not become better for so long that the fit ends.
    best : list of array
        The weights of the epoch with the least loss.

    Examples
    --------
    >>> plan = Plan((), 1, (), 1, False, 9, 1, learning_rate=0.2, patience=2, seed=0, backend="")
    >>> patience = Patience(plan)
    >>> for loss in (3.0, 2.0, 2.0, 2.5):
    ...     patience.hear(loss, [])
    ...     print(patience.rate, patience.is_over)
    0.2 False
    0.2 False
    0.1 False
    0.05 True
    """

    def __init__(self, plan: Plan) -> None:
        self.rate = plan.learning_rate
        self.is_over = False
        self.best: list[Array] = []
        self._lowest_rate = _LOWEST * plan.learning_rate
        self._patience = plan.patience
        self._until_halved = max(1, round(_PLATEAU * plan.patience))
        self._least = self._clearly_least = float("inf")
        self._waited = self._stood = 0

    def hear(self, loss: float, weights: list[Array]) -> None:
        """Take the loss of an epoch into account; the arrays of the weights must stay as they are.

        Of the first epoch the weights are kept whatever its loss.
        """
        if loss < self._clearly_least - _CLEARLY:
            self._clearly_least, self._stood = loss, 0
        else:
            self._stood += 1
            if self._stood >= self._until_halved:
                self.rate, self._stood = max(_HALF * self.rate, self._lowest_rate), 0
        if loss < self._least or not self.best:
            self.best = weights
        if loss < self._least:
            self._least, self._waited = loss, 0
        else:
            self._waited += 1
            self.is_over = self._waited >= self._patience
