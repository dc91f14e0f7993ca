"""The address of a destination: what it means, and how it is shown without its secrets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from mlbench.errors import RefusedInput, shorten

_LOCAL = ("file://", "local://")
_PROTOCOL = re.compile(r"([A-Za-z0-9+.-]+)://")
#: Protocols whose credentials belong into the environment, never into an address.
_FROM_ENVIRONMENT = {"s3", "s3a", "gs", "gcs"}
_HIDDEN = "***"


@dataclass(frozen=True)
class Address:
    """Where something is published, as it was typed.

    >>> Address("ftp://me:secret@host/reports?token=x").shown
    'ftp://***@host/reports?***'
    >>> Address("s3://bucket/reports").is_remote, Address("reports.zip").is_archive
    (True, True)
    """

    text: str

    @property
    def is_remote(self) -> bool:
        """Whether it is anything but a path on this machine."""
        return _PROTOCOL.search(self.text) is not None and not self.text.startswith(_LOCAL)

    @property
    def is_archive(self) -> bool:
        """Whether it names a zip file."""
        return self.text.lower().endswith(".zip")

    @property
    def is_page(self) -> bool:
        """Whether it names a single page."""
        return self.text.lower().endswith((".html", ".htm"))

    @property
    def protocol(self) -> str:
        """The word before ``://``; of a chain, the last one."""
        return _PROTOCOL.findall(self.text)[-1] if self.is_remote else ""

    @property
    def path(self) -> Path:
        """The path on this machine."""
        text = next((self.text.removeprefix(p) for p in _LOCAL if self.text.startswith(p)), "")
        return Path(text or self.text).expanduser()

    @property
    def shown(self) -> str:
        """The address as it may be printed."""
        return shorten(_clean(self.text), 300)

    def hide(self, text: str) -> str:
        """Return a text without what the address keeps secret."""
        for secret in sorted(self._secrets(), key=len, reverse=True):
            text = text.replace(secret, _HIDDEN)
        return text

    def _secrets(self) -> set[str]:
        found = set()
        for login in (_login(part) for part in self.text.split("::")):
            found |= {login, login.partition(":")[2]}
        found |= {pair.partition("=")[2] for pair in re.split(r"[?&#]", self.text)[1:]}
        return {form for secret in found for form in (secret, unquote(secret)) if form}


def parse(text: str) -> Address:
    """Return the address of a destination.

    Raises
    ------
    RefusedInput
        It is empty, names no place, or holds credentials that belong elsewhere.
    """
    address = Address(text.strip())
    if not address.text or "\0" in address.text:
        raise RefusedInput(
            f"A destination must be a folder, a zip or an address. Got {text!r}.",
            next_step="Pass a path such as reports/, reports.zip or s3://bucket/reports.",
        )
    if not address.is_remote:
        return address
    if address.protocol in ("http", "https"):
        raise RefusedInput(
            f"Nothing can be published to a web address. Got {address.shown}.",
            next_step="Publish to the folder or the storage that the site is served from.",
        )
    if address.protocol in _FROM_ENVIRONMENT and _login(address.text):
        raise RefusedInput(
            f"The address {address.shown} must hold no credentials.",
            next_step="Take them out; they are read from the environment, as AWS_PROFILE, or "
            "AWS_ACCESS_KEY_ID with AWS_SECRET_ACCESS_KEY.",
        )
    return address


def _login(text: str) -> str:
    """Return what stands before the host.

    A password may hold a slash that should have been quoted, so where a colon comes first
    everything up to the last ``@`` counts.
    """
    rest = text.partition("://")[2]
    first = rest.partition("/")[0]
    if "@" in first:
        return first.rpartition("@")[0]
    return rest.rpartition("@")[0] if ":" in first else ""


def _clean(text: str) -> str:
    parts = []
    for part in text.split("::"):
        login = _login(part)
        plain = part.replace(f"{login}@", f"{_HIDDEN}@", 1) if login else part
        parts.append(re.sub(r"([?#]).*", rf"\1{_HIDDEN}", plain, flags=re.DOTALL))
    return "::".join(parts)
