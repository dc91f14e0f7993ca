"""A comparison as plain text and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from mlbench.judgement import Judgement
from mlbench.reports.comparison.cells import NotebookComparison
from mlbench.reports.comparison.facts import Facts
from mlbench.reports.comparison.runs import Pair, RunComparison, Side
from mlbench.reports.headline import headline
from mlbench.reports.phrases import count_text, estimate_text, figures_text, moment_text
from mlbench.store.record import preserve

#: Cells and outcomes that are listed of one notebook or run.
LISTED = 30


def as_text(comparison: RunComparison) -> str:
    """Return a comparison of runs as lines for a terminal."""
    lines = [*_sides(comparison.sides), ""]
    for facts in comparison.facts:
        lines += [*_facts(facts, comparison.sides), ""]
    for pair in comparison.pairs:
        lines += [*_pair(pair), ""]
    return "\n".join([*lines, verdict(comparison)])


def verdict(comparison: RunComparison) -> str:
    """Return the result in a sentence for each run beside the reference."""
    return " ".join(_pair_verdict(pair) for pair in comparison.pairs)


def _pair_verdict(pair: Pair) -> str:
    letter = pair.other.letter
    parts = []
    if pair.judgement.metrics:
        main = pair.judgement.metrics[0]
        both = f"{figures_text(main.other.value)} against {figures_text(main.reference.value)}"
        parts.append(f"{letter} reaches {main.label} {both}, {WORDS[main.verdict]}")
    differing = sum(cell.counts for n in pair.notebooks for cell in n.differing)
    cells = sum(n.cells for n in pair.notebooks)
    if not pair.differs:
        parts.append(f"all recorded values and {count_text(cells, 'cell')} of {letter} are as in A")
    elif differing:
        parts.append(f"{differing} of {count_text(cells, 'cell')} of {letter} differ from A")
    else:
        parts.append(f"{letter} differs from A in what its steps recorded")
    sentence = "; ".join(parts)
    return f"{sentence[0].upper()}{sentence[1:]}."


def as_json(comparison: RunComparison) -> dict[str, Any]:
    """Return a comparison of runs as JSON."""
    return {
        "differs": comparison.differs,
        "tolerance": asdict(comparison.tolerance),
        "runs": [_side_json(side) for side in comparison.sides],
        "facts": {facts.title.lower(): dict(facts.rows) for facts in comparison.facts},
        "comparisons": [_pair_json(pair) for pair in comparison.pairs],
    }


def _side_json(side: Side) -> dict[str, Any]:
    record = side.record
    folder = str(side.folder.path)
    return {"letter": side.letter, "run": record.run_id, "study": record.name, "folder": folder}


def _pair_json(pair: Pair) -> dict[str, Any]:
    return {
        "letter": pair.other.letter,
        "differs": pair.differs,
        "judgement": preserve(pair.judgement.to_json()),
        "outcomes": pair.outcomes,
        "notebooks": [notebook_json(notebook) for notebook in pair.notebooks],
    }


def notebook_json(notebook: NotebookComparison) -> dict[str, Any]:
    """Return a comparison of notebooks as JSON."""
    return {
        "name": notebook.name,
        "cells": notebook.cells,
        "differs": notebook.counts,
        "remark": notebook.remark,
        "differing": [
            {
                "cell": cell.number,
                "code": cell.first_line,
                "differences": [
                    {"kind": d.kind, "sentence": d.sentence, "lines": d.lines, "counts": d.counts}
                    for d in cell.differences
                ],
            }
            for cell in notebook.differing
        ],
    }


def notebook_lines(notebook: NotebookComparison) -> Iterator[str]:
    """Yield a comparison of notebooks as lines."""
    if notebook.remark:
        yield f"  {notebook.name}: {notebook.remark}"
        return
    alike = notebook.cells - len(notebook.differing)
    yield f"  {notebook.name}: {alike} of {count_text(notebook.cells, 'cell')} alike"
    for cell in notebook.differing[:LISTED]:
        yield f"    cell {cell.number}  {cell.first_line}"
        for difference in cell.differences:
            mark = "" if difference.counts else " (not counted)"
            yield f"      {difference.sentence}{mark}"
            yield from (f"        {line}" for line in difference.lines[:8])
    if len(notebook.differing) > LISTED:
        yield f"    and {len(notebook.differing) - LISTED} more cells"


def _sides(sides: Sequence[Side]) -> Iterator[str]:
    for side in sides:
        record = side.record
        yield f"{side.letter}  {record.name}/{record.run_id}  {moment_text(record.started)}"
        yield f"   {headline(record)}"


def _facts(facts: Facts, sides: Sequence[Side]) -> Iterator[str]:
    yield f"{facts.title}: {facts.summary}"
    if facts.rows:
        head = ["", *(side.letter for side in sides)]
        yield from _columns([head, *([name, *values] for name, values in facts.rows)])


def _pair(pair: Pair) -> Iterator[str]:
    letter = pair.other.letter
    yield from _scores(pair.judgement, letter)
    yield ""
    if pair.outcomes:
        yield f"Recorded values: {count_text(len(pair.outcomes), 'difference')} of {letter} from A"
        yield from (f"  {sentence}" for sentence in pair.outcomes[:LISTED])
        if len(pair.outcomes) > LISTED:
            yield f"  and {len(pair.outcomes) - LISTED} more"
    else:
        yield f"Recorded values: {letter} has the same as A"
    yield f"Outputs of {letter} against A"
    for notebook in pair.notebooks:
        yield from notebook_lines(notebook)


def _scores(judgement: Judgement, letter: str) -> Iterator[str]:
    if judgement.reason:
        yield f"Scores of {letter} against A: not tested. {judgement.reason}"
        return
    yield f"Scores of {letter} against A on {count_text(judgement.rows, 'held-out row')} of both"
    head = ["metric", "A", letter, f"{letter} is better by", ""]
    rows = [
        [m.label, *map(estimate_text, (m.reference, m.other, m.gain)), VERDICTS[m.verdict]]
        for m in judgement.metrics
    ]
    yield from _columns([head, *rows])
    for test in judgement.tests:
        yield f"  {test.name}: p = {test.p_value:.3g}. {test.statement}"
    yield from (f"  {note}" for note in judgement.notes)


#: What a reader is told of a metric, in a sentence and in a table.
WORDS = {"better": "which is better", "worse": "which is worse", "noise": "no more than noise"}
VERDICTS = {"better": "▲ better", "worse": "▼ worse", "noise": "= no more than noise"}


def _columns(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield f"  {'  '.join(cells).rstrip()}"
