from __future__ import annotations

import copy
import io
import json
import pickle
from pathlib import Path

import pytest

from mlbench.errors import RefusedInput
from mlbench.secrets import known
from mlbench.secrets.addresses import passwords_in, without_passwords
from mlbench.secrets.reference import fetch, is_reference
from mlbench.secrets.secret import Secret


@pytest.fixture(autouse=True)
def forgetful(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_COVERS", "_ADDRESSES"):
        monkeypatch.setattr(known, name, {})


def test_secret_is_read_from_the_environment_a_file_and_standard_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORGE", "from-environment")
    (tmp_path / "token").write_text("from-file\n")
    monkeypatch.setattr("sys.stdin", io.StringIO("first\nsecond\n"))
    assert fetch("env:FORGE", "token") == "from-environment"
    assert fetch("file:token", "token", tmp_path) == "from-file"
    assert [fetch("-", "token"), fetch("-", "password")] == ["first", "second"]


@pytest.mark.parametrize("reference", ["env:NO_SUCH", "env:EMPTY", "file:none", "file:.", "-"])
def test_secret_that_is_not_there_is_refused_with_its_place(
    reference: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EMPTY", "")
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    with pytest.raises(RefusedInput) as caught:
        fetch(reference, "token", tmp_path)
    assert caught.value.code == "NO_SUCH_SECRET"
    assert f"'{reference}' can't be had" in str(caught.value)


def test_text_in_clear_is_no_reference_and_is_not_repeated_by_the_refusal() -> None:
    assert not any(map(is_reference, ["hunter2", "", "env:", "env:A B", "file://host/x", "--"]))
    with pytest.raises(RefusedInput) as caught:
        Secret.read("hunter2")
    assert "hunter2" not in str(caught.value)


def test_secret_is_a_text_for_every_library_and_hides_where_it_is_shown(monkeypatch) -> None:
    monkeypatch.setenv("FORGE", "hunter22")
    secret = Secret.read("env:FORGE")
    assert isinstance(secret, str)
    assert (f"{secret}", "Bearer " + secret, str(secret)) == (
        "hunter22",
        "Bearer hunter22",
        "hunter22",
    )
    assert json.dumps({"t": secret}) == '{"t": "hunter22"}'
    assert {secret: 1}["hunter22"] == 1
    assert "hunter22" not in f"{secret!r} {[secret]} { ({'t': secret}) }"
    for other in (copy.deepcopy(secret), pickle.loads(pickle.dumps(secret))):
        assert (other, other.reference, type(other)) == ("hunter22", "env:FORGE", Secret)
    assert known.redactor().text("x hunter22") == "x [secret FORGE]"


def test_passwords_of_addresses_are_found_and_ports_are_none() -> None:
    assert passwords_in("postgresql://me:p/w#1@host:5432/db") == ["p/w#1"]
    assert passwords_in("s3://key:secret@bucket/x?X-Amz-Signature=abc") == ["secret", "abc"]
    for plain in ("https://host:8080/x@v1.csv", "sklearn:iris", "C:/a@b", "https://me@host/x"):
        assert passwords_in(plain) == []
        assert without_passwords(plain) == plain
    covered = without_passwords("https://me:pw@host/x?token=t&page=2")
    assert covered == "https://me:***@host/x?token=***&page=2"
    assert passwords_in(covered) == []
