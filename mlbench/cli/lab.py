"""``mlbench lab``: JupyterLab on the project."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer


def lab(
    words: Annotated[
        Optional[list[str]],
        typer.Argument(metavar="[-- OPTION...]", help="Further options of jupyter lab."),
    ] = None,
    root: Annotated[
        Optional[Path], typer.Option("--root", help="The folder to show; else the project's root.")
    ] = None,
    ip: Annotated[str, typer.Option("--ip", help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[
        Optional[int], typer.Option("--port", min=0, max=65535, help="The port; 0 for any free.")
    ] = None,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open a browser.")] = True,
) -> None:
    """Open JupyterLab with the templates in the launcher and warm kernels as the default.

    Token authentication stays on.

    Example: mlbench lab --root . --no-browser
    """
    from mlbench.lab.launch import launch
    from mlbench.settings import settings

    launch(root or settings().root, ip=ip, port=port, browser=browser, words=words or [])
