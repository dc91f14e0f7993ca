"""Trainings that are seen while they go: the same bits, one output, a named end."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import cloudpickle
import joblib
import numpy as np
import pytest
from nbformat import v4

import mlbench
from mlbench.errors import RefusedInput, TrainingDiverged
from mlbench.models.metrics import METRICS
from mlbench.models.mlp import MLPRegressor
from mlbench.models.seen_folds import SeenFolds, SeenScorer

PREPARE = """\
import keras, numpy as np, mlbench, signal
X = np.random.default_rng(0).normal(size=(300, 4)).astype("f4")
y = (X[:, 0] > 0).astype("f4")
def network():
    keras.utils.set_random_seed(0)
    net = keras.Sequential([keras.layers.Dense(4, activation="relu"), keras.layers.Dense(1)])
    net.compile("adam", "mse", metrics=["mae"])
    return net
def train(*callbacks, epochs=6):
    net = network()
    net.fit(X, y, epochs=epochs, validation_split=0.2, verbose=0, callbacks=list(callbacks))
    return b"".join(array.tobytes() for array in net.get_weights())
"""
CELLS = [
    PREPARE,
    "plain = train()\nprint('above')\nseen = train(mlbench.LiveCurve(after=0.0))\nprint('below')",
    "mlbench.step().record(same=plain == seen)\ntrain(mlbench.LiveCurve(after=60.0)) and None",
    (
        "stop = keras.callbacks.LambdaCallback(\n"
        "    on_epoch_end=lambda epoch, logs: epoch == 2 and signal.raise_signal(signal.SIGINT)\n)\n"
        "try:\n    train(mlbench.LiveCurve(after=0.0), stop)\n"
        "except KeyboardInterrupt:\n    print('stopped')"
    ),
    (
        "from mlbench.live.watch import watched\nfrom mlbench.live.work import Work\nimport time\n"
        "with watched(Work('Bar', 'steps', 2)) as work:\n    time.sleep(2.3)\nprint('after the bar')"
    ),
    "y[7] = np.inf\ntrain(mlbench.LiveCurve())",
]


@pytest.fixture(scope="module")
def executed(tmp_path_factory):
    """The outputs of each cell, executed headlessly by mlbench; and the run."""
    folder: Path = tmp_path_factory.mktemp("live")
    notebook = v4.new_notebook(cells=[v4.new_code_cell(code) for code in CELLS])
    notebook.metadata.kernelspec = {"name": "mlbench", "display_name": "warm"}
    path = folder / "live.ipynb"
    path.write_text(json.dumps(notebook))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        run = mlbench.run(str(path), runs_folder=folder / "runs")
    [done] = (run.folder.path / "notebooks").glob("*.ipynb")
    cells = [c for c in json.loads(done.read_text())["cells"] if c["cell_type"] == "code"]
    by_source = {"".join(cell["source"]): cell["outputs"] for cell in cells}
    return [by_source[code] for code in CELLS], run, done


def _kinds(outputs: list[dict]) -> list[str]:
    return [output["output_type"] for output in outputs]


def test_live_curve_ends_as_one_picture_with_alt_text_where_it_was_shown(executed) -> None:
    outputs = executed[0][1]
    assert _kinds(outputs) == ["stream", "display_data", "stream"]
    picture = outputs[1]
    assert set(picture["data"]) == {"image/png", "text/plain"}
    alt = picture["metadata"]["image/png"]["alt"]
    assert alt.startswith("Loss over 6 epochs; lowest on the validation rows in epoch ")
    assert "mae" in alt
    assert alt in executed[1].report.read_text("utf-8")
    assert executed[2].stat().st_size < 500_000


def test_training_that_is_seen_learns_the_same_bits(executed) -> None:
    assert executed[1].values["same"] is True


def test_short_training_shows_nothing(executed) -> None:
    assert executed[0][2] == []


def test_interrupted_training_leaves_the_picture_of_what_it_reached(executed) -> None:
    outputs = executed[0][3]
    assert sorted(_kinds(outputs)) == ["display_data", "stream"]
    [shown] = [output for output in outputs if output["output_type"] == "display_data"]
    assert "Broken off after epoch 3 of 6." in shown["metadata"]["image/png"]["alt"]


def test_bar_that_went_to_its_end_leaves_no_output(executed) -> None:
    assert _kinds(executed[0][4]) == ["stream"]


def test_loss_that_is_no_number_ends_the_training_and_is_named_with_its_epoch(executed) -> None:
    assert executed[1].state == "failed"
    [error] = [o for o in executed[0][5] if o["output_type"] == "error"]
    assert error["ename"] == "TrainingDiverged"
    assert "in epoch 1." in error["evalue"]


def test_network_that_runs_away_is_named_and_no_longer_trained() -> None:
    X = np.random.default_rng(0).normal(size=(200, 3))
    with pytest.raises(TrainingDiverged, match=r"It became (nan|inf) in epoch \d+\."):
        MLPRegressor(learning_rate=1e35, epochs=20).fit(X, X[:, 0])
    assert MLPRegressor(epochs=3).fit(X, X[:, 0]).history_["loss"][-1] < 2


def test_callback_tells_its_history_and_can_be_copied_and_used_again() -> None:
    import keras

    X = np.ones((8, 2), "f4")
    network = keras.Sequential([keras.layers.Dense(1)])
    network.compile("sgd", "mse")
    curve = mlbench.LiveCurve("Mine", after=0.0)
    with pytest.raises(RefusedInput, match="Got none so far"):
        curve.picture()
    for epochs in (3, 2):
        network.fit(X, X[:, 0], epochs=epochs, verbose=0, callbacks=[curve])
        assert len(curve.history["loss"]) == epochs
    network.fit(X, X[:, 0], epochs=5, initial_epoch=2, verbose=0, callbacks=[curve])
    assert curve.watch.work.total == 3
    assert "Loss over 3 epochs" in curve.picture().alt
    assert isinstance(curve, keras.callbacks.Callback)
    again = copy.deepcopy(curve)
    assert (again.title, again.history, again.watch) == ("Mine", {}, None)
    assert cloudpickle.loads(cloudpickle.dumps(curve)).title == "Mine"


def test_folds_are_counted_and_scored_to_the_same_bits_in_any_thread(iris) -> None:
    first = mlbench.cross_validate("linear", iris, compare=["forest"], folds=3)
    with joblib.parallel_config(backend="threading", n_jobs=2):
        second = mlbench.cross_validate("linear", iris, compare=["forest"], folds=3)
    assert [row.scores for row in first.rows] == [row.scores for row in second.rows]


def test_scorer_leaves_the_screen_behind_when_it_goes_to_another_process() -> None:
    seen = SeenFolds(METRICS["accuracy"], 3, 2, "target")
    sent = cloudpickle.loads(cloudpickle.dumps(SeenScorer(seen.metric, seen)))
    assert sent.seen is None
    assert sent.metric.name == "accuracy"


def test_scores_that_were_reached_make_a_picture() -> None:
    seen = SeenFolds(METRICS["accuracy"], 3, 2, "target")
    assert seen.broken() is None
    seen.begin("Linear model")
    assert seen.broken() is None
    for score in (0.5, 0.7, 0.9):
        seen.scored(score)
    seen.begin("Random forest")
    seen.scored(0.8)
    assert (seen.work.done, seen.work.note) == (4, "Random forest, fold 2 of 3")
    assert seen.broken().alt == (
        "Broken off after 4 of 6 fits. Accuracy by fold, mean: Linear model 0.7; Random forest 0.8."
    )
