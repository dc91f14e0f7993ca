"""Figures, times and sizes in words."""

from __future__ import annotations

import json
import math
from datetime import datetime
from typing import Any

from mlbench.statements import Estimate, number_text
from mlbench.vocabulary import Severity, State

#: Metric -> how people write it, where that is not its name with blanks.
_METRICS = {
    "roc_auc": "ROC AUC",
    "roc_auc_ovr": "ROC AUC (one against the rest)",
    "r2": "R²",
    "rmse": "root mean squared error",
    "mae": "mean absolute error",
    "mse": "mean squared error",
    "f1": "F1",
    "f1_macro": "macro F1",
    "f1_micro": "micro F1",
    "f1_samples": "F1 of the rows",
    "average_precision_macro": "macro average precision",
    "subset_accuracy": "share of whole sets right",
    "label_ranking": "label ranking precision",
    "pr_auc": "PR AUC",
    "brier": "Brier score",
}

#: State -> (sign, word): what tells states apart without colour.
STATES = {
    State.PENDING: ("○", "waiting"),
    State.RUNNING: ("…", "running"),
    State.DONE: ("✓", "done"),
    State.FAILED: ("✕", "failed"),
    State.STOPPED_EARLY: ("◐", "stopped early"),
    State.NOT_RUN: ("\N{EN DASH}", "not run"),
    State.KILLED: ("✕", "killed"),
    State.TIMEOUT: ("✕", "out of time"),
    State.LOST: ("✕", "lost"),
}

#: Severity -> (sign, word): what tells them apart without colour.
SEVERITIES = {
    Severity.CRITICAL: ("■", "critical"),
    Severity.WARNING: ("▲", "warning"),
    Severity.INFO: ("●", "remark"),
}


def metric_title(name: str) -> str:
    """Return a metric's name as people write it.

    >>> metric_title("roc_auc"), metric_title("balanced_accuracy")
    ('ROC AUC', 'balanced accuracy')
    """
    return _METRICS.get(name, name.replace("_", " "))


def duration_text(seconds: float | None) -> str:
    """Return a duration as people say it; empty when it is not known.

    >>> duration_text(3.42), duration_text(75), duration_text(7265), duration_text(None)
    ('3.4 s', '1 min 15 s', '2 h 1 min', '')
    """
    if seconds is None or not math.isfinite(seconds):
        return ""
    if seconds < 10:  # noqa: PLR2004 - below ten seconds a tenth tells something
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours:,} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def size_text(size: int) -> str:
    """Return a number of bytes as people say it.

    >>> size_text(812), size_text(48_200), size_text(3_140_000)
    ('812 bytes', '48 kB', '3.1 MB')
    """
    if size < 1000:  # noqa: PLR2004 - the step from bytes to kilobytes
        return f"{size} bytes"
    return f"{size / 1000:.0f} kB" if size < 1_000_000 else f"{size / 1_000_000:.1f} MB"  # noqa: PLR2004 - the same


def moment_text(stored: str | None) -> str:
    """Return a stored time as people write it; what is no time stays as it is.

    >>> moment_text("2026-03-01T12:30:05.250000+00:00")
    '1 March 2026, 12:30 UTC'
    """
    try:
        moment = datetime.fromisoformat(stored or "")
    except ValueError:
        return stored or ""
    return f"{moment.day} {moment:%B %Y, %H:%M} {moment.tzname() or ''}".strip()


def count_text(count: int, one: str, many: str = "") -> str:
    """Return a count with its noun.

    >>> count_text(1, "row"), count_text(12211, "row")
    ('1 row', '12,211 rows')
    """
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def severities_text(critical: int, warnings: int, remarks: int) -> str:
    """Return counts of findings in words; empty when there are none.

    >>> severities_text(1, 2, 0)
    '1 critical, 2 warnings'
    """
    told = [f"{critical:,} critical" if critical else ""]
    told += [count_text(n, one) for n, one in ((warnings, "warning"), (remarks, "remark")) if n]
    return ", ".join(filter(None, told))


def _decimals(*values: float) -> int:
    biggest = max((abs(v) for v in values if math.isfinite(v)), default=0.0)
    if biggest in {0, 1}:  # a bound, such as the highest accuracy, has no digits to count
        return 3
    return max(0, 3 - max(0, 1 + math.floor(math.log10(biggest)))) + (
        -1 - math.floor(math.log10(biggest)) if biggest < 0.1 else 0  # noqa: PLR2004 - three digits that count
    )


def figures_text(value: float, *others: float) -> str:
    """Return a figure with as many decimals as it and its neighbours deserve.

    >>> figures_text(0.924, 0.918, 0.93), figures_text(54.3219), figures_text(0.00123456)
    ('0.924', '54.3', '0.00123')
    >>> figures_text(0.9948, 0.986, 1.0)
    '0.995'
    """
    if isinstance(value, int) or not math.isfinite(value):
        return number_text(value)
    text = f"{value:,.{_decimals(value, *others)}f}"
    return text if text.strip("-0.") else text.lstrip("-")


def interval_text(estimate: Estimate) -> str:
    """Return the interval of an estimate; empty when it has none.

    >>> interval_text(Estimate(0.924, 0.918, 0.930))
    '[0.918, 0.930]'
    """
    if estimate.low is None or estimate.high is None:
        return ""
    all_three = (estimate.value, estimate.low, estimate.high)
    low, high = (figures_text(float(v), *all_three) for v in (estimate.low, estimate.high))
    return f"[{low}, {high}]"


def estimate_text(estimate: Estimate) -> str:
    """Return a figure and its interval, all with the same number of decimals.

    >>> estimate_text(Estimate(0.924, 0.918, 0.930)), estimate_text(Estimate(0.5))
    ('0.924 [0.918, 0.930]', '0.500')
    """
    known = [float(v) for v in (estimate.low, estimate.high) if v is not None]
    return f"{figures_text(float(estimate.value), *known)} {interval_text(estimate)}".strip()


def value_text(value: Any, limit: int = 400) -> str:
    """Return a parameter or a recorded value as bounded text.

    >>> value_text(None), value_text(["a", 1]), value_text(0.25), value_text("text")
    ('none', '["a", 1]', '0.25', 'text')
    """
    if value is None:
        return "none"
    if isinstance(value, Estimate):
        known = isinstance(value.value, (int, float))
        return estimate_text(value) if known else "not a number"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= limit else text[: limit - 1] + "…"
