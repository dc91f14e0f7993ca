"""Blocks give way, the largest first, until a page fits."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mlbench.reports.budget import Block, Resource, fit, together


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


def test_what_several_blocks_need_counts_once():
    library = Resource("x" * 50)
    blocks = [Block("a" * 10, lambda: Block("a"), frozenset({library})) for _ in range(3)]
    assert [block.size for block in fit(blocks, 80)] == [10, 10, 10]
    assert [block.size for block in fit(blocks, 79)] == [1, 1, 1]


def test_a_larger_block_gives_way_before_what_others_need():
    library = Resource("x" * 50)
    blocks = [shrinking(60, 5), Block("a" * 10, lambda: Block("a"), frozenset({library}))]
    fitted = fit(blocks, 100)
    assert [block.size for block in fitted] == [5, 10]
    assert fitted[1].needs == {library}


def test_what_no_block_needs_any_more_costs_nothing():
    library = Resource("x" * 50)
    blocks = [Block("a" * 70, lambda: Block("a"), frozenset({library})), shrinking(49, 1)]
    assert [block.size for block in fit(blocks, 60)] == [1, 49]


def test_parts_of_one_block_become_smaller_together_and_need_what_they_need():
    library = Resource("x")
    block = together(["<p>", shrinking(9, 5, 1), Block("b", None, frozenset({library})), "</p>"])
    assert block.needs == {library}
    assert [block.size, block.smaller().size, block.smaller().smaller().size] == [17, 13, 9]
    assert block.smaller().smaller().smaller is None


@given(
    st.lists(st.lists(st.integers(0, 200), min_size=1, max_size=3), max_size=20),
    st.integers(0, 2000),
)
def test_no_page_is_larger_than_its_room(sizes, room):
    pieces = fit([shrinking(*sorted(s, reverse=True)) for s in sizes], room)
    assert sum(piece.size for piece in pieces) <= room
    assert len(pieces) == len(sizes)
