"""Covering secrets in a text that comes in pieces."""

from __future__ import annotations

from collections.abc import Iterable

from mlbench.secrets.redactor import Redactor


class Stream:
    """Covers secrets in a text that comes in pieces.

    What may be the start of a secret waits for the next piece.

    Parameters
    ----------
    redactor : Redactor
        What covers.
    """

    def __init__(self, redactor: Redactor) -> None:
        self.redactor = redactor
        self._held = ""

    def take(self, piece: str) -> str:
        """Return what can be written now.

        >>> stream = Stream(Redactor.of({"token": "hunter2"}))
        >>> stream.take("a hun"), stream.take("ter2!"), stream.rest()
        ('a ', '[secret token]!', '')
        """
        if not self.redactor:
            return piece
        text = self._held + piece
        cut = len(text) - max(_open_end(text, self.redactor.forms), default=0)
        for start, end in self.redactor.spans(text):
            if start < cut < end:
                cut = end
        self._held = text[cut:]
        return self.redactor.text(text[:cut])

    def rest(self) -> str:
        """Return what still waited; nothing comes after it."""
        text, self._held = self.redactor.text(self._held), ""
        return text


def _open_end(text: str, forms: Iterable[str]) -> Iterable[int]:
    """Yield how many characters at the end of a text may begin each form."""
    for form in forms:
        at = text.find(form[0], max(0, len(text) - len(form) + 1))
        while at >= 0:
            if form.startswith(text[at:]):
                yield len(text) - at
                break
            at = text.find(form[0], at + 1)
