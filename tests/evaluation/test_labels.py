"""The evaluation of label sets: a line a label, and one sentence where a view has no use."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn import metrics as sk

from mlbench.data.dataset import Dataset
from mlbench.data.label_sets import indicators
from mlbench.errors import RefusedInput
from mlbench.evaluation.calibration import calibration_of
from mlbench.evaluation.evaluation import Evaluation, evaluate
from mlbench.evaluation.labels import labels_of
from mlbench.evaluation.paired import judge
from mlbench.export.bundle import export_bundle
from mlbench.models.training import fit


@pytest.fixture(scope="module")
def evaluation(labelled: Dataset) -> Evaluation:
    return evaluate(fit("linear", labelled), labelled, bootstraps=60, group="x1", slices=["x2"])


def test_every_metric_has_an_interval_that_holds_it(evaluation: Evaluation) -> None:
    assert [m.metric.name for m in evaluation.measured][:2] == [
        "average_precision_macro",
        "f1_macro",
    ]
    for measured in evaluation.measured:
        low, high = measured.model.low, measured.model.high
        assert low is not None, measured.metric.name
        assert low <= measured.model.value <= high, measured.metric.name


def test_line_of_a_label_is_that_of_scikit_learn(evaluation: Evaluation, labelled: Dataset) -> None:
    table = evaluation.labels().frame().set_index("label")
    truth = indicators(labelled.y_test, ["bees"])[:, 0]
    said = indicators(evaluation.outputs.values, ["bees"])[:, 0]
    line = table.loc["bees"]
    assert line["rows"] == truth.sum()
    assert line["recall"] == pytest.approx(sk.recall_score(truth, said))
    assert line["precision"] == pytest.approx(sk.precision_score(truth, said))
    assert line["recall_low"] < line["recall"] < line["recall_high"]
    assert line["f1"] == pytest.approx(sk.f1_score(truth, said))


def test_thresholds_are_chosen_on_training_rows_and_tried_on_test_rows(
    evaluation, labelled
) -> None:
    labels, held = evaluation.labels(), evaluation.out_of_fold()
    assert set(held.X.index) <= set(labelled.X_train.index)
    line = labels.frame().set_index("label").loc["cats"]
    stated = held.outputs.probabilities[:, 2]
    member = indicators(held.truth, ["cats"])[:, 0]
    best = max(sk.f1_score(member, stated >= value) for value in stated)
    assert sk.f1_score(member, stated >= line["threshold"]) == pytest.approx(best)
    assert "instead of" in labels.note()
    assert len(labels.plot().png) > 1000


def test_mistakes_name_the_labels_that_are_missed_and_too_many(evaluation: Evaluation) -> None:
    first = evaluation.mistakes().frame().iloc[0]
    row = list(evaluation.X.index).index(first["row"])
    true = set(filter(None, evaluation.truth[row].split("|")))
    said = set(filter(None, evaluation.outputs.values[row].split("|")))
    assert set(filter(None, first["missed"].split("|"))) == true - said
    assert set(filter(None, first["extra"].split("|"))) == said - true
    assert "Missed most" in evaluation.mistakes().note()
    assert len(evaluation.mistakes().plot().png) > 1000


def test_slices_count_wrong_labels(evaluation: Evaluation) -> None:
    slices = evaluation.slices()
    loss = {m.metric.name: m.model.value for m in evaluation.measured}["hamming_loss"]
    assert slices.what == "Wrong labels of a row"
    assert slices.overall == pytest.approx(4 * loss)


def test_every_section_answers_and_what_has_no_use_is_said_in_a_sentence(evaluation) -> None:
    assert "pairs of test row and label" in repr(evaluation.reliability())
    assert "Each label by itself" in repr(evaluation.decisions())
    assert "Groups of 'x1' are not compared" in repr(evaluation.fairness())
    assert len(evaluation.weak_spots()) == 2
    assert len(evaluation.reliance()) == 2
    assert len(evaluation.growth()) == 1
    assert list(evaluation.plots().pictures) == ["precision_recall", "roc"]
    for view in ("classes", "thresholds", "intervals", "plot_confusion"):
        with pytest.raises(RefusedInput, match=view):
            getattr(evaluation, view)()


def test_checks_that_do_not_apply_say_so(evaluation: Evaluation) -> None:
    table = evaluation.checks().frame().set_index("code")
    assert tuple(table.loc["MB220", ["result", "why"]]) == ("not applicable", "multilabel")
    assert table.loc["MB211", "result"] == "clear"


def test_label_that_is_never_predicted_is_found(labelled: Dataset) -> None:
    found = evaluate(fit("linear", labelled, options={"C": 1e-3}), labelled, bootstraps=60)
    [finding] = [each for each in found.findings() if each.code == "MB223"]
    assert "cats" in finding.subject
    assert "labels()" in finding.advice


def test_two_runs_are_judged_on_stored_predictions_alone(evaluation, labelled) -> None:
    other = evaluate(fit("dummy", labelled), labelled, bootstraps=60)
    judged = judge(other.predictions, evaluation.predictions, task="multilabel", bootstraps=200)
    assert judged.metrics[0].verdict == "better"
    assert judged.metrics[0].other.value == pytest.approx(evaluation.score.value)
    assert [test.name for test in judged.tests] == ["McNemar, exact"]


@pytest.mark.parametrize("recipe", ["forest", "mlp"])
def test_bundle_predicts_the_same_sets_in_a_new_process(recipe, labelled, tmp_path) -> None:
    model = fit(recipe, labelled)
    bundle = export_bundle(model, labelled, tmp_path / "bundle")
    assert bundle.check().rows == 5
    rows = labelled.X_test.head(5)
    assert bundle.example["predictions"] == model.predict(rows).tolist()
    assert bundle.predict(rows).tolist() == model.predict(rows).tolist()
    assert "Labels: 'ants', 'bees', 'cats', 'rare'" in bundle.card


def test_weight_of_a_row_counts_in_the_line_of_a_label_and_in_the_calibration(
    evaluation: Evaluation,
) -> None:
    rows = len(evaluation.truth)
    repeats = np.random.default_rng(3).integers(0, 4, size=rows)
    again = np.repeat(np.arange(rows), repeats)
    outputs = evaluation.outputs.of_rows(again)

    found = labels_of(evaluation.truth, evaluation.outputs, None, 0.9, repeats.astype(float))
    expected = labels_of(evaluation.truth[again], outputs, None, 0.9)
    columns = ["recall", "precision", "f1", "average_precision"]
    tables = [each.frame().set_index("label")[columns].sort_index() for each in (found, expected)]
    pd.testing.assert_frame_equal(*tables)

    brier = [
        calibration_of(evaluation.truth, evaluation.outputs, 0.9, repeats.astype(float)).brier,
        calibration_of(evaluation.truth[again], outputs, 0.9).brier,
    ]
    assert brier[0] == pytest.approx(brier[1])
