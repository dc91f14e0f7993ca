"""``mlbench doctor``: what is installed, what is missing, what to do."""

from __future__ import annotations

from typing import Annotated

import typer


def doctor(
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Look at the installation and say what is missing and what to do about it.

    Example: mlbench doctor
    """
    from dataclasses import asdict

    from mlbench.cli.checkup import all_checks
    from mlbench.cli.tables import print_json, print_table

    found = all_checks()
    if json:
        print_json([asdict(check) for check in found])
    else:
        print_table(
            ["", "what", "found", "what to do"],
            [("ok" if c.ok else "!!", c.what, c.found, c.advice) for c in found],
        )
    if any(not check.ok and check.needed for check in found):
        raise typer.Exit(1)
