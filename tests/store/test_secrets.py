"""What a notebook keeps by itself: its secrets are covered before they are written."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import mlbench
from mlbench.errors import StoreError
from mlbench.pictures import Picture
from mlbench.secrets import known
from mlbench.secrets.secret import Secret
from mlbench.statements import Finding, Findings
from mlbench.store.folder import RunFolder
from mlbench.store.handle import VARIABLE, Step
from mlbench.store.record import RunRecord, StepRecord
from mlbench.vocabulary import Severity, State

TOKEN = "gho_16C7e42F"


@pytest.fixture
def step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Step:
    """A step of a run whose process knows a token, and whose environment holds a password."""
    for name in ("_COVERS", "_ADDRESSES"):
        monkeypatch.setattr(known, name, {})
    run = RunFolder(tmp_path / "r1")
    run.write(RunRecord(run_id="r1", name="s", steps=[StepRecord("first", "t", state=State.DONE)]))
    monkeypatch.setenv(VARIABLE, json.dumps({"run": str(run.path), "step": "first"}))
    monkeypatch.setenv("FORGE_PASSWORD", "tree-house-9")
    known.remember({"token": TOKEN, "pin": "~"})
    return mlbench.step()


def _everything(step: Step) -> bytes:
    return b"".join(p.read_bytes() for p in step.run.path.rglob("*") if p.is_file())


def test_recorded_values_and_findings_are_covered(step: Step) -> None:
    finding = Finding("MB101", "x", Severity.WARNING, TOKEN, f"it is {TOKEN}", "Do a.")
    step.record(
        token=TOKEN, deep={"x": [f"{TOKEN}!", "tree-house-9"]}, found=Findings.of([finding])
    )
    step.record(again=Secret(TOKEN), unknown=Secret("nobody-knows"), score=0.5)
    told = step.recorded()
    assert told["token"] == told["again"] == "[secret token]"
    assert told["deep"] == {"x": ["[secret token]!", "[secret FORGE_PASSWORD]"]}
    assert told["unknown"] == "[secret unknown]"
    assert told["score"] == 0.5
    [kept] = told["findings"]
    assert (kept.severity, kept.evidence) == (Severity.WARNING, "it is [secret token]")
    for secret in (TOKEN, "tree-house-9", "nobody-knows"):
        assert secret.encode() not in _everything(step)


def test_texts_numbers_frames_and_arrays_are_covered_and_stay_what_they_are(step: Step) -> None:
    frame = pd.DataFrame(
        {
            "n": [1.5, None],
            "s": ["x", f"see {TOKEN}"],
            "c": pd.Categorical([TOKEN, "y"]),
            "l": [[TOKEN], ["z"]],
        },
    )
    step.save("text", f"text {TOKEN}")
    step.save("secret", Secret("nobody-knows"))
    step.save("numbers", {"x": [TOKEN, 1], TOKEN: (2,)})
    step.save("frame", frame)
    step.save("array", np.array([["x", TOKEN]]))
    assert step.load("text") == "text [secret token]"
    assert step.load("secret") == "[secret secret]"
    assert step.load("numbers") == {"x": ["[secret token]", 1], "[secret token]": [2]}
    kept = step.load("frame")
    assert kept["n"].iloc[0] == 1.5
    assert kept["s"].tolist() == ["x", "see [secret token]"]
    assert kept["c"].tolist() == ["[secret token]", "y"]
    assert [list(x) for x in kept["l"]] == [["[secret token]"], ["z"]]
    assert step.load("array").tolist() == [["x", "[secret token]"]]
    assert frame["s"].iloc[1] == f"see {TOKEN}"
    assert TOKEN.encode() not in _everything(step)


def test_objects_without_a_secret_are_kept_bit_for_bit(step: Step) -> None:
    frame = pd.DataFrame({"s": ["x", None], "c": pd.Categorical(["u", "v"]), "n": [1, 2]})
    step.save("frame", frame)
    pd.testing.assert_frame_equal(step.load("frame"), frame)


def test_object_that_can_t_be_covered_is_refused_and_nothing_is_left_of_it(step: Step) -> None:
    import sklearn.preprocessing

    steps = sklearn.preprocessing.FunctionTransformer(kw_args={"token": TOKEN})
    for name, value in (
        ("model", steps),
        ("picture", Picture(f"\x89PNG {TOKEN}".encode("latin-1"), alt="x")),
    ):
        with pytest.raises(StoreError) as caught:
            step.save(name, value)
        assert caught.value.code == "HOLDS_SECRET"
        assert "[secret token] stands in it" in str(caught.value)
    assert not list(step.run.path.rglob("*.partial"))
    assert TOKEN.encode() not in _everything(step)


def test_address_that_was_kept_without_its_password_is_whole_for_who_reads_it(step: Step) -> None:
    known.remember({"source": "https://me:hunter22@host/x.csv"})
    assert known.uncovered("https://me:***@host/x.csv") == "https://me:hunter22@host/x.csv"
    assert known.uncovered("sklearn:iris") == "sklearn:iris"
