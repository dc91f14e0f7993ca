"""How each kind of data is shown: sample grids, spectrograms, long tails, frequent terms, traces.

A viewer takes a dataset and yields pictures and tables. It is quick whatever the size of the
data, since it looks at a seeded sample beyond a bound, and says so.
"""
