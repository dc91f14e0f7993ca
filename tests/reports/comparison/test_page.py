"""The page of a comparison: inert, for everyone, and in words what the text says."""

from __future__ import annotations

import pytest
from browsing import LAPTOP, PAPER, PHONE
from corpus import CORPUS

from mlbench.reports.comparison.page import write_page
from mlbench.reports.comparison.runs import compare_runs
from mlbench.vocabulary import State


@pytest.mark.parametrize("value", CORPUS)
def test_a_hostile_value_does_nothing_on_the_page(value, made, tools, tmp_path):
    value = value.replace("\ud800", "")
    html = f"<table><tr><td title='{value}'>{value}</td></tr></table>{value}"
    sides = []
    for number in range(2):
        shown = [tools.display(f"{html}{number}", plain=value), tools.display(plain=value * number)]
        data = {"fingerprint": "aa", value: number, "name": f"{value}{number}"}
        environment = {value: f"{value}{number}"}
        named = {"name": f"{value}{number}", "started": value, "environment": environment}
        sides.append(made(1 + number, text=f"{value} {number}", outputs=shown, data=data, **named))
    page = tools.page(write_page(compare_runs(sides), tmp_path / "page.html").read_text("utf-8"))
    assert page.scripts == []
    assert not [name for _, attrs in page.elements for name in attrs if name.startswith("on")]
    assert not page.having("img") + page.having("iframe") + page.having("svg") + page.having("form")
    assert [a for a in page.attributes("href") if a != "#content"] == []
    assert "script-src 'none'" in page.policy


@pytest.fixture
def page(made, tools, tmp_path):
    pictures = [tools.display(image__png=tools.png(300, 200, noise=n)) for n in (False, True)]
    table = "<table><tr><th>a</th></tr><tr><td>{}</td></tr></table>"
    long = "averyveryverylongnamewithoutasinglebreak" * 6
    one = made(
        outputs=[pictures[0], tools.display(table.format(1))], data={"fingerprint": "aa", long: 1}
    )
    two = made(
        3.0,
        seed=7,
        text=f"auc 0.7 {long}",
        outputs=[pictures[1], tools.display(table.format(2))],
        data={"fingerprint": "aa", long: 2},
    )
    three = made(state=State.FAILED, saved=False, name=long)
    return write_page(compare_runs([one, two, three]), tmp_path / "page.html")


@pytest.mark.parametrize(("width", "theme"), [(LAPTOP, "light"), (PHONE, "dark")])
def test_page_is_accessible_and_nothing_is_cut_off(window, page, width, theme):
    with window.tab(page, width=width, theme=theme) as tab:
        tab.js("() => document.querySelectorAll('details').forEach((d) => { d.open = true; })")
        tab.assert_accessible()
        assert "\n".join(tab.wider_than_window()) == ""
        tab.picture(f"compare-{width}-{theme}")
        tab.resize(PAPER, "print")
        assert "\n".join(tab.wider_than_window()) == ""
        tab.picture(f"compare-paper-{theme}")
        tab.assert_clean()


def test_pictures_that_differ_stand_side_by_side_with_words(window, page):
    with window.tab(page) as tab:
        assert tab.js("() => document.images.length") == 2
        assert "Picture of cell 1, as A shows it" in tab.js("() => document.images[0].alt")
        assert "which is worse" in tab.texts("h1")[0]
        assert "▼ worse" in tab.texts(".verdict-worse")[0]
        tab.assert_clean()
