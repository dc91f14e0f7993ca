"""The page as a whole. Its rows are written once as HTML and once for its script."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from markupsafe import Markup

from mlbench.errors import shorten
from mlbench.reports.index.rows import COLUMNS, row_of
from mlbench.reports.index.studies import overall, study_views
from mlbench.reports.phrases import SEVERITIES, STATES
from mlbench.reports.sandbox import script_hash
from mlbench.reports.sheet import environment, final, part, policy
from mlbench.store.listing import Listed

#: Rows that the page shows at first, and without a script at all.
FIRST_ROWS = 100
#: Studies with a block of their own; the others are found in the table.
STUDY_LIMIT = 48
#: Records that can't be read, named at most.
PROBLEM_LIMIT = 20


def render(runs: Path, found: Sequence[Listed]) -> bytes:
    """Return the page of all runs, which come the newest first.

    Parameters
    ----------
    runs : Path
        The folder that the page lies in.
    found : sequence of Listed
        The runs.
    """
    rows = [row_of(listed.folder, listed.brief) for listed in found if listed.brief]
    studies = study_views(found)
    problems = [_problem(listed) for listed in found if listed.problem]
    script = part("index.js")
    page = (
        environment()
        .get_template("index.html.j2")
        .render(
            policy=policy([script_hash(script)]),
            style=f"{part('report.css')}\n{part('index.css')}",
            script=script,
            folder=shorten(runs.resolve().name or "/", 80),
            written=datetime.now(UTC).isoformat(timespec="seconds"),
            studies=studies[:STUDY_LIMIT],
            more_studies=max(0, len(studies) - STUDY_LIMIT),
            names=sorted({row["study"] for row in rows}),
            columns=COLUMNS,
            rows=rows[:FIRST_ROWS],
            total=len(rows),
            states=STATES,
            severities=list(SEVERITIES.values()),
            present=[state for state in STATES if any(row["state"] == state for row in rows)],
            problems=problems[:PROBLEM_LIMIT],
            more_problems=max(0, len(problems) - PROBLEM_LIMIT),
            data=_for_script(rows),
            **overall(found, len(studies)),
        )
    )
    return final(page)


def _problem(listed: Listed) -> tuple[str, str]:
    return listed.place, shorten(listed.problem.replace(f"{listed.folder.path}/", ""), 240)


def _for_script(rows: list[dict[str, Any]]) -> Markup:
    """Return the rows as JSON that can stand in a page: no character of it begins a tag."""
    names = list(rows[0]) if rows else []
    table = {"names": names, "rows": [list(row.values()) for row in rows]}
    text = json.dumps(table, ensure_ascii=True, separators=(",", ":"), allow_nan=False)
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))  # noqa: S704 - see above
