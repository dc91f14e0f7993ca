"""Splits: which rows are held out, and into which folds the others are parted.

A split is chosen once, by seed, and lives on as row ids. No row, and where rows belong
together no group and no moment, is on two sides.
"""
