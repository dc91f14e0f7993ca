"""The page as a whole: what it says of a run, how large it is, what it refuses."""

from __future__ import annotations

import time

import pytest
from nbformat.v4 import new_markdown_cell, new_output

from mlbench.errors import RefusedInput, StoreError
from mlbench.reports.report import write_report
from mlbench.statements import Estimate, Finding
from mlbench.store.folder import RunFolder
from mlbench.store.record import StepRecord, preserve
from mlbench.vocabulary import Severity, State

LIMIT = 5_000_000


def size(folder):
    return folder.report.stat().st_size


def test_a_run_with_scores_shows_headline_measures_and_data(runs, inert):
    recorded = {
        "metric": "roc_auc",
        "recipe_title": "Random forest",
        "score": preserve(Estimate(0.924, 0.918, 0.930)),
        "baseline": preserve(Estimate(0.5)),
        "roc_auc": preserve(Estimate(0.924, 0.918, 0.930)),
        "log_loss": preserve(Estimate(0.283, 0.274, 0.291)),
        "test_rows": 12211,
        "broken": preserve(Estimate(float("nan"))),
    }
    step = StepRecord("evaluate", "evaluate", state=State.DONE, seconds=75, recorded=recorded)
    data = {"name": "adult", "rows": 48842, "columns": 15, "target": "income"}
    data["fingerprint"] = "3fa9c0de1b2244aa"
    page = runs.page([], step, data=data, started="2026-03-01T12:30:05+00:00")
    inert(page)
    assert "Random forest reaches ROC AUC 0.924 [0.918, 0.930] on 12,211 held-out" in page.words
    assert (
        "adult: 48,842 rows, target 'income'. 36,631 rows to learn from, 12,211 held" in page.words
    )
    assert "Another draw of held-out rows would move the score by about 0.006" in page.words
    assert "The whole interval is better than the dummy baseline." in page.words
    assert "1 March 2026, 12:30 UTC" in page.words
    assert "95% interval" in page.words
    assert "ROC AUC of the dummy baseline 0.500" in page.words
    assert "log loss 0.283 [0.274, 0.291]" in page.words
    assert page.words.count("ROC AUC 0.924 [0.918, 0.930]") == 3  # title, headline, measures


def test_findings_come_by_severity_each_with_a_word_and_a_sign(runs):
    def finding(code, severity):
        return Finding(code, f"title {code}", severity, "a column", "Seen.", "Do it.").to_json()

    found = [finding("MB103", Severity.INFO), finding("MB101", Severity.CRITICAL)]
    step = StepRecord("explore", "explore", state=State.DONE, findings=found)
    words = runs.page([], step).words
    assert "■ critical title MB101: a column MB101 Seen. Do it." in words
    assert words.index("■ critical") < words.index("● remark")


def test_a_failed_run_shows_the_error_in_full_and_what_was_not_run(runs, tools, inert):
    trace = "\x1b[31mZeroDivisionError\x1b[0m\n" + "\n".join(f"frame {i}" for i in range(300))
    error = {"code": "CELL", "message": "ZeroDivisionError: by zero", "cell": 2, "traceback": trace}
    step = StepRecord("model", "model", state=State.FAILED, cells=5, cells_done=1, error=error)
    later = StepRecord("evaluate", "evaluate", state=State.NOT_RUN)
    cells = [tools.shown([]), tools.shown([new_output("error", traceback=trace.split("\n"))])]
    page = runs.page(cells, step, state=State.FAILED, steps=[step, later])
    inert(page)
    assert "Step 'model' failed in cell 2 of 5." in page.words
    assert "ZeroDivisionError: by zero" in page.words
    assert "frame 0" in page.text
    assert "frame 299" in page.text
    assert "\x1b" not in page.source
    assert "Not run: 2 evaluate." in page.words
    assert "This step has not run." in page.words
    assert "Code, cell 2 (failed)" in page.words


def test_an_error_that_its_traceback_tells_is_not_told_twice(runs):
    trace = "Traceback\n\x1b[31mValueError\x1b[0m: too few rows"
    error = {"message": "ValueError: too few rows", "cell": 1, "traceback": trace}
    step = StepRecord("model", "model", state=State.FAILED, cells=5, error=error)
    page = runs.page([], step, state=State.FAILED)
    assert page.words.count("ValueError: too few rows") == 1


def test_a_run_without_notebooks_still_has_its_page(runs, inert):
    steps = [StepRecord(name, name) for name in ("explore", "model")]
    page = runs.page([], steps[0], state=State.RUNNING, steps=steps)
    inert(page)
    assert "'study' is still running: 0 of 2 steps done." in page.words
    assert page.words.count("This step has not run.") == 2


def test_a_record_with_hardly_anything_in_it_has_its_page(runs, inert):
    inert(runs.page([], steps=[]))


def test_a_notebook_that_cannot_be_read_is_named_and_the_rest_is_shown(runs, tools):
    folder = runs.folder([new_markdown_cell("x")])
    folder.notebook(1, "look").write_text("{ torn")
    assert "Its executed notebook can't be read" in tools.read(folder).words


