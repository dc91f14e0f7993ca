"""Publishing to a folder: everything that a page links to, as a whole or not at all."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading

import pytest

from mlbench.errors import RefusedInput, StoreError
from mlbench.reports.report import write_report
from mlbench.reports.sharing.publish import publish
from mlbench.reports.sheet import part
from mlbench.store.lock import RunLock
from mlbench.vocabulary import State

FIRST, SECOND = "20260301-123005-250-ab12", "20260302-080000-000-cd34"


def test_a_publication_has_all_that_its_pages_link_to_and_no_more(made, tree, whole, tmp_path):
    done = publish([made()], "site")
    site = tmp_path / "site"
    assert tree(site) == [
        "index.html",
        "publication.json",
        f"study/{FIRST}/bundle/größe & co.json",
        f"study/{FIRST}/bundle/model_card.md",
        f"study/{FIRST}/notebooks/01-look.ipynb",
        f"study/{FIRST}/report.html",
        f"study/{FIRST}/run.json",
    ]
    assert whole(site) > 8
    assert (done.runs, done.files, done.held) == (1, 5, 1)
    assert done.size == sum(p.stat().st_size for p in (site / "study").rglob("*") if p.is_file())
    assert done.address == "site/index.html"
    assert list(tmp_path.glob(".*")) == []


def test_artifacts_come_along_when_they_are_asked_for(made, tree, tmp_path):
    publish([made()], "site", artifacts=True)
    assert f"study/{FIRST}/artifacts/look/rows.parquet" in tree(tmp_path / "site")


def test_the_index_has_each_run_once_with_headline_date_and_link(made, tools, tmp_path):
    publish([made(FIRST), made(SECOND)], "site")
    publish([made(SECOND), made(FIRST, name="other")], "site")
    page = tools.page((tmp_path / "site" / "index.html").read_text("utf-8"))
    assert page.having("a") == [
        {"href": f"study/{SECOND}/report.html"},
        {"href": f"study/{FIRST}/report.html"},
        {"href": f"other/{FIRST}/report.html"},
    ]
    assert "3 runs of 2 studies" in page.words
    assert "'other' ran to its end: 1 code cell in 3.0 s." in page.words
    assert page.policy.startswith("default-src 'none'; ")
    assert "script-src 'none'" in page.policy
    assert page.scripts == []


def test_publishing_again_replaces_a_run_and_drops_what_it_no_longer_has(made, tree, tmp_path):
    folder = made()
    publish([folder], "site", artifacts=True)
    publish([folder], "site")
    assert not any("artifacts" in name for name in tree(tmp_path / "site"))


def test_a_run_that_was_removed_by_hand_leaves_the_index(made, tmp_path):
    publish([made(FIRST)], "site")
    (tmp_path / "site" / "study" / FIRST / "report.html").unlink()
    assert publish([made(SECOND)], "site").held == 1


def test_a_folder_with_something_else_in_it_is_not_touched_without_force(made, tree, tmp_path):
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "thesis.txt").write_text("years of work")
    with pytest.raises(StoreError, match="no publication of mlbench; nothing there was touched"):
        publish([made()], "site")
    assert tree(tmp_path / "site") == ["thesis.txt"]
    publish([made()], "site", force=True)
    assert (tmp_path / "site" / "thesis.txt").read_text() == "years of work"
    assert publish([made()], "site").held == 1


def test_an_empty_folder_and_one_with_hidden_files_alone_are_taken(made, tmp_path):
    (tmp_path / "site" / ".git").mkdir(parents=True)
    assert publish([made()], "site").held == 1
    assert (tmp_path / "site" / ".git").is_dir()


@pytest.mark.parametrize("register", ["{}", "[]", "torn", '{"kind": "mlbench publication"}'])
def test_a_register_that_is_none_of_ours_marks_nothing(made, register, tmp_path):
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "publication.json").write_text(register)
    with pytest.raises(StoreError):
        publish([made()], "site")


def test_names_in_a_register_that_lead_outside_make_it_none_of_ours(made, tmp_path):
    publish([made()], "site")
    path = tmp_path / "site" / "publication.json"
    stored = json.loads(path.read_text())
    stored["runs"][0]["files"] = {"../../../../etc/passwd": 1}
    path.write_text(json.dumps(stored))
    with pytest.raises(StoreError, match="no publication of mlbench"):
        publish([made(SECOND)], "site")


def test_a_file_is_no_destination(made, tmp_path):
    (tmp_path / "notes.txt").write_text("x")
    with pytest.raises(StoreError, match=r"Got notes\.txt, which is a file"):
        publish([made()], "notes.txt", force=True)


@pytest.mark.skipif(os.geteuid() != 0, reason="/proc refuses root as well; others see less of it")
def test_a_place_that_cannot_be_written_is_named(made):
    with pytest.raises(StoreError, match="can't be written") as refused:
        publish([made()], "/proc/mlbench/site")
    assert refused.value.next_step == "Publish to a place that can be written."


def test_a_missing_report_is_written_and_a_stale_one_written_again(made, tmp_path):
    folder = made()
    folder.report.unlink()
    publish([folder], "site")
    folder.report.write_text("<a href='#x'>stale</a>")
    past = folder.record_path.stat().st_mtime - 10
    os.utime(folder.report, (past, past))
    publish([folder], "site")
    assert "ran to its end" in (tmp_path / f"site/study/{FIRST}/report.html").read_text("utf-8")


def test_a_fresh_report_is_published_as_it_is(made, tmp_path):
    folder = made()
    before = folder.report.stat().st_mtime_ns
    publish([folder], "site")
    assert folder.report.stat().st_mtime_ns == before
    published = tmp_path / f"site/study/{FIRST}/report.html"
    assert published.read_bytes() == folder.report.read_bytes()


def test_a_run_that_goes_on_is_refused_unless_asked_for(made, tmp_path):
    folder = made(state=State.RUNNING)
    with RunLock(folder.path):
        with pytest.raises(StoreError, match="has not ended: it is running"):
            publish([folder], "site")
        assert not (tmp_path / "site").exists()
        publish([folder], "site", unfinished=True)
    page = (tmp_path / "site" / "index.html").read_text("utf-8")
    assert "is still running" in page


def test_the_report_of_a_run_whose_process_is_gone_says_so_when_published(made, tmp_path):
    folder = made(state=State.RUNNING)
    with RunLock(folder.path):
        write_report(folder)
    assert "lost" not in folder.report.read_text("utf-8")
    publish([folder], "site")
    assert "lost" in (tmp_path / f"site/study/{FIRST}/report.html").read_text("utf-8")


def test_links_out_of_the_run_and_unsafe_names_stay_behind_and_are_named(made, whole, tmp_path):
    folder = made()
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "inner").write_text("secret")
    (folder.bundle / "link").symlink_to(tmp_path / "secret")
    (folder.bundle / "linked").symlink_to(tmp_path / "secrets")
    (folder.bundle / "..\\..\\evil.txt").write_text("x")
    write_report(folder)
    done = publish([folder], "site")
    assert done.left_out == ("bundle/..\\..\\evil.txt", "bundle/link", "bundle/linked")
    whole(tmp_path / "site")
    published = [p.read_bytes() for p in (tmp_path / "site").rglob("*") if p.is_file()]
    assert b"secret" not in published


HOSTILE = [
    "../../x",
    "<script>alert(1)</script>",
    "a'\"b",
    "{{ 7 * 7 }}",
    "größe\n\x00\x1b[31m\u202e",
    "x" * 5000,
]


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_name_is_shown_and_does_nothing(name, made, tools, tree, whole, tmp_path):
    folder = made()
    record = folder.read()
    record.name = record.run_id = record.started = name
    folder.write(record)
    publish([folder], "site")
    assert {p.name for p in tmp_path.iterdir()} == {"runs", "site"}
    source = (tmp_path / "site" / "index.html").read_text("utf-8")
    page = tools.page(source)
    assert not {"script", "img", "iframe"} & {tag for tag, _ in page.elements}
    assert not [name for _, attrs in page.elements for name in attrs if name.startswith("on")]
    assert "49" not in page.words.replace("7 * 7", "")
    assert len(source) < 9_000 + len(part("report.css"))
    whole(tmp_path / "site")


def test_two_runs_of_one_name_and_id_are_refused(made, tmp_path):
    folder = made()
    import shutil

    copy = shutil.copytree(folder.path, tmp_path / "copy" / "of")
    from mlbench.store.folder import RunFolder

    with pytest.raises(RefusedInput, match="the same name and id"):
        publish([folder, RunFolder(copy)], "site")
    assert publish([folder, folder], "site").runs == 1


KILLED = """
import os, signal, sys
from pathlib import Path
from mlbench.reports.sharing.publish import publish
from mlbench.store.folder import RunFolder
left = int(sys.argv[1])
def tell(*told):
    global left
    left -= 1
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)
publish([RunFolder(Path(p)) for p in sys.argv[3:]], sys.argv[2], tell=tell, artifacts=True)
"""


def killed(moment, destination, *folders):
    words = [sys.executable, "-c", KILLED, str(moment), destination, *(f.path for f in folders)]
    return subprocess.run(words, check=False).returncode


@pytest.mark.parametrize("moment", [2, 9, 14, 15, 16, 17])
def test_a_kill_at_any_moment_leaves_the_old_publication_whole(moment, made, tree, whole, tmp_path):
    first, second = made(FIRST), made(SECOND)
    publish([first], "site")
    before = {name: (tmp_path / "site" / name).read_bytes() for name in tree(tmp_path / "site")}
    assert killed(moment, "site", first, second) == -9
    after = tree(tmp_path / "site")
    assert set(before) <= set(after)
    run = f"study/{FIRST}/"
    for name, content in before.items():
        if name.startswith(run):
            assert (tmp_path / "site" / name).read_bytes() == content
    # a run is the old one or the new one: artifacts are there for all of it, or for none
    whole(tmp_path / "site")
    publish([second], "site")
    assert not list((tmp_path / "site").rglob("*.partial"))
    assert publish([first], "site").held == 2


def test_a_kill_leaves_nothing_where_nothing_was_and_the_next_one_tidies_up(made, tmp_path):
    assert killed(6, "site", made()) == -9
    assert not (tmp_path / "site").exists()
    assert list(tmp_path.glob(".site.*.partial"))
    publish([made()], "site")
    assert not list(tmp_path.glob(".site.*.partial"))


def test_publications_at_the_same_time_wait_for_each_other(made, tmp_path, whole):
    folders = [made(f"20260301-1230{n:02d}-250-ab12") for n in range(8)]
    threads = [threading.Thread(target=publish, args=([f], "site")) for f in folders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    stored = json.loads((tmp_path / "site" / "publication.json").read_text())
    assert len(stored["runs"]) == 8
    whole(tmp_path / "site")
