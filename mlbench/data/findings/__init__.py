"""Findings about data: each a small function that looks, and states what it saw.

A function takes a :class:`~mlbench.data.findings.look.Look` and yields findings. What
it states holds for this data set; whether it matters is for people to say, so each
finding carries its figures and an advice.
"""
