"""Models that learn from a table on disk: all training rows, no other, in bounded memory."""

from __future__ import annotations

import ast
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pyarrow import Table, parquet

from mlbench.data.dataset import Dataset
from mlbench.data.load import load
from mlbench.data.stored import StoredTable
from mlbench.errors import DataError
from mlbench.models.training import fit

ROWS, SAMPLE = 30_000, 2_000


def made(rows: int = ROWS, further: int = 0) -> pd.DataFrame:
    random = np.random.default_rng(0)
    names = ["a", "b", "c", *(f"d{number}" for number in range(further))]
    frame = pd.DataFrame(random.normal(size=(rows, len(names))), columns=names)
    frame["place"] = random.choice(["north", "south", "east"], rows)
    noise = random.normal(scale=0.3, size=rows)
    high = frame["a"] + (frame["place"] == "south") * frame["b"] + noise > 0
    return frame.assign(who=np.arange(rows) // 10, target=np.where(high, "high", "low"))


def write_parts(folder, whole: pd.DataFrame) -> StoredTable:
    paths = []
    for number, ids in enumerate(np.array_split(np.arange(len(whole)), 3)):
        paths.append(folder / f"part-{number}.parquet")
        parquet.write_table(Table.from_pandas(whole.iloc[ids], preserve_index=False), paths[-1])
    names = {name: name for name in whole.columns}
    return StoredTable("made", tuple(paths), len(whole), names)


def on_disk(folder, whole: pd.DataFrame, **asked) -> Dataset:
    """A dataset whose frame is a sample of a table on disk, as a large source gives one."""
    sample = whole.sample(min(SAMPLE, len(whole)), random_state=0).sort_index()
    sample.to_csv(folder / "sample.csv", index=False)
    held = load(str(folder / "sample.csv"), "target", **asked)
    ids = sample.index.to_numpy()
    key = None if held.split_key is None else held.split_key.set_axis(ids)
    stored = write_parts(folder, whole)
    return replace(held, frame=held.frame.set_index(ids), split_key=key, stored=stored)


@pytest.mark.parametrize("recipe", ["mlp", "sgd"])
def test_all_training_rows_are_learned_from_and_said_so(tmp_path, recipe) -> None:
    dataset = on_disk(tmp_path, made())
    model = fit(recipe, dataset)
    assert ROWS - SAMPLE < model.facts.train_rows < ROWS - len(dataset.test_rows)
    assert model.summary()["Learned from"] == (
        f"{model.facts.train_rows:,} of 30,000 rows, read from disk in batches"
    )
    right = model.predict(dataset.X_test) == dataset.y_test
    assert right.mean() > (0.85 if recipe == "mlp" else 0.75)


def test_other_recipes_take_the_sample_and_say_so(tmp_path) -> None:
    dataset = on_disk(tmp_path, made())
    model = fit("boosting", dataset)
    assert model.facts.train_rows == len(dataset.train_rows)
    assert model.summary()["Learned from"].startswith("a sample, 1,500 of 30,000 rows")


@pytest.mark.parametrize("recipe", ["mlp", "sgd"])
@pytest.mark.parametrize(
    "asked", [{}, {"split": "time"}, {"split": "group", "split_by": "who"}], ids=str
)
def test_rows_that_are_held_out_are_never_seen(tmp_path, asked, recipe) -> None:
    whole = made(6_000)
    dataset = on_disk(tmp_path, whole, **asked)
    clean = fit(recipe, dataset)
    ids = dataset.frame.index.to_numpy()
    held = whole.index.isin(ids[dataset.test_rows])
    if asked.get("split") == "time":
        held = whole.index > ids[dataset.train_rows].max()
    if asked.get("split") == "group":
        held = whole["who"].isin(whole["who"].iloc[ids[dataset.test_rows]])
    # a target that no model can learn from: who saw such a row would refuse it
    write_parts(tmp_path, whole.assign(target=whole["target"].mask(held, None)))
    poisoned = fit(recipe, dataset)
    X = dataset.X_test
    np.testing.assert_array_equal(poisoned.predict_proba(X), clean.predict_proba(X))
    assert poisoned.facts.train_rows < (~held).sum()


def test_target_that_is_missing_beyond_the_sample_is_refused_with_its_row(tmp_path) -> None:
    whole = made(3_000)
    dataset = on_disk(tmp_path, whole)
    row = int(np.setdiff1d(whole.index, dataset.frame.index)[0])
    whole.loc[row, "target"] = None
    write_parts(tmp_path, whole)
    for recipe in ("mlp", "sgd"):
        with pytest.raises(DataError, match=rf"in row {row + 1:,}\."):
            fit(recipe, dataset)


@pytest.mark.parametrize("recipe", ["mlp", "sgd"])
def test_rows_on_disk_count_by_their_weight(tmp_path, recipe) -> None:
    whole = made(6_000).assign(w=1.0)
    means = []
    for often in (1.0, 20.0):
        whole["w"] = np.where(whole["target"] == "low", often, 1.0)
        dataset = on_disk(tmp_path, whole, weight="w")
        model = fit(recipe, dataset)
        assert model.facts.train_rows > len(dataset.train_rows)
        means.append(model.predict_proba(dataset.X_test)["low"].mean())
    assert means[1] > means[0] + 0.1


def test_weight_that_can_not_be_beyond_the_sample_is_refused_with_its_row(tmp_path) -> None:
    whole = made(3_000).assign(w=1.0)
    dataset = on_disk(tmp_path, whole, weight="w")
    row = int(np.setdiff1d(whole.index, dataset.frame.index)[0])
    whole.loc[row, "w"] = -1.0
    write_parts(tmp_path, whole)
    with pytest.raises(DataError, match=rf"in row {row + 1:,},"):
        fit("sgd", dataset)


MEMORY = """
import sys
from pathlib import Path
import numpy as np, pandas as pd
sys.path.insert(0, sys.argv[1])
import test_stored as t
from mlbench.models.training import fit

def peak():
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) // 1024

small, large = Path(sys.argv[2]) / "small", Path(sys.argv[2]) / "large"
options = {"mlp": {"epochs": 1}, "sgd": {}}[sys.argv[3]]
figures = []
for folder in (small, large):
    whole = t.made(21_000, further=20)
    folder.mkdir(exist_ok=True)
    dataset = t.on_disk(folder, whole)
    copies = 15 if folder == small else 45
    stored = t.replace(dataset.stored, parts=dataset.stored.parts * copies, rows=21_000 * copies)
    model = fit(sys.argv[3], t.replace(dataset, stored=stored), options=options)
    figures.append((model.facts.train_rows, peak()))
print(figures)
"""


@pytest.mark.parametrize("recipe", ["mlp", "sgd"])
def test_memory_stays_the_same_for_three_times_the_rows(tmp_path, recipe) -> None:
    words = [sys.executable, "-c", MEMORY, str(Path(__file__).parent), str(tmp_path), recipe]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    (few, before), (many, after) = ast.literal_eval(done.stdout.splitlines()[-1])
    assert many > 2.9 * few
    # 630,000 rows more are 120 MB of numbers, and half as much again when prepared
    assert after - before < 110, (before, after)
