"""What the page says of each study: its best run, its latest, the trend, what went wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from mlbench.errors import shorten
from mlbench.reports.index.rows import figure, link_of, state_counts
from mlbench.reports.index.trend import DRAWN, changes, trend
from mlbench.reports.phrases import (
    STATES,
    count_text,
    estimate_text,
    figures_text,
    metric_title,
    moment_text,
)
from mlbench.store.brief import Brief
from mlbench.store.listing import Listed
from mlbench.vocabulary import State

#: Runs that did not end well, named in a study.
BROKEN_LIMIT = 10


@dataclass(frozen=True)
class RunLine:
    """One run as a study names it."""

    run: str
    link: str
    score: str
    when: str
    recipe: str
    sign: str
    word: str
    state: str
    error: str


@dataclass(frozen=True)
class StudyView:
    """What the page shows of a study.

    Attributes
    ----------
    counts : str
        Its runs by state, in words.
    best, latest : RunLine or None
        The best of the runs that can be compared with the latest scored one; the latest.
    broken : list of RunLine
        The newest runs that did not end well.
    broken_count, more_broken : str, int
        How many there are, and how many are not named.
    trend : Markup
        The drawing; empty when no run has a score.
    """

    name: str
    count: str
    counts: str
    metric: str
    direction: str
    baseline: str
    best: RunLine | None
    best_remark: str
    latest: RunLine
    broken: list[RunLine]
    broken_count: str
    more_broken: int
    trend: Markup
    ends: tuple[str, str]
    notes: list[str]


def study_views(found: Sequence[Listed]) -> list[StudyView]:
    """Return the studies of these runs, the one with the newest run first."""
    studies: dict[str, list[tuple[Listed, Brief]]] = {}
    for listed in found:
        if listed.brief:
            pair = listed, listed.brief
            studies.setdefault(listed.folder.path.parent.name, []).append(pair)
    return [_view(pairs) for pairs in studies.values()]


def _view(pairs: list[tuple[Listed, Brief]]) -> StudyView:
    """Return the view of a study's runs, which come the newest first."""
    briefs = [brief for _, brief in pairs]
    lines = {id(brief): (listed, brief) for listed, brief in pairs}
    scored = [b for b in reversed(briefs) if b.score is not None and b.state is State.DONE]
    same = [b for b in scored if b.metric == scored[-1].metric]
    equal = [b for b in same if b.measure == scored[-1].measure]
    best = max(equal, key=_goodness) if equal and equal[-1].goodness is not None else None
    broken = [pair for pair in pairs if pair[1].state.is_final and pair[1].state is not State.DONE]
    last = same[-1] if same else None
    return StudyView(
        name=briefs[0].study,
        count=count_text(len(briefs), "run"),
        counts=state_counts(briefs),
        metric=metric_title(last.metric) if last else "",
        direction=_direction(last),
        baseline="" if last is None or last.baseline is None else figures_text(last.baseline),
        best=_line(*lines[id(best)]) if best else None,
        best_remark=_best_remark(best, equal),
        latest=_line(*pairs[0]),
        broken=[_line(*pair) for pair in broken[:BROKEN_LIMIT]],
        broken_count=count_text(len(broken), "run"),
        more_broken=max(0, len(broken) - BROKEN_LIMIT),
        trend=trend(same, best, _alt(same, best)),
        ends=(_day(same[-DRAWN:][0]), _day(same[-1])) if same else ("", ""),
        notes=_notes(briefs, scored, same, equal),
    )


def _goodness(brief: Brief) -> float:
    return brief.goodness if brief.goodness is not None else -float("inf")


def _line(listed: Listed, brief: Brief) -> RunLine:
    sign, word = STATES[brief.state]
    return RunLine(
        run=listed.folder.path.name,
        link=link_of(listed.folder),
        score=estimate_text(brief.estimate) if brief.estimate else "",
        when=brief.started,
        recipe=brief.recipe,
        sign=sign,
        word=word,
        state=str(brief.state),
        error=shorten(brief.error, 160),
    )


def _direction(brief: Brief | None) -> str:
    if brief is None or brief.greater_is_better is None:
        return ""
    return "more is better" if brief.greater_is_better else "less is better"


def _best_remark(best: Brief | None, equal: list[Brief]) -> str:
    if not equal:
        return ""
    if best is None:
        return "Whether more or less of it is better was not recorded (greater_is_better)."
    return f"best of {len(equal):,}" if len(equal) > 1 else ""


def _notes(
    briefs: list[Brief], scored: list[Brief], same: list[Brief], equal: list[Brief]
) -> list[str]:
    if not scored:
        is_done = any(brief.state is State.DONE for brief in briefs)
        return ["No run of it has recorded a metric with its score."] if is_done else []
    notes = []
    if len(scored) > len(same):
        rest = count_text(len(scored) - len(same), "run")
        notes.append(f"{rest} measured by another metric: not drawn, not compared.")
    if len(same) > len(equal):
        rest = count_text(len(same) - len(equal), "run")
        notes.append(f"{rest} on other data or another split: drawn apart, not compared.")
    if len(same) > DRAWN:
        notes.append(f"Drawn are the last {DRAWN} of {count_text(len(same), 'run')}.")
    return notes


def _alt(same: list[Brief], best: Brief | None) -> str:
    if not same:
        return ""
    drawn = same[-DRAWN:]
    title, last = metric_title(drawn[-1].metric), figure(drawn[-1].estimate)
    if len(drawn) == 1:
        return f"{title} of one run: {last}."
    best_is = f", best {figure(best.estimate)}" if best else ""
    gaps = changes(drawn)
    times = "once" if gaps == 1 else f"{gaps} times"
    broken = f" Data or split changed {times}." if gaps else ""
    return (
        f"{title} of {len(drawn)} runs in the order they started: first "
        f"{figure(drawn[0].estimate)}, latest {last}{best_is}.{broken}"
    )


def _day(brief: Brief) -> str:
    return moment_text(brief.started).partition(",")[0]


def overall(found: Sequence[Listed], studies: int) -> dict[str, Any]:
    """Return the page's own sentence and figures."""
    briefs = [listed.brief for listed in found if listed.brief]
    if not briefs:
        return {"headline": "No runs yet", "counts": "", "latest": ""}
    headline = f"{count_text(len(briefs), 'run')} of {count_text(studies, 'study', 'studies')}"
    return {
        "headline": headline,
        "counts": state_counts(briefs),
        "latest": briefs[0].started,
    }
