"""A breakpoint in a warm kernel stops where it does on python3, and shows the same."""

from __future__ import annotations

import time
from pathlib import Path
from queue import Empty

CELL = "def half(x):\n    y = x / 2\n    return y\n\nprint(half(42))"


class Debugger:
    """What JupyterLab's debugger says to a kernel."""

    def __init__(self, client: object) -> None:
        self.client = client
        self.count = 0

    def ask(self, command: str, **arguments: object) -> dict:
        self.count += 1
        message = self.client.session.msg(
            "debug_request",
            {"type": "request", "seq": self.count, "command": command, "arguments": arguments},
        )
        self.client.control_channel.send(message)
        while True:
            reply = self.client.control_channel.get_msg(timeout=30)
            if reply["parent_header"].get("msg_id") == message["header"]["msg_id"]:
                assert reply["content"].get("success", True), reply["content"]
                return reply["content"]

    def stopped(self) -> dict:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                message = self.client.get_iopub_msg(timeout=1)
            except Empty:
                continue
            if message["msg_type"] == "debug_event" and message["content"]["event"] == "stopped":
                return message["content"]["body"]
        raise AssertionError("the breakpoint was not reached")


def _session(kernel: object) -> dict[str, object]:
    client = kernel.client
    debugger = Debugger(client)
    features = debugger.ask("initialize", clientID="x", adapterID="", pathFormat="path")["body"]
    debugger.ask("attach")
    path = debugger.ask("dumpCell", code=CELL)["body"]["sourcePath"]
    places = debugger.ask("setBreakpoints", source={"path": path}, breakpoints=[{"line": 3}])
    debugger.ask("configurationDone")
    asked = client.execute(CELL)
    why = debugger.stopped()
    thread = why["threadId"]
    frame = debugger.ask("stackTrace", threadId=thread)["body"]["stackFrames"][0]
    scope = debugger.ask("scopes", frameId=frame["id"])["body"]["scopes"][0]
    variables = debugger.ask("variables", variablesReference=scope["variablesReference"])
    debugger.ask("continue", threadId=thread)
    while (reply := client.get_shell_msg(timeout=30))["parent_header"]["msg_id"] != asked:
        assert reply["msg_type"] == "kernel_info_reply"  # it was asked often until it answered
    debugger.ask("disconnect", restart=False, terminateDebuggee=True)
    return {
        "features": sorted(features),
        "verified": [b["verified"] for b in places["body"]["breakpoints"]],
        "reason": why["reason"],
        "line": frame["line"],
        "name": frame["name"],
        "file": Path(path).suffix,
        "variables": {
            v["name"]: v["value"] for v in variables["body"]["variables"] if len(v["name"]) == 1
        },
        "status": reply["content"]["status"],
    }


def test_breakpoint_stops_and_shows_the_same_as_on_python3(server, talk) -> None:
    warm, cold = (_session(talk(name)) for name in ("mlbench", "python3"))
    assert warm == cold
    assert (warm["line"], warm["variables"]) == (3, {"x": "42", "y": "21.0"})


def test_debugger_is_told_the_files_of_all_modules(server, talk) -> None:
    code = (
        "kernel = get_ipython().kernel\n"
        "files = kernel.debugger.kernel_modules\n"
        "print(len(files)); names = [f for f in files]; print(len(names) > 2000,"
        " any(n.endswith('ipykernel/kernelapp.py') for n in names))"
    )
    assert talk()(code).split() == ["0", "True", "True"]
