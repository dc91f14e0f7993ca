from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import mlbench
from mlbench.errors import RefusedInput, StoreError
from mlbench.statements import Estimate, Finding, Findings
from mlbench.store import artifacts
from mlbench.store.folder import RunFolder
from mlbench.store.handle import VARIABLE
from mlbench.store.record import RunRecord, StepRecord
from mlbench.vocabulary import Severity, State


@pytest.fixture
def run(tmp_path: Path) -> RunFolder:
    steps = [StepRecord("first", "t", state=State.DONE), StepRecord("second", "t", after=["first"])]
    folder = RunFolder(tmp_path / "r1")
    folder.write(RunRecord(run_id="r1", name="s", steps=steps))
    return folder


def _enter(run: RunFolder, step: str, monkeypatch: pytest.MonkeyPatch) -> mlbench.store.handle.Step:
    monkeypatch.setenv(VARIABLE, json.dumps({"run": str(run.path), "step": step}))
    return mlbench.step()


def test_later_step_loads_what_an_earlier_one_saved(run, monkeypatch) -> None:
    first = _enter(run, "first", monkeypatch)
    frame = pd.DataFrame({"a": [1, 2], "b": ["x", None]})
    first.save("frame", frame)
    first.save("array", np.arange(3.0))
    first.save("text", "words")
    first.save("numbers", {"a": 1, "b": [1.5, None]})
    second = _enter(run, "second", monkeypatch)
    pd.testing.assert_frame_equal(second.load("frame"), frame)
    assert second.load("array").tolist() == [0, 1, 2]
    assert second.load("text") == "words"
    assert second.load("numbers") == {"a": 1, "b": [1.5, None]}


def test_missing_artifact_gives_the_close_match(run, monkeypatch) -> None:
    _enter(run, "first", monkeypatch).save("model", "x")
    with pytest.raises(StoreError, match=r"has saved 'modle'. Did you mean 'model'\?"):
        _enter(run, "second", monkeypatch).load("modle")


def test_changed_artifact_is_refused_with_both_hashes(run, monkeypatch) -> None:
    step = _enter(run, "first", monkeypatch)
    step.save("text", "words")
    path = run.artifacts("first") / "text.txt"
    path.write_text("swords")
    with pytest.raises(StoreError) as caught:
        step.load("text")
    assert caught.value.code == "ARTIFACT_CHANGED"
    assert str(path) in str(caught.value)
    assert str(caught.value).count("SHA-256") == 1


def test_object_without_a_codec_is_refused_by_its_kind(run, monkeypatch) -> None:
    step = _enter(run, "first", monkeypatch)
    with pytest.raises(StoreError, match="no codec takes a set"):
        step.save("thing", {1, 2})
    assert artifacts.names(run.artifacts("first")) == []


def test_name_of_an_artifact_never_leaves_the_step_s_folder(run, monkeypatch) -> None:
    step = _enter(run, "first", monkeypatch)
    step.save("../../escape", "x")
    assert step.load("../../escape") == "x"
    assert all(p.parent == run.artifacts("first") for p in run.path.rglob("*escape*"))


def test_recorded_values_and_findings_are_kept_by_name(run, monkeypatch) -> None:
    step = _enter(run, "first", monkeypatch)
    finding = Finding("MB201", "overfit", Severity.WARNING, "model", "e", "a")
    step.record(auc=Estimate(0.9, 0.8, 1.0), rows=np.int64(5), findings=Findings.of([finding]))
    step.record(rows=6)
    found = step.recorded()
    assert found["auc"] == Estimate(0.9, 0.8, 1.0)
    assert found["rows"] == 6
    assert list(found["findings"]) == [finding]


def test_object_in_record_is_refused_and_pointed_to_save(run, monkeypatch) -> None:
    with pytest.raises(RefusedInput, match=r"Got 'model' of type object"):
        _enter(run, "first", monkeypatch).record(model=object())


def test_notebook_opened_by_hand_gets_a_draft_that_others_share(workplace: Path) -> None:
    step = mlbench.step()
    assert step.draft
    step.save("model", "m")
    assert mlbench.step().load("model") == "m"
    assert step.run.path == workplace / "runs" / "draft" / "current"
    assert mlbench.runs() == []


def test_value_of_the_notebook_wins_over_the_study_even_when_it_is_zero(run, monkeypatch) -> None:
    asked = {"source": "sklearn:iris", "target": "target", "split_seed": 5}
    record = run.read()
    record.data = {"asked": asked}
    run.write(record)
    step = _enter(run, "first", monkeypatch)
    assert step.dataset().split.seed == 5
    assert step.dataset("sklearn:iris", "target", split_seed=0).split.seed == 0
    assert step.dataset("sklearn:wine", "target").split.seed == 0


def test_rows_of_the_split_are_kept_for_later_steps_and_other_tools(run, monkeypatch) -> None:
    step = _enter(run, "first", monkeypatch)
    dataset = step.dataset("sklearn:iris", "target", split="time", split_gap=5)
    kept = _enter(run, "second", monkeypatch).load("split")
    assert kept["row"][kept["part"] == "test"].tolist() == dataset.test_rows.tolist()
    assert kept["part"].value_counts().to_dict() == {"train": 107, "test": 38, "set aside": 5}
    assert (run.artifacts("first") / "split.parquet").is_file()


def test_draft_without_a_source_says_what_to_pass(workplace: Path) -> None:
    with pytest.raises(RefusedInput, match="needs a source"):
        mlbench.step().dataset()


def test_environment_that_names_no_step_is_refused(monkeypatch) -> None:
    monkeypatch.setenv(VARIABLE, "nonsense")
    with pytest.raises(StoreError, match=r"must name a run and a step as JSON\. Got nonsense"):
        mlbench.step()
