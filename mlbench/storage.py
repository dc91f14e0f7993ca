"""Storage that fsspec reaches: connecting to it, and what goes wrong there.

Every protocol raises errors of its own, from packages that need not be installed; they are
told by the names of their classes.
"""

from __future__ import annotations

import os
from enum import StrEnum, auto
from typing import Any

#: Protocol -> the extra of ours that brings its package.
_EXTRAS = {"s3": "s3", "s3a": "s3", "gs": "gcs", "gcs": "gcs"}
_NO_CREDENTIALS = {
    "NoCredentialsError",
    "PartialCredentialsError",
    "CredentialRetrievalError",
    "DefaultCredentialsError",
    "ProfileNotFound",
    "TokenRetrievalError",
    "SSOTokenLoadError",
    "UnauthorizedSSOTokenError",
    "RefreshError",
}
_CUT_OFF = {
    "ClientPayloadError",
    "ContentLengthError",
    "ServerDisconnectedError",
    "ConnectionClosedError",
    "ConnectionResetError",
    "IncompleteReadError",
    "ResponseStreamingError",
}
_NO_ANSWER = {
    "EndpointConnectionError",
    "ConnectTimeoutError",
    "ReadTimeoutError",
    "HTTPClientError",
    "ClientConnectorError",
    "ConnectionError",
    "TimeoutError",
    "gaierror",
}
_DENIED, _UNKNOWN, _GONE = (403,), (401,), (404, 410)


class Trouble(StrEnum):
    """What kind of thing went wrong."""

    PACKAGE = auto()
    CREDENTIALS = auto()
    DENIED = auto()
    MISSING = auto()
    CUT_OFF = auto()
    UNREACHABLE = auto()
    OTHER = auto()


def trouble_of(error: Exception) -> Trouble:
    """Return what kind of thing an error of some protocol's package says.

    >>> trouble_of(FileNotFoundError("s3://bucket/x.csv"))
    <Trouble.MISSING: 'missing'>
    """
    names = {kind.__name__ for kind in type(error).__mro__}
    status = status_of(error)
    if isinstance(error, ImportError):
        return Trouble.PACKAGE
    if names & _CUT_OFF:
        return Trouble.CUT_OFF
    if names & _NO_CREDENTIALS or status in _UNKNOWN:
        return Trouble.CREDENTIALS
    if isinstance(error, PermissionError) or status in _DENIED:
        return Trouble.DENIED
    if isinstance(error, FileNotFoundError) or status in _GONE:
        return Trouble.MISSING
    return Trouble.UNREACHABLE if names & _NO_ANSWER else Trouble.OTHER


def status_of(error: Exception) -> int | None:
    """Return the status that a server answered with; None where there is none."""
    # asked for the one that is there: aiohttp warns of its old one
    found = getattr(error, "status" if hasattr(error, "status") else "code", None)
    answer = getattr(error, "response", None)  # of botocore
    if isinstance(answer, dict):
        found = answer.get("ResponseMetadata", {}).get("HTTPStatusCode")
    return found if isinstance(found, int) else None


def how_to_install(protocol: str) -> str | None:
    """Return the command that brings what a protocol needs; None where no extra of ours does.

    >>> how_to_install("s3")
    "pip install 'mlbench[s3]'"
    """
    extra = _EXTRAS.get(protocol)
    return f"pip install 'mlbench[{extra}]'" if extra else None


def how_to_log_in(protocol: str) -> str | None:
    """Return what gives a kind of storage its credentials; None where that is not known.

    >>> how_to_log_in("gs")
    "Set GOOGLE_APPLICATION_CREDENTIALS, or log in with 'gcloud auth'."
    """
    if protocol in ("s3", "s3a"):
        return "Set AWS_PROFILE, or AWS_ACCESS_KEY_ID with AWS_SECRET_ACCESS_KEY."
    if protocol in ("gs", "gcs"):
        return "Set GOOGLE_APPLICATION_CREDENTIALS, or log in with 'gcloud auth'."
    return None


def reach(address: str, **options: Any) -> tuple[Any, str]:
    """Return the storage of an address as fsspec has it, and the path within it.

    What fsspec is told by the environment and its files is read now, since this process may
    have been forked from one with another environment; nothing is remembered of what was
    there before.

    Parameters
    ----------
    address : str
        As ``s3://bucket/key``.
    **options
        As the protocol's own package takes them.

    Raises
    ------
    ImportError
        The protocol needs a package that is not installed.
    ValueError
        Nobody knows the protocol.
    """
    from fsspec import config, core  # noqa: PLC0415 - nobody waits for it without an address

    config.set_conf_files(os.environ.get("FSSPEC_CONFIG_DIR", config.conf_dir), config.conf)
    config.set_conf_env(config.conf)
    storage, path = core.url_to_fs(
        address, skip_instance_cache=True, use_listings_cache=False, **options
    )
    return storage, str(path)
