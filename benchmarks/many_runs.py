"""Making a store of many runs, each with a record like that of a study of four steps."""

from __future__ import annotations

import json
import math
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from mlbench.statements import Estimate
from mlbench.store import ids
from mlbench.store.record import RunRecord, StepRecord, preserve
from mlbench.vocabulary import State

_STUDIES = ("adult", "bike-sharing", "credit", "diabetes", "heart", "iris", "titanic", "wine")
_RECIPES = ("Histogram gradient boosting", "Logistic regression", "Random forest", "Dummy")
_METRICS = {"bike-sharing": "rmse", "credit": "log_loss"}
_STARTED = datetime(2026, 1, 1, 8, 0, tzinfo=UTC)
_STATES = [State.FAILED] * 4 + [State.KILLED] + [State.DONE] * 95


def make_runs(runs: Path, number: int, seed: int = 0) -> None:
    """Write the records and empty reports of many runs.

    Parameters
    ----------
    runs : Path
        Where they go.
    number : int
        How many runs.
    seed : int
        Of everything random in them.
    """
    chance = random.Random(seed)  # noqa: S311 - figures for a table
    for place in range(number):
        moment = _STARTED + timedelta(minutes=37 * place)
        record = _record(place / number, moment, chance)
        folder = runs / record.name / record.run_id
        folder.mkdir(parents=True)
        (folder / "run.json").write_text(json.dumps(record.to_json(), indent=1))
        (folder / "report.html").write_text("<!doctype html>")


def _record(progress: float, moment: datetime, chance: random.Random) -> RunRecord:
    study = chance.choice(_STUDIES)
    state = chance.choice(_STATES)
    data = {
        "source": f"{study}.csv",
        "rows": 48_842,
        "columns": 15,
        "names": [f"column {number}" for number in range(15)],
        "target": "target",
        "fingerprint": f"{study}{progress > 0.6}".encode().hex(),
        "asked": {"target": "target", "split": "stratified", "test_fraction": 0.25},
    }
    return RunRecord(
        run_id=f"{ids.new_run_id(moment)[:-4]}{chance.randrange(16**4):04x}",
        name=study,
        state=state,
        started=moment.isoformat(),
        seconds=round(chance.uniform(8, 900), 3),
        metric=_METRICS.get(study, "roc_auc"),
        data=data,
        steps=list(_steps(study, state, progress, chance)),
        environment={"python": "3.11.2", "packages": {f"package-{n}": "1.0" for n in range(14)}},
        code={"commit": f"{chance.getrandbits(160):040x}", "clean": chance.random() < 0.8},
        error=None if state is State.DONE else {"step": "evaluate", "message": "ValueError: no"},
    )


def _steps(study: str, state: State, progress: float, chance: random.Random) -> Any:
    for name in ("explore", "model", "evaluate", "export"):
        step = StepRecord(name, name, state=state, cells=11, cells_done=11, seconds=2.5)
        step.parameters = {f"parameter_{number}": number for number in range(10)}
        if name == "evaluate" and state is State.DONE:
            step.recorded = preserve(_results(study, progress, chance))
            step.findings = [
                {
                    "code": "MB231",
                    "title": "miscalibrated",
                    "severity": chance.choice(["info", "warning", "critical"]),
                    "subject": "the model",
                    "evidence": "Stated probabilities are off by 0.08 on average.",
                    "advice": "Calibrate it.",
                }
                for _ in range(chance.choice([0, 0, 1, 2]))
            ]
        yield step


def _results(study: str, progress: float, chance: random.Random) -> dict[str, Any]:
    metric = _METRICS.get(study, "roc_auc")
    value = 0.78 + 0.12 * (1 - math.exp(-3 * progress)) + chance.gauss(0, 0.012)
    value = min(value, 0.995) if metric == "roc_auc" else 1.3 - value
    score = Estimate(value, value - 0.01, value + 0.01)
    return {
        **{f"measure_{number}": score for number in range(7)},
        "metric": metric,
        "score": score,
        "baseline": Estimate(0.5 if metric == "roc_auc" else 0.69),
        "greater_is_better": metric == "roc_auc",
        "recipe_title": chance.choice(_RECIPES),
        "test_rows": 12_211,
    }
