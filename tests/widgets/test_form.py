from __future__ import annotations

import shlex
import threading
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mlbench.errors import RefusedInput
from mlbench.execution.plan import plan_notebook
from mlbench.parameters.contract import Contract, Parameter
from mlbench.parameters.text import from_text, split_assignment
from mlbench.parameters.yaml_text import parse_yaml
from mlbench.store.folder import RunFolder
from mlbench.vocabulary import State
from mlbench.widgets import values
from mlbench.widgets.headless import HeadlessRun, Status

PARAMETERS = """\
rows: Annotated[int, Ge(1), Le(100)] = 10  # how many
recipe: Literal["linear", "boosting"] = "boosting"  # the model
compare: list[Literal["linear", "forest"]] = ["linear"]
target: Optional[str] = "target"
share: Annotated[float, Gt(0), Lt(1)] = 0.25
title: str = ""
where: Path = Path("data")
fast: bool = False"""


def click(button: Any) -> None:
    button.click()


def test_first_values_are_the_variables_where_they_are_valid_else_the_defaults(form) -> None:
    made = form(PARAMETERS, variables={"rows": 20, "recipe": "magic", "other": 1})
    assert made.sheet.values == {
        "rows": 20, "recipe": "boosting", "compare": ["linear"], "target": "target",
        "share": 0.25, "title": "", "where": "data", "fast": False,
    }  # fmt: skip
    head = made.widget.children[0].value
    assert (
        "The variable &#x27;recipe&#x27; is &#x27;magic&#x27;, which the contract refuses" in head
    )


def test_wrong_value_has_the_sentence_of_the_contract_and_closes_the_buttons(form) -> None:
    made = form(PARAMETERS)
    made.sheet.fields["share"].box.value = "1.5"
    sentence = "The 'share' parameter of template 'small' must be a number in (0, 1). Got 1.5."
    assert made.sheet.mistakes == [sentence] == made.contract.mistakes({"share": 1.5})
    assert "must be a number in (0, 1). Got 1.5." in made.sheet._notes["share"].value
    assert [b.disabled for b in (made.apply_button, made.run_button, made.copy_button)] == [
        True
    ] * 3
    made.sheet.fields["share"].box.value = "0.5"
    assert made.sheet.mistakes == []
    assert not made.apply_button.disabled


def test_texts_of_the_notebook_are_shown_as_text(form) -> None:
    made = form('x: int = 1  # <script>alert(1)</script>\ny: Literal["<b>"] = "<b>"')
    made.sheet.fields["x"].box.value = "<img src=x onerror=alert(1)>"
    shown = [made.sheet._notes["x"].value, made._repr_mimebundle_()["text/html"]]
    assert not [text for text in shown if "<script" in text or "<img" in text or "<b>" in text]


def test_apply_sets_what_has_changed_and_lists_the_cells_that_read_it(form) -> None:
    variables = {"rows": 10, "recipe": "boosting", "In": ["", "x = rows", "x"]}
    made = form(PARAMETERS, "x = rows", "x", "print(recipe)", variables=variables)
    made.apply()
    assert "Applied: compare, target, share, title, where, fast." in made.said.value
    assert made.stale.cells == []
    made.apply()
    assert "Nothing to apply" in made.said.value
    made.sheet.show({"rows": 50})
    click(made.apply_button)
    assert variables["rows"] == 50
    assert [(c.number, c.because) for c in made.stale.cells] == [(2, ("rows",)), (3, ("x",))]
    made.sheet.show({"recipe": "linear"})
    click(made.apply_button)
    assert [cell.number for cell in made.stale.cells] == [2, 3, 4]
    assert "2 cells are stale, 1 to be run for the first time" in made.stale._text.value
    made.stale.has_run("c1")
    assert [cell.number for cell in made.stale.cells] == [3, 4]


def test_variables_that_were_set_elsewhere_are_shown_with_the_cells_that_read_them(form) -> None:
    made = form(PARAMETERS, "x = rows", "print(recipe)", variables={"In": ["", "x = rows"]})
    made.sheet.show({"rows": 7, "recipe": "linear"})
    assert made.follow({"rows": 50, "recipe": "boosting", "other": 1}, ["rows"])
    assert (made.sheet.values["rows"], made.sheet.values["recipe"]) == (50, "boosting")
    assert [(cell.number, cell.because) for cell in made.stale.cells] == [(2, ("rows",))]
    assert not made.follow({"other": 1}, [])


