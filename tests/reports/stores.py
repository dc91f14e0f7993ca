"""Folders of runs made by hand, for the page of all runs."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from mlbench.statements import Estimate
from mlbench.store import ids
from mlbench.store.folder import RunFolder
from mlbench.store.record import RunRecord, StepRecord, preserve
from mlbench.vocabulary import State

START = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)


def add_run(
    runs: Path,
    number: int,
    score: float | None = 0.9,
    *,
    study: str = "adult",
    metric: str = "roc_auc",
    data: str = "aaaa",
    recorded: dict[str, Any] | None = None,
    **values: Any,
) -> RunFolder:
    """Write the record and a report of a run that started `number` hours after the first."""
    moment = START + timedelta(hours=number)
    folder = RunFolder(runs / ids.slug(study) / f"{ids.new_run_id(moment)[:-4]}{number:04x}")
    kept: dict[str, Any] = {"recipe_title": "Forest"}
    if score is not None:
        estimate = Estimate(score, score - 0.02, score + 0.02)
        kept |= {"metric": metric, "score": estimate, "baseline": Estimate(0.5)}
    step = StepRecord("evaluate", "evaluate", state=State.DONE)
    step.recorded = preserve(kept | (recorded or {}))
    given = {
        "run_id": folder.path.name,
        "name": study,
        "state": State.DONE,
        "started": moment.isoformat(),
        "seconds": 60.0 + number,
        "data": {"rows": 48_842, "fingerprint": data},
        "code": {"commit": "0123456789abcdef", "clean": False},
        "steps": [step],
    }
    folder.path.mkdir(parents=True)
    record = RunRecord(**given | values)
    folder.record_path.write_text(json.dumps(record.to_json()))  # unsynced: there may be many
    folder.report.write_text("<!doctype html>")
    return folder
