from __future__ import annotations

import base64
import html
import json
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlbench.errors import RefusedInput
from mlbench.secrets.redactor import Redactor
from mlbench.secrets.stream import Stream

TOKEN = 'gho "16C7\\e42F"\n<&> ä/+9'
PEM = "-----BEGIN KEY-----\nMIIEpAIBAAKCAQEA1\nx7fHq2kZr4Yt9bWm3\n-----END KEY-----\n"


@pytest.mark.parametrize(
    "form",
    [
        TOKEN, repr(TOKEN), repr(TOKEN.encode()), json.dumps(TOKEN),
        json.dumps(TOKEN, ensure_ascii=False), html.escape(TOKEN), html.escape(TOKEN, quote=False),
        quote(TOKEN), quote(TOKEN, safe=""), quote_plus(TOKEN), TOKEN.encode().hex(),
        base64.b64encode(TOKEN.encode()).decode(), base64.b64encode(f"me:{TOKEN}".encode()).decode(),
        base64.b64encode(f"you:{TOKEN}:".encode()).decode(),
        base64.urlsafe_b64encode(f"us:{TOKEN}".encode()).decode(),
    ],
)  # fmt: skip
def test_every_form_in_which_programs_write_a_value_is_covered(form: str) -> None:
    covered = Redactor.of({"token": TOKEN}).text(f"see {form}, then on")
    assert "[secret token]" in covered
    assert "16C7" not in covered
    middle = form[len(form) // 3 : -len(form) // 3]
    assert middle not in covered
    assert covered.startswith("see ")
    assert covered.endswith(", then on")


def test_lines_of_a_key_file_are_covered_one_by_one() -> None:
    redactor = Redactor.of({"key": PEM})
    assert redactor.text("  x7fHq2kZr4Yt9bWm3  ") == "  [secret key]  "
    assert redactor.text(PEM) == "[secret key]"
    assert redactor.text("-----BEGIN KEY-----") == "-----BEGIN KEY-----"


def test_text_that_markup_tears_apart_is_covered_and_cells_of_a_table_are_not_joined() -> None:
    redactor = Redactor.of({"token": "hunter22"})
    assert redactor.rich("\x1b[31mhun\x1b[0mter22 x") == "[secret token] x"
    assert redactor.rich("<p><b>hun</b><i>ter22</i></p>") == "<p>[secret token]</p>"
    table = "<td>hun</td><td>ter22</td><b>x</b>"
    assert redactor.rich(table) is table


def test_text_without_secrets_is_the_same_object_and_what_was_covered_stays() -> None:
    redactor = Redactor.of({"token": "secret"})
    text = "nothing here"
    assert redactor.text(text) is text
    once = redactor.text("a secret thing")
    assert once == "a [secret token] thing"
    assert redactor.text(once) == once


def test_values_of_json_are_covered_at_any_depth_and_short_ones_spare_the_names_of_fields() -> None:
    redactor = Redactor.of({"pin": "a", "token": "12345678"})
    value = {"data": [{"x": "a"}], "number": 12345678, "flag": True, "none": None}
    assert redactor.value(value) == {
        "data": [{"x": "[secret pin]"}],
        "number": "[secret token]",
        "flag": True,
        "none": None,
    }


def test_short_secret_spares_the_bytes_of_a_picture_and_a_long_one_does_not() -> None:
    picture = base64.b64encode(b"\x89PNG hunter22 and more").decode()
    assert Redactor.of({"pin": "P"}).bundle({"image/png": picture}) == {"image/png": picture}
    [found] = Redactor.of({"t": "hunter22"}).bundle({"image/png": picture}).values()
    assert "[secret t]" in found


def test_address_loses_its_password_and_stays_an_address() -> None:
    redactor = Redactor.of({"source": "postgresql://me:hunter22@host/db"})
    assert redactor.text("read postgresql://me:hunter22@host/db") == (
        "read postgresql://me:***@host/db"
    )
    assert redactor.text("password hunter22") == "password [secret source]"


def test_error_is_covered_in_all_its_sentences() -> None:
    error = RefusedInput("No file 'https://me:pw@h/x'. hunter22", next_step="Ask hunter22.")
    covered = Redactor.of({"token": "hunter22"}).error(error)
    assert str(covered) == "No file 'https://me:***@h/x'. [secret token]\nNext: Ask [secret token]."
    assert "hunter22" not in repr(covered)


@given(
    st.text(alphabet="abc", min_size=1, max_size=5),
    st.text(alphabet="abc", min_size=1, max_size=5),
    st.lists(st.text(alphabet="abcx", max_size=6), max_size=12),
)
def test_stream_in_pieces_never_lets_a_secret_through(
    first: str, second: str, pieces: list[str]
) -> None:
    stream = Stream(Redactor({first: "[1]", second: "[2]"}))
    out = "".join(map(stream.take, pieces)) + stream.rest()
    assert first not in out
    assert second not in out
    whole = "".join(pieces)
    if first not in whole and second not in whole:
        assert out == whole
