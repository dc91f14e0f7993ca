"""What counts as a difference between two outputs, and what never does."""

from __future__ import annotations

import base64
import io
from datetime import UTC, datetime

import pytest
from PIL import Image, ImageDraw

from mlbench.errors import RefusedInput
from mlbench.reports.comparison.outputs import Comparator
from mlbench.reports.comparison.tolerance import Moments, Tolerance

MADE = Moments(datetime(2026, 3, 1, 12, tzinfo=UTC), datetime(2026, 11, 25, 9, tzinfo=UTC))
COMPARE = Comparator(Tolerance(), MADE)


def _printed(text, name="stdout"):
    return [{"output_type": "stream", "name": name, "text": text}]


def _shown(**data):
    bundle = {key.replace("__", "/"): value for key, value in data.items()}
    return [{"output_type": "display_data", "data": bundle, "metadata": {}}]


def _picture(draw=None, size=(640, 480), aside=0, color="blue"):
    image = Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(image)
    pen.line([(40, 400 + aside), (600, 60 + aside)], fill=color, width=3)
    if draw:
        draw(pen)
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return base64.b64encode(buffer.getvalue()).decode()


ALIKE = {
    "the 12th digit": ("loss 0.123456789012", "loss 0.123456789013"),
    "seconds": ("fit in 3.2 s", "fit in 12 s"),
    "milliseconds a step": ("7/7 - 0s 3ms/step - loss: 0.5", "7/7 - 1s 12ms/step - loss: 0.5"),
    "a rate": ("1000 rows, 523.1 it/s", "1000 rows, 88 it/s"),
    "an address": ("<Thing at 0x7f3a5c2d10>", "<Thing at 0x55d0cafe00>"),
    "a temporary folder": ("wrote /tmp/tmpab12/x.csv", "wrote /tmp/pytest-0/x.csv"),
    "a run id": ("runs/a/20260301-123005-250-ab12/b", "runs/a/20261125-142034-315-e186/b"),
    "an id": ("id 0a1b2c3d-0a1b-4c3d-8e9f-0a1b2c3d4e5f", "id ffffffff-0a1b-4c3d-8e9f-0a1b2c3d4e5f"),
    "a process": ("pid=4711 is up", "pid=12 is up"),
    "now": ("it is 2026-03-01 12:00:01.123", "it is 2026-11-25 09:30:44.9"),
    "today": ("report of 2026-03-01", "report of 2026-11-25"),
    "now as C writes it": ("Sun Mar  1 12:00:01 2026", "Wed Nov 25 09:30:44 2026"),
    "a clock": ("[12:00:01] start", "[09:30:44] start"),
    "columns made wider": ("a     b\n1.5   2", "a  b\n1.5  2"),
    "a progress bar": ("50%|█████     | ", "50%|██        | "),
    "colour": ("\x1b[31mred\x1b[0m", "red"),
}
UNLIKE = {
    "a number": ("loss 0.25", "loss 0.26"),
    "a sign": ("gain -3", "gain 3"),
    "a thousand": ("1,000 rows", "1,001 rows"),
    "a word": ("it is good", "it is bad"),
    "a number more": ("1 2 3", "1 2"),
    "a day of the data": ("first day 2019-05-01", "first day 2019-05-02"),
    "not a number": ("nan", "1.0"),
    "a version": ("pandas v1.2", "pandas v1.3"),
}


@pytest.mark.parametrize("texts", ALIKE.values(), ids=ALIKE)
def test_what_changes_without_meaning_is_no_difference(texts):
    assert COMPARE.outputs(*map(_printed, texts)) == []
    assert COMPARE.outputs(*(_shown(text__plain=text) for text in texts)) == []


@pytest.mark.parametrize("texts", UNLIKE.values(), ids=UNLIKE)
def test_what_means_something_is_a_difference(texts):
    assert [d.counts for d in COMPARE.outputs(*map(_printed, texts))] == [True]


def test_numbers_are_alike_within_the_tolerance_that_was_given():
    wide = Comparator(Tolerance(relative=0.05), MADE)
    assert wide.outputs(_printed("auc 0.92"), _printed("auc 0.94")) == []
    [found] = wide.outputs(_printed("auc 0.82"), _printed("auc 0.94"))
    assert found.kind == "number"
    assert found.sentence == "stdout: 0.82 became 0.94"


def test_pieces_of_a_stream_are_one_text_and_stderr_is_shown_but_not_counted():
    pieces = [*_printed("epoch 1\nep"), *_printed("warned", "stderr"), *_printed("och 2\n")]
    assert (
        COMPARE.outputs(pieces, [*_printed("epoch 1\nepoch 2\n"), *_printed("warned", "stderr")])
        == []
    )
    [found] = COMPARE.outputs(pieces, _printed("epoch 1\nepoch 2\n"))
    assert not found.counts


def _table(*rows, head=("name", "score", "fit_seconds")):
    cells = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    names = "".join(f"<th>{name}</th>" for name in head)
    return _shown(
        text__html=f"<table><thead><tr>{names}</tr></thead><tbody>{cells}</tbody></table>"
    )


