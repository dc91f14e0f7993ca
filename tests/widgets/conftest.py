"""Forms without a browser, and notebooks to fill them in for."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mlbench.parameters.reader import contract_of
from mlbench.widgets.form import Form

Made = Callable[..., Form]


def notebook(parameters: str, *cells: str, kernel: str = "python3") -> dict[str, Any]:
    def code(number: int, source: str, **metadata: Any) -> dict[str, Any]:
        return {
            "cell_type": "code", "id": f"c{number}", "metadata": metadata, "source": source,
            "execution_count": None, "outputs": [],
        }  # fmt: skip

    first = code(0, parameters, tags=["parameters"])
    rest = [code(number, source) for number, source in enumerate(cells, start=1)]
    spec = {"name": kernel, "display_name": kernel, "language": "python"}
    return {
        "cells": [first, *rest], "metadata": {"kernelspec": spec},
        "nbformat": 4, "nbformat_minor": 5,
    }  # fmt: skip


@pytest.fixture
def write(workplace: Path) -> Callable[..., Path]:
    """Write a notebook with a parameters cell and further cells."""

    def call(parameters: str, *cells: str, name: str = "small.ipynb") -> Path:
        path = workplace / name
        path.write_text(json.dumps(notebook(parameters, *cells)), "utf-8")
        return path

    return call


@pytest.fixture
def form(write: Callable[..., Path]) -> Made:
    """Make the form of a notebook, with the variables of its kernel."""

    def call(parameters: str, *cells: str, variables: dict[str, Any] | None = None) -> Form:
        path = write(parameters, *cells)
        contract = contract_of(notebook(parameters, *cells), path.stem, str(path))
        return Form(path, contract, {} if variables is None else variables, "")

    return call
