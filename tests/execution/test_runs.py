"""Whole runs of studies: what a failed step leaves, and that a seed fixes the figures."""

from __future__ import annotations

from pathlib import Path

import pytest

import mlbench
from mlbench.store.lock import is_held

BROKEN = """
study: broken
data: {{source: sklearn:iris, target: target}}
steps:
  - notebook: {zoo}/plain.ipynb
  - notebook: {zoo}/raises.ipynb
    after: [plain]
  - notebook: {zoo}/untyped.ipynb
"""
SMALL = """
study: small
data: {source: sklearn:iris, target: target, split: {test: 0.3, seed: 3}}
metric: accuracy
steps:
  - model: {recipe: forest, compare: [], seed: 1}
  - evaluate: {bootstraps: 60, seed: 1}
"""
ADULT = """
study: adult
data: {source: adult}
metric: roc_auc
steps:
  - model: {recipe: boosting, compare: []}
  - evaluate: {bootstraps: 100}
  - export
"""


def test_failed_step_leaves_what_ran_and_marks_the_rest_not_run(workplace: Path, zoo: Path) -> None:
    (workplace / "s.yaml").write_text(BROKEN.format(zoo=zoo))
    run = mlbench.run("s.yaml")
    states = [(step.name, str(step.state)) for step in run.record.steps]
    assert states == [("plain", "done"), ("raises", "failed"), ("untyped", "not-run")]
    assert run.state == "failed"
    assert run.metrics == {"alpha": 0.5}
    names = sorted(p.name for p in (run.folder.path / "notebooks").glob("*.ipynb"))
    assert names == ["01-plain.ipynb", "02-raises.ipynb"]
    page = run.report.read_text("utf-8")
    assert "ZeroDivisionError" in page
    assert "not run" in page
    assert not is_held(run.folder.path)


def test_same_study_with_the_same_seed_gives_identical_figures(workplace: Path) -> None:
    (workplace / "s.yaml").write_text(SMALL)
    first, second = (mlbench.run("s.yaml") for _ in range(2))
    figures = [
        {k: v for k, v in run.values.items() if "seconds" not in k} for run in (first, second)
    ]
    assert figures[0] == figures[1]
    assert first.id != second.id
    other = mlbench.run("s.yaml", {"data.split.seed": 4})
    assert other.values["score"] != first.values["score"] or other.metrics != first.metrics


@pytest.mark.real
def test_adult_census_is_predicted_well_and_its_bundle_says_the_same_bits(
    workplace: Path, real_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A simple histogram boosting reaches ROC AUC 0.927 on the official split."""
    import subprocess
    import sys

    from mlbench.settings import settings

    monkeypatch.setenv("MLBENCH_DATA", str(real_data))
    settings.cache_clear()
    (workplace / "s.yaml").write_text(ADULT)
    run = mlbench.run("s.yaml")
    assert run.error is None
    assert run.values["score"].value > 0.92
    assert run.values["baseline"].value == 0.5
    program = (
        "import sys, mlbench\n"
        "run = mlbench.open_run(sys.argv[1])\n"
        "bundle = mlbench.load_bundle(run.bundle)\n"
        "told = run.load('predictions')\n"
        "rows = mlbench.load('adult').X_test\n"
        "found = bundle.predict_proba(rows)\n"
        "names = [name for name in told.columns if name.startswith('probability')]\n"
        "assert len(names) == 2 and len(told) == len(rows) > 8000\n"
        "import numpy as np\n"
        "assert (np.asarray(found) == told[names].to_numpy()).all()\n"
        "assert (np.asarray(bundle.predict(rows)) == told['prediction'].to_numpy()).all()\n"
    )
    subprocess.run([sys.executable, "-c", program, str(run.folder.path)], check=True)
