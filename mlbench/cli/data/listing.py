"""``mlbench data list``: the data sets that go by a name."""

from __future__ import annotations

from typing import Annotated

import typer


def list_named(
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List the data sets that go by a name: what they are, and whether they are here.

    Example: mlbench data list
    """
    from mlbench.cli.tables import print_json, print_table
    from mlbench.data.sources.catalogue import all_named

    found = all_named()
    if json:
        print_json([named.facts() for named in found])
        return
    columns = ["name", "rows", "target", "licence", "here", "origin"]
    print_table(columns, [named.row() for named in found])
