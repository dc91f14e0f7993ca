"""What every recipe promises, as a test class that any package can inherit.

A package that brings a recipe says in its own tests:

.. code-block:: python

    from mlbench.models.contract import RecipeContract
    from my_package import recipe

    class TestMyRecipe(RecipeContract):
        recipe = recipe

and pytest runs all that follows on small tables with numbers, gaps, booleans, categories, dates
and texts. The class needs pytest and nothing else.
"""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.pipeline import Pipeline

from mlbench.data.kinds import kind_of
from mlbench.data.label_sets import set_of
from mlbench.models.layout import Layout
from mlbench.models.outputs import Outputs, outputs_of
from mlbench.models.recipe import COSTS, Recipe
from mlbench.models.search.distributions import distributions
from mlbench.models.space import check_options, defaults
from mlbench.models.threads import fitting_threads
from mlbench.vocabulary import Task

#: Rows of the tables; the last ones are not learned from.
ROWS, HELD_OUT = 90, 20
#: Settings drawn from the space of a recipe, for each task.
DRAWS = 1


def frame(seed: int = 0) -> pd.DataFrame:
    """Return features of every kind, with gaps; shape (90, 6)."""
    random = np.random.default_rng(seed)
    number = random.normal(size=ROWS)
    number[::7] = np.nan
    colour = random.choice(["red", "green", "blue"], size=ROWS).astype(object)
    colour[::11] = None
    return pd.DataFrame(
        {
            "number": number,
            "flag": random.random(ROWS) < 0.5,  # noqa: PLR2004 - one half
            "colour": colour,
            "city": [f"city {i % 50}" for i in range(ROWS)],
            "day": pd.Timestamp("2024-01-01") + pd.to_timedelta(np.arange(ROWS), unit="D"),
            "words": [f"some words about thing {i % 17} and {i}" for i in range(ROWS)],
        }
    )


def target(features: pd.DataFrame, task: Task) -> npt.NDArray[Any]:
    """Return something to predict from these features; labels are texts.

    Of sets of labels one is rare: so few rows have it that some folds don't.
    """
    level = features["number"].fillna(0).to_numpy() + (features["colour"] == "red").to_numpy()
    if task is Task.REGRESSION:
        return np.asarray(100 + 10 * level)
    if task is Task.MULTILABEL:
        red = (features["colour"] == "red").to_numpy()
        return np.asarray(
            [
                set_of(["high"] * bool(high) + ["red"] * bool(is_red) + ["rare"] * (row % 40 == 0))
                for row, (high, is_red) in enumerate(zip(level > 0, red, strict=True))
            ]
        )
    names = ["no", "yes"] if task is Task.BINARY else ["high", "low", "middle"]
    places = pd.qcut(level + np.linspace(0, 1e-6, ROWS), len(names), labels=False)
    return np.asarray([names[place] for place in places])


