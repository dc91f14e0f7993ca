"""Blocks give way, the largest first, until a page fits."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mlbench.reports.budget import Block, fit


def shrinking(*sizes: int) -> Block:
    first, *rest = sizes
    return Block("x" * first, (lambda: shrinking(*rest)) if rest else None)


def test_what_fits_is_left_as_it_is():
    blocks = [shrinking(50, 1), shrinking(40, 1)]
    assert [block.size for block in fit(blocks, 90)] == [50, 40]


def test_the_largest_block_gives_way_first():
    blocks = [shrinking(10, 1), shrinking(90, 45, 5), shrinking(30, 2)]
    assert [block.size for block in fit(blocks, 85)] == [10, 45, 30]
    assert [block.size for block in fit(blocks, 50)] == [10, 5, 30]


def test_the_end_is_left_out_when_even_the_smallest_forms_do_not_fit():
    assert [block.size for block in fit([shrinking(10)] * 4, 25)] == [10, 10, 0, 0]


def test_size_is_counted_in_bytes_and_not_in_characters():
    assert fit([Block("é" * 10, lambda: Block("short"))], 15)[0].html == "short"


@given(
    st.lists(st.lists(st.integers(0, 200), min_size=1, max_size=3), max_size=20),
    st.integers(0, 2000),
)
def test_no_page_is_larger_than_its_room(sizes, room):
    pieces = fit([shrinking(*sorted(s, reverse=True)) for s in sizes], room)
    assert sum(piece.size for piece in pieces) <= room
    assert len(pieces) == len(sizes)