def test_list_in_the_kernel_is_not_the_one_of_the_form(form) -> None:
    made = form(PARAMETERS)
    made.apply()
    made.variables["compare"].append("mine")
    assert made.sheet.values["compare"] == ["linear"]


def test_reset_shows_the_defaults_again(form) -> None:
    made = form(PARAMETERS, variables={"rows": 20, "fast": True})
    click(made.reset_button)
    assert (made.sheet.values["rows"], made.sheet.values["fast"]) == (10, False)


def test_yaml_opens_with_its_text_so_that_nothing_typed_is_overwritten(form) -> None:
    made = form(PARAMETERS)
    at_opening: list[str] = []
    made.yaml.widget.layout.observe(lambda _: at_opening.append(made.yaml.text.value), "display")
    click(made.yaml_button)
    assert at_opening == [made.yaml.text.value] != [""]


def test_pasted_yaml_shows_every_mistake_and_is_taken_only_when_there_is_none(form) -> None:
    made = form(PARAMETERS)
    click(made.yaml_button)
    assert parse_yaml(made.yaml.text.value, "") == made.sheet.values
    made.yaml.text.value = "rows: 500\nrecip: linear\nshare: no"
    assert made.yaml.mistakes() == made.contract.mistakes(
        {"rows": 500, "recip": "linear", "share": "no"}
    )
    assert "Did you mean &#x27;recipe&#x27;?" in made.yaml.said.value
    click(made.yaml.use)
    assert made.yaml.use.disabled
    assert made.sheet.values["rows"] == 10
    made.yaml.text.value = "rows: 50\ntarget:"
    click(made.yaml.use)
    assert (made.sheet.values["rows"], made.sheet.values["target"]) == (50, None)


@pytest.mark.parametrize(
    "text", ["a: [", "- 1", "just words", "x" * 200_000, "", "1: 2", "&a [*a]"]
)
def test_pasted_text_that_is_no_mapping_is_a_sentence_and_no_error(form, text) -> None:
    made = form(PARAMETERS)
    click(made.yaml_button)
    made.yaml.text.value = text
    assert made.yaml.use.disabled
    assert len(made.yaml.mistakes()) == 1
    assert len(made.yaml.said.value) < 1000


def test_command_and_study_step_say_what_is_not_the_default(form) -> None:
    made = form(PARAMETERS)
    made.sheet.show({"recipe": "linear", "target": None, "title": "it's"})
    click(made.copy_button)
    folder = made.notebook.parent
    words = ["-p", "recipe=linear", "-p", "target=null", "-p", "title=it's"]
    line = f"cd {shlex.quote(str(folder))} &amp;&amp; mlbench {shlex.join(['run', 'small.ipynb', *words])}"
    assert line.replace("'", "&#x27;").replace('"', "&quot;") in made.said.value
    assert "notebook: small.ipynb" in made.said.value


def can_be_written(parameter: Parameter, value: Any) -> bool:
    """Whether a text is read back: 'null', '' and '~' mean no value where there may be none."""
    return value is None or from_text(parameter, value) == value


VALUES = {
    "rows": st.integers(1, 100),
    "recipe": st.sampled_from(["linear", "boosting"]),
    "compare": st.lists(st.sampled_from(["linear", "forest"]), unique=True),
    "target": st.none() | st.text(st.characters(codec="utf-8", exclude_categories=("Cc",))),
    "share": st.floats(0.0001, 0.9999),
    "title": st.text(st.characters(codec="utf-8", exclude_categories=("Cc",))),
    "fast": st.booleans(),
}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.fixed_dictionaries(VALUES))
def test_a_run_gets_the_values_of_the_form(write, chosen) -> None:
    from mlbench.parameters.reader import read_contract

    path = write(PARAMETERS)
    contract = read_contract(path)
    if not can_be_written(contract["target"], chosen["target"]):
        with pytest.raises(RefusedInput, match="can't be written on a command line"):
            values.run_words(contract, chosen, path)
        return
    words = values.run_words(contract, chosen, path)
    pairs = dict(split_assignment(word) for word in words[3::2])
    step = plan_notebook(path, pairs, as_text=True).steps[0]
    assert {name: step.parameters[name] for name in chosen} == chosen


