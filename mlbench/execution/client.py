"""The client that drives one kernel through one notebook."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from queue import Empty
from typing import Any

import zmq
from jupyter_core.utils import run_sync
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from mlbench.execution import widgets
from mlbench.execution.channels import PromptClient
from mlbench.execution.covering import Covering
from mlbench.execution.handover import Handover
from mlbench.execution.kernel_run import KernelRun
from mlbench.execution.outputs import CellOutput
from mlbench.execution.progress import Progress
from mlbench.kernels.confine import Limits
from mlbench.vocabulary import Json, State

#: The longest single wait for a reply of the kernel (seconds).
_STEP = 0.5
#: Messages of the kernel that may wait in this process, each up to tens of megabytes.
_WAITING_MESSAGES = 10
_HINTS = {
    "StdinNotImplementedError": (
        "The cell waits for input(), and nobody is there to type. "
        "Make the value a parameter of the notebook."
    ),
    "MemoryError": "There was not enough memory; use fewer rows or a smaller model.",
    "ModuleNotFoundError": "Install the missing package into the environment of the kernel.",
}


class KernelDiedError(DeadKernelError):
    """The kernel's process ended while a cell was running."""


class NotebookRun(KernelRun):
    """Execute the cells of a notebook in order, and say truly how that ended.

    Parameters
    ----------
    progress : Progress
        The notebook and its state.
    output_limit : int
        Characters of output kept of one cell.
    limits : Limits
        What the kernel and all it starts may have.
    handover : Handover
        The secrets that the kernel gets and the notebook does not.
    """

    def __init__(
        self,
        progress: Progress,
        *,
        output_limit: int,
        limits: Limits,
        handover: Handover,
        **options: Any,
    ) -> None:
        super().__init__(progress, limits, **options)
        self.handover = handover
        self.covering = Covering(handover.redactor)
        self._code = ""
        self.output_limit = output_limit
        self._cell_output: CellOutput | None = None

    async def async_start_new_kernel_client(self) -> Any:
        """Start the client; replies are then waited for in short steps.

        A cell that prints inside an ``ipywidgets.Output`` sends messages of its own over
        the same channel, and nbclient's one long wait then misses the reply for ever
        (https://github.com/jupyter/nbclient/issues/312).
        """
        assert self.km is not None
        # what waits here waits in our memory; in the kernel's it counts as the kernel's own
        self.km.context.setsockopt(zmq.RCVHWM, _WAITING_MESSAGES)
        self.km.client_factory = PromptClient
        client = await super().async_start_new_kernel_client()
        channel = client.shell_channel
        channel.get_msg = _in_short_steps(channel.get_msg)
        execute = client.execute
        client.execute = lambda code, **how: execute(self._code or code, **how)
        return client

    start_new_kernel_client = run_sync(async_start_new_kernel_client)

    def papermill_execute_cells(self) -> None:
        """Run cell after cell until one does not end well."""
        self.wait_for_turn()
        for position, cell in enumerate(self.nb.cells):
            self.progress.cell_start(cell, position)
            try:
                if position == 0 and self.handover.after < 0:
                    self._hand_over()
                self._run_cell(cell, position)
                if position == self.handover.after:
                    self._hand_over()
            except CellExecutionError as error:
                self._cell_raised(cell, position, error)
                return
            except DeadKernelError as error:
                self._fail(cell, position, State.FAILED, self.coroner.report(self.km))
                raise KernelDiedError(str(self.progress.outcome.error)) from error
            except CellTimeoutError:
                limit = f"{self.timeout:g} seconds"
                message = f"The cell took longer than the {limit} it may take."
                self._fail(cell, position, State.TIMEOUT, {"code": "TIMEOUT", "message": message})
                raise
            except KeyboardInterrupt:
                stopped: dict[str, Json] = {"code": "KILLED", "message": "The run was interrupted."}
                self._fail(cell, position, State.KILLED, stopped)
                raise
            self.progress.cell_complete(self.nb.cells[position], position)

    def _run_cell(self, cell: NotebookNode, position: int) -> None:
        number = self.progress.outcome.number(position)
        stem = Path(self.progress.output_path or "notebook").stem
        log = self.progress.log_folder / f"{stem}.cell-{number}.log"
        self._code = self.handover.sources.get(position, "")
        with CellOutput(self.output_limit, log) as self._cell_output:
            try:
                self.execute_cell(cell, position)
            finally:
                for late in self.covering.released():
                    self._keep(late, cell, position)
                self._cell_output.finish(cell)
                self._code = ""

    def _hand_over(self) -> None:
        """Give the kernel its secrets, by a request that belongs to no cell."""
        if not self.handover.request:
            return
        assert self.kc is not None
        asked = self.kc.execute(self.handover.request, silent=True, store_history=False)
        reply = self.wait_for_reply(asked)
        content = reply["content"] if reply else {}
        if content.get("status") != "ok":
            name = str(content.get("ename", "no answer"))
            raise CellExecutionError("", name, "The kernel could not take its secrets.")

    def process_message(
        self, msg: dict[str, Any], cell: NotebookNode, cell_index: int
    ) -> NotebookNode | None:
        """Take one message of the kernel, with its secrets covered."""
        for late in self.covering.released_by(msg):
            self._keep(late, cell, cell_index)
        self.covering.cover(msg)
        return self._keep(msg, cell, cell_index)

    def _keep(
        self, msg: dict[str, Any], cell: NotebookNode, cell_index: int
    ) -> NotebookNode | None:
        """Take one message, its output cut to what may be kept."""
        kind, content = msg["msg_type"], msg["content"]
        if self._cell_output is not None:
            if kind == "stream":
                content["text"] = self._cell_output.stream(content["text"])
                if not content["text"]:
                    self.progress.autosave_cell()
                    return None
            elif kind in ("display_data", "execute_result", "update_display_data"):
                content["data"] = self._cell_output.display(
                    content["data"],
                    (content.get("transient") or {}).get("display_id") or "",
                    update=kind == "update_display_data",
                )
        output: NotebookNode | None = super().process_message(msg, cell, cell_index)
        return output

    def handle_comm_msg(
        self, outs: list[NotebookNode], msg: dict[str, Any], cell_index: int
    ) -> None:
        """Take one message of a widget, without more buffers than may be kept."""
        if msg.get("buffers"):
            own = msg["content"].get("comm_id")
            room = self.output_limit - sum(
                len(buffer["data"])
                for name, buffers in self.widget_buffers.items()
                if name != own
                for buffer in buffers.values()
            )
            msg["buffers"], gone = widgets.without_large(msg["content"], msg["buffers"], room)
            for path in gone:
                self.widget_buffers.get(own, {}).pop(path, None)
        super().handle_comm_msg(outs, msg, cell_index)

    def set_widgets_metadata(self) -> None:
        """Keep the state of the widgets in the notebook, as much of it as may be."""
        super().set_widgets_metadata()
        widgets.bound(self.nb.metadata, self.output_limit)

    def _cell_raised(self, cell: NotebookNode, position: int, error: CellExecutionError) -> None:
        name, text = error.ename, error.evalue
        if name == "SystemExit" and text in ("", "0", "None"):
            message = "The notebook ended itself with sys.exit() before its last cell."
            self._fail(cell, position, State.STOPPED_EARLY, {"code": "EXIT", "message": message})
            return
        found: dict[str, Json] = {
            "code": "CELL_RAISED",
            "message": f"{name}: {text}" if text else name,
            "name": name,
            "traceback": _traceback_of(cell),
        }
        if name in _HINTS:
            found["hint"] = _HINTS[name]
        self._fail(cell, position, State.FAILED, found)

    def _fail(
        self, cell: NotebookNode, position: int, state: State, error: dict[str, Json]
    ) -> None:
        self.progress.outcome.error = {**error, "cell": self.progress.outcome.number(position)}
        self.progress.cell_failed(cell, position, state)


def _in_short_steps(get: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    async def get_msg(timeout: float | None = None) -> Any:  # noqa: ASYNC109 - its own signature
        deadline = math.inf if timeout is None else time.monotonic() + timeout
        while True:
            left = deadline - time.monotonic()
            try:
                return await get(timeout=max(0.0, min(_STEP, left)))
            except Empty:
                if left <= _STEP:
                    raise

    return get_msg


def _traceback_of(cell: NotebookNode) -> str:
    for output in cell.get("outputs", []):
        if output.output_type == "error":
            return "\n".join(output.traceback)
    return ""


def kernel_environment(extra: dict[str, str]) -> dict[str, str]:
    """Return the environment that a kernel starts with."""
    return {**os.environ, **extra}
