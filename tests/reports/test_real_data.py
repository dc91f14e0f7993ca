"""Every real data set through a one-line study: explored headless, its report in a browser."""

from __future__ import annotations

import pytest

from mlbench.settings import settings

#: Source -> words of what is shown of its kind.
SOURCES = {
    "adult": "plain table",
    "bike_sharing": "Rows from 20",
    "california_housing": "plain table",
    "chicago_ridership": "Rows from 20",
    "clinc150": "The texts in figures",
    "cmapss_fd001": "The series in figures",
    "cmapss_fd001:test": "The series in figures",
    "dry_bean": "plain table",
    "fsdd": "All 1,800 sounds are of one format.",
    "ml_latest_small": "The ratings in figures",
    "sign_language_digits": "All 2,059 images are of one size and mode.",
    "ulb_creditcard_sample": "plain table",
}


@pytest.mark.real
@pytest.mark.parametrize("source", SOURCES)
def test_real_data_set_is_explored_and_its_report_opens(
    window, workplace, real_data, monkeypatch, tools, source
):
    import mlbench

    monkeypatch.setenv("MLBENCH_DATA", str(real_data))
    settings.cache_clear()
    study = workplace / "study.yaml"
    study.write_text(f"study: real\ndata: {{source: '{source}'}}\nsteps: [explore]\n")
    run = mlbench.run(study)
    assert run.report.stat().st_size < 5_000_000
    page = tools.page(run.report.read_text("utf-8"))
    pictures = [attrs for attrs in page.having("img") if attrs["src"].startswith("data:image/")]
    assert pictures
    assert all(len(attrs["alt"]) > 15 for attrs in pictures)
    words = SOURCES[source]
    assert words in " ".join([page.words, *(attrs["alt"] for attrs in pictures)])
    with window.tab(run.report) as tab:
        assert tab.wider_than_window() == []
        tab.picture("report")
        tab.assert_clean()
