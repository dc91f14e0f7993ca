"""The summary for a pull request: what it says, and that no value does anything in it."""

from __future__ import annotations

import re

import pytest
from markdown_it import MarkdownIt
from nbformat.v4 import new_code_cell

from mlbench.errors import RefusedInput
from mlbench.reports.markdown import code, escape
from mlbench.reports.summary import LIMIT, summary, write_summary
from mlbench.statements import Estimate, Finding
from mlbench.store.record import StepRecord, preserve
from mlbench.vocabulary import Severity, State

READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def said(folder, **options):
    return summary(folder, folder.read(), **options)


def findings(count, severity=Severity.WARNING, text="Seen."):
    return [
        Finding(f"MB1{n:02d}", f"title {n}", severity, "a column", text, "Do it.").to_json()
        for n in range(count)
    ]


def parameters(*lines):
    return new_code_cell("\n".join(lines), metadata={"tags": ["parameters"]})


def test_a_run_with_scores_is_summed_up(runs):
    recorded = {
        "metric": "roc_auc",
        "recipe_title": "Random forest",
        "score": preserve(Estimate(0.924, 0.918, 0.930)),
        "baseline": preserve(Estimate(0.5)),
        "log_loss": preserve(Estimate(0.283, 0.274, 0.291)),
        "bundle_bytes": 50647,
        "test_rows": 12211,
    }
    data = {"name": "adult", "rows": 48842, "target": "income", "fingerprint": "3fa9c0de1b2244aa"}
    data["asked"] = {"split": "stratified", "test_fraction": 0.25, "split_seed": 0}
    step = StepRecord("look", "look", state=State.DONE, seconds=75, cells=3, cells_done=3)
    step.recorded, step.findings = recorded, findings(2)
    step.parameters = {"trees": 500, "depth": 3, "split": "stratified"}
    cells = [parameters("trees: int = 100", "depth: int = 3", 'split: str = "auto"')]
    folder = runs.folder(cells, step, data=data, code={"commit": "5fe39942ba95dbb4"})
    text = said(folder)
    assert text.startswith("### ✓ study: done\n\n**Random forest reaches ROC AUC 0.924 ")
    assert "| **ROC AUC** | 0.924 | \\[0.918, 0.930\\] | look |" in text
    assert "| ROC AUC of the dummy baseline | 0.500 |  | look |" in text
    assert "| log loss | 0.283 | \\[0.274, 0.291\\] | look |" in text
    assert "bundle bytes" not in text
    assert "Data: adult, 48,842 rows, target 'income'. Fingerprint: `3fa9c0de1b22`." in text
    assert "Split: stratified, 25% held out, seed 0." in text
    assert "**Findings:** 2 warnings." in text
    assert "- ▲ warning **title 0**: a column (MB100). Seen. Do it." in text
    assert "| look | ✓ done | 1 min 15 s | 3 of 3 |" in text
    assert "| `trees` | `500` | `100` | look |" in text
    assert "depth" not in text
    assert "`auto`" not in text  # the split is told in words
    assert "/run-0/report.html`, run `20260301-123005-250-ab12`, commit `5fe39942ba95`" in text
    assert said(folder) == text


def test_a_failed_run_shows_what_went_wrong(runs):
    error = {"code": "CELL", "message": "ValueError: ```\n@team | too few rows", "cell": 1}
    step = StepRecord("model", "model", state=State.FAILED, cells=5, error=error)
    text = said(runs.folder([], step, state=State.FAILED))
    assert "### ✕ study: failed" in text
    assert "**Step 'model' failed in cell 1 of 5.**" in text
    assert "````text\nValueError: ```\n@team | too few rows\n````" in text


def test_the_same_change_in_several_steps_is_one_line(runs, tools):
    steps = [StepRecord(name, name, state=State.DONE) for name in ("model", "evaluate")]
    folder = runs.folder([], steps=steps)
    for number, step in enumerate(steps, 1):
        step.parameters = {"metric": "f1", "needed": "x"}
        path = folder.notebook(number, step.name)
        path.parent.mkdir(exist_ok=True)
        path.write_text(tools.notebook([parameters('metric: str = "auto"', "needed: str")]))
    record = folder.read()
    record.steps = steps
    text = summary(folder, record)
    assert "| `metric` | `f1` | `auto` | model, evaluate |" in text
    assert "| `needed` | `x` | `required` | model, evaluate |" in text


def test_without_notebooks_and_values_there_is_still_a_summary(runs):
    text = said(runs.folder([], steps=[]))
    assert "**Findings:** none." in text
    assert "Changed parameters" not in text


def test_the_report_is_linked_where_an_address_is_given(runs):
    folder = runs.folder([])
    text = said(folder, link="https://host/a b)<x>.html")
    assert "[Full report](<https://host/a%20b)%3Cx%3E.html>)" in text
    assert "run-0/report.html" not in text
    for wrong in ("javascript:alert(1)", "runs/report.html", "https:"):
        with pytest.raises(RefusedInput, match="must be a web address"):
            said(folder, link=wrong)


