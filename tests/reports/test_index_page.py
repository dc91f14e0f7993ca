"""What a real browser makes of the page of all runs."""

from __future__ import annotations

import pytest
from browsing import PHONE
from stores import add_run

from mlbench.reports.index.write import write_index
from mlbench.vocabulary import State

SCORES = (0.85, 0.95, None, 0.8, 0.9)


@pytest.fixture
def store(tmp_path):
    for number, score in enumerate(SCORES):
        study = "wine" if number % 2 else "adult"
        recipe = {"recipe_title": "Linear" if number == 3 else "Forest"}
        state = State.FAILED if score is None else State.DONE
        add_run(tmp_path, number, score, study=study, recorded=recipe, state=state)
    return tmp_path


@pytest.fixture
def big(tmp_path):
    for number in range(330):
        add_run(tmp_path, number, 0.5 + number / 1000)
    return tmp_path


def column(tab, place: int) -> list[str]:
    return tab.texts(f".runs tbody tr > :nth-child({place})")


def rows(page) -> list[str]:
    return [row.inner_html() for row in page.locator(".runs tbody tr").all()]


def scores(tab) -> list[str]:
    return tab.texts(".runs tbody b")


def click(tab, title: str) -> None:
    tab.do(lambda page: page.get_by_role("button", name=title, exact=True).click())


def test_heading_sorts_up_and_down_and_what_is_missing_stays_last(window, store) -> None:
    with window.tab(write_index(store)) as tab:
        assert scores(tab) == ["0.900", "0.800", "", "0.950", "0.850"]
        click(tab, "Score")
        assert scores(tab) == ["0.950", "0.900", "0.850", "0.800", ""]
        assert tab.texts("th[aria-sort=descending]") == ["Score"]
        click(tab, "Score")
        assert scores(tab) == ["0.800", "0.850", "0.900", "0.950", ""]
        assert tab.texts("th[aria-sort=ascending]") == ["Score"]
        click(tab, "Study")
        assert column(tab, 2) == ["adult", "adult", "adult", "wine", "wine"]
        assert tab.texts("th[aria-sort]") == ["Study"]
        tab.assert_clean()


def test_every_column_can_be_sorted_by_keyboard(window, store) -> None:
    with window.tab(write_index(store)) as tab:
        for place, title in enumerate(tab.texts(".runs thead th"), 1):
            tab.js("t => [...document.querySelectorAll('thead button')]"
                   ".find(b => b.textContent === t).focus()", title)  # fmt: skip
            tab.press("Enter")
            assert tab.texts("th[aria-sort]") == [title]
            before = column(tab, place)
            tab.press("Space")
            told = [cell for cell in before if cell]
            assert [cell for cell in column(tab, place) if cell] == told[::-1] or len(
                set(told)
            ) < len(told), title
        tab.assert_clean()


def test_rows_that_the_script_draws_are_those_that_were_written(window, store) -> None:
    path = write_index(store)
    with window.tab(path, script=False) as still:
        written = still.do(rows)
    with window.tab(path) as tab:
        click(tab, "Score")
        click(tab, "Started")
        tab.js(
            "() => document.querySelectorAll('.runs time').forEach(t => t.removeAttribute('title'))"
        )
        assert tab.do(rows) == written


def test_filter_finds_words_in_any_order_and_counts_what_it_found(window, store) -> None:
    with window.tab(write_index(store)) as tab:
        told = lambda: tab.texts("#shown")[0]  # noqa: E731 - it is asked again and again
        assert told() == "Showing 5 runs"
        tab.do(lambda page: page.get_by_label("Filter").fill("linear WINE"))
        assert told() == "Showing 1 that fit, of 5 runs"
        assert scores(tab) == ["0.800"]
        tab.do(lambda page: page.get_by_label("Filter").fill("no such thing"))
        assert told() == "Showing 0 that fit, of 5 runs"
        assert scores(tab) == []
        tab.do(lambda page: page.get_by_label("Filter").fill(""))
        tab.do(lambda page: page.get_by_label("State").select_option("failed"))
        assert column(tab, 3) == ["✕ failed"]
        tab.do(lambda page: page.get_by_label("State").select_option(""))
        tab.do(lambda page: page.locator(".of-study[data-study=wine]").click())
        assert column(tab, 2) == ["wine", "wine"]
        assert tab.js("() => document.getElementById('study').value") == "wine"
        tab.assert_clean()


def test_more_rows_come_when_they_are_asked_for(window, big) -> None:
    with window.tab(write_index(big)) as tab:
        assert tab.texts("#shown") == ["Showing 100 of 330 runs"]
        click(tab, "Show 200 more")
        assert len(scores(tab)) == 300
        click(tab, "Show all")
        assert len(scores(tab)) == 330
        assert tab.texts("#shown") == ["Showing 330 runs"]
        assert not tab.do(lambda page: page.locator("#more").is_visible())


def test_without_a_script_the_newest_runs_are_there_and_it_is_said(window, big) -> None:
    with window.tab(write_index(big), script=False) as tab:
        assert len(scores(tab)) == 100
        assert tab.texts("#shown") == ["The newest 100 of 330 runs"]
        assert "mlbench runs" in tab.texts("noscript")[0]
        assert not tab.do(lambda page: page.locator("#tools").is_visible())
        tab.assert_clean()


def test_times_are_those_of_the_reader(window, store) -> None:
    with window.tab(write_index(store), zone="Asia/Tokyo") as tab:
        assert tab.texts(".runs time")[0] == "2026-03-02 01:30"
        title = tab.do(lambda page: page.locator(".runs time").first.get_attribute("title"))
        assert title == "2026-03-01 16:30:00 UTC"
        tab.assert_clean()


def test_names_from_the_data_never_act(window, tmp_path) -> None:
    evil = "</script><img src=x onerror=alert(1)><svg onload=alert(1)>"
    for number in range(3):
        recorded = {"recipe_title": evil}
        add_run(tmp_path, number, study=evil, recorded=recorded, error={"message": evil})
    with window.tab(write_index(tmp_path)) as tab:
        click(tab, "Recipe")
        click(tab, "Recipe")
        assert column(tab, 9) == [evil] * 3
        assert tab.js("() => document.images.length") == 0
        tab.assert_clean()


def test_page_of_2000_runs_draws_no_more_rows_than_are_looked_at(window, tmp_path) -> None:
    for number in range(2000):
        add_run(tmp_path, number, 0.5 + number / 10_000, study=f"study-{number % 9}")
    path = write_index(tmp_path)
    assert path.stat().st_size < 2_000_000
    with window.tab(path, width=PHONE) as tab:
        click(tab, "Score")
        assert len(scores(tab)) == 100
        assert tab.js("() => document.getElementsByTagName('*').length") < 4000
        tab.assert_clean()
