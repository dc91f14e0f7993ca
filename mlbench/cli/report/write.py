"""``mlbench report write``: write a run's report again."""

from __future__ import annotations

from typing import Annotated, Optional

import typer


def write(
    run: Annotated[str, typer.Argument(help="A run's path, id, study, or 'latest'.")] = "latest",
    pdf: Annotated[bool, typer.Option("--pdf", help="Also print it to report.pdf.")] = False,
    code: Annotated[bool, typer.Option("--code", help="Print the notebooks' code, too.")] = False,
    md: Annotated[bool, typer.Option("--md", help="Also sum it up in report.md.")] = False,
    stdout: Annotated[
        bool, typer.Option("--stdout", help="Print the summary instead of where things lie.")
    ] = False,
    link: Annotated[
        Optional[str], typer.Option("--link", help="Web address that the summary leads to.")
    ] = None,
    show: Annotated[bool, typer.Option("--open", help="Open it in the browser.")] = False,
) -> None:
    """Write the report of a run and print where it lies.

    With --pdf the system's Chromium, Chrome or Edge prints it, too; MLBENCH_BROWSER names
    another one. --md sums the run up in Markdown for a pull request:
    mlbench report latest --stdout | gh pr comment --body-file -

    Example: mlbench report latest --pdf
    """
    from mlbench.reports.browser import find_browser
    from mlbench.reports.pdf import write_pdf
    from mlbench.reports.phrases import count_text
    from mlbench.reports.report import write_report
    from mlbench.reports.summary import summary, write_summary
    from mlbench.settings import settings
    from mlbench.store.folder import find_folder

    folder = find_folder(settings().runs, run)
    if pdf:
        find_browser()  # before anything is written
    told = summary(folder, folder.read(), link or "") if stdout or md else ""
    path = write_report(folder)
    typer.echo(f"report: {path}", err=stdout)
    if pdf:
        printed = write_pdf(folder, code=code)
        typer.echo(f"pdf:    {printed.path}", err=stdout)
        if printed.undrawn:
            what = count_text(printed.undrawn, "figure")
            typer.echo(f"Not drawn in time, so named only: {what}.", err=True)
    if md:
        typer.echo(f"md:     {write_summary(folder, link or '')}", err=stdout)
    if stdout:
        typer.echo(told, nl=False)
    if show:
        import webbrowser

        webbrowser.open(path.as_uri())
