"""What went wrong with a file far away, in one sentence."""

from __future__ import annotations

from mlbench.errors import DataError, shorten
from mlbench.secrets.addresses import without_passwords
from mlbench.storage import Trouble, how_to_install, how_to_log_in, status_of, trouble_of

_NETWORK = "Check the address and the network, and read it again."
_PERMISSION = "Ask for the permission to read it, or use another login."
_LOG_IN = "Log in as that kind of storage wants it."


class CutOffError(Exception):
    """Fewer bytes came than the storage had said.

    Parameters
    ----------
    got, expected : int
        Numbers of bytes.
    """

    def __init__(self, got: int, expected: int) -> None:
        super().__init__(f"it ended after {got:,} of {expected:,} bytes")


def refusal_of(source: str, error: Exception) -> DataError:
    """Return the error for a file that can't be fetched, without passwords.

    Parameters
    ----------
    source : str
        The address.
    error : Exception
        What the protocol's package raised.
    """
    where = shorten(without_passwords(source), 200)
    # fsspec calls all that goes wrong with the web a missing file, and keeps the cause
    if isinstance(error, FileNotFoundError) and isinstance(error.__cause__, Exception):
        error = error.__cause__
    trouble = trouble_of(error)
    if trouble is Trouble.MISSING:
        return DataError(
            f"There is no file at {where}.",
            next_step="Correct the address.",
            code="DATA_NOT_FOUND",
        )
    return DataError(
        f"{where} can't be fetched: {shorten(_reason(error, trouble), 200)}.",
        next_step=_next_step(source.partition(":")[0], trouble),
        code="DATA_REMOTE",
    )


def _reason(error: Exception, trouble: Trouble) -> str:
    told = without_passwords(f"{type(error).__name__}: {error}".rstrip(". :"))
    if type(error).__name__ == "TooManyRedirects":
        return "it leads from one address to another without end"
    if status := status_of(error):
        return f"the server answered {status}"
    if isinstance(error, CutOffError):
        return str(error)
    if trouble is Trouble.PACKAGE:
        return f"it needs a package that is not installed ({error})"
    if trouble is Trouble.CUT_OFF:
        return f"the server ended the connection before all of it had come ({told})"
    return f"no server answers there ({told})" if trouble is Trouble.UNREACHABLE else told


def _next_step(protocol: str, trouble: Trouble) -> str:
    if trouble is Trouble.PACKAGE:
        how = how_to_install(protocol)
        return f"Install it: {how}" if how else "Install the package that it names."
    if trouble is Trouble.CREDENTIALS:
        return how_to_log_in(protocol) or _LOG_IN
    return _PERMISSION if trouble is Trouble.DENIED else _NETWORK
