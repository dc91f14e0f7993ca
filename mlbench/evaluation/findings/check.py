"""What a check of a model is: a code, a title, and a look that finds something or nothing."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from mlbench.statements import Finding, Findings
from mlbench.vocabulary import Severity

if TYPE_CHECKING:
    from mlbench.evaluation.result import Evaluation

FOUND, CLEAR, NOT_APPLICABLE = "found", "clear", "not applicable"
#: With fewer test rows than this little can be told.
FEW_ROWS = 100


class NotApplicable(Exception):
    """Raised by a look that can't judge this model on these rows; its text says why."""


class Seen(NamedTuple):
    """What a look has seen: of what, with which figures, and what to do about it."""

    subject: str
    evidence: str
    advice: str


@dataclass(frozen=True)
class Check:
    """One thing to know about a model before it is trusted.

    Attributes
    ----------
    code : str
        ``MB2nn``; its page is ``docs/findings/MB2nn.md``.
    title : str
        The finding in a few words.
    severity : Severity
        How much it matters.
    look : callable
        Takes the evaluation and gives what it has seen, or raises :class:`NotApplicable`.
        It changes nothing, and the same evaluation gives the same answer.
    """

    code: str
    title: str
    severity: Severity
    look: Callable[[Evaluation], Iterable[Seen]]

    def findings(self, evaluation: Evaluation) -> list[Finding]:
        """Return what it finds.

        Raises
        ------
        NotApplicable
            It can't be judged.
        """
        return [
            Finding(self.code, self.title, self.severity, *seen) for seen in self.look(evaluation)
        ]


@dataclass(frozen=True, eq=False, repr=False)
class Checked:
    """Every check with what came of it.

    Attributes
    ----------
    findings : Findings
        What was found, the gravest first.
    table : pandas.DataFrame
        One row a check: ``code``, ``title``, ``result`` (``found``, ``clear`` or ``not
        applicable``) and ``why`` it is not applicable.
    """

    findings: Findings
    table: pd.DataFrame

    def frame(self) -> pd.DataFrame:
        """Return one row a check."""
        return self.table.copy()

    def note(self) -> str:
        """Return what was looked at and found nothing, and what could not be looked at."""
        groups = dict(iter(self.table.groupby("result")))
        said = [f"{len(self.table)} checks."]
        if CLEAR in groups:
            named = ", ".join(f"{row.code} {row.title}" for row in groups[CLEAR].itertuples())
            said.append(f"Nothing found: {named}.")
        if NOT_APPLICABLE in groups:
            named = "; ".join(
                f"{row.code} {row.title} ({row.why})" for row in groups[NOT_APPLICABLE].itertuples()
            )
            said.append(f"Not applicable: {named}.")
        return " ".join(said)

    def __repr__(self) -> str:
        return f"{self.findings}\n{self.note()}"

    def _repr_html_(self) -> str:
        return f"{self.findings._repr_html_()}<p>{html.escape(self.note())}</p>"


def checked_by(checks: Iterable[Check], evaluation: Evaluation) -> Checked:
    """Return what the checks find in an evaluation."""
    found: list[Finding] = []
    lines = []
    for check in checks:
        try:
            seen = check.findings(evaluation)
        except NotApplicable as reason:
            lines.append((check.code, check.title, NOT_APPLICABLE, str(reason)))
        else:
            found.extend(seen)
            lines.append((check.code, check.title, FOUND if seen else CLEAR, ""))
    table = pd.DataFrame(lines, columns=["code", "title", "result", "why"])
    return Checked(Findings.of(found), table)
