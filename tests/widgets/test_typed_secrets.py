"""Secrets that are typed into a form: they reach variables and runs, and are written nowhere."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from mlbench.secrets import known
from mlbench.secrets.forms import forms_of
from mlbench.secrets.secret import Secret
from mlbench.widgets.form import Form
from mlbench.widgets.headless import Status
from mlbench.widgets.run_panel import RunPanel

TOKEN, PASSWORD = 'gho_16C7"e42F<29>&xJ/q', "hünter22-in-a-form"
SEED = "from mlbench import Secret\nseed: int = 0\n"
PARAMETERS = f'{SEED}token: Secret = ""  # what opens it\npassword: str = ""'
DIGESTS = """\
import hashlib
import mlbench
print(token, password)
sums = [hashlib.sha256(text.encode()).hexdigest() for text in (token, password)]
mlbench.step().record(sums=sums)"""


@contextmanager
def watched_processes() -> Iterator[set[bytes]]:
    """Gather command lines and environments of all processes, again and again, to the end."""
    seen: set[bytes] = set()
    stop = threading.Event()

    def poll() -> None:
        while not stop.wait(0.005):
            for name in ("cmdline", "environ"):
                for path in Path("/proc").glob(f"[0-9]*/{name}"):
                    with suppress(OSError):
                        seen.add(path.read_bytes())

    reader = threading.Thread(target=poll)
    reader.start()
    try:
        yield seen
    finally:
        stop.set()
        reader.join()


@pytest.fixture
def ended(monkeypatch: pytest.MonkeyPatch) -> Callable[[Form], Status]:
    """Press *Run headless*, and return how the run ended."""
    event = threading.Event()
    told = RunPanel._tell

    def tell(panel: RunPanel, status: Status) -> None:
        told(panel, status)
        if status.ended:
            event.set()

    monkeypatch.setattr(RunPanel, "_tell", tell)

    def call(made: Form) -> Status:
        event.clear()
        made.run_button.click()
        assert made.runs, made.said.value
        assert event.wait(90)
        return made.runs[-1].status

    return call


def test_secrets_of_a_form_reach_its_run_and_are_written_nowhere(
    form, ended, workplace: Path
) -> None:
    made = form(PARAMETERS, DIGESTS)
    made.sheet.show({"seed": 3, "token": TOKEN, "password": PASSWORD})
    with watched_processes() as processes:
        status = ended(made)
    assert (status.state, status.sentences) == ("done", ())
    [step] = made.runs[-1].run.folder.read().steps
    assert step.recorded["sums"] == [
        hashlib.sha256(text.encode()).hexdigest() for text in (TOKEN, PASSWORD)
    ]
    assert step.parameters == {
        "seed": 3, "token": "[secret token]", "password": "[secret password]",
    }  # fmt: skip
    assert "through a pipe" in made.said.value
    forms = [text.encode() for secret in (TOKEN, PASSWORD) for text in forms_of(secret)]
    written = [path.read_bytes() for path in workplace.rglob("*") if path.is_file()]
    assert len(written) > 3
    assert not [place for place in (*written, *processes) if any(text in place for text in forms)]


def test_place_of_a_secret_is_passed_on_as_it_is(form, ended, workplace: Path) -> None:
    (workplace / "token.txt").write_text(f"{TOKEN}\n")
    made = form(PARAMETERS, DIGESTS)
    made.sheet.show({"token": "file:token.txt", "password": PASSWORD})
    assert ended(made).state == "done"
    [step] = made.runs[-1].run.folder.read().steps
    assert step.parameters["token"] == "file:token.txt"
    assert step.recorded["sums"][0] == hashlib.sha256(TOKEN.encode()).hexdigest()
    made.copy_button.click()
    assert "-p token=file:token.txt -p password=-" in made.said.value
    assert "password: &#x27;-&#x27;" in made.said.value.replace('"', "&#x27;")


def test_secret_that_a_default_reads_from_a_place_does_not_change_the_order(
    form, ended, monkeypatch
) -> None:
    monkeypatch.setenv("FORGE_PASSWORD", "of the environment")
    parameters = f'{SEED}token: Secret = ""\npassword: Secret = Secret.read("env:FORGE_PASSWORD")'
    made = form(parameters, DIGESTS)
    made.sheet.show({"token": TOKEN, "password": PASSWORD})
    assert ended(made).state == "done"
    [step] = made.runs[-1].run.folder.read().steps
    assert step.recorded["sums"] == [
        hashlib.sha256(text.encode()).hexdigest() for text in (TOKEN, PASSWORD)
    ]


def test_applied_secret_hides_itself_and_what_the_notebook_records(form, workplace) -> None:
    (workplace / "token.txt").write_text(TOKEN)
    variables: dict[str, Any] = {"token": "", "password": ""}
    made = form(PARAMETERS, variables=variables)
    made.sheet.show({"token": "file:token.txt", "password": PASSWORD})
    made.apply()
    assert "Applied: seed, token, password." in made.said.value
    assert (variables["token"], variables["password"]) == (TOKEN, PASSWORD)
    assert [repr(variables[name]) for name in ("token", "password")] == ["Secret('***')"] * 2
    assert known.redactor().text(f"{TOKEN} {PASSWORD}") == "[secret token] [secret password]"
    again = form(PARAMETERS, variables=variables)
    assert again.sheet.values["token"] == "file:token.txt"


@pytest.mark.parametrize("text", ["one\ntwo", "one\n"])
def test_secret_of_several_lines_is_refused_before_a_run_starts(form, text) -> None:
    made = form(PARAMETERS, variables={"token": Secret(text)})
    made.run_button.click()
    assert made.runs == []
    assert "secret &#x27;token&#x27; must be one line to be passed to a run" in made.said.value
    assert "file:PATH" in made.said.value


def test_missing_place_is_a_sentence_when_it_is_applied(form) -> None:
    variables: dict[str, Any] = {"token": ""}
    made = form(PARAMETERS, variables=variables)
    made.sheet.show({"token": "file:nowhere.txt"})
    made.apply_button.click()
    assert "can&#x27;t be had" in made.said.value
    assert variables == {"token": ""}


def test_line_that_looks_like_the_sign_for_asking_is_a_secret(form, ended) -> None:
    made = form(PARAMETERS, DIGESTS)
    made.sheet.show({"token": "-", "password": PASSWORD})
    assert ended(made).state == "done"
    [step] = made.runs[-1].run.folder.read().steps
    assert step.recorded["sums"][0] == hashlib.sha256(b"-").hexdigest()
