"""The life of the kernel that a notebook runs on, from its start to its end."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

from jupyter_core.utils import ensure_async, ensure_event_loop, run_sync
from nbformat import NotebookNode
from papermill.clientwrap import PapermillNotebookClient

from mlbench.execution.death import Coroner
from mlbench.execution.kernels import WARM
from mlbench.execution.progress import Progress
from mlbench.kernels.confine import Limits
from mlbench.kernels.identity import state_of_code


class KernelRun(PapermillNotebookClient):  # type: ignore[misc]
    """papermill's client, whose kernel is within limits, waits for its turn, and is never left.

    Parameters
    ----------
    progress : Progress
        The notebook and its state.
    limits : Limits
        What the kernel and all it starts may have.
    """

    extra_arguments: list[str]

    def __init__(self, progress: Progress, limits: Limits, **options: Any) -> None:
        super().__init__(progress, **options)
        self.progress = progress
        self.coroner = Coroner(limits)
        self._code_at_start = ""

    def execute(self, **options: Any) -> NotebookNode:
        """Run all cells; no kernel is left, also when this is interrupted while it starts."""
        try:
            executed: NotebookNode = super().execute(**options)
        except BaseException:
            if self.km is not None:
                with suppress(Exception):  # what was raised first is what is told
                    self._kill()
            raise
        return executed

    def _kill(self) -> None:
        """End a kernel that nbclient has not ended: its start was interrupted."""
        loop = ensure_event_loop()
        started = asyncio.all_tasks(loop)
        for task in started:  # else the start would go on with the loop
            task.cancel()
        loop.stop()  # what it was told before it was interrupted is done, to stop as well
        loop.run_forever()
        loop.run_until_complete(_ended(started))
        try:
            run_sync(self._async_kill)()
        finally:
            self.coroner.leave()

    async def _async_kill(self) -> None:
        try:
            if self.km.has_kernel:
                await ensure_async(self.km.shutdown_kernel(now=True))
        finally:
            if self.kc is not None:
                await ensure_async(self.kc.stop_channels())
            await ensure_async(self.km.cleanup_resources())

    async def async_start_new_kernel(self, **options: Any) -> None:
        """Start the kernel, and put it within its limits before any cell runs."""
        if self.progress.is_early:
            self._code_at_start = state_of_code()
        if self.kernel_name == WARM:  # nbclient does it for the kernels that it knows
            no_history = f"--HistoryManager.hist_file={self.ipython_hist_file}"
            self.extra_arguments = [no_history, *self.extra_arguments]
        await super().async_start_new_kernel(**options)
        self.coroner.attend(self.km)

    start_new_kernel = run_sync(async_start_new_kernel)

    async def _async_cleanup_kernel(self) -> None:
        try:
            await super()._async_cleanup_kernel()
        finally:
            self.coroner.leave()

    _cleanup_kernel = run_sync(_async_cleanup_kernel)

    def wait_for_turn(self) -> None:
        """Wait until the notebook may begin.

        Raises
        ------
        RuntimeError
            Its kernel can't be used any more, and has to be started once more.
        """
        self.progress.begin()
        if not self._code_at_start:
            return
        if not run_sync(self.km.is_alive)():
            raise RuntimeError("its process is gone")
        if state_of_code() != self._code_at_start:
            raise RuntimeError("a package has changed since")
        self.coroner.begin()


async def _ended(tasks: set[asyncio.Task[Any]]) -> None:
    await asyncio.gather(*tasks, return_exceptions=True)
