"""The views of an evaluation: figures, pictures, and what is chosen on which rows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from mlbench.data.dataset import Dataset
from mlbench.data.load import load
from mlbench.errors import RefusedInput
from mlbench.evaluation.evaluation import evaluate
from mlbench.evaluation.result import Evaluation
from mlbench.models.training import fit

SECTIONS = ("reliability", "decisions", "reliance", "weak_spots", "fairness", "errors", "growth")


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """Two unequal classes, with categories, gaps, booleans and dates."""
    random = np.random.default_rng(1)
    rows = 1200
    frame = pd.DataFrame(
        {
            "age": random.integers(18, 90, rows),
            "sex": random.choice(["f", "m"], rows),
            "pay": random.lognormal(size=rows),
            "flag": random.random(rows) < 0.5,
            "since": pd.Timestamp("2024-01-01") + pd.to_timedelta(np.arange(rows), unit="D"),
        }
    )
    score = frame["age"] / 30 + frame["flag"] + random.normal(size=rows)
    frame["y"] = np.where(score > 3.4, "yes", "no")
    frame.loc[::9, "sex"] = None
    frame.loc[::7, "pay"] = np.nan
    path = tmp_path_factory.mktemp("people") / "people.parquet"
    frame.to_parquet(path)
    return load(str(path), "y")


@pytest.fixture(scope="module")
def binary(people: Dataset) -> Evaluation:
    options = {"costs": [20, 1], "group": "sex", "slices": ["sex", "age"]}
    return evaluate(fit("boosting", people), people, bootstraps=100, **options)


@pytest.fixture(scope="module")
def multi(iris: Dataset) -> Evaluation:
    return evaluate(fit("linear", iris), iris, bootstraps=50)


@pytest.fixture(scope="module")
def numbers(diabetes: Dataset) -> Evaluation:
    return evaluate(fit("linear", diabetes), diabetes, bootstraps=50, group="sex")


@pytest.fixture(params=["binary", "multi", "numbers"])
def evaluation(request: pytest.FixtureRequest) -> Evaluation:
    return request.getfixturevalue(request.param)


@pytest.mark.parametrize("name", SECTIONS)
def test_every_section_is_a_table_a_picture_and_a_sentence(
    name: str, evaluation: Evaluation
) -> None:
    section = getattr(evaluation, name)()
    assert len(section) + len(section.left_out) > 0
    for view in section:
        assert len(view.frame().columns)
        assert view.plot().png.startswith(b"\x89PNG")
        assert any(letter.isdigit() for letter in view.plot().alt)
        assert view.note() in repr(view)
        assert view._repr_html_().count("<table") == 1


def test_view_is_computed_once(binary: Evaluation) -> None:
    assert binary.thresholds() is binary.thresholds()
    assert binary.slices() is binary.slices()


def test_view_of_another_task_is_refused_with_the_question_to_ask(multi: Evaluation) -> None:
    with pytest.raises(RefusedInput, match="thresholds\\(\\) needs a task of binary"):
        multi.thresholds()
    with pytest.raises(RefusedInput, match="intervals\\(\\) needs a task of regression"):
        multi.intervals()


def test_threshold_saves_what_a_dear_miss_costs(binary: Evaluation) -> None:
    found = binary.thresholds()
    assert found.chosen < 0.2
    assert found.saved.low > 0
    chosen, usual = found.choices.to_dict("records")
    assert chosen["recall"].value > usual["recall"].value
    assert usual["cost"].value - chosen["cost"].value == pytest.approx(found.saved.value)


def test_choices_are_made_without_any_test_row(people: Dataset, binary: Evaluation) -> None:
    spoilt = people.frame.copy()
    spoilt.loc[people.test_rows, "y"] = spoilt.loc[people.test_rows, "y"].to_numpy()[::-1]
    spoilt.loc[people.test_rows, "age"] = 10**6
    other = evaluate(binary.model, replace(people, frame=spoilt), bootstraps=50, costs=[20, 1])
    assert other.thresholds().chosen == binary.thresholds().chosen
    first, second = (each.out_of_fold() for each in (other, binary))
    np.testing.assert_array_equal(first.outputs.score, second.outputs.score)


def test_no_row_is_predicted_by_a_model_that_has_seen_it(
    binary: Evaluation, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mlbench.evaluation import out_of_fold as room

    learned = []
    refit = room.refitted

    def seen(model, X, y, weight):
        learned.append(set(X.index))
        return refit(model, X, y, weight)

    monkeypatch.setattr(room, "refitted", seen)
    options = binary.options
    held = room.out_of_fold(binary.model, binary.dataset, options.depth, options.seed)
    assert held.X.index.is_unique
    test_rows = set(binary.dataset.test_rows)
    assert not test_rows & set(held.X.index)
    for rows in learned:
        assert not test_rows & rows
    for row in held.X.index:
        assert any(row not in rows for rows in learned)


def test_top_counts_rows_of_the_same_score_alike() -> None:
    from mlbench.evaluation.top import top_of
    from mlbench.models.outputs import Outputs

    truth = np.array(["b"] * 10 + ["a"] * 90)
    flat = np.full((100, 2), 0.5)
    table = top_of(truth, Outputs(truth, flat, np.array(["a", "b"])), 0.95).frame()
    assert table["precision"].to_numpy() == pytest.approx(0.1)
    assert table["lift"].to_numpy() == pytest.approx(1.0)


def test_best_possible_order_finds_every_hit_at_the_top(binary: Evaluation) -> None:
    table = binary.top().frame()
    assert table["recall"].is_monotonic_increasing
    assert (table["low"] <= table["precision"]).all()
    assert table["lift"].iloc[0] > 1.5


def test_intervals_hold_the_truth_about_as_often_as_asked(numbers: Evaluation) -> None:
    found = numbers.intervals()
    assert found.asked == 0.9
    assert found.coverage.low <= 0.9 <= found.coverage.high
    rows = found.frame()
    assert (rows["low"] <= rows["prediction"]).all()
    assert (rows["prediction"] <= rows["high"]).all()
    assert numbers.record()["interval_coverage"] == found.coverage


def test_intervals_are_wider_where_errors_are_larger(tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    x = random.uniform(0, 1, 2000)
    frame = pd.DataFrame({"x": x, "y": x + random.normal(size=2000) * np.where(x > 0.5, 1, 0.1)})
    frame.to_parquet(tmp_path / "wide.parquet")
    data = load(str(tmp_path / "wide.parquet"), "y")
    found = evaluate(fit("linear", data), data, bootstraps=50).intervals()
    width = (found.rows["high"] - found.rows["low"]).to_numpy()
    loud = data.X_test["x"].to_numpy() > 0.5
    assert np.median(width[loud]) > 5 * np.median(width[~loud])


def test_dependence_follows_numbers_and_categories_with_gaps(binary: Evaluation) -> None:
    found = binary.dependence()
    effects = {effect.feature: effect for effect in found.effects}
    assert {"age", "flag"} <= set(effects)
    assert "since" not in effects
    age = effects["age"]
    assert age.average[0][-1] > age.average[0][0] + 0.3
    assert effects["flag"].values == [False, True]


def test_groups_are_compared_with_the_largest(binary: Evaluation) -> None:
    found = binary.groups()
    assert [group.label for group in found.groups][-1] == "missing"
    table = found.frame().set_index(["group", "figure"])
    rows = binary.X["sex"] == "f"
    selected = binary.outputs.score[rows] >= binary.thresholds().chosen
    assert table.loc[("f", "selection_rate"), "value"] == pytest.approx(selected.mean())
    assert {"difference_low", "ratio_high"} <= set(table.columns)
    assert "for people to decide" in found.note()


def test_named_slices_have_their_parts_and_their_pairs(binary: Evaluation) -> None:
    names = set(binary.named_slices().frame()["feature"])
    assert {"sex", "age"} < names
    assert any(" and " in name for name in names)


def test_mistakes_are_wrong_rows_with_the_most_confident_first(binary: Evaluation) -> None:
    found = binary.mistakes()
    table = found.frame()
    assert (table["truth"] != table["prediction"]).all()
    assert table["probability"].is_monotonic_increasing
    assert set(table["row"]) <= set(binary.dataset.test_rows)
    assert found.wrong == int((binary.outputs.values != binary.truth).sum())


def test_curve_ends_at_the_model_itself(evaluation: Evaluation) -> None:
    table = evaluation.curve().frame()
    assert table["train_rows"].is_monotonic_increasing
    assert table["train_rows"].iloc[-1] == len(evaluation.dataset.train_rows)
    assert table["value"].iloc[-1] == pytest.approx(evaluation.score.value)


def test_split_in_time_chooses_the_latest_rows_and_follows_residuals(diabetes: Dataset) -> None:
    data = load("sklearn:diabetes", "target", split="time")
    found = evaluate(fit("linear", data), data, bootstraps=50)
    assert found.curve().order == "the latest ones"
    assert found.residuals().lines[0].name == "row order"
    assert found.intervals() is not None


def test_class_table_says_what_a_class_is_taken_for(multi: Evaluation) -> None:
    table = multi.classes().frame()
    assert table["rows"].sum() == len(multi.truth)
    assert table["recall"].is_monotonic_increasing
    assert set(table["class"]) == {"setosa", "versicolor", "virginica"}


def test_depth_full_takes_more_of_everything(people: Dataset, binary: Evaluation) -> None:
    deep = evaluate(binary.model, people, bootstraps=50, depth="full")
    assert deep.out_of_fold().folds == 5
    assert len(deep.curve().frame()) == 5


@pytest.mark.parametrize(
    ("option", "sentence"),
    [
        ({"depth": "deep"}, "must be 'quick' or 'full'"),
        ({"costs": [5]}, "two numbers above 0"),
        ({"costs": [0, 1]}, "two numbers above 0"),
        ({"costs": "ab"}, "two numbers above 0"),
        ({"coverage": 1.5}, "must be in \\(0, 1\\)"),
        ({"group": "sexe"}, "must name features of the model"),
        ({"slices": ["agee"]}, "Did you mean 'age'"),
    ],
)
def test_wrong_wish_is_refused_before_anything_is_computed(
    option: dict, sentence: str, binary: Evaluation
) -> None:
    with pytest.raises(RefusedInput, match=sentence):
        evaluate(binary.model, binary.dataset, **option)


def test_class_too_rare_for_every_fold_and_sample_does_not_stop_the_evaluation(
    tmp_path: Path,
) -> None:
    random = np.random.default_rng(0)
    frame = pd.DataFrame({"x": random.normal(size=900), "z": random.normal(size=900)})
    frame["y"] = np.where(frame["x"] > 0, "a", "b")
    frame.loc[[5, 400, 890], "y"] = "rare"
    frame.to_parquet(tmp_path / "rare.parquet")
    for split in ("stratified", "time"):
        data = load(str(tmp_path / "rare.parquet"), "y", split=split)
        found = evaluate(fit("linear", data), data, bootstraps=50, metric="log_loss")
        assert len(found.checks().frame()) == 14
        assert found.growth().left_out
