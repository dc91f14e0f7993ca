from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell

from mlbench.execution.outputs import CellOutput


def test_short_output_is_kept_whole_and_no_log_is_made(tmp_path: Path) -> None:
    log = tmp_path / "cell.log"
    cell = new_code_cell()
    with CellOutput(100, log) as output:
        assert output.stream("x" * 40) == "x" * 40
        output.finish(cell)
    assert cell.outputs == []
    assert not log.exists()


@given(st.lists(st.text(alphabet="abcdefg\n", max_size=30), max_size=60))
def test_head_and_tail_stay_and_the_log_has_all_of_it(tmp_path_factory, pieces: list[str]) -> None:
    log = tmp_path_factory.mktemp("log") / "cell.log"
    cell = new_code_cell()
    whole = "".join(pieces)
    with CellOutput(100, log) as output:
        head = "".join(map(output.stream, pieces))
        output.finish(cell)
    assert whole.startswith(head)
    assert len(head) == min(50, len(whole))
    if len(whole) > 50:
        assert log.read_text() == whole
        text = cell.outputs[0].text
        assert "characters of output were left out here; all of it is in cell.log" in text
        tail = text.split("]\n", 1)[1]
        assert whole.endswith(tail)
        assert len(text) < 300
    else:
        assert not log.exists()


def test_display_that_is_too_large_becomes_a_note(tmp_path: Path) -> None:
    output = CellOutput(1000, tmp_path / "cell.log")
    small = {"text/html": "<p>x</p>"}
    assert output.display(small) == small
    assert (
        "An output of 5,000 characters was left out"
        in output.display({"text/html": "x" * 5000})["text/plain"]
    )


def test_displays_that_are_replaced_do_not_add_up(tmp_path: Path) -> None:
    page = {"text/html": "x" * 300}
    with CellOutput(1_000, tmp_path / "log") as output:
        assert output.display(page, "bar") is page
        for _ in range(100):
            assert output.display(page, "bar", update=True) is page
        larger = {"text/html": "x" * 2_000}
        assert "was left out" in output.display(larger, "bar", update=True)["text/plain"]
        assert output.display({"text/plain": "x" * 700})["text/plain"] == "x" * 700


def test_one_id_shown_many_times_is_counted_as_often(tmp_path: Path) -> None:
    page = {"text/html": "x" * 300}
    with CellOutput(1_000, tmp_path / "log") as output:
        for _ in range(3):
            assert output.display(page, "bar") is page
        assert "was left out" in output.display(page, "bar")["text/plain"]
        assert "was left out" in output.display({"a": "x" * 400}, "bar", update=True)["text/plain"]
