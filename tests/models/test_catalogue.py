"""The catalogue finds recipes by name and task, and says what is wrong otherwise."""

from __future__ import annotations

import pytest

from mlbench.data.dataset import Dataset
from mlbench.errors import RefusedInput
from mlbench.models.build import build
from mlbench.models.catalogue import find, recipes
from mlbench.vocabulary import Task


def test_baseline_comes_first_then_the_cheap_recipes() -> None:
    for task in Task:
        found = recipes(task)
        assert found.names[0] == "dummy"
        assert [each.rank for each in found] == sorted(each.rank for each in found)
        assert {"linear", "knn", "forest", "boosting", "mlp"} <= set(found.names)
        # what learns from folds of a class can't learn a label that few rows have
        assert ({"svm", "stacking"} <= set(found.names)) == (task is not Task.MULTILABEL)


def test_catalogue_shows_one_row_a_recipe() -> None:
    assert list(recipes().frame()["recipe"]) == recipes().names
    page = recipes()._repr_html_()
    assert "<td style='text-align:left'>Random forest</td>" in page
    assert "<th style='text-align:left'>title</th>" in page  # above its texts


def test_unknown_recipe_is_refused_with_the_close_match() -> None:
    with pytest.raises(RefusedInput) as refused:
        find("bosting")
    assert "Did you mean 'boosting'?" in str(refused.value)


def test_unknown_task_is_refused() -> None:
    with pytest.raises(RefusedInput) as refused:
        recipes("regresion")
    assert "regression" in str(refused.value)


def test_dataset_without_target_is_refused() -> None:
    from mlbench.data.load import load
    from mlbench.models.target import needs_target

    assert load("sklearn:iris", "target").target == "target"
    with pytest.raises(RefusedInput) as refused:
        needs_target(None, None, "mlbench.build()")
    assert "needs a dataset with a target" in str(refused.value)


def test_recipe_is_one_pipeline_from_raw_rows_on(mixed: Dataset) -> None:
    assert list(build("linear", mixed).named_steps) == ["intake", "prepare", "model"]
