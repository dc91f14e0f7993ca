"""What prints a report, and a printed report, opened."""

from __future__ import annotations

import os

import pypdfium2
import pytest

from mlbench.errors import RefusedInput
from mlbench.reports.browser import find_browser
from mlbench.settings import settings


def find_printer():
    """Return the browser that prints; without one the test is skipped, or fails on CI."""
    settings.cache_clear()
    try:
        return find_browser()
    except RefusedInput as error:
        if os.environ.get("CI") == "true":
            pytest.fail(str(error))
        pytest.skip(str(error))


class Paper:
    """A PDF file, opened."""

    def __init__(self, path):
        self.size = path.stat().st_size
        file = pypdfium2.PdfDocument(path)
        self.title = file.get_metadata_value("Title")
        self.texts = [" ".join(page.get_textpage().get_text_range().split()) for page in file]
        self.pictures = [page.render(scale=0.7).to_numpy()[..., :3] for page in file]
        self.sizes = [page.get_size() for page in file]
        file.close()

    @property
    def text(self):
        return " ".join(self.texts)

    def ink(self):
        """Return the share of each page that is not white."""
        return [float((picture.min(axis=2) < 200).mean()) for picture in self.pictures]
