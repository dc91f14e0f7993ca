"""A clean table, and what is found when something is wrong with it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from making import image, sound, tone

from mlbench.data.load import load
from mlbench.data.quality import check_data

ROWS = 400


@pytest.fixture
def clean():
    """400 rows of a number, a count, a colour and a target of two classes."""
    rng = np.random.default_rng(3)
    return pd.DataFrame(
        {
            "number": rng.normal(size=ROWS).round(6),
            "count": rng.integers(0, 9, ROWS),
            "colour": rng.choice(["red", "green", "blue"], ROWS),
            "y": rng.choice(["no", "yes"], ROWS),
        }
    )


@pytest.fixture
def check(csv_of, clean):
    """Checks the clean table, or another one, with such columns added."""

    def look(added=None, frame=None, target="y", **options):
        table = (clean if frame is None else frame).assign(**(added or {}))
        return check_data(load(csv_of(table), target, **options))

    return look


@pytest.fixture
def found(check):
    """Returns the findings of one code."""

    def look(code, added=None, **options):
        return [finding for finding in check(added, **options) if finding.code == code]

    return look


@pytest.fixture
def not_judged(check):
    """Returns why a code was not judged; None where it was."""

    def look(code, added=None, **options):
        reasons = {each.code: each.reason for each in check(added, **options).not_judged}
        return reasons.get(code)

    return look


@pytest.fixture
def photos(workplace):
    """A folder of sixteen images of two labels."""
    for number, label in enumerate("ab"):
        for place in range(8):
            image(workplace / "photos" / label / f"{place}.png", seed=number * 100 + place)
    return workplace / "photos"


@pytest.fixture
def said(workplace):
    """A folder of sixteen sounds of two labels."""
    for number, label in enumerate("ab"):
        for place in range(8):
            samples = tone(0.1, 300 + 50 * place + 7 * number)
            sound(workplace / "said" / label / f"{place}.wav", samples)
    return workplace / "said"


@pytest.fixture
def finding_of():
    """Returns the first finding of one code in data that are more than a table, or None."""

    def look(code, source, target=None, **options):
        found = check_data(load(str(source), target, **options))
        return next((finding for finding in found if finding.code == code), None)

    return look
