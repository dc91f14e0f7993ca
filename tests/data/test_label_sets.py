"""Targets of several labels: every form becomes one column of sets, and nothing is guessed in silence."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mlbench.data.label_sets import indicators, label_names, strata
from mlbench.data.load import load
from mlbench.data.overview import overview
from mlbench.data.quality import check_data
from mlbench.data.splits.folds import folds

RNG = np.random.default_rng(0)
#: Sets of three labels, each in many rows, some empty.
SETS = ["a|b", "b", "c|a", "", "c", "b|c|a"] * 10


@pytest.fixture
def with_sets(csv_of):
    """Loads a table with such sets beside one feature; empty ones are written as []."""

    def make(values, task="multilabel", **options):
        texts = [text or "[]" for text in values]
        frame = pd.DataFrame({"x": RNG.normal(size=len(texts)), "y": texts})
        return load(csv_of(frame), "y", task=task, **options)

    return make


def _columns(rows=60):
    frame = pd.DataFrame({"x": RNG.normal(size=rows)})
    return frame.assign(
        kind=frame["x"] > 0, toxic=[0, 1] * (rows // 2), insult=[0.0, 0.0, 1.0] * (rows // 3)
    )


def test_texts_become_sets_of_one_form_and_an_empty_set_is_no_missing_value(with_sets):
    dataset = with_sets(["c | a", "b", "[]", "a|c|a", "|", "b|c"] * 5)
    assert dataset.y.tolist()[:6] == ["a|c", "b", "", "a|c", "", "b|c"]
    assert dataset.classes == ["a", "b", "c"]
    assert "10 rows have no label" in " ".join(dataset.notes)


@pytest.mark.parametrize(
    "texts",
    [
        ["['b', 'a']", "[]", "['a']"],
        ['["a", "b"]', "[]", '["a"]'],
        ["b;a", "[]", "a"],
        ["b, a", "[]", "a"],
    ],
)
def test_every_way_to_write_a_set_in_a_text_means_the_same(with_sets, texts):
    assert with_sets(texts * 10).y.tolist()[:3] == ["a|b", "", "a"]


def test_sign_of_ones_own_is_named_in_the_study(with_sets):
    dataset = with_sets(["a/b", "b", "a"] * 10, read={"labels_by": "/"})
    assert dataset.classes == ["a", "b"]


def test_sets_are_found_where_parts_recur_and_it_is_said_how_to_set_that_aside(with_sets):
    dataset = with_sets(SETS, task="auto")
    assert dataset.task == "multilabel"
    assert "task: multiclass sets that aside" in " ".join(dataset.notes)
    assert with_sets([text or "c" for text in SETS], task="multiclass").task == "multiclass"


def test_bounds_in_brackets_are_no_lists_of_labels(with_sets):
    bounds = ["[0, 10]", "[10, 20]", "[0, 20]"] * 10
    assert with_sets(bounds, task="auto").task == "multiclass"
    assert with_sets(bounds).classes == ["0", "10", "20"]


def test_commas_alone_are_never_taken_for_signs_between_labels(with_sets):
    assert (
        with_sets(["Paris, France", "Rome, Italy", "Bern"] * 10, task="auto").task == "multiclass"
    )


@pytest.mark.parametrize("target", [["toxic", "insult"], "toxic|insult"])
def test_columns_of_labels_are_one_target_and_leave_the_features(csv_of, target):
    dataset = load(csv_of(_columns()), target)
    assert (dataset.target, dataset.task) == ("toxic|insult", "multilabel")
    assert dataset.y.tolist()[:6] == ["", "toxic", "insult", "toxic", "", "insult|toxic"]
    assert dataset.features == ["x", "kind"]
    assert dataset.left_out["toxic"] == "it is a label of the target"


def test_pattern_names_the_label_columns(csv_of):
    frame = _columns().rename(columns={"toxic": "label_1", "insult": "label_2"})
    assert load(csv_of(frame), "label_*").classes == ["label_1", "label_2"]


def test_fingerprint_is_of_what_was_read_whatever_is_predicted(csv_of):
    file = csv_of(_columns())
    assert load(file, "toxic|insult").fingerprint == load(file, "kind").fingerprint


def test_unknown_label_column_is_refused_with_a_close_match(csv_of, refused):
    with refused("TARGET_UNKNOWN", "'insults'", "Did you mean 'insult'?"):
        load(csv_of(_columns()), ["toxic", "insults"])


def test_label_column_with_other_values_or_gaps_is_refused(csv_of, refused):
    with refused("TARGET_TASK", "'x'", "0 and 1"):
        load(csv_of(_columns()), ["toxic", "x"])
    gaps = _columns()
    gaps.loc[3, "insult"] = np.nan
    with refused("TARGET_MISSING", "'insult'", "row 4"):
        load(csv_of(gaps), ["toxic", "insult"])


def test_label_columns_set_no_other_task(csv_of, refused):
    with refused("TARGET_TASK", "several columns", "regression"):
        load(csv_of(_columns()), ["toxic", "insult"], task="regression")


def test_missing_set_is_refused_and_told_from_an_empty_one(csv_of, refused):
    frame = pd.DataFrame({"x": range(6), "y": ["a|b", "b", None, "a", "b|a", "a"]})
    with refused("TARGET_MISSING", "row 3", "write []"):
        load(csv_of(frame), "y", task="multilabel")


def test_single_labels_and_numbers_are_no_sets(with_sets, csv_of, refused):
    with refused("TARGET_TASK", "single labels", "labels_by"):
        with_sets(["a", "b", "c"] * 10)
    with refused("TARGET_TASK", "Got numbers"):
        load(csv_of(pd.DataFrame({"x": range(9), "y": [1, 2, 3] * 3})), "y", task="multilabel")


def test_same_set_everywhere_is_refused(with_sets, refused):
    with refused("TARGET_SINGLE_CLASS", "a single set of labels"):
        with_sets(["a|b"] * 12)


def test_labels_that_nothing_can_be_said_of_are_named(with_sets):
    notes = " ".join(with_sets([*(f"a|{x}" for x in ["b", "c"] * 20), "a|once"]).notes)
    assert "Only one row has the label 'once'" in notes
    assert "Every row has the label 'a'" in notes


def test_label_on_one_side_of_the_split_is_named(with_sets):
    values = [*["a|b", "b", "a"] * 10, "a|late", "late"]
    notes = " ".join(with_sets(values, split="time", test_fraction=0.1).notes)
    assert "No training row has the label 'late'" in notes


def test_stratified_split_keeps_the_share_of_a_rare_label(with_sets):
    values = ["a|b", "a", "b"] * 60 + ["a|rare"] * 8
    for seed in range(5):
        dataset = with_sets(values, split_seed=seed)
        assert dataset.split.kind == "stratified"
        assert sum("rare" in text for text in dataset.y_test) == 2


def test_folds_keep_the_share_of_a_rare_label_and_need_no_row_of_each(with_sets):
    dataset = with_sets(["a|b", "a", "b"] * 60 + ["a|rare"] * 8 + ["b|once"])
    held = [dataset.y_train.iloc[validate] for _, validate in folds(dataset, 3)]
    assert [int(y.str.contains("rare").sum()) for y in held] == [2, 2, 2]


def test_few_rows_with_many_different_sets_can_still_be_split(with_sets):
    names = [chr(97 + i) for i in range(20)]
    dataset = with_sets(
        [f"{one}|{two}" for one, two in zip(names, names[1:] + names[:1], strict=True)]
    )
    assert len(dataset.test_rows) == 5


def test_strata_are_never_smaller_than_asked():
    sets = pd.Series(["a|b", "b|c", "c", "a", "d", "b"])
    assert strata(sets, fewest=3).value_counts().min() >= 3


def test_indicators_and_names_agree():
    found = indicators(SETS, label_names(SETS))
    assert found.sum(axis=0).tolist() == [30, 30, 30]


def test_overview_shows_how_often_labels_occur_and_which_go_together(with_sets):
    values = ["a|b", "a|b", "c", "c|d", "b|a", "d"] * 10
    dataset = with_sets(values)
    look = overview(dataset)
    assert "a 30, b 30" in look.plot_target().alt
    assert (
        "a and b go together most: 30 rows have both, 15 would by chance" in look.plot_target().alt
    )


def test_association_names_the_label_that_a_feature_goes_with(csv_of):
    frame = pd.DataFrame({"x": RNG.normal(size=200), "z": RNG.normal(size=200)})
    sets = [
        "|".join(["up"] * (x > 0) + ["far"] * (z > 1)) or "[]" for x, z in frame.to_numpy().tolist()
    ]
    found = overview(load(csv_of(frame.assign(y=sets)), "y", task="multilabel")).association()
    assert found["label"].to_dict() == {"x": "up", "z": "far"}


def test_findings_speak_of_labels_or_say_that_they_do_not_apply(csv_of):
    frame = pd.DataFrame({"x": RNG.normal(size=200), "leak": [0, 1] * 100})
    sets = [
        ("odd|all" if k % 2 else "all|rare") if k < 6 else ("odd" if k % 2 else "[]")
        for k in range(200)
    ]
    found = check_data(load(csv_of(frame.assign(y=sets)), "y", task="multilabel"))
    said = {finding.code: str(finding) for finding in found}
    assert "2 of 3 labels have fewer than 10 rows" in said["MB121"]
    assert "'leak'" in said["MB122"]
    assert "the label 'odd'" in said["MB122"]
    assert "MB120, MB123: not applicable: multilabel" in found.left_open()


@pytest.fixture
def films():
    """Films with their genres as lists; one has none, and the people are lists, too."""
    genres = [["Drama", "Comedy"], [], ["Drama"]] * 10
    people = [["Ann", "Bob"]] * 30
    return pd.DataFrame({"year": range(30), "genres": genres, "people": people})


@pytest.mark.parametrize("suffix", ["parquet", "jsonl"])
def test_lists_in_a_file_are_sets_of_labels(workplace, films, suffix):
    if suffix == "parquet":
        films.to_parquet("films.parquet")
    else:
        films.to_json("films.jsonl", orient="records", lines=True)
    dataset = load(f"films.{suffix}", "genres")
    assert dataset.task == "multilabel"
    assert dataset.y.tolist()[:3] == ["Comedy|Drama", "", "Drama"]
    assert dataset.features == ["year"]
    assert "Left out, neither text nor a number: 'people'" in " ".join(dataset.notes)


def test_same_lists_have_one_fingerprint_whatever_file_holds_them(workplace, films):
    films.to_parquet("films.parquet")
    films.to_json("films.jsonl", orient="records", lines=True)
    prints = {load(f"films.{suffix}", "genres").fingerprint for suffix in ("parquet", "jsonl")}
    assert len(prints) == 1


def test_list_that_is_missing_is_refused(workplace, films, refused):
    films.loc[4, "genres"] = None
    films.to_json("films.jsonl", orient="records", lines=True)
    with refused("TARGET_MISSING", "row 5"):
        load("films.jsonl", "genres")


def test_large_table_with_lists_is_sampled_with_its_sets(little_memory, workplace):
    rows = 20_000
    genres = [[["a", "b"], ["b"], []][i % 3] for i in range(rows)]
    frame = pd.DataFrame({"x": RNG.normal(size=rows), "genres": genres})
    frame.to_json("films.jsonl", orient="records", lines=True)
    little_memory(300_000)
    dataset = load("films.jsonl", "genres")
    assert dataset.rows < dataset.all_rows == rows
    assert dataset.classes == ["a", "b"]
    assert set(dataset.y) == {"a|b", "b", ""}
