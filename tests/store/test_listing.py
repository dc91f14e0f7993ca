"""All runs in brief: only what changed is read, and nothing is believed that has not been."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mlbench.statements import Estimate
from mlbench.store import listing
from mlbench.store.folder import RunFolder, find_folder
from mlbench.store.listing import read_all, read_newest
from mlbench.store.lock import RunLock
from mlbench.store.record import FORMAT, RunRecord, StepRecord, preserve
from mlbench.vocabulary import State

_OPENED: list[str] = []
_IS_WATCHING = [False]


def _watch(event: str, values: tuple[object, ...]) -> None:
    if event == "open" and _IS_WATCHING[0] and str(values[0]).endswith("run.json"):
        _OPENED.append(Path(str(values[0])).parent.name)


sys.addaudithook(_watch)


@pytest.fixture
def opened() -> Iterator[list[str]]:
    """The runs whose records are opened, as the interpreter itself reports them."""
    _OPENED.clear()
    _IS_WATCHING[0] = True
    yield _OPENED
    _IS_WATCHING[0] = False


@pytest.fixture(autouse=True)
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take records that were just written for settled ones."""
    monkeypatch.setattr(listing, "_UNSETTLED_NS", -(10**10))


def write(runs: Path, run: str, study: str = "iris", score: float = 0.9, **values) -> RunFolder:
    folder = RunFolder(runs / study / run)
    recorded = {"metric": "roc_auc", "score": preserve(Estimate(score))}
    step = StepRecord("evaluate", "evaluate", state=State.DONE, recorded=recorded)
    given = {"name": study, "state": State.DONE, "steps": [step], **values}
    folder.write(RunRecord(run_id=run, **given))
    return folder


@pytest.fixture
def store(tmp_path: Path) -> Path:
    for number in range(1, 5):
        write(tmp_path, f"2026010{number}-120000-000-abcd", "iris" if number % 2 else "wine")
    return tmp_path


def _scores(runs: Path) -> dict[str, float | None]:
    return {one.folder.path.name[:8]: one.brief.score for one in read_all(runs) if one.brief}


def test_runs_come_the_newest_first_and_drafts_are_passed_over(store: Path) -> None:
    write(store, "current", "draft")
    assert list(_scores(store)) == ["20260104", "20260103", "20260102", "20260101"]


def test_record_that_did_not_change_is_not_read_again(store: Path, opened: list[str]) -> None:
    before = _scores(store)
    assert len(opened) == 4
    opened.clear()
    assert _scores(store) == before
    assert opened == []
    write(store, "20260105-120000-000-abcd", score=0.5)
    write(store, "20260102-120000-000-abcd", "wine", score=0.6)
    opened.clear()
    assert _scores(store) == before | {"20260105": 0.5, "20260102": 0.6}
    assert sorted(name[:8] for name in opened) == ["20260102", "20260105"]


def test_record_changed_behind_its_size_and_time_is_read_again(store: Path) -> None:
    _scores(store)
    path = next(store.glob("iris/20260101*/run.json"))
    stamp = path.stat()
    path.write_text(path.read_text().replace("0.9", "0.1"))
    os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    assert path.stat().st_size == stamp.st_size
    assert _scores(store)["20260101"] == 0.1


def test_record_that_was_just_written_is_not_trusted_to_stay(
    store: Path, opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "_UNSETTLED_NS", 10**12)
    _scores(store)
    opened.clear()
    _scores(store)
    assert len(opened) == 4


@pytest.mark.parametrize(
    "harm",
    [
        lambda kept: kept[:-40],
        lambda kept: kept.replace(b"0.9", b"0.8", 1),
        lambda kept: kept[:0],
        lambda kept: b"\xff" + kept,
        lambda kept: kept[:64] + b"\n[]",
    ],
)
def test_damaged_listing_is_made_anew(store: Path, harm) -> None:
    before = _scores(store)
    path = store / listing.FILE_NAME
    path.write_bytes(harm(path.read_bytes()))
    assert _scores(store) == before
    assert set(before.values()) == {0.9}


