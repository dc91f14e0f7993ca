"""``mlbench warm``: the kernel server by hand."""

from __future__ import annotations

from typing import Annotated, Literal

import typer


def warm(
    what: Annotated[
        Literal["start", "status", "stop"], typer.Argument(help="What to do with the server.")
    ] = "status",
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Start, look at, or stop the server that kernels are forked from.

    It is started on demand and leaves by itself when nobody uses it; kernels that run live
    on when it is stopped.

    Example: mlbench warm start
    """
    from mlbench.cli.tables import print_json, print_table
    from mlbench.errors import RefusedInput
    from mlbench.kernels import control
    from mlbench.kernels.launch import NoWarmStartError

    if what == "stop":
        stopped = control.stop()
        typer.echo(f"stopped {stopped} server(s)" if stopped else "no server was running")
        return
    if what == "start":
        try:
            control.start()
        except NoWarmStartError as error:
            raise RefusedInput(
                f"The kernel server can't be had: {error}.",
                next_step="Kernels start cold meanwhile; nothing else changes.",
            ) from error
    found = control.status()
    if json:
        print_json(found)
    elif not found:
        typer.echo("no server is running")
    else:
        columns = ["name", "pid", "tier", "kernels", "served", "up_seconds", "unfit"]
        print_table(columns, [[row[name] for name in columns] for row in found])
