"""Widgets are shown as they stood in the end, as plain words and bars; anything else is safe."""

from __future__ import annotations

import time
from itertools import count

import pytest
from nbformat.v4 import new_output

from mlbench.reports.widget_state import STATE, VIEW
from tests.reports.test_hostile import CORPUS


class Notebook:
    """Widgets by hand: what ``metadata.widgets`` of a notebook holds."""

    def __init__(self, runs, tools) -> None:
        self.runs, self.tools = runs, tools
        self.models = {}
        self._numbers = count()

    def add(self, name, buffers=None, **state) -> str:
        identifier = f"{next(self._numbers):032x}"
        model = {"model_name": f"{name}Model", "state": state}
        self.models[identifier] = {**model, "buffers": buffers} if buffers else model
        return identifier

    def box(self, name, *children, **state) -> str:
        return self.add(name, children=[f"IPY_MODEL_{child}" for child in children], **state)

    def page(self, *shown, plain="Widget()"):
        outputs = [self.view(identifier, plain) for identifier in shown]
        metadata = {"widgets": {STATE: {"state": self.models}}}
        return self.runs.page([self.tools.shown(outputs)], metadata=metadata)

    @staticmethod
    def view(identifier, plain="Widget()"):
        data = {VIEW: {"model_id": identifier}, "text/plain": plain}
        return new_output("display_data", data=data)


@pytest.fixture
def notebook(runs, tools):
    return Notebook(runs, tools)


CASES = [
    ("IntSlider", {"value": 7, "min": 0, "max": 10, "description": "depth"}, "depth 7 (0 to 10)"),
    ("FloatSlider", {"value": 2.5, "max": 10.0, "readout_format": ".2f"}, "2.50 (0 to 10)"),
    ("IntRangeSlider", {"value": [2, 5], "min": 0, "max": 10}, "2\N{EN DASH}5 (0 to 10)"),
    ("FloatLogSlider", {"value": 100.0, "base": 10.0, "min": 0.0, "max": 4.0}, "100"),
    ("IntProgress", {"value": 3, "max": 10, "description": "rows"}, "rows 3 of 10"),
    ("Text", {"value": "<b>words</b>", "description": "name"}, "name <b>words</b>"),
    ("Textarea", {"value": ""}, "(empty)"),
    ("FloatText", {"value": 1.5}, "1.5"),
    (
        "Dropdown",
        {"index": 1, "_options_labels": ["a", "b"], "description": "pick"},
        "pick b (of a, b)",
    ),
    ("SelectMultiple", {"index": [0, 2], "_options_labels": ["1", "2", "3"]}, "1, 3 (of 1, 2, 3)"),
    ("RadioButtons", {"index": None, "_options_labels": ["a", "b"]}, "(nothing chosen)"),
    ("Checkbox", {"value": True, "description": "shuffle"}, "shuffle ☑ on"),
    ("Valid", {"value": False, "readout": "Invalid"}, "✕ Invalid"),
    ("DatePicker", {"value": {"year": 2024, "month": 1, "date": 3}}, "2024-02-03"),
    ("Time", {"value": {"hours": 1, "minutes": 2, "seconds": 3}}, "01:02:03"),
    (
        "Datetime",
        {"value": {"year": 2024, "month": 0, "date": 2, "hours": 5}},
        "2024-01-02 05:00:00 UTC",
    ),
    ("ColorPicker", {"value": "red", "description": "line"}, "line red"),
    ("Button", {"description": "Go"}, "Go"),
    ("Label", {"value": "a < b"}, "a < b"),
    ("HTML", {"value": "<b>bold</b> words"}, "bold words"),
    ("TagsInput", {"value": ["a", "b"]}, "a, b"),
    ("Controller", {}, "Controller is a widget that shows in the live notebook only."),
]


@pytest.mark.parametrize(("name", "state", "words"), CASES, ids=[case[0] for case in CASES])
def test_a_widget_is_shown_with_its_label_and_its_value(name, state, words, notebook, inert):
    page = notebook.page(notebook.add(name, **state))
    inert(page)
    assert words in page.words
    assert "Widget()" not in page.words


def test_a_bar_is_as_long_as_its_value_and_says_it_in_words(notebook):
    page = notebook.page(
        notebook.add("FloatProgress", value=30, min=20, max=40, bar_style="danger")
    )
    assert "width:50.0%" in page.attributes("style")
    assert "bar danger" in page.attributes("class")
    assert "30 of 40" in page.words


def test_the_bar_of_tqdm_is_one_line_of_its_own_words(notebook):
    left, right = (
        notebook.add("HTML", value="train: 60%"),
        notebook.add("HTML", value=" 3/5 [00:01&lt;00:02]"),
    )
    bar = notebook.add("FloatProgress", value=3.0, max=5.0)
    page = notebook.page(notebook.box("HBox", left, bar, right), plain="train: 0%")
    assert "train: 60% 3/5 [00:01<00:02]" in page.words
    assert page.attributes("aria-label") == ["Contents", "3 of 5"]


