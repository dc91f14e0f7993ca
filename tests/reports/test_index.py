"""What the page of all runs says, and that it can always be written."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from stores import add_run

from mlbench.errors import RefusedInput
from mlbench.reports.index.write import refresh_index, write_index
from mlbench.store.folder import RunFolder
from mlbench.store.lock import RunLock
from mlbench.store.record import FORMAT
from mlbench.vocabulary import State


@pytest.fixture
def index(tools, tmp_path):
    """Write the page of the folder and read it."""
    return lambda: tools.page(write_index(tmp_path).read_text("utf-8"))


def _study(page) -> str:
    """Return the words of the first study's block."""
    source = page.source.partition('<li class="study">')[2].partition('<section id="runs"')[0]
    return type(page)(source).words


def test_row_says_all_that_is_known_of_a_run_and_leads_to_its_report(index, tmp_path) -> None:
    findings = [
        {"code": "MB1", "title": "t", "severity": s, "subject": "", "evidence": "", "advice": ""}
        for s in ("critical", "warning", "warning")
    ]
    folder = add_run(tmp_path, 1)
    record = folder.read()
    record.steps[0].findings = findings
    folder.write(record)
    page = index()
    row = page.words.partition("Commit")[2]
    assert f"{folder.path.name} adult ✓ done 2026-03-01 13:30 1 min 1 s ROC AUC" in row
    assert "0.900 [0.880, 0.920] 0.500 Forest ■1 ▲21 critical, 2 warnings 48,842 aaaa" in row
    assert "0123456789+" in row
    assert f"adult/{folder.path.name}/report.html" in page.attributes("href")


def test_run_without_a_report_leads_to_its_record(index, tmp_path) -> None:
    folder = add_run(tmp_path, 1)
    folder.report.unlink()
    assert f"adult/{folder.path.name}/run.json" in index().attributes("href")


@pytest.mark.parametrize(
    ("metric", "recorded", "best"),
    [
        ("roc_auc", {"greater_is_better": True}, "0.950"),
        ("log_loss", {"greater_is_better": False}, "0.800"),
        ("rmse", {}, "0.800"),
        ("own", {"greater_is_better": False}, "0.800"),
        ("own", {}, None),
    ],
)
def test_best_run_follows_the_direction_of_the_metric(
    index, tmp_path, metric: str, recorded: dict, best: str | None
) -> None:
    for number, score in enumerate((0.85, 0.95, 0.8, 0.9)):
        add_run(tmp_path, number, score, metric=metric, recorded=recorded)
    told = _study(index())
    if best is None:
        assert "Best Not known. Whether more or less of it is better was not recorded" in told
    else:
        assert f"Best {best} [" in told
        assert "best of 4" in told
    assert "Latest 0.900 [" in told


def test_only_runs_on_the_same_data_and_metric_compare_for_the_best(index, tmp_path) -> None:
    add_run(tmp_path, 1, 0.95, data="old")
    add_run(tmp_path, 2, 0.999, metric="accuracy")
    add_run(tmp_path, 3, 0.7)
    add_run(tmp_path, 4, 0.6)
    page = index()
    told = _study(page)
    assert "Best 0.700 [" in told
    assert "1 run measured by another metric: not drawn, not compared." in told
    assert "1 run on other data or another split: drawn apart, not compared." in told
    assert page.source.count('class="break"') == 1
    alt = page.having("svg")[0]["aria-label"]
    assert alt == (
        "ROC AUC of 3 runs in the order they started: first 0.950, latest 0.600, best 0.700. "
        "Data or split changed once."
    )


def test_failed_runs_are_listed_with_what_went_wrong(index, tmp_path) -> None:
    add_run(tmp_path, 1)
    error = {"step": "model", "message": "ValueError: no rows"}
    add_run(tmp_path, 2, None, state=State.FAILED, error=error)
    told = _study(index())
    assert "1 run did not end well" in told
    assert "✕ failed" in told
    assert "model: ValueError: no rows" in told
    assert "Best 0.900" in told


def test_running_runs_are_shown_as_such_and_lost_ones_as_lost(index, tmp_path) -> None:
    folder = add_run(tmp_path, 1, None, state=State.RUNNING)
    with RunLock(folder.path):
        assert "… running" in index().words
    assert "✕ lost" in index().words


def test_empty_folder_gets_a_page_that_says_what_to_do(index) -> None:
    page = index()
    assert "No runs yet" in page.words
    assert "mlbench run STUDY" in page.words
    assert page.having("table") == []


def test_runs_without_a_metric_are_listed_and_nothing_is_drawn(index, tmp_path) -> None:
    add_run(tmp_path, 1, None)
    page = index()
    assert "No run of it has recorded a metric with its score." in page.words
    assert page.having("svg") == []


def test_drafts_are_left_out(index, tmp_path) -> None:
    add_run(tmp_path, 1, study="draft")
    assert "No runs yet" in index().words


@pytest.mark.parametrize(
    "content", ["{", "[]", '{"format": 1}', json.dumps({"format": FORMAT + 1}), "\0" * 100]
)
def test_record_that_cannot_be_read_is_named_and_the_page_is_whole(
    index, tmp_path, content: str
) -> None:
    broken = add_run(tmp_path, 1)
    add_run(tmp_path, 2)
    broken.record_path.write_text(content)
    page = index()
    assert "1 run of 1 study" in page.words
    told = page.words.partition("Records that can't be read")[2].partition("Studies")[0]
    assert f"adult/{broken.path.name}" in told
    assert str(tmp_path) not in page.source


