"""A study of a target with several labels, from the data to a bundle that says the same sets."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.datasets import make_multilabel_classification

import mlbench
from mlbench.execution.study import read_study

STUDY = """
study: tags
data: {source: rows.csv, target: [ants, bees, cats]}
steps:
  - explore
  - model: {recipe: linear, compare: [], folds: 3}
  - evaluate: {bootstraps: 60, group: x1}
  - export
"""
FILMS = """
study: films
data: {source: %s, target: genres, read: {drop: [movieId]}}
steps:
  - model: {recipe: linear, compare: [], folds: 3}
"""
PROGRAM = """
import sys, mlbench
run = mlbench.open_run(sys.argv[1])
told, bundle = run.load("predictions"), mlbench.load_bundle(run.bundle)
rows = mlbench.load("rows.csv", "ants|bees|cats").X_test
assert bundle.predict(rows).tolist() == told["prediction"].tolist()
stated = [name for name in told.columns if name.startswith("probability_")]
assert (bundle.predict_proba(rows).to_numpy() == told[stated].to_numpy()).all()
"""


def test_study_of_label_columns_runs_to_a_bundle_and_a_headline(workplace: Path) -> None:
    X, members = make_multilabel_classification(160, 4, n_classes=3, random_state=2)
    frame = pd.DataFrame(X, columns=[f"x{i}" for i in range(4)])
    frame[["ants", "bees", "cats"]] = members
    frame.to_csv("rows.csv", index=False)
    Path("tags.yaml").write_text(STUDY)
    run = mlbench.run("tags.yaml")
    assert run.error is None
    assert run.values["task"] == "multilabel"
    assert run.values["metric"] == "average_precision_macro"
    page = run.report.read_text("utf-8")
    assert "Linear model reaches macro average precision" in page
    assert "are not compared: their figures speak of one class" in page
    subprocess.run([sys.executable, "-c", PROGRAM, str(run.folder.path)], check=True)


def test_label_columns_reach_templates_as_one_name(workplace: Path) -> None:
    Path("tags.yaml").write_text(STUDY)
    assert read_study(Path("tags.yaml")).data.asked()["target"] == "ants|bees|cats"


@pytest.mark.real
def test_genres_are_told_from_titles_better_than_by_chance(
    workplace: Path, real_data: Path
) -> None:
    Path("films.yaml").write_text(FILMS % (real_data / "ml_latest_small" / "movies.csv"))
    run = mlbench.run("films.yaml")
    assert run.error is None
    assert run.values["cv_metric"] == "average_precision_macro"
    assert run.values["cv_mean"] > 1.15 * run.values["cv_baseline"]
    assert np.isfinite(run.values["cv_sd"])
