"""Findings about data that are texts: empty ones, and the same ones on both sides."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from mlbench.data.findings.look import Look, quoted
from mlbench.data.views.texts import normalised, texts_of
from mlbench.errors import shorten
from mlbench.statements import Finding
from mlbench.vocabulary import DataKind, Severity

#: Texts are many from this share, in percent.
MANY = 1.0


def same_texts(look: Look) -> Iterator[Finding]:
    """MB160: test texts that training has seen, but for case and punctuation."""
    texts = _texts(look)
    if texts is None:
        return
    train, test = (texts.iloc[ids] for ids in (look.dataset.train_rows, look.dataset.test_rows))
    shared = test[test.isin(set(train)) & (test != "")]
    if shared.empty:
        return
    percent = 100 * len(shared) / len(test)
    yield Finding(
        "MB160",
        "texts shared by training and test",
        Severity.WARNING if percent >= MANY else Severity.INFO,
        quoted(look.dataset.roles["text"]),
        f"{len(shared):,} of {len(test):,} test texts ({percent:.3g} %) are those of a training "
        f"row but for case and punctuation, as '{shorten(shared.iloc[0], 60)}'.",
        "Keep one of each; a model is praised for what it has seen.",
    )


def empty_texts(look: Look) -> Iterator[Finding]:
    """MB161: texts without a letter or a digit."""
    texts = _texts(look)
    empty = int((texts == "").sum()) if texts is not None else 0
    if texts is None or not empty:
        return
    percent = 100 * empty / len(texts)
    yield Finding(
        "MB161",
        "empty texts",
        Severity.WARNING if percent >= MANY else Severity.INFO,
        quoted(look.dataset.roles["text"]),
        f"{empty:,} of {len(texts):,} texts ({percent:.3g} %) have no letter and no digit.",
        "Leave them out; there is nothing in them to learn from.",
    )


def _texts(look: Look) -> pd.Series | None:
    if look.dataset.kind is not DataKind.TEXT:
        return None
    return normalised(texts_of(look.dataset))
