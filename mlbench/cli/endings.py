"""How a verb ends: errors become sentences, and every ending its exit code."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import typer

from mlbench.errors import MlbenchError

P = ParamSpec("P")
R = TypeVar("R")

INTERRUPTED = 130
TERMINATED = 143


class Terminated(KeyboardInterrupt):
    """SIGTERM came: things end as after Ctrl-C, with the exit code of a terminated process."""


def ending_well(verb: Callable[P, R]) -> Callable[P, R]:
    """Return a verb that ends with a sentence and an exit code instead of a traceback."""

    @wraps(verb)
    def call(*args: P.args, **options: P.kwargs) -> R:
        try:
            return verb(*args, **options)
        except MlbenchError as error:
            _tell(error)
            raise typer.Exit(error.exit_code) from None
        except KeyboardInterrupt as stop:
            typer.echo("Interrupted.", err=True)
            code = TERMINATED if isinstance(stop, Terminated) else INTERRUPTED
            raise typer.Exit(code) from None

    return call


def _tell(error: MlbenchError) -> None:
    for line in str(error).splitlines():
        label = "" if line.startswith(("Next: ", "... and")) else "Error: "
        typer.echo(label + line, err=True)
