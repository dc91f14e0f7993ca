"""Made data, a model of it, and what one check says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from mlbench.data.load import load
from mlbench.evaluation.evaluation import evaluate
from mlbench.evaluation.findings import CHECKS
from mlbench.evaluation.findings.check import NotApplicable
from mlbench.evaluation.result import Evaluation
from mlbench.models.training import fit
from mlbench.statements import Finding

ROWS = 800


@pytest.fixture
def random() -> np.random.Generator:
    return np.random.default_rng(0)


@pytest.fixture
def numbers(random: np.random.Generator) -> pd.DataFrame:
    """Rows of four features without a target."""
    return pd.DataFrame(random.normal(size=(ROWS, 4)), columns=list("abcd"))


@pytest.fixture
def classes(numbers: pd.DataFrame, random: np.random.Generator) -> pd.DataFrame:
    """Two classes that the features tell apart fairly well, with noise."""
    score = numbers.sum(axis=1) + random.normal(size=ROWS)
    return numbers.assign(y=np.where(score > 0, "yes", "no"))


@pytest.fixture
def amounts(numbers: pd.DataFrame, random: np.random.Generator) -> pd.DataFrame:
    """A number that goes with the features, with noise."""
    return numbers.assign(y=numbers.sum(axis=1) + random.normal(size=ROWS))


@pytest.fixture
def judged(tmp_path: Path) -> Callable[..., Evaluation]:
    """Evaluate a recipe on a frame whose target is ``y``."""

    def judge(frame: pd.DataFrame, recipe: str = "linear", **options: Any) -> Evaluation:
        frame.to_parquet(tmp_path / "made.parquet")
        how = {name: options.pop(name) for name in ("split", "task") if name in options}
        dataset = load(str(tmp_path / "made.parquet"), "y", **how)
        return evaluate(fit(recipe, dataset), dataset, bootstraps=50, **options)

    return judge


@pytest.fixture
def found() -> Callable[[str, Evaluation], list[Finding]]:
    """Let one check look."""

    def look(code: str, evaluation: Evaluation) -> list[Finding]:
        [check] = [check for check in CHECKS if check.code == code]
        return check.findings(evaluation)

    return look


@pytest.fixture
def not_judged(found: Callable[[str, Evaluation], list[Finding]]) -> Callable[..., str]:
    """Return why a check is not applicable."""

    def look(code: str, evaluation: Evaluation) -> str:
        with pytest.raises(NotApplicable) as reason:
            found(code, evaluation)
        return str(reason.value)

    return look
