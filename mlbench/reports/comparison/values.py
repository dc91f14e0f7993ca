"""JSON against JSON: recorded values, and outputs that are data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mlbench.errors import shorten
from mlbench.reports.comparison.texts import compare_texts
from mlbench.reports.comparison.tolerance import Moments, Tolerance
from mlbench.reports.headline import as_estimate
from mlbench.reports.phrases import estimate_text
from mlbench.store.record import revive


def compare_values(
    reference: Any, other: Any, tolerance: Tolerance, moments: Moments, name: str = ""
) -> Iterator[str]:
    """Yield what differs between two values of JSON, one sentence each.

    >>> list(compare_values({"a": [1, 2]}, {"a": [1, 3]}, Tolerance(), Moments()))
    ['a[1]: 2 became 3']
    """
    estimates = [as_estimate(revive(value)) for value in (reference, other)]
    if _has_interval(reference) and _has_interval(other) and None not in estimates:
        one, two = reference["estimate"], other["estimate"]
        if next(_mappings(one, two, tolerance, moments, name), None):
            texts = [estimate_text(each) for each in estimates if each]
            yield f"{name}: {texts[0]} became {texts[1]}"
    elif isinstance(reference, Mapping) and isinstance(other, Mapping):
        yield from _mappings(reference, other, tolerance, moments, name)
    elif isinstance(reference, list) and isinstance(other, list):
        if len(reference) != len(other):
            yield f"{name or 'the list'}: {len(reference):,} items became {len(other):,}"
            return
        for place, (one, two) in enumerate(zip(reference, other, strict=True)):
            yield from compare_values(one, two, tolerance, moments, f"{name}[{place}]")
    elif not _are_alike(reference, other, tolerance, moments):
        yield f"{name or 'the value'}: {_short(reference)} became {_short(other)}"


def _mappings(
    reference: Mapping[str, Any],
    other: Mapping[str, Any],
    tolerance: Tolerance,
    moments: Moments,
    name: str,
) -> Iterator[str]:
    for key in dict.fromkeys([*reference, *other]):
        inner = f"{name}.{key}".lstrip(".")
        if key not in other:
            yield f"{inner}: {_short(reference[key])} is gone"
        elif key not in reference:
            yield f"{inner}: {_short(other[key])} is new"
        else:
            yield from compare_values(reference[key], other[key], tolerance, moments, inner)


def _are_alike(one: Any, two: Any, tolerance: Tolerance, moments: Moments) -> bool:
    if _is_number(one) and _is_number(two):
        return tolerance.covers(one, two)
    if isinstance(one, str) and isinstance(two, str):
        return compare_texts(one, two, tolerance, moments) is None
    return bool(one == two)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _has_interval(value: Any) -> bool:
    return isinstance(value, Mapping) and set(value) == {"estimate"}


def _short(value: Any) -> str:
    return shorten(f"{value:.6g}" if isinstance(value, float) else str(value), 80)
