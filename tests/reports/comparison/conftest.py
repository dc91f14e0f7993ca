"""Runs to be compared."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from nbformat.v4 import new_code_cell

from mlbench.store import artifacts
from mlbench.store.record import StepRecord
from mlbench.vocabulary import State


def _predictions(noise):
    random = np.random.default_rng(5)
    truth = random.integers(2, size=300)
    score = 1 / (1 + np.exp(-(2 * (truth - 0.5) + noise * random.normal(size=300))))
    return pd.DataFrame(
        {"row": range(300), "truth": truth, "prediction": (score > 0.5) * 1, "probability_0": 1 - score, "probability_1": score}
    )  # fmt: skip


@pytest.fixture
def made(runs, tools):
    def make(
        noise=1.0, *, seed=0, text="auc 0.9", saved=True, state=State.DONE, outputs=(), **record
    ):
        recorded = {
            "metric": "roc_auc",
            "task": "binary",
            "fit_seconds": noise,
            "score": {"estimate": {"value": 1 / (1 + noise), "low": 0.1, "high": 0.9}},
        }
        step = StepRecord(
            "evaluate", "evaluate", state=state, parameters={"seed": seed}, recorded=recorded
        )
        cell = new_code_cell(
            "score", outputs=[tools.display(plain=text), *outputs], execution_count=1
        )
        given = {"data": {"fingerprint": "aa", "rows": 900}, "environment": {"python": "3.11"}}
        folder = runs.folder([cell], step, **{**given, **record})
        if saved:
            artifacts.save(folder.artifacts("evaluate"), "predictions", _predictions(noise))
        return folder

    return make
