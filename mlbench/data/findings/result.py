"""Findings about data, with what could not be judged, and a picture of what can be seen."""

from __future__ import annotations

import html
from collections.abc import Iterable
from dataclasses import dataclass, field

from mlbench.data.dataset import Dataset
from mlbench.data.findings.look import NotJudged
from mlbench.data.findings.pictures import picture_of
from mlbench.pictures import Picture
from mlbench.statements import Finding, Findings


@dataclass(frozen=True, repr=False)
class DataFindings(Findings):
    """Findings about a dataset, the gravest first.

    Attributes
    ----------
    not_judged : tuple of NotJudged
        Codes that nothing can be said about for these data, and why.
    dataset : Dataset, optional
        What was looked at.
    """

    not_judged: tuple[NotJudged, ...] = ()
    dataset: Dataset | None = field(default=None, compare=False)

    @classmethod
    def gather(cls, found: Iterable[Finding | NotJudged], dataset: Dataset) -> DataFindings:
        """Return what finders yielded about a dataset, sorted."""
        every = list(found)
        findings = Findings.of(each for each in every if isinstance(each, Finding))
        left = tuple(each for each in every if isinstance(each, NotJudged))
        return cls(findings.items, left, dataset)

    def plot(self, finding: Finding) -> Picture | None:
        """Draw what a finding speaks of, where looking tells more than figures; else None."""
        return None if self.dataset is None else picture_of(finding, self.dataset)

    def left_open(self) -> str:
        """Return the codes that were not judged, by reason, as half a sentence."""
        reasons: dict[str, list[str]] = {}
        for each in self.not_judged:
            reasons.setdefault(each.reason, []).append(each.code)
        return "; ".join(f"{', '.join(codes)}: {reason}" for reason, codes in reasons.items())

    def __repr__(self) -> str:
        return f"{self}\nNot judged: {self.left_open()}." if self.not_judged else str(self)

    def _repr_html_(self) -> str:
        table = super()._repr_html_()
        if not self.not_judged:
            return table
        return f"{table}<p>Not judged: {html.escape(self.left_open())}.</p>"
