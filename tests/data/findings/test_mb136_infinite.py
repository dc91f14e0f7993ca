"""MB136: infinite or huge values set to missing."""

from __future__ import annotations

import numpy as np


def test_infinite_value_is_found(found):
    [finding] = found("MB136", {"added": [np.inf, *np.random.default_rng(0).normal(size=399)]})
    assert "'added' (1 row)" in finding.evidence


def test_large_values_are_not(found):
    assert not found("MB136", {"added": np.random.default_rng(0).normal(size=400) * 1e30})
