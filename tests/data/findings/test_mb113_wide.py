"""MB113: more features than rows."""

from __future__ import annotations

import numpy as np
import pandas as pd


def test_more_features_than_rows_are_found(found):
    values = np.random.default_rng(0).normal(size=(60, 80))
    [finding] = found("MB113", frame=pd.DataFrame(values).add_prefix("x").assign(y=[0, 1] * 30))
    assert "80 features for 45 training rows" in finding.evidence


def test_a_long_table_is_not(found):
    assert not found("MB113")
