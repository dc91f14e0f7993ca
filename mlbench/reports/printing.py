"""A page printed to a PDF file, once all that draws itself in it is drawn."""

from __future__ import annotations

import base64
import tempfile
import time
from pathlib import Path
from typing import Any

from mlbench.errors import StoreError, shorten
from mlbench.reports.browser import find_browser, told_command
from mlbench.reports.devtools import BrowserEndedError, BrowserRefusedError, Talk, talking

#: Seconds in which no further frame is loaded, or figure drawn, before it is printed without.
PATIENCE = 20.0
#: Seconds that other scripts in frames have, once they are loaded.
_SETTLING = 0.5
_PAUSE = 0.02
#: The width of what is printed on A4, in CSS pixels: figures are drawn as wide as they are shown.
_WIDTH = 680
_HEIGHT = 1000
#: No window is higher: to paint it takes seconds.
_TALLEST = 30_000

_PACKED = "document.querySelectorAll('iframe[data-packed]').length"
_UNDRAWN = "document.querySelectorAll('iframe.figure:not([data-drawn])').length"
_OTHERS = "document.querySelectorAll('iframe:not(.figure)').length"
_BEFORE = "dispatchEvent(new Event('beforeprint'))"


def print_page(page: Path, pdf: Path, *, seconds: float = 120.0) -> int:
    """Print a page to a PDF file.

    Parameters
    ----------
    page : Path
        An HTML file.
    pdf : Path
        The file to write.
    seconds : float
        What it may take.

    Returns
    -------
    int
        Figures that were not drawn in time, in [0, inf): their names are printed.

    Raises
    ------
    RefusedInput
        There is no browser.
    StoreError
        The browser did not do it, or not in time.
    """
    browser = find_browser()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        told = Path(place) / "told"
        command = told_command(browser, Path(place) / "profile")
        try:
            with talking(command, told, seconds) as talk:
                return _print(_Tab(talk), page, pdf)
        except TimeoutError:
            raise StoreError(
                f"The browser {browser} has not printed the page within {seconds:g} seconds.",
                next_step="Try again when less goes on, or name another one in MLBENCH_BROWSER.",
                code="BROWSER_TIMEOUT",
            ) from None
        except BrowserEndedError:
            raise _failed(browser, told.read_text("utf-8", "replace")) from None
        except BrowserRefusedError as refused:
            raise _failed(browser, str(refused)) from None


class _Tab:
    """A page that is opened in a browser.

    Parameters
    ----------
    talk : Talk
        The talk with the browser.
    """

    def __init__(self, talk: Talk) -> None:
        self._talk = talk
        self._session = ""

    def open(self, page: Path) -> None:
        """Open a file as it looks on paper, and wait until it is loaded."""
        target = self._talk.ask("Target.createTarget", url="about:blank")["targetId"]
        attached = self._talk.ask("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        self.do("Page.enable")
        self.do("Emulation.setEmulatedMedia", media="print")
        self.see(_HEIGHT)
        gone = self.do("Page.navigate", url=page.absolute().as_uri()).get("errorText")
        if gone:
            raise BrowserRefusedError(gone)
        self._talk.hear("Page.loadEventFired")

    def do(self, method: str, **values: Any) -> dict[str, Any]:
        """Do something with the page."""
        return self._talk.ask(method, self._session, **values)

    def see(self, height: int) -> None:
        """Give the window a height."""
        window = {"width": _WIDTH, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.do("Emulation.setDeviceMetricsOverride", **window)

    def value(self, script: str) -> int:
        """Return the number that an expression of JavaScript gives in the page."""
        result = self.do("Runtime.evaluate", expression=script, returnByValue=True)["result"]
        return int(result.get("value", 0))

    def wait(self, left: str) -> int:
        """Wait while less and less is left, and return what is left in the end."""
        count, since = self.value(left), time.monotonic()
        while count and time.monotonic() - since < PATIENCE:
            time.sleep(_PAUSE)
            now = self.value(left)
            if now < count:
                count, since = now, time.monotonic()
        return count

    def save(self, pdf: Path) -> None:
        """Print it; the file comes in pieces, whatever its size."""
        options = {"printBackground": True, "preferCSSPageSize": True, "generateTaggedPDF": True}
        stream = self.do("Page.printToPDF", transferMode="ReturnAsStream", **options)["stream"]
        with pdf.open("wb") as file:
            while True:
                piece = self.do("IO.read", handle=stream)
                data = piece["data"]
                file.write(base64.b64decode(data) if piece.get("base64Encoded") else data.encode())
                if piece["eof"]:
                    return


def _print(tab: _Tab, page: Path, pdf: Path) -> int:
    tab.open(page)
    tab.wait(_PACKED)
    if tab.value(_OTHERS):
        # what waits to be seen, and what is painted only when it is seen, must be seen
        size = tab.do("Page.getLayoutMetrics")["cssContentSize"]
        tab.see(min(_TALLEST, int(size["height"]) + 1))
        time.sleep(_SETTLING)
    tab.value(_BEFORE)
    undrawn = tab.wait(_UNDRAWN)
    tab.save(pdf)
    return undrawn


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
