"""Starting JupyterLab on a project, with everything in its place."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from mlbench.errors import RefusedInput

KERNEL = "mlbench"
_SETTINGS = Path(__file__).with_name("settings")


def command(
    root: Path, *, ip: str, port: int | None, browser: bool, words: Sequence[str] = ()
) -> list[str]:
    """Return the command line that starts JupyterLab.

    Parameters
    ----------
    root : Path
        The folder that Lab shows.
    ip : str
        The address it listens on.
    port : int, optional
        The port; the next free one from 8888 when left out, any free one for 0.
    browser : bool
        Whether a browser is opened.
    words : sequence of str
        Further options of ``jupyter lab``; they win.

    Examples
    --------
    >>> command(Path("/work"), ip="127.0.0.1", port=None, browser=False)[1:4]
    ['-m', 'jupyterlab', '--ServerApp.root_dir=/work']
    """
    options = [
        f"--ServerApp.root_dir={root}",
        f"--ServerApp.ip={ip}",
        f"--MultiKernelManager.default_kernel_name={KERNEL}",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        *([] if port is None else [f"--ServerApp.port={port}"]),
        *([] if browser else ["--no-browser"]),
    ]
    return [sys.executable, "-m", "jupyterlab", *options, *words]


def launch(
    root: Path, *, ip: str, port: int | None, browser: bool, words: Sequence[str] = ()
) -> NoReturn:
    """Become JupyterLab; the kernel server starts beside it, see :func:`command`.

    Raises
    ------
    RefusedInput
        The root is no folder.
    """
    if not root.is_dir():
        raise RefusedInput(
            f"The root of JupyterLab must be a folder. {root} is none.",
            next_step="Name the project's folder, or leave out --root.",
        )
    # Lab would ask everyone whether it may fetch news; the first of these folders wins
    known = os.environ.get("JUPYTER_CONFIG_PATH", "")
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(filter(None, [known, str(_SETTINGS)]))
    line = command(root.resolve(), ip=ip, port=port, browser=browser, words=words)
    _warm_up()
    sys.stdout.flush()
    os.execv(line[0], line)  # noqa: S606 - this process becomes Lab, so Ctrl-C reaches it alone


def _warm_up() -> None:
    """Have the kernel server ready by the time that the first notebook asks for it."""
    from mlbench.kernels import control  # noqa: PLC0415 - the verb's help starts without
    from mlbench.kernels.launch import NoWarmStartError  # noqa: PLC0415 - the same
    from mlbench.settings import settings  # noqa: PLC0415 - the same

    if not settings().warm:
        return
    try:
        control.start(wait=False)
    except (NoWarmStartError, OSError) as error:
        sys.stderr.write(f"kernels will start cold: {error}\n")