def test_tabs_and_accordions_are_unfolded_by_the_browser_itself(notebook, inert):
    inside = notebook.box(
        "VBox", notebook.add("Label", value="first"), notebook.add("Label", value="more")
    )
    tab = notebook.box(
        "Tab",
        inside,
        notebook.add("Label", value="second"),
        titles=["One", "Two"],
        selected_index=0,
    )
    older = notebook.box("Accordion", notebook.add("Label", value="third"), _titles={"0": "Old"})
    page = notebook.page(notebook.box("GridBox", tab, older))
    inert(page)
    places = [page.words.index(w) for w in ("One first", "Two second", "Old third")]
    assert places == sorted(places)
    assert [("open" in attrs) for attrs in page.having("details") if attrs["class"] == "pane"] == [
        True,
        False,
        False,
    ]


def test_a_picture_widget_is_a_picture(notebook, tools, inert):
    for encoding, data in (
        ("base64", tools.png()),
        ("hex", __import__("base64").b64decode(tools.png()).hex()),
    ):
        buffer = {"path": ["value"], "encoding": encoding, "data": data}
        page = notebook.page(notebook.add("Image", buffers=[buffer], format="png"))
        inert(page)
        assert page.having("img")[0]["src"].startswith("data:image/png;base64,iVBOR")


def test_an_output_widget_shows_its_outputs_by_the_same_rules(notebook, tools, inert):
    slider = notebook.add("IntSlider", value=4, max=9)
    outputs = [
        new_output("stream", text="printed"),
        tools.display("<b>bold</b><script>alert(1)</script>"),
        tools.display(image__png=tools.png()),
        notebook.view(slider),
    ]
    page = notebook.page(notebook.add("Output", outputs=outputs))
    inert(page)
    assert "printed" in page.text
    assert "bold" in page.text
    assert "4 (0 to 9)" in page.words
    assert len(page.having("img")) == 1


def test_a_widget_whose_state_was_not_kept_is_shown_as_its_text(notebook):
    page = notebook.page("0" * 32, plain="IntSlider(value=3)")
    assert "The state of this widget was not saved; its text is shown." in page.words
    assert "IntSlider(value=3)" in page.text


def test_a_password_is_not_shown(notebook):
    page = notebook.page(notebook.add("Password", value="hunter2", description="key"))
    assert "key (hidden)" in page.words
    assert "hunter2" not in page.source


def test_a_widget_within_itself_ends(notebook, inert):
    first = notebook.box("VBox")
    second = notebook.box("HBox", first, notebook.add("Label", value="end"))
    notebook.models[first]["state"]["children"] = [f"IPY_MODEL_{second}"] * 3
    outputs = [notebook.view(first)]
    notebook.models[second]["state"]["children"].append(
        f"IPY_MODEL_{notebook.add('Output', outputs=outputs)}"
    )
    page = notebook.page(first)
    inert(page)
    assert page.source.count(">end<") == 3


def test_deep_and_wide_widgets_are_bounded_in_time_and_size(notebook, inert):
    deep = notebook.add("Label", value="bottom")
    for _ in range(500):
        deep = notebook.box("VBox", deep, deep)
    wide = notebook.box("VBox", *[notebook.add("Label", value="x" * 5000) for _ in range(5000)])
    started = time.process_time()
    page = notebook.page(deep, *[wide] * 50)
    assert time.process_time() - started < 5
    inert(page)
    assert len(page.source) < 5_000_000
    assert "More widgets are left out." in page.words


WRONG = [
    None,
    True,
    -1,
    1e308,
    10**30,
    "",
    "x" * 100_000,
    [],
    [[]],
    {},
    {"a": {}},
    [1, "a", None],
    *CORPUS,
]


@pytest.mark.parametrize(
    "name",
    [
        *[case[0] for case in CASES],
        "Image",
        "Output",
        "Tab",
        "HBox",
        "Stack",
        "HTMLMath",
        "Password",
    ],
)
def test_state_of_any_kind_shows_something_and_does_nothing(name, notebook, inert):
    traits = [
        "value",
        "min",
        "max",
        "description",
        "index",
        "_options_labels",
        "children",
        "outputs",
        "titles",
        "_titles",
    ]
    traits += ["readout_format", "base", "bar_style", "selected_index", "readout", "format"]
    usual = next((state for kind, state, _ in CASES if kind == name), {})
    widgets = []
    for value in WRONG:
        widgets.append(notebook.add(name, **dict.fromkeys(traits, value)))
        widgets += [notebook.add(name, **{**usual, trait: value}) for trait in traits[:4]]
        parts = {"year": value, "month": value, "date": value, "hours": value}
        widgets.append(
            notebook.add(name, value=parts, outputs=[value, {"output_type": value, "data": value}])
        )
        widgets.append(
            notebook.add(name, buffers=[{"path": ["value"], "data": value, "encoding": value}])
        )
    inert(notebook.page(*widgets, plain="text"))


@pytest.mark.parametrize("value", WRONG[:12])
def test_metadata_of_any_kind_is_read(value, runs, tools, inert):
    view = new_output("display_data", data={VIEW: {"model_id": "a"}, "text/plain": "text"})
    kept = [
        {"widgets": value},
        {"widgets": {STATE: value}},
        {"widgets": {STATE: {"state": value}}},
        {"widgets": {STATE: {"state": {"a": value}}}},
        {
            "widgets": {
                STATE: {"state": {"a": {"model_name": value, "state": value, "buffers": value}}}
            }
        },
        {
            "widgets": {
                STATE: {"state": {"a": {"model_name": "VBoxModel", "state": {"children": value}}}}
            }
        },
    ]
    for metadata in kept:
        inert(runs.page([tools.shown([view])], metadata=metadata))
    view["data"][VIEW] = value
    inert(runs.page([tools.shown([view])]))
