"""``mlbench report publish``: put reports where others can read them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from mlbench.reports.sharing.publish import Publication


def publish(
    run: Annotated[
        list[str], typer.Argument(metavar="RUN", help="Paths, ids, studies, or 'latest'.")
    ],
    destination: Annotated[
        str, typer.Argument(metavar="DEST", help="A folder, a .zip, or s3://bucket/reports.")
    ],
    single_file: Annotated[
        bool, typer.Option("--single-file", help="Only the page, as one file to send.")
    ] = False,
    artifacts: Annotated[
        bool, typer.Option("--artifacts", help="Also what the steps saved.")
    ] = False,
    unfinished: Annotated[
        bool, typer.Option("--unfinished", help="Also runs that have not ended.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Also where something else than a publication lies.")
    ] = False,
) -> None:
    """Publish reports to a folder, a zip or remote storage.

    Executed notebooks and the bundle come along. Publishing to the same place again adds
    runs to its index, or replaces them. Who may write to remote storage, and where it is,
    comes from the environment: AWS_PROFILE, AWS_ENDPOINT_URL, FSSPEC_S3_ENDPOINT_URL and
    their like.

    Example: mlbench report publish latest site/
    """
    from mlbench.cli.report.waiting import telling
    from mlbench.reports.sharing.publish import publish as publish_runs
    from mlbench.reports.sharing.single import publish_pages
    from mlbench.settings import settings
    from mlbench.store.folder import find_folder

    _refuse_run(settings().runs, destination)
    folders = [find_folder(settings().runs, name) for name in run]
    with telling() as tell:
        if single_file:
            done = publish_pages(
                folders, destination, force=force, unfinished=unfinished, tell=tell
            )
        else:
            done = publish_runs(
                folders,
                destination,
                artifacts=artifacts,
                force=force,
                unfinished=unfinished,
                tell=tell,
            )
    _print(done)


def _refuse_run(runs: Path, destination: str) -> None:
    """Refuse a run where the destination should be: it was forgotten."""
    from mlbench.errors import RefusedInput, StoreError
    from mlbench.store.folder import find_folder

    path = Path(destination)
    if path.exists() and not (path / "run.json").is_file():
        return
    try:
        find_folder(runs, destination)
    except StoreError:
        return
    raise RefusedInput(
        f"The last word must be the destination. Got '{destination}', which names a run.",
        next_step=f"Add a destination, or write ./{path.name} for a folder of that name.",
    )


def _print(done: Publication) -> None:
    from mlbench.reports.phrases import count_text, size_text

    what = f"{count_text(done.runs, 'run')}, {count_text(done.files, 'file')}"
    typer.echo(f"published: {done.address}  ({what}, {size_text(done.size)})")
    if done.held > done.runs:
        typer.echo(f"It holds {count_text(done.held, 'run')} now.")
    for name in done.left_out[:10]:
        typer.echo(f"Left out, because its name or place is not safe: {name}", err=True)
    if len(done.left_out) > 10:  # noqa: PLR2004 - as many as were named
        typer.echo(f"... and {len(done.left_out) - 10} more.", err=True)
