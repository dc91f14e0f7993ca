"""What a real browser makes of a page: it shows it, and its switch works."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest
from nbformat.v4 import new_markdown_cell

QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--virtual-time-budget=4000",
    "--enable-logging=stderr",
)


@pytest.fixture(scope="module")
def browser():
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None and os.environ.get("CI") == "true":
        pytest.fail("No browser was found: install chromium; the checks need it.")
    if found is None:
        pytest.skip("there is no Chromium on this machine to open the page with")
    return found


def opened(browser, path, profile):
    """Return the page's elements after its scripts have run, and what the console said."""
    command = [browser, *QUIET, f"--user-data-dir={profile}", "--dump-dom", path.as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=100, check=False)
    return done.stdout, done.stderr


def test_the_page_opens_and_shows_its_headline_and_its_switch(browser, runs, tools, tmp_path):
    folder = runs.folder([new_markdown_cell("# Look"), tools.shown([], "x = 1")])
    tools.read(folder)
    dumped, console = opened(browser, folder.report, tmp_path / "profile")
    page = tools.page(dumped)
    assert "Content Security Policy" not in console
    assert "'study' ran to its end: 1 code cell in 3.0 s." in page.words
    # the script has run: the policy lets it, and it has taken the switch out of hiding
    assert "hidden" not in next(a for a in page.having("label") if a["class"] == "switch")
