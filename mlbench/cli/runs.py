"""``mlbench runs``: the runs there are."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

if TYPE_CHECKING:
    from mlbench.store.brief import Brief
    from mlbench.store.listing import Listed

#: What the list can be sorted by -> what to sort by; all descend but the study's name.
_ORDERS: dict[str, Callable[[Brief], Any]] = {
    "started": lambda brief: brief.started,
    "score": lambda brief: -float("inf") if brief.goodness is None else brief.goodness,
    "seconds": lambda brief: brief.seconds or 0.0,
    "findings": lambda brief: (brief.critical, brief.warnings, brief.remarks),
    "study": lambda brief: brief.study,
}


def runs(
    study: Annotated[Optional[str], typer.Argument(help="Only the runs of this study.")] = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="Runs shown at most.")] = 20,
    state: Annotated[
        Optional[list[str]],
        typer.Option("--state", help="Only runs in this state, as 'failed'; repeatable."),
    ] = None,
    sort: Annotated[
        str,
        typer.Option("--sort", help="started, score (the best first), seconds, findings or study."),
    ] = "started",
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List the runs, the newest first.

    Example: mlbench runs breast-cancer --sort score
    """
    from mlbench.cli.tables import print_json, print_table
    from mlbench.settings import settings
    from mlbench.store.listing import read_all, read_newest

    _check(state or [], sort)
    folder = settings().runs
    if not state and sort == "started":
        found = read_newest(folder, study, limit)  # looks at no other run
    else:
        found = _chosen(read_all(folder, study), state or [], sort)[:limit]
    for listed in found:
        if listed.problem:
            typer.echo(f"Note: {listed.problem}", err=True)
    if json:
        print_json([_facts(listed) for listed in found])
    elif not found:
        typer.echo(f"No runs in {folder}." if not state else "No such runs.", err=True)
    else:
        columns = ["run", "study", "state", "metric", "score", "recipe", "findings", "took", "when"]
        print_table(columns, [_row(listed) for listed in found])


def _check(states: list[str], sort: str) -> None:
    from mlbench.errors import RefusedInput, did_you_mean
    from mlbench.vocabulary import State

    words = [(state, "state", [str(known) for known in State]) for state in states]
    for given, what, known in [*words, (sort, "order", list(_ORDERS))]:
        if given not in known:
            raise RefusedInput(
                f"The {what} of runs must be a known one. Got '{given[:40]}'. "
                f"{did_you_mean(given, known)}",
                next_step="See 'mlbench runs --help'.",
            )


def _chosen(found: list[Listed], states: list[str], sort: str) -> list[Listed]:
    kept = [one for one in found if one.brief and (not states or one.brief.state in states)]
    if sort == "started":
        return kept
    order = _ORDERS[sort]
    return sorted(kept, key=lambda one: order(one.brief), reverse=sort != "study")  # type: ignore[arg-type]


def _row(listed: Listed) -> list[str]:
    from mlbench.reports.phrases import duration_text, severities_text

    brief = listed.brief
    run, study = listed.folder.path.name, listed.folder.path.parent.name
    if brief is None:
        return [run, study, "unreadable", *[""] * 6]
    return [
        run,
        brief.study,
        str(brief.state),
        brief.metric,
        str(brief.estimate or ""),
        brief.recipe,
        severities_text(brief.critical, brief.warnings, brief.remarks),
        duration_text(brief.seconds),
        _when(brief.started),
    ]


def _when(started: str) -> str:
    """Return a moment in the time of this machine."""
    from datetime import datetime

    return f"{datetime.fromisoformat(started).astimezone():%Y-%m-%d %H:%M}" if started else ""


def _facts(listed: Listed) -> dict[str, Any]:
    from mlbench.store.brief import COLUMNS

    place = {"folder": str(listed.folder.path)}
    if listed.brief is None:
        return {"run": listed.folder.path.name, "state": None, "problem": listed.problem} | place
    return dict(zip(COLUMNS, listed.brief.to_row(), strict=True)) | place
