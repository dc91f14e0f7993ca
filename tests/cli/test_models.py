"""``mlbench models recipes``: the list, one of them, JSON, refusals."""

from __future__ import annotations

import json


def test_recipes_are_listed_with_what_they_are_for(shell) -> None:
    done = shell("models", "recipes", "--task", "regression")
    assert done.returncode == 0
    assert done.stdout.splitlines()[1].split()[0] == "dummy"
    assert "up to 20,000 rows" in done.stdout


def test_list_says_which_recipe_learns_sets_of_labels(shell) -> None:
    lines = shell("models", "recipes").stdout.splitlines()
    told = {line.split()[0]: line for line in lines}
    assert "binary, multiclass, regression" in told["svm"]
    assert " all " in told["forest"]
    listed = shell("models", "recipes", "--task", "multilabel").stdout
    assert "forest" in listed
    assert "svm" not in listed


def test_one_recipe_shows_what_can_be_set_and_where_a_search_looks(shell) -> None:
    done = shell("models", "recipes", "boosting")
    assert "learning_rate" in done.stdout
    assert "0.02 to 0.2 by orders of magnitude" in done.stdout


def test_json_tells_all_of_it(shell) -> None:
    found = {each["name"]: each for each in json.loads(shell("models", "recipes", "--json").stdout)}
    assert found["lightgbm"]["installed"] is True
    assert {option["name"] for option in found["knn"]["options"]} == {"n_neighbors", "weights", "p"}


def test_unknown_recipe_and_task_are_refused_with_the_close_match(shell) -> None:
    done = shell("models", "recipes", "bosting")
    assert (done.returncode, done.stdout) == (2, "")
    assert "Did you mean 'boosting'?" in done.stderr
    done = shell("models", "recipes", "--task", "regresion")
    assert done.returncode == 2
    assert "Did you mean 'regression'?" in done.stderr
