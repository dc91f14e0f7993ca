"""The system's Chromium, used without a window: it prints pages, and reaches no network."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from mlbench.errors import RefusedInput, StoreError, shorten
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
    "--run-all-compositor-stages-before-draw",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--hide-scrollbars",
    "--mute-audio",
    "--no-default-browser-check",
    "--no-first-run",
    "--password-store=basic",
    "--use-mock-keychain",
)
#: Milliseconds of the page's own time that scripts of frames get before it is printed.
_PAGE_TIME = 10_000
#: A window that shows a page to its end; to paint it all takes seconds.
_TALL = "--window-size=900,30000"


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


def print_page(page: Path, pdf: Path, *, seconds: float = 120.0) -> None:
    """Print a page to a PDF file.

    Parameters
    ----------
    page : Path
        An HTML file.
    pdf : Path
        The file to write.
    seconds : float
        What it may take.

    Raises
    ------
    RefusedInput
        There is no browser.
    StoreError
        The browser did not do it, or not in time.
    """
    browser = find_browser()
    # root has no sandbox; what the page holds was made harmless and reaches nothing
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [
            browser,
            *_QUIET,
            *_OFFLINE,
            *_window(page),
            *sandbox,
            f"--user-data-dir={profile}",
            f"--virtual-time-budget={_PAGE_TIME}",
            "--no-pdf-header-footer",
            f"--print-to-pdf={pdf}",
            page.absolute().as_uri(),
        ]
        told = _run(command, seconds)
    if not pdf.is_file() or not pdf.stat().st_size:
        raise _failed(browser, told)


def _window(page: Path) -> list[str]:
    """Return the window that a page needs: what draws itself when it is seen must be seen."""
    return [_TALL] if b"IntersectionObserver" in page.read_bytes() else []


def _run(command: list[str], seconds: float) -> str:
    """Run a browser to its end, or end it and all that it started; return what it said."""
    process = subprocess.Popen(  # noqa: S603 - the browser that the user has
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        start_new_session=True,
    )
    try:
        return process.communicate(timeout=seconds)[1]
    except subprocess.TimeoutExpired:
        raise StoreError(
            f"The browser {command[0]} has not printed the page within {seconds:g} seconds.",
            next_step="Try again when less goes on, or name another one in MLBENCH_BROWSER.",
            code="BROWSER_TIMEOUT",
        ) from None
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()


def _failed(browser: str, told: str) -> StoreError:
    if "sandbox" in told.lower():
        return StoreError(
            f"The browser {browser} finds no sandbox that it can run in.",
            next_step="Allow user namespaces, or name a script in MLBENCH_BROWSER that starts "
            "it with --no-sandbox.",
            code="BROWSER_SANDBOX",
        )
    lines = [line for line in told.splitlines() if "dbus" not in line and line.strip()]
    why = shorten(lines[-1], 240) if lines else "it said nothing"
    return StoreError(
        f"The browser {browser} has not printed the page: {why}.",
        next_step="Open the report in it to see why, or name another one in MLBENCH_BROWSER.",
        code="BROWSER_FAILED",
    )
