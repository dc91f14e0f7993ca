"""Findings about how the data was read: what changed on the way from the file."""

from __future__ import annotations

from collections.abc import Iterator

from mlbench.data.findings.look import Look
from mlbench.data.remarks import Topic
from mlbench.errors import listing
from mlbench.statements import Finding
from mlbench.vocabulary import Severity

#: Topic of a remark -> code, title, severity, advice of the finding.
_FINDINGS = {
    Topic.NUL_BYTES: (
        "MB130",
        "NUL bytes in the file",
        Severity.WARNING,
        "See how the file was written; it may be damaged.",
    ),
    Topic.HEADER: (
        "MB131",
        "header that looks like data",
        Severity.WARNING,
        "Pass the option columns if the file has no header.",
    ),
    Topic.NA_TEXT: (
        "MB132",
        "text read as missing",
        Severity.WARNING,
        "Name the column in the option keep_text where the text is a value.",
    ),
    Topic.LONG_INTEGERS: (
        "MB133",
        "long whole numbers kept as text",
        Severity.WARNING,
        "Leave them out if they are identifiers, or scale them down if they are quantities.",
    ),
    Topic.LEADING_ZEROS: (
        "MB134",
        "codes with leading zeros",
        Severity.INFO,
        "Nothing to do if they are codes; write plain numbers if they are quantities.",
    ),
    Topic.ROUNDED: (
        "MB135",
        "long numbers rounded",
        Severity.INFO,
        "Nothing to do unless the last digits matter.",
    ),
    Topic.INFINITE: (
        "MB136",
        "infinite or huge values set to missing",
        Severity.WARNING,
        "See how they came about, as a division by zero.",
    ),
    Topic.EMPTY: (
        "MB137",
        "column without values",
        Severity.WARNING,
        "Leave it out of the file, or find out where its values went.",
    ),
    Topic.AS_TEXT: (
        "MB138",
        "values of mixed type read as text",
        Severity.WARNING,
        "Give the column one type where it is made.",
    ),
    Topic.LOOK_ALIKE: (
        "MB139",
        "names that look like others",
        Severity.WARNING,
        "Write the names in the letters of one script, without signs that can't be seen.",
    ),
}


def reading(look: Look) -> Iterator[Finding]:
    """MB130 to MB139: what was changed or kept apart while reading."""
    for remark in look.dataset.remarks:
        if remark.topic in _FINDINGS:
            code, title, severity, advice = _FINDINGS[remark.topic]
            subject = listing(remark.columns, 5) or "the file"
            yield Finding(code, title, severity, subject, remark.text, advice)
