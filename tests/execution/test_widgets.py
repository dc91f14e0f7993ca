"""What a run keeps of its widgets can be shown, and does not make the notebook huge."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

import mlbench
from mlbench.execution.widgets import bound, without_large
from mlbench.settings import settings

STATE = "application/vnd.jupyter.widget-state+json"
CELL = """
import os, ipywidgets
from IPython.display import display
slider = ipywidgets.IntSlider(7, 0, 10, description="depth")
picture = ipywidgets.Image(value=b"x", format="png")
text = ipywidgets.HTML("small")
display(slider, picture, text)
slider.value = 9
picture.value = os.urandom(3_000_000)
text.value = "long " * 1_000_000
"""


def states(metadata):
    return metadata["widgets"][STATE]["state"]


def test_a_run_keeps_the_last_state_of_its_widgets_within_the_limit_of_output(
    workplace: Path, monkeypatch
) -> None:
    nbformat.write(new_notebook(cells=[new_code_cell(CELL)]), "w.ipynb")
    monkeypatch.setenv("MLBENCH_OUTPUT_LIMIT", "100000")
    settings.cache_clear()
    run = mlbench.run("w.ipynb")
    [path] = (run.folder.path / "notebooks").glob("*.ipynb")
    assert path.stat().st_size < 150_000
    by_name = {
        model["model_name"]: model
        for model in states(json.loads(path.read_bytes())["metadata"]).values()
    }
    assert by_name["IntSliderModel"]["state"]["value"] == 9
    assert "buffers" not in by_name["ImageModel"]
    assert by_name["HTMLModel"]["state"]["value"].endswith("all widgets together are too large]")
    page = run.report.read_text("utf-8")
    assert '<span class="widget-label">depth</span>' in page


def test_buffers_beyond_the_room_are_dropped_with_their_paths() -> None:
    content = {"data": {"buffer_paths": [["a"], ["b"], ["c"]]}}
    buffers = [b"x" * 40, memoryview(b"y" * 70), b"z" * 50]
    assert without_large(content, buffers, 100) == ([buffers[0], buffers[2]], [("b",)])
    assert content["data"]["buffer_paths"] == [["a"], ["c"]]


def test_the_largest_widgets_lose_what_is_large_and_the_others_nothing() -> None:
    models = {
        "small": {"model_name": "A", "state": {"value": 1}},
        "text": {"model_name": "B", "state": {"value": "x" * 50_000, "description": "name"}},
        "list": {
            "model_name": "C",
            "state": {"outputs": ["y" * 30_000]},
            "buffers": [{"data": "z"}],
        },
    }
    metadata = {"widgets": {STATE: {"state": models}}}
    bound(metadata, 90_000)
    assert models["list"]["state"]["outputs"] == ["y" * 30_000]
    bound(metadata, 20_000)
    assert models["small"]["state"] == {"value": 1}
    assert models["text"]["state"]["description"] == "name"
    assert len(models["text"]["state"]["value"]) < 10_100
    assert models["list"] == {"model_name": "C", "state": {"outputs": None}}
    bound({}, 10)
