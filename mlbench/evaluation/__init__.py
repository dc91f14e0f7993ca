"""The evaluation room: how good a model is on rows it has never seen, and where it fails.

Predictions are made once; metrics, intervals, pictures, importances, slices and findings
are views of them.
"""