def test_model_card_and_files_of_the_bundle_are_shown(runs, tools, inert):
    folder = runs.folder([])
    (folder.bundle / "inner").mkdir(parents=True)
    (folder.bundle / "model_card.md").write_text("# Card\n\nMade for **demonstration**.")
    (folder.bundle / "inner" / "model.skops").write_bytes(b"x" * 48_200)
    page = tools.read(folder)
    inert(page)
    assert "Made for demonstration." in page.words
    assert "inner/model.skops 48 kB" in page.words
    assert "bundle/inner/model.skops" in page.attributes("href")


def test_every_link_leads_to_a_place_in_the_page_or_a_file_beside_it(runs, tools):
    folder = runs.folder([tools.shown([new_output("stream", text="x" * 90_000)])])
    folder.bundle.mkdir()
    (folder.bundle / "a file & more.txt").write_text("x")
    page = tools.read(folder)
    from urllib.parse import unquote

    for address in page.attributes("href"):
        if address.startswith("#"):
            assert address[1:] in page.attributes("id")
        else:
            assert (folder.path / unquote(address)).is_file()


def test_parameters_environment_and_study_are_shown(runs):
    step = StepRecord("model", "model", state=State.DONE, parameters={"recipe": "forest"})
    packages = {"python": "3.11.9", "packages": {"pandas": "3.1.1"}}
    page = runs.page([], step, environment=packages, study={"study": "adult", "metric": "auto"})
    assert "Parameters of the step recipe forest" in page.words
    assert "packages.pandas 3.1.1" in page.words
    assert '"metric": "auto"' in page.words


def test_no_identifier_is_used_twice(runs, tools):
    html = "<div id='findings'>x</div><h1 id='content'>y</h1>"
    page = runs.page([new_markdown_cell("# content"), tools.shown([tools.display(html)])])
    ids = page.attributes("id")
    assert len(ids) == len(set(ids))


HEAVY = {
    "streams": lambda t: [t.shown([new_output("stream", text="line of text\n" * 100_000)])] * 16,
    "one line": lambda t: [t.shown([new_output("stream", text="x" * 20_000_000)])],
    "a table of many rows": lambda t: [t.shown([t.display(table(60_000, 20))])],
    "a table of many columns": lambda t: [t.shown([t.display(table(200, 9_000))])],
    "many tables": lambda t: [t.shown([t.display(table(50, 20), plain="text")] * 1600)],
    "nested elements": lambda t: [t.shown([t.display("<div>" * 4_000_000, plain="text")])],
    "elements never closed": lambda t: [t.shown([t.display("<iframe><svg>" * 1_500_000)])],
    "pictures": lambda t: [t.shown([t.display(image__png=t.png(500, 400, noise=True))] * 80)],
    "one picture": lambda t: [t.shown([t.display(image__png=t.png(4000, 3500, noise=True))])],
    "cells": lambda t: [t.shown([t.display(plain="value")], "compute(value)")] * 60_000,
    "prose": lambda _: [new_markdown_cell("# T\n" + "some *text* and `code`\n\n" * 900)] * 1000,
    "code": lambda t: [t.shown([], "x = f(1, 'text')  # comment\n" * 700)] * 1000,
}


def table(rows, columns):
    return "<table>" + ("<tr>" + "<td>12345</td>" * columns + "</tr>") * rows + "</table>"


@pytest.mark.parametrize("kind", HEAVY)
def test_twenty_megabytes_of_output_make_a_bounded_page_in_time(kind, runs, tools, inert):
    folder = runs.folder(HEAVY[kind](tools))
    start = time.process_time()
    page = tools.read(folder)
    assert time.process_time() - start < 10
    assert size(folder) <= LIMIT
    inert(page)


def test_a_smaller_limit_is_kept_and_what_is_left_out_is_said(runs, tools, inert):
    outputs = [tools.display(image__png=tools.png(800, 400, noise=True)) for _ in range(8)]
    outputs += [new_output("stream", text=f"{n} {'word ' * 4000}") for n in range(20)]
    folder = runs.folder([tools.shown([output]) for output in outputs])
    page = tools.read(folder, limit=250_000)
    assert size(folder) <= 250_000
    assert "left out" in page.words
    inert(page)


def test_a_limit_that_no_page_can_keep_is_refused(runs):
    folder = runs.folder([])
    with pytest.raises(RefusedInput, match="must be at least 200,000 bytes"):
        write_report(folder, limit=1000)
    assert not folder.report.exists()


def test_a_folder_without_a_run_is_refused(tmp_path):
    with pytest.raises(StoreError, match="not a run folder"):
        write_report(RunFolder(tmp_path))


def test_the_report_is_the_same_when_it_is_written_again(runs, tools):
    folder = runs.folder([new_markdown_cell("# T"), tools.shown([tools.display("<b>x</b>")])])
    first = write_report(folder).read_bytes()
    assert write_report(folder).read_bytes() == first


def test_loading_the_door_does_not_load_nbconvert():
    import subprocess
    import sys

    code = "import sys, mlbench.reports.report; print('nbconvert' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
