from __future__ import annotations

import json
from pathlib import Path

import pytest

CSV = "a,b,label\n" + "".join(f"{i},{i % 7},{'yes' if i % 3 else 'no'}\n" for i in range(60))


def test_misspelt_verb_is_refused(shell) -> None:
    done = shell("rnu")
    assert done.returncode == 2
    assert "No such command 'rnu'" in done.stderr


def test_run_prints_where_things_are_and_progress_as_plain_lines(shell, zoo) -> None:
    done = shell("run", zoo / "plain.ipynb", "-p", "alpha=0.2")
    assert done.returncode == 0, done.stderr
    lines = dict(line.split(None, 1) for line in done.stdout.splitlines())
    assert Path(lines["report:"]).is_file()
    assert Path(lines["run:"], "run.json").is_file()
    assert "✓ plain      done          3/3 cells" in done.stderr
    assert "\x1b" not in done.stderr


def test_run_as_json_is_the_record_and_nothing_else(shell, zoo) -> None:
    done = shell("run", zoo / "plain.ipynb", "--json")
    record = json.loads(done.stdout)
    assert record["state"] == "done"
    assert record["steps"][0]["recorded"] == {"alpha": 0.5, "name": "a"}
    assert done.stderr == ""


def test_failed_step_gives_exit_code_1_and_one_next_step(shell, zoo) -> None:
    done = shell("run", zoo / "raises.ipynb")
    assert done.returncode == 1
    assert "Step 'raises', code cell 3 did not end well. ZeroDivisionError" in done.stderr
    assert done.stderr.count("Next: ") == 1
    assert "Traceback" not in done.stderr
    assert "report:" in done.stdout


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["run", "nothing.yaml"], "nothing.yaml can't be read: No such file or directory."),
        (["run", "nothing.ipynb"], "nothing.ipynb can't be read: No such file or directory."),
        (["run", "{zoo}/not_json.ipynb"], "is not a notebook that can be run: it is not JSON"),
        (["run", "{zoo}/plain.ipynb", "-p", "alpha=x"], "must be a number. Got 'x'."),
        (["run", "{zoo}/plain.ipynb", "-p", "alpha"], "must be written name=value. Got 'alpha'"),
        (["run", "{zoo}/plain.ipynb", "--run-id", "../x"], "A run id must be letters"),
        (["params", "modle"], "'modle' is not a template. Did you mean 'model'?"),
        (["new", "A b", "--data", "x.csv"], "The name of a study must be small letters"),
        (["report", "nothing"], "There is no run 'nothing'"),
        (["report", "--index", "nothing"], "There is no folder nothing to make an index of."),
        (["runs", "--state", "faild"], "Did you mean 'failed'?"),
        (["runs", "--sort", "scor"], "Did you mean 'score'?"),
    ],
)
def test_wrong_input_gives_exit_code_2_a_sentence_and_writes_nothing(
    shell, zoo, workplace, words: list[str], sentence: str
) -> None:
    done = shell(*(word.format(zoo=zoo) for word in words))
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Next: " in done.stderr
    assert "Traceback" not in done.stderr
    assert list(workplace.iterdir()) == []


def test_params_prints_a_table_and_json_schema(shell, zoo) -> None:
    table = shell("params", zoo / "all_types.ipynb")
    assert "a number in (0, 1)" in table.stdout
    schema = json.loads(shell("params", zoo / "all_types.ipynb", "--json").stdout)
    assert schema["properties"]["b"]["exclusiveMaximum"] == 1


def test_runs_lists_the_newest_first(shell, zoo, workplace) -> None:
    assert "No runs in" in shell("runs").stderr
    for _ in range(2):
        shell("run", zoo / "plain.ipynb")
    rows = json.loads(shell("runs", "--json").stdout)
    assert [row["state"] for row in rows] == ["done", "done"]
    assert rows[0]["run"] > rows[1]["run"]
    assert rows[0]["run"] in shell("runs", "plain").stdout


def _record(runs: Path, run: str, **values: object) -> None:
    from mlbench.store.folder import RunFolder
    from mlbench.store.record import RunRecord

    RunFolder(runs / "s" / run).write(RunRecord(**{"run_id": run, "name": "s", **values}))


def _scored(score: float) -> dict[str, object]:
    from mlbench.store.record import StepRecord

    recorded = {"metric": "log_loss", "score": score}
    return {"steps": [StepRecord("evaluate", "evaluate", recorded=recorded)]}


