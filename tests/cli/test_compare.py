"""``mlbench compare`` as a regression test: of runs, of notebooks, of notebooks under git."""

from __future__ import annotations

import json
import subprocess
import sys

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

WORKS = """
import datetime, time
import matplotlib.pyplot as plt
import pandas as pd
start = time.perf_counter()
print("now", datetime.datetime.now(), "seed", seed, object())
print(f"loss {0.1 + seed / 7 + time.time_ns() % 1000 * 1e-16:.15f}")
print(f"took {time.perf_counter() - start:.3f} s")
display(pd.DataFrame({"score": [0.5, seed / 3], "fit_seconds": [time.perf_counter(), 1.0]}))
plt.plot([0, 1], [seed, 2]);
"""


@pytest.fixture
def notebook(workplace):
    given = new_code_cell("seed: int = 1  # of nothing", metadata={"tags": ["parameters"]})
    path = workplace / "look.ipynb"
    content = new_notebook(cells=[given, new_code_cell(WORKS.strip())])
    content.metadata["kernelspec"] = {
        "name": "python3",
        "display_name": "Python 3",
        "language": "python",
    }
    nbformat.write(content, path)
    return path


def _run(shell, notebook, seed):
    done = shell("run", notebook, "-q", "--json", "-p", f"seed={seed}")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["folder"]


def test_runs_that_differ_in_times_alone_are_alike_and_other_numbers_are_not(
    shell, notebook, workplace
):
    first, second, other = (_run(shell, notebook, seed) for seed in (1, 1, 2))
    alike = shell("compare", first, second)
    assert alike.returncode == 0, alike.stdout
    assert "All recorded values and 2 cells of B are as in A." in alike.stdout
    apart = shell("compare", first, other, "--html", "page.html")
    assert apart.returncode == 3
    assert "look.seed  1  2" in apart.stdout
    assert "row '1', column 'score': 0.333333 became 0.666667" in apart.stdout
    assert "picture: differs by" in apart.stdout
    assert (workplace / "page.html").is_file()
    stored = shell("compare", first, other, "--json")
    assert stored.returncode == 3
    assert json.loads(stored.stdout)["differs"] is True


def test_two_executed_notebooks_are_compared_without_their_runs(shell, notebook):
    paths = [f"{_run(shell, notebook, seed)}/notebooks/01-look.ipynb" for seed in (1, 2)]
    assert shell("compare", paths[0], paths[0]).returncode == 0
    apart = shell("compare", *paths, "--json")
    assert apart.returncode == 3
    assert json.loads(apart.stdout)["differing"][0]["cell"] == 3


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["latest"], "There is no run 'latest'"),
        (["a", "b"], "There is no run 'a'"),
        (["look.ipynb"], "Two notebooks must be given to be compared. Got 1."),
        (["look.ipynb", "gone.ipynb"], "Got 2, of which gone.ipynb is not there."),
        (["a", "b", "--tolerance", "2"], "The relative tolerance must be in [0, 1). Got 2.0."),
        (
            ["--nbval", "gone"],
            "--nbval needs notebooks or folders of notebooks. gone is not there.",
        ),
    ],
)
def test_wrong_words_are_refused_with_a_sentence(shell, notebook, words, sentence):
    done = shell("compare", *words)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert done.stderr.count("Next: ") == 1


def _store_outputs(path, shell):
    """Leave a notebook as it is under git: with the outputs of some other day."""
    program = f"import nbformat, nbclient; n = nbformat.read({str(path)!r}, 4); nbclient.execute(n); nbformat.write(n, {str(path)!r})"
    subprocess.run([sys.executable, "-c", program], check=True, cwd=path.parent)
    text = path.read_text("utf-8")
    path.write_text(text.replace("now 20", "now 19"), "utf-8")


def _pytest(path, *words):
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "no:cacheprovider",
        "--nbval",
        *words,
        str(path),
    ]
    return subprocess.run(command, cwd=path.parent, capture_output=True, text=True, check=False)


def test_notebooks_under_git_fail_for_a_number_and_never_for_a_time_or_the_last_digit(
    shell, notebook
):
    _store_outputs(notebook, shell)
    letter_by_letter = _pytest(notebook)
    assert letter_by_letter.returncode == 1  # what nbval says of it without our comparator
    ours = _pytest(notebook, "--mlbench-compare")
    assert ours.returncode == 0, ours.stdout
    assert shell("compare", "--nbval", notebook).returncode == 0
    content = nbformat.read(notebook, 4)
    stream = next(o for o in content.cells[1].outputs if o.output_type == "stream")
    stream.text = stream.text.replace("loss 0.2428", "loss 0.2429")
    nbformat.write(content, notebook)
    changed = _pytest(notebook, "--mlbench-compare")
    assert changed.returncode == 1
    assert "became 0.2428" in changed.stdout
    assert _pytest(notebook, "--mlbench-compare", "--mlbench-tolerance", "0.01").returncode == 0
    assert shell("compare", "--nbval", notebook).returncode == 3


def test_what_nbval_is_told_to_skip_stays_skipped(notebook):
    content = nbformat.read(notebook, 4)
    content.cells = [new_code_cell("import sys; print('a', file=sys.stderr)")]
    content.cells[0].outputs = [new_output("stream", name="stdout", text="b")]
    content.cells[0].execution_count = 1
    nbformat.write(content, notebook)
    assert _pytest(notebook, "--mlbench-compare").returncode == 1
    content.cells[0].source = "# NBVAL_IGNORE_OUTPUT\nprint('a')"
    nbformat.write(content, notebook)
    assert _pytest(notebook, "--mlbench-compare").returncode == 0


def test_our_comparator_without_nbval_or_with_a_wrong_tolerance_is_refused(notebook):
    command = [sys.executable, "-m", "pytest", "--mlbench-compare", str(notebook)]
    done = subprocess.run(command, cwd=notebook.parent, capture_output=True, text=True, check=False)
    assert done.returncode == 4
    assert "--mlbench-compare needs --nbval" in done.stderr
    done = _pytest(notebook, "--mlbench-compare", "--mlbench-tolerance", "3")
    assert done.returncode == 4
    assert "The relative tolerance must be in [0, 1). Got 3.0." in done.stderr
