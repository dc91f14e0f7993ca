"""What data and notebooks bring along does nothing, wherever it turns up."""

from __future__ import annotations

import pytest
from corpus import CORPUS
from nbformat.v4 import new_markdown_cell, new_output

from mlbench.statements import Finding
from mlbench.store.record import StepRecord
from mlbench.vocabulary import Severity, State


def test_the_list_is_long_enough_and_says_everything_once():
    assert len(CORPUS) == len(set(CORPUS)) >= 45


def everywhere(value: str, tools):
    """Return cells, and the fields of a record, that hold a value in every place there is."""
    html = f"<table><tr><th>{value}</th><td title='{value}'>{value}</td></tr></table>"
    cells = [
        new_markdown_cell(f"# {value}\n\n{value}\n\n| a |\n|---|\n| {value} |\n\n> {value}"),
        tools.shown(
            [
                new_output("stream", name="stdout", text=value),
                new_output("stream", name="stderr", text=value),
                tools.display(html, plain=value),
                tools.display(value, plain=value),
                tools.display(f"<style>#T{value}</style>{html}", metadata={"text/html": value}),
                tools.display(text__markdown=value),
                tools.display(text__latex=value),
                tools.display(application__javascript=value, plain=value),
                tools.display(application__javascript=value),
                tools.display(image__png=value, plain=value),
                tools.display(image__png=tools.png(), metadata={"image/png": {"alt": value}}),
                tools.display(image__png=tools.png()),
                tools.display(image__svg=value),
                new_output("error", ename=value, evalue=value, traceback=[value, value]),
            ],
            source=value,
        ),
    ]
    finding = Finding(value, value, Severity.WARNING, value, value, value)
    error = {"code": value, "message": value, "cell": value, "traceback": value}
    step = StepRecord(
        value.replace("\ud800", "") or "x",
        value,
        state=State.FAILED,
        parameters={value: value, "inner": {value: [value]}},
        recorded={value: value, "metric": value, "score": 0.5, "recipe_title": value},
        findings=[finding.to_json()],
        error=error,
        notes=[value],
    )
    later = StepRecord("later", value, state=State.NOT_RUN)
    data = {"name": value, "rows": 3, "target": value, value: value, "notes": [value]}
    fields = {
        "name": value,
        "state": State.FAILED,
        "steps": [step, later],
        "data": data,
        "study": {value: value},
        "environment": {"python": value, "packages": {value: value}},
        "code": {"commit": value},
        "started": value,
        "error": error,
    }
    return cells, step, fields


@pytest.mark.parametrize("value", CORPUS)
def test_a_hostile_value_does_nothing_in_any_place(value, runs, tools, inert):
    cells, step, fields = everywhere(value, tools)
    folder = runs.folder(cells, step, **fields)
    folder.bundle.mkdir()
    (folder.bundle / "model_card.md").write_bytes(value.encode("utf-8", "replace"))
    (folder.bundle / "<img src=x onerror=alert(1)>\"'.txt").write_text("x")
    page = tools.read(folder)
    inert(page)
    assert not page.having("iframe")


@pytest.mark.parametrize("value", CORPUS)
def test_a_hostile_value_does_nothing_in_a_run_that_ended_well(value, runs, tools, inert):
    cells, step, fields = everywhere(value, tools)
    step.state, step.error = State.DONE, None
    fields.update(state=State.DONE, error=None, steps=[step])
    inert(runs.page(cells, step, **fields))


def test_plain_text_of_a_hostile_value_is_shown_as_it_is(runs, tools):
    value = "<script>alert(1)</script> & <b>bold</b>"
    page = runs.page([tools.shown([new_output("stream", name="stdout", text=value)])])
    assert value in page.text


def test_a_link_that_leaves_the_page_becomes_its_text_and_its_address(runs):
    page = runs.page([new_markdown_cell("See [the guide](https://example.org/guide?a=1).")])
    assert "See the guide (https://example.org/guide?a=1)." in page.words
    assert not [a for a in page.attributes("href") if "example.org" in a]


def test_a_remote_picture_is_named_and_not_loaded(runs):
    page = runs.page([new_markdown_cell("![a graph](https://example.org/graph.png)")])
    assert not page.having("img")
    assert "not shown: a graph" in page.words


def test_a_style_of_content_keeps_its_colours_and_loses_the_rest(runs, tools):
    html = "<p style='color: red; position: fixed; top: 0'>text</p>"
    page = runs.page([tools.shown([tools.display(html)])])
    styles = [s for s in page.attributes("style") if "red" in s]
    assert styles == ["color: red;"]
