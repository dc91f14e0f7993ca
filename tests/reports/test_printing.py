"""The browser that prints a page: it is found, reaches nobody, and ends with all it started."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest
from nbformat.v4 import new_markdown_cell
from paper import Paper

from mlbench.errors import RefusedInput, StoreError
from mlbench.reports.browser import find_browser
from mlbench.reports.pdf import write_pdf
from mlbench.reports.printing import print_page
from mlbench.settings import settings


@pytest.fixture(autouse=True)
def own_settings(workplace):
    """Settings that no other test has read."""


def running(words):
    """Return the processes whose command has these words, those that have ended left out."""
    told = subprocess.run(
        ["ps", "-ww", "-eo", "pid=,stat=,args="], capture_output=True, text=True, check=True
    )
    lines = (line.split(maxsplit=2) for line in told.stdout.splitlines())
    return [pid for pid, state, command in lines if words in command and state[0] != "Z"]


def test_a_page_that_is_printed_reaches_nobody(browser, visitors, tmp_path):
    base, asked = visitors
    page = tmp_path / "page.html"
    page.write_text(f"words<img src={base}/a><img src={base.replace('127.0.0.1', 'localhost')}/b>")
    print_page(page, tmp_path / "page.pdf")
    assert asked == []
    quiet = ["--headless", "--no-sandbox", f"--user-data-dir={tmp_path}/profile", "--dump-dom"]
    subprocess.run([browser, *quiet, page.as_uri()], capture_output=True, check=False)
    assert "/a" in asked  # without our settings the same page does
    assert "words" in Paper(tmp_path / "page.pdf").text


@pytest.mark.parametrize(
    "script",
    [
        (
            "new IntersectionObserver((seen) => seen.forEach((e) => e.isIntersecting && DRAW))"
            ".observe(document.querySelector('p'))"
        ),
        "requestAnimationFrame(() => requestAnimationFrame(() => DRAW))",
        "setTimeout(() => DRAW, 100)",
    ],
)
def test_what_a_frame_draws_later_or_when_it_is_seen_is_printed(script, browser, runs, tools):
    script = script.replace("DRAW", "document.body.append('drawn ' + 'later')")
    shown = tools.display(
        f"<p>a frame</p><script>{script}</script>",
        plain="text",
        metadata={"text/html": {"sandbox": True}},
    )
    folder = runs.folder([new_markdown_cell("a line of text\n\n" * 300), tools.shown([shown])])
    tools.read(folder)
    assert "drawn later" in Paper(write_pdf(folder).path).texts[-1]


def test_nothing_is_left_of_the_browser(browser, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "places"))
    (tmp_path / "places").mkdir()
    (tmp_path / "page.html").write_text("words")
    assert print_page(tmp_path / "page.html", tmp_path / "page.pdf") == 0
    time.sleep(0.5)
    assert running(str(tmp_path)) == []
    assert list((tmp_path / "places").iterdir()) == []


def test_a_browser_ends_when_the_process_that_started_it_is_killed(browser, tmp_path):
    script = f"""if True:
        from pathlib import Path
        from mlbench.reports.browser import find_browser, told_command
        from mlbench.reports.devtools import talking
        command = told_command(find_browser(), Path({str(tmp_path / "profile")!r}))
        with talking(command, Path({str(tmp_path / "told")!r}), 60) as talk:
            talk.ask("Browser.getVersion")
            print("up", flush=True)
            talk.hear("never")
    """
    starter = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
    assert starter.stdout.readline() == b"up\n"
    assert running(f"{tmp_path}/profile")
    starter.kill()
    starter.communicate()
    until = time.monotonic() + 20
    while running(f"{tmp_path}/profile") and time.monotonic() < until:
        time.sleep(0.1)
    assert running(f"{tmp_path}/profile") == []


def test_without_a_browser_the_sentence_says_what_to_install(runs, tools, monkeypatch):
    folder = runs.folder([])
    tools.read(folder)
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.delenv("MLBENCH_BROWSER", raising=False)
    settings.cache_clear()
    with pytest.raises(RefusedInput, match="needs Chromium, Chrome or Edge") as refused:
        write_pdf(folder)
    assert "apt install chromium" in refused.value.next_step
    assert "MLBENCH_BROWSER" in refused.value.next_step
    assert not (folder.path / "report.pdf").exists()


def test_a_setting_names_the_browser_and_a_wrong_one_is_refused(monkeypatch, tmp_path):
    program = tmp_path / "my browser"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    for given, found in [
        ("sh", "/sh"),
        (str(program), str(program)),
        ("./my browser", "my browser"),
    ]:
        monkeypatch.setenv("MLBENCH_BROWSER", given)
        settings.cache_clear()
        assert find_browser().endswith(found)
    monkeypatch.setenv("MLBENCH_BROWSER", "no-such-browser")
    settings.cache_clear()
    with pytest.raises(RefusedInput, match="The setting 'browser' must be a program"):
        find_browser()


@pytest.mark.parametrize(
    ("script", "sentence"),
    [
        ("echo broken pipes >&2; exit 1", "has not printed the page: broken pipes"),
        ("echo 'No usable sandbox!' >&2; exit 1", "finds no sandbox that it can run in"),
        ("exit 0", "has not printed the page: it said nothing"),
    ],
)
def test_a_browser_that_fails_is_quoted_and_the_old_file_stays(
    script, sentence, runs, tools, monkeypatch, tmp_path
):
    program = tmp_path / "browser"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("MLBENCH_BROWSER", str(program))
    settings.cache_clear()
    folder = runs.folder([])
    tools.read(folder)
    (folder.path / "report.pdf").write_text("old")
    with pytest.raises(StoreError, match=sentence):
        write_pdf(folder)
    assert (folder.path / "report.pdf").read_text() == "old"
    assert not list(folder.path.glob(".*"))


def test_a_browser_that_hangs_is_ended_with_all_that_it_started(monkeypatch, tmp_path):
    program = tmp_path / "browser"
    program.write_text(f"#!/bin/sh\nsleep 1000 &\necho $! > {tmp_path}/child\nwait\n")
    program.chmod(0o755)
    monkeypatch.setenv("MLBENCH_BROWSER", str(program))
    settings.cache_clear()
    (tmp_path / "page.html").write_text("words")
    start = time.monotonic()
    with pytest.raises(StoreError, match="has not printed the page within 1 seconds"):
        print_page(tmp_path / "page.html", tmp_path / "page.pdf", seconds=1.0)
    assert time.monotonic() - start < 20
    child = int((tmp_path / "child").read_text())
    state = subprocess.run(
        ["ps", "-o", "stat=", str(child)], capture_output=True, text=True, check=False
    )
    assert state.stdout.strip() in ("", "Z"), os.kill(child, signal.SIGKILL)
