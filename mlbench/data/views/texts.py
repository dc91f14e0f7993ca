"""Texts: lengths, frequent terms, terms of single classes, characters."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from sklearn.feature_extraction.text import CountVectorizer

from mlbench.data.dataset import Dataset
from mlbench.data.drawing import bars, drawing, plain, said
from mlbench.data.label_sets import indicators, label_counts
from mlbench.data.played import played
from mlbench.data.views.shown import Shown, Table, of_how_many, sampled
from mlbench.pictures import PALETTE, Picture
from mlbench.statements import number_text
from mlbench.vocabulary import Task

#: Texts that terms are counted in; of more, a seeded sample.
TEXTS = 30_000
#: Terms drawn, classes in the table, and terms that tell one class from the others.
TERMS, CLASSES, OWN = 15, 20, 6
#: Terms are counted in no more than so many words of one text.
WORDS = 2000
BINS = 40
_WORD = r"(?u)\b\w\w+\b"


def lengths(dataset: Dataset) -> Iterator[Shown]:
    """Yield how many words the texts have."""
    words = pd.Series([len(text.split()) for text in texts_of(dataset)])
    median = float(words.median())
    top = max(int(words.quantile(0.995)), 1)
    beyond = int((words > top).sum())
    with drawing():
        figure, axes = plt.subplots(figsize=(7.2, 2.8))
        width = max(1, top // BINS)
        edges = np.arange(-0.5, top + width + 0.5, width).tolist()
        axes.hist(words, bins=edges)
        axes.axvline(median, color=PALETTE["vermillion"], label=f"median {number_text(median)}")
        more = f" ({beyond:,} longer ones, up to {words.max():,}, are not drawn)" if beyond else ""
        axes.set_xlabel(f"words{more}")
        axes.set_ylabel("texts")
        axes.set_title(f"Lengths of {len(words):,} texts")
        axes.legend()
        alt = (
            f"Words of {len(words):,} texts: from {words.min():,} to {words.max():,}, "
            f"median {number_text(median)}."
        )
        yield Picture.of(figure, alt=alt)


def frequent(dataset: Dataset) -> Iterator[Shown]:
    """Yield the most frequent words and pairs of words, words of grammar left out."""
    texts = _some(dataset)
    found = [_counted(texts, length) for length in (1, 2)]
    if not len(found[0]):
        yield said("The texts hold no words that are not words of grammar.")
        return
    with drawing():
        figure, both = plt.subplots(1, 2, figsize=(7.2, 0.9 + 0.25 * TERMS))
        for axes, counts, word in zip(both, found, ("words", "pairs of words"), strict=True):
            top = counts.head(TERMS)
            places = np.arange(len(top))
            axes.barh(places, 100 * top / len(texts), height=0.7)
            axes.set_yticks(places, [plain(term, 22) for term in top.index], fontsize=8)
            axes.invert_yaxis()
            axes.grid(visible=False, axis="y")
            axes.set_xlabel("% of texts that hold it")
            axes.set_title(f"Frequent {word}")
        used = of_how_many(len(texts), dataset.rows, "texts")
        names = ", ".join(f"{plain(t)} {c:,}" for t, c in found[0].head(5).items())
        yield Picture.of(figure, alt=f"Frequent words in {used}, by texts that hold them: {names}.")


def by_label(dataset: Dataset) -> Iterator[Shown]:
    """Yield the terms that tell each of the most frequent classes from the others."""
    if dataset.classes is None:
        return
    texts = _some(dataset)
    labels = dataset.y.loc[texts.index]
    counter = _counter(1)
    try:
        counts = counter.fit_transform(texts.str.slice(0, 12 * WORDS))
    except ValueError:  # there is no word to count
        return
    terms = counter.get_feature_names_out()
    if dataset.task is Task.MULTILABEL:
        what, several = "label", "labels"
        most = [label for label, _ in label_counts(labels).most_common(CLASSES)]
        inside = indicators(labels, most)
    else:
        what, several = "class", "classes"
        most = list(labels.value_counts().index[:CLASSES])
        inside = labels.to_numpy()[:, None] == np.asarray(most, dtype=object)
    rows = [
        (label, int(inside[:, k].sum()), ", ".join(_own_terms(counts, inside[:, k], terms)))
        for k, label in enumerate(most)
    ]
    shown = of_how_many(len(most), len(dataset.classes), several)
    columns = [what, "texts", "terms of its own"]
    yield Table(f"What tells {shown} from the others", pd.DataFrame(rows, columns=columns))


def _own_terms(counts: Any, inside: Any, terms: Any) -> list[str]:
    """Return the terms with the largest log-odds, each weighed by how many texts hold it.

    A log-odds ratio with a prior of one text, over its standard error (Monroe, Colaresi
    and Quinn 2008, without their informative prior).
    """
    within = np.asarray(counts[inside].sum(axis=0)).ravel() + 1.0
    without = np.asarray(counts[~inside].sum(axis=0)).ravel() + 1.0
    size, others = inside.sum() + 2.0, (~inside).sum() + 2.0
    odds = np.log(within / (size - within + 1)) - np.log(without / (others - without + 1))
    score = odds / np.sqrt(1 / within + 1 / without)
    best = np.argsort(-score, kind="stable")[:OWN]
    return [str(terms[place]) for place in best if within[place] > 1]


def characters(dataset: Dataset) -> Iterator[Shown]:
    """Yield which scripts the texts are written in, and what else they hold."""
    counts = Counter[str]()
    for text in _some(dataset).str.slice(0, 12 * WORDS):
        counts.update(text)
    counts = Counter({c: n for c, n in counts.items() if not c.isspace()})
    kinds = Counter[str]()
    for character, count in counts.items():
        kinds[_kind_of(character)] += count
    whole = sum(kinds.values())
    if not whole:
        return
    top = kinds.most_common(10)
    with drawing():
        figure, axes = bars([name for name, _ in top], [100 * count / whole for _, count in top])
        for place, (_, count) in enumerate(top):
            axes.text(
                100 * count / whole, place, f" {100 * count / whole:.3g} %", va="center", fontsize=8
            )
        axes.set_xlim(0, 112)
        axes.set_xlabel("% of characters, blanks left out")
        axes.set_title(f"Characters: {len(counts):,} different ones")
        told = ", ".join(f"{name} {100 * count / whole:.3g} %" for name, count in top[:5])
        yield Picture.of(figure, alt=f"Characters of the texts by script: {told}.")


def _kind_of(character: str) -> str:
    category = unicodedata.category(character)
    if category[0] == "L":
        return unicodedata.name(character, "LETTER").split()[0].split("-")[0].capitalize()
    names = {"N": "digits", "P": "punctuation", "S": "symbols", "M": "marks on letters"}
    return names.get(category[0], "control characters")


def facts(dataset: Dataset) -> Iterator[Shown]:
    """Yield a table of empty and repeated texts, and of words that only the test rows hold."""
    texts = texts_of(dataset)
    plain_texts = normalised(texts)
    empty = plain_texts == ""
    again = plain_texts.duplicated() & ~empty
    rows = [
        ("texts", f"{len(texts):,}"),
        ("empty, or without a letter or digit", _share(empty)),
        ("repeat another one but for case and punctuation", _share(again)),
    ]
    train, test = (
        set(_words(plain_texts.iloc[ids])) for ids in (dataset.train_rows, dataset.test_rows)
    )
    used = list(_words(plain_texts.iloc[dataset.test_rows]))
    unseen = sum(word not in train for word in used)
    rows += [
        ("different words in training rows", f"{len(train):,}"),
        (
            "different words in test rows",
            f"{len(test):,}, {len(test - train):,} of them only there",
        ),
        ("words of test texts unknown to training", f"{100 * unseen / max(len(used), 1):.3g} %"),
    ]
    yield Table("The texts in figures", pd.DataFrame(rows, columns=["what", "how many"]))


def normalised(texts: pd.Series) -> pd.Series:
    """Return texts in small letters, with single blanks in the place of anything but words.

    >>> normalised(pd.Series(["What's up?", "what s  UP"])).tolist()
    ['what s up', 'what s up']
    """
    return pd.Series(
        [" ".join(re.findall(r"\w+", text.lower())) for text in texts], texts.index, dtype="str"
    )


def _words(texts: pd.Series) -> Iterator[str]:
    for text in texts:
        yield from text.split()


def _share(which: pd.Series) -> str:
    return f"{int(which.sum()):,} ({100 * which.mean():.3g} %)"


def texts_of(dataset: Dataset) -> pd.Series:
    """Return the texts, a missing one as an empty one."""
    text = played(dataset).column("text")
    if text is None:
        return pd.Series("", index=dataset.frame.index, dtype="str")
    return text.astype("str").fillna("")


def _some(dataset: Dataset) -> pd.Series:
    return texts_of(dataset).iloc[sampled(np.arange(dataset.rows), TEXTS)]


def _counter(length: int) -> CountVectorizer:
    return CountVectorizer(
        ngram_range=(length, length), stop_words="english", binary=True, token_pattern=_WORD,
        min_df=2, max_features=20_000,
    )  # fmt: skip


def _counted(texts: pd.Series, length: int) -> pd.Series:
    """Return how many texts hold each term, the most frequent first; empty without any."""
    counter = _counter(length)
    try:
        counts = counter.fit_transform(texts.str.slice(0, 12 * WORDS))
    except ValueError:  # there is no word to count
        return pd.Series(dtype="int64")
    sums = np.asarray(counts.sum(axis=0)).ravel()
    return pd.Series(sums, counter.get_feature_names_out()).sort_values(
        ascending=False, kind="stable"
    )
