"""``mlbench compare``: runs side by side, or notebooks against their stored outputs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from mlbench.errors import RefusedInput

if TYPE_CHECKING:
    from mlbench.reports.comparison.tolerance import Tolerance

#: The exit code of a gate that said no.
DIFFERS = 3


def compare(
    what: Annotated[
        list[str],
        typer.Argument(
            metavar="A B...", help="Runs by path, id, study, 'latest', 'latest~1'; or notebooks."
        ),
    ],
    tolerance: Annotated[
        float, typer.Option("--tolerance", help="Relative difference of numbers that is alike.")
    ] = 1e-6,
    picture_tolerance: Annotated[
        float, typer.Option("--picture-tolerance", help="Difference of pictures, in [0, 1).")
    ] = 0.05,
    html: Annotated[
        Optional[Path], typer.Option("--html", metavar="FILE", help="Write a page, too.")
    ] = None,
    show: Annotated[bool, typer.Option("--open", help="Open the page in the browser.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    nbval: Annotated[
        bool, typer.Option("--nbval", help="Run notebooks again, compare with what they store.")
    ] = False,
) -> None:
    """Compare runs with the first one: parameters, data, scores, outputs cell by cell.

    A difference of scores is tested on the stored predictions: paired bootstrap, McNemar,
    DeLong. Two executed notebooks are compared by their outputs. Times, run ids, addresses
    and temporary paths never count. Ends with exit code 3 when something differs beyond the
    tolerance, so it serves as a regression test.

    Example: mlbench compare latest~1 latest --html difference.html
    """
    from mlbench.reports.comparison.tolerance import Tolerance

    allowed = Tolerance(relative=tolerance, picture=picture_tolerance)
    if nbval:
        raise typer.Exit(_run_again(what, allowed))
    if all(name.endswith(".ipynb") for name in what):
        differs = _notebooks(what, allowed, as_json=json)
    else:
        differs = _runs(what, allowed, html, show=show, as_json=json)
    if differs:
        raise typer.Exit(DIFFERS)


def _runs(
    names: list[str], allowed: Tolerance, html: Path | None, *, show: bool, as_json: bool
) -> bool:
    from mlbench.cli.tables import print_json
    from mlbench.reports.comparison.page import write_page
    from mlbench.reports.comparison.plain import as_json as json_of
    from mlbench.reports.comparison.plain import as_text
    from mlbench.reports.comparison.runs import compare_runs
    from mlbench.settings import settings
    from mlbench.store.folder import find_folder

    found = compare_runs([find_folder(settings().runs, name) for name in names], allowed)
    if html is None and show:
        html = found.sides[-1].folder.path / "comparison.html"
    if html is not None:
        write_page(found, html)
    if as_json:
        print_json({**json_of(found), **({"page": str(html)} if html else {})})
    else:
        typer.echo(as_text(found))
        if html is not None:
            typer.echo(f"page: {html}")
    if show and html is not None:
        import webbrowser

        webbrowser.open(html.resolve().as_uri())
    return found.differs


def _notebooks(names: list[str], allowed: Tolerance, *, as_json: bool) -> bool:
    from mlbench.cli.tables import print_json
    from mlbench.reports.comparison.outputs import Comparator
    from mlbench.reports.comparison.plain import notebook_json, notebook_lines
    from mlbench.reports.comparison.runs import compare_files

    missing = [name for name in names if not Path(name).is_file()]
    if missing or len(names) != 2:  # noqa: PLR2004 - a pair
        raise RefusedInput(
            f"Two notebooks must be given to be compared. Got {len(names)}"
            f"{f', of which {missing[0]} is not there' if missing else ''}.",
            next_step="Name two executed notebooks, or run ids for whole runs.",
        )
    found = compare_files(Path(names[1]).name, Path(names[0]), Path(names[1]), Comparator(allowed))
    if as_json:
        print_json(notebook_json(found))
    else:
        typer.echo("\n".join(notebook_lines(found)))
    return found.counts


def _run_again(names: list[str], allowed: Tolerance) -> int:
    """Run notebooks by pytest with our comparator; return the exit code."""
    import subprocess

    missing = [name for name in names if not Path(name).exists()]
    if missing:
        raise RefusedInput(
            f"--nbval needs notebooks or folders of notebooks. {missing[0]} is not there.",
            next_step="Name the notebooks under git, as 'mlbench compare --nbval notebooks'.",
        )
    options = [
        f"--mlbench-tolerance={allowed.relative}",
        f"--mlbench-picture-tolerance={allowed.picture}",
    ]
    command = [sys.executable, "-m", "pytest", "--nbval", "--mlbench-compare", *options, *names]
    code = subprocess.run(command, check=False).returncode  # noqa: S603 - our own words
    return DIFFERS if code == 1 else 2 if code else 0
