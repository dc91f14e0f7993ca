"""A kernel's channels, ready as soon as they are."""

from __future__ import annotations

import time
from queue import Empty
from typing import Any

from jupyter_client.asynchronous.client import AsyncKernelClient

#: How long one answer is waited for before the question is asked again (seconds).
_ANSWER_TIME = 1.0
#: How long the news of a question may come after its answer (seconds).
_NEWS_TIME = 0.2


class PromptClient(AsyncKernelClient):
    """A client that is ready when it has heard all it waits for.

    jupyter_client's own waits until nothing has been heard for 0.2 seconds. The kernel says
    by itself when it is done with a question, on the very channel that must be quiet then.
    """

    async def wait_for_ready(self, timeout: float | None = None) -> None:  # noqa: ASYNC109 - its own signature
        """Wait until the kernel has answered and its news are heard.

        Parameters
        ----------
        timeout : float, optional
            Seconds; without it there is no limit.

        Raises
        ------
        RuntimeError
            The kernel died, or did not answer in time.
        """
        started = time.monotonic()
        while True:
            asked = self.kernel_info()
            if await self._answered() and await self._heard(asked):
                return
            if not await self._async_is_alive():
                raise RuntimeError("Kernel died before replying to kernel_info")
            if timeout is not None and time.monotonic() - started > timeout:
                raise RuntimeError(f"Kernel didn't respond in {timeout:g} seconds")

    async def _answered(self) -> bool:
        try:
            reply = await self.shell_channel.get_msg(timeout=_ANSWER_TIME)
        except Empty:
            return False
        if reply["msg_type"] != "kernel_info_reply":
            return False
        self._handle_kernel_info_reply(reply)
        return True

    async def _heard(self, asked: str) -> bool:
        """Hear the news up to the end of a question; False when there were none at all."""
        heard = False
        while True:
            try:
                news: dict[str, Any] = await self.iopub_channel.get_msg(timeout=_NEWS_TIME)
            except Empty:
                return heard
            heard = True
            ours = news["parent_header"].get("msg_id") == asked
            if ours and news["content"].get("execution_state") == "idle":
                return True
