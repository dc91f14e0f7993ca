"""Sharing reports on the command line: what is said where, and how it ends."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mlbench.store.folder import RunFolder
from mlbench.store.record import RunRecord, StepRecord
from mlbench.vocabulary import State

FIRST, SECOND = "20260301-123005-250-ab12", "20260302-080000-000-cd34"


@pytest.fixture
def runs(workplace: Path) -> Path:
    """Two runs of a study, without reports."""
    for run_id in (FIRST, SECOND):
        step = StepRecord("look", "look", state=State.DONE, cells=1, cells_done=1)
        folder = RunFolder(workplace / "runs" / "study" / run_id)
        folder.write(RunRecord(run_id, "study", state=State.DONE, seconds=3.0, steps=[step]))
    return workplace / "runs"


def test_runs_are_named_as_everywhere_and_the_place_is_told_with_count_and_size(
    shell, runs, workplace
) -> None:
    done = shell("report", "publish", "latest", FIRST[:12], "site")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("published: site/index.html  (2 runs, 4 files, ")
    assert done.stderr == ""
    again = shell("report", "publish", "study", "site")
    assert again.stdout.splitlines()[1] == "It holds 2 runs now."
    stored = json.loads((workplace / "site" / "publication.json").read_text())
    assert [run["run"] for run in stored["runs"]] == [SECOND, FIRST]


def test_a_page_alone_and_its_size(shell, runs, workplace) -> None:
    done = shell("report", "publish", "latest", "out.html", "--single-file")
    assert done.stdout.startswith("published: out.html  (1 run, 1 file, ")
    assert (workplace / "out.html").is_file()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["latest"], "Missing argument"),
        (["latest", "study"], "The last word must be the destination. Got 'study', which names"),
        (["nothing", "site"], "There is no run 'nothing'"),
        (["latest", "site.html"], "Got site.html, which names a page."),
        (["latest", "runs"], "runs holds something that is no publication of mlbench"),
        (["latest", "a.zip", "--single-file"], "A zip holds whole publications"),
        (
            ["latest", "gs://bucket/x"],
            "needs a package that is not installed: Please install gcsfs",
        ),
        (["latest", "s3://me:secret@bucket/x"], "s3://***@bucket/x must hold no credentials"),
    ],
)
def test_a_mistake_gives_exit_code_2_a_sentence_and_publishes_nothing(
    shell, runs, workplace, words, sentence
) -> None:
    done = shell("report", "publish", *words)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert "secret" not in done.stdout + done.stderr
    assert [p.name for p in workplace.iterdir()] == ["runs"]


def test_the_summary_alone_goes_to_the_output_so_that_it_can_be_piped(shell, runs) -> None:
    done = shell("report", "latest", "--stdout", "--link", "https://host/report.html")
    assert done.stdout.startswith("### ✓ study: done\n")
    assert (
        done.stdout.rstrip()
        .split("\n\n")[-1]
        .startswith("[Full report](<https://host/report.html>)")
    )
    assert done.stderr.startswith("report: ")


def test_summary_and_paper_are_written_beside_the_report(shell, runs) -> None:
    done = shell("report", "--md", "--pdf")
    if "needs Chromium" in done.stderr:
        pytest.skip("there is no browser to print with")
    lines = dict(line.split(None, 1) for line in done.stdout.splitlines())
    assert Path(lines["pdf:"]).read_bytes().startswith(b"%PDF-")
    assert Path(lines["md:"]).read_text("utf-8").startswith("### ✓ study")
    assert Path(lines["report:"]).is_file()


def test_a_wrong_link_or_browser_is_refused_before_anything_is_written(shell, runs) -> None:
    assert shell("report", "--md", "--link", "nowhere").returncode == 2
    done = shell("report", "--pdf", MLBENCH_BROWSER="no-such-browser")
    assert done.returncode == 2
    assert "The setting 'browser' must be a program." in done.stderr
    assert not list(runs.rglob("report.*"))


def test_the_help_of_the_group_lists_its_verbs_and_every_verb_has_an_example(shell) -> None:
    listed = shell("report", "--help").stdout
    assert "publish  Publish reports to a folder, a zip or remote storage.\n" in listed
    assert "Example: mlbench report publish" in shell("report", "publish", "--help").stdout
    assert "Example: mlbench report" in shell("report", "write", "--help").stdout


def test_the_help_loads_nothing_heavy() -> None:
    program = (
        "import sys\nfrom mlbench.cli.main import main\n"
        "sys.argv = ['mlbench', 'report', 'publish', '--help']\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code\n"
        "print(sorted({'pandas', 'nbconvert', 'fsspec', 's3fs', 'jinja2'} & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_ctrl_c_ends_a_publication_and_leaves_nothing_of_it(runs, workplace) -> None:
    folder = RunFolder(runs / "study" / FIRST)
    for number in range(3000):
        path = folder.bundle / f"{number}.json"
        path.parent.mkdir(exist_ok=True)
        path.write_text("{}")
    program = Path(sys.executable).with_name("mlbench")
    process = subprocess.Popen(
        [program, "report", "publish", FIRST, "site"],
        cwd=workplace,
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 60
    while not list(workplace.glob(".site.*.partial/.*/study/*/bundle/1*.json")):
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
    process.send_signal(signal.SIGINT)
    told = process.communicate(timeout=60)[1]
    assert process.returncode == 130
    assert told.splitlines()[-1] == "Interrupted."
    assert [p.name for p in workplace.iterdir()] == ["runs"]
