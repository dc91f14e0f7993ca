"""``mlbench data convert``: data as a Parquet file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer


def convert(
    source: Annotated[str, typer.Argument(help="A file, a folder, a pattern, an address, a name.")],
    out: Annotated[Path, typer.Argument(help="The Parquet file to write.")],
    read: Annotated[
        Optional[list[str]],
        typer.Option("--read", help="How it is read, as 'separator=;' or 'ragged=set-aside'."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Write data to a Parquet file: in bounded memory, all rows or none.

    Types are found as everywhere, from all rows. What was repaired is said, and that rows in
    are rows out and those set aside.

    Example: mlbench data convert rows.csv.gz rows.parquet
    """
    from mlbench.cli.data.words import options_of
    from mlbench.cli.report.waiting import telling
    from mlbench.cli.tables import print_json
    from mlbench.data.converting import convert_to_parquet

    with telling() as tell:
        done = convert_to_parquet(
            source, out, options_of(read or []), lambda rows: tell(f"{rows:,} rows read", rows, 0)
        )
    if json:
        print_json(done.facts())
        return
    typer.echo(done.summary)
    for note in done.notes:
        typer.echo(f"Note: {note}", err=True)
