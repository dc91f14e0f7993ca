"""What mistakes cost, in a unit of one's own; a right prediction costs nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from mlbench.errors import RefusedInput, did_you_mean, listing, shorten

Flags = npt.NDArray[np.bool_]
#: What a mistake costs that a mapping does not name.
USUAL_COST = 1.0


@dataclass(frozen=True)
class Costs:
    """What mistakes cost where there are two classes.

    Parameters
    ----------
    miss : float
        A row of the positive class that is not flagged, in (0, inf).
    false_alarm : float
        A row of the other class that is flagged, in (0, inf).
    """

    miss: float = 1.0
    false_alarm: float = 1.0

    def of(self, member: Flags, flagged: Flags) -> npt.NDArray[np.float64]:
        """Return the cost of each row.

        >>> Costs(5.0, 1.0).of(np.array([True, False]), np.array([False, True])).tolist()
        [5.0, 1.0]
        """
        return self.miss * (member & ~flagged) + self.false_alarm * (~member & flagged)

    @property
    def fair(self) -> float:
        """The best threshold for probabilities that come true as stated (Elkan 2001)."""
        return self.false_alarm / (self.miss + self.false_alarm)


@dataclass(frozen=True, eq=False)
class CostMatrix:
    """What mistakes cost where there are more classes.

    Parameters
    ----------
    classes : array of shape (classes,)
        The labels, sorted.
    table : array of shape (classes, classes)
        The cost of a row by its true class (line) and the predicted one (column), in
        [0, inf); 0 where they are the same.
    """

    classes: npt.NDArray[Any]
    table: npt.NDArray[np.float64]

    def of(self, truth: npt.NDArray[Any], predicted: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
        """Return the cost of each row.

        >>> costs = CostMatrix(np.array(["a", "b"]), np.array([[0.0, 5.0], [1.0, 0.0]]))
        >>> costs.of(np.array(["a", "b"]), np.array(["b", "b"])).tolist()
        [5.0, 0.0]
        """
        places = (np.searchsorted(self.classes, labels) for labels in (truth, predicted))
        return np.asarray(self.table[tuple(places)])

    def expected(self, probabilities: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Return what each prediction would cost on average, of shape (rows, classes)."""
        return np.asarray(probabilities @ self.table)


def costs_of(given: object, classes: Sequence[Any] | None) -> Costs | CostMatrix | None:
    """Return the costs that were stated for the labels of a model.

    Parameters
    ----------
    given : object
        Two numbers, of a miss and of a false alarm, for two classes; or a mapping of true
        class to predicted class to cost, in which a mistake that is not named costs 1; or
        None.
    classes : sequence or None
        The labels, sorted; None for a model of numbers.

    Raises
    ------
    RefusedInput
        It is neither, names a class that there is not, or a cost that can't be.

    Examples
    --------
    >>> costs_of([5, 1], ["no", "yes"])
    Costs(miss=5.0, false_alarm=1.0)
    >>> costs_of({"yes": {"no": 5}}, ["no", "yes"])
    Costs(miss=5.0, false_alarm=1.0)
    """
    if given is None:
        return None
    if classes is None:
        raise RefusedInput(
            f"Costs are for classes. Got {shorten(given)} for a model of numbers.",
            next_step="Leave the costs out.",
        )
    if isinstance(given, Mapping):
        table = _table(given, classes)
        if len(classes) > 2:  # noqa: PLR2004 - two classes have a threshold
            return CostMatrix(np.asarray(classes), table)
        return _pair((table[1, 0], table[0, 1]), given)
    if len(classes) > 2:  # noqa: PLR2004 - as above
        raise RefusedInput(
            f"The costs of {len(classes):,} classes must map true class to predicted "
            f"class to cost. Got {shorten(given)}.",
            next_step=f"Pass costs={{{str(classes[0])!r}: {{{str(classes[1])!r}: 5}}}} where "
            "taking the first for the second is five times as bad as any other mistake.",
        )
    return _pair(given, given)


def _pair(numbers: object, given: object) -> Costs:
    try:
        miss, false_alarm = map(float, numbers)  # type: ignore[call-overload]
    except (TypeError, ValueError):
        miss = false_alarm = 0.0
    if not (0 < miss < np.inf and 0 < false_alarm < np.inf):
        raise RefusedInput(
            "The costs must be two numbers above 0: of a miss and of a false alarm. "
            f"Got {shorten(given)}.",
            next_step="Pass costs=[5, 1] where a miss is five times as bad as a false alarm.",
        )
    return Costs(miss, false_alarm)


def _table(given: Mapping[Any, Any], classes: Sequence[Any]) -> npt.NDArray[np.float64]:
    names = [str(label) for label in classes]
    table = np.full((len(names), len(names)), USUAL_COST)
    np.fill_diagonal(table, 0.0)
    for true, line in given.items():
        place = _place(true, names)
        if not isinstance(line, Mapping):
            raise RefusedInput(
                f"The costs of class '{names[place]}' must be a mapping of predicted class to "
                f"cost. Got {shorten(line)}.",
                next_step=f"Pass costs={{{names[place]!r}: {{'another class': 5}}}}.",
            )
        for predicted, cost in line.items():
            table[place, _place(predicted, names)] = _cost(cost, names[place], str(predicted))
    if not table.any():
        raise RefusedInput(
            "The costs must be above 0 for some mistake. Got 0 for all of them.",
            next_step="State what the dear mistakes cost; others cost 1.",
        )
    return table


def _place(label: object, names: list[str]) -> int:
    if str(label) not in names:
        raise RefusedInput(
            f"The costs must name classes of the target: {listing(names)}. "
            f"Got '{shorten(str(label), 60)}'.",
            next_step=did_you_mean(str(label), names) or f"Name one of {listing(names)}.",
            code="CLASS_UNKNOWN",
        )
    return names.index(str(label))


def _cost(cost: object, true: str, predicted: str) -> float:
    is_number = isinstance(cost, int | float) and not isinstance(cost, bool)
    number = float(cost) if is_number else -1.0  # type: ignore[arg-type]
    if true == predicted and number == 0:
        return number
    if not 0 <= number < np.inf or true == predicted:
        expected = "be 0: it is right" if true == predicted else "be a number from 0"
        raise RefusedInput(
            f"What it costs to take '{shorten(true, 40)}' for '{shorten(predicted, 40)}' must "
            f"{expected}. Got {shorten(cost)}.",
            next_step="Correct it; the unit is your own.",
        )
    return number
