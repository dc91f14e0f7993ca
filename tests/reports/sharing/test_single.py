"""One page alone: a file to send, without a dead link in it."""

from __future__ import annotations

import pytest
from nbformat.v4 import new_output

from mlbench.errors import RefusedInput, StoreError
from mlbench.reports.sharing.single import publish_pages

FIRST, SECOND = "20260301-123005-250-ab12", "20260302-080000-000-cd34"


def test_a_page_alone_has_the_name_of_its_run_and_its_size_is_told(made, tmp_path):
    done = publish_pages([made()], "mail")
    path = tmp_path / "mail" / f"study-{FIRST}.html"
    assert [p.name for p in path.parent.iterdir()] == [path.name]
    assert (done.runs, done.files, done.size) == (1, 1, path.stat().st_size)
    assert done.address == f"mail/study-{FIRST}.html"


def test_links_to_files_beside_it_are_text_and_the_rest_is_as_it_was(made, tools, inert, tmp_path):
    folder = made()
    folder.notebook(1, "look").write_text(
        tools.notebook([tools.shown([new_output("stream", text="x" * 90_000)])])
    )
    from mlbench.reports.report import write_report

    write_report(folder)
    publish_pages([folder], "mail")
    page = tools.page((tmp_path / "mail" / f"study-{FIRST}.html").read_text("utf-8"))
    full = tools.page(folder.report.read_text("utf-8"))
    inert(page)
    assert any(not address.startswith("#") for address in full.attributes("href"))
    assert all(address.startswith("#") for address in page.attributes("href"))
    assert page.words == full.words
    assert page.scripts == full.scripts


def test_a_single_run_can_have_a_name_of_its_own_and_several_can_not(made, tmp_path):
    assert publish_pages([made()], "out.html").address == "out.html"
    assert publish_pages([made()], "out.html").files == 1
    with pytest.raises(RefusedInput, match="2 runs can't have one page"):
        publish_pages([made(FIRST), made(SECOND)], "other.html")
    assert not (tmp_path / "other.html").exists()


def test_several_pages_lie_side_by_side_among_other_files(made, tree, tmp_path):
    (tmp_path / "mail").mkdir()
    (tmp_path / "mail" / "letter.txt").write_text("x")
    publish_pages([made(FIRST), made(SECOND)], "mail")
    assert tree(tmp_path / "mail") == ["letter.txt", f"study-{FIRST}.html", f"study-{SECOND}.html"]


def test_another_file_of_that_name_is_not_touched_without_force(made, tmp_path):
    (tmp_path / "out.html").write_text("years of work")
    with pytest.raises(StoreError, match=r"out\.html is no report of mlbench"):
        publish_pages([made()], "out.html")
    assert (tmp_path / "out.html").read_text() == "years of work"
    publish_pages([made()], "out.html", force=True)
    assert "ran to its end" in (tmp_path / "out.html").read_text("utf-8")


def test_a_zip_of_single_pages_is_refused(made, tmp_path):
    with pytest.raises(RefusedInput, match="no single pages"):
        publish_pages([made()], "a.zip")
    assert not (tmp_path / "a.zip").exists()


def test_a_page_goes_far_away_under_its_own_name_or_a_given_one(made):
    import fsspec

    storage = fsspec.filesystem("memory")
    publish_pages([made()], "memory://mail")
    publish_pages([made()], "memory://mail/out.html")
    names = {path.rpartition("/")[2] for path in storage.find("/mail")}
    assert names == {f"study-{FIRST}.html", "out.html"}
    storage.pipe_file("/mail/other.html", b"years of work")
    with pytest.raises(StoreError, match="holds another file of that name"):
        publish_pages([made()], "memory://mail/other.html")
    storage.rm("/mail", recursive=True)
