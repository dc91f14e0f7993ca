"""The index: one page of all runs, kept up to date at the cost of what changed."""
