"""What went wrong far away, in one sentence: every protocol raises errors of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from mlbench.errors import MlbenchError, StoreError, close_match, shorten
from mlbench.reports.sharing.address import Address
from mlbench.storage import Trouble, how_to_install, how_to_log_in, trouble_of


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
    trouble = trouble_of(error)
    if trouble is Trouble.PACKAGE:
        return _missing(address, error)
    if trouble is Trouble.CREDENTIALS:
        return StoreError(
            f"No credentials were found for {address.shown}: {_reason(address, error)}.",
            next_step=how_to_log_in(address.protocol) or _LOG_IN,
            code="REMOTE_CREDENTIALS",
        )
    if trouble is Trouble.DENIED:
        return StoreError(
            f"{address.shown} can't be read or written with the credentials there are: "
            f"{_reason(address, error)}.",
            next_step="Ask for the permission to list, read and write there, or use another login.",
            code="REMOTE_DENIED",
        )
    if trouble is Trouble.MISSING:
        return StoreError(
            f"{address.shown} is not there: {_reason(address, error)}.",
            next_step="Correct the address, or make the bucket or folder first.",
            code="REMOTE_MISSING",
        )
    if trouble in (Trouble.UNREACHABLE, Trouble.CUT_OFF):
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


_LOG_IN = "Log in as that kind of storage wants it, then publish again."


def _missing(address: Address, error: Exception) -> StoreError:
    how = how_to_install(address.protocol)
    return StoreError(
        f"The address {address.shown} needs a package that is not installed: "
        f"{_reason(address, error)}.",
        next_step=f"Install it: {how}" if how else "Install the package that it names.",
        code="REMOTE_PACKAGE",
    )


def _reason(address: Address, error: Exception) -> str:
    told = shorten(address.hide(str(error)) or type(error).__name__, 240)
    return told.rstrip(".")
