"""``mlbench runs``: the runs there are."""

from __future__ import annotations

from typing import Annotated, Any, Optional

import typer


def runs(
    study: Annotated[Optional[str], typer.Argument(help="Only the runs of this study.")] = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="Newest runs shown.")] = 20,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List the runs, the newest first.

    Example: mlbench runs breast-cancer
    """
    from itertools import islice

    from mlbench.cli.tables import print_json, print_table
    from mlbench.settings import settings
    from mlbench.store.folder import all_folders

    found = [_row(f.read()) for f in islice(all_folders(settings().runs, study), limit)]
    if json:
        print_json(found)
    elif not found:
        typer.echo(f"No runs in {settings().runs}.", err=True)
    else:
        columns = ["run", "study", "state", "metric", "score", "seconds", "started"]
        print_table(columns, [[row[name] for name in columns] for row in found])


def _row(record: Any) -> dict[str, Any]:
    values = record.values
    return {
        "run": record.run_id,
        "study": record.name,
        "state": str(record.state),
        "metric": str(values.get("metric", "")),
        "score": str(values.get("score", "")),
        "seconds": record.seconds if record.seconds is not None else "",
        "started": (record.started or "")[:19].replace("T", " "),
    }
