"""The sentence at the top: what came out, in words made of the recorded values alone.

>>> from mlbench.store.record import RunRecord, StepRecord
>>> from mlbench.vocabulary import State
>>> recorded = {
...     "recipe_title": "Histogram gradient boosting",
...     "metric": "roc_auc",
...     "score": {"estimate": {"value": 0.924, "low": 0.918, "high": 0.930}},
...     "baseline": {"estimate": {"value": 0.5}},
...     "test_rows": 12211,
... }
>>> step = StepRecord("evaluate", "evaluate", state=State.DONE, recorded=recorded)
>>> print(headline(RunRecord("1", "adult", state=State.DONE, steps=[step])))
Histogram gradient boosting reaches ROC AUC 0.924 [0.918, 0.930] on 12,211 held-out rows; \
the dummy baseline reaches 0.500.
"""

from __future__ import annotations

import math
from typing import Any

from mlbench.errors import shorten
from mlbench.reports.phrases import count_text, duration_text, estimate_text, metric_title
from mlbench.statements import Estimate
from mlbench.store.record import RunRecord, StepRecord
from mlbench.vocabulary import State

#: States that end a run before its time.
BROKEN = (State.FAILED, State.KILLED, State.STOPPED_EARLY)


def headline(record: RunRecord) -> str:
    """Return what came out of a run as one sentence of bounded length.

    >>> headline(RunRecord("1", "adult"))
    "'adult' has not started yet."
    """
    name = shorten(record.name, 60)
    if record.state in BROKEN:
        return _broken(record, name)
    if not record.state.is_final:
        return _unfinished(record, name)
    return _score(record.values) or _finished(record, name)


def broken_step(record: RunRecord) -> StepRecord | None:
    """Return the step that ended the run before its time, if one did."""
    return next((step for step in record.steps if step.state in BROKEN), None)


def failed_cell(step: StepRecord) -> int | None:
    """Return the number of the code cell that failed, from 1, where it is known."""
    cell = (step.error or {}).get("cell")
    return cell if isinstance(cell, int) and not isinstance(cell, bool) else None


def as_estimate(value: Any) -> Estimate | None:
    """Return a recorded number as an estimate, and anything else as None.

    >>> as_estimate(0.5), as_estimate("text")
    (Estimate(value=0.5, low=None, high=None, confidence=0.95), None)
    """
    if isinstance(value, Estimate):
        # a figure that was not a number is stored as null
        return value if math.isfinite(value.value) else None
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return Estimate(value) if is_number else None


def _broken(record: RunRecord, name: str) -> str:
    verb = {State.KILLED: "was killed", State.STOPPED_EARLY: "stopped early"}
    step = broken_step(record)
    if step is None:
        return f"The run of '{name}' {verb.get(record.state, 'failed')} before its first step."
    cell = failed_cell(step)
    where = f" in cell {cell}" + (f" of {step.cells}" if step.cells else "") if cell else ""
    done = sum(s.state is State.DONE for s in record.steps)
    rest = f"; {done} of {count_text(len(record.steps), 'step')} came to their end"
    told = verb.get(step.state, "failed")
    return f"Step '{shorten(step.name, 60)}' {told}{where}{rest if done else ''}."


def _unfinished(record: RunRecord, name: str) -> str:
    if record.state is State.PENDING:
        return f"'{name}' has not started yet."
    done = sum(step.state is State.DONE for step in record.steps)
    return f"'{name}' is still running: {done} of {count_text(len(record.steps), 'step')} done."


def _finished(record: RunRecord, name: str) -> str:
    took = duration_text(record.seconds)
    within = f" in {took}" if took else ""
    if len(record.steps) == 1:
        cells = count_text(record.steps[0].cells_done, "code cell")
        return f"'{name}' ran to its end: {cells}{within}."
    return f"'{name}' ran to its end: {count_text(len(record.steps), 'step')}{within}."


def _score(values: dict[str, Any]) -> str:
    score = as_estimate(values.get("score"))
    metric = values.get("metric")
    if score is None or not isinstance(metric, str):
        return ""
    title = values.get("recipe_title") or values.get("recipe") or "The model"
    rows = values.get("test_rows")
    on_rows = f" on {count_text(rows, 'held-out row')}" if isinstance(rows, int) else ""
    sentence = (
        f"{shorten(str(title), 80)} reaches {shorten(metric_title(metric), 60)} "
        f"{estimate_text(score)}{on_rows}"
    )
    baseline = as_estimate(values.get("baseline"))
    if baseline is None:
        return f"{sentence}."
    plain = Estimate(baseline.value)
    return f"{sentence}; the dummy baseline reaches {estimate_text(plain)}."
