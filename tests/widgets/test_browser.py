"""Browsing runs: what the table shows, what a pick shows, and what a deleted run says."""

from __future__ import annotations

import json
import shutil
import time

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

import mlbench
from mlbench.errors import RefusedInput
from mlbench.parameters.contract import Contract, Parameter
from mlbench.statements import Estimate
from mlbench.store.folder import RunFolder, new_folder
from mlbench.store.lock import RunLock
from mlbench.store.record import RunRecord, StepRecord, preserve
from mlbench.vocabulary import State
from mlbench.widgets.browser import RunBrowser
from mlbench.widgets.pulse import Pulse
from mlbench.widgets.run_list import RunList
from mlbench.widgets.run_table import HEADINGS, frame_of
from mlbench.widgets.taken_over import best_step, take_over


def _make(runs, number, state=State.DONE, study="flowers", **parameters) -> RunFolder:
    folder = new_folder(runs, study, f"20260101-1200{number:02}-000-00{number:02}")
    score = {"metric": "roc_auc", "score": Estimate(0.8 + number / 100, 0.7, 0.99)}
    step = StepRecord("model", "model", state=state, parameters={"seed": number, **parameters})
    step.recorded = preserve({**score, "cv_mean": 0.5 + number / 100})
    record = RunRecord(folder.path.name, study, state=state, steps=[step], seconds=1.0 + number)
    record.started = f"2026-01-01T12:00:{number:02}+00:00"
    folder.write(record)
    return folder


@pytest.fixture
def runs(workplace):
    folder = workplace / "runs"
    for number in range(3):
        _make(folder, number)
    return folder


def _texts(browser):
    return [listed.folder.path.name for listed in browser._shown]


def test_table_shows_the_newest_run_first_and_sorts_figures_as_figures(runs):
    _make(runs, 20)
    browser = mlbench.browse()
    assert browser.widget is browser.widget
    frame = browser.table.df
    assert tuple(frame.columns) == HEADINGS
    assert str(frame["Score"][0]) == "1.000 [0.700, 0.990]"
    took = frame["Took"]
    assert list(took.sort_values().astype(str)) == ["1.0 s", "2.0 s", "3.0 s", "21 s"]
    assert frame["State"][0] == "✓ done"


def test_one_pick_shows_the_run_and_two_show_only_what_differs(runs):
    browser = mlbench.browse()
    table = browser.widget and browser.table
    table.selected_rows = [0]
    assert browser.selected == ["flowers/20260101-120002-000-0002"]
    assert "seed = 2" in browser.panel.text
    assert browser.panel.use.description == "Use these parameters here"
    table.selected_rows = [0, 1]
    text = browser.panel.text
    assert "model.seed</td>" in text
    assert "<strong>Parameters</strong>: 1 of 2 differ" in text
    assert "template" not in text


def test_deleted_run_says_so_and_leaves_the_table_with_the_next_look(runs):
    browser = mlbench.browse()
    table = browser.widget and browser.table
    shutil.rmtree(browser._shown[1].folder.path)
    table.selected_rows = [1]
    assert "was deleted since the table was drawn" in browser.panel.text
    browser.refresh()
    browser.pulse.stop()
    assert len(table.df) == 2
    assert "was deleted" in browser.panel.text


def test_selection_stays_with_its_run_when_a_new_one_comes(runs):
    browser = mlbench.browse()
    table = browser.widget and browser.table
    table.selected_rows = [1]
    chosen = browser.selected
    _make(runs, 30)
    assert browser._look() is False
    assert (table.selected_rows, browser.selected) == ([2], chosen)


def test_running_runs_are_told_with_their_step_until_they_end(runs):
    folder = _make(runs, 40, State.RUNNING)
    browser = mlbench.browse()
    with RunLock(folder.path):
        assert browser.widget
        assert browser._look() is True
        assert "20260101-120040-000-0040: model, cell 1 of 0" in browser._going.value
    assert browser._look() is False
    assert browser.table.df["State"][0] == "✕ lost"
    assert browser._going.value == ""


def test_unreadable_record_is_a_row_and_a_sentence(runs):
    folder = _make(runs, 50)
    folder.record_path.write_text("{not json")
    browser = mlbench.browse()
    assert browser.widget
    assert list(browser.table.df["State"]).count("? unreadable") == 1
    assert "1 can&#x27;t be read" in browser._count.value
    browser.table.selected_rows = [
        n for n, text in enumerate(_texts(browser)) if text == folder.path.name
    ]
    assert "can&#x27;t be read as JSON" in browser.panel.text


