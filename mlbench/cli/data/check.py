"""``mlbench data check``: findings about data, as a table, JSON, a page, and an exit code."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from mlbench.errors import RefusedInput, did_you_mean
from mlbench.vocabulary import Severity

if TYPE_CHECKING:
    from mlbench.data.dataset import Dataset
    from mlbench.data.findings.result import DataFindings

#: The exit code of a gate that said no.
FOUND = 3
STUDY = (".yaml", ".yml")


def check(
    source: Annotated[
        Optional[str], typer.Argument(help="A file, a name such as sklearn:iris, or a study.")
    ] = None,
    target: Annotated[Optional[str], typer.Option("--target", help="Column to predict.")] = None,
    task: Annotated[
        Optional[str], typer.Option("--task", help="What is predicted: multilabel, regression, ...")
    ] = None,
    split: Annotated[
        Optional[str], typer.Option("--split", help="How test rows are chosen: group, time, ...")
    ] = None,
    split_by: Annotated[
        Optional[str], typer.Option("--split-by", help="Column that the split goes by.")
    ] = None,
    schema: Annotated[
        Optional[str],
        typer.Option("--schema", metavar="FILE", help="YAML file with the values that can be."),
    ] = None,
    fail_on: Annotated[
        str, typer.Option("--fail-on", help="End with 3 from here: info, warning, critical.")
    ] = "critical",
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    html: Annotated[
        Optional[Path], typer.Option("--html", metavar="FILE", help="Write a page, too.")
    ] = None,
    explain: Annotated[
        Optional[str], typer.Option("--explain", metavar="CODE", help="Print a code's page.")
    ] = None,
) -> None:
    """Look for what would mislead a model: leaks, copies, placeholders, shift, and more.

    Takes a file or a named source, or a study, whose data section says the rest. Ends with
    exit code 3 when a finding is as grave as --fail-on, so it serves as a gate. Each code has
    a page: mlbench data check --explain MB122

    Example: mlbench data check sklearn:iris --target target --fail-on warning
    """
    if explain is not None:
        from mlbench.data.findings.pages import explain as page_of

        typer.echo(page_of(explain), nl=False)
        return
    gate = _severity(fail_on)
    given = {"target": target, "task": task, "split": split, "split_by": split_by, "schema": schema}
    dataset = _dataset(source, {name: value for name, value in given.items() if value is not None})
    if _look(dataset, gate, html, as_json=json):
        raise typer.Exit(FOUND)


def _look(dataset: Dataset, gate: Severity, html: Path | None, *, as_json: bool) -> bool:
    """Show what is found; return whether the gate says no."""
    from mlbench.cli.tables import print_json
    from mlbench.data.quality import check_data

    found = check_data(dataset)
    if html is not None:
        _write_page(dataset, found, html)
    fails = any(finding.severity.rank >= gate.rank for finding in found)
    if as_json:
        print_json(_as_json(dataset, found, gate, fails=fails, html=html))
    else:
        _print(dataset, found, html)
    return fails


def _severity(text: str) -> Severity:
    known = [str(severity) for severity in Severity]
    if text not in known:
        raise RefusedInput(
            f"--fail-on must be one of info, warning, critical. Got '{text}'. "
            f"{did_you_mean(text, known)}",
            next_step="Correct it.",
        )
    return Severity(text)


def _dataset(source: str | None, given: dict[str, Any]) -> Dataset:
    from mlbench.data.load import assemble
    from mlbench.data.loading import read_and_split
    from mlbench.data.request import Request

    if source is None:
        raise RefusedInput(
            "mlbench data check needs a source: a file, a name, or a study. Got none.",
            next_step="Name one, as 'mlbench data check rows.csv'.",
        )
    asked: dict[str, Any] = {"source": source}
    base = Path.cwd()
    if source.endswith(STUDY) and Path(source).is_file():
        from mlbench.execution.plan import asked_of
        from mlbench.execution.study import read_study

        asked = asked_of(read_study(Path(source)))
        base = Path(source).resolve().parent
        if "schema" in given:
            given["schema"] = str(Path(given["schema"]).resolve())
    request = Request.of({**asked, **given})
    return assemble(request, read_and_split(request, base))


def _write_page(dataset: Dataset, found: DataFindings, path: Path) -> None:
    from mlbench.data.findings.page import findings_page
    from mlbench.store import files

    files.write_text(path, findings_page(dataset, found))


def _as_json(
    dataset: Dataset, found: DataFindings, gate: Severity, *, fails: bool, html: Path | None
) -> dict[str, Any]:
    from mlbench.secrets.addresses import without_passwords

    return {
        "source": without_passwords(dataset.source),
        "rows": dataset.rows,
        "columns": len(dataset.frame.columns),
        "target": dataset.target,
        "task": dataset.task,
        "split": dataset.split.facts(),
        "fingerprint": dataset.fingerprint,
        "findings": found.to_json(),
        "not_judged": [{"code": each.code, "reason": each.reason} for each in found.not_judged],
        "fail_on": gate,
        "fails": fails,
        **({"page": str(html)} if html else {}),
    }


def _print(dataset: Dataset, found: DataFindings, html: Path | None) -> None:
    from mlbench.cli.tables import print_table

    rows = [(f.severity, f.code, f.title, f.subject, f.evidence) for f in found]
    if rows:
        print_table(("severity", "code", "finding", "about", "evidence"), rows)
    counts = [f"{sum(f.severity is s for f in found)} {s}" for s in reversed(Severity)]
    width = len(dataset.frame.columns)
    columns = "1 column" if width == 1 else f"{width:,} columns"
    held = f"{dataset.rows:,} of " if dataset.all_rows > dataset.rows else ""
    about = f"{held}{dataset.all_rows:,} rows, {columns}, {dataset.split}"
    typer.echo(f"{dataset.name} ({about}): {', '.join(counts)}", err=True)
    if found.not_judged:
        typer.echo(f"Not judged: {found.left_open()}.", err=True)
    if rows:
        code = rows[0][1]
        typer.echo(f"Next: mlbench data check --explain {code} says what it means.", err=True)
    if html is not None:
        typer.echo(f"page: {html}", err=True)
