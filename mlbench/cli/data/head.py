"""``mlbench data head``: the first rows of a file, as they are read."""

from __future__ import annotations

from typing import Annotated, Optional

import typer


def head(
    source: Annotated[str, typer.Argument(help="A file, an address, or a name as sklearn:iris.")],
    rows: Annotated[int, typer.Option("--rows", "-n", min=1, help="Rows shown at most.")] = 10,
    read: Annotated[
        Optional[list[str]],
        typer.Option("--read", help="How it is read, as 'separator=;' or 'skip=2'."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show the first rows of data as they are read, and what was noticed on the way.

    Example: mlbench data head rows.csv -n 5
    """
    from mlbench.cli.data.words import options_of
    from mlbench.cli.tables import print_json, print_table
    from mlbench.data.head import first_rows

    first = first_rows(source, rows, options_of(read or []))
    if json:
        print_json(first.records())
        return
    print_table(first.columns, first.cells())
    typer.echo(first.summary, err=True)
    for note in first.notes:
        typer.echo(f"Note: {note}", err=True)