def test_no_runs_at_all_is_a_sentence(workplace):
    browser = mlbench.browse()
    assert repr(browser) == f"There are no runs in {workplace / 'runs'}."
    assert len(browser.widget.children) == 4


def test_unknown_study_is_refused_with_the_close_match(runs):
    with pytest.raises(RefusedInput, match="Did you mean 'flowers'"):
        mlbench.browse("flower")


def test_hostile_names_stay_text(runs):
    _make(runs, 60, study="<script>alert(1)</script>")
    browser = mlbench.browse()
    bundle = browser._repr_mimebundle_()
    assert "<script" not in bundle["text/html"]
    assert browser.widget
    browser.table.selected_rows = [0]
    assert "<script" not in browser.panel.text


def test_parameters_are_taken_over_where_the_notebook_has_them_and_takes_them():
    contract = Contract("look", (Parameter("seed", int, 0), Parameter("recipe", str, "linear"),
                                 Parameter("folds", int, 5), Parameter("token", str, "")))  # fmt: skip
    variables = {"seed": 3, "recipe": "linear", "folds": 5}
    given = {"seed": "x", "recipe": "mlp", "folds": 5, "token": "[secret token]", "else": 1}
    found = take_over(given, contract, variables)
    assert variables == {"seed": 3, "recipe": "mlp", "folds": 5}
    assert (found.changed, found.same, found.unknown) == ({"recipe": "mlp"}, ["folds"], ["else"])
    assert [text[:6] for text in found.refused] == ["The 's", "'token"]
    assert take_over({"folds": 7, "new": 1}, None, variables).unknown == ["new"]
    assert variables["folds"] == 7


def test_step_with_most_names_in_common_is_offered_first():
    steps = [
        StepRecord("a", "a", parameters={"x": 1, "y": 2}),
        StepRecord("b", "b", parameters={"z": 1}),
    ]
    assert best_step(RunRecord("1", "s", steps=steps), ["z"]).name == "b"


def test_page_of_a_comparison_is_written_beside_the_newer_run(runs):
    browser = mlbench.browse()
    assert browser.widget
    browser.table.selected_rows = [0, 2]
    browser.panel.page.click()
    assert (browser._shown[0].folder.path / "comparison.html").is_file()


def test_look_at_ten_thousand_finished_runs_reads_no_record(workplace, monkeypatch):
    for study in ("one", "two"):
        folder = _make(workplace / "runs", 1, study=study)
        text = folder.record_path.read_text()
        for number in range(5000):
            path = folder.path.parent / f"2026{number:04}"
            path.mkdir()
            (path / "run.json").write_text(text)
    found = RunList(workplace / "runs")
    found.read()
    assert len(frame_of(found.listed)) == 10_002
    monkeypatch.setattr("mlbench.widgets.run_list.read_one", None)
    assert found.refresh() is False


def test_pulse_beats_while_something_goes_on_and_ends_by_itself():
    looks = iter([True, True, False])
    pulse = Pulse(lambda: next(looks, False), every=0.01, patience=0.05)
    pulse.start()
    thread = pulse._thread
    thread.join(10)
    assert not pulse.is_beating
    assert next(looks, None) is None


def test_pulse_stops_with_its_widget(runs):
    browser = mlbench.browse()
    browser.widget._view_count = 1
    thread = browser.pulse._thread
    assert browser.pulse.is_beating
    browser.widget._view_count = 0
    thread.join(10)
    assert not thread.is_alive()


def test_executed_notebook_holds_a_still_table_and_no_widget(runs):
    cells = [new_code_cell("import mlbench\nmlbench.browse()")]
    cells += [new_code_cell("import threading\nprint([t.name for t in threading.enumerate()])")]
    notebook = new_notebook(cells=cells)
    NotebookClient(notebook, kernel_name="python3", resources={"metadata": {"path": "."}}).execute()
    [output] = notebook.cells[0].outputs
    assert sorted(output.data) == ["text/html", "text/plain"]
    assert "3 runs in" in output.data["text/html"]
    assert "widgets" not in notebook.metadata
    assert "mlbench-browse" not in notebook.cells[1].outputs[0].text
    nbformat.validate(notebook)


def test_many_runs_are_drawn_within_a_second_or_two(workplace):
    record = json.loads(_make(workplace / "runs", 1).record_path.read_text())
    for number in range(3000):
        path = workplace / "runs" / "flowers" / f"id{number:05}"
        path.mkdir()
        (path / "run.json").write_text(json.dumps(record))
    browser = RunBrowser(workplace / "runs")
    assert browser.widget
    began = time.process_time()
    browser._draw()
    assert time.process_time() - began < 2