def test_listing_of_another_form_is_made_anew(store, opened, monkeypatch) -> None:
    before = _scores(store)
    opened.clear()
    monkeypatch.setattr(listing, "_FORM", ["another"])
    assert _scores(store) == before
    assert len(opened) == 4


def test_listing_that_cannot_be_written_is_done_without(store: Path) -> None:
    (store / listing.FILE_NAME).mkdir()
    assert len(_scores(store)) == 4


def test_run_that_was_removed_is_gone(store: Path) -> None:
    _scores(store)
    next(store.glob("iris/20260101*/run.json")).unlink()
    assert "20260101" not in _scores(store)


def test_one_study_is_listed_without_a_look_at_the_others(store: Path, opened: list[str]) -> None:
    assert len(read_all(store, "iris")) == 2
    assert len(opened) == 2
    opened.clear()
    assert len(_scores(store)) == 4
    assert len(opened) == 2
    opened.clear()
    read_all(store, "wine")
    _scores(store)
    assert opened == []


def test_newest_runs_are_read_and_no_others(store: Path, opened: list[str]) -> None:
    found = read_newest(store, None, 2)
    assert [one.folder.path.name[:8] for one in found] == ["20260104", "20260103"]
    assert sorted(name[:8] for name in opened) == ["20260103", "20260104"]


@pytest.mark.parametrize("name", ["latest", "20260104-120000-000-abcd", "20260104", "wine"])
def test_run_is_found_without_reading_any_record(store, opened, name: str) -> None:
    assert find_folder(store, name).path.name == "20260104-120000-000-abcd"
    assert opened == []


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("{", "can't be read as JSON"),
        ("[]", "JSON, but no run record"),
        ("{}", "must have a 'format' number"),
        ('{"format": 1}', "JSON, but no run record"),
        (json.dumps({"format": FORMAT + 1}), f"format {FORMAT + 1}; this mlbench reads up to"),
        ('{"format": 1, "run_id": "x", "name": "x", "state": "odd"}', "no run record"),
        ('{"format": 1, "run_id": "x", "name": "x", "steps": 3}', "no run record"),
        ('{"format": 1, "run_id": "x", "name": "x", "code": 3}', "no run record"),
        ("[" * 100_000, "can't be read as JSON"),
    ],
)
def test_record_that_cannot_be_read_is_named_and_the_others_are_listed(
    store: Path, content: str, reason: str
) -> None:
    path = next(store.glob("iris/20260103*/run.json"))
    path.write_text(content)
    for _ in range(2):
        found = {one.folder.path.name[:8]: one for one in read_all(store)}
        assert len(found) == 4
        assert found["20260103"].brief is None
        assert reason in found["20260103"].problem
        assert len(found["20260103"].problem) < 700


def test_run_whose_process_is_gone_is_lost_and_a_live_one_is_running(store: Path) -> None:
    folder = write(store, "20260105-120000-000-abcd", state=State.RUNNING)
    with RunLock(folder.path):
        assert read_all(store)[0].brief.state is State.RUNNING
    lost = read_all(store)[0].brief
    assert lost.state is State.LOST
    assert "is gone" in lost.error
    with RunLock(folder.path):
        assert read_all(store)[0].brief.state is State.RUNNING


def test_run_with_an_id_of_its_own_stands_where_it_started(store: Path) -> None:
    write(store, "mine", started="2026-01-02T23:00:00+00:00")
    names = [one.folder.path.name[:8] for one in read_all(store)]
    assert names == ["20260104", "20260103", "mine", "20260102", "20260101"]


def test_folder_that_is_not_there_has_no_runs_and_is_not_made(tmp_path: Path) -> None:
    assert read_all(tmp_path / "runs") == []
    assert read_newest(tmp_path / "runs", None, 5) == []
    assert list(tmp_path.iterdir()) == []
