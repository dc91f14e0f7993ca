"""Public data sets that are more than one table, read from the data folder by their name.

Each is a source of its own, registered under ``mlbench.sources``; ``name:variant`` gives
its other parts. None of them is part of mlbench; ``MLBENCH_DATA`` says where they are.
"""
