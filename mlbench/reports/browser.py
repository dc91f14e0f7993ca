"""The system's Chromium, used without a window: where it is, and how it reaches no network."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from mlbench.errors import RefusedInput, shorten
from mlbench.settings import settings

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "microsoft-edge-stable",
    "msedge",
)
_MAC = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
#: Nothing leaves: no name is looked up, and every request goes to a port where nobody is.
_OFFLINE = (
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--proxy-server=http://127.0.0.1:9",
    "--proxy-bypass-list=<-loopback>",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-pings",
)
_QUIET = (
    "--headless",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--hide-scrollbars",
    "--mute-audio",
    "--no-default-browser-check",
    "--no-first-run",
    "--password-store=basic",
    "--use-mock-keychain",
)


def find_browser() -> str:
    """Return the program that prints pages: the one that is set, else the first one found.

    Raises
    ------
    RefusedInput
        There is none.
    """
    given = settings().browser
    if given:
        found = shutil.which(given)
        if found is None:
            raise RefusedInput(
                f"The setting 'browser' must be a program. Got {shorten(given, 200)!r}, which "
                "is none.",
                next_step="Correct it in mlbench.toml or in MLBENCH_BROWSER.",
                code="NO_BROWSER",
            )
        return found
    candidates = [*map(shutil.which, NAMES), *(p for p in _MAC if sys.platform == "darwin")]
    known = next((c for c in candidates if c and os.access(c, os.X_OK)), None)
    if known is None:
        raise RefusedInput(
            "A PDF needs Chromium, Chrome or Edge, and none of them was found.",
            next_step="Install one, as 'apt install chromium', or name one in MLBENCH_BROWSER.",
            code="NO_BROWSER",
        )
    return known


def told_command(browser: str, profile: Path) -> list[str]:
    """Return the command that starts a browser without a window, to be told what to do.

    Parameters
    ----------
    browser : str
        The program.
    profile : Path
        A folder for what it keeps.
    """
    # root has no sandbox; what the page holds was made harmless and reaches nothing
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    own = [f"--user-data-dir={profile}", "--remote-debugging-pipe", "about:blank"]
    return [browser, *_QUIET, *_OFFLINE, *sandbox, *own]
