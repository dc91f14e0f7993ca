"""What the browser says of several runs: only what differs, then whether it is noise."""

from __future__ import annotations

import html
from collections.abc import Iterator

from mlbench.reports.comparison.facts import Facts
from mlbench.reports.comparison.plain import VERDICTS, verdict
from mlbench.reports.comparison.runs import Pair, RunComparison, Side
from mlbench.reports.headline import headline
from mlbench.reports.phrases import count_text, estimate_text, moment_text
from mlbench.widgets.run_table import html_table

#: Runs that are compared at most.
MOST = 8
#: Rows that are told of one kind of facts.
_ROWS = 40


def differences(sides: list[Side], judged: str) -> str:
    """Return as HTML what runs were given and what came out, with only what differs.

    Parameters
    ----------
    sides : list of Side
        The runs, the reference first.
    judged : str
        HTML of what is said of their scores.
    """
    comparison = RunComparison(sides, [])
    letters = [side.letter for side in sides]
    runs = [
        [side.letter, f"{r.name}/{r.run_id}", moment_text(r.started), headline(r)]
        for side in sides
        for r in [side.record]
    ]
    head = html_table(["", "Run", "Started", "What came out"], runs, "A is the reference")
    told = (_facts(facts, letters) for facts in (*comparison.facts, comparison.recorded))
    return f"{head}{judged}{''.join(told)}"


def judgements(comparison: RunComparison) -> str:
    """Return as HTML whether the runs' scores differ by more than noise."""
    told = "".join("".join(_judged(pair)) for pair in comparison.pairs)
    return f"<p><strong>{html.escape(verdict(comparison))}</strong></p>{told}"


def _facts(facts: Facts, letters: list[str]) -> str:
    line = f"<p><strong>{html.escape(facts.title)}</strong>: {html.escape(facts.summary)}</p>"
    if not facts.rows:
        return line
    rows = [[name, *values] for name, values in facts.rows[:_ROWS]]
    more = len(facts.rows) - _ROWS
    rest = f"<p>and {more} more, which the page of the comparison has</p>" if more > 0 else ""
    return f"{line}{html_table(['', *letters], rows)}{rest}"


def _judged(pair: Pair) -> Iterator[str]:
    judgement, letter = pair.judgement, pair.other.letter
    if judgement.reason:
        yield f"<p>Scores of {letter} against A: not tested. {html.escape(judgement.reason)}</p>"
        return
    rows = [
        [m.label, *map(estimate_text, (m.reference, m.other, m.gain)), VERDICTS[m.verdict]]
        for m in judgement.metrics
    ]
    title = f"{letter} against A on {count_text(judgement.rows, 'held-out row')} of both"
    yield html_table(["Metric", "A", letter, f"{letter} is better by", ""], rows, title)
    tests = (f"{t.name}: p = {t.p_value:.3g}. {t.statement}" for t in judgement.tests)
    yield f"<p>{'<br>'.join(map(html.escape, (*tests, *judgement.notes)))}</p>"
