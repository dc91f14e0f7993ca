"""Every kind of output becomes safe HTML of bounded size."""

from __future__ import annotations

import pandas as pd
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output


def stream(text, name="stdout"):
    return new_output("stream", name=name, text=text)


def test_a_picture_of_ours_carries_its_own_alt_text(runs, tools):
    alt = "ROC curve, area 0.924."
    output = tools.display(image__png=tools.png(), metadata={"image/png": {"alt": alt}})
    assert [i["alt"] for i in runs.page([tools.shown([output])]).having("img")] == [alt]


def test_any_other_picture_is_named_after_the_heading_above_it(runs, tools):
    cells = [
        new_markdown_cell("# All\n\n## The *curve*\n\ntext"),
        tools.shown([], "x = 1"),
        tools.shown([tools.display(image__png=tools.png())]),
    ]
    assert runs.page(cells).having("img")[0]["alt"] == "Picture from 'The curve', cell 2"


def test_pictures_in_html_keep_their_alt_text_or_get_one(runs, tools):
    source = f"data:image/png;base64,{tools.png()}"
    html = f'<div><img src="{source}" alt="a < b"><img src="{source}"></div>'
    page = runs.page([new_markdown_cell("# Gallery"), tools.shown([tools.display(html)])])
    assert [i["alt"] for i in page.having("img")] == ["a < b", "Picture from 'Gallery', cell 1"]
    assert all(i["src"].startswith("data:image/png;base64,iVBOR") for i in page.having("img"))


def test_a_vector_picture_is_shown_as_a_picture_that_runs_nothing(runs, tools):
    svg = "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
    page = runs.page([tools.shown([tools.display(image__svg=svg)])])
    assert page.having("img")[0]["src"].startswith("data:image/svg+xml;base64,")


def test_a_frame_is_shown_as_a_table(runs, tools):
    frame = pd.DataFrame({"name": ["<b>x</b>"], "value": [1.5]})
    page = runs.page([tools.shown([tools.display(frame.to_html(), plain=repr(frame))])])
    assert "<b>x</b>" in page.text
    assert "dataframe" in page.attributes("class")
    assert ".dataframe" not in page.text  # the style that pandas brings is no text


def test_a_long_table_says_how_long_it_is(runs, tools):
    html = pd.DataFrame({"a": range(5000)}).to_html()
    page = runs.page([tools.shown([tools.display(html)])])
    assert "The first 60 of 5,000 rows are shown. The notebook has all of it." in page.words
    assert "notebooks/01-look.ipynb" in page.attributes("href")


def test_html_that_shows_nothing_without_its_script_falls_back_to_the_picture(runs, tools):
    output = tools.display(
        "<div id='plot'></div><script>draw()</script>", plain="Figure", image__png=tools.png()
    )
    page = runs.page([tools.shown([output])])
    assert len(page.having("img")) == 1
    assert "draw()" not in page.source


def test_a_widget_is_shown_as_its_text(runs, tools):
    output = tools.display("<b>live</b>", plain="IntSlider(value=3)")
    output["data"]["application/vnd.jupyter.widget-view+json"] = {"model_id": "1"}
    page = runs.page([tools.shown([output])])
    assert "IntSlider(value=3)" in page.text
    assert "live" not in page.text


def test_the_diagram_of_an_estimator_is_shown_as_its_text(runs, tools):
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression()
    page = runs.page([tools.shown([tools.display(model._repr_html_(), plain=repr(model))])])
    assert "LogisticRegression()" in page.words
    assert "rerun this cell" not in page.words


def test_an_output_that_is_only_a_script_says_so(runs, tools):
    page = runs.page([tools.shown([tools.display(application__javascript="alert(1)")])])
    assert "An output that needs a script is not shown (application/javascript)." in page.words


def test_a_progress_bar_is_shown_in_its_last_state(runs, tools):
    text = "".join(f"\rstep {i}" for i in range(100)) + "\nend\n"
    page = runs.page([tools.shown([stream(text)])])
    assert "step 99" in page.text
    assert "step 98" not in page.text


def test_pieces_of_one_stream_are_put_together_and_errors_told_apart(runs, tools):
    page = runs.page([tools.shown([stream("a\n"), stream("b\n"), stream("warned", "stderr")])])
    blocks = [c for c in page.attributes("class") if c.startswith("output console")]
    assert blocks == ["output console stdout", "output console stderr"]


def test_long_text_keeps_its_head_and_its_tail(runs, tools):
    text = "first\n" + "line\n" * 100_000 + "last\n"
    page = runs.page([tools.shown([stream(text)])])
    assert "first" in page.text
    assert "last" in page.text
    assert "About 476 kB are left out here. The notebook has all of it." in page.words
    assert len(page.source) < 60_000


def test_colours_of_a_terminal_become_spans(runs, tools):
    page = runs.page([tools.shown([stream("\x1b[31mred\x1b[0m \x1b]0;title\x07plain")])])
    assert "ansi-red-fg" in page.attributes("class")
    assert "red plain" in page.text


def test_code_is_folded_away_and_can_be_unfolded_at_once(runs, tools):
    page = runs.page([tools.shown([], "answer = 42")])
    assert "open" not in next(a for a in page.having("details") if a["class"] == "code")
    assert [i["id"] for i in page.having("input")] == ["all-code"]
    assert "answer = 42" in page.text


def test_a_page_without_code_has_no_switch(runs):
    assert not runs.page([new_markdown_cell("# Only text")]).having("input")


def test_prose_is_rendered_and_its_headings_stand_below_those_of_the_page(runs):
    page = runs.page([new_markdown_cell("# Title\n\nsome **bold** text\n\n| a |\n|---|\n| 1 |")])
    tags = [tag for tag, _ in page.elements]
    assert tags.count("h1") == 1
    assert {"h3", "strong", "td"} <= set(tags)


def test_a_cell_that_did_not_run_says_so(runs):
    page = runs.page([new_code_cell("x = 1")])
    assert "Code, cell 1 (not run)" in page.words


def test_a_pasted_picture_that_is_gone_does_not_stop_the_report(runs):
    page = runs.page([new_markdown_cell("![a photo](attachment:gone.png)\n\nmore")])
    assert "not shown: a photo" in page.words


def test_an_unknown_language_is_shown_as_plain_code(runs, tools):
    folder = runs.folder([tools.shown([], "foo <- 1")])
    path = folder.notebook(1, "look")
    path.write_text(path.read_text().replace("ipython3", "klingon").replace("python", "klingon"))
    assert "foo <- 1" in tools.read(folder).text
