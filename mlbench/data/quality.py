"""The quality of a dataset, as coded findings; docs/findings has a page about each code.

====== ==========================================  ====== =======================================
MB101  constant column                             MB120  classes out of balance
MB102  nearly constant column                      MB121  rare classes
MB103  many missing values                         MB122  leakage suspect
MB104  looks like an identifier                    MB123  missing values that go with the target
MB105  many categories                             MB124  columns that add up to the target
MB106  column that repeats another                 MB125  test rows differ from training rows
MB107  numbers kept as text                        MB126  lopsided groups
MB108  dates kept as text                          MB127  rows in blocks, split at random
MB109  mixed types in one column                   MB128  times after the row's own
MB110  repeated rows                               MB130  NUL bytes in the file
MB111  rows shared by training and test            MB131  header that looks like data
MB112  few test rows                               MB132  text read as missing
MB113  more features than rows                     MB133  long whole numbers kept as text
MB114  rows in time order, split at random         MB134  codes with leading zeros
MB115  value that stands for a missing one         MB135  long numbers rounded
MB116  outliers                                    MB136  infinite or huge values set to missing
MB117  level that jumps at a row                   MB137  column without values
MB118  times with and without a zone               MB138  values of mixed type read as text
MB119  value that the schema rules out             MB139  names that look like others
MB150  files set aside                             MB156  files of different make
MB151  files shared by training and test           MB157  items rated twice by one user
MB152  silent sounds                               MB158  users or items that training has not seen
MB153  units on both sides of the split            MB159  several rows of one moment
MB154  one file under two labels                   MB160  texts shared by training and test
MB155  cut-off sounds                              MB161  empty texts
====== ==========================================  ====== =======================================
"""

from __future__ import annotations

from mlbench.data.dataset import Dataset
from mlbench.data.describe import describe
from mlbench.data.findings import (
    columns,
    files,
    prose,
    rated,
    reading,
    rows,
    target,
    texts,
    units,
)
from mlbench.data.findings.adds_up import adds_up
from mlbench.data.findings.blocks import blocks
from mlbench.data.findings.declared import declared
from mlbench.data.findings.groups import skewed_groups
from mlbench.data.findings.later import later_times
from mlbench.data.findings.look import Finder, Look
from mlbench.data.findings.missing_target import missing_with_target
from mlbench.data.findings.mixed import mixed_types
from mlbench.data.findings.outliers import outliers
from mlbench.data.findings.placeholders import placeholder_values
from mlbench.data.findings.result import DataFindings
from mlbench.data.findings.shift import shift
from mlbench.data.findings.unit_jump import unit_jump
from mlbench.data.findings.zones import mixed_zones

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
    mixed_types,
    rows.repeated_rows,
    rows.shared_rows,
    rows.few_rows,
    rows.more_columns_than_rows,
    rows.time_order,
    placeholder_values,
    outliers,
    unit_jump,
    mixed_zones,
    declared,
    target.imbalance,
    target.rare_classes,
    target.leakage,
    missing_with_target,
    adds_up,
    shift,
    skewed_groups,
    blocks,
    later_times,
    reading.reading,
    files.set_aside,
    files.shared_files,
    files.silent_sounds,
    files.two_labels,
    files.cut_off_sounds,
    files.mixed_files,
    units.shared_units,
    units.repeated_moments,
    rated.rated_twice,
    rated.cold_starts,
    prose.same_texts,
    prose.empty_texts,
)


def check_data(dataset: Dataset) -> DataFindings:
    """Look for what would mislead a model, or the people who judge it.

    Parameters
    ----------
    dataset : Dataset
        All of its rows, or a sample of 200,000 where numbers are compared, which is said;
        what concerns the target is tried on training rows alone.

    Returns
    -------
    DataFindings
        The gravest first, with the codes that could not be judged. At most eight columns
        get a finding of their own under one code; the others share one.

    Examples
    --------
    >>> from mlbench.data.load import load
    >>> [finding.code for finding in check_data(load("sklearn:iris"))]
    ['MB111', 'MB112', 'MB110']
    """
    look = Look(dataset, describe(dataset))
    found = (finding for finder in FINDERS for finding in finder(look))
    return DataFindings.gather(found, dataset)
