"""One notebook through papermill. Importing this module imports papermill: seconds."""

from __future__ import annotations

import io
import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

import papermill
from nbclient.exceptions import CellTimeoutError
from nbformat import NotebookNode
from papermill.engines import papermill_engines
from papermill.exceptions import PapermillExecutionError

from mlbench.execution.client import kernel_environment
from mlbench.execution.death import start_failure
from mlbench.execution.engine import MlbenchEngine
from mlbench.execution.kernels import kernel_for
from mlbench.execution.outcome import Outcome
from mlbench.execution.plan import PlannedStep
from mlbench.execution.run_secrets import RunSecrets
from mlbench.execution.turn import Turn
from mlbench.execution.whole_files import SCHEME
from mlbench.secrets.redactor import Redactor
from mlbench.secrets.stream import Stream
from mlbench.settings import settings
from mlbench.store import files
from mlbench.vocabulary import State

papermill_engines.register("mlbench", MlbenchEngine)

#: A log is read in pieces of this many characters.
_PIECE = 1_000_000
_HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$", re.MULTILINE)


def execute_notebook(
    step: PlannedStep,
    given: dict[str, Any],
    place: Path,
    folder: Path,
    variables: dict[str, str],
    watch: Callable[[str, int, str], None],
    outcome: Outcome,
    secrets: RunSecrets,
    turn: Turn,
) -> None:
    """Execute a planned step's notebook.

    Parameters
    ----------
    step : PlannedStep
        What to run.
    given : dict
        The values to pass in.
    place : Path
        Where the executed notebook goes.
    folder : Path
        The folder that the kernel works in.
    variables : dict
        Environment variables for the kernel.
    watch : callable
        Called with "start" or "done", the number of the code cell from 1, and the
        heading above it.
    outcome : Outcome
        Told how it goes and how it ended, also when this raises.
    secrets : RunSecrets
        What is never written.
    turn : Turn
        Waited for when the kernel is ready; nothing is written before it.

    Raises
    ------
    StepFailed
        The kernel never came up.
    """

    def on_cell(kind: str, position: int, notebook: NotebookNode) -> None:
        watch(kind, outcome.number(position), heading_above(notebook, position))

    log = place.with_suffix(".kernel.log")
    place.parent.mkdir(parents=True, exist_ok=True)
    # what the process itself prints gets its place only when its secrets are covered
    with tempfile.TemporaryFile() as kernel_log:
        try:
            papermill.execute_notebook(
                _literal(str(step.path.resolve())),
                _literal(f"{SCHEME}{place}"),
                parameters=given,
                engine_name="mlbench",
                kernel_name=kernel_for(step.kernel),
                progress_bar=False,
                start_timeout=settings().start_timeout,
                execution_timeout=settings().cell_timeout or None,
                outcome=outcome,
                watcher=on_cell,
                kernel_cwd=str(folder),
                kernel_env=kernel_environment(variables),
                kernel_log=kernel_log,
                secrets=secrets,
                turn=turn,
            )
        except (PapermillExecutionError, CellTimeoutError, RuntimeError) as error:
            # a kernel that is dead, or never came up, is a RuntimeError of nbclient's
            if outcome.error is None:
                raise start_failure(error, step.kernel) from error
        finally:
            is_bad = outcome.state is not State.DONE and turn.is_wanted
            if is_bad and _keep_log(kernel_log, log, secrets.redactor):
                _point_at(log, outcome)
    if outcome.state is State.STOPPED_EARLY and step.may_stop_early:
        outcome.state, outcome.error = State.DONE, None


def _keep_log(written: IO[bytes], place: Path, redactor: Redactor) -> bool:
    """Write what a kernel's process printed to its place; False when that was nothing."""
    if not written.seek(0, io.SEEK_END):
        return False
    written.seek(0)
    lines = io.TextIOWrapper(written, "utf-8", errors="backslashreplace")
    stream = Stream(redactor)
    with files.replacing(place) as temporary, temporary.open("w", encoding="utf-8") as kept:
        while piece := lines.read(_PIECE):
            kept.write(stream.take(piece))
        kept.write(stream.rest())
    lines.detach()
    return True


def _point_at(log: Path, outcome: Outcome) -> None:
    if outcome.error and outcome.error["code"] == "KERNEL_DIED":
        outcome.error["hint"] = f"What its process wrote before it ended is in {log}."


def heading_above(notebook: NotebookNode, position: int) -> str:
    """Return the nearest heading above a cell."""
    for cell in reversed(notebook.cells[:position]):
        if cell.cell_type == "markdown" and (found := _HEADING.findall(cell.source)):
            return str(found[-1])
    return ""


def _literal(path: str) -> str:
    """Return a path that papermill's own formatting of paths leaves as it is."""
    return path.replace("{", "{{").replace("}", "}}")
