"""MB222: interval coverage off."""

from __future__ import annotations

import numpy as np


def test_rows_that_became_harder_are_found(judged, found, amounts, random):
    late = np.arange(len(amounts)) > 600
    harder = amounts.assign(y=amounts["y"] + late * 5 * random.normal(size=len(amounts)))
    [finding] = found("MB222", judged(harder, split="time"))
    assert "too narrow" in finding.evidence


def test_rows_that_became_easier_are_found(judged, found, amounts, random):
    early = np.arange(len(amounts)) < 600
    easier = amounts.assign(y=amounts["y"] + early * 5 * random.normal(size=len(amounts)))
    [finding] = found("MB222", judged(easier, split="time"))
    assert "too wide" in finding.evidence


def test_rows_of_one_kind_are_clear(judged, found, amounts):
    assert not found("MB222", judged(amounts))


def test_classes_and_few_rows_are_not_judged(judged, not_judged, classes, amounts):
    assert not_judged("MB222", judged(classes)) == "it predicts no numbers"
    assert not_judged("MB222", judged(amounts.head(60))).startswith("fewer than 60 training rows")