def test_a_table_is_compared_cell_by_cell_without_the_times_of_fits():
    one = _table(("forest", 0.91, 3.2), ("linear", 0.88, 0.1))
    assert COMPARE.outputs(one, _table(("forest", 0.91, 9.9), ("linear", 0.8800000001, 0.2))) == []
    [found] = COMPARE.outputs(one, _table(("forest", 0.92, 3.2), ("linear", 0.88, 0.1)))
    assert found.kind == "table"
    assert "row 'forest', column 'score': 0.91 became 0.92" in found.sentence


def test_a_table_of_another_shape_or_other_columns_says_so():
    one = _table(("forest", 0.91, 3.2))
    [longer] = COMPARE.outputs(one, _table(("forest", 0.91, 3.2), ("linear", 0.8, 1)))
    assert "a table of 2 by 3 cells became one of 3 by 3" in longer.sentence
    [renamed] = COMPARE.outputs(
        one, _table(("forest", 0.91, 3.2), head=("name", "auc", "fit_seconds"))
    )
    assert "columns score became auc" in renamed.sentence


def test_a_day_in_a_table_is_data():
    [found] = COMPARE.outputs(_table(("a", "14:05", 1)), _table(("a", "15:05", 1)))
    assert "14:05 became 15:05" in found.sentence


def test_pictures_are_compared_as_eyes_do():
    plain = _shown(image__png=_picture())
    assert COMPARE.outputs(plain, plain) == []
    assert COMPARE.outputs(plain, _shown(image__png=_picture(aside=1))) == []
    changes = {
        "a box": _picture(lambda pen: pen.rectangle([100, 100, 300, 260], fill="orange")),
        "a word": _picture(lambda pen: pen.text((300, 20), "ROC AUC 0.93", fill="black")),
        "a colour": _picture(color="red"),
        "a line elsewhere": _picture(aside=20),
    }
    for name, content in changes.items():
        [found] = COMPARE.outputs(plain, _shown(image__png=content))
        assert found.kind == "picture", name
        assert found.pictures is not None
    [shape] = COMPARE.outputs(plain, _shown(image__png=_picture(size=(480, 640))))
    assert "differs by 1 of 1" in shape.sentence
    lenient = Comparator(Tolerance(picture=0.9), MADE)
    assert lenient.outputs(plain, _shown(image__png=changes["a word"])) == []


def test_a_picture_that_can_not_be_read_is_said_and_no_crash():
    [found] = COMPARE.outputs(_shown(image__png=_picture()), _shown(image__png="bm90aGluZw=="))
    assert "can't be read" in found.sentence
    [found] = COMPARE.outputs(_shown(image__png=_picture()), _shown(image__png="%%%"))
    assert "can't be read" in found.sentence


def test_data_errors_and_missing_outputs_are_told_apart():
    one = _shown(application__json={"loss": [0.5, 0.25]})
    assert COMPARE.outputs(one, _shown(application__json={"loss": [0.5, 0.2500000001]})) == []
    [value] = COMPARE.outputs(one, _shown(application__json={"loss": [0.5, 0.75]}))
    assert "loss[1]: 0.25 became 0.75" in value.sentence
    [gone] = COMPARE.outputs(one, [])
    assert (gone.kind, "application/json" in gone.sentence) == ("missing", True)
    [new] = COMPARE.outputs([], one)
    assert new.kind == "new"
    error = [{"output_type": "error", "ename": "ValueError", "evalue": "bad", "traceback": []}]
    [failed] = COMPARE.outputs(one, error)
    assert "error" in failed.sentence


def test_hostile_outputs_do_not_break_the_comparator():
    strange = [None, 7, {"output_type": "stream"}, {"output_type": "display_data", "data": 3}]
    assert COMPARE.outputs(strange, strange) == []
    html = "<table><tr><td>1</table></td><td></tr><table>" * 50
    assert COMPARE.outputs(_shown(text__html=html), _shown(text__html=html + "<p>x")) != []


def test_a_megabyte_of_text_is_compared_in_seconds():
    one = "\n".join(f"row {n} value {n / 7:.6f}" for n in range(30_000))
    assert COMPARE.outputs(_printed(one), _printed(one.replace("row 29", "line 29"))) != []


def test_a_difference_at_the_end_of_a_long_text_is_found_and_shown():
    one = "\n".join(f"row {n} value {n / 7:.6f}" for n in range(60_000))
    [number] = COMPARE.outputs(_printed(f"{one}\nlast 1"), _printed(f"{one}\nlast 2"))
    assert number.sentence == "stdout: 1 became 2"
    [words] = COMPARE.outputs(_printed(f"{one}\nlast good"), _printed(f"{one}\nlast bad"))
    assert words.lines[-2:] == ["-last good", "+last bad"]


@pytest.mark.parametrize("name", ["relative", "picture"])
@pytest.mark.parametrize("value", [-0.1, 1, float("nan")])
def test_a_tolerance_out_of_its_range_is_refused(name, value):
    with pytest.raises(RefusedInput, match=f"The {name} tolerance must be in"):
        Tolerance(**{name: value})
