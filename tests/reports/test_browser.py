"""What a real browser makes of a page: it shows it, and its switch works."""

from __future__ import annotations

from nbformat.v4 import new_markdown_cell


def test_the_page_opens_and_shows_its_headline_and_its_switch(window, runs, tools):
    folder = runs.folder([new_markdown_cell("# Look"), tools.shown([], "x = 1")])
    tools.read(folder)
    with window.tab(folder.report) as tab:
        assert tab.texts("h1") == ["'study' ran to its end: 1 code cell in 3.0 s."]
        # the script has run: the policy lets it, and it has taken the switch out of hiding
        assert tab.do(lambda page: page.get_by_label("Show all code").is_visible())
        tab.assert_clean()


def test_the_frame_of_an_interactive_output_runs_and_reaches_nothing(
    window, runs, tools, visitors, tmp_path
):
    server, asked = visitors
    base = f"{server}/PLACE"
    script = f"""
    fetch("{base}/fetch").catch(() => 0);
    new Image().src = "{base}/image";
    try {{ parent.document.title = "taken"; }} catch (error) {{}}
    try {{ top.location = "{base}/top"; }} catch (error) {{}}
    document.body.style.background = "url({base}/style)";
    document.write('<script src="{base}/script"><\\/script>');
    setTimeout(() => {{ location = "{base}/away"; }}, 200);
    setTimeout(() => {{ console.log("that was all"); }}, 100);
    """
    html = f"<p>table</p><script>{script}</script><img src='{base}/plain' onerror='x()'>"
    metadata = {"text/html": {"sandbox": True}}
    loose = tmp_path / "loose.html"
    loose.write_text(f"<body>{html.replace('PLACE', 'loose')}")
    with window.tab(loose, network=True) as tab:
        tab.do(lambda page: page.wait_for_url(f"{server}/loose/*"))
    assert "/loose/fetch" in asked  # outside of a report the same script does reach the server
    html = html.replace("PLACE", "report")
    folder = runs.folder([tools.shown([tools.display(html, plain="text", metadata=metadata)])])
    assert len(tools.read(folder).frames) == 1
    with window.tab(folder.report, network=True) as tab:
        frame = tab.do(lambda page: page.frames[1])
        # the last thing it tries, going away, ends on a page of the browser's own
        tab.do(lambda _: frame.wait_for_url("chrome-error://**"))
        tab.hear(f"{server}/report/fetch")  # the script of the frame runs, and is refused
        assert tab.texts("h1")[0].startswith("'study' ran to its end")
        assert tab.do(lambda page: page.title()).startswith("study: ")
        assert tab.js("() => location.protocol") == "file:"
    assert [path for path in asked if path.startswith("/report")] == []


def test_the_table_report_of_skrub_works_in_its_frame(window, runs, tools):
    import pandas as pd
    import skrub

    frame = pd.DataFrame({"name": ["<script>alert(1)</script>", "b"] * 9, "value": range(18)})
    html = skrub.TableReport(frame, verbose=0)._repr_html_()
    folder = runs.folder([tools.shown([tools.display(html, plain="a table")])])
    page = tools.read(folder)
    assert len(page.frames) == 1
    assert page.policy.count("sha256-") == 3  # the page's own script and the two of the frame
    with window.tab(folder.report) as tab:
        inside = tab.do(lambda page: page.frames[1].locator("table").first.inner_text())
        assert "<script>alert(1)</script>" in inside
        tab.assert_clean()
