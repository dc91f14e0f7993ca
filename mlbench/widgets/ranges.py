"""Ranges of numbers as sliders: bounds that are left out stay out, decades are logarithmic."""

from __future__ import annotations

import math
import types as builtin_types
from dataclasses import dataclass
from typing import Annotated, Any, Final, Union, get_args, get_origin

import annotated_types as at
import ipywidgets as widgets

#: A range whose ends are this many times apart spans decades.
_DECADES: Final = 1000
_STEPS: Final = 100


def without_none(declared: Any) -> tuple[Any, bool]:
    """Return a type without its ``None``, and whether it had one.

    >>> without_none(int | None)
    (<class 'int'>, True)
    """
    if get_origin(declared) in (Union, builtin_types.UnionType):
        parts = get_args(declared)
        real = tuple(part for part in parts if part is not type(None))
        if len(real) < len(parts):
            return (real[0] if len(real) == 1 else Union[real]), True  # noqa: UP007 - built here
    return declared, False


@dataclass(frozen=True)
class Range:
    """Numbers between two bounds, both of them given.

    Attributes
    ----------
    low, high : float
        The least and the greatest value that is allowed, or nearly so where a bound of real
        numbers is left out.
    step : float
        From one place of the slider to the next; of the exponent when logarithmic.
    whole : bool
        Whether the numbers are integers.
    """

    low: float
    high: float
    step: float
    whole: bool

    @property
    def logarithmic(self) -> bool:
        """Whether it spans decades."""
        return self.low > 0 and self.high / self.low >= _DECADES

    def near(self, number: float) -> float:
        """Return the number that a place of the slider stands for."""
        inside = min(max(number, self.low), self.high)
        return round(inside) if self.whole else float(f"{inside:.4g}")

    def slider(self, layout: Any, style: Any) -> Any:
        """Return the slider; its number is shown elsewhere."""
        options: dict[str, Any] = {"readout": False, "layout": layout, "style": style}
        if self.logarithmic:
            low, high = math.log10(self.low), math.log10(self.high)
            return widgets.FloatLogSlider(min=low, max=high, step=(high - low) / _STEPS, **options)
        kind = widgets.IntSlider if self.whole else widgets.FloatSlider
        return kind(min=self.low, max=self.high, step=self.step, **options)


def range_of(declared: Any) -> Range | None:
    """Return the range that a type allows; None unless both its ends are given.

    >>> range_of(Annotated[int, at.Gt(0), at.Le(5)])
    Range(low=1, high=5, step=1, whole=True)
    >>> range_of(Annotated[float, at.Gt(0), at.Lt(1)])
    Range(low=0.01, high=0.99, step=0.01, whole=False)
    """
    if get_origin(declared) is not Annotated:
        return None
    base, *bounds = get_args(declared)
    low = next((b for b in bounds if isinstance(b, (at.Gt, at.Ge))), None)
    high = next((b for b in bounds if isinstance(b, (at.Lt, at.Le))), None)
    if base not in (int, float) or low is None or high is None:
        return None
    first: Any = low.gt if isinstance(low, at.Gt) else low.ge
    last: Any = high.lt if isinstance(high, at.Lt) else high.le
    if not (math.isfinite(first) and math.isfinite(last)):
        return None
    step = 1 if base is int else _step(first, last)
    if base is int:
        first, last = math.ceil(first), math.floor(last)
    if isinstance(low, at.Gt) and first == low.gt:
        first = _plain(first + step)
    if isinstance(high, at.Lt) and last == high.lt:
        last = _plain(last - step)
    return Range(first, last, step, base is int) if first < last else None


def _step(low: float, high: float) -> float:
    """Return a round step that parts the range into about a hundred."""
    return float(10.0 ** math.floor(math.log10((high - low) / _STEPS) + 1e-9)) if high > low else 1


def _plain(number: float) -> float:
    return number if isinstance(number, int) else float(f"{number:.10g}")
