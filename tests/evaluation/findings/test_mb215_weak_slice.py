"""MB215: weak slice."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest


@pytest.fixture
def many(random):
    """Enough rows for slices of slices."""
    return pd.DataFrame(random.normal(size=(4000, 4)), columns=list("abcd"))


def _hard(frame, random, hard):
    noisy = np.where(hard, random.normal(size=len(frame)), frame["a"])
    return frame.assign(y=np.where(noisy > 0, "u", "v"))


def test_hard_group_is_named_with_its_error(judged, found, many, random):
    many["group"] = random.choice(["easy", "easy2", "easy3", "hard"], len(many))
    [finding] = found("MB215", judged(_hard(many, random, many["group"] == "hard")))
    assert finding.subject == "group = hard"
    assert "slices were looked at" in finding.evidence


def test_pair_of_features_is_named_where_neither_alone_is_as_weak(judged, found, many, random):
    for name in ("one", "two"):
        many[name] = random.choice(["x", "y", "z"], len(many))
    hard = (many["one"] == "x") & (many["two"] == "y")
    first, *_ = found("MB215", judged(_hard(many, random, hard)))
    assert first.subject in ("one = x and two = y", "two = y and one = x")


def test_worst_of_many_slices_of_an_even_error_is_clear(judged, found, many, random):
    wide = many.assign(**{f"n{i}": random.normal(size=len(many)) for i in range(30)})
    flipped = np.where(random.random(len(wide)) < 0.2, -1, 1)
    assert not found("MB215", judged(wide.assign(y=np.where(wide["a"] * flipped > 0, "u", "v"))))


def test_too_few_rows_for_any_slice_are_not_judged(judged, not_judged, classes):
    assert not_judged("MB215", judged(classes.head(60))) == "no part has enough test rows"
