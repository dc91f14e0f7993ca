"""The story of a run in three short paragraphs: what was done, on which data, how far to trust it.

Every sentence is made of recorded values alone; what was not recorded is not told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from mlbench.errors import listing, shorten
from mlbench.reports.headline import as_estimate
from mlbench.reports.phrases import (
    SEVERITIES,
    count_text,
    duration_text,
    figures_text,
    metric_title,
)
from mlbench.statements import Estimate
from mlbench.store.record import RunRecord
from mlbench.vocabulary import State

#: Splits that take no care of groups or of time.
_BLIND_SPLITS = ("random", "stratified")


@dataclass(frozen=True)
class Paragraph:
    """A heading and the sentences under it."""

    title: str
    sentences: list[str]


def story(record: RunRecord) -> list[Paragraph]:
    """Return the paragraphs of a run; those that have nothing to say are left out.

    >>> from mlbench.store.record import StepRecord
    >>> data = {"name": "adult", "rows": 48842, "features": 14, "target": "income"}
    >>> run = RunRecord("1", "adult", data=data, steps=[StepRecord("look", "look")])
    >>> [(p.title, p.sentences) for p in story(run)]
    [('On which data', ["adult: 48,842 rows, 14 features, target 'income'."])]
    """
    parts = [
        Paragraph("What was done", list(_done(record))),
        Paragraph("On which data", list(_data(record))),
        Paragraph("How far to trust it", list(_trust(record))),
    ]
    return [part for part in parts if part.sentences]


def _done(record: RunRecord) -> Iterator[str]:
    values = record.values
    folds, mean = values.get("cv_folds"), as_estimate(values.get("cv_mean"))
    metric = values.get("cv_metric")
    if isinstance(folds, int) and mean and isinstance(metric, str):
        title = shorten(str(values.get("recipe_title") or values.get("recipe") or "The model"), 80)
        spread = as_estimate(values.get("cv_sd"))
        give = (
            f", give or take {figures_text(float(spread.value), float(mean.value))}"
            if spread
            else ""
        )
        score = f"{shorten(metric_title(metric), 60)} {figures_text(float(mean.value))}{give}"
        yield f"{title}: {score}, in {folds}-fold cross-validation of the training rows."
        yield from _compared(values.get("cv_compared"))
    done = [step for step in record.steps if step.state is State.DONE]
    if done:
        cells = sum(step.cells_done for step in done)
        names = listing([step.name for step in record.steps[:8]])
        took = duration_text(record.seconds)
        within = f", {took}" if took else ""
        whole = len(done) == len(record.steps)
        steps = (
            count_text(len(done), "step") if whole else f"{len(done)} of {len(record.steps)} steps"
        )
        yield f"{steps} ({shorten(names, 200)}), {count_text(cells, 'cell')}{within}."


def _compared(compared: Any) -> Iterator[str]:
    others = {
        shorten(str(name), 40): estimate
        for name, value in (compared.items() if isinstance(compared, dict) else ())
        if (estimate := as_estimate(value)) is not None
    }
    if others:
        told = [f"{name} {figures_text(float(e.value))}" for name, e in list(others.items())[:6]]
        yield f"Beside it: {', '.join(told)}."


def _data(record: RunRecord) -> Iterator[str]:
    data = record.data
    name = data.get("name") or data.get("source")
    if not name:
        return
    counts = [(data.get("rows"), "row"), (data.get("features"), "feature")]
    parts = [count_text(count, noun) for count, noun in counts if isinstance(count, int)]
    if data.get("target"):
        classes = data.get("classes")
        of = f" ({shorten(listing(classes), 80)})" if isinstance(classes, list) and classes else ""
        parts.append(f"target '{shorten(str(data['target']), 60)}'{of}")
    yield (
        f"{shorten(str(name), 80)}: {', '.join(parts)}." if parts else f"{shorten(str(name), 80)}."
    )
    yield from _split(record)
    notes = data.get("notes")
    if isinstance(notes, list) and notes:
        yield f"{count_text(len(notes), 'remark')} on how it was read, below under Data."


def _split(record: RunRecord) -> Iterator[str]:
    rows, test = record.data.get("rows"), record.values.get("test_rows")
    if not isinstance(rows, int) or not isinstance(test, int) or not 0 < test < rows:
        return
    kind = _split_kind(record)
    how = f" by a {shorten(kind, 30)} split" if kind else ""
    given = record.data.get("set_aside")
    aside = given if isinstance(given, int) else 0
    gap = f", {aside:,} set aside between them" if aside else ""
    yield f"{rows - test - aside:,} rows to learn from, {test:,} held out{how}{gap}."


def _split_kind(record: RunRecord) -> str:
    asked = record.data.get("asked")
    kind = asked.get("split") if isinstance(asked, dict) else None
    return kind if isinstance(kind, str) and kind != "auto" else ""


def _trust(record: RunRecord) -> Iterator[str]:
    values = record.values
    score, baseline = as_estimate(values.get("score")), as_estimate(values.get("baseline"))
    if score is not None:
        yield from _interval(score, baseline, greater=values.get("greater_is_better") is not False)
        if _split_kind(record) in _BLIND_SPLITS:
            yield "Where rows belong together in groups or in time, this split flatters."
    if record.findings:
        counted = Counter(finding.severity for finding in record.findings)
        told = [count_text(n, SEVERITIES[severity][1]) for severity, n in counted.items()]
        first = next(iter(record.findings))
        subject = f" ({shorten(first.subject, 60)})" if first.subject else ""
        yield f"Findings: {', '.join(told)}; first {shorten(first.title, 80)}{subject}."
    elif score is not None:
        yield "No step has found fault with data or model."
    checked = values.get("bundle_checked_rows")
    if isinstance(checked, int):
        rows = count_text(checked, "example row")
        yield f"The exported model gave the same answers for {rows} in a new process."


def _interval(score: Estimate, baseline: Estimate | None, *, greater: bool) -> Iterator[str]:
    if score.low is None or score.high is None:
        return
    half = (score.high - score.low) / 2
    yield (
        f"Another draw of held-out rows would move the score by about "
        f"{figures_text(float(half), float(score.value))} ({score.confidence:.0%} interval)."
    )
    if baseline is not None:
        bound, sign = (score.low, 1) if greater else (score.high, -1)
        clear = sign * (bound - baseline.value) > 0
        yield (
            "The whole interval is better than the dummy baseline."
            if clear
            else "The interval reaches the dummy baseline: it may be no better."
        )
