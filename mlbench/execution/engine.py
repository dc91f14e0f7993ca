"""The papermill engine ``mlbench``: ``papermill --engine mlbench …`` uses it too.

It executes with :class:`~mlbench.execution.client.NotebookRun` and keeps its state with
:class:`~mlbench.execution.progress.Progress`; files are written whole.
"""

from __future__ import annotations

import math
from typing import Any

from nbformat import NotebookNode
from papermill.engines import Engine
from papermill.log import logger

from mlbench.execution.client import NotebookRun
from mlbench.execution.death import was_slow
from mlbench.execution.handover import Handover, take_out
from mlbench.execution.outcome import Outcome
from mlbench.execution.progress import CellWatcher, Progress
from mlbench.execution.run_secrets import RunSecrets
from mlbench.execution.turn import Turn
from mlbench.execution.whole_files import SCHEME
from mlbench.kernels.confine import Limits
from mlbench.secrets.redactor import Redactor
from mlbench.settings import settings

#: A kernel that ends before it answers is started so often in all; a port or a socket may
#: have been taken.
_MOST_STARTS = 3
#: The same for one that does not answer in time.
_MOST_SLOW_STARTS = 2


class MlbenchEngine(Engine):  # type: ignore[misc]
    """Execute a notebook, keeping its own account of how it goes."""

    @classmethod
    def execute_notebook(
        cls,
        nb: NotebookNode,
        kernel_name: str,
        output_path: str | None = None,
        progress_bar: bool | dict[str, Any] = True,
        log_output: bool = False,
        autosave_cell_every: float = 30,
        outcome: Outcome | None = None,
        watcher: CellWatcher | None = None,
        secrets: RunSecrets | None = None,
        turn: Turn | None = None,
        **options: Any,
    ) -> NotebookNode:
        """Run all cells.

        Parameters
        ----------
        outcome : Outcome, optional
            Told what happens.
        watcher : callable, optional
            Called as cells start and end.
        secrets : RunSecrets, optional
            What is secret besides this notebook's own parameters; the environment's secrets
            when left out.
        turn : Turn, optional
            Waited for when the kernel is ready; at once when left out.
        **options
            ``start_timeout`` and ``execution_timeout`` in seconds, ``kernel_cwd``,
            ``kernel_env``, ``kernel_log`` (a file object for what the kernel's process
            itself prints), and what nbclient's ``NotebookClient`` takes.

        Returns
        -------
        NotebookNode
            The executed notebook.
        """
        if output_path and "://" not in output_path and not output_path.startswith(SCHEME):
            output_path = f"{SCHEME}{output_path}"
        progress = Progress(
            nb,
            output_path,
            outcome or Outcome(),
            watcher,
            progress_bar=progress_bar,
            log_output=log_output,
            autosave_cell_every=autosave_cell_every,
            turn=turn,
        )
        handover = take_out(nb, kernel_name, secrets or RunSecrets.of({}, {}))
        if not progress.is_early:
            progress.begin()
        try:
            cls.execute_managed_notebook(
                progress, kernel_name, log_output=log_output, handover=handover, **options
            )
        finally:
            progress.begin()  # also where no kernel came up; not where its turn never comes
            progress.notebook_complete()
        executed: NotebookNode = progress.nb
        return executed

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: Progress,
        kernel_name: str,
        log_output: bool = False,
        start_timeout: float = 60,
        execution_timeout: float | None = None,
        kernel_cwd: str | None = None,
        kernel_env: dict[str, str] | None = None,
        kernel_log: Any = None,
        handover: Handover | None = None,
        **options: Any,
    ) -> None:
        """Run all cells against a kernel that is started and ended here."""
        options.pop("input_path", None)
        launch: dict[str, Any] = {}
        if kernel_cwd:
            launch["cwd"] = kernel_cwd
        if kernel_env:
            launch["env"] = kernel_env
        if kernel_log is not None:
            launch |= {"stdout": kernel_log, "stderr": kernel_log}
        found = settings()
        options |= {
            "output_limit": found.output_limit,
            "handover": handover or Handover(Redactor({})),
            "limits": Limits(found.memory_limit, found.process_limit),
            "kernel_name": kernel_name,
            "timeout": math.ceil(execution_timeout) if execution_timeout else None,
            "startup_timeout": start_timeout,
            "log": logger,
            "log_output": log_output,
        }
        for attempt in range(1, _MOST_STARTS + 1):
            try:
                NotebookRun(nb_man, **options).execute(**launch)
            except RuntimeError as error:
                most = _MOST_SLOW_STARTS if was_slow(error) else _MOST_STARTS
                if nb_man.outcome.has_begun or attempt == most:
                    raise
                logger.warning("The kernel did not start (%s); it is started again.", error)
            else:
                return