class RecipeContract:
    """Inherit it, and set `recipe`."""

    recipe: ClassVar[Recipe]

    @pytest.fixture(scope="class", params=list(Task), ids=str)
    @classmethod
    def task(cls, request: pytest.FixtureRequest) -> Task:
        """Return each task of the recipe in turn."""
        if request.param not in cls.recipe.tasks:
            pytest.skip(f"{cls.recipe.name} does not predict {request.param}")
        if cls.recipe.needs.missing():
            pytest.skip(f"{cls.recipe.name} needs {cls.recipe.needs.missing()}")
        return Task(request.param)

    @pytest.fixture(scope="class")
    @classmethod
    def fitted(cls, task: Task) -> Pipeline:
        """Return the recipe as it is, fitted."""
        return _fitted(cls.recipe, task)

    def test_it_says_what_it_is(self) -> None:
        """Name, title, summary, tasks and cost are there."""
        recipe = self.recipe
        assert recipe.name
        assert recipe.title
        assert recipe.summary.endswith(".")
        assert recipe.tasks
        assert recipe.cost in COSTS
        assert not recipe.needs.packages or recipe.needs.install

    def test_defaults_are_among_what_can_be_set(self, task: Task) -> None:
        """Every option has a default that its own declaration allows, and a meaning."""
        standard = defaults(self.recipe.space, task, _layout())
        check_options(self.recipe.name, self.recipe.space, task, standard)
        names = [option.name for option in self.recipe.space if task in option.tasks]
        assert len(names) == len(set(names))
        assert all(option.help for option in self.recipe.space)

    def test_it_takes_rows_as_they_come(self, fitted: Pipeline, task: Task) -> None:
        """It takes gaps, unseen categories, columns in any order, and further columns."""
        rows = _rows()[1].assign(more=1)
        rows.loc[rows.index[:3], "colour"] = ["violet", None, "red"]
        rows.loc[rows.index[:3], "number"] = np.nan
        found = outputs_of(fitted, rows[rows.columns[::-1]])
        _check_outputs(found, task, len(rows))

    def test_same_seed_gives_the_same_bits(self, fitted: Pipeline, task: Task) -> None:
        """A clone that is fitted too says the same to the last bit."""
        again = _fit(clone(fitted), task)
        mine, theirs = (outputs_of(each, _rows()[1]) for each in (fitted, again))
        np.testing.assert_array_equal(mine.score, theirs.score)

    def test_what_is_drawn_from_its_space_can_be_fitted(self, task: Task) -> None:
        """Settings that a search would try are allowed by the declaration, and work."""
        random = np.random.RandomState(0)
        space = distributions(self.recipe.space, task)
        for _ in range(DRAWS if space else 0):
            options = {name: _drawn(drawn, random) for name, drawn in space.items()}
            check_options(self.recipe.name, self.recipe.space, task, options)
            found = outputs_of(_fitted(self.recipe, task, options), _rows()[1])
            _check_outputs(found, task, HELD_OUT)

    def test_it_can_be_saved_and_says_what_must_be_trusted(self, fitted: Pipeline) -> None:
        """A saved model holds only what skops, mlbench and the recipe itself vouch for."""
        io = pytest.importorskip("skops.io")
        content = io.dumps(fitted)
        unknown = [
            name
            for name in io.get_untrusted_types(data=content)
            if name not in {**self.trusted_anyway(), **self.recipe.trusted}
        ]
        assert unknown == []

    def trusted_anyway(self) -> dict[str, str]:
        """Return the types that mlbench vouches for whatever the recipe is."""
        from mlbench import plugins  # noqa: PLC0415 - looked up as the store does

        trusted: dict[str, str] = plugins.load("mlbench.trusted", "models")
        return trusted


def _layout() -> Layout:
    features = frame()
    kinds = {str(name): str(kind_of(features[name])) for name in features}
    return Layout.of_frame(features.iloc[:-HELD_OUT], kinds)


def _rows() -> tuple[pd.DataFrame, pd.DataFrame]:
    features = frame()
    return features.iloc[:-HELD_OUT], features.iloc[-HELD_OUT:]


def _fitted(recipe: Recipe, task: Task, options: dict[str, Any] | None = None) -> Pipeline:
    return _fit(recipe.build(_layout(), task, 3, 1, options), task)


def _fit(pipeline: Pipeline, task: Task) -> Pipeline:
    rows = _rows()[0]
    with fitting_threads(rows):
        return pipeline.fit(rows, target(frame(), task)[:-HELD_OUT])


def _drawn(drawn: Any, random: np.random.RandomState) -> Any:
    if hasattr(drawn, "choices"):
        return drawn.choices[random.randint(len(drawn.choices))]
    value = random.uniform(drawn.low, drawn.high)
    return int(value) if isinstance(drawn.low, int) else value


def _check_outputs(found: Outputs, task: Task, rows: int) -> None:
    assert len(found.values) == rows
    if not task.is_classification:
        assert np.isfinite(found.values).all()
        return
    assert found.probabilities is not None
    assert found.classes is not None
    assert list(found.classes) == sorted(found.classes)
    if task is Task.MULTILABEL:
        assert found.probabilities.shape == (rows, len(found.classes))
        assert ((found.probabilities >= 0) & (found.probabilities <= 1)).all()
        return
    np.testing.assert_allclose(found.probabilities.sum(axis=1), 1.0, rtol=1e-5)
