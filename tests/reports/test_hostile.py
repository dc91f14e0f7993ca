"""What data and notebooks bring along does nothing, wherever it turns up."""

from __future__ import annotations

import pytest
from nbformat.v4 import new_markdown_cell, new_output

from mlbench.statements import Finding
from mlbench.store.record import StepRecord
from mlbench.vocabulary import Severity, State

CORPUS = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><img src=x onerror="alert(1)">',
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<form action=https://evil.example/><input name=q><button formaction=javascript:x>b</form>",
    "<a href=javascript:alert(1)>click</a> [click](javascript:alert(1))",
    "<a href=' java&#x0A;script:alert(1)'>click</a> [a](data:text/html;base64,PHNjcmlwdD4=)",
    "![a picture](https://evil.example/a.png) <img src=//evil.example/a.png>",
    '![x](x\'onerror=alert(1)) !["onerror="alert(1)](data:image/png;base64,AAAA)',
    "<style>@import url(https://evil.example/a.css);body{background:url(//evil.example)}</style>",
    "<div style='background:url(https://evil.example/a.png);position:fixed'>x</div>",
    "<p style='color:red;background-color:u\\72l(//evil.example)'>x</p>",
    "<link rel=stylesheet href=https://evil.example/a.css><meta http-equiv=refresh content=0>",
    "<base href=https://evil.example/><object data=//evil.example></object><embed src=x>",
    "<math><mtext></p><style><img src=x onerror=alert(1)></style></mtext></math>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<!--><img src=x onerror=alert(1)>--> <![CDATA[<script>alert(1)</script>]]>",
    "<table background=//evil.example><td background=javascript:alert(1) onclick=x>c</table>",
    "<video poster=//evil.example><source onerror=alert(1) srcset=//evil.example></video>",
    "<skrub-table-report><script>alert(1)</script></skrub-table-report>",
    "<input autofocus onfocus=alert(1)><button onclick=x><meta http-equiv=refresh content=0>",
    "{{ 7 * 7 }}{% raw %} ${7*7} <%= 7 %>",
    "\x00<scr\x00ipt>alert(1)</scr\x00ipt>\x1b]8;;javascript:alert(1)\x07x\x1b]8;;\x07\ud800",
    "```html\n<script>alert(1)</script>\n```\n`<script>alert(1)</script>`",
    "$<script>alert(1)</script>$ $$<img src=x onerror=alert(1)>$$",
    "' onmouseover='alert(1)' x='",
    '" autofocus onfocus="alert(1)" x="',
]


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
