"""The figures beside the headline: data, measures, findings, environment, as rows to print."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mlbench.errors import shorten
from mlbench.reports.headline import as_estimate
from mlbench.reports.phrases import (
    count_text,
    duration_text,
    figures_text,
    interval_text,
    metric_title,
    moment_text,
    value_text,
)
from mlbench.statements import Estimate, number_text
from mlbench.store.record import RunRecord

#: Measures listed at most.
MEASURE_LIMIT = 60
#: Rows of any other listing at most.
ROW_LIMIT = 100
#: Numbers that the headline says or that are no measure.
_NO_MEASURES = {
    *("score", "baseline", "test_rows", "train_rows", "rows", "columns", "features", "seed"),
    *("cv_folds", "cv_baseline", "bundle_files", "bundle_bytes", "bundle_checked_rows"),
}


@dataclass(frozen=True)
class Row:
    """A name and its value."""

    name: str
    value: str


@dataclass(frozen=True)
class Measure:
    """One recorded figure.

    Attributes
    ----------
    strip : tuple of float or None
        Left end and width of the interval and the figure's place, in percent of [0, 1].
    """

    name: str
    value: str
    interval: str
    step: str
    strip: tuple[float, float, float] | None = None
    main: bool = False


def lede(record: RunRecord) -> str:
    """Return which data a run is about, as one sentence; empty when nothing is known.

    >>> lede(RunRecord("1", "adult", data={"name": "adult", "rows": 48842, "target": "income"}))
    "Data: adult, 48,842 rows, target 'income'."
    """
    data = record.data
    name = data.get("name") or data.get("source")
    if not name:
        return ""
    parts = [shorten(str(name), 80)]
    for key, noun in (("rows", "row"), ("columns", "column")):
        count = data.get(key)
        if isinstance(count, int):
            parts.append(count_text(count, noun))
    if data.get("target"):
        parts.append(f"target '{shorten(str(data['target']), 60)}'")
    if data.get("fingerprint"):
        parts.append(f"fingerprint {shorten(str(data['fingerprint'])[:12], 12)}")
    return f"Data: {', '.join(parts)}."


def run_rows(record: RunRecord) -> list[Row]:
    """Return when and how long a run was, and what code it ran."""
    commit = str(record.code.get("commit") or "")[:12]
    state = ", with changes not committed" if record.code.get("clean") is False else ""
    pairs = [
        ("Started", moment_text(record.started)),
        ("Took", duration_text(record.seconds)),
        ("Run", record.run_id),
        ("Code", f"commit {commit}{state}" if commit else ""),
    ]
    return [Row(name, shorten(value, 200)) for name, value in pairs if value]


def rows(values: Mapping[str, Any]) -> list[Row]:
    """Return a mapping as rows, mappings inside it as names with a dot; bounded.

    >>> rows({"python": "3.11", "packages": {"pandas": "3.1"}})
    [Row(name='python', value='3.11'), Row(name='packages.pandas', value='3.1')]
    """
    found: list[Row] = []
    for name, value in values.items():
        if isinstance(value, Mapping) and value:
            found += [Row(f"{name}.{row.name}", row.value) for row in rows(value)]
        else:
            found.append(Row(str(name), value_text(value)))
    return [Row(shorten(row.name, 120), row.value) for row in found[:ROW_LIMIT]]


def measures(record: RunRecord) -> list[Measure]:
    """Return the recorded figures, the main metric and its baseline first."""
    values = record.values
    metric = values.get("metric") if isinstance(values.get("metric"), str) else ""
    found: dict[str, Measure] = {}
    for step in record.steps:
        for name, value in step.values.items():
            estimate = as_estimate(value)
            if estimate is None or name in _NO_MEASURES:
                continue
            found[name] = _measure(metric_title(name), estimate, step.name, main=name == metric)
    first: list[Measure] = []
    score, baseline = as_estimate(values.get("score")), as_estimate(values.get("baseline"))
    holder = next((s.name for s in reversed(record.steps) if "score" in s.recorded), "")
    if metric and score is not None:
        own = _measure(metric_title(metric), score, holder, main=True)
        first.append(found.pop(metric, own))
        if baseline is not None:
            name = f"{metric_title(metric)} of the dummy baseline"
            first.append(_measure(name, baseline, holder))
    return [*first, *found.values()][:MEASURE_LIMIT]


def confidence_text(record: RunRecord) -> str:
    """Return what coverage the intervals claim, as ``95% interval``."""
    found = {
        value.confidence
        for value in record.values.values()
        if isinstance(value, Estimate) and value.low is not None
    }
    return f"{100 * found.pop():g}% interval" if len(found) == 1 else "Interval"


def _measure(name: str, estimate: Estimate, step: str, *, main: bool = False) -> Measure:
    known = [float(v) for v in (estimate.low, estimate.high) if v is not None]
    value = figures_text(float(estimate.value), *known)
    if float(estimate.value).is_integer() and not known:
        value = number_text(int(estimate.value))
    return Measure(
        name=shorten(name, 120),
        value=value,
        interval=interval_text(estimate),
        step=shorten(step, 60),
        strip=_strip(estimate),
        main=main,
    )


def _strip(estimate: Estimate) -> tuple[float, float, float] | None:
    if estimate.low is None or estimate.high is None:
        return None
    if not 0 <= estimate.low <= estimate.value <= estimate.high <= 1:
        return None
    low, high, value = (100 * float(v) for v in (estimate.low, estimate.high, estimate.value))
    return round(low, 2), round(high - low, 2), round(value, 2)
