"""Findings about files of images and sounds: unreadable, repeated, silent, cut off, mixed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np

from mlbench.data.findings.look import Look, quoted
from mlbench.data.media.files import Files, files_of
from mlbench.data.remarks import Topic
from mlbench.errors import listing
from mlbench.statements import Finding
from mlbench.vocabulary import Severity

#: Files are many from this share of all, in percent.
MANY = 1.0
#: A sound is cut off when so large a share of its samples lies in cut-off peaks.
CUT = 1e-3


def set_aside(look: Look) -> Iterator[Finding]:
    """MB150: files that were set aside while reading."""
    for remark in look.dataset.remarks:
        if remark.topic is Topic.ASIDE:
            yield Finding(
                "MB150",
                "files set aside",
                Severity.WARNING,
                "files",
                remark.text,
                "See how they came about; replace them, or delete them.",
            )


def shared_files(look: Look) -> Iterator[Finding]:
    """MB151: test files that are, byte by byte, also among the training files."""
    files = files_of(look.dataset)
    if files is None:
        return
    digests = files.digests
    train, test = (
        digests[digests.index.isin(rows)]
        for rows in (look.dataset.train_rows, look.dataset.test_rows)
    )
    shared = test[test.isin(set(train))]
    if shared.empty:
        return
    percent = 100 * len(shared) / len(test)
    yield Finding(
        "MB151",
        "files shared by training and test",
        _severity(percent),
        "test files",
        f"{len(shared):,} of {len(test):,} test files ({percent:.3g} %) hold what a training "
        f"file holds, byte by byte: {_names(files, shared.index.tolist())}.",
        "Keep one of each; a model is praised for what it has seen.",
    )


def silent_sounds(look: Look) -> Iterator[Finding]:
    """MB152: sounds in which nothing can be heard."""
    files = files_of(look.dataset)
    sounds = files.sounds if files else {}
    silent = [row for row, facts in sounds.items() if facts.is_silent]
    if files is None or not silent:
        return
    percent = 100 * len(silent) / len(sounds)
    yield Finding(
        "MB152",
        "silent sounds",
        _severity(percent),
        "sounds",
        f"{len(silent):,} of {len(sounds):,} sounds ({percent:.3g} %) stay below -60 dB of the "
        f"full range{_labels(look, silent)}: {_names(files, silent)}.",
        "Listen to some; leave them out if nothing was recorded.",
    )


def cut_off_sounds(look: Look) -> Iterator[Finding]:
    """MB155: sounds recorded too loud, so that their peaks are cut off."""
    files = files_of(look.dataset)
    sounds = files.sounds if files else {}
    cut = [row for row, facts in sounds.items() if facts.clipped >= CUT]
    percent = 100 * len(cut) / max(len(sounds), 1)
    if files is None or percent < MANY:
        return
    yield Finding(
        "MB155",
        "cut-off sounds",
        Severity.WARNING,
        "sounds",
        f"In {len(cut):,} of {len(sounds):,} sounds ({percent:.3g} %) at least "
        f"{100 * CUT:.2g} % of the samples lie in cut-off peaks{_labels(look, cut)}: "
        f"{_names(files, cut)}.",
        "Record with less gain; see that cut-off sounds are as frequent in each class.",
    )


def two_labels(look: Look) -> Iterator[Finding]:
    """MB154: files with the same content under different labels."""
    dataset, files = look.dataset, files_of(look.dataset)
    if files is None or dataset.classes is None:
        return
    digests = files.digests
    labels = dataset.y.loc[digests.index].groupby(digests).nunique()
    rows = digests[digests.isin(labels.index[labels > 1])].sort_values(kind="stable").index
    if rows.empty:
        return
    yield Finding(
        "MB154",
        "one file under two labels",
        Severity.WARNING,
        quoted(dataset.target),
        f"{len(rows):,} files hold what a file of another label holds: "
        f"{_names(files, rows.tolist())}.",
        "Find out which label is right; no model can be right on both.",
    )


def mixed_files(look: Look) -> Iterator[Finding]:
    """MB156: sounds of different rates or channels, images in colour and in grey."""
    files = files_of(look.dataset)
    if files is None:
        return
    kinds = {
        "sample rate (Hz)": Counter(f"{f.rate:,}" for f in files.sounds.values()),
        "number of channels": Counter(str(f.channels) for f in files.sounds.values()),
        "mode": Counter(f.mode for f in files.images.values()),
    }
    for what, counts in kinds.items():
        if len(counts) > 1:
            told = ", ".join(f"{count:,} of {value}" for value, count in counts.most_common(5))
            yield Finding(
                "MB156",
                "files of different make",
                Severity.INFO,
                what,
                f"{len(counts):,} different values: {told}.",
                "Bring them to one form before a model sees them, and see that it does not "
                "differ by class.",
            )


def _severity(percent: float) -> Severity:
    return Severity.WARNING if percent >= MANY else Severity.INFO


def _names(files: Files, rows: list[int]) -> str:
    return listing(files.paths.iloc[rows], 3)


def _labels(look: Look, rows: list[int]) -> str:
    """Return where files of one class stand out: half of a sentence, or nothing."""
    if look.dataset.classes is None or len(look.dataset.classes) == 1:
        return ""
    counts = look.dataset.y.iloc[rows].value_counts()
    usual = look.dataset.rows / len(look.dataset.classes)
    if counts.iloc[0] <= 0.5 * np.sum(counts) or counts.iloc[0] < 0.05 * usual:
        return ""
    return f", most of them of the class {quoted(counts.index[0])}"
