"""Secrets in real runs: they reach the notebook's variables, and nothing else."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nbformat
import pandas as pd
import pytest

import mlbench
from mlbench.errors import RefusedInput
from mlbench.execution.plan import plan_notebook, plan_study
from mlbench.secrets.forms import forms_of

TOKEN = 'gho_16C7"e42F<29>&xJ/q'
PASSWORD = "hunter22"
OTHER = "tree-house-9"
GIVEN = {"FORGE": TOKEN, "FORGE_PASSWORD": OTHER}
FORGE = """
from mlbench.data.sources.bundled import SklearnSource


class ForgeSource(SklearnSource):
    def read(self, rest):
        assert rest == "//me:hunter22@host/iris", "no password"
        return super().read("iris")
"""
STUDY = """
study: forge
data: {{source: "{source}", target: target}}
steps:
  - notebook: {zoo}/reads_a_source.ipynb
  - notebook: {zoo}/reads_the_data.ipynb
  - notebook: {zoo}/tells_secrets.ipynb
    parameters: {{token: "{token}", raises: false}}
"""


def _bytes_of(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield everything below a folder, also as it is unpacked."""
    for path in folder.rglob("*"):
        if not path.is_file():
            continue
        yield str(path), path.read_bytes()
        if path.suffix == ".parquet":
            yield str(path), pd.read_parquet(path).to_csv().encode()
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                yield from ((f"{path}/{name}", archive.read(name)) for name in archive.namelist())


def _leaks(content: bytes, *secrets: str) -> list[str]:
    return [f for secret in secrets for f in forms_of(secret) if f.encode() in content]


@contextmanager
def _command_lines() -> Iterator[set[bytes]]:
    """Gather the command lines of all processes, again and again, until the end."""
    seen: set[bytes] = set()
    stop = threading.Event()

    def poll() -> None:
        while not stop.wait(0.005):
            for path in Path("/proc").glob("[0-9]*/cmdline"):
                try:
                    seen.add(path.read_bytes())
                except OSError:
                    continue

    reader = threading.Thread(target=poll)
    reader.start()
    try:
        yield seen
    finally:
        stop.set()
        reader.join()