def test_names_from_the_data_are_text_and_bounded(index, tmp_path) -> None:
    evil = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\u202e\x00\ud800"
    error = {"step": evil, "message": evil * 500}
    recorded = {"recipe_title": evil * 100, "metric": evil}
    add_run(tmp_path, 1, study=evil * 200, recorded=recorded, error=error)
    add_run(tmp_path, 2, study=evil, state=State.FAILED, error=error, data=evil)
    page = index()
    assert len(page.source) < 80_000
    assert {tag for tag, _ in page.elements if tag in ("img", "iframe", "object")} == set()
    assert not [a for _, attrs in page.elements for a in attrs if a.startswith("on")]
    kinds = [attrs.get("type", "script") for attrs in page.having("script")]
    assert kinds == ["application/json", "script"]
    [data] = page.data.values()
    assert "<" not in data
    assert len(json.loads(data)["rows"]) == 2
    assert "\x00" not in page.source


def test_page_loads_nothing_and_runs_only_its_own_script(index, tmp_path) -> None:
    add_run(tmp_path, 1)
    page = index()
    assert page.policy.startswith("default-src 'none'; img-src data:;")
    assert page.policy.count("sha256-") == 1
    assert "unsafe-inline" not in page.policy.partition("script-src")[2]
    assert page.attributes("src") == []
    assert all(re.fullmatch(r"#[a-z]+|[\w%./-]+", a) for a in page.attributes("href"))


def test_newest_rows_are_html_and_all_are_there_for_the_script(index, tmp_path) -> None:
    for number in range(130):
        add_run(tmp_path, number, 0.5 + number / 1000)
    page = index()
    shown = [a for a in page.having("a") if a.get("data-i") == "run"]
    assert len(shown) == 100
    assert shown[0]["href"].endswith("0081/report.html")
    [data] = page.data.values()
    assert len(json.loads(data)["rows"]) == 130
    assert "The newest 100 of 130 runs" in page.words


def test_folder_that_is_not_there_is_refused(tmp_path) -> None:
    with pytest.raises(RefusedInput, match="There is no folder"):
        write_index(tmp_path / "nothing")


def test_refresh_makes_no_page_where_nobody_asked_for_one(tmp_path) -> None:
    add_run(tmp_path, 1)
    refresh_index(tmp_path)
    assert not (tmp_path / "index.html").exists()


def test_refresh_does_not_wait_for_a_stuck_one_and_the_next_makes_up_for_it(
    tmp_path, tools
) -> None:
    add_run(tmp_path, 1)
    path = write_index(tmp_path)
    held = (
        "import fcntl, sys\n"
        f"lock = open({str(tmp_path / '.index.lock')!r}, 'r+')\n"
        "fcntl.flock(lock, fcntl.LOCK_EX)\n"
        "print('held', flush=True)\nsys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", held], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout.readline() == "held\n"
        add_run(tmp_path, 2)
        refresh_index(tmp_path)
        assert "1 run of 1 study" in tools.page(path.read_text()).words
        holder.stdin.close()
    refresh_index(tmp_path)
    assert "2 runs of 1 study" in tools.page(path.read_text()).words
    assert not (tmp_path / ".index.wanted").exists()


_AT_RENAME: list[Callable[[], None]] = []


def _watch(event: str, values: tuple[object, ...]) -> None:
    if event == "os.rename" and _AT_RENAME and str(values[1]).endswith("index.html"):
        _AT_RENAME.pop()()


sys.addaudithook(_watch)


def test_run_that_ends_while_the_page_is_written_is_on_it(tmp_path, tools) -> None:
    add_run(tmp_path, 1)
    path = write_index(tmp_path)

    def end_another_run() -> None:  # when all records were read and the lock is still held
        add_run(tmp_path, 2)
        refresh_index(tmp_path)

    _AT_RENAME.append(end_another_run)
    refresh_index(tmp_path)
    assert _AT_RENAME == []
    assert "2 runs of 1 study" in tools.page(path.read_text()).words


def test_page_shows_every_run_when_many_processes_end_at_once(tmp_path, tools) -> None:
    write_index(tmp_path)
    program = (
        "import sys; sys.path.insert(0, sys.argv[3])\n"
        "from pathlib import Path\nfrom stores import add_run\n"
        "from mlbench.reports.index.write import refresh_index\n"
        "for n in range(4):\n"
        "    add_run(Path(sys.argv[1]), 4 * int(sys.argv[2]) + n)\n"
        "    refresh_index(Path(sys.argv[1]))\n"
    )
    words = [sys.executable, "-c", program, str(tmp_path)]
    here = str(Path(__file__).parent)
    running = [subprocess.Popen([*words, str(n), here]) for n in range(6)]
    assert [process.wait() for process in running] == [0] * 6
    page = tools.page((tmp_path / "index.html").read_text())
    assert "24 runs of 1 study" in page.words
    assert list(tmp_path.glob(".*.partial")) == []


def test_index_is_written_without_the_libraries_of_the_reports(tmp_path) -> None:
    program = (
        "import sys\nfrom pathlib import Path\n"
        "from mlbench.reports.index.write import write_index\n"
        f"write_index(Path({str(tmp_path)!r}))\n"
        "assert not {'nbconvert', 'nbformat', 'pandas', 'numpy'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
    assert RunFolder(tmp_path).path.joinpath("index.html").is_file()
