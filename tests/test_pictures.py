"""A picture shows all that was drawn, with a margin, once."""

import io
from itertools import combinations

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.text import Text
from PIL import Image

from mlbench.picture_room import is_plain, make_room
from mlbench.pictures import MARGIN, WHITE, Picture, colour_scale, house_style


def _bars(title: str = "Counts") -> plt.Figure:
    figure, axes = plt.subplots()
    axes.bar(["a", "b"], [1, 2])
    axes.set_title(title)
    return figure


def _pixels(png: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))


def _ink(pixels: np.ndarray) -> np.ndarray:
    """Return the smallest part of a drawing that holds all that is not white."""
    inked = (pixels != WHITE).any(axis=2)
    rows, columns = np.flatnonzero(inked.any(axis=1)), np.flatnonzero(inked.any(axis=0))
    return pixels[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _saved(figure: plt.Figure) -> np.ndarray:
    """Return the pixels of a figure as matplotlib saves it, cut to its artists."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png")
    return _pixels(buffer.getvalue())


@pytest.fixture(autouse=True)
def _house_style():
    with house_style():
        yield
    plt.close("all")


def _assert_alike(drawn: np.ndarray, expected: np.ndarray) -> None:
    """Compare two drawings; matplotlib shifts what it cuts by parts of a pixel."""
    np.testing.assert_allclose(drawn.shape, expected.shape, atol=2)
    rows, columns = np.minimum(drawn.shape, expected.shape)[:2]
    both = (drawn[:rows, :columns].astype(float), expected[:rows, :columns])
    assert np.abs(np.subtract(*both)).mean() < 4


def _panels() -> plt.Figure:
    """Return a figure that needs a layout: a title above both plots."""
    figure, panels = plt.subplots(1, 2)
    for axes in panels:
        axes.bar(["a", "b"], [1, 2])
        axes.set_title("Counts")
    figure.suptitle("Twice")
    return figure


def test_a_picture_has_all_that_matplotlib_saves():
    expected = _ink(_saved(_panels()))

    drawn = _pixels(Picture.of(_panels(), "Two bars, twice.").png)

    _assert_alike(_ink(drawn), expected)
    assert drawn.shape[0] == _ink(drawn).shape[0] + 2 * MARGIN


def test_a_drawn_figure_is_closed():
    plt.close("all")

    Picture.of(_bars(), "Two bars.")

    assert not plt.get_fignums()


def test_a_title_longer_than_its_figure_is_not_cut():
    title = " ".join(["long"] * 25)
    expected = _ink(_saved(_bars(title)))

    drawn = _ink(_pixels(Picture.of(_bars(title), "Two bars.").png))

    assert drawn.shape[1] > 800
    np.testing.assert_allclose(drawn.shape, expected.shape, rtol=0.03)


def _words(figure: plt.Figure) -> None:
    figure.axes[0].barh([0, 1], [1, 2])
    figure.axes[0].set_yticks([0, 1], ["a long name of a feature", "another one"])


def _rotated(figure: plt.Figure) -> None:
    names = ["a name that stands on its end", "and another one"]
    figure.axes[0].set_xticks([0, 1], names, rotation=90)


def _labels(figure: plt.Figure) -> None:
    figure.axes[0].set(xlabel="the year", ylabel="rows")
    figure.axes[0].text(1, 2, "beside the last bar, to the right of it")


@pytest.mark.parametrize("also", [_words, _rotated, _labels])
def test_a_plot_alone_is_whole_and_about_as_large_as_its_layout_has_it(also):
    figures = [_bars(), _bars()]
    for figure in figures:
        also(figure)
    expected = _ink(_saved(figures[0]))

    drawn = _pixels(Picture.of(figures[1], "Two bars.").png)

    np.testing.assert_allclose(_ink(drawn).shape, expected.shape, rtol=0.2)
    dark = [(pixels < 100).all(axis=2).sum() for pixels in (_ink(drawn), expected)]
    np.testing.assert_allclose(*dark, rtol=0.15)  # no letter is missing


def _grid(lines: int, columns: int, **how: object) -> plt.Figure:
    figure, grid = plt.subplots(lines, columns, squeeze=False, **how)
    for axes in grid.flat:
        axes.plot([0, 1], [0.2, 0.3])
        axes.set(title="A title", xlabel="hours", ylabel="share (%)")
    return figure


def _large_numbers() -> plt.Figure:
    figure = _grid(2, 2)
    for axes in figure.axes:
        axes.plot([0, 1], [-123_456_789, 987_654_321])
        axes.ticklabel_format(style="plain")
    return figure


def _long_words() -> plt.Figure:
    figure = _grid(2, 2, figsize=(9, 7))
    for axes in figure.axes:
        axes.set_yticks([0.2, 0.3], ["a long name of a class", "another one, which is longer"])
        axes.set_xticks([0, 1], ["these stand on their end", "too"], rotation=90)
    return figure


def _powers() -> plt.Figure:
    figure = _grid(1, 3)
    for axes in figure.axes:
        axes.plot([1, 2], [1e-12, 1e12])
        axes.set_yscale("log")
    return figure


def _categories() -> plt.Figure:
    figure, panels = plt.subplots(1, 2)
    for axes in panels:
        axes.barh(["a name", "another"], [1, 2])
        axes.set(title="A title", ylabel="words")
    return figure


def _shared() -> plt.Figure:
    return _grid(2, 3, sharex=True, sharey=True, height_ratios=(4, 1))


def _labels_of_lines() -> plt.Figure:
    figure = _grid(2, 2)
    for axes in figure.axes:
        axes.set(ylabel="per cent\nof all", title="A title\nof lines", xlabel="hours\nof a day")
        axes.tick_params(labelsize=14)
    return figure


GRIDS = (_large_numbers, _categories, _long_words, _powers, _shared, _labels_of_lines)


@pytest.mark.parametrize("made", GRIDS)
def test_plots_of_a_grid_keep_clear_of_each_other(made):
    figure = made()
    assert is_plain(figure)

    make_room(figure)
    figure.canvas.draw()

    boxes = [axes.get_tightbbox() for axes in figure.axes]
    for one, other in combinations(boxes, 2):
        assert not one.overlaps(other)


@pytest.mark.parametrize("made", GRIDS)
def test_a_grid_is_whole_and_about_as_large_as_its_layout_has_it(made):
    expected = _ink(_saved(made()))

    drawn = _ink(_pixels(Picture.of(made(), "Lines.").png))

    np.testing.assert_allclose(drawn.shape, expected.shape, rtol=0.2)


def test_colours_are_told_beside_a_plot_that_keeps_its_shape():
    figure, axes = plt.subplots()
    colour_scale(axes, axes.imshow([[0, 1], [1, 0]]), "share")

    drawn = _pixels(Picture.of(figure, "Four cells.").png)

    scale = axes.child_axes[0]
    assert scale.get_ylabel() == "share"
    assert axes.get_window_extent().x1 < scale.get_tightbbox().x0
    box = axes.get_window_extent()
    assert box.width == pytest.approx(box.height)
    assert drawn.shape[1] > box.width + scale.get_tightbbox().width


def _alone() -> plt.Figure:
    return plt.subplots()[0]


def _under_a_title() -> plt.Figure:
    figure, _ = plt.subplots(2, 1)
    figure.suptitle("What needs a layout")
    return figure


@pytest.mark.parametrize("made", [_alone, _under_a_title])
def test_a_title_keeps_clear_of_the_power_that_numbers_are_written_in(made):
    figure = made()
    for axes in figure.axes:
        axes.plot([0, 1], [3e7, 8e7])
        axes.text(0, 5e7, "a text of the plot itself")
        axes.set_title("A title above")

    Picture.of(figure, "A line.")

    for axes in figure.axes:
        power, [text] = axes.yaxis.get_offset_text(), axes.texts
        assert power.get_text() == "1e7"
        [title] = [t for t in axes.findobj(Text) if t.get_text() == "A title above"]
        assert not title.get_window_extent().overlaps(power.get_window_extent())
        assert text.get_position() == (0, 5e7)


def _beside(figure: plt.Figure) -> None:
    figure.axes[0].twinx()


def _spanning(figure: plt.Figure) -> None:
    grid = figure.axes[0].get_subplotspec().get_gridspec()
    figure.add_subplot(grid[0, :])


def _round(figure: plt.Figure) -> None:
    figure.add_subplot(projection="polar")


def _scaled(figure: plt.Figure) -> None:
    figure.colorbar(figure.axes[0].imshow([[0, 1]]), ax=figure.axes)


@pytest.mark.parametrize("also", [_beside, _spanning, _round, _scaled])
def test_what_is_no_grid_of_plots_is_left_to_the_layout(also):
    figure = _grid(2, 2)
    also(figure)

    assert not is_plain(figure)


@pytest.mark.parametrize("place", [0.99, 1.2])
def test_a_text_beside_the_figure_is_not_cut(place):
    figures = [_bars(), _bars()]
    for figure in figures:
        figure.text(place, 0.5, "beside")

    expected = _ink(_saved(figures[0]))

    _assert_alike(_ink(_pixels(Picture.of(figures[1], "Two bars.").png)), expected)


def test_an_empty_figure_is_a_white_picture():
    pixels = _pixels(Picture.of(plt.figure(), "Nothing.").png)

    assert pixels.size
    assert (pixels == WHITE).all()
