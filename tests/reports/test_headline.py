"""The sentence at the top, made of what was recorded and nothing else."""

from __future__ import annotations

import pytest

from mlbench.reports.headline import headline
from mlbench.statements import Estimate
from mlbench.store.record import RunRecord, StepRecord, preserve
from mlbench.vocabulary import State


def run(state=State.DONE, *steps, **values):
    return RunRecord("1", "adult", state=state, steps=list(steps), **values)


def evaluated(**recorded):
    kept = {name: preserve(value) for name, value in recorded.items()}
    return run(State.DONE, StepRecord("evaluate", "evaluate", state=State.DONE, recorded=kept))


def test_a_scored_run_says_how_good_it_is_against_the_baseline():
    record = evaluated(
        recipe_title="Histogram gradient boosting",
        metric="roc_auc",
        score=Estimate(0.924, 0.918, 0.930),
        baseline=Estimate(0.5, 0.5, 0.5),
        test_rows=12211,
    )
    assert headline(record) == (
        "Histogram gradient boosting reaches ROC AUC 0.924 [0.918, 0.930] on 12,211 held-out "
        "rows; the dummy baseline reaches 0.500."
    )


def test_large_figures_of_a_regression_are_not_given_decimals():
    record = evaluated(
        recipe="forest", metric="rmse", score=Estimate(48312.4, 47001.2, 49800.9), test_rows=5160
    )
    assert headline(record) == (
        "forest reaches root mean squared error 48,312 [47,001, 49,801] on 5,160 held-out rows."
    )


def test_a_score_that_is_no_number_makes_a_sober_headline():
    record = evaluated(metric="roc_auc", score=Estimate(float("nan")), test_rows=3)
    assert headline(record) == "'adult' ran to its end: 0 code cells."


def test_a_single_notebook_has_a_sober_headline():
    step = StepRecord("explore", "explore", state=State.DONE, cells=9, cells_done=9)
    assert headline(run(State.DONE, step, seconds=8.4)) == (
        "'adult' ran to its end: 9 code cells in 8.4 s."
    )


def test_a_failed_run_names_step_and_cell_even_when_scores_were_recorded():
    done = StepRecord("model", "model", state=State.DONE, recorded={"metric": "f1", "score": 0.5})
    bad = StepRecord("evaluate", "evaluate", state=State.FAILED, cells=6, error={"cell": 4})
    assert headline(run(State.FAILED, done, bad)) == (
        "Step 'evaluate' failed in cell 4 of 6; 1 of 2 steps came to their end."
    )


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (State.KILLED, "Step 'model' was killed."),
        (State.STOPPED_EARLY, "Step 'model' stopped early."),
        (State.FAILED, "Step 'model' failed."),
    ],
)
def test_every_early_end_has_its_own_word(state, sentence):
    assert headline(run(state, StepRecord("model", "model", state=state))) == sentence


def test_a_run_that_failed_before_its_first_step_says_so():
    record = run(State.FAILED, StepRecord("model", "model", state=State.NOT_RUN))
    assert headline(record) == "The run of 'adult' failed before its first step."


def test_a_run_under_way_says_how_far_it_is():
    steps = [StepRecord("a", "a", state=State.DONE), StepRecord("b", "b", state=State.RUNNING)]
    assert headline(run(State.RUNNING, *steps)) == "'adult' is still running: 1 of 2 steps done."
    assert headline(run(State.PENDING, *steps)) == "'adult' has not started yet."


def test_a_headline_is_bounded_whatever_was_recorded():
    record = evaluated(recipe_title="x" * 9000, metric="m" * 9000, score=0.5, test_rows=10**30)
    assert len(headline(record)) < 400
