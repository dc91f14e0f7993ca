"""Every page is for everyone: no eyes, no mouse, a phone, a dark room, a sheet of paper."""

from __future__ import annotations

import pytest
from browsing import LAPTOP, PAPER, PHONE
from nbformat.v4 import new_markdown_cell, new_output
from stores import add_run

from mlbench.reports.index.write import write_index
from mlbench.reports.report import write_report
from mlbench.statements import Estimate, Finding
from mlbench.store.lock import RunLock
from mlbench.store.record import StepRecord, preserve
from mlbench.vocabulary import Severity, State

UNFOLD = "() => document.querySelectorAll('details').forEach((d) => { d.open = true; })"
LONG = "averyveryverylongnamewithoutasinglebreak" * 6
FINDINGS = [
    Finding("MB101", "constant column", severity, LONG, "One value.", "Drop it.").to_json()
    for severity in Severity
]


def _cells(tools):
    import pandas as pd

    table = pd.DataFrame({f"column {n}": range(4) for n in range(30)}).to_html()
    trace = ["\x1b[31mValueError\x1b[0m", "Traceback " * 30, "ValueError: no"]
    error = new_output("error", ename="ValueError", evalue="no", traceback=trace)
    stream = new_output("stream", name="stderr", text="careful " * 60)
    return [
        new_markdown_cell(f"# Look\n\nSome *words*, a [link](https://example.org), {LONG}."),
        tools.shown([tools.display(image__png=tools.png(900, 500))], "draw()"),
        tools.shown([tools.display(table, plain="a table")], "frame"),
        tools.shown([stream], f"print('{LONG}')"),
        tools.shown([error], "raise ValueError"),
    ]


def _step(state: State = State.DONE, **values) -> StepRecord:
    recorded = {
        "metric": "roc_auc",
        "score": Estimate(0.924, 0.918, 0.93),
        "roc_auc": Estimate(0.924, 0.918, 0.93),
        "log_loss": Estimate(0.31, 0.3, 0.33),
        "baseline": Estimate(0.5),
        "recipe_title": "Forest",
        "test_rows": 12211,
        LONG: 3,
    }
    given = {
        "cells": 4,
        "cells_done": 4,
        "recorded": preserve(recorded),
        "findings": FINDINGS,
        "parameters": {"source": LONG, "seed": 0},
        "seconds": 3.0,
        "notes": ["A note."],
    }
    return StepRecord("look", "look", state=state, **given | values)


def _done(runs, tools):
    folder = runs.folder(
        _cells(tools),
        _step(),
        name="adult",
        started="2026-03-01T12:30:05+00:00",
        study={"study": "adult", "data": {"source": LONG}},
        data={"name": "adult", "rows": 48842, "target": "income", "notes": ["Some note."]},
        environment={"python": "3.11", "packages": {"pandas": "3.1"}},
        code={"commit": "0123456789abcdef", "clean": False},
    )
    folder.bundle.mkdir()
    (folder.bundle / "model_card.md").write_text("# Model card\n\n| a | b |\n|---|---|\n| 1 | 2 |")
    return write_report(folder)


def _failed(runs, tools):
    error = {"code": "X", "message": "ValueError: no", "cell": 4, "traceback": "Trace\n" * 40}
    step = _step(State.FAILED, error=error)
    return write_report(runs.folder(_cells(tools), step, state=State.FAILED, error=error))


def _running(runs, tools):
    folder = runs.folder(_cells(tools), _step(State.RUNNING), state=State.RUNNING)
    with RunLock(folder.path):
        return write_report(folder)


def _index(runs, tools):
    base = runs.base / "run-s"
    for number in range(30):
        state = State.FAILED if number % 9 == 0 else State.DONE
        data = "old" if number < 12 else "new"
        add_run(base, number, 0.8 + number / 300, state=state, data=data)
    add_run(base, 31, None, study=LONG, state=State.FAILED, error={"message": LONG})
    add_run(base, 32, study="other").record_path.write_text("{")
    return write_index(base)


def _empty_index(runs, tools):
    (runs.base / "run-none").mkdir()
    return write_index(runs.base / "run-none")


PAGES = [_done, _failed, _running, _index, _empty_index]


@pytest.fixture(scope="module", params=PAGES, ids=lambda make: make.__name__.strip("_"))
def page(request, shared_runs, tools):
    return request.param(shared_runs, tools)


@pytest.mark.parametrize(("theme", "width"), [("light", LAPTOP), ("dark", PHONE)])
def test_axe_finds_nothing(window, page, theme: str, width: int) -> None:
    with window.tab(page, width=width, theme=theme) as tab:
        tab.js(UNFOLD)
        tab.assert_accessible()
        tab.assert_clean()
        assert tab.picture(f"{theme}-{width}").stat().st_size > 0


def test_page_never_scrolls_sideways(window, page) -> None:
    with window.tab(page) as tab:
        tab.js(UNFOLD)
        for width, media in (
            (LAPTOP, "screen"),
            (PHONE, "screen"),
            (320, "screen"),
            (PAPER, "print"),
        ):
            tab.resize(width, media)
            assert tab.wider_than_window() == [], (width, media)
            tab.picture(f"{media}-{width}")


def test_keyboard_reaches_the_skip_link_first_and_then_everything(window, page) -> None:
    with window.tab(page) as tab:
        tab.press("Tab")
        assert tab.focused() == "Skip to the content"
        assert tab.js("() => document.activeElement.getBoundingClientRect().left >= 0")
        wanted = tab.js(
            """() => {
              const all = document.querySelectorAll("a[href], button, input, select, summary");
              return [...all].filter((e) => e.checkVisibility()).length;
            }"""
        )
        reached = 1
        for _ in range(wanted + 60):
            tab.press("Tab")
            if tab.js("() => document.activeElement === document.body"):
                break
            reached += tab.js(
                "() => document.activeElement.matches('a, button, input, select, summary')"
            )
        assert reached == wanted


def test_skip_link_leads_to_the_content(window, page) -> None:
    with window.tab(page) as tab:
        tab.press("Tab", "Enter")
        assert tab.js("() => location.hash") == "#content"


def test_details_and_the_switch_work_by_keyboard(window, runs, tools) -> None:
    with window.tab(_done(runs, tools)) as tab:
        tab.js("() => document.querySelector('summary').focus()")
        tab.press("Enter")
        assert tab.js("() => document.querySelector('details').open")
        tab.js("() => document.getElementById('all-code').focus()")
        tab.press("Space")
        closed = "() => document.querySelectorAll('details.code:not([open])').length"
        assert tab.js(closed) == 0
        tab.press("Space")
        assert tab.js(closed) == 4


def test_every_picture_has_words(window, page) -> None:
    with window.tab(page) as tab:
        said = tab.js(
            """() => [...document.querySelectorAll("img, svg[role=img]")].map(
                 (e) => e.alt || e.getAttribute("aria-label") || "")"""
        )
        assert all(said)
