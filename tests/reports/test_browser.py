"""What a real browser makes of a page: it shows it, and nothing leaves."""

from __future__ import annotations

import http.server
import os
import shutil
import subprocess
import threading

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


@pytest.fixture
def visitors():
    """A real server, and the paths that anyone asked it for."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()
    thread.join()


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


def test_the_frame_of_an_interactive_output_runs_and_reaches_nothing(
    browser, runs, tools, visitors, tmp_path
):
    base, asked = visitors
    script = f"""
    console.log("the script of the frame runs");
    fetch("{base}/fetch").catch(() => 0);
    new Image().src = "{base}/image";
    try {{ parent.document.title = "taken"; }} catch (error) {{}}
    try {{ top.location = "{base}/top"; }} catch (error) {{}}
    document.body.style.background = "url({base}/style)";
    document.write('<script src="{base}/script"><\\/script>');
    setTimeout(() => {{ location = "{base}/away"; }}, 200);
    """
    html = f"<p>table</p><script>{script}</script><img src='{base}/plain' onerror='x()'>"
    metadata = {"text/html": {"sandbox": True}}
    loose = tmp_path / "loose.html"
    loose.write_text(f"<body>{html}")
    opened(browser, loose, tmp_path / "loose")
    assert "/fetch" in asked  # outside of a report the same script does reach the server
    asked.clear()
    folder = runs.folder([tools.shown([tools.display(html, plain="text", metadata=metadata)])])
    assert len(tools.read(folder).frames) == 1
    dumped, console = opened(browser, folder.report, tmp_path / "profile")
    assert "the script of the frame runs" in console
    assert "'study' ran to its end" in tools.page(dumped).words
    assert "taken" not in dumped.partition("<iframe")[0]
    assert asked == []


def test_the_table_report_of_skrub_works_in_its_frame(browser, runs, tools, tmp_path):
    import pandas as pd
    import skrub

    frame = pd.DataFrame({"name": ["<script>alert(1)</script>", "b"] * 9, "value": range(18)})
    html = skrub.TableReport(frame, verbose=0)._repr_html_()
    folder = runs.folder([tools.shown([tools.display(html, plain="a table")])])
    page = tools.read(folder)
    assert len(page.frames) == 1
    assert page.policy.count("sha256-") == 3  # the page's own script and the two of the frame
    dumped, console = opened(browser, folder.report, tmp_path / "profile")
    assert "'study' ran to its end" in tools.page(dumped).words
    assert "Content Security Policy" not in console
    assert "Uncaught" not in console
