"""What becomes of the split that data brings where another one is made."""

from __future__ import annotations

import pandas as pd
import pytest

from mlbench.data.load import load

SAID = "The data brings a split of its own, in 'part'; split: predefined asks for it."


def sentences(parts):
    rows = 40
    return pd.DataFrame(
        {
            "text": [f"please tell me about number {n} now" for n in range(rows)],
            "part": parts * (rows // len(parts)),
            "intent": ["a", "b"] * (rows // 2),
        }
    )


@pytest.mark.parametrize("split", ["auto", "random"])
def test_the_column_of_a_split_that_nobody_asked_for_is_no_feature_and_said(csv_of, split):
    source = csv_of(sentences(["train", "Train", "val", "test"]))
    data = load(source, "intent", kind="text", split=split)
    assert data.features == ["text"]
    assert SAID in data.notes
    assert data.left_out["part"] == "it names the parts of a split that was not asked for"
    assert len(data.test_rows) == 10


def test_the_column_of_the_split_that_was_asked_for_is_spoken_of_as_such(csv_of):
    source = csv_of(sentences(["train", "train", "val", "test"]))
    data = load(source, "intent", kind="text", split="predefined")
    assert data.features == ["text"]
    assert SAID not in data.notes
    kept = load(source, "intent", kind="text", split="predefined", split_by="part", split_keep=True)
    assert kept.features == ["text", "part"]
    assert SAID not in kept.notes


def test_a_column_of_that_name_that_says_something_else_stays_a_feature(csv_of):
    source = csv_of(sentences(["engine", "train", "wing", "test"]))
    data = load(source, "intent", kind="text")
    assert data.features == ["text", "part"]
    assert SAID not in data.notes


def test_the_part_itself_can_be_predicted(csv_of):
    data = load(csv_of(sentences(["train", "test"])), "part", kind="text")
    assert (data.target, data.features) == ("part", ["text", "intent"])
