"""A pytest plugin: ``pytest --nbval --mlbench-compare`` holds outputs together as mlbench does.

nbval runs the cells; what they give is compared with what the notebook stores by
:class:`~mlbench.reports.comparison.outputs.Comparator` instead of letter by letter.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from types import MethodType
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from mlbench.reports.comparison.outputs import Comparator


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options."""
    group = parser.getgroup("mlbench", "comparing notebooks, with --nbval")
    group.addoption(
        "--mlbench-compare",
        action="store_true",
        help="compare outputs within a tolerance; times, addresses and paths never count",
    )
    group.addoption(
        "--mlbench-tolerance",
        type=float,
        default=1e-6,
        help="relative difference of two numbers that is alike",
    )
    group.addoption(
        "--mlbench-picture-tolerance",
        type=float,
        default=0.05,
        help="difference of two pictures that is alike, in [0, 1)",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Refuse a tolerance out of its range, and options that would do nothing."""
    if not config.getoption("mlbench_compare"):
        return
    if not (
        config.getoption("nbval", default=False) or config.getoption("nbval_lax", default=False)
    ):
        raise pytest.UsageError("--mlbench-compare needs --nbval or --nbval-lax beside it")
    from mlbench.errors import RefusedInput  # noqa: PLC0415 - every pytest loads this plugin

    try:
        comparator(config)
    except RefusedInput as refused:
        raise pytest.UsageError(str(refused)) from None


def comparator(config: pytest.Config) -> Comparator:
    """Return the comparator that the options ask for."""
    from mlbench.reports.comparison.outputs import Comparator  # noqa: PLC0415 - as above
    from mlbench.reports.comparison.tolerance import Moments, Tolerance  # noqa: PLC0415 - the same

    allowed = Tolerance(
        relative=config.getoption("mlbench_tolerance"),
        picture=config.getoption("mlbench_picture_tolerance"),
    )
    return Comparator(allowed, Moments(other=datetime.now(UTC)))


def pytest_itemcollected(item: pytest.Item) -> None:
    """Give each cell that nbval has collected our comparator."""
    if not item.config.getoption("mlbench_compare"):
        return
    from nbval.plugin import IPyNbCell  # noqa: PLC0415 - every pytest loads this plugin

    if isinstance(item, IPyNbCell):
        item.compare_outputs = MethodType(_compare_with(comparator(item.config)), item)


def _compare_with(judge: Comparator) -> Callable[..., bool]:
    def compare_outputs(
        cell: Any, test: list[Any], ref: list[Any], skip_compare: Any = None
    ) -> bool:
        """Hold new outputs against stored ones; fill the failure's text."""
        skipped = set(skip_compare or cell.parent.skip_compare)
        if cell.cell.source.rstrip().endswith(";"):
            # nbval keeps no history, without which IPython shows what a semicolon silences
            test = [output for output in test if output["output_type"] != "execute_result"]
        sides = [[_kept(output, skipped) for output in outputs] for outputs in (ref, test)]
        found = [each for each in judge.outputs(*sides) if each.counts]
        told = [
            line for each in found for line in (each.sentence, *map("    {}".format, each.lines))
        ]
        cell.comparison_traceback = [cell.colors.FAIL + line + cell.colors.ENDC for line in told]
        return not found

    return compare_outputs


def _kept(output: Any, skipped: set[str]) -> dict[str, Any]:
    """Return an output without what nbval was told to skip; stderr is such a name, too."""
    kept = dict(output)
    if isinstance(kept.get("data"), dict):
        kept["data"] = {mime: data for mime, data in kept["data"].items() if mime not in skipped}
    if kept.get("output_type") == "stream" and kept.get("name") in skipped:
        kept["text"] = ""
    return kept
