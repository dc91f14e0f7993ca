"""The type of a secret parameter."""

from __future__ import annotations

from typing import Self

from mlbench.secrets import known, reference
from mlbench.secrets.redactor import MARK


class Secret(str):
    """A text that is never written.

    A parameters cell declares one as ``token: Secret = ""  # what it opens``. It is a ``str``
    in every respect, so that any library takes it; only its ``repr`` hides it, so that an
    editor that shows it keeps nothing. What a cell prints of it in a run is redacted.

    Parameters
    ----------
    value : str
        The secret itself, in clear.
    reference : str
        Where it came from, as ``env:GITHUB_TOKEN``: what may be written in its place.
        Empty for a value that was given in clear.

    Examples
    --------
    >>> token = Secret("hunter2")
    >>> token
    Secret('***')
    >>> f"Bearer {token}", token == "hunter2"
    ('Bearer hunter2', True)
    """

    __slots__ = ("reference",)
    reference: str

    def __new__(cls, value: str = "", reference: str = "") -> Self:
        """Make the text, and note where it came from."""
        secret = super().__new__(cls, value)
        secret.reference = reference
        return secret

    @classmethod
    def read(cls, place: str) -> Self:
        """Return the secret that a reference names.

        As the default of a parameter it serves a notebook that is opened by hand and a run
        alike: ``token: Secret = Secret.read("env:GITHUB_TOKEN")``.

        Parameters
        ----------
        place : str
            ``env:NAME`` for a variable of the environment, ``file:PATH`` for a file's text,
            ``-`` to be asked for it.

        Raises
        ------
        RefusedInput
            There is nothing at that place, or it is no reference.
        """
        secret = cls(reference.fetch(place, "the secret"), place)
        known.remember({place.partition(":")[2] or "typed": secret})
        return secret

    def __repr__(self) -> str:
        return "Secret('***')" if self else "Secret('')"

    def __reduce__(self) -> tuple[type[Self], tuple[str, str]]:
        """Keep the reference in copies."""
        return type(self), (str.__str__(self), self.reference)

    def stands_as(self, name: str) -> str:
        """Return what is written in place of this secret where its name is known."""
        if self.reference not in ("", "-"):
            return self.reference
        return MARK.format(name=name) if self else ""
