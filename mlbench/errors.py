"""One root class for everything mlbench refuses or reports.

An error is one sentence that says what, where, what was expected and what was
got, and one next step. Its text is bounded, whatever the size of the data, and it
never shows a traceback for a user's mistake, in a terminal or in a notebook.

>>> error = RefusedInput(
...     "The 'test_fraction' parameter of template 'model' must be in (0, 1). Got 1.5.",
...     next_step="Pass a number between 0 and 1.",
... )
>>> print(error)
The 'test_fraction' parameter of template 'model' must be in (0, 1). Got 1.5.
Next: Pass a number between 0 and 1.
>>> error.exit_code
2
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from typing import ClassVar

#: No sentence of an error is longer than this many characters.
SENTENCE_LIMIT = 600
#: No more mistakes than this are spelt out in one error.
MISTAKE_LIMIT = 20


def shorten(value: object, limit: int = 80) -> str:
    """Return a one-line rendering of `value` of at most `limit` characters.

    Parameters
    ----------
    value : object
        Strings are taken as they are, everything else by ``repr``.
    limit : int
        The longest text returned, in [8, inf).

    >>> shorten("a" * 100, limit=12)
    'aaaaaaaaa...'
    """
    text = value if isinstance(value, str) else repr(value)
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 3] + "..."


def listing(names: Iterable[object], limit: int = 8) -> str:
    """Return names as quoted, comma-separated text, cut after `limit` of them.

    >>> listing(["a", "b", "c"], limit=2)
    "'a', 'b' and 1 more"
    """
    all_names = [shorten(str(name), 60) for name in names]
    shown = ", ".join(f"'{name}'" for name in all_names[:limit])
    rest = len(all_names) - limit
    return f"{shown} and {rest} more" if rest > 0 else shown


def close_match(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that `name` was probably meant to be.

    >>> close_match("estimater", ["estimator", "seed"])
    'estimator'
    """
    found = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    return found[0] if found else None


def did_you_mean(name: str, known: Sequence[str]) -> str:
    """Return the half sentence that points at the right name.

    >>> did_you_mean("estimater", ["estimator"])
    "Did you mean 'estimator'?"
    >>> did_you_mean("x", ["alpha", "beta"])
    "Known: 'alpha', 'beta'."
    """
    match = close_match(name, known)
    if match is not None:
        return f"Did you mean '{match}'?"
    return f"Known: {listing(known)}." if known else "None is known."


class MlbenchError(Exception):
    """The root of all errors of mlbench.

    Parameters
    ----------
    mistakes : str
        One sentence per mistake; at least one.
    next_step : str
        What to do now, as one sentence; empty when there is nothing to do.
    code : str, optional
        A short fixed name for programs to look at, as ``DATA_EMPTY``.

    Attributes
    ----------
    exit_code : int
        What the command line ends with: 1 a step failed, 2 refused input,
        3 a gate said no, 130 interrupted.
    """

    exit_code: ClassVar[int] = 1
    default_code: ClassVar[str] = "ERROR"

    def __init__(self, *mistakes: str, next_step: str = "", code: str = "") -> None:
        self.mistakes = tuple(shorten(mistake, SENTENCE_LIMIT) for mistake in mistakes)
        self.next_step = next_step
        self.code = code or self.default_code
        super().__init__(*self.mistakes)

    def __str__(self) -> str:
        lines = list(self.mistakes[:MISTAKE_LIMIT])
        hidden = len(self.mistakes) - len(lines)
        if hidden > 0:
            lines.append(f"... and {hidden} more.")
        if self.next_step:
            lines.append(f"Next: {self.next_step}")
        return "\n".join(lines)

    def _render_traceback_(self) -> list[str]:
        """Let IPython print the sentence and not the way to it."""
        return [f"{self.code}: {self}"]


class RefusedInput(MlbenchError):
    """What was asked for can't be done as asked; nothing was started or written."""

    exit_code = 2
    default_code = "REFUSED"


class DataError(RefusedInput):
    """A data set can't be used as it stands."""

    default_code = "DATA_INVALID"


class TemplateInvalid(RefusedInput):
    """A file is not a notebook that can be run."""

    default_code = "TEMPLATE_INVALID"


class StoreError(RefusedInput):
    """The store can't give or take what was asked: a run, an artifact, a folder."""

    default_code = "STORE"


class StepFailed(MlbenchError):
    """A step of a run did not come to its end."""

    exit_code = 1
    default_code = "STEP_FAILED"


class TrainingDiverged(MlbenchError):
    """A training ran away: its loss became infinite, or no number at all."""

    default_code = "TRAINING_DIVERGED"


class GateClosed(MlbenchError):
    """A gate said no: drift, a weaker challenger, a difference beyond tolerance."""

    exit_code = 3
    default_code = "GATE_CLOSED"
