"""The quality of a dataset, as coded findings.

====== ==========================================  ====== =======================================
MB101  constant column                             MB114  rows in time order, split at random
MB102  nearly constant column                      MB120  classes out of balance
MB103  many missing values                         MB121  rare classes
MB104  looks like an identifier                    MB122  leakage suspect
MB105  many categories                             MB130  NUL bytes in the file
MB106  column that repeats another                 MB131  header that looks like data
MB107  numbers kept as text                        MB132  text read as missing
MB108  dates kept as text                          MB133  long whole numbers kept as text
MB110  repeated rows                               MB134  codes with leading zeros
MB111  rows shared by training and test            MB135  long numbers rounded
MB112  few test rows                               MB136  infinite or huge values set to missing
MB113  more features than rows                     MB137  column without values
..                                                 MB138  values of mixed type read as text
====== ==========================================  ====== =======================================
"""

from __future__ import annotations

from mlbench.data.dataset import Dataset
from mlbench.data.describe import describe
from mlbench.data.findings import columns, reading, rows, target, texts
from mlbench.data.findings.look import Finder, Look
from mlbench.statements import Findings

#: Everything that is looked for.
FINDERS: tuple[Finder, ...] = (
    columns.constant,
    columns.nearly_constant,
    columns.much_missing,
    columns.identifiers,
    columns.many_categories,
    columns.same_columns,
    texts.numbers_as_text,
    texts.dates_as_text,
    rows.repeated_rows,
    rows.shared_rows,
    rows.few_rows,
    rows.more_columns_than_rows,
    rows.time_order,
    target.imbalance,
    target.rare_classes,
    target.leakage,
    reading.reading,
)


def check_data(dataset: Dataset) -> Findings:
    """Look for what would mislead a model, or the people who judge it.

    Parameters
    ----------
    dataset : Dataset
        All of its rows; what concerns the target is tried on training rows alone.

    Returns
    -------
    Findings
        The gravest first. At most eight columns get a finding of their own under one
        code; the others share one.

    Examples
    --------
    >>> from mlbench.data.dataset import load
    >>> [finding.code for finding in check_data(load("sklearn:iris"))]
    ['MB111', 'MB112', 'MB110']
    """
    look = Look(dataset, describe(dataset))
    return Findings.of(finding for finder in FINDERS for finding in finder(look))
