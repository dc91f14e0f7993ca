"""A run in brief: what a list of runs says of one, read from its record."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any

from mlbench.errors import shorten
from mlbench.statements import Estimate
from mlbench.store.record import RunRecord
from mlbench.vocabulary import Severity, State

#: No text of a brief is longer than this many characters.
TEXT_LIMIT = 120
#: Metrics of records that don't say themselves that less is better.
_LESS_IS_BETTER = {"log_loss", "brier", "rmse", "mae", "mse", "median_ae", "hamming_loss"}
_MORE_IS_BETTER = {
    "roc_auc", "roc_auc_ovr", "average_precision", "precision_top_1", "precision_top_5",
    "precision_top_10", "accuracy", "balanced_accuracy", "f1",
    "f1_macro", "r2", "average_precision_macro", "f1_micro", "f1_samples", "subset_accuracy",
    "label_ranking",
}  # fmt: skip


@dataclass(frozen=True)
class Brief:
    """What a list says of one run; texts are bounded, numbers are finite.

    Attributes
    ----------
    study, run : str
        The study's name as it was written; the run's id.
    started : str
        UTC time of the start, as ISO 8601; empty when it is not known.
    seconds : float or None
        How long the run took.
    metric : str
        The main metric; empty when none was recorded.
    score, low, high, baseline : float or None
        Its figure, the interval, and the dummy baseline's figure.
    greater_is_better : bool or None
        The direction of the metric; None when the record doesn't tell.
    rows : int or None
        Rows of the data.
    fingerprint, split : str
        Which data it was, and how it was split; empty when it is not known.
    critical, warnings, remarks : int
        Findings by severity.
    commit : str
        The git commit of the study's folder, with a ``+`` when its tree wasn't clean.
    error : str
        Why it did not end well, in a sentence.
    """

    study: str
    run: str
    state: State
    started: str = ""
    seconds: float | None = None
    metric: str = ""
    score: float | None = None
    low: float | None = None
    high: float | None = None
    baseline: float | None = None
    greater_is_better: bool | None = None
    recipe: str = ""
    rows: int | None = None
    fingerprint: str = ""
    split: str = ""
    critical: int = 0
    warnings: int = 0
    remarks: int = 0
    commit: str = ""
    error: str = ""

    @property
    def estimate(self) -> Estimate | None:
        """The main metric with its interval; None without a score."""
        return None if self.score is None else Estimate(self.score, self.low, self.high)

    @property
    def measure(self) -> tuple[str, str, str]:
        """What must be the same for two scores to be comparable: metric, data, split."""
        return self.metric, self.fingerprint, self.split

    @property
    def goodness(self) -> float | None:
        """A number that is greater for the better score; None where that can't be told."""
        if self.score is None or self.greater_is_better is None:
            return None
        return self.score if self.greater_is_better else -self.score

    def to_row(self) -> list[Any]:
        """Return the values in the order of :data:`COLUMNS`, as JSON can hold them."""
        return [getattr(self, name) for name in COLUMNS]

    @classmethod
    def from_row(cls, row: list[Any]) -> Brief:
        """Read what :meth:`to_row` gave."""
        study, run, state, *rest = row
        return cls(study, run, State(state), *rest)


#: The names of a brief's values, in order.
COLUMNS = tuple(field.name for field in fields(Brief))


def brief_of(record: RunRecord) -> Brief:
    """Return a run in brief; what a record holds in another form than ours is left out.

    >>> brief_of(RunRecord("r1", "iris", state=State.DONE)).study
    'iris'
    """
    values = record.values
    metric, estimate = _main_metric(record, values)
    baseline = _estimate(values.get("baseline"))
    counts = _severities(record)
    has_interval = estimate is not None and estimate.low is not None and estimate.high is not None
    return Brief(
        study=_text(record.name),
        run=_text(record.run_id),
        state=record.state,
        started=_moment(record.started),
        seconds=_number(record.seconds),
        metric=metric,
        score=estimate.value if estimate else None,
        low=estimate.low if estimate and has_interval else None,
        high=estimate.high if estimate and has_interval else None,
        baseline=baseline.value if baseline else None,
        greater_is_better=_direction(metric, values.get("greater_is_better")),
        recipe=_text(values.get("recipe_title")) or _text(values.get("recipe")),
        rows=_whole(record.data.get("rows")),
        fingerprint=_text(record.data.get("fingerprint"))[:12],
        split=_split(record.data.get("asked")),
        critical=counts[Severity.CRITICAL],
        warnings=counts[Severity.WARNING],
        remarks=counts[Severity.INFO],
        commit=_commit(record.code),
        error=_error(record),
    )


def _main_metric(record: RunRecord, values: dict[str, Any]) -> tuple[str, Estimate | None]:
    """Return the metric that the run reports, or the study's own when it was recorded by name."""
    estimate = _estimate(values.get("score"))
    metric = _text(values.get("metric")) or _text(record.metric)
    if estimate is None:
        estimate = _estimate(values.get(metric))
    return (metric, estimate) if metric and estimate is not None else ("", None)


def _direction(metric: str, said: object) -> bool | None:
    if isinstance(said, bool):
        return said
    if metric in _LESS_IS_BETTER:
        return False
    return True if metric in _MORE_IS_BETTER else None


def _severities(record: RunRecord) -> dict[Severity, int]:
    counts = dict.fromkeys(Severity, 0)
    for step in record.steps:
        for finding in step.findings:
            counts[Severity(finding["severity"])] += 1
    return counts


def _split(asked: object) -> str:
    if not isinstance(asked, dict):
        return ""
    names = ("target", "task", "split", "test_fraction", "split_seed")
    told = {name: asked.get(name) for name in names}
    told |= {name: asked[name] for name in ("split_by", "split_gap", "weight") if asked.get(name)}
    return shorten(json.dumps(told), TEXT_LIMIT)


def _commit(code: dict[str, Any]) -> str:
    commit = _text(code.get("commit"))[:10]
    return f"{commit}+" if commit and code.get("clean") is False else commit


def _error(record: RunRecord) -> str:
    error = record.error or {}
    message = str(error.get("message") or error.get("code") or "")
    step = _text(error.get("step"))
    return shorten(f"{step}: {message}" if step and message else message, 2 * TEXT_LIMIT)


def _text(value: object) -> str:
    return shorten(value, TEXT_LIMIT) if isinstance(value, str) else ""


def _moment(value: object) -> str:
    try:
        moment = datetime.fromisoformat(_text(value))
        return moment.astimezone(UTC).isoformat(timespec="milliseconds") if moment.tzinfo else ""
    except (ValueError, OverflowError):
        return ""


def _number(value: object) -> float | None:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return float(value) if is_number and math.isfinite(value) else None  # type: ignore[arg-type]


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _estimate(value: object) -> Estimate | None:
    if not isinstance(value, Estimate):
        value = Estimate(value)  # type: ignore[arg-type]
    figure = _number(value.value)
    return None if figure is None else Estimate(figure, _number(value.low), _number(value.high))
