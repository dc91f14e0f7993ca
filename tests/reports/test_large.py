"""Notebooks of any size are read in bounded memory, and the page says what it leaves out."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlbench.reports import bounded_json
from mlbench.reports.long_text import LongText
from mlbench.reports.notebook import LARGE
from mlbench.store.folder import RunFolder
from mlbench.store.record import RunRecord, StepRecord
from mlbench.vocabulary import State

MEGABYTES = 30
WRITE = """
import sys
from pathlib import Path
from mlbench.reports.report import write_report
from mlbench.store.folder import RunFolder
write_report(RunFolder(Path(sys.argv[1])))
print(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0])
"""
LINES = [f"line {n} of what it prints\n" for n in range(1000)]
RECORD = {"name": 'a "value"\\', "list": ["a]", "b}"], "inner": {"x": [1, 2.5, None]}}


def times(value) -> int:
    return MEGABYTES * 1_000_000 // len(json.dumps(value))


def display(mime, value):
    return [{"output_type": "display_data", "data": {mime: value}, "metadata": {}}]


def stream(text):
    return [{"output_type": "stream", "name": "stdout", "text": text}]


CASES = {
    "lines": lambda _: [stream(["first\n", *LINES * times(LINES), "last\n"])],
    "one line": lambda _: [stream("first" + "x" * MEGABYTES * 1_000_000 + "last")],
    "pieces of a stream": lambda _: [stream("a line\n") * times(stream("a line\n"))],
    "pictures": lambda t: [display("image/png", t.png(600, 500, noise=True))] * 150,
    "one picture": lambda _: [display("image/png", "iVBORw0KGgo" + "A" * MEGABYTES * 1_000_000)],
    "a table": lambda _: [display("text/html", table(100_000))],
    "a table in one text": lambda _: [display("text/html", "".join(table(100_000)))],
    "JSON": lambda _: [display("application/json", [RECORD] * times(RECORD))],
    "a figure": lambda _: [
        display("application/vnd.plotly.v1+json", {"data": [RECORD] * times(RECORD)})
    ],
    "outputs": lambda _: (
        [display("text/plain", "value") * 5] * times(display("text/plain", "value") * 5)
    ),
    "names": lambda _: [[{"data": dict.fromkeys(map(str, range(2_000_000)), "value")}]],
}


def table(rows):
    row = ["<tr>\n", *["<td>0.123456</td>\n"] * (MEGABYTES * 10 // 22), "</tr>\n"]
    return ["<table>\n", *row * rows, "</table>"]


def written(path, outputs, **metadata):
    """Write a run with one notebook, without ever holding all of it."""
    step = StepRecord("look", "look", state=State.DONE, cells=1, cells_done=1)
    folder = RunFolder(path / "run")
    folder.write(RunRecord("20260301-123005-250-ab12", "large", state=State.DONE, steps=[step]))
    notebook = folder.notebook(1, "look")
    notebook.parent.mkdir(parents=True)
    with notebook.open("w") as file:
        file.write('{"cells": [')
        for number, shown in enumerate(outputs):
            cell = {"cell_type": "code", "execution_count": 1, "metadata": {}, "source": "show()"}
            file.write("," * (number > 0) + json.dumps({**cell, "outputs": shown}))
        file.write(f'], "metadata": {json.dumps(metadata)}, "nbformat": 4, "nbformat_minor": 5}}')
    assert notebook.stat().st_size > LARGE
    return folder


def read(folder, tools):
    """Write the report in a fresh process; return the page and the peak of its memory in MB."""
    command = [sys.executable, "-c", WRITE, str(folder.path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert folder.report.stat().st_size <= 5_000_000
    return tools.page(folder.report.read_text("utf-8")), int(done.stdout) / 1000


SAID = {
    "lines": ("first", "last", "are left out here"),
    "one line": ("first", "last", "About 30.0 MB are left out here."),
    "pieces of a stream": ("a line", "of further outputs are left out."),
    "pictures": ("A picture was left out",),
    "one picture": ("A picture was left out",),
    "a table": ("The first 60 of 100,000 rows are shown.", "0.123456"),
    "a table in one text": ("The first 60 of 100,000 rows are shown.", "0.123456"),
    "JSON": ("The data goes on.", "inner"),
    "a figure": ("A figure of cell 1 is interactive, and it is too large for this page.",),
    "outputs": ("value", "The notebook goes on."),
    "names": ("An output that needs a script is not shown",),
}


@pytest.mark.parametrize("kind", CASES)
def test_a_large_notebook_is_reported_in_bounded_memory(kind, tools, inert, tmp_path):
    page, peak = read(written(tmp_path, CASES[kind](tools)), tools)
    inert(page)
    for words in SAID[kind]:
        assert words in page.words
    assert peak < 300


def test_large_widgets_are_reported_in_bounded_memory(tools, inert, tmp_path):
    view = {"application/vnd.jupyter.widget-view+json": {"model_id": "a"}, "text/plain": "Image()"}
    shown = [{"output_type": "display_data", "data": view, "metadata": {}}]
    buffer = {"path": ["value"], "encoding": "base64", "data": "iVBORw0KGgo" + "A" * 6_000_000}
    image = {"model_name": "ImageModel", "state": {}, "buffers": [buffer]}
    label = {"model_name": "LabelModel", "state": {"value": "the label"}}
    box = {"model_name": "VBoxModel", "state": {"children": ["IPY_MODEL_l", "IPY_MODEL_i0"]}}
    models = {"a": box, "l": label, **{f"i{n}": image for n in range(10)}}
    state = {"application/vnd.jupyter.widget-state+json": {"state": models}}
    page, peak = read(written(tmp_path, [shown], widgets=state), tools)
    inert(page)
    assert "the label" in page.words
    assert peak < 300


def test_a_large_notebook_that_is_torn_is_named(tools, tmp_path):
    folder = written(tmp_path, CASES["one line"](tools))
    path = folder.notebook(1, "look")
    path.write_bytes(path.read_bytes()[:-100])
    page, _ = read(folder, tools)
    assert "Its executed notebook can't be read" in page.words


TEXTS = st.text(alphabet='ab"\\{}[],:é漢😀\n<tr>', max_size=40)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-999, 999) | TEXTS,
    lambda inner: (
        st.lists(inner, max_size=8)
        | st.dictionaries(TEXTS, inner, max_size=5)
        | st.lists(TEXTS, max_size=20)
    ),
    max_leaves=60,
)


@pytest.fixture
def narrow(monkeypatch):
    """Windows so small that everything is larger."""
    monkeypatch.setattr(bounded_json, "WINDOWS", (8, 16, 32))
    monkeypatch.setattr(bounded_json, "LIGHT", 16)
    monkeypatch.setattr(bounded_json, "CHUNK", 24)


def in_one(value):
    """Return a value whose lists of texts are texts: as lines of an output they are."""
    if isinstance(value, list):
        parts = [in_one(part) for part in value]
        return "".join(parts) if parts and all(isinstance(p, str) for p in parts) else parts
    return {k: in_one(v) for k, v in value.items()} if isinstance(value, dict) else value


def is_even(value):
    """Whether no list mixes texts with other values: no notebook has such."""
    if isinstance(value, dict):
        return all(map(is_even, value.values()))
    if not isinstance(value, list):
        return True
    mixed = value and isinstance(value[0], str) and not all(isinstance(v, str) for v in value)
    return not mixed and all(map(is_even, value))


@settings(max_examples=300, deadline=None)
@given(VALUES.filter(is_even), st.booleans(), st.sampled_from([None, 1]))
def check_against_json(path, value, ascii_only, indent):
    path.write_text(json.dumps(value, ensure_ascii=ascii_only, indent=indent), "utf-8")
    assert in_one(bounded_json.read(path, 10**9)) == in_one(value)


def test_whatever_fits_is_read_as_python_reads_it(narrow, tmp_path):
    check_against_json(tmp_path / "x.json")


@settings(max_examples=300, deadline=None)
@given(VALUES, st.integers(0, 300), st.data())
def check_whole_or_torn(path, value, room, data):
    whole = json.dumps(value).encode()
    path.write_bytes(whole)
    bounded_json.read(path, room)
    torn = whole[: data.draw(st.integers(0, len(whole)))]
    path.write_bytes(torn)
    try:
        json.loads(torn)
    except ValueError:
        with pytest.raises(ValueError):
            bounded_json.read(path, room)


def test_whatever_does_not_fit_is_cut_and_what_is_torn_is_refused(narrow, monkeypatch, tmp_path):
    monkeypatch.setattr(bounded_json, "ELEMENTS", 3)
    monkeypatch.setattr(bounded_json, "MEMBERS", 3)
    monkeypatch.setattr(bounded_json, "DEPTH", 4)
    check_whole_or_torn(tmp_path / "x.json")


def test_a_text_that_is_cut_knows_how_much_and_how_many_rows_are_gone(tmp_path):
    rows = [f"<tr><td>row {n}</td></tr>\n" for n in range(400_000)]
    for text in ("".join(rows), rows):
        path = tmp_path / "x.json"
        path.write_text(json.dumps({"text": text, "after": [1, 2]}))
        found = bounded_json.read(path, 32_000_000)
        assert found["after"] == [1, 2]
        cut = found["text"]
        assert isinstance(cut, LongText)
        assert cut.startswith("<tr><td>row 0<")
        assert cut.endswith("row 399999</td></tr>\n")
        assert cut.count("<tr>") + cut.rows == 400_000