def test_secret_is_in_no_command_no_yaml_and_no_table(form) -> None:
    made = form(f'from mlbench import Secret\n{PARAMETERS}\ntoken: Secret = ""  # what opens it')
    made.sheet.show({"token": "hunter2", "recipe": "linear"})
    click(made.copy_button)
    click(made.yaml_button)
    bundle = made._repr_mimebundle_()
    shown = [made.said.value, made.yaml.text.value, bundle["text/html"], bundle["text/plain"]]
    assert not [text for text in shown if "hunter2" in text]
    assert "recipe=linear" in made.said.value
    assert "-p token=-" in made.said.value


def test_runs_folder_that_comes_from_the_environment_is_part_of_the_command(
    form, monkeypatch, workplace
) -> None:
    from mlbench.settings import settings as present

    monkeypatch.setenv("MLBENCH_RUNS", str(workplace / "elsewhere"))
    present.cache_clear()
    made = form(PARAMETERS)
    words = values.run_words(made.contract, made.sheet.values, made.notebook)
    assert words == ["run", "small.ipynb", "--runs", str(workplace / "elsewhere")]


def test_notes_say_that_the_cell_in_the_file_is_not_the_one_that_was_run(form) -> None:
    made = form("rows: int = 1", variables={"rows": 1, "In": ["", "rows: int = 1"]})
    assert "not the one in the file" not in made.widget.children[0].value
    made = form(
        "rows: int = 1", variables={"rows": 2, "In": ["", "rows: int = 2", "rows = 5; print()"]}
    )
    assert "not the one in the file" in made.widget.children[0].value


class Seen:
    """The statuses of a run, and an event for its end."""

    def __init__(self) -> None:
        self.all: list[Status] = []
        self.begun, self.ended = threading.Event(), threading.Event()

    def __call__(self, status: Status) -> None:
        self.all.append(status)
        if " · cell " in status.words:
            self.begun.set()
        if status.ended:
            self.ended.set()


def start(path: Path, words: list[str]) -> tuple[HeadlessRun, Seen]:
    seen = Seen()
    run = HeadlessRun(words, path, seen)
    run.start()
    return run, seen


def test_headless_run_tells_its_progress_and_ends_with_report_and_notebook(write) -> None:
    path = write("n: int = 1", "import time", "time.sleep(1.2)\nprint(n)")
    run, seen = start(path, ["run", path.name, "-p", "n=3"])
    assert seen.ended.wait(60)
    last = seen.all[-1]
    assert (last.state, last.share, last.sentences) == ("done", 1.0, ())
    assert any("step small · cell 4 of 4" in status.words for status in seen.all)
    assert run.folder.report.is_file()
    assert run.executed.is_file()
    assert run.folder.read().steps[0].parameters == {"n": 3}
    assert not (run.folder.path / "progress.json").exists()


def test_stopped_run_ends_as_after_ctrl_c_although_a_kernel_ignores_it(write, monkeypatch) -> None:
    import signal

    monkeypatch.setenv("MLBENCH_WARM", "0")  # forwarding sets the signals by itself
    path = write("n: int = 1", "import time\ntime.sleep(300)")
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        run, seen = start(path, ["run", path.name])
    finally:
        signal.signal(signal.SIGINT, before)
    assert seen.begun.wait(60)
    run.stop()
    assert seen.ended.wait(60)
    assert (seen.all[-1].state, seen.all[-1].sentences) == ("killed", ())
    assert RunFolder(run.folder.path).read().state is State.KILLED


def test_refused_run_says_why_in_the_words_of_the_command(write) -> None:
    path = write("n: int = 1")
    _, seen = start(path, ["run", path.name, "-p", "n=x"])
    assert seen.ended.wait(60)
    assert seen.all[-1].state == "refused"
    assert "must be an integer. Got 'x'." in seen.all[-1].sentences[0]


def test_values_that_no_contract_of_one_can_take_are_told_by_the_whole() -> None:
    contract = Contract("n", (Parameter("a", int, 1),))
    assert values.mistakes_of(contract, contract["a"], "x") == contract.mistakes({"a": "x"})
