"""A picture shows all that was drawn, with a margin, once."""

import io

import matplotlib.pyplot as plt
import numpy as np
import pytest
from PIL import Image

from mlbench.pictures import MARGIN, WHITE, Picture, house_style


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
    figure, panels = plt.subplots(1, 2)
    for axes in panels:
        axes.bar(["a", "b"], [1, 2])
        axes.set_title("Counts")
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
