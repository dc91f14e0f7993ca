"""Only what asks for a frame, or is a table report from its first character, gets one."""

from __future__ import annotations

import base64
import hashlib
import secrets

from mlbench.reports.sandbox import FRAME_LIMIT, frame, wants_frame

REPORT = (
    '\n<div id="report_0a1b-wrapper" hidden>\n <template id="report_0a1b-template">'
    "<skrub-table-report></skrub-table-report></template></div><script>go()</script>"
)


def test_a_table_report_and_an_output_that_asks_get_a_frame():
    assert wants_frame(REPORT, {})
    assert wants_frame("<p>1,000 of 32,561 rows</p>" + REPORT, {})
    assert wants_frame("<b>x</b>", {"text/html": {"sandbox": True}})


def test_a_table_report_inside_other_content_gets_none():
    assert not wants_frame(f"<table><tr><td>{REPORT}</td></tr></table>", {})
    assert not wants_frame("<skrub-table-report><script>go()</script></skrub-table-report>", {})
    assert not wants_frame("<b>x</b>", {"text/html": {"sandbox": "yes"}})
    assert not wants_frame("<b>x</b>", {"text/html": "sandbox"})


def test_a_huge_output_gets_no_frame():
    assert not wants_frame("x" * (FRAME_LIMIT + 1), {"text/html": {"sandbox": True}})


def test_every_script_of_a_frame_is_listed_as_the_browser_will_read_it():
    _, hashes = frame("<script>one()\r\n</script><SCRIPT type=module>two()</SCRIPT >", "t")
    digests = [hashlib.sha256(text).digest() for text in (b"one()\n", b"two()")]
    assert hashes == {f"'sha256-{base64.b64encode(d).decode()}'" for d in digests}


def test_a_frame_cannot_be_left_by_closing_a_quote():
    element, _ = frame("\"><script>x</script>'", 'a "title" <b>')
    assert element.count('"') == 8
    assert element.count("<") == 2


def test_what_repeats_itself_takes_little_room_in_the_page(runs, tools, inert):
    html = "<p>table</p>" + "<i>x</i>" * 120_000
    page = runs.page(
        [tools.shown([tools.display(html, metadata={"text/html": {"sandbox": True}})])]
    )
    inert(page)
    assert page.frames[0].text.endswith("table" + "x" * 120_000)
    assert len(page.source) < 50_000


def test_a_frame_that_does_not_fit_is_replaced_by_its_text(runs, tools):
    html = "<p>table</p>" + secrets.token_hex(400_000)  # what hardly becomes smaller
    metadata = {"text/html": {"sandbox": True}}
    output = tools.display(html, plain="the rows as text", metadata=metadata)
    folder = runs.folder([tools.shown([output])])
    page = tools.read(folder, limit=300_000)
    assert not page.having("iframe")
    assert "The interactive table does not fit into this page." in page.words
    assert "the rows as text" in page.text
