"""What all parts of one page share: the scripts it lists, and the slow work left to do."""

from __future__ import annotations

from dataclasses import dataclass, field

from mlbench.reports.packing import Packer


@dataclass
class PageState:
    """What the renderers of one page have in common.

    Attributes
    ----------
    hashes : set of str
        Scripts of frames that the page's policy must list.
    packer : Packer
        What makes pictures take fewer bytes.
    work_left : int
        Slow work that may still be done, in characters of sanitised HTML: about 4
        microseconds each. What finds none left is shown as plain text.
    """

    hashes: set[str] = field(default_factory=set)
    packer: Packer = field(default_factory=Packer)
    work_left: int = 700_000

    def may(self, work: int) -> bool:
        """Whether there is still time for some work; it counts as done."""
        self.work_left -= work
        return self.work_left >= 0
