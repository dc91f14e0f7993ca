"""A folder takes the place of another as a whole, and the old one is there until then."""

from __future__ import annotations

import os

import pytest

from mlbench.errors import StoreError
from mlbench.store import folders


def folder(path, text):
    path.mkdir(parents=True)
    (path / "file").write_text(text)
    return path


def test_a_folder_comes_to_a_place_where_nothing_was(tmp_path):
    folders.put_in_place(folder(tmp_path / "new", "new"), tmp_path / "a" / "b" / "place")
    assert (tmp_path / "a" / "b" / "place" / "file").read_text() == "new"


def test_a_folder_takes_the_place_of_another_which_is_gone_then(tmp_path):
    place = folder(tmp_path / "place", "old")
    (place / "more").write_text("old")
    folders.put_in_place(folder(tmp_path / "new", "new"), place)
    assert [p.name for p in place.iterdir()] == ["file"]
    assert (place / "file").read_text() == "new"
    assert os.listdir(tmp_path) == ["place"]


def test_where_two_folders_cannot_be_exchanged_the_old_one_steps_aside(tmp_path):
    place = folder(tmp_path / "place", "old")
    folders._step_aside(folder(tmp_path / "new", "new"), place)
    assert (place / "file").read_text() == "new"
    assert os.listdir(tmp_path) == ["place"]


def test_the_old_one_comes_back_when_the_new_one_cannot_take_its_place(tmp_path):
    place = folder(tmp_path / "place", "old")
    with pytest.raises(FileNotFoundError):
        folders._step_aside(tmp_path / "nothing", place)
    assert (place / "file").read_text() == "old"
    assert os.listdir(tmp_path) == ["place"]


def test_a_place_that_cannot_be_written_is_named_and_kept(tmp_path):
    place = folder(tmp_path / "place", "old")
    with pytest.raises(StoreError, match="place can't be written"):
        folders.put_in_place(tmp_path / "nothing", place)
    assert (place / "file").read_text() == "old"
