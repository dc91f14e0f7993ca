"""The jupyter_client provisioner: a warm kernel when it can be had, else a cold one."""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from mlbench.errors import MlbenchError
from mlbench.kernels import cold
from mlbench.kernels.launch import NoWarmStartError, Wish, can_fork, fork
from mlbench.kernels.process import WarmProcess
from mlbench.kernels.runtime import new_channel_folder
from mlbench.settings import settings

#: The words a kernel of this interpreter is started with.
_LAUNCHER = ["-m", "ipykernel_launcher"]
#: How long a forked kernel may take to bind its channels before its client tries (seconds).
_BOUND_TIME = 2.0
#: How long a kernel may take to end before its client looks whether it has (seconds).
_END_TIME = 0.5
#: How often the end of a kernel that was asked to end is looked for (seconds).
_WAIT_STEP = 0.01


class WarmProvisioner(LocalProvisioner):
    """Start kernels by forking the kernel server.

    It differs from the local provisioner in two places: the process comes from the server,
    and the channels are Unix sockets in a private folder instead of TCP ports. Whatever
    keeps the server from forking, the kernel starts cold and one line says why.
    """

    _channels: Path | None = None
    #: This end of a cold kernel's life line.
    _life_line: socket.socket | None = None

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Prepare the launch; choose private Unix sockets for the channels."""
        manager = self.parent
        if manager is not None and manager.transport == "tcp" and not self.ports_cached:
            try:
                self._channels = new_channel_folder()
            except (OSError, MlbenchError) as error:
                self.log.warning("Kernel channels use TCP ports: %s", error)
            else:
                manager.transport = "ipc"
                manager.ip = str(self._channels / "c")
        return await super().pre_launch(**kwargs)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Fork a kernel, or start it cold."""
        try:
            process = await asyncio.to_thread(self._fork, cmd, kwargs)
        except (NoWarmStartError, MlbenchError, OSError) as error:
            level = logging.WARNING if _wants_warm() else logging.DEBUG
            self.log.log(level, "The kernel starts cold: %s", error)
            return await self._launch_cold(cmd, kwargs)
        self.process = process  # type: ignore[assignment]  # it does what Popen does
        self.pid = self.pgid = process.pid
        self.cwd = kwargs.get("cwd") or Path.cwd()
        return self.connection_info

    async def _launch_cold(self, cmd: list[str], options: dict[str, Any]) -> KernelConnectionInfo:
        """Start a kernel afresh; where it is one of ours, it ends with this process."""
        if not _is_ours(cmd) or can_fork() or options.get("pass_fds"):
            return await super().launch_kernel(cmd, **options)
        ours, theirs = socket.socketpair()
        with theirs:
            options["env"] = {
                **(options.get("env") or os.environ),
                cold.VARIABLE: str(theirs.fileno()),
            }
            words = [cmd[0], "-m", cold.__name__, *cmd[3:]]
            info = await super().launch_kernel(words, **options, pass_fds=(theirs.fileno(),))
        self._life_line = ours
        return info

    def _fork(self, cmd: list[str], options: dict[str, Any]) -> WarmProcess:
        if not settings().warm:
            raise NoWarmStartError("warm kernels are switched off")
        if not _is_ours(cmd):
            raise NoWarmStartError("it is not started by this interpreter's ipykernel_launcher")
        if options.get("preexec_fn") is not None:
            raise NoWarmStartError("its client wants to run code before it starts")
        opened: list[int] = []
        try:
            streams = [
                _descriptor(options.get("stdin"), None, opened),
                _descriptor(options.get("stdout"), 1, opened),
                _descriptor(options.get("stderr"), 2, opened),
            ]
            environment = {**(options.get("env") or os.environ)}
            environment.pop("JPY_PARENT_PID", None)
            folder = str(options.get("cwd") or Path.cwd())
            process = fork(Wish("kernel", cmd[3:], environment, folder, streams))
            process.wait_until_bound(_BOUND_TIME)
            return process
        finally:
            for descriptor in opened:
                os.close(descriptor)

    async def wait(self) -> int | None:
        """Wait for the kernel's end; noticed within a hundredth of a second."""
        while self.process is not None and self.process.poll() is None:
            await asyncio.sleep(_WAIT_STEP)
        return await super().wait()

    async def kill(self, restart: bool = False) -> None:
        """Kill the kernel; it is gone when this returns, or nearly.

        jupyter_client looks whether it is gone at once, and then every tenth of a second.
        """
        await super().kill(restart=restart)
        await self._give_time()

    async def shutdown_requested(self, restart: bool = False) -> None:
        """Give a kernel that was asked to end the time to do it, for the same reason."""
        await super().shutdown_requested(restart=restart)
        await self._give_time()

    async def _give_time(self) -> None:
        process: Any = self.process
        if isinstance(process, WarmProcess):
            with suppress(subprocess.TimeoutExpired):
                await asyncio.to_thread(process.wait, _END_TIME)

    async def cleanup(self, restart: bool = False) -> None:
        """Remove the channels' folder, unless the kernel is about to start again."""
        await super().cleanup(restart=restart)
        if self._life_line is not None:
            self._life_line.close()
            self._life_line = None
        if self._channels is not None and not restart:
            shutil.rmtree(self._channels, ignore_errors=True)
            self._channels = None


def _is_ours(cmd: list[str]) -> bool:
    """Whether a command line starts an ipykernel of this very interpreter."""
    same = Path(cmd[0]).resolve() == Path(sys.executable).resolve()
    return same and cmd[1:3] == _LAUNCHER


def _wants_warm() -> bool:
    try:
        return settings().warm
    except MlbenchError:
        return True


def _descriptor(given: Any, inherited: int | None, opened: list[int]) -> int:
    """Return the descriptor that a ``Popen`` argument means."""
    if given == subprocess.PIPE:
        raise NoWarmStartError("its client wants a pipe to it")
    if given is None and inherited is not None:
        return inherited
    if given is None or given == subprocess.DEVNULL:
        opened.append(os.open(os.devnull, os.O_RDWR))
        return opened[-1]
    return given if isinstance(given, int) else int(given.fileno())
