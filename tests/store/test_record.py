from __future__ import annotations

import json
from pathlib import Path

import pytest

from mlbench.errors import StoreError
from mlbench.statements import Estimate, Finding, Findings
from mlbench.store.folder import RunFolder, all_folders, find_folder, new_folder
from mlbench.store.record import FORMAT, RunRecord, StepRecord, preserve, revive
from mlbench.vocabulary import Severity, State

FINDING = Finding("MB101", "constant column", Severity.WARNING, "a", "One value.", "Drop it.")


def _record() -> RunRecord:
    step = StepRecord(
        name="model",
        template="model",
        state=State.DONE,
        recorded={"auc": preserve(Estimate(0.9, 0.8, 0.95)), "rows": 10},
        findings=Findings.of([FINDING]).to_json(),
    )
    return RunRecord(run_id="r1", name="s", state=State.DONE, steps=[step])


def test_record_reads_back_as_it_was_written(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path)
    folder.write(_record())
    assert folder.read() == _record()
    assert folder.read().values == {"auc": Estimate(0.9, 0.8, 0.95), "rows": 10}
    assert list(folder.read().findings) == [FINDING]


def test_record_of_a_newer_format_is_refused_and_an_unknown_field_is_passed_over(
    tmp_path: Path,
) -> None:
    folder = RunFolder(tmp_path)
    stored = _record().to_json()
    folder.record_path.write_text(json.dumps({**stored, "colour": "red"}))
    assert folder.read() == _record()
    folder.record_path.write_text(json.dumps({**stored, "format": FORMAT + 1}))
    with pytest.raises(StoreError, match=f"format {FORMAT + 1}; this mlbench reads up to {FORMAT}"):
        folder.read()


def test_record_that_is_no_json_is_told_as_corrupt(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path)
    whole = json.dumps(_record().to_json())
    folder.record_path.write_text(whole[: len(whole) // 2])
    with pytest.raises(StoreError) as caught:
        folder.read()
    assert caught.value.code == "STATE_CORRUPT"


def test_what_is_no_number_is_kept_as_nothing() -> None:
    assert preserve(float("nan")) is None
    assert preserve({"a": [float("inf"), 1]}) == {"a": [None, 1]}
    assert revive(preserve(Estimate(0.5))) == Estimate(0.5)


def test_object_is_refused_by_a_record() -> None:
    with pytest.raises(TypeError, match="object"):
        preserve(object())


def test_existing_run_folder_is_refused_and_left_alone(tmp_path: Path) -> None:
    folder = new_folder(tmp_path, "s", "r1")
    folder.write(_record())
    before = folder.record_path.read_bytes()
    with pytest.raises(StoreError, match="already exists; nothing of it was touched"):
        new_folder(tmp_path, "s", "r1")
    assert folder.record_path.read_bytes() == before


def test_runs_are_found_by_id_start_of_id_study_path_and_latest(tmp_path: Path) -> None:
    for name in ("20260101-a", "20260102-b", "20260201-c"):
        new_folder(tmp_path, "s", name).write(_record())
    assert next(all_folders(tmp_path)).path.name == "20260201-c"
    for name in ("latest", "20260201-c", "202602", "s", str(tmp_path / "s" / "20260201-c")):
        assert find_folder(tmp_path, name).path.name == "20260201-c"
    for name in ("latest~1", "s~1"):
        assert find_folder(tmp_path, name).path.name == "20260102-b"
    with pytest.raises(StoreError, match="There is no run 's~3'"):
        find_folder(tmp_path, "s~3")
    with pytest.raises(StoreError, match="start of 2 run ids"):
        find_folder(tmp_path, "202601")
    with pytest.raises(StoreError, match="Did you mean '20260201-c'"):
        find_folder(tmp_path, "20260201-d")


@pytest.mark.parametrize("name", ["../../x", "a/b", "x" * 300, "🐟", "..", "dot."])
def test_study_name_is_data_and_never_part_of_a_path(tmp_path: Path, name: str) -> None:
    folder = new_folder(tmp_path / "runs", name, "r1")
    assert folder.path.parent.parent == tmp_path / "runs"