def test_runs_are_chosen_by_state_and_sorted_by_score_in_its_direction(shell, workplace) -> None:
    runs = workplace / "runs"
    _record(runs, "a", state="done", seconds=3.0, **_scored(0.4))
    _record(runs, "b", state="done", seconds=9.0, **_scored(0.2))
    _record(runs, "c", state="failed", seconds=5.0, error={"step": "model", "message": "no"})
    listed = lambda *words: [r["run"] for r in json.loads(shell("runs", "--json", *words).stdout)]  # noqa: E731 - a short name
    assert listed("--sort", "score") == ["b", "a", "c"]
    assert listed("--sort", "seconds", "-n", "2") == ["b", "c"]
    assert listed("--state", "failed") == ["c"]
    assert listed("--state", "failed", "--state", "done", "--sort", "score") == ["b", "a", "c"]
    assert "No such runs." in shell("runs", "--state", "killed").stderr
    (row,) = json.loads(shell("runs", "--json", "-n", "1", "--sort", "score").stdout)
    assert (row["metric"], row["score"], row["greater_is_better"]) == ("log_loss", 0.2, False)


def test_record_that_cannot_be_read_is_told_and_the_others_are_listed(shell, workplace) -> None:
    _record(workplace / "runs", "a", state="done")
    _record(workplace / "runs", "b", state="done")
    (workplace / "runs" / "s" / "a" / "run.json").write_text("{")
    done = shell("runs")
    assert done.returncode == 0
    assert "b    s" in done.stdout
    assert "a    s      unreadable" in done.stdout
    assert "run.json can't be read as JSON" in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ["report", "--index", "runs/"],
        ["report", "--index=runs/"],
        ["report", "index", "runs"],
        ["report", "--index"],
        ["report", "index"],
    ],
)
def test_index_is_asked_for_in_any_of_these_words(shell, workplace, words: list[str]) -> None:
    _record(workplace / "runs", "a", state="done")
    done = shell(*words, XDG_RUNTIME_DIR=str(workplace))
    assert done.returncode == 0, done.stderr
    assert not (workplace / "mlbench").exists()  # no kernel server was started for it
    assert Path(done.stdout.removeprefix("index: ").strip()).name == "index.html"
    assert "1 run of 1 study" in (workplace / "runs" / "index.html").read_text()


def test_run_brings_an_index_up_to_date_and_makes_none(shell, zoo, workplace) -> None:
    shell("run", zoo / "plain.ipynb")
    page = workplace / "runs" / "index.html"
    assert not page.exists()
    shell("report", "--index")
    shell("run", zoo / "raises.ipynb")
    assert "2 runs of 2 studies" in page.read_text()
    (workplace / "runs" / ".index.lock").unlink()
    (workplace / "runs" / ".index.lock").mkdir()
    done = shell("run", zoo / "plain.ipynb")
    assert done.returncode == 0, done.stderr
    assert "2 runs of 2 studies" in page.read_text()


def test_new_study_can_be_run_at_once(shell, workplace) -> None:
    (workplace / "my data.csv").write_text(CSV)
    made = shell("new", "labels", "--data", "my data.csv", "--target", "label")
    assert made.returncode == 0, made.stderr
    study = workplace / "notebooks" / "labels" / "study.yaml"
    assert f"study: {study.relative_to(workplace)}" in made.stdout
    again = shell("new", "labels", "--data", "my data.csv", "--target", "label")
    assert again.returncode == 2
    assert "already exists" in again.stderr
    done = shell("run", study, "-p", "model.recipe=linear", "-p", "model.compare=[]", timeout=300)
    assert done.returncode == 0, done.stderr
    assert "bundle:" in done.stdout


def test_new_study_of_a_target_that_is_not_there_gives_the_close_match(shell, workplace) -> None:
    (workplace / "data.csv").write_text(CSV)
    done = shell("new", "labels", "--data", "data.csv", "--target", "lable")
    assert done.returncode == 2
    assert "'label'" in done.stderr
    assert not (workplace / "notebooks").exists()


def test_doctor_finds_this_installation_sound(shell) -> None:
    done = shell("doctor", "--json")
    checks = {check["what"]: check for check in json.loads(done.stdout)}
    assert done.returncode == 0, done.stdout
    assert checks["tensorflow"]["ok"]
    assert checks["kernel python3"]["ok"]
    assert "explore" in checks["templates"]["found"]
    assert "ok  Python" in shell("doctor").stdout


def test_setting_that_does_not_exist_is_refused(shell, workplace, zoo) -> None:
    (workplace / "mlbench.toml").write_text('run = "x"\n')
    done = shell("run", zoo / "plain.ipynb")
    assert done.returncode == 2
    assert "is not a setting. Did you mean 'runs'?" in done.stderr
