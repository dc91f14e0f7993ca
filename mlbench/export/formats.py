"""The formats that a model can be written in."""

from __future__ import annotations

from collections.abc import Sequence

from mlbench.errors import RefusedInput, did_you_mean, listing

#: All of them.
FORMATS = ("skops",)


def check_formats(formats: Sequence[str]) -> None:
    """Refuse formats that there are not.

    Raises
    ------
    RefusedInput
        There is none, or an unknown one.
    """
    for name in formats:
        if name not in FORMATS:
            raise RefusedInput(
                f"A format must be one of {listing(FORMATS)}. Got '{name}'.",
                next_step=did_you_mean(name, FORMATS),
            )
    if not formats:
        raise RefusedInput("A bundle needs at least one format.", next_step="Pass ['skops'].")
