"""What went wrong far away, in one sentence: every protocol raises errors of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from mlbench.errors import MlbenchError, StoreError, close_match, shorten
from mlbench.reports.sharing.address import Address

#: Protocol -> the extra of ours that brings its package.
_EXTRAS = {"s3": "s3", "s3a": "s3", "gs": "gcs", "gcs": "gcs"}
#: Names of error classes, ours to know because their packages may not be there.
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
_NO_ANSWER = {
    "EndpointConnectionError",
    "ConnectionClosedError",
    "ConnectTimeoutError",
    "ReadTimeoutError",
    "HTTPClientError",
    "ClientConnectorError",
    "ConnectionError",
    "TimeoutError",
    "gaierror",
}
_DENIED, _UNKNOWN, _GONE = (403,), (401,), (404,)


@contextmanager
def speaking_of(address: Address) -> Iterator[None]:
    """Turn whatever a protocol raises into a sentence about an address.

    Raises
    ------
    StoreError
        Instead of anything that is no error of ours; without its secrets.
    """
    try:
        yield
    except MlbenchError:
        raise
    except Exception as error:  # noqa: BLE001 - there is no common root
        raise _sentence(address, error) from None


def unknown_protocol(address: Address, known: list[str]) -> StoreError:
    """Return the error for a word before ``://`` that nobody answers to."""
    match = close_match(address.protocol, known)
    hint = f" Did you mean '{match}://'?" if match else ""
    return StoreError(
        f"There is no kind of storage '{shorten(address.protocol)}://'.{hint}",
        next_step="Correct the word, or pass the path of a folder or a zip.",
        code="REMOTE_PROTOCOL",
    )


def _sentence(address: Address, error: Exception) -> StoreError:
    names = {kind.__name__ for kind in type(error).__mro__}
    status = getattr(error, "code", None)
    if isinstance(error, ImportError):
        return _missing(address, error)
    if names & _NO_CREDENTIALS or status in _UNKNOWN:
        return StoreError(
            f"No credentials were found for {address.shown}: {_reason(address, error)}.",
            next_step=_CREDENTIALS.get(address.protocol, _ANY_CREDENTIALS),
            code="REMOTE_CREDENTIALS",
        )
    if isinstance(error, PermissionError) or status in _DENIED:
        return StoreError(
            f"{address.shown} can't be read or written with the credentials there are: "
            f"{_reason(address, error)}.",
            next_step="Ask for the permission to list, read and write there, or use another login.",
            code="REMOTE_DENIED",
        )
    if isinstance(error, FileNotFoundError) or status in _GONE:
        return StoreError(
            f"{address.shown} is not there: {_reason(address, error)}.",
            next_step="Correct the address, or make the bucket or folder first.",
            code="REMOTE_MISSING",
        )
    if names & _NO_ANSWER:
        return StoreError(
            f"{address.shown} can't be reached: {_reason(address, error)}.",
            next_step="Check the address and the network"
            + (", and AWS_ENDPOINT_URL where it is set." if "s3" in address.protocol else "."),
            code="REMOTE_UNREACHABLE",
        )
    return StoreError(
        f"{address.shown} can't be written: {type(error).__name__}, {_reason(address, error)}.",
        next_step="Correct the address or its settings, then publish again.",
        code="REMOTE_FAILED",
    )


_ANY_CREDENTIALS = "Log in as that kind of storage wants it, then publish again."
_CREDENTIALS = {
    "s3": "Set AWS_PROFILE, or AWS_ACCESS_KEY_ID with AWS_SECRET_ACCESS_KEY.",
    "gs": "Set GOOGLE_APPLICATION_CREDENTIALS, or log in with 'gcloud auth'.",
}


def _missing(address: Address, error: ImportError) -> StoreError:
    extra = _EXTRAS.get(address.protocol)
    how = f"pip install 'mlbench[{extra}]'" if extra else "install the package that it names"
    return StoreError(
        f"The address {address.shown} needs a package that is not installed: "
        f"{_reason(address, error)}.",
        next_step=f"Install it: {how}" if extra else f"{how.capitalize()}.",
        code="REMOTE_PACKAGE",
    )


def _reason(address: Address, error: Exception) -> str:
    told = shorten(address.hide(str(error)) or type(error).__name__, 240)
    return told.rstrip(".")
