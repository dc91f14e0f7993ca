from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlbench.store import ids


def test_run_ids_sort_by_the_time_they_were_made() -> None:
    made = []
    for _ in range(5):
        made.append(ids.new_run_id())
        time.sleep(0.002)
    assert made == sorted(made)
    assert all(map(ids.is_run_id, made))


@given(st.text(min_size=1, max_size=400))
def test_any_name_becomes_one_plain_part_of_a_path(name: str) -> None:
    slug = ids.slug(name)
    assert slug
    assert len(slug) <= 60
    assert slug not in (".", "..")
    assert Path(slug).name == slug
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-_")
    assert ids.slug(slug) == slug


@pytest.mark.parametrize(
    "name", ["a/b", "..", "a\0b", "x" * 300, "naïve 🐟", "dot.", "A", "a b", "-", "con", "a--b"]
)
def test_names_that_would_meet_in_one_folder_are_kept_apart(name: str) -> None:
    assert ids.slug(name) != ids.slug(name + "?")
    assert ids.slug(name) != ids.slug(name.lower() + " ")


@pytest.mark.parametrize("text", ["..", "a/b", "", "a b", ".a", "é", "x" * 81])
def test_run_id_is_never_more_than_one_plain_name(text: str) -> None:
    assert not ids.is_run_id(text)
