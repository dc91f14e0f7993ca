"""A real browser, cut off from the network, that says what is wrong with a page.

Playwright's own loop would run in the thread of the tests, where others start loops of
theirs; so the browser has a thread of its own, and everything asked of it is done there.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request, Route, sync_playwright

#: Widths of a phone, of a laptop, and of a sheet of A4 paper, in CSS pixels.
PHONE, LAPTOP, PAPER = 390, 1280, 794
_OWN = ("file:", "data:", "about:", "blob:")
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")


def find_chromium() -> str:
    """Return the browser's path; without one the test is skipped, or fails where it must run."""
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None and os.environ.get("CI") == "true":
        pytest.fail("No browser was found: install chromium; the checks need it.")
    if found is None:
        pytest.skip("there is no Chromium on this machine to open the page with")
    return found


@dataclass
class Tab:
    """An opened page, and everything that it has done so far.

    ``requests`` are those for anything but the page itself, ``said`` the lines of the
    console, ``errors`` what a script threw or the policy refused.
    """

    call: Callable[..., Any]
    page: Page
    folder: Path
    requests: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def do(self, work: Callable[[Page], Any]) -> Any:
        """Do something with Playwright's page, in the browser's thread."""
        return self.call(lambda: work(self.page))

    def js(self, script: str, value: Any = None) -> Any:
        """Return what an expression of JavaScript gives in the page."""
        return self.do(lambda page: page.evaluate(script, value))

    def press(self, *keys: str) -> None:
        for key in keys:
            self.do(lambda page, key=key: page.keyboard.press(key))

    def resize(self, width: int, media: str = "screen") -> None:
        self.do(lambda page: page.set_viewport_size({"width": width, "height": 844}))
        self.do(lambda page: page.emulate_media(media=media))

    def focused(self) -> str:
        """Return the text, or else the id, of the element that has the focus."""
        return self.js(
            "() => { const e = document.activeElement;"
            "return (e.innerText || '').trim() || e.id || e.tagName; }"
        )

    def texts(self, selector: str) -> list[str]:
        return self.do(lambda page: page.locator(selector).all_inner_texts())

    def hear(self, words: str, seconds: float = 20) -> None:
        """Wait until something with these words was said; frames of another process lag."""

        def is_heard() -> bool:
            return any(words in said for said in self.said)

        def wait(page: Page) -> None:
            until = time.monotonic() + seconds
            while not is_heard() and time.monotonic() < until:
                page.wait_for_timeout(50)

        self.do(wait)
        assert is_heard(), self.said

    def wider_than_window(self) -> list[str]:
        """Return what makes the page scroll sideways; empty when it does not."""
        return self.js(
            """() => {
              const root = document.documentElement;
              if (root.scrollWidth <= root.clientWidth) return [];
              const out = [...document.querySelectorAll("body *")].filter((e) =>
                e.getBoundingClientRect().right > root.clientWidth + 1);
              return [`page ${root.scrollWidth} > ${root.clientWidth}`,
                ...out.slice(0, 8).map((e) => e.outerHTML.slice(0, 120))];
            }"""
        )

    def assert_clean(self) -> None:
        """Assert that the page asked for nothing and that nothing in it went wrong."""
        assert self.requests == [], f"the page asks for {self.requests[:5]}"
        assert self.errors == [], f"the page has errors: {self.errors[:5]}"

    def assert_accessible(self) -> None:
        """Assert that axe-core finds nothing to say."""
        found = self.do(lambda page: Axe().run(page)).response["violations"]
        told = [
            f"{v['id']} ({v['impact']}): {v['help']}\n"
            + "\n".join(
                f"    {n['html'][:160]}  {n['failureSummary'][:300]}" for n in v["nodes"][:3]
            )
            for v in found
        ]
        assert not told, "\n".join(told)

    def picture(self, name: str) -> Path:
        """Save what is seen of the whole page."""
        path = self.folder / f"{name}.png"
        self.do(lambda page: page.screenshot(path=path, full_page=True))
        return path


class Window:
    """The browser of a session.

    Parameters
    ----------
    browser : Browser
        Playwright's.
    call : callable
        Does something in the browser's thread.
    """

    def __init__(self, browser: Browser, call: Callable[..., Any]) -> None:
        self._browser = browser
        self._call = call

    @contextmanager
    def tab(
        self,
        path: Path,
        *,
        width: int = LAPTOP,
        theme: str = "light",
        script: bool = True,
        network: bool = False,
        zone: str = "UTC",
    ) -> Iterator[Tab]:
        """Open a file; the tab is closed at the end.

        Parameters
        ----------
        path : Path
            The page.
        width : int
            Of the window, in CSS pixels.
        theme : str
            ``light`` or ``dark``.
        script : bool
            Whether scripts run.
        network : bool
            Whether the page may reach the network, for a page that is expected to.
        zone : str
            The reader's time zone.
        """
        tab = self._call(self._open, path, width, theme, script, network, zone)
        try:
            yield tab
        finally:
            self._call(tab.page.context.close)

    def _open(
        self, path: Path, width: int, theme: str, script: bool, network: bool, zone: str
    ) -> Tab:
        context = self._browser.new_context(
            viewport={"width": width, "height": 844},
            color_scheme=theme,
            java_script_enabled=script,
            offline=not network,
            timezone_id=zone,
        )
        context.set_default_timeout(20_000)
        page = context.new_page()
        tab = Tab(self._call, page, path.parent)

        def on_request(request: Request) -> None:
            if not request.url.startswith(_OWN):
                tab.requests.append(request.url)

        def on_route(route: Route) -> None:
            if network or route.request.url.startswith(_OWN):
                route.continue_()
            else:
                route.abort()

        def on_console(message: Any) -> None:
            tab.said.append(message.text)
            if message.type == "error":
                tab.errors.append(message.text)

        context.route("**/*", on_route)
        context.on("request", on_request)
        page.on("console", on_console)
        page.on("pageerror", lambda error: tab.errors.append(str(error)))
        page.goto(path.as_uri())
        return tab


@contextmanager
def browser_window() -> Iterator[Window]:
    """Start a browser in a thread of its own; it ends with the context."""
    program = find_chromium()
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="browser") as thread:

        def call(work: Callable[..., Any], *values: Any) -> Any:
            return thread.submit(work, *values).result(timeout=120)

        driver = call(sync_playwright().start)
        try:
            browser = call(lambda: driver.chromium.launch(executable_path=program, args=_FLAGS))
            yield Window(browser, call)
            call(browser.close)
        finally:
            call(driver.stop)
