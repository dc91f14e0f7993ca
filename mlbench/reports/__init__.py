"""Reports: the one page of a run that anyone can open, and the only door to nbconvert.

A report is a single file. It asks nothing of the network, runs nothing that a data
value brings along, and is never larger than its limit.
"""
