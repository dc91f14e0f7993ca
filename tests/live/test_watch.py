"""Work that is seen while it goes, in real kernels and on a real terminal."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from collections import Counter

import pytest
from jupyter_client.manager import start_new_kernel

from mlbench.live.drawing import MOST_POINTS, as_html, as_text
from mlbench.live.screens import screen_here
from mlbench.live.watch import Watch, watched
from mlbench.live.work import Work

SETUP = """
import os, threading, time
from mlbench.live.watch import Watch, watched
from mlbench.live.work import Work

def count(seconds, total=20):
    with watched(Work("Counting", "steps", total)) as work:
        for number in range(total):
            time.sleep(seconds / total)
            work.done = number + 1
"""


@pytest.fixture(scope="module")
def kernel():
    manager, client = start_new_kernel(kernel_name="python3")

    def run(code: str) -> list[dict]:
        found: list[dict] = []
        reply = client.execute_interactive(code, timeout=60, output_hook=found.append)
        assert reply["content"]["status"] == "ok", reply["content"]
        kinds = ("display_data", "update_display_data", "stream")
        return [message for message in found if message["msg_type"] in kinds]

    run(SETUP)
    yield run
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def _kinds(messages: list[dict]) -> Counter[str]:
    return Counter(message["msg_type"] for message in messages)


def test_work_that_ends_within_two_seconds_shows_nothing(kernel) -> None:
    assert kernel("for _ in range(5): count(0.3)") == []


def test_long_work_is_one_display_that_is_seldom_replaced_and_empty_in_the_end(kernel) -> None:
    messages = kernel("count(4)")
    kinds = _kinds(messages)
    assert kinds["display_data"] == 1
    assert 1 <= kinds["update_display_data"] <= 5  # two seconds of drawing, two a second
    ids = {message["content"]["transient"]["display_id"] for message in messages}
    assert len(ids) == 1
    first, last = messages[0]["content"]["data"], messages[-1]["content"]["data"]
    assert 'role="progressbar"' in first["text/html"]
    assert "of 20 steps" in first["text/plain"]
    assert "left" in first["text/plain"]
    assert set(last.values()) == {""}


def test_work_within_work_shares_its_place(kernel) -> None:
    code = (
        "outer = Watch(Work('Outer', 'fits', 2), after=0.0); outer.start()\n"
        "inner = Watch(Work('Inner', 'epochs', 4, done=2), after=0.0); inner.start()\n"
        "shown = outer.work.fraction, inner.is_outermost\n"
        "inner.stop(); outer.stop()\n"
        "print(shown, outer.work.inner, outer.is_open)\n"
    )
    messages = kernel(code)
    texts = [m["content"]["text"] for m in messages if m["msg_type"] == "stream"]
    assert texts == ["(0.25, False) None False\n"]
    assert _kinds(messages)["display_data"] <= 1


def test_threads_and_forked_processes_of_a_cell_show_nothing(kernel) -> None:
    code = (
        "seen = []\n"
        "def work():\n"
        "    watch = Watch(Work('x'), after=0.0); watch.start(); seen.append(watch._screen)\n"
        "    watch.stop()\n"
        "thread = threading.Thread(target=work); thread.start(); thread.join()\n"
        "child = os.fork()\n"
        "if not child:\n"
        "    work(); os._exit(0 if seen == [None, None] else 1)\n"
        "print(seen, os.waitpid(child, 0)[1])\n"
    )
    [message] = kernel(code)
    assert message["content"]["text"] == "[None] 0\n"


def test_broken_work_ends_its_display_and_the_error_goes_on(kernel) -> None:
    code = (
        "try:\n"
        "    with watched(Work('x', 'y', 2)):\n"
        "        1 / 0\n"
        "except ZeroDivisionError:\n"
        "    print(threading.active_count() == before)\n"
    )
    messages = kernel("before = threading.active_count()\n" + code)
    assert [m["content"]["text"] for m in messages] == ["True\n"]


def test_nothing_is_shown_where_nobody_looks() -> None:
    assert screen_here() is None
    with watched(Work("x")) as work:
        work.done = 1
    watch = Watch(Work("x"))
    watch.start()
    assert watch._thread is None
    watch.stop()
    watch.stop()


def test_terminal_shows_one_line_and_takes_it_away() -> None:
    program = (
        "import time\nfrom mlbench.live.watch import Watch\nfrom mlbench.live.work import Work\n"
        "watch = Watch(Work('Counting', 'steps', 4, done=1), after=0.0); watch.start()\n"
        "while not watch.spent: time.sleep(0.01)\n"
        "watch.stop()\n"
    )
    outer, inner = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", program], stderr=inner, stdout=subprocess.PIPE, env={**os.environ, "TERM": "xterm", "COLUMNS": "100"},
    ) as process:  # fmt: skip
        os.close(inner)
        written = b""
        try:
            while piece := os.read(outer, 65536):
                written += piece
        except OSError:  # the other end is closed
            pass
        assert process.wait() == 0
        assert process.stdout is not None
        assert process.stdout.read() == b""
    os.close(outer)
    assert b"1 of 4 steps" in written
    assert b"\x1b[2K" in written  # the line is erased


@pytest.mark.parametrize("points", [2, 119, 1_000, 100_000])
def test_drawing_is_bounded_however_long_the_curve(points: int) -> None:
    values = [1.0 / (1 + n) for n in range(points)]
    work = Work("Training", "epochs", points, points / 2, curves={"loss": values, "val": values})
    page = as_html(work)
    assert len(page) < 8_000
    assert page.count(",") <= 2 * (MOST_POINTS + 2) + 20
    assert "<script" not in page


def test_names_are_text_not_markup() -> None:
    work = Work("<b>x</b>", "<i>", 3, 1, note="<script>", curves={"<u>": [1.0, 2.0]})
    page = as_html(work)
    assert "<script>" not in page
    assert "<u>" not in page
    assert "&lt;b&gt;" in page


def test_time_left_is_said_once_there_is_something_to_go_by() -> None:
    work = Work("x", "fits", 100)
    assert work.left is None
    work.done = 50
    assert work.left == pytest.approx(work.elapsed, abs=0.05)
    assert "left" in as_text(work)
    assert Work("x").fraction is None
