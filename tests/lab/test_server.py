"""The server's part: its addresses need the token, and answer mistakes with sentences."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import Any

import pytest

#: Without the proxy that the environment may name.
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def ask(lab: Any, name: str, body: object = None, token: str | None = None) -> tuple[int, str]:
    headers = {"Authorization": f"token {token}"} if token else {}
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{lab.address}/mlbench/api/{name}", data, headers)
    try:
        with DIRECT.open(request, timeout=60) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


@pytest.fixture(scope="module")
def token(lab: Any) -> str:
    return str(lab.page().partition("token=")[2])


def test_addresses_of_the_server_need_the_token_and_tell_mistakes(lab, token) -> None:
    for given in (None, "wrong"):
        assert ask(lab, "catalogue", token=given)[0] == 403
        assert ask(lab, "copies", {"template": "explore", "name": "x"}, given)[0] == 403
    assert not (lab.root / "notebooks" / "x.ipynb").exists()
    status, text = ask(lab, "catalogue", token=token)
    assert status == 200
    assert json.loads(text)["templates"][0]["name"] == "explore"
    status, text = ask(lab, "copies", {"template": "explore", "name": ".."}, token)
    assert status == 400
    assert "must have a name" in json.loads(text)["message"]
    for body in ([1], "text", {"name": 5}, {"name": "x" * 3000}, {}):
        status, text = ask(lab, "copies", body, token)
        assert status == 400, body
        assert "Traceback" not in text
    assert ask(lab, "copies", {"template": "explore", "name": "ok"}, token)[0] == 200
    assert (lab.root / "notebooks" / "ok.ipynb").is_file()
