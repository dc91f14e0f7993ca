"""The recipes that mlbench brings; packages add theirs by the group ``mlbench.recipes``."""