HOSTILE = [
    "a | b | c",
    "`code` ``more`` ```",
    "<img src=x onerror=alert(1)> <script>alert(1)</script> <!-- x -->",
    "&lt;b&gt; &#64;team",
    "@team and @org/team, mail me@example.org",
    "#123 GH-123 org/repo#1",
    "https://evil.example/a www.evil.example ftp://evil.example",
    "[click](https://evil.example) ![x](https://evil.example/a.png) [a]: https://evil.example",
    "**bold** *em* __bold__ _em_ ~~gone~~",
    "# head\n\n- list\n> quote\n| a |\n|---|",
    "$x$ $$x$$ :tada: :+1:",
    "44bf7d2258f965498773191f76c80082dec24544",
    "end\\",
    "\\| \\` \\[",
    "\u202egnp.exe \u200b \x00 \x1b[31m \ud800",
    "x" * 5000,
    "|" * 5000,
]


def shown(text):
    """Return what GitHub would make of it: the kinds of its tokens, and its plain text."""
    kinds, words = set(), []
    for token in READER.parse(text):
        kinds.add(token.type)
        for child in token.children or []:
            kinds.add(child.type)
            words.append(child.content)
    return kinds, "".join(words)


@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_value_is_shown_and_does_nothing(value, runs):
    step = StepRecord("look", "look", state=State.DONE, cells=1, seconds=1.0)
    step.recorded = {"metric": value, "score": 0.5, value: preserve(Estimate(0.5, 0.4, 0.6))}
    step.findings = [Finding(value, value, Severity.INFO, value, value, value).to_json()]
    step.parameters = {"alpha": value}
    steps = [step, StepRecord(value, value, state=State.DONE)]
    data = {"name": value, "target": value, "fingerprint": value}
    data["asked"] = {"split": value, "test_fraction": value, "split_seed": value}
    cells = [parameters("alpha: str = 'x'")]
    folder = runs.folder(cells, steps=steps, name=value, data=data, code={"commit": value})
    text = said(folder)
    kinds, _ = shown(text)
    assert kinds <= {
        *("heading_open", "heading_close", "inline", "paragraph_open", "paragraph_close"),
        *("table_open", "table_close", "thead_open", "thead_close", "tbody_open", "tbody_close"),
        *("tr_open", "tr_close", "th_open", "th_close", "td_open", "td_close"),
        *("bullet_list_open", "bullet_list_close", "list_item_open", "list_item_close"),
        *("text", "text_special", "strong_open", "strong_close", "code_inline", "html_inline"),
        *("entity", "softbreak"),
    }
    html = READER.render(text)
    assert {*re.findall(r"<(\w+)", html)} <= {
        "h3",
        "p",
        "strong",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "ul",
        "li",
        "code",
        "span",
    }
    outside = re.sub(r"<code>.*?</code>", "", html, flags=re.DOTALL)
    plain = re.sub(r"<[^>]*>", "", outside)
    assert not re.search(r"@\w|#\d|GH-\d|://|www\.|:tada:|[0-9a-f]{30}", plain)
    assert "\x1b" not in text
    assert "\u202e" not in text
    rows = [line.count(" | ") for line in html.splitlines() if line.startswith("<tr>")]
    assert rows == [0] * len(rows)
    assert len(text.encode()) <= LIMIT


@pytest.mark.parametrize("value", HOSTILE[:14], ids=range(14))
def test_an_escaped_value_reads_as_it_was(value):
    _, words = shown(f"x {escape(value, 400)} x")
    expected = " ".join(value.split())
    assert (
        words.replace("\u200b", "").replace("<span>", "").replace("</span>", "")
        == f"x {expected} x"
    )


def test_code_keeps_its_backticks_and_never_opens_a_cell():
    assert READER.render(code("a`b``c")) == "<p><code>a`b``c</code></p>\n"
    assert "|" not in code("a|b")


@pytest.mark.parametrize("filling", ["x", "|", "@", "ü", "漢"])
def test_the_largest_run_fits_a_comment(filling, runs):
    long = filling * 5000
    steps = [
        StepRecord(f"{long}{n}", long, state=State.DONE, findings=findings(30, text=long))
        for n in range(60)
    ]
    for number, step in enumerate(steps):
        step.recorded = {f"{long}{number}.{n}": preserve(Estimate(0.5, 0.4, 0.6)) for n in range(9)}
    folder = runs.folder([], steps=steps, name=long)
    text = said(folder)
    assert len(text.encode()) <= LIMIT
    assert "more in the report" in text
    assert "Full report: " in text


def test_it_is_written_beside_the_report(runs):
    folder = runs.folder([])
    assert write_summary(folder).read_text("utf-8") == said(folder)
