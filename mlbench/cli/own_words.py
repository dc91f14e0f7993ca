"""Taking secrets out of what the system tells everybody of this process.

The words of a command line are shown by ``ps`` to every user of the machine. A secret that
was given there in clear is overwritten, as curl and MySQL's programs do: from then on it is
not shown, though it was for the tenth of a second before.
"""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

from mlbench.secrets.addresses import passwords_in
from mlbench.secrets.names import looks_secret
from mlbench.secrets.reference import is_reference

_ASSIGNMENT = re.compile(r"(?:-p|--parameter=)?(?P<name>[\w.-]+)=(?P<value>.+)", re.DOTALL)
#: Where the addresses of a process' words stand in its ``stat``, counted behind its name.
_FIRST, _END = 45, 46


def secrets_in_clear(words: list[str]) -> list[str]:
    """Return the parts of words that are secret: values by their names, passwords of addresses.

    >>> secrets_in_clear(["-p", "model.token=hunter2", "-p", "key=env:KEY", "-p", "seed=1"])
    ['=hunter2']
    >>> secrets_in_clear(["--data", "https://me:hunter2@host/x.csv"])
    [':hunter2@']
    """
    found = [f":{password}@" for word in words for password in passwords_in(word)]
    for match in filter(None, map(_ASSIGNMENT.fullmatch, words)):
        name, value = match["name"].rpartition(".")[2], match["value"]
        if looks_secret(name) and not is_reference(value):
            found.append(f"={value}")
    return found


def cover(words: list[str]) -> None:
    """Overwrite secrets in the words that the system shows of this process, where it can be."""
    secrets = secrets_in_clear(words)
    if not secrets:
        return
    with suppress(OSError, ValueError, IndexError):
        stat = Path("/proc/self/stat").read_text("utf-8").rpartition(")")[2].split()
        first, end = int(stat[_FIRST]), int(stat[_END])
        with Path("/proc/self/mem").open("r+b", buffering=0) as memory:
            memory.seek(first)
            shown = memory.read(end - first)
            memory.seek(first)
            memory.write(covered(shown, secrets))


def covered(shown: bytes, secrets: list[str]) -> bytes:
    """Return what is shown of a process with secrets overwritten in place.

    >>> covered(b"mlbench -p token=hunter2", ["=hunter2"])
    b'mlbench -p token=*******'
    """
    for part in secrets:
        secret = part.encode("utf-8", "surrogateescape")
        inner = secret[1:].removesuffix(b"@") if part[0] == ":" else secret[1:]
        shown = shown.replace(secret, secret.replace(inner, b"*" * len(inner)))
    return shown