def _as_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Under pytest ipykernel leaves alone what is printed past Python; nowhere else."""
    monkeypatch.delenv("PYTEST_CURRENT_TEST")


def _outputs(folder: Path, name: str) -> str:
    [path] = folder.glob(f"runs/*/*/notebooks/*{name}.ipynb")
    cells = nbformat.read(path, as_version=4).cells
    return json.dumps([cell.get("outputs") for cell in cells])


def test_secret_that_is_told_in_every_way_is_nowhere(
    shell, zoo: Path, workplace: Path, warmth: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _as_outside(monkeypatch)
    (workplace / "elsewhere").mkdir()
    where = {"IPYTHONDIR": str(workplace / "elsewhere")} if warmth == "0" else {}
    (workplace / "password").write_text(PASSWORD + "\n")
    words = ["-p", "token=env:FORGE", "-p", "password=file:password", "--json"]
    with _command_lines() as lines:
        done = shell("run", zoo / "tells_secrets.ipynb", *words, **GIVEN, **where)
    (workplace / "password").unlink()
    assert done.returncode == 1
    assert "ValueError: the forge refuses [secret token]" in done.stderr
    step = json.loads(done.stdout)["steps"][0]
    assert step["parameters"]["token"] == "env:FORGE"
    assert step["parameters"]["password"] == "file:password"
    assert step["recorded"]["digests"] == [
        hashlib.sha256(text.encode()).hexdigest() for text in (TOKEN, PASSWORD)
    ]
    told = [done.stdout.encode(), done.stderr.encode(), *lines]
    found = {str(i): _leaks(text, TOKEN, PASSWORD, OTHER) for i, text in enumerate(told)}
    for name, content in _bytes_of(workplace):
        found[name] = _leaks(content, TOKEN, PASSWORD, OTHER)
    assert {name: leaks for name, leaks in found.items() if leaks} == {}
    outputs = _outputs(workplace, "tells_secrets")
    assert "plain [secret token] [secret password] 0.5" in outputs
    assert "environment [secret FORGE_PASSWORD]" in outputs
    [log] = workplace.glob("runs/*/*/notebooks/*.kernel.log")
    assert "below Python [secret token]" in log.read_text()
    assert outputs.count("[secret token]") >= 12
    [page] = workplace.glob("runs/*/*/report.html")
    assert "[secret token]" in page.read_text("utf-8")


def test_executed_notebook_says_where_the_secret_came_from_and_runs_again(
    zoo: Path, workplace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORGE", TOKEN)
    run = mlbench.run(
        zoo / "tells_secrets.ipynb", {"token": "env:FORGE", "alpha": 0.25, "raises": False}
    )
    place = run.folder.path / run.record.steps[0].notebook
    [cell] = [
        c
        for c in nbformat.read(place, 4).cells
        if "injected-parameters" in c.metadata.get("tags", [])
    ]
    assert "alpha = 0.25" in cell.source
    assert "# token is secret: env:FORGE" in cell.source
    again = mlbench.run(place, {"token": mlbench.Secret("another-one"), "raises": False})
    assert again.state == "done"
    assert again.record.steps[0].parameters["token"] == "[secret token]"
    assert again.values["digests"][0] == hashlib.sha256(b"another-one").hexdigest()


def test_last_words_of_a_dying_kernel_are_covered(
    zoo: Path, workplace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _as_outside(monkeypatch)
    run = mlbench.run(zoo / "dies_telling_a_secret.ipynb", {"token": TOKEN})
    [log] = run.folder.path.glob("notebooks/*.kernel.log")
    assert "last words [secret token]" in log.read_text()
    assert run.error is not None
    assert str(log) in run.error.next_step
    assert not [name for name, content in _bytes_of(workplace) if _leaks(content, TOKEN)]


def test_output_that_goes_to_a_log_is_covered_there(
    zoo: Path, workplace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MLBENCH_OUTPUT_LIMIT", "10000")
    mlbench.settings.settings.cache_clear()
    run = mlbench.run(zoo / "prints_a_key.ipynb", {"key": TOKEN})
    assert run.state == "done"
    [log] = run.folder.path.glob("notebooks/*.cell-*.log")
    assert log.read_text().count("[secret key]") == 2000
    assert not [name for name, content in _bytes_of(workplace) if _leaks(content, TOKEN)]


def test_plain_papermill_with_our_engine_writes_no_secret(zoo: Path, workplace: Path) -> None:
    program = Path(sys.executable).with_name("papermill")
    words = ["--engine", "mlbench", str(zoo / "tells_secrets.ipynb"), "out.ipynb"]
    given = ["-p", "token", PASSWORD, "-p", "password", "12345678", "-p", "raises", "False"]
    done = subprocess.run(
        [program, *words, *given], capture_output=True, text=True, check=False, cwd=workplace
    )
    assert done.returncode == 0, done.stderr
    text = (workplace / "out.ipynb").read_text()
    assert "plain [secret token] [secret password] 0.5" in text
    # what the notebook printed past Python went to the terminal, which is papermill's own
    for secret in (PASSWORD, "12345678"):
        assert not [n for n, content in _bytes_of(workplace) if _leaks(content, secret)]


def test_secret_of_a_study_is_named_by_its_place_and_an_address_loses_its_password(
    shell, zoo: Path, workplace: Path
) -> None:
    site = workplace / "site"
    (site / "forge-1.dist-info").mkdir(parents=True)
    (site / "forge_source.py").write_text(FORGE)
    (site / "forge-1.dist-info" / "METADATA").write_text("Name: forge\nVersion: 1\n")
    entry = "[mlbench.sources]\nforge = forge_source:ForgeSource\n"
    (site / "forge-1.dist-info" / "entry_points.txt").write_text(entry)
    source = "forge://me:hunter22@host/iris"
    text = STUDY.format(source="env:FORGE_ADDRESS", zoo=zoo, token="env:FORGE")
    (workplace / "s.yaml").write_text(text)
    where = {"PYTHONPATH": str(site), "MLBENCH_WARM": "0", "FORGE_ADDRESS": source}
    done = shell("run", "s.yaml", **GIVEN, **where)
    assert done.returncode == 0, done.stderr
    [path] = workplace.glob("runs/*/*/run.json")
    record = json.loads(path.read_bytes())
    assert record["study"]["data"]["source"] == "env:FORGE_ADDRESS"
    assert record["study"]["steps"][2]["parameters"]["token"] == "env:FORGE"
    assert record["steps"][0]["recorded"] == {"source_rows": 150, "target": "target"}
    assert record["steps"][1]["recorded"] == {"rows": 150}
    assert "read forge://me:***@host/iris" in _outputs(workplace, "reads_a_source")
    assert record["data"]["source"] == "forge://me:***@host/iris"
    assert record["steps"][0]["parameters"]["source"] == "forge://me:***@host/iris"
    told = [done.stdout.encode(), done.stderr.encode()]
    told += [content for name, content in _bytes_of(workplace / "runs")]
    assert not [leaks for text in told if (leaks := _leaks(text, TOKEN, PASSWORD, OTHER))]


def test_declared_secret_in_clear_in_a_study_is_refused_and_not_repeated(
    zoo: Path, workplace: Path
) -> None:
    (workplace / "s.yaml").write_text(
        STUDY.format(source="sklearn:iris", zoo=zoo, token="hunter22")
    )
    with pytest.raises(RefusedInput) as caught:
        plan_study(Path("s.yaml"), {})
    assert "The secret 'token' of template" in str(caught.value)
    assert "hunter22" not in str(caught.value)


def test_secret_that_is_not_there_is_refused_before_anything_is_written(
    zoo: Path, workplace: Path
) -> None:
    with pytest.raises(RefusedInput, match="the variable NO_SUCH is not set"):
        mlbench.run(zoo / "tells_secrets.ipynb", {"token": "env:NO_SUCH"})
    assert list(workplace.iterdir()) == []


def test_refusal_of_data_keeps_the_password_of_its_address(zoo: Path, workplace: Path) -> None:
    text = STUDY.format(source="forge://me:hunter22@host/x", zoo=zoo, token="")
    (workplace / "s.yaml").write_text(text)
    with pytest.raises(RefusedInput) as caught:
        mlbench.run("s.yaml")
    assert "hunter22" not in str(caught.value)


def test_path_of_a_secret_starts_from_the_study_in_a_study_and_from_here_on_a_command_line(
    zoo: Path, workplace: Path
) -> None:
    (workplace / "deep").mkdir()
    (workplace / "deep" / "t").write_text("of the study")
    (workplace / "t").write_text("from here")
    study = workplace / "deep" / "s.yaml"
    study.write_text(STUDY.format(source="sklearn:iris", zoo=zoo, token="file:t"))
    assert plan_study(study, {}).secrets == {"token": "of the study"}
    given = {"tells_secrets.token": "file:t"}
    assert plan_study(study, given, as_text=True).secrets == {"token": "from here"}


def test_value_that_the_notebook_itself_has_in_clear_is_no_secret(zoo: Path) -> None:
    plan = plan_notebook(zoo / "prints_a_key.ipynb", {"key": "id"})
    assert plan.secrets == {}
    assert plan_notebook(zoo / "prints_a_key.ipynb", {"key": "other"}).secrets == {"key": "other"}


def test_code_that_holds_a_secret_runs_as_it_is_and_is_kept_covered(
    zoo: Path, workplace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOP_TOKEN", "said-in-the-code")
    run = mlbench.run(zoo / "says_a_token.ipynb")
    assert run.values == {"length": 16}
    text = (run.folder.path / run.record.steps[0].notebook).read_text()
    assert "[secret SHOP_TOKEN]" in text
    assert not [n for n, content in _bytes_of(workplace) if _leaks(content, "said-in-the-code")]
    assert os.environ["SHOP_TOKEN"] == "said-in-the-code"
