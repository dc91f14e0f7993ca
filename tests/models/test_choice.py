"""A named recipe and the search go through the same doors."""

from __future__ import annotations

import pytest

from mlbench.data.dataset import Dataset
from mlbench.errors import RefusedInput
from mlbench.models.choice import choose


@pytest.mark.parametrize("recipe", ["linear", "auto"])
def test_both_have_the_same_doors(recipe: str, iris: Dataset) -> None:
    choice = choose(recipe, iris, trials=3, folds=3)
    model = choice.fit()
    assert model.facts.train_rows == len(iris.train_rows)
    assert choice.scores().shape[0] == 3
    assert "dummy" in set(choice.frame()["recipe"])
    assert "folds" in choice.pictures().pictures
    assert choice.findings() is not None
    assert {"recipe", "cv_mean", "cv_sd", "cv_baseline"} <= set(choice.record())
    assert "<table" in choice._repr_html_()


def test_options_for_auto_are_refused(iris: Dataset) -> None:
    with pytest.raises(RefusedInput, match="sets the options of recipes itself"):
        choose("auto", iris, options={"C": 1.0})
