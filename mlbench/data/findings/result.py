"""Findings about data, with what could not be judged, and a picture of what can be seen."""

from __future__ import annotations

import html
from collections.abc import Iterable
from dataclasses import dataclass

from mlbench.data.findings.look import NotJudged
from mlbench.statements import Finding, Findings


@dataclass(frozen=True, repr=False)
class DataFindings(Findings):
    """Findings about a dataset, the gravest first.

    Attributes
    ----------
    not_judged : tuple of NotJudged
        Codes that nothing can be said about for these data, and why.
    """

    not_judged: tuple[NotJudged, ...] = ()

    @classmethod
    def gather(cls, found: Iterable[Finding | NotJudged]) -> DataFindings:
        """Return what finders yielded, sorted."""
        every = list(found)
        findings = Findings.of(each for each in every if isinstance(each, Finding))
        return cls(findings.items, tuple(each for each in every if isinstance(each, NotJudged)))

    def _left_open(self) -> str:
        reasons: dict[str, list[str]] = {}
        for each in self.not_judged:
            reasons.setdefault(each.reason, []).append(each.code)
        return "; ".join(f"{', '.join(codes)}: {reason}" for reason, codes in reasons.items())

    def __repr__(self) -> str:
        return f"{self}\nNot judged: {self._left_open()}." if self.not_judged else str(self)

    def _repr_html_(self) -> str:
        table = super()._repr_html_()
        if not self.not_judged:
            return table
        return f"{table}<p>Not judged: {html.escape(self._left_open())}.</p>"
