"""A study that states what mistakes cost, from the data to a bundle that decides by it."""

from __future__ import annotations

from pathlib import Path

import mlbench

STUDY = """
study: tumours
data: {source: "sklearn:breast_cancer", target: target}
steps:
  - model: {recipe: linear, compare: [], folds: 2}
  - evaluate: {bootstraps: 60, costs: [1, 30]}
  - export
"""


def test_bundle_of_a_study_with_costs_flags_from_the_recorded_threshold_on(
    workplace: Path,
) -> None:
    Path("tumours.yaml").write_text(STUDY)
    run = mlbench.run("tumours.yaml")
    assert run.error is None
    bundle = mlbench.load_bundle(run.bundle)
    rows = mlbench.load("sklearn:breast_cancer", "target").X_test
    flagged = bundle.predict_proba(rows)["malignant"] >= run.values["threshold"]
    assert ((bundle.predict(rows) == "malignant") == flagged).all()
    assert (bundle.model.predict(rows) == "malignant").sum() > flagged.sum()
