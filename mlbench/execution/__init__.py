"""Execution: from a study file to a run folder. The only door to papermill."""
